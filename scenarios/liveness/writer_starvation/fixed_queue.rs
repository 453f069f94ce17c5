//! From the moment a writer waits, new readers wait behind it.
//!
//! `racecourse check writer_starvation --variant fixed_queue`

use racecourse::Outcome;
use racecourse::progress;
use racecourse::sync::{Condvar, Mutex};
use racecourse::thread;

/// Who uses the page, and whether a writer wants it.
#[derive(Default)]
struct Page {
    readers: u32,
    writer_waits: bool,
}

fn read(page: &Mutex<Page>, changed: &Condvar) {
    let mut inside = page.lock();
    changed.wait_while(&mut inside, |page| page.writer_waits); // readers go in only when no writer waits
    inside.readers += 1;
    progress::granted("read");
    drop(inside);

    drop(progress::section("read")); // reads, and others may do so at the same time

    page.lock().readers -= 1;
    changed.notify_all();
}

fn write(page: &Mutex<Page>, changed: &Condvar) {
    let mut page = page.lock();
    progress::request("write");
    page.writer_waits = true;
    changed.wait_while(&mut page, |page| page.readers > 0);
    page.writer_waits = false;
    progress::granted("write"); // alone: the lock keeps everybody out while it writes
    changed.notify_all();
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
