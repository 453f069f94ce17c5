#![doc = include_str!("README.md")]

pub mod global_lock;
pub mod one_process;
pub mod processes;
pub mod ranks;
pub mod sum;
pub mod threads;
pub mod with_rayon;

use serde_json::{Value, json};

use super::global_lock::interpreter::{SWITCH_INTERVAL, instructions_in};
use crate::lab::findings::Chart;
use crate::lab::judgement::{Evidence, Judgement, worst};
use crate::lab::large_pages::LargePages;
use crate::lab::python::{ALL_AGREE, agrees};
use crate::lab::{Bench, Contestant, Lab, Lecture, Program, Role, Size, Trouble};
use crate::report::{count, counted, seconds, three_digits, times};

/// The lab.
pub static LAB: Lab = Lab {
    name: "mean",
    title: "The mean of many numbers",
    question: "Two processes, each with half of the numbers, or two threads: how much faster than one is that?",
    lesson: include_str!("README.md"),
    programs: &[
        Program {
            name: "one_process",
            role: Role::Slow,
            file: "labs/mean/one_process.rs",
            summary: "One process adds up all numbers.",
            source: include_str!("one_process.rs"),
        },
        Program {
            name: "processes",
            role: Role::Fast,
            file: "labs/mean/processes.rs",
            summary: "Several processes add up a part each; the sums come through a queue.",
            source: include_str!("processes.rs"),
        },
        Program {
            name: "threads",
            role: Role::Fast,
            file: "labs/mean/threads.rs",
            summary: "Several threads add up a part each, and return the sums.",
            source: include_str!("threads.rs"),
        },
        Program {
            name: "with_rayon",
            role: Role::Part,
            file: "labs/mean/with_rayon.rs",
            summary: "The same with a library for parallel loops.",
            source: include_str!("with_rayon.rs"),
        },
        Program {
            name: "global_lock",
            role: Role::Slow,
            file: "labs/mean/global_lock.rs",
            summary: "Threads of an interpreter, which must hold its global lock to run.",
            source: include_str!("global_lock.rs"),
        },
        Program {
            name: "ranks",
            role: Role::Slow,
            file: "labs/mean/ranks.rs",
            summary: "Ranks that are sent their parts in messages, as with MPI.",
            source: include_str!("ranks.rs"),
        },
        Program {
            name: "sum",
            role: Role::Part,
            file: "labs/mean/sum.rs",
            summary: "A sum that loses nothing to rounding.",
            source: include_str!("sum.rs"),
        },
    ],
    size: Size { unit: "numbers", default: 50_000_000, least: 1, shows: 2_000_000, full: Some(100_000_000) },
    workers: &[2],
    repeat: 5,
    takes: 7.0,
    pieces: 2,
    takes_input: false,
    asks: Some("How many times as fast as one process are two?"),
    lecture: Some(Lecture {
        file: "labs/mean/lecture.py",
        summary: "A mean by one process, by several with a queue, and by as many threads.",
        source: include_str!("lecture.py"),
        most: 1_000_000,
        unit: "numbers",
        checked: ALL_AGREE,
    }),
    run,
};

