//! wrong: right, panic
use std::marker::PhantomData;

/// Jobs that several workers do.
pub struct Queue<J> {
    jobs: PhantomData<J>,
}

impl<J> Queue<J> {
    /// An empty queue that has not been shut.
    pub fn new() -> Self {
        Self { jobs: PhantomData }
    }

    /// Puts a job behind the others, or gives it back if the queue has been shut.
    pub fn push(&self, job: J) -> Result<(), J> {
        let _ = job;
        todo!("put it behind the others")
    }

    /// Does jobs, from the front, until the queue has been shut and none is left.
    pub fn work(&self, does: impl FnMut(J)) {
        let _ = does;
        todo!("take jobs and do them")
    }

    /// From now on no job is accepted.
    pub fn shut(&self) {
        todo!("tell the workers")
    }
}
