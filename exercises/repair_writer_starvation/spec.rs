use std::sync::Arc;

use racecourse::Outcome;
use racecourse::cell::RacyCell;
use racecourse::channel;
use racecourse::exercise::vary;
use racecourse::progress;
use racecourse::sync::Barrier;
use racecourse::thread;
use submission::Page;

/// A page, and what stands there, twice, in plain memory.
struct Guarded {
    page: Page,
    text: RacyCell<u32>,
    copy: RacyCell<u32>,
}

impl Guarded {
    fn new() -> Arc<Self> {
        Arc::new(Self { page: Page::new(), text: RacyCell::new(0), copy: RacyCell::new(0) })
    }

    fn write(&self, text: u32) {
        let _writing = self.page.write();
        self.text.set(text);
        self.copy.set(text);
    }
}

/// A writer comes while somebody reads who wants to read once more.
pub fn who_is_next() -> Outcome {
    let text = vary(&[1, 9]);
    let guarded = Guarded::new();
    let reading = guarded.page.read();
    let writer = {
        let guarded = Arc::clone(&guarded);
        thread::spawn_named("writer", move || guarded.write(text))
    };
    let second = guarded.page.try_read();
    let was_kept_out = second.is_none();
    drop((reading, second));
    // If the writer waited, it is its turn.
    let read = {
        let _reading = guarded.page.read();
        guarded.text.get()
    };
    writer.join().unwrap();
    if guarded.page.try_read().is_none() {
        return Outcome::new("nobody is in, and kept out");
    }
    Outcome::new(match (was_kept_out, read == text) {
        (true, true) => "kept out",
        (true, false) => "overtook the writer",
        (false, _) => "in before the writer came",
    })
}

/// ann waits to write, if `try_read` says so, and then ben comes to write too. Whoever is in first, readers wait as long as ann does.
pub fn two_writers_wait() -> Outcome {
    let guarded = Guarded::new();
    let reading = guarded.page.read();
    let ann = {
        let guarded = Arc::clone(&guarded);
        thread::spawn_named("ann", move || guarded.write(1))
    };
    if guarded.page.try_read().is_some() {
        drop(reading);
        ann.join().unwrap();
        return Outcome::new("in before the writer came");
    }
    let ben = {
        let guarded = Arc::clone(&guarded);
        thread::spawn_named("ben", move || {
            let writing = guarded.page.write();
            let ann_waits = guarded.text.get() == 0;
            drop(writing);
            let overtakes = || guarded.page.try_read().is_some_and(|_reading| guarded.text.get() == 0);
            ann_waits.then(overtakes)
        })
    };
    drop(reading);
    ann.join().unwrap();
    Outcome::new(match ben.join().unwrap() {
        None => "ann was in first",
        Some(false) => "ben was in first, and readers came after ann",
        Some(true) => "overtook the writer",
    })
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
    guarded.write(1);
    let whole = readers.map(|reader| reader.join().unwrap());
    Outcome::new(if whole == [true, true] { "whole pages" } else { "half a page" })
}

/// Two write, and somebody looks.
pub fn two_writers() -> Outcome {
    let guarded = Guarded::new();
    let writers = ["ann", "ben"].map(|name| {
        let guarded = Arc::clone(&guarded);
        thread::spawn_named(name, move || {
            let _writing = guarded.page.write();
            guarded.text.set(guarded.text.get() + 1);
        })
    });
    drop(guarded.page.read());
    for writer in writers {
        writer.join().unwrap();
    }
    let _reading = guarded.page.read();
    Outcome::new(format!("total={}", guarded.text.get()))
}

/// Six come to read while main writes. They do not leave before they have met inside: all have to be let in, at the same time.
pub fn six_meet() -> Outcome {
    let (guarded, meeting) = (Guarded::new(), Arc::new(Barrier::new(6)));
    let (says, said) = channel::unbounded();
    let writing = guarded.page.write();
    let readers = [(); 6].map(|()| {
        let (guarded, meeting, says) = (Arc::clone(&guarded), Arc::clone(&meeting), says.clone());
        thread::spawn(move || {
            says.send(()).unwrap();
            let _reading = guarded.page.read();
            meeting.wait();
            guarded.text.get()
        })
    });
    readers.iter().for_each(|_| said.recv().unwrap());
    guarded.text.set(1);
    drop(writing);
    let read = readers.map(|reader| reader.join().unwrap());
    Outcome::new(if read == [1; 6] { "all have read" } else { "somebody read something else" })
}
