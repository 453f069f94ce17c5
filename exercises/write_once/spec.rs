use racecourse::sync::Arc;

use racecourse::Outcome;
use racecourse::cell::RacyCell;
use racecourse::channel;
use racecourse::exercise::vary;
use racecourse::thread;
use submission::Kept;

/// What several share who ask for a value. Who has made it is written into plain memory.
struct Asked {
    kept: Kept<u32>,
    made: RacyCell<u32>,
    times: RacyCell<u32>,
}

impl Asked {
    fn new() -> Arc<Self> {
        Arc::new(Self { kept: Kept::new(), made: RacyCell::new(0), times: RacyCell::new(0) })
    }

    /// Whether it got what was made.
    fn ask(&self, own: u32) -> bool {
        let got = self.kept.get_or_init(|| {
            self.times.set(self.times.get() + 1);
            self.made.set(own);
            own
        });
        got == self.made.get()
    }
}

/// All at the same time.
pub fn three_ask() -> Outcome {
    let asked = Asked::new();
    let others = [("ann", 7), ("ben", 8)].map(|(name, own)| {
        let asked = Arc::clone(&asked);
        thread::spawn_named(name, move || asked.ask(own))
    });
    let mut good = asked.ask(9);
    for other in others {
        good &= other.join().unwrap();
    }
    good &= asked.kept.get() == Some(asked.made.get());
    Outcome::new(match asked.times.get() {
        1 if good => "all got what one has made",
        1 => "got something else",
        _ => "made more than once",
    })
}

/// Somebody makes the value who waits for somebody who looks.
pub fn looks_meanwhile() -> Outcome {
    let kept = Arc::new(Kept::new());
    let (begins, begun) = channel::bounded(1);
    let (looks, looked) = channel::bounded(1);
    let ann = {
        let kept = Arc::clone(&kept);
        thread::spawn_named("ann", move || {
            kept.get_or_init(|| {
                begins.send(()).unwrap();
                looked.recv().unwrap();
                1
            })
        })
    };
    begun.recv().unwrap();
    let ben = {
        let kept = Arc::clone(&kept);
        thread::spawn_named("ben", move || kept.get_or_init(|| 2))
    };
    let early = kept.get();
    kept.clear();
    looks.send(()).unwrap();
    let got = [ann.join().unwrap(), ben.join().unwrap()];
    Outcome::new(if early.is_some() {
        "a value before it was made"
    } else if got == [1, 1] && kept.get() == Some(1) {
        "looked without waiting"
    } else {
        "got something else"
    })
}

/// One of those who ask fails.
pub fn one_panics() -> Outcome {
    let kept = Arc::new(Kept::new());
    // Plain memory: whoever makes the value is alone, also after somebody has failed.
    let makers = Arc::new(RacyCell::new(0));
    let ann = {
        let (kept, makers) = (Arc::clone(&kept), Arc::clone(&makers));
        thread::spawn_named("ann", move || {
            let mut called = false;
            let got = kept.get_or_init(|| {
                called = true;
                makers.set(makers.get() + 1);
                panic!("it cannot be made")
            });
            (called, got)
        })
    };
    let ben = {
        let (kept, makers) = (Arc::clone(&kept), Arc::clone(&makers));
        thread::spawn_named("ben", move || {
            kept.get_or_init(|| {
                makers.set(makers.get() + 1);
                2
            })
        })
    };
    let (ann, ben) = (ann.join(), ben.join().unwrap());
    Outcome::new(match (ann, ben) {
        (_, ben) if ben != 2 => "ben got something else",
        _ if kept.get() != Some(2) => "nothing was kept",
        (Err(_), _) => "ann failed, and ben made it",
        (Ok((false, 2)), _) => "ben made it before ann",
        (Ok(_), _) => "ann got away with it",
    })
}

/// Again and again, by one alone. Values tell how many of them there are.
pub fn made_again() -> Outcome {
    let (kept, rounds) = (Kept::new(), vary(&[2, 6]));
    let mut values = Vec::new();
    for _ in 0..rounds {
        let value = Arc::new(());
        let is_it = |got: &Arc<()>| Arc::ptr_eq(got, &value);
        if kept.get().is_some() {
            return Outcome::new("kept after clear()");
        }
        if !is_it(&kept.get_or_init(|| Arc::clone(&value))) || !kept.get().is_some_and(|got| is_it(&got)) {
            return Outcome::new("got something else");
        }
        let mut called = false;
        let again = kept.get_or_init(|| {
            called = true;
            Arc::clone(&value)
        });
        if called || !is_it(&again) {
            return Outcome::new("made although there was one");
        }
        kept.clear();
        kept.clear();
        values.push(value);
    }
    let last = Arc::clone(&values[0]);
    kept.get_or_init(|| last);
    drop(kept);
    let is_left = values.iter().any(|value| Arc::strong_count(value) > 1);
    Outcome::new(if is_left { "something is left" } else { "nothing is left" })
}

/// Two ask, and main throws the value away meanwhile: one that there was before, or one that one of the two has made.
pub fn cleared_meanwhile() -> Outcome {
    let asked = Asked::new();
    let old = vary(&[None, Some(6)]);
    if let Some(old) = old {
        asked.kept.get_or_init(|| old);
    }
    let others = [("ann", 7), ("ben", 8)].map(|(name, own)| {
        let asked = Arc::clone(&asked);
        let ask = move || {
            asked.kept.get_or_init(|| {
                // Plain memory: whoever makes a value is alone.
                asked.times.set(asked.times.get() + 1);
                own
            })
        };
        thread::spawn_named(name, ask)
    });
    asked.kept.clear();
    let got = others.map(|other| other.join().unwrap());
    let good = got.iter().all(|got| [Some(7), Some(8), old].contains(&Some(*got)));
    Outcome::new(match (asked.times.get(), got) {
        _ if !good => "got something else",
        (1, _) => "made once",
        (2, [7, 8]) if old.is_none() => "made again",
        (0, [6, 6]) if old.is_some() => "nobody made it",
        _ => "made too often",
    })
}

/// Seven ask while the value is made, and whoever makes it is not ready before it has heard of all of them.
pub fn many_wait() -> Outcome {
    let kept = Arc::new(Kept::new());
    let (says, said) = channel::unbounded();
    let others = [(); 7].map(|()| {
        let (kept, says) = (Arc::clone(&kept), says.clone());
        move || {
            says.send(()).unwrap();
            kept.get_or_init(|| 2)
        }
    });
    let mut asked = Vec::new();
    let main = kept.get_or_init(|| {
        asked.extend(others.map(thread::spawn));
        asked.iter().for_each(|_| said.recv().unwrap());
        1
    });
    let got_it = asked.into_iter().all(|one| one.join().unwrap() == 1);
    Outcome::new(if got_it && main == 1 { "all got what one has made" } else { "got something else" })
}
