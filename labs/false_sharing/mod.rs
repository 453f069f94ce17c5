#![doc = include_str!("README.md")]

pub mod between_processes;
pub mod one_line;
pub mod padded;

use crate::lab::findings::Chart;
use crate::lab::judgement::{Cores, Evidence, is_disturbed};
use crate::lab::{Bench, Compared, Contestant, Lab, Program, Role, Size, Trouble};
use crate::report::{count, counted, listed, seconds};

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
    size: Size { unit: "increments", default: 20_000_000, least: 1, shows: 1_000_000, full: None },
    workers: &[1, 2, 4],
    repeat: 5,
    takes: 5.0,
    pieces: 2,
    takes_input: false,
    asks: None,
    lecture: None,
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
    evidence: Evidence,
}

impl Cost {
    /// The time on processors is taken, and not that on the clock: it does not grow while others have the processor.
    fn of(threads: usize, compared: &Compared<u64>, increments: u64) -> Self {
        Self { threads, seconds: compared.cpu_seconds / increments as f64, evidence: compared.evidence }
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
    bench.cannot_on_one_core("a line of the cache that is taken away from another core");
    // The most threads that can really run at the same time.
    let cores = bench.cores();
    let pairs: Vec<(Cost, Cost)> = beside.iter().copied().zip(apart.iter().copied()).collect();
    let fitting = pairs.iter().rfind(|(one, _)| one.threads <= cores.usable).or(pairs.first());
    let Some(&(slow, fast)) = fitting else { return };
    if slow.threads > 1 {
        bench.note_disturbance([&slow.evidence]);
    }
    let others = pairs.iter().filter(|(one, _)| one.threads > 1 && one.threads != slow.threads);
    let ratio = |(slow, fast): &(Cost, Cost)| {
        format!("{} {:.1} times", counted(slow.threads, "thread"), slow.seconds / fast.seconds)
    };
    let others: Vec<String> = others.map(ratio).collect();
    let others = if others.is_empty() {
        String::new()
    } else {
        format!(" Side by side costs {} as much as apart.", listed(&others))
    };
    bench.learned(sentence(slow, fast, cores) + &others);
}

/// What was learned of as many threads where the numbers lie side by side, and where they lie apart.
fn sentence(slow: Cost, fast: Cost, cores: Cores) -> String {
    let threads = slow.threads;
    let at_a_time = slow.evidence.at_a_time.unwrap_or(f64::NAN);
    let ratio = slow.seconds / fast.seconds;
    let says = match ratio {
        _ if threads < 2 => "one thread alone has nobody to take the line away from it".to_owned(),
        _ if cores.usable < 2 => "threads that take turns on one core take nothing away from each other".to_owned(),
        ratio if ratio >= 1.5 => format!("{ratio:.1} times as much, though no two of them ever use the same number"),
        ratio => format!("{ratio:.2} times as much: hardly anything is seen of false sharing in this run"),
    };
    let together = match threads {
        0 | 1 => String::new(),
        _ if cores.usable < 2 => String::new(),
        _ if is_disturbed(&slow.evidence, cores) => format!(
            "; other programs were at work, and with only {at_a_time:.1} of the threads at work at a time two of them \
             seldom want the line at the same moment"
        ),
        _ if at_a_time < 0.75 * threads.min(cores.usable) as f64 => {
            format!("; only {at_a_time:.1} of them ran at a time, as there is so little to do: try a larger --size")
        }
        _ => String::new(),
    };
    format!(
        "With {} an increment costs {} where the numbers lie apart and {} where they lie side by side: {says}{together}.",
        counted(threads, "thread"),
        seconds(fast.seconds),
        seconds(slow.seconds),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_follows_from_the_figures() {
        let cost = |threads, seconds, evidence| Cost { threads, seconds, evidence };
        let two = Cores { usable: 2, halves: false };
        let quiet = Evidence::quiet(2, 1.0, 1.95);
        let text = sentence(cost(2, 8e-9, quiet), cost(2, 2e-9, quiet), two);
        let right = "With 2 threads an increment costs 2.00 ns where the numbers lie apart and 8.00 ns where they lie side \
                     by side: 4.0 times as much, though no two of them ever use the same number.";
        assert_eq!(text, right);
        let busy = Evidence::quiet(2, 1.0, 0.7).beside(1.3);
        let text = sentence(cost(2, 4e-9, busy), cost(2, 2e-9, busy), two);
        assert!(text.contains("other programs were at work, and with only 0.7 of the threads at work"), "{text}");
        let short = sentence(cost(2, 4e-9, Evidence::quiet(2, 1e-5, 0.9)), cost(2, 2e-9, quiet), two);
        assert!(short.contains("try a larger --size"), "{short}");
        let one = Cores { usable: 1, halves: false };
        let text = sentence(cost(2, 4e-9, Evidence::quiet(2, 1.0, 1.0)), cost(2, 2e-9, quiet), one);
        assert!(text.contains("take turns on one core"), "{text}");
        let alone = Evidence::quiet(1, 1.0, 1.0);
        assert!(sentence(cost(1, 2e-9, alone), cost(1, 2e-9, alone), two).contains("has nobody to take"));
    }

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
