use std::sync::Arc;

use racecourse::Outcome;
use racecourse::cell::RacyCell;
use racecourse::channel;
use racecourse::exercise::vary;
use racecourse::thread;
use submission::Letterbox;

/// A letter in plain memory, and the letterbox that says that it is there.
struct Post {
    letter: RacyCell<u32>,
    letterbox: Letterbox,
}

impl Post {
    fn new() -> Arc<Self> {
        Arc::new(Self { letter: RacyCell::new(0), letterbox: Letterbox::new() })
    }

    fn write(&self, text: u32) {
        self.letterbox.post(|| self.letter.set(text));
    }

    fn look(&self) -> Option<u32> {
        self.letterbox.look(|| self.letter.get())
    }
}

/// One looks while the other writes, and once more.
pub fn one_letter() -> Outcome {
    let text = vary(&[42, 7]);
    let post = Post::new();
    let writer = {
        let post = Arc::clone(&post);
        thread::spawn_named("writer", move || post.write(text))
    };
    let meanwhile = post.look();
    writer.join().unwrap();
    let later = post.look();
    // To look takes nothing away.
    if later.is_none() || (0..20).any(|_| post.look() != later) {
        return Outcome::new("the letter is lost");
    }
    // Nobody looks while the next one is written.
    post.write(text + 1);
    if post.look() != Some(text + 1) {
        return Outcome::new("the second letter is lost");
    }
    Outcome::new(match (meanwhile, later) {
        (_, None) => "the letter is lost",
        (None, Some(read)) if read == text => "it came later",
        (Some(first), Some(read)) if first == text && read == text => "it was there",
        _ => "another letter",
    })
}

/// Two look.
pub fn two_readers() -> Outcome {
    let post = Post::new();
    let readers = ["ann", "ben"].map(|name| {
        let post = Arc::clone(&post);
        thread::spawn_named(name, move || post.look())
    });
    post.write(42);
    let read = readers.map(|reader| reader.join().unwrap());
    if read.iter().flatten().any(|text| *text != 42) {
        return Outcome::new("another letter");
    }
    Outcome::new(format!("read by {} of 2", read.iter().flatten().count()))
}

/// Three look when it has been posted: none of them is in the way of another.
pub fn found_by_all() -> Outcome {
    let post = Post::new();
    post.write(42);
    let readers = ["ann", "ben"].map(|name| {
        let post = Arc::clone(&post);
        thread::spawn_named(name, move || post.look())
    });
    let main = post.look();
    let [ann, ben] = readers.map(|reader| reader.join().unwrap());
    Outcome::new(match [ann, ben, main] {
        [Some(42), Some(42), Some(42)] => "found by all",
        read if read.contains(&None) => "the letter is lost",
        _ => "another letter",
    })
}

/// Who hears of a letter from somebody else may read it, too.
pub fn passed_on() -> Outcome {
    let (first, second) = (Post::new(), Post::new());
    let ann = {
        let first = Arc::clone(&first);
        thread::spawn_named("ann", move || first.write(42))
    };
    let ben = {
        let (first, second) = (Arc::clone(&first), Arc::clone(&second));
        thread::spawn_named("ben", move || {
            if first.look().is_some() {
                second.write(1);
            }
        })
    };
    let read = second.look().map(|_| first.letter.get());
    ann.join().unwrap();
    ben.join().unwrap();
    Outcome::new(match read {
        Some(42) => "passed on",
        Some(_) => "another letter",
        None => "not yet",
    })
}

/// Seven who are about to look say so, and read until they are told to go on.
pub fn many_read() -> Outcome {
    let post = Post::new();
    post.write(42);
    let ((says, said), (tells, told)) = (channel::unbounded(), channel::unbounded());
    let readers = [(); 7].map(|()| {
        let (post, says, told) = (Arc::clone(&post), says.clone(), told.clone());
        thread::spawn(move || {
            says.send(()).unwrap();
            post.letterbox.look(|| {
                told.recv().unwrap();
                post.letter.get()
            })
        })
    });
    readers.iter().for_each(|_| said.recv().unwrap());
    readers.iter().for_each(|_| tells.send(()).unwrap());
    let read = readers.map(|reader| reader.join().unwrap());
    Outcome::new(match read {
        read if read == [Some(42); 7] => "found by all",
        read if read.contains(&None) => "the letter is lost",
        _ => "another letter",
    })
}
