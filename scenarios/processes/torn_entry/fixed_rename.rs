//! The entry is written aside and made visible by one step.
//!
//! `racecourse check torn_entry --variant fixed_rename`

use std::time::Duration;

use racecourse::process::{self, SharedMemory};
use racecourse::sync::atomic::Ordering::SeqCst;
use racecourse::{Outcome, thread};

/// One run of a program stores an entry in its cache and is killed at some moment; the next run looks for the entry.
pub fn run() -> Outcome {
    // A file's two halves: like a file, these words stay when a process dies.
    let (first_half, second_half) = (SharedMemory::new(1), SharedMemory::new(1));
    let name = SharedMemory::new(1); // 1 when the directory has the file under the entry's name

    let mut writer = process::fork("writer", &(first_half.clone(), second_half.clone(), name.clone()), store);
    thread::sleep(Duration::from_millis(50));
    writer.kill(); // kill: before it writes, in the middle, or after
    writer.wait();

    let entry = look(&first_half, &second_half, &name);
    Outcome::new(entry.map_or("nothing stored".to_owned(), |entry| format!("entry {entry:?}")))
}

fn store((first_half, second_half, name): (SharedMemory, SharedMemory, SharedMemory)) {
    first_half.store(0, 11, SeqCst); // write: aside, where nobody looks
    thread::sleep(Duration::from_millis(500)); // a large entry
    second_half.store(0, 22, SeqCst);
    name.store(0, 1, SeqCst); // rename: one step, and the whole entry is there
}

/// The entry, if there is one.
fn look(first_half: &SharedMemory, second_half: &SharedMemory, name: &SharedMemory) -> Option<[u64; 2]> {
    let named = name.load(0, SeqCst) == 1; // look: what has the name is whole
    named.then(|| [first_half.load(0, SeqCst), second_half.load(0, SeqCst)])
}
