//! From the moment a writer waits, new readers wait behind it.
//!
//! `racecourse check writer_starvation --variant fixed_queue`

use racecourse::Outcome;
use racecourse::cell::RacyCell;
use racecourse::progress;
use racecourse::sync::{Condvar, Mutex};
use racecourse::thread;

/// A page, and who uses it.
struct Page {
    version: RacyCell<u32>,
    users: Mutex<Users>,
    changed: Condvar,
}

/// How many read the page, and whether a writer wants it.
struct Users {
    readers: u32,
    writer_waits: bool,
}

fn read(page: &Page) {
    let mut users = page.users.lock();
    page.changed.wait_while(&mut users, |users| users.writer_waits); // readers go in only when no writer waits
    users.readers += 1;
    progress::granted("read");
    drop(users);

    let reading = progress::section("read"); // others may do so at the same time
    page.version.get();
    drop(reading);

    page.users.lock().readers -= 1;
    page.changed.notify_all();
}

fn write(page: &Page) {
    let mut users = page.users.lock();
    progress::request("write");
    users.writer_waits = true;
    page.changed.wait_while(&mut users, |users| users.readers > 0);
    users.writer_waits = false;
    page.version.set(2); // alone: nobody is in, and the lock keeps everybody out
    progress::granted("write");
    page.changed.notify_all();
}

/// Two readers, one of them with two visits, and a writer.
pub fn run() -> Outcome {
    let users = Mutex::new(Users { readers: 0, writer_waits: false });
    let page = Page { version: RacyCell::new(1), users, changed: Condvar::new() };

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
