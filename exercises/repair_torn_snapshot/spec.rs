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
    // A clock is set more than once.
    clock.set(before.0, before.1);
    if clock.read() != before {
        return Outcome::new("the time was not set");
    }
    Outcome::new(match at_the_end {
        time if time == anns => "ends with ann's time",
        time if time == bens => "ends with ben's time",
        time if time == before => "the time was not set",
        _ => "a time that never was",
    })
}
