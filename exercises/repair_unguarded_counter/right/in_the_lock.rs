//! right: both numbers in a read-write lock, generic and in a module of its own
use sums::Sums;

mod sums {
    use std::ops::AddAssign;
    use std::sync::RwLock;

    /// Numbers that are added up together.
    pub struct Sums<N, const K: usize>(RwLock<[N; K]>);

    impl<N: AddAssign + Copy + Default, const K: usize> Sums<N, K> {
        pub fn new() -> Self {
            Self(RwLock::new([N::default(); K]))
        }

        pub fn add(&self, all: [N; K]) {
            for (sum, n) in self.0.write().iter_mut().zip(all) {
                *sum += n;
            }
        }

        pub fn all(&self) -> [N; K] {
            *self.0.read()
        }
    }
}

pub struct Scores(Sums<u32, 2>);

impl Scores {
    pub fn new() -> Self {
        Self(Sums::new())
    }

    pub fn add(&self, points: u32) {
        self.0.add([1, points]);
    }

    pub fn so_far(&self) -> (u32, u32) {
        let [players, points] = self.0.all();
        (players, points)
    }
}
