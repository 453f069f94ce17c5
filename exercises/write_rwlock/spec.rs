use racecourse::sync::{Arc, Barrier};

use racecourse::Outcome;
use racecourse::cell::RacyCell;
use racecourse::channel;
use racecourse::exercise::vary;
use racecourse::progress;
use racecourse::thread;
use submission::Page;

/// A lock, and what it guards: plain memory, so that a lock which orders nothing shows.
struct Guarded {
    page: Page,
    text: RacyCell<u32>,
    copy: RacyCell<u32>,
}

impl Guarded {
    fn new() -> Arc<Self> {
        Arc::new(Self { page: Page::new(), text: RacyCell::new(0), copy: RacyCell::new(0) })
    }
}

/// Without anybody else.
pub fn alone() -> Outcome {
    let page = Page::new();
    for _ in 0..2 {
        let first = page.read();
        let (Some(second), Some(other)) = (page.try_read(), page.try_read()) else {
            return Outcome::new("a reader kept a reader out");
        };
        drop((first, other));
        let Some(third) = page.try_read() else { return Outcome::new("a reader kept a reader out") };
        drop((second, third));
        let writing = page.write();
        if page.try_read().is_some() {
            return Outcome::new("let in beside a writer");
        }
        let reading = writing.downgrade();
        let Some(other) = page.try_read() else { return Outcome::new("still out after writing") };
        drop((reading, other));
        drop(page.write());
        if page.try_read().is_none() {
            return Outcome::new("still out after writing");
        }
    }
    Outcome::new("all as it should be")
}

/// Two read what a third one writes.
pub fn readers_and_writer() -> Outcome {
    let guarded = Guarded::new();
    let readers = ["ann", "ben"].map(|name| {
        let guarded = Arc::clone(&guarded);
        thread::spawn_named(name, move || {
            let _reading = guarded.page.read();
            let _section = progress::section("read");
            guarded.text.get() == guarded.copy.get()
        })
    });
    let writing = guarded.page.write();
    guarded.text.set(1);
    guarded.copy.set(1);
    drop(writing);
    let whole = readers.map(|reader| reader.join().unwrap());
    Outcome::new(if whole == [true, true] { "whole pages" } else { "half a page" })
}

/// Two write, and main looks.
pub fn writers() -> Outcome {
    let guarded = Guarded::new();
    let writers = ["ann", "ben"].map(|name| {
        let guarded = Arc::clone(&guarded);
        thread::spawn_named(name, move || {
            let _writing = guarded.page.write();
            guarded.text.set(guarded.text.get() + 1);
        })
    });
    let look = || {
        let _reading = guarded.page.read();
        guarded.text.get()
    };
    let before = look();
    for writer in writers {
        writer.join().unwrap();
    }
    let total = look();
    Outcome::new(if before > total { "the total went back".to_owned() } else { format!("total={total}") })
}

/// Whoever comes to read when a writer waits, waits too.
pub fn writer_waits() -> Outcome {
    let guarded = Guarded::new();
    let reading = guarded.page.read();
    let writer = {
        let guarded = Arc::clone(&guarded);
        thread::spawn_named("writer", move || {
            let _writing = guarded.page.write();
            guarded.text.set(1);
        })
    };
    let waits = guarded.page.try_read().is_none();
    let late = waits.then(|| {
        let guarded = Arc::clone(&guarded);
        thread::spawn_named("late", move || {
            let _reading = guarded.page.read();
            guarded.text.get()
        })
    });
    drop(reading);
    writer.join().unwrap();
    Outcome::new(match late.map(|late| late.join().unwrap()) {
        None => "let in",
        Some(1) => "kept out, and read what was written",
        Some(_) => "a reader overtook the writer",
    })
}

