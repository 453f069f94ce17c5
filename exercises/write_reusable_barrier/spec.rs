use racecourse::sync::Arc;

use racecourse::Outcome;
use racecourse::cell::RacyCell;
use racecourse::exercise::vary;
use racecourse::thread;
use submission::Rounds;

/// What workers share. All of it is plain memory, so that a meeting which orders nothing shows.
struct Table {
    meeting: Rounds,
    /// For each worker, the round that it is in.
    at: Vec<RacyCell<u32>>,
    /// The round that was led last.
    led: RacyCell<u32>,
    /// How often somebody has led.
    leaders: RacyCell<u32>,
}

/// What one of `workers` found wrong first.
fn work(table: &Table, me: usize, rounds: u32) -> Option<&'static str> {
    for round in 1..=rounds {
        table.at[me].set(round);
        let mut early = false;
        table.meeting.meet(|| {
            early = table.at.iter().any(|at| at.get() != round);
            table.leaders.set(table.leaders.get() + 1);
            table.led.set(round);
        });
        if early {
            return Some("led before all had come");
        }
        if table.led.get() != round {
            return Some("went on too early");
        }
    }
    None
}

const NAMES: [&str; 6] = ["ann", "ben", "cleo", "dan", "eve", "fay"];

/// `workers` of them meet, main among them.
fn meet(workers: usize, rounds: u32) -> Outcome {
    let table = Arc::new(Table {
        meeting: Rounds::new(workers),
        at: (0..workers).map(|_| RacyCell::new(0)).collect(),
        led: RacyCell::new(0),
        leaders: RacyCell::new(0),
    });
    let others = NAMES.into_iter().zip(1..workers).map(|(name, me)| {
        let table = Arc::clone(&table);
        thread::spawn_named(name, move || work(&table, me, rounds))
    });
    let others: Vec<_> = others.collect();
    let mut found = work(&table, 0, rounds);
    for other in others {
        found = found.or(other.join().unwrap());
    }
    Outcome::new(found.unwrap_or(match table.leaders.get() {
        leaders if leaders < rounds => "a round without a leader",
        leaders if leaders > rounds => "more than one leader",
        _ => "every round was led once",
    }))
}

/// Several workers, or several rounds.
pub fn rounds() -> Outcome {
    let (workers, rounds) = vary(&[(3, 1), (1, 5)]);
    meet(workers, rounds)
}

/// Several workers and several rounds, where condition variables may wake for no reason.
pub fn woken_for_no_reason() -> Outcome {
    meet(2, 2)
}

/// Many workers, and several rounds: too many orders for all of them.
pub fn many_workers() -> Outcome {
    let (workers, rounds) = vary(&[(3, 3), (7, 2)]);
    meet(workers, rounds)
}
