//! right: a crew in a module of its own, generic over what is sent, that waits when it is dropped
use crew::Crew;
use racecourse::channel::Sender;

mod crew {
    use racecourse::channel::{self, Receiver, Sender};
    use std::thread::{self, JoinHandle};

    /// Workers, and what they send. Fields are dropped from the first to the last, after `drop`.
    pub struct Crew<T> {
        results: Option<Receiver<T>>,
        workers: Vec<JoinHandle<()>>,
    }

    impl<T: Send + 'static> Crew<T> {
        pub fn of(room: usize, work: impl IntoIterator<Item: FnOnce(Sender<T>) + Send + 'static>) -> Self {
            let (sender, results) = channel::bounded(room);
            let mut workers = Vec::new();
            for work in work {
                let sender = sender.clone();
                workers.push(thread::spawn(|| work(sender)));
            }
            Self { results: Some(results), workers }
        }
    }

    impl<T> Iterator for Crew<T> {
        type Item = T;

        fn next(&mut self) -> Option<T> {
            self.results.as_ref()?.recv().ok()
        }
    }

    impl<T> Drop for Crew<T> {
        fn drop(&mut self) {
            self.results = None;
            for worker in self.workers.drain(..) {
                worker.join().unwrap();
            }
        }
    }
}

pub fn gather<W>(room: usize, workers: Vec<W>, mut each: impl FnMut(u32))
where
    W: FnOnce(Sender<u32>) + Send + 'static,
{
    for result in Crew::of(room, workers) {
        each(result);
    }
}