fn run(bench: &mut Bench) -> Result<(), Trouble> {
    let size = bench.size();
    bench.needs_memory((size as u64).saturating_mul(size_of::<f64>() as u64))?;
    // Numbers with a known mean: 0.5, 1.5, … come to half their count.
    let numbers = LargePages::new(size, |at| at as f64 + 0.5)?;
    let mut contestants = vec![Contestant::new("one process", 1, || one_process::mean(&numbers, 1))];
    for workers in bench.workers() {
        let numbers: &[f64] = &numbers;
        let (processes, threads) = (counted(workers, "process"), counted(workers, "thread"));
        let with_rayon = format!("rayon, {threads}");
        let ranks = format!("{}, numbers sent", counted(workers, "rank"));
        contestants.push(Contestant::new(processes, workers, move || processes::mean(numbers, workers)));
        contestants.push(Contestant::new(threads, workers, move || threads::mean(numbers, workers)));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(workers).build();
        let pool = pool.map_err(|error| Trouble::Failed(format!("rayon's threads did not start: {error}")))?;
        contestants.push(Contestant::new(with_rayon, workers, move || with_rayon::mean(numbers, &pool, workers)));
        contestants.push(Contestant::new(ranks, workers, move || ranks::mean(numbers, workers)));
    }
    let names: Vec<String> = contestants.iter().map(|one| one.name().to_owned()).collect();
    let compared = bench.compare(format!("The mean of {} numbers", count(size as i64)), contestants)?;
    let right = size as f64 / 2.0;
    for (name, one) in names.iter().zip(&compared) {
        if (one.result - right).abs() > right * 1e-12 {
            return Err(Trouble::Failed(format!("{name} says the mean is {}, and it is {right}", one.result)));
        }
    }
    let most = bench.workers().into_iter().max().unwrap_or(1).min(bench.machine().cores);
    let bars = names.iter().cloned().zip(compared.iter().map(|one| one.speed_up));
    let chart = Chart::bars("Speed-up over one process", "times as fast", bars);
    bench.chart(chart.with_ideal(format!("ideal on {}", counted(most, "core")), [(0.0, most as f64)]));

    conclude(bench, &names, &compared.iter().map(|one| one.evidence).collect::<Vec<_>>());
    under_the_lock(bench, &numbers)?;
    let workers = bench.workers()[0];
    bench.beside_python(size, workers, Value::Null, |size, row| agrees(&row.result, &json!(size as f64 / 2.0)))
}

/// How many numbers the interpreter adds up at the most: it takes several instructions for each.
const INTERPRETED: usize = 20_000_000;

/// The same by threads of an interpreter. They are compared with one such thread, for an interpreter is slower anyway.
fn under_the_lock(bench: &mut Bench, numbers: &[f64]) -> Result<(), Trouble> {
    let numbers = &numbers[..numbers.len().min(INTERPRETED)];
    let turn = instructions_in(SWITCH_INTERVAL);
    let mut contestants = vec![Contestant::new("1 thread, lock", 1, || global_lock::mean(numbers, turn, 1))];
    let workers = bench.workers();
    for &workers in workers.iter().filter(|&&workers| workers > 1) {
        let name = format!("{workers} threads, lock");
        contestants.push(Contestant::new(name, workers, move || global_lock::mean(numbers, turn, workers)));
    }
    let title = format!("In an interpreter with a global lock: the mean of {} numbers", count(numbers.len() as i64));
    let compared = bench.compare(title, contestants)?;
    let right = numbers.len() as f64 / 2.0;
    if let Some(wrong) = compared.iter().find(|one| (one.result - right).abs() > right * 1e-12) {
        return Err(Trouble::Failed(format!("the interpreter says the mean is {}, and it is {right}", wrong.result)));
    }
    if let ([2, ..], [_, two, ..]) = (&workers[..], &compared[..]) {
        let here = super::global_lock::said(&compared[0].evidence, &two.evidence, bench.cores());
        bench.lecture("two threads under the global lock", "no faster than one, slightly slower", here);
    }
    Ok(())
}

fn conclude(bench: &mut Bench, names: &[String], evidence: &[Evidence]) {
    let Some((alone, others)) = evidence.split_first() else { return };
    // Of each number of workers there are processes first, and threads second.
    let by_kind: Vec<(&String, &Evidence)> =
        names[1..].iter().zip(others).enumerate().filter(|(at, _)| at % WAYS < 2).map(|(_, one)| one).collect();
    bench.lecture("one process", "20.98 s", seconds(alone.seconds));
    let judged: Vec<Judgement> = by_kind.iter().map(|(_, one)| bench.judge(alone, one)).collect();
    if let Some(at) = by_kind.iter().position(|(name, _)| *name == "2 processes") {
        let processes = by_kind[at].1;
        let here = format!("{} ({} ideal)", seconds(processes.seconds), seconds(alone.seconds / 2.0));
        bench.lecture("two processes", "11.00 s (10.47 s ideal)", here);
        bench.lecture("two processes, speed-up", "1.91x", times(judged[at].speed_up));
    }
    bench.cannot_on_one_core("a speed-up");
    if let Some(guess) = bench.guess() {
        bench.answer(format!(
            "You guessed {guess:.2} times; {} come to {:.2} times here: {}. In the lecture two came to 1.91 times.",
            names[1],
            judged[0].speed_up,
            judged[0].why()
        ));
    }
    let names: Vec<&str> = by_kind.iter().map(|(name, _)| name.as_str()).collect();
    bench.learned(sentence(&names, &judged));
}

