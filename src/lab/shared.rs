//! Numbers in memory that processes share.

use std::io;
use std::sync::atomic::Ordering::Relaxed;

use crate::native::shared_words::SharedWords;

/// A row of floating-point numbers, all 0 at first, that is the same memory in this process and in all it forks later.
///
/// Every access is atomic and ordered with nothing: who reads what another wrote has to know by other means that it is
/// there, for instance because the other has ended.
#[derive(Debug)]
pub struct SharedNumbers {
    words: SharedWords,
}

impl SharedNumbers {
    /// So many numbers.
    ///
    /// # Errors
    ///
    /// If the system has no memory left.
    pub fn new(count: usize) -> io::Result<Self> {
        Ok(Self { words: SharedWords::new(count)? })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.words.words().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number at `at`.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn get(&self, at: usize) -> f64 {
        f64::from_bits(self.words[at].load(Relaxed))
    }

    /// Writes the number at `at`.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn set(&self, at: usize, number: f64) {
        self.words[at].store(number.to_bits(), Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::fork;

    #[test]
    fn a_child_writes_where_its_parent_reads() {
        let numbers = SharedNumbers::new(2).expect("there is memory");
        fork("writer", || numbers.set(1, 2.5)).join().expect("it ends well");
        assert_eq!((numbers.get(0), numbers.get(1), numbers.len()), (0.0, 2.5, 2));
    }
}
