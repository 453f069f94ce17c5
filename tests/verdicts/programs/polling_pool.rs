//! [2, 2] alone, confirmed. The commonest loop of thread pools: pop a task, else end if none is open, else look again.

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::hint::spin_loop;
use racecourse::sync::Mutex;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;

pub(super) fn run() -> Outcome {
    let queue = Arc::new(Mutex::new(vec![1]));
    let open = Arc::new(AtomicU32::new(1)); // tasks that are queued or run
    let done = Arc::new(AtomicU32::new(0));
    let workers: Vec<_> = (0..2)
        .map(|_| {
            let (queue, open, done) = (Arc::clone(&queue), Arc::clone(&open), Arc::clone(&done));
            thread::spawn(move || {
                loop {
                    let task = queue.lock().pop();
                    match task {
                        Some(n) => {
                            if n > 0 {
                                open.fetch_add(1, SeqCst);
                                queue.lock().push(n - 1);
                            }
                            done.fetch_add(1, SeqCst);
                            open.fetch_sub(1, SeqCst);
                        }
                        None if open.load(SeqCst) == 0 => return done.load(SeqCst),
                        None => spin_loop(),
                    }
                }
            })
        })
        .collect();
    let counts: Vec<_> = workers.into_iter().map(|it| it.join().unwrap()).collect();
    Outcome::new(format!("{counts:?}"))
}
