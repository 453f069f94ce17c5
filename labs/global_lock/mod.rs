#![doc = include_str!("README.md")]

pub mod interpreter;
pub mod lock;
pub mod processes;
pub mod turns;
pub mod with_lock;
pub mod without_lock;
pub mod work;

mod intervals;

use std::hint::black_box;

use self::interpreter::{Instruction, SWITCH_INTERVAL};
use crate::lab::findings::Chart;
use crate::lab::shared::Numbers;
use crate::lab::{Bench, Contestant, Lab, Program, Role, Size, Trouble};
use crate::report::{count, counted, seconds};

/// How many numbers are fetched by the work that waits, at the most.
const FETCHES: usize = 48;

/// The lab.
pub static LAB: Lab = Lab {
    name: "global_lock",
    title: "The global interpreter lock",
    question: "If a thread must hold one lock to run, what are two threads good for?",
    lesson: include_str!("README.md"),
    programs: &[
        Program {
            name: "with_lock",
            role: Role::Slow,
            file: "labs/global_lock/with_lock.rs",
            summary: "Threads that must hold one lock to run instructions.",
            source: include_str!("with_lock.rs"),
        },
        Program {
            name: "without_lock",
            role: Role::Fast,
            file: "labs/global_lock/without_lock.rs",
            summary: "The same threads without the lock.",
            source: include_str!("without_lock.rs"),
        },
        Program {
            name: "processes",
            role: Role::Fast,
            file: "labs/global_lock/processes.rs",
            summary: "Processes, each with a lock of its own.",
            source: include_str!("processes.rs"),
        },
        Program {
            name: "interpreter",
            role: Role::Part,
            file: "labs/global_lock/interpreter.rs",
            summary: "A loop that does what one instruction after the other says.",
            source: include_str!("interpreter.rs"),
        },
        Program {
            name: "lock",
            role: Role::Part,
            file: "labs/global_lock/lock.rs",
            summary: "A lock that goes to whoever has waited longest.",
            source: include_str!("lock.rs"),
        },
        Program {
            name: "turns",
            role: Role::Part,
            file: "labs/global_lock/turns.rs",
            summary: "When a thread may run instructions: with the lock, or always.",
            source: include_str!("turns.rs"),
        },
        Program {
            name: "work",
            role: Role::Part,
            file: "labs/global_lock/work.rs",
            summary: "What the interpreter is given to do: to compute, and to wait.",
            source: include_str!("work.rs"),
        },
    ],
    size: Size { unit: "numbers", default: 10_000_000, least: 1, full: None },
    workers: &[2],
    repeat: 5,
    takes_input: false,
    run,
};

fn run(bench: &mut Bench) -> Result<(), Trouble> {
    let size = bench.size();
    bench.needs_memory((size as u64).saturating_mul(size_of::<f64>() as u64))?;
    let numbers = Numbers::new(size, |at| (at % 1000) as f64)?;
    let few = &numbers[..size.min(FETCHES)];
    let computing = format!("Computing: the sum of {} numbers, one instruction after the other", count(size as i64));
    let computing = compare(bench, &computing, work::SUM_OF_NUMBERS, &numbers)?;
    let latency = seconds(work::LATENCY.as_secs_f64());
    let waiting = format!("Waiting: the sum of {} numbers that take {latency} each to arrive", few.len());
    let waiting = compare(bench, &waiting, work::SUM_OF_FETCHED, few)?;
    for (what, rows) in [("Computing", &computing), ("Waiting", &waiting)] {
        let bars = rows.iter().map(|row| (row.name.clone(), row.speed_up));
        bench.chart(Chart::bars(format!("{what}: speed-up over one thread with the lock"), "times as fast", bars));
    }
    let workers = bench.workers()[0];
    if workers > 1 {
        intervals::measure(bench, &numbers[..size.div_ceil(8)], workers)?;
    }
    conclude(bench, workers, &computing, &waiting);
    Ok(())
}

/// A program's name and how much faster it is than one thread with the lock.
struct Row {
    name: String,
    speed_up: f64,
}

fn compare(bench: &mut Bench, title: &str, program: &[Instruction], numbers: &[f64]) -> Result<Vec<Row>, Trouble> {
    // Hidden from the compiler: an interpreter does not know its program beforehand.
    let program = black_box(program);
    let mut contestants =
        vec![Contestant::new("1 thread, lock", 1, || with_lock::sum(program, numbers, SWITCH_INTERVAL, 1))];
    for workers in bench.workers() {
        let (threads, processes) = (counted(workers, "thread"), counted(workers, "process"));
        contestants.push(Contestant::new(format!("{threads}, lock"), workers, move || {
            with_lock::sum(program, numbers, SWITCH_INTERVAL, workers)
        }));
        contestants.push(Contestant::new(format!("{processes}, own locks"), workers, move || {
            processes::sum(program, numbers, SWITCH_INTERVAL, workers)
        }));
        contestants.push(Contestant::new(format!("{threads}, no lock"), workers, move || {
            without_lock::sum(program, numbers, SWITCH_INTERVAL, workers)
        }));
    }
    contestants
        .push(Contestant::new("1 thread, no lock", 1, || without_lock::sum(program, numbers, SWITCH_INTERVAL, 1)));
    let names: Vec<String> = contestants.iter().map(|one| one.name().to_owned()).collect();
    let compared = bench.compare(title, contestants)?;
    // Whole numbers, so that the order of additions makes no difference.
    let right: f64 = numbers.iter().sum();
    if let Some((name, one)) = names.iter().zip(&compared).find(|(_, one)| one.result != right) {
        return Err(Trouble::Failed(format!("{name} says the sum is {}, and it is {right}", one.result)));
    }
    Ok(names.into_iter().zip(compared).map(|(name, one)| Row { name, speed_up: one.speed_up }).collect())
}

