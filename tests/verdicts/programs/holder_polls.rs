//! `main` looks again and again for a flag while it holds the lock that `sender` needs to raise it.

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::hint::spin_loop;
use racecourse::sync::Mutex;
use racecourse::sync::atomic::{AtomicBool, Ordering::SeqCst};
use racecourse::thread;

pub(super) fn run() -> Outcome {
    let lock = Arc::new(Mutex::new(()));
    let flag = Arc::new(AtomicBool::new(false));
    let sender = {
        let (lock, flag) = (Arc::clone(&lock), Arc::clone(&flag));
        thread::spawn_named("sender", move || {
            let _guard = lock.lock();
            flag.store(true, SeqCst);
        })
    };
    let guard = lock.lock();
    while !flag.load(SeqCst) {
        spin_loop();
    }
    drop(guard);
    sender.join().unwrap();
    Outcome::new("sent")
}
