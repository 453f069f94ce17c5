//! Readers let each other in, and a writer waits for as long as one of them is there.
//!
//! `racecourse check writer_starvation --variant broken`

use racecourse::Outcome;
use racecourse::progress;
use racecourse::sync::{Condvar, Mutex};
use racecourse::thread;

/// Who uses the page.
#[derive(Default)]
struct Page {
    readers: u32,
}

fn read(page: &Mutex<Page>, changed: &Condvar) {
    let mut inside = page.lock();
    inside.readers += 1; // readers go in whenever nobody writes, whoever waits
    progress::granted("read");
    drop(inside);

    drop(progress::section("read")); // reads, and others may do so at the same time

    page.lock().readers -= 1;
    changed.notify_one();
}

fn write(page: &Mutex<Page>, changed: &Condvar) {
    let mut page = page.lock();
    progress::request("write");
    changed.wait_while(&mut page, |page| page.readers > 0);
    progress::granted("write"); // alone: the lock keeps everybody out while it writes
}

/// Two readers, one of them with two visits, and a writer.
pub fn run() -> Outcome {
    let page = Mutex::new(Page::default());
    let changed = Condvar::new();

    thread::scope(|scope| {
        scope.spawn_named("reader-1", || {
            read(&page, &changed);
            read(&page, &changed);
        });
        scope.spawn_named("reader-2", || read(&page, &changed));
        scope.spawn_named("writer", || write(&page, &changed));
    });
    Outcome::new("all had their turn")
}
