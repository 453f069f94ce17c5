//! A writer is killed in the middle of a cache entry; the next run takes the half for the whole.
//!
//! `racecourse check torn_entry --variant broken`

use std::time::Duration;

use racecourse::process::{self, SharedMemory};
use racecourse::sync::atomic::Ordering::SeqCst;
use racecourse::{Outcome, thread};

/// One run of a program stores an entry in its cache and is killed at some moment; the next run looks for the entry.
pub fn run() -> Outcome {
    // A file's two halves: like a file, these words stay when a process dies.
    let (first_half, second_half) = (SharedMemory::new(1), SharedMemory::new(1));

    let mut writer = process::fork("writer", &(first_half.clone(), second_half.clone()), store);
    thread::sleep(Duration::from_millis(50));
    writer.kill(); // kill: before it writes, in the middle, or after
    writer.wait();

    let entry = look(&first_half, &second_half);
    Outcome::new(entry.map_or("nothing stored".to_owned(), |entry| format!("entry {entry:?}")))
}

fn store((first_half, second_half): (SharedMemory, SharedMemory)) {
    first_half.store(0, 11, SeqCst); // write: in place, one part …
    thread::sleep(Duration::from_millis(500)); // a large entry
    second_half.store(0, 22, SeqCst); // … after the other
}

/// The entry, if there is one: 0 where something was never written.
fn look(first_half: &SharedMemory, second_half: &SharedMemory) -> Option<[u64; 2]> {
    let entry = [first_half.load(0, SeqCst), second_half.load(0, SeqCst)];
    (entry != [0, 0]).then_some(entry) // look: something is there, so it is taken for the entry
}
