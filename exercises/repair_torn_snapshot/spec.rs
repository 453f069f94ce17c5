use racecourse::sync::Arc;

use racecourse::Outcome;
use racecourse::exercise::vary;
use racecourse::thread;
use submission::Clock;

/// Main looks twice while the clock moves, and once when it has.
pub fn reads_twice() -> Outcome {
    let (before, after) = vary(&[((11, 59), (12, 0)), ((3, 7), (8, 41))]);
    let clock = Arc::new(Clock::new(before.0, before.1));
    let setter = {
        let clock = Arc::clone(&clock);
        thread::spawn_named("clock", move || clock.set(after.0, after.1))
    };
    let read = [clock.read(), clock.read()];
    setter.join().unwrap();
    if read.iter().any(|time| ![before, after].contains(time)) {
        return Outcome::new("a time that never was");
    }
    if clock.read() != after {
        return Outcome::new("the time was not set");
    }
    let [first, second] = read.map(|time| if time == before { "before" } else { "after" });
    Outcome::new(format!("{first}, then {second}"))
}

/// Main looks once while the clock is set to what it shows, and then moves.
pub fn moves_twice() -> Outcome {
    let (before, after) = ((11, 59), (12, 0));
    let clock = Arc::new(Clock::new(before.0, before.1));
    let setter = {
        let clock = Arc::clone(&clock);
        thread::spawn_named("clock", move || {
            // Whoever reads may have to begin anew twice.
            clock.set(before.0, before.1);
            clock.set(after.0, after.1);
        })
    };
    let read = clock.read();
    setter.join().unwrap();
    if clock.read() != after {
        return Outcome::new("the time was not set");
    }
    Outcome::new(match read {
        time if time == before => "before",
        time if time == after => "after",
        _ => "a time that never was",
    })
}

/// Ann and main look while the clock moves.
pub fn two_look() -> Outcome {
    let (before, after) = ((11, 59), (12, 0));
    let clock = Arc::new(Clock::new(before.0, before.1));
    let setter = {
        let clock = Arc::clone(&clock);
        thread::spawn_named("clock", move || clock.set(after.0, after.1))
    };
    let ann = {
        let clock = Arc::clone(&clock);
        thread::spawn_named("ann", move || clock.read())
    };
    let main = clock.read();
    let ann = ann.join().unwrap();
    setter.join().unwrap();
    if [ann, main].iter().any(|time| ![before, after].contains(time)) {
        return Outcome::new("a time that never was");
    }
    if clock.read() != after {
        return Outcome::new("the time was not set");
    }
    let [ann, main] = [ann, main].map(|time| if time == before { "before" } else { "after" });
    Outcome::new(format!("ann {ann}, main {main}"))
}

/// Two set it, and main looks when they have, and sets it back.
pub fn two_set() -> Outcome {
    let (before, anns, bens) = vary(&[((11, 59), (12, 0), (13, 1)), ((23, 0), (23, 30), (0, 30))]);
    let clock = Arc::new(Clock::new(before.0, before.1));
    let setters = [("ann", anns), ("ben", bens)].map(|(name, (hour, minute))| {
        let clock = Arc::clone(&clock);
        thread::spawn_named(name, move || clock.set(hour, minute))
    });
    for setter in setters {
        setter.join().unwrap();
    }
    let at_the_end = clock.read();
    // A clock is set more than once, and now only the hour changes, and now only the minute.
    for (hour, minute) in [(before.0, at_the_end.1), before] {
        clock.set(hour, minute);
        if clock.read() != (hour, minute) {
            return Outcome::new("the time was not set");
        }
    }
    Outcome::new(match at_the_end {
        time if time == anns => "ends with ann's time",
        time if time == bens => "ends with ben's time",
        time if time == before => "the time was not set",
        _ => "a time that never was",
    })
}

/// Main looks once while the clock moves eight times, each time to another hour and another minute.
pub fn moves_often() -> Outcome {
    let time = |nth: u32| (nth, 10 + nth);
    let (first, second) = time(0);
    let clock = Arc::new(Clock::new(first, second));
    let setter = {
        let clock = Arc::clone(&clock);
        thread::spawn_named("clock", move || {
            for (hour, minute) in (1..=8).map(time) {
                clock.set(hour, minute);
            }
        })
    };
    let read = clock.read();
    setter.join().unwrap();
    if clock.read() != time(8) {
        return Outcome::new("the time was not set");
    }
    Outcome::new(if (0..=8).map(time).any(|time| time == read) { "a time that was" } else { "a time that never was" })
}