fn conclude(bench: &mut Bench, workers: usize, computing: &[Row], waiting: &[Row]) {
    let ([_, locked, processes, free, .., free_alone], [_, fetching, ..]) = (computing, waiting) else { return };
    // Who asks nobody need not count its instructions either, and is quicker even alone.
    let free = free.speed_up / free_alone.speed_up;
    if workers == 2 {
        bench.lecture("2 threads under the lock", "no faster than 1, slightly slower", said(locked.speed_up));
    }
    if !bench.machine().is_parallel() {
        bench.cannot("what processes and threads without the lock gain in computing: this machine has one core");
    }
    bench.learned(format!(
        "Under the lock, {} compute {:.2} times as fast as one and wait {:.2} times as fast; computing, {} come to \
         {:.2} times, and threads without the lock to {free:.2} times one of them: {}.",
        locked.name.trim_end_matches(", lock"),
        locked.speed_up,
        fetching.speed_up,
        processes.name.trim_end_matches(", own locks"),
        processes.speed_up,
        verdict(workers, locked.speed_up, fetching.speed_up, processes.speed_up.min(free)),
    ));
}

/// A speed-up in words. Differences of a few percent may be chance.
pub(crate) fn said(speed_up: f64) -> String {
    let times = format!("{speed_up:.2}x");
    match speed_up {
        _ if speed_up > 1.05 => format!("{times}: faster"),
        _ if speed_up >= 0.98 => format!("{times}: no faster"),
        _ => format!("{times}: {:.0} % slower", (1.0 - speed_up) * 100.0),
    }
}

/// What the speed-ups say, of `workers` against one.
fn verdict(workers: usize, locked: f64, fetching: f64, free: f64) -> &'static str {
    match () {
        () if workers == 1 => "with one worker there is nobody to wait for",
        () if locked > 1.1 => "computing under the lock should gain nothing, so something else has disturbed this run",
        () if fetching < 1.3 => "with so little to wait for, not even waiting gains anything; try a larger --size",
        () if free < 1.3 => "waiting gains where computing does not, and here not even without the lock",
        () => "threads that share a lock are for waiting, and computing takes processes or no lock",
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::thread::{scope, yield_now};

    use super::interpreter::Instruction::{Add, Load, Multiply, Return, Set};
    use super::lock::GlobalLock;
    use super::turns::Free;
    use super::*;

    #[test]
    fn all_programs_find_the_sum() {
        for size in [1, 2, 3, 100, 1001] {
            let numbers: Vec<f64> = (0..size).map(f64::from).collect();
            let right = f64::from(size) * f64::from(size - 1) / 2.0;
            for workers in [1, 2, 3, 8] {
                for interval in [1, 7, 10_000] {
                    let program = work::SUM_OF_NUMBERS;
                    let all = [
                        with_lock::sum(program, &numbers, interval, workers),
                        processes::sum(program, &numbers, interval, workers),
                        without_lock::sum(program, &numbers, interval, workers),
                    ];
                    assert_eq!(all, [right; 3], "{size} numbers, {workers} workers, {interval} instructions");
                }
            }
        }
    }

    #[test]
    fn what_is_fetched_is_added_up_too() {
        let numbers = [1.0, 2.0, 4.0, 8.0, 16.0];
        for workers in [1, 2, 8] {
            let all = [
                with_lock::sum(work::SUM_OF_FETCHED, &numbers, 2, workers),
                processes::sum(work::SUM_OF_FETCHED, &numbers, 2, workers),
                without_lock::sum(work::SUM_OF_FETCHED, &numbers, 2, workers),
            ];
            assert_eq!(all, [31.0; 3], "{workers} workers");
        }
    }

    #[test]
    fn an_instruction_does_what_it_says() {
        let program = [Set(2, 3.0), Load(3, 0), Multiply(3, 2), Add(3, 1), Return(3)];
        assert_eq!(interpreter::run(&program, &[5.0, 7.0], &[1.0, 0.5], 1, &mut Free), 21.5);
    }

    #[test]
    fn who_waits_for_the_lock_gets_it_in_turn() {
        let lock = GlobalLock::default();
        let turns = Mutex::new(Vec::new());
        scope(|scope| {
            lock.take();
            for thread in 0..3 {
                let (lock, turns) = (&lock, &turns);
                scope.spawn(move || {
                    lock.take();
                    for _ in 0..50 {
                        turns.lock().expect("nobody panics").push(thread);
                        lock.pass_on();
                    }
                    lock.give_back();
                });
                // One after the other, so that the order is known.
                while lock.waiting() <= thread {
                    yield_now();
                }
            }
            lock.give_back();
        });
        let turns = turns.into_inner().expect("nobody panics");
        assert_eq!(turns, [0, 1, 2].repeat(50));
        lock.take();
        assert_eq!(lock.waiting(), 0);
    }

    #[test]
    fn parts_make_up_the_whole() {
        assert_eq!(work::parts(5, 2).collect::<Vec<_>>(), [[0.0, 2.0], [2.0, 5.0]]);
        assert_eq!(work::parts(1, 3).collect::<Vec<_>>(), [[0.0, 0.0], [0.0, 0.0], [0.0, 1.0]]);
    }
}
