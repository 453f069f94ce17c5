#![doc = include_str!("README.md")]

pub mod asks_join;
pub mod asks_the_object;
pub mod merged;
pub mod nothing;
pub mod processes;
pub mod with_atomic;
pub mod with_lock;

mod conclusion;

use std::cell::RefCell;
use std::time::{Duration, Instant};

use serde_json::Value;

use self::conclusion::{Costs, Figures, Lost};
use crate::lab::findings::Chart;
use crate::lab::{Bench, Compared, Contestant, Lab, Lecture, Program, Role, Size, Trouble};
use crate::report::{count, counted};

/// The lab.
pub static LAB: Lab = Lab {
    name: "threading_gotcha",
    title: "The threading gotcha",
    question: "Two threads add 1 to the same number a million times each: how many of two million are lost, and what does \
               each cure cost?",
    lesson: include_str!("README.md"),
    programs: &[
        Program {
            name: "nothing",
            role: Role::Slow,
            file: "labs/threading_gotcha/nothing.rs",
            summary: "Threads read the number and then write it.",
            source: include_str!("nothing.rs"),
        },
        Program {
            name: "with_lock",
            role: Role::Fast,
            file: "labs/threading_gotcha/with_lock.rs",
            summary: "The same under a lock.",
            source: include_str!("with_lock.rs"),
        },
        Program {
            name: "with_atomic",
            role: Role::Fast,
            file: "labs/threading_gotcha/with_atomic.rs",
            summary: "The same by one atomic operation.",
            source: include_str!("with_atomic.rs"),
        },
        Program {
            name: "merged",
            role: Role::Fast,
            file: "labs/threading_gotcha/merged.rs",
            summary: "Each thread has a number of its own, and they are added up in the end.",
            source: include_str!("merged.rs"),
        },
        Program {
            name: "processes",
            role: Role::Part,
            file: "labs/threading_gotcha/processes.rs",
            summary: "The same between processes, in memory that they share.",
            source: include_str!("processes.rs"),
        },
        Program {
            name: "asks_the_object",
            role: Role::Slow,
            file: "labs/threading_gotcha/asks_the_object.rs",
            summary: "Asks the object of a thread for its result.",
            source: include_str!("asks_the_object.rs"),
        },
        Program {
            name: "asks_join",
            role: Role::Fast,
            file: "labs/threading_gotcha/asks_join.rs",
            summary: "Takes the result from `join`.",
            source: include_str!("asks_join.rs"),
        },
    ],
    size: Size { unit: "additions by each", default: 1_000_000, least: 1, shows: 1_000_000, full: Some(1_000_000) },
    workers: &[2],
    repeat: 5,
    takes: 1.0,
    pieces: 1,
    takes_input: false,
    asks: Some("Of all additions, what percentage is lost?"),
    lecture: Some(Lecture {
        file: "labs/threading_gotcha/lecture.py",
        summary: "Threads add 1 to one number: plainly, with a call in between, and under a lock.",
        source: include_str!("lecture.py"),
        most: 1_000_000,
        unit: "additions each",
        checked: "Under the lock its number has to be right, and is; without one it may lose some, or may not.",
    }),
    run,
};

/// As long as nothing is lost, it is tried again for so many milliseconds.
const PATIENCE: usize = 1000;
/// For so many at the least, however little there is to add.
const SHORTEST: usize = 20;

/// A way of counting: so many workers, so many additions each.
type Way = Box<dyn Fn() -> Result<u64, Trouble>>;

fn run(bench: &mut Bench) -> Result<(), Trouble> {
    for workers in bench.workers() {
        with(bench, workers)?;
    }
    Ok(())
}

fn with(bench: &mut Bench, workers: usize) -> Result<(), Trouble> {
    let each = bench.size() as u64;
    let expected = each.checked_mul(workers as u64);
    let expected = expected.ok_or_else(|| Trouble::Usage("so many additions cannot be counted".to_owned()))?;
    let ways = ways(workers, each);
    // What came out, of each program in each repetition.
    let counted_up: Vec<RefCell<Vec<u64>>> = ways.iter().map(|_| RefCell::new(Vec::new())).collect();
    let contestants = ways.iter().zip(&counted_up).map(|((name, _, way), found)| {
        Contestant::fallible(name.clone(), workers, move || {
            let number = way()?;
            found.borrow_mut().push(number);
            Ok(number)
        })
    });
    let contestants = contestants.collect();
    let title = format!("{} add 1 to one number, {} times each", counted(workers, "worker"), count(each as i64));
    let compared = bench.compare(title, contestants)?;
    let lost: Vec<Lost> = counted_up.iter().map(|found| Lost::of(expected, &found.borrow())).collect();
    for ((name, is_right, _), lost) in ways.iter().zip(&lost) {
        if *is_right && lost.most > 0 {
            return Err(Trouble::Failed(format!("{name} has lost {} additions, and it must lose none", lost.most)));
        }
    }
    let patience = Duration::from_millis(bench.in_proportion(PATIENCE, SHORTEST) as u64);
    let again = if lost[0].most == 0 && workers > 1 { try_again(workers, each, expected, patience) } else { (0, 0) };
    let mut rows: Vec<Vec<String>> = ways.iter().zip(&lost).map(|((name, ..), lost)| lost.row(name)).collect();
    if again.0 > 0 {
        rows.insert(1, Lost::again(expected, again).row(&format!("{}, again", ways[0].0)));
    }
    bench.facts(
        format!("How many of {} are lost", count(expected as i64)),
        &["", "lost", "of all", "runs that lost"],
        rows,
    );
    let costs = costs(bench, workers, expected, &compared)?;
    results(bench, workers)?;
    bench.cannot_on_one_core("two additions at the same moment");
    if again.0 > 0 && again.1 == 0 {
        bench.cannot(format!("a lost addition: {} runs more have lost none either", count(i64::from(again.0))));
    }
    let figures = Figures {
        workers,
        expected,
        lost: lost[0],
        runs_more: again,
        costs,
        nothing: compared[0].evidence,
        cores: bench.cores(),
    };
    bench.note_disturbance(compared.iter().map(|one| &one.evidence));
    if let Some(guess) = bench.guess() {
        let answer = conclusion::answer(guess, &lost[0]);
        bench.answer(answer);
    }
    bench.learned(figures.sentence());
    bench.beside_python(bench.size(), workers, Value::Null, |size, row| {
        let (found, expected) = (row.result.as_u64().unwrap_or(u64::MAX), size * workers as u64);
        // Who uses no lock may lose something, and may not.
        if row.name.starts_with("nothing") { found <= expected } else { found == expected }
    })
}

