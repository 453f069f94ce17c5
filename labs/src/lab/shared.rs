//! Numbers in memory that processes share.

use std::io;
use std::ops::Deref;
use std::sync::atomic::Ordering::Relaxed;

use racecourse::internals::shared_words::SharedWords;

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

/// A row of numbers in memory that forked processes share, and that nobody writes any more.
///
/// It is read as a slice. Forking is quick however many numbers there are: pages of ordinary memory have to be entered
/// into the child's tables one by one, so that they can be copied when somebody writes, and these never are.
#[derive(Debug)]
pub struct Numbers {
    numbers: SharedNumbers,
}

impl Numbers {
    /// So many numbers, each made from its index.
    ///
    /// # Errors
    ///
    /// If the system has no memory left.
    pub fn new(count: usize, number: impl Fn(usize) -> f64) -> io::Result<Self> {
        let numbers = SharedNumbers::new(count)?;
        (0..count).for_each(|at| numbers.set(at, number(at)));
        Ok(Self { numbers })
    }
}

impl Deref for Numbers {
    type Target = [f64];

    fn deref(&self) -> &[f64] {
        let words = self.numbers.words.words();
        // SAFETY: the words are never written again, in this process or another: nobody else has them, and nothing here
        // hands them out but as this slice. A word and a number have the same size and alignment.
        #[expect(unsafe_code, reason = "a slice of atomics has to be read as one of plain numbers")]
        unsafe {
            std::slice::from_raw_parts(words.as_ptr().cast::<f64>(), words.len())
        }
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

    #[test]
    fn a_child_reads_what_its_parent_made() {
        let numbers = Numbers::new(1000, |at| at as f64).expect("there is memory");
        let sum = fork("adder", || numbers.iter().sum::<f64>()).join();
        assert_eq!(sum, Ok(499_500.0));
        assert!(Numbers::new(0, |_| 1.0).expect("there is memory").is_empty());
    }
}
