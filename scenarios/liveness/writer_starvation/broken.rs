//! Readers let each other in, and a writer waits for as long as one of them is there.
//!
//! `racecourse check writer_starvation --variant broken`

use racecourse::Outcome;
use racecourse::cell::RacyCell;
use racecourse::progress;
use racecourse::sync::{Condvar, Mutex};
use racecourse::thread;

/// A page, and who uses it.
struct Page {
    version: RacyCell<u32>,
    readers: Mutex<u32>,
    changed: Condvar,
}

fn read(page: &Page) {
    let mut readers = page.readers.lock();
    *readers += 1; // readers go in whenever nobody writes, whoever waits
    progress::granted("read");
    drop(readers);

    let reading = progress::section("read"); // others may do so at the same time
    page.version.get();
    drop(reading);

    *page.readers.lock() -= 1;
    page.changed.notify_one();
}

fn write(page: &Page) {
    let mut readers = page.readers.lock();
    progress::request("write");
    page.changed.wait_while(&mut readers, |readers| *readers > 0);
    page.version.set(2); // alone: nobody is in, and the lock keeps everybody out
    progress::granted("write");
}

/// Two readers, one of them with two visits, and a writer.
pub fn run() -> Outcome {
    let page = Page { version: RacyCell::new(1), readers: Mutex::new(0), changed: Condvar::new() };

    thread::scope(|scope| {
        scope.spawn_named("reader-1", || {
            read(&page);
            read(&page);
        });
        scope.spawn_named("reader-2", || read(&page));
        scope.spawn_named("writer", || write(&page));
    });
    Outcome::new(format!("all had their turn, version {}", page.version.get()))
}
