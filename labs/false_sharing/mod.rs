#![doc = include_str!("README.md")]

pub mod between_processes;
pub mod one_line;
pub mod padded;

use crate::lab::findings::Chart;
use crate::lab::{Bench, Compared, Contestant, Lab, Program, Role, Size, Trouble};
use crate::report::{count, counted, seconds};

/// The lab.
pub static LAB: Lab = Lab {
    name: "false_sharing",
    title: "False sharing",
    question: "Threads count, each in a number of its own: does it matter how far apart the numbers lie?",
    lesson: include_str!("README.md"),
    programs: &[
        Program {
            name: "one_line",
            role: Role::Slow,
            file: "labs/false_sharing/one_line.rs",
            summary: "The numbers lie side by side, on one line of the cache.",
            source: include_str!("one_line.rs"),
        },
        Program {
            name: "padded",
            role: Role::Fast,
            file: "labs/false_sharing/padded.rs",
            summary: "Each number has a line of the cache to itself.",
            source: include_str!("padded.rs"),
        },
        Program {
            name: "between_processes",
            role: Role::Part,
            file: "labs/false_sharing/between_processes.rs",
            summary: "The same between processes, in memory that they share.",
            source: include_str!("between_processes.rs"),
        },
    ],
    size: Size { unit: "increments", default: 20_000_000, least: 1, full: None },
    workers: &[1, 2, 4],
    repeat: 5,
    takes_input: false,
    run,
};

/// Words that are surely on different lines.
const FAR: usize = 32;

/// How many of `increments` each of the workers makes.
pub(crate) fn shares(increments: u64, workers: usize) -> impl Iterator<Item = u64> {
    let workers = workers as u64;
    (0..workers).map(move |at| increments / workers + u64::from(at < increments % workers))
}

/// A contestant as it is compared: where its counters are, and how many workers it has.
struct Counting {
    padded: bool,
    workers: usize,
}

/// What an increment costs.
#[derive(Clone, Copy, Debug)]
struct Cost {
    threads: usize,
    /// The time on a processor.
    seconds: f64,
    /// How many threads ran at a time, on average.
    at_a_time: f64,
}

impl Cost {
    /// The time on processors is taken, and not that on the clock: it does not grow while others have the processor.
    fn of(threads: usize, compared: &Compared<u64>, increments: u64) -> Self {
        let at_a_time = compared.cpu_seconds / compared.seconds;
        Self { threads, seconds: compared.cpu_seconds / increments as f64, at_a_time }
    }
}

fn run(bench: &mut Bench) -> Result<(), Trouble> {
    let increments = bench.size() as u64;
    let mut all = Vec::new();
    let mut contestants = Vec::new();
    for workers in bench.workers() {
        let threads = counted(workers, "thread");
        let name = format!("{threads}, side by side");
        contestants.push(Contestant::new(name, workers, move || one_line::count(workers, increments)));
        let name = format!("{threads}, apart");
        contestants.push(Contestant::new(name, workers, move || padded::count(workers, increments)));
        all.extend([Counting { padded: false, workers }, Counting { padded: true, workers }]);
    }
    let compared = bench.compare(format!("{} increments, shared out", count(increments as i64)), contestants)?;
    check(&compared, increments)?;
    let costs = |padded: bool| -> Vec<Cost> {
        let pairs = all.iter().zip(&compared).filter(|(one, _)| one.padded == padded);
        pairs.map(|(one, compared)| Cost::of(one.workers, compared, increments)).collect()
    };
    let (beside, apart) = (costs(false), costs(true));
    let nanoseconds =
        |costs: &[Cost]| costs.iter().map(|one| (one.threads as f64, one.seconds * 1e9)).collect::<Vec<_>>();
    bench.chart(
        Chart::lines("What one increment costs the core that makes it", "threads", "ns")
            .with("side by side", nanoseconds(&beside))
            .with("apart", nanoseconds(&apart)),
    );
    between_processes(bench, increments)?;
    conclude(bench, &beside, &apart);
    Ok(())
}

fn between_processes(bench: &mut Bench, increments: u64) -> Result<(), Trouble> {
    let Some(workers) = bench.workers().into_iter().find(|workers| *workers > 1) else { return Ok(()) };
    let contestant = |place: &str, apart| {
        Contestant::fallible(format!("{workers} processes, {place}"), workers, move || {
            Ok(between_processes::count(workers, increments, apart)?)
        })
    };
    let contestants = vec![contestant("side by side", 1), contestant("apart", FAR)];
    let compared = bench.compare("The same in memory that processes share", contestants)?;
    check(&compared, increments)
}

fn check(compared: &[Compared<u64>], increments: u64) -> Result<(), Trouble> {
    match compared.iter().find(|one| one.result != increments) {
        None => Ok(()),
        Some(wrong) => Err(Trouble::Failed(format!("{} increments were counted, of {increments}", wrong.result))),
    }
}

fn conclude(bench: &mut Bench, beside: &[Cost], apart: &[Cost]) {
    if !bench.machine().is_parallel() {
        bench.cannot("false sharing: this machine has one core, so no line is ever taken away from another");
    }
    // The most threads that can really run at the same time.
    let cores = bench.machine().cores;
    let pairs: Vec<(Cost, Cost)> = beside.iter().copied().zip(apart.iter().copied()).collect();
    let fitting = pairs.iter().rfind(|(one, _)| one.threads <= cores).or(pairs.first());
    let Some(&(slow, fast)) = fitting else { return };
    let threads = slow.threads;
    if threads > 1 && threads <= cores && slow.at_a_time < 0.75 * threads as f64 {
        bench.cannot(format!(
            "all of it: of {threads} threads only {:.1} ran at a time, because the machine was busy with something else, \
             or the work too short; try again, or a larger --size",
            slow.at_a_time
        ));
    }
    let says = match slow.seconds / fast.seconds {
        _ if threads < 2 => "one thread alone has nobody to take the line away from it".to_owned(),
        ratio if ratio >= 1.5 => format!("{ratio:.1} times as much, though no two of them ever use the same number"),
        ratio => format!("{ratio:.2} times as much: hardly anything is seen of false sharing in this run"),
    };
    bench.learned(format!(
        "With {} an increment costs {} where the numbers lie apart and {} where they lie side by side: {says}.",
        counted(threads, "thread"),
        seconds(fast.seconds),
        seconds(slow.seconds),
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_wherever_the_counters_are() {
        for increments in [0, 1, 3, 1000] {
            for workers in [1, 2, 3, 8] {
                assert_eq!(one_line::count(workers, increments), increments);
                assert_eq!(padded::count(workers, increments), increments);
                for apart in [1, FAR] {
                    assert_eq!(between_processes::count(workers, increments, apart), Ok(increments));
                }
            }
        }
    }

    #[test]
    fn shares_are_as_equal_as_can_be() {
        assert_eq!(shares(10, 4).collect::<Vec<_>>(), [3, 3, 2, 2]);
        assert_eq!(shares(1, 3).collect::<Vec<_>>(), [1, 0, 0]);
    }
}