/// A writer that goes on as a reader.
pub fn becomes_reader() -> Outcome {
    let guarded = Guarded::new();
    let ann = {
        let guarded = Arc::clone(&guarded);
        thread::spawn_named("ann", move || {
            let writing = guarded.page.write();
            guarded.text.set(1);
            let _reading = writing.downgrade();
            let _section = progress::section("kept");
            guarded.text.get()
        })
    };
    let ben = {
        let guarded = Arc::clone(&guarded);
        thread::spawn_named("ben", move || {
            let _writing = guarded.page.write();
            guarded.text.set(2);
        })
    };
    {
        let _reading = guarded.page.read();
        let _section = progress::section("read");
        guarded.text.get();
    }
    ben.join().unwrap();
    let read = ann.join().unwrap();
    Outcome::new(if read == 1 { "nobody wrote in between" } else { "somebody wrote in between" })
}

/// ann waits to write, if `try_read` says so, and then ben comes to write too. Whoever is in first, readers wait as long as ann does.
pub fn two_writers_wait() -> Outcome {
    let guarded = Guarded::new();
    let reading = guarded.page.read();
    let ann = {
        let guarded = Arc::clone(&guarded);
        thread::spawn_named("ann", move || {
            let _writing = guarded.page.write();
            guarded.text.set(1);
        })
    };
    if guarded.page.try_read().is_some() {
        drop(reading);
        ann.join().unwrap();
        return Outcome::new("let in");
    }
    let ben = {
        let guarded = Arc::clone(&guarded);
        thread::spawn_named("ben", move || {
            let writing = guarded.page.write();
            let ann_waits = guarded.text.get() == 0;
            let _reading = writing.downgrade();
            ann_waits.then(|| guarded.page.try_read().is_some())
        })
    };
    drop(reading);
    ann.join().unwrap();
    Outcome::new(match ben.join().unwrap() {
        None => "ann was in first",
        Some(false) => "ben was in first, and readers were kept out",
        Some(true) => "a reader overtook the writer",
    })
}

/// Two wait to read while main writes. They do not leave before they have met inside: both have to be let in.
pub fn readers_wait() -> Outcome {
    let (guarded, met) = (Guarded::new(), Arc::new(Barrier::new(2)));
    let goes_on_as_reader = vary(&[false, true]);
    let writing = guarded.page.write();
    let readers = ["ann", "ben"].map(|name| {
        let (guarded, met) = (Arc::clone(&guarded), Arc::clone(&met));
        thread::spawn_named(name, move || {
            let _reading = guarded.page.read();
            met.wait();
            guarded.text.get()
        })
    });
    guarded.text.set(1);
    // Whoever does not go on as a reader gives the lock back.
    let reading = if goes_on_as_reader {
        Some(writing.downgrade())
    } else {
        drop(writing);
        None
    };
    let read = readers.map(|reader| reader.join().unwrap());
    drop(reading);
    Outcome::new(if read == [1, 1] { "both have read" } else { "somebody read something else" })
}

/// Six come to read while main writes, or goes on as a reader. Everybody is let in.
pub fn six_wait() -> Outcome {
    let guarded = Guarded::new();
    let goes_on_as_reader = vary(&[false, true]);
    let (says, said) = channel::unbounded();
    let writing = guarded.page.write();
    let readers = [(); 6].map(|()| {
        let (guarded, says) = (Arc::clone(&guarded), says.clone());
        thread::spawn(move || {
            says.send(()).unwrap();
            let _reading = guarded.page.read();
            guarded.text.get()
        })
    });
    readers.iter().for_each(|_| said.recv().unwrap());
    guarded.text.set(1);
    let read = if goes_on_as_reader {
        let reading = writing.downgrade();
        let [first, second, others @ ..] = readers;
        // Two beside it have to come in, and then everybody.
        let read = [first, second].map(|reader| reader.join().unwrap());
        drop(reading);
        read.into_iter().chain(others.map(|reader| reader.join().unwrap())).collect()
    } else {
        drop(writing);
        Vec::from(readers.map(|reader| reader.join().unwrap()))
    };
    Outcome::new(if read == [1; 6] { "all have read" } else { "somebody read something else" })
}
