//! Walks through memory in no order: where to go next stands in the place itself, so nothing can be fetched ahead.

use std::ops::Range;
use std::thread::scope;

use super::parts::parts;

/// A place in memory, as large as what a cache keeps together.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Place {
    next: u32,
    /// How many steps it is from the first place.
    steps: u32,
}

/// The size of a place in bytes.
pub const PLACE: usize = size_of::<Place>();

/// Places that lead from each to the next, all around, in no order.
#[derive(Debug)]
pub struct Circle {
    places: Vec<Place>,
}

impl Circle {
    /// A circle that takes up so many bytes.
    pub fn new(bytes: usize) -> Self {
        let count = (bytes / PLACE).clamp(1, u32::MAX as usize) as u32;
        let mut order: Vec<u32> = (0..count).collect();
        let mut random = 0x2545_f491_4f6c_dd1d_u64;
        for at in (1..order.len()).rev() {
            // A generator of Marsaglia's (2003), always from the same beginning.
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            order.swap(at, (random % (at as u64 + 1)) as usize);
        }
        let mut places = vec![Place { next: 0, steps: 0 }; order.len()];
        for (steps, &place) in order.iter().enumerate() {
            places[place as usize] = Place { next: order[(steps + 1) % order.len()], steps: steps as u32 };
        }
        Self { places }
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none; there is always one.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Makes so many steps from a place, and says how many of them have led away from it, going round and round.
    fn walk(&self, from: usize, steps: usize) -> usize {
        let first = from % self.len();
        let last = (0..steps).fold(first, |at, _| self.places[at].next as usize);
        (self.places[last].steps as usize + self.len() - self.places[first].steps as usize) % self.len()
    }
}

/// Makes so many steps in `circle`, by so many threads that begin in different places. Says how many steps there were
/// in the end, whole circles left out.
pub fn walk(circle: &Circle, steps: usize, threads: usize) -> usize {
    scope(|scope| {
        let thread = |part: Range<usize>| scope.spawn(move || circle.walk(part.start, part.len()));
        let threads: Vec<_> = parts(steps, threads).map(thread).collect();
        let steps: usize = threads.into_iter().map(|thread| thread.join().expect("it only walks")).sum();
        steps % circle.len()
    })
}