/// How many programs there are for each number of workers.
const WAYS: usize = 4;

/// What was learned, of processes and of threads.
fn sentence(names: &[&str], judged: &[Judgement]) -> String {
    let why = worst(judged).map_or_else(String::new, |judged| judged.why());
    let come = if names.first().is_some_and(|name| name.starts_with("1 ")) { "comes" } else { "come" };
    let part = |(at, (name, one)): (usize, (&&str, &Judgement))| match at {
        0 => format!("{name} {come} to {} times the speed of one", three_digits(one.speed_up)),
        _ => format!("{name} to {} times", three_digits(one.speed_up)),
    };
    let parts: Vec<String> = names.iter().zip(judged).enumerate().map(part).collect();
    format!("{}: {why}.", parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::judgement::Verdict;

    #[test]
    fn all_programs_find_the_mean() {
        for size in [1, 2, 3, 1000, 4097] {
            let numbers: Vec<f64> = (0..size).map(|at| f64::from(at) + 0.5).collect();
            for workers in [1, 2, 3, 8] {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(workers).build().expect("threads start");
                let right = f64::from(size) / 2.0;
                let all = [
                    one_process::mean(&numbers, workers),
                    processes::mean(&numbers, workers),
                    threads::mean(&numbers, workers),
                    with_rayon::mean(&numbers, &pool, workers),
                    ranks::mean(&numbers, workers),
                    global_lock::mean(&numbers, 10_000, workers),
                ];
                assert_eq!(all, [right; 6], "{size} numbers, {workers} workers");
            }
        }
    }

    #[test]
    fn the_sentence_blames_who_is_to_blame() {
        let judged = |speed_up, verdict| Judgement { speed_up, possible: 2, verdict };
        let good = judged(1.91, Verdict::NearlyAll);
        let text = sentence(&["2 processes", "2 threads"], &[good, judged(1.95, Verdict::NearlyAll)]);
        let right = "2 processes come to 1.91 times the speed of one, 2 threads to 1.95 times: nearly all is gained that \
                     2 cores can give.";
        assert_eq!(text, right);
        let disturbed = judged(1.1, Verdict::Disturbed { free: Some(1.1) });
        let text = sentence(&["2 processes", "2 threads"], &[good, disturbed]);
        assert!(text.contains("other programs were at work") && !text.contains("nearly all"), "{text}");
        let slow = judged(0.4, Verdict::NotTogether { at_a_time: 0.9, free: true });
        assert!(sentence(&["2 processes", "2 threads"], &[slow, good]).contains("only 0.9 of them worked at a time"));
        let six = judged(1.89, Verdict::NearlyAll);
        let text = sentence(&["2 processes", "2 threads", "6 processes", "6 threads"], &[good, good, six, six]);
        assert!(
            text.contains("2 threads to 1.91 times, 6 processes to 1.89 times, 6 threads to 1.89 times:"),
            "{text}"
        );
    }

    #[test]
    fn a_careful_sum_loses_nothing() {
        let numbers = vec![0.1; 10_000_000];
        assert_eq!(sum::careful_sum(&numbers), 1_000_000.0);
        assert_ne!(numbers.iter().sum::<f64>(), 1_000_000.0);
    }
}