/// So often workers are started that have nothing to add.
const STARTS: u32 = 10;

/// What one addition costs the cores by each program, without what it takes to start and end the workers, as a picture. Says what
/// it is with nothing, a lock, an atomic operation, and merged. Of so few additions that most of the time goes into starting,
/// it cannot be told, and the picture shows all of the time.
fn costs(bench: &mut Bench, workers: usize, expected: u64, compared: &[Compared<u64>]) -> Result<Costs, Trouble> {
    let (mut costs, mut starting) = (Vec::new(), Vec::new());
    for ((name, _, way), one) in ways(workers, 0).iter().zip(compared) {
        let (outcome, taken) = bench.measure(|| (0..STARTS).try_for_each(|_| way().map(drop)))?;
        outcome?;
        let start = taken.cpu_seconds / f64::from(STARTS);
        starting.push(start);
        costs.push((name.clone(), conclusion::cost(one.cpu_seconds, start, expected)));
    }
    if let Some(all) = costs.iter().map(|(name, cost)| Some((name.clone(), (*cost)?))).collect::<Option<Vec<_>>>() {
        let bars = all.iter().map(|(name, cost)| (name.clone(), cost * 1e9));
        bench.chart(Chart::bars("What one addition costs the cores, starting not counted", "ns", bars));
        return Ok(Costs::Each([0, 1, 2, 3].map(|way| all[way].1)));
    }
    let bars = costs.iter().zip(compared).map(|((name, _), one)| (name.clone(), one.cpu_seconds * 1e6));
    bench.chart(Chart::bars("What starting, adding and ending cost the cores together", "µs", bars));
    Ok(Costs::Hidden { all: compared[0].cpu_seconds, starting: starting[0] })
}

/// The programs: what each is called, whether it has to be right, and how it counts.
fn ways(workers: usize, each: u64) -> Vec<(String, bool, Way)> {
    let (threads, processes) = (counted(workers, "thread"), counted(workers, "process"));
    let of = |count: fn(usize, u64) -> u64| -> Way { Box::new(move || Ok(count(workers, each))) };
    let shared = |atomically| -> Way { Box::new(move || Ok(processes::count(workers, each, atomically)?)) };
    // One worker alone loses nothing to anybody.
    let alone = workers < 2;
    vec![
        (format!("{threads}, nothing"), alone, of(nothing::count)),
        (format!("{threads}, a mutex"), true, of(with_lock::count)),
        (format!("{threads}, one atomic"), true, of(with_atomic::count)),
        (format!("{threads}, merged"), true, of(merged::count)),
        (format!("{processes}, nothing"), alone, shared(false)),
        (format!("{processes}, one atomic"), true, shared(true)),
    ]
}

/// Runs the program with nothing until it has lost something, or its patience is at an end. Says how often, and how many it lost.
fn try_again(workers: usize, each: u64, expected: u64, patience: Duration) -> (u32, u64) {
    let (start, mut runs) = (Instant::now(), 0);
    while start.elapsed() < patience {
        runs += 1;
        let lost = expected - nothing::count(workers, each);
        if lost > 0 {
            return (runs, lost);
        }
    }
    (runs, 0)
}

/// Asks threads for their results in two ways.
fn results(bench: &mut Bench, workers: usize) -> Result<(), Trouble> {
    let right: Vec<Option<u64>> = (1..=workers as u64).map(|number| Some(number * number)).collect();
    let (asked, joined) = (asks_the_object::results(workers as u64), asks_join::results(workers as u64));
    if joined != right || asked.iter().any(Option::is_some) {
        return Err(Trouble::Failed(format!("the threads' objects say {asked:?}, and join says {joined:?}")));
    }
    let said = |results: &[Option<u64>]| {
        let texts = results.iter().take(8).map(|one| one.map_or("nothing".to_owned(), |square| square.to_string()));
        texts.collect::<Vec<_>>().join(", ")
    };
    let rows = [("the thread's object", said(&asked)), ("join", said(&joined))];
    let rows = rows.map(|(whom, says)| vec![whom.to_owned(), says]).to_vec();
    bench.facts("Threads that square their number, asked for the result", &["who is asked", "says"], rows);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cures_lose_nothing_and_the_other_gains_nothing() {
        for each in [0, 1, 3, 5000] {
            for workers in [1, 2, 5] {
                let expected = each * workers as u64;
                for (name, is_right, way) in ways(workers, each) {
                    let found = way().expect("nobody is lost");
                    assert!(found <= expected, "{name}: {found} of {expected}");
                    assert!(!is_right || found == expected, "{name}: {found} of {expected}");
                }
            }
        }
    }

    #[test]
    fn only_join_hands_results_over() {
        assert_eq!(asks_join::results(3), [Some(1), Some(4), Some(9)]);
        assert_eq!(asks_the_object::results(3), [None, None, None]);
    }
}
