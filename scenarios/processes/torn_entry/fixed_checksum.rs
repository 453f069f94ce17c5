//! The entry carries a checksum, which the reader checks.
//!
//! `racecourse check torn_entry --variant fixed_checksum`

use std::time::Duration;

use racecourse::process::{self, SharedMemory};
use racecourse::sync::atomic::Ordering::SeqCst;
use racecourse::{Outcome, thread};

/// One run of a program stores an entry in its cache and is killed at some moment; the next run looks for the entry.
pub fn run() -> Outcome {
    // A file's two halves: like a file, these words stay when a process dies.
    let (first_half, second_half) = (SharedMemory::new(1), SharedMemory::new(1));
    let checksum = SharedMemory::new(1); // in the same file

    let mut writer = process::fork("writer", &(first_half.clone(), second_half.clone(), checksum.clone()), store);
    thread::sleep(Duration::from_millis(50));
    writer.kill(); // kill: before it writes, in the middle, or after
    writer.wait();

    let entry = look(&first_half, &second_half, &checksum);
    Outcome::new(entry.map_or("nothing stored".to_owned(), |entry| format!("entry {entry:?}")))
}

fn store((first_half, second_half, checksum): (SharedMemory, SharedMemory, SharedMemory)) {
    first_half.store(0, 11, SeqCst); // write: in place, one part …
    thread::sleep(Duration::from_millis(500)); // a large entry
    second_half.store(0, 22, SeqCst); // … after the other
    checksum.store(0, sum_of([11, 22]), SeqCst);
}

/// The entry, if there is one.
fn look(first_half: &SharedMemory, second_half: &SharedMemory, checksum: &SharedMemory) -> Option<[u64; 2]> {
    let entry = [first_half.load(0, SeqCst), second_half.load(0, SeqCst)];
    (checksum.load(0, SeqCst) == sum_of(entry)).then_some(entry) // look: half an entry has another sum
}

/// Never 0, which is what a word is that was not written; and another one if the halves change places.
fn sum_of([first, second]: [u64; 2]) -> u64 {
    1 + first + 31 * second
}
