#![doc = include_str!("README.md")]

pub mod main_thread;
pub mod one_lock;
pub mod pieces;
pub mod processes;
pub mod strip;
pub mod threads;

use std::collections::BTreeSet;
use std::hint::black_box;

use crate::lab::findings::{Chart, Measured, Measurement, Row};
use crate::lab::judgement::{Cores, Evidence, Judgement, judge};
use crate::lab::processes::listed_and_running;
use crate::lab::{Bench, CoreUse, Lab, Program, Role, Size, Trouble, WorkerIds};
use crate::report::{count, counted, seconds};

/// The lab.
pub static LAB: Lab = Lab {
    name: "watch_cores",
    title: "Watch the cores",
    question: "Which cores work while the main thread, some threads or some processes do the same work?",
    lesson: include_str!("README.md"),
    programs: &[
        Program {
            name: "main_thread",
            role: Role::Slow,
            file: "labs/watch_cores/main_thread.rs",
            summary: "The main thread does all pieces itself.",
            source: include_str!("main_thread.rs"),
        },
        Program {
            name: "threads",
            role: Role::Fast,
            file: "labs/watch_cores/threads.rs",
            summary: "Several threads of one process do a share each.",
            source: include_str!("threads.rs"),
        },
        Program {
            name: "processes",
            role: Role::Fast,
            file: "labs/watch_cores/processes.rs",
            summary: "Several processes do a share each.",
            source: include_str!("processes.rs"),
        },
        Program {
            name: "one_lock",
            role: Role::Slow,
            file: "labs/watch_cores/one_lock.rs",
            summary: "Several threads that must hold one lock to work.",
            source: include_str!("one_lock.rs"),
        },
        Program {
            name: "pieces",
            role: Role::Part,
            file: "labs/watch_cores/pieces.rs",
            summary: "The work, and how a worker says who and where it is.",
            source: include_str!("pieces.rs"),
        },
    ],
    size: Size { unit: "ms of work for one core", default: 1_500, least: 1, shows: 400, full: None },
    workers: &[6],
    repeat: 1,
    takes: 6.0,
    pieces: 2,
    takes_input: false,
    asks: None,
    lecture: None,
    run,
};

/// How the work is shared out, in order of appearance.
struct Arrangement {
    name: String,
    workers: usize,
    way: Way,
}

/// What all these programs are.
type Way = fn(usize, u64, u64) -> (u64, Vec<Vec<WorkerIds>>);

/// What came of an arrangement.
struct Watched {
    result: u64,
    seen: Vec<Vec<WorkerIds>>,
    looks: Vec<CoreUse>,
    measurements: Vec<Measurement>,
}

/// So many pieces are enough to share out evenly, and to look often where the workers are.
const PIECES: u64 = 96;
/// Two threads that must hold one lock to work, last of all.
const LOCKED: &str = "2 threads, one lock";
/// More workers than this are not listed.
const LISTED: usize = 24;

fn run(bench: &mut Bench) -> Result<(), Trouble> {
    let length = calibrated(bench)?;
    let arrangements = arrangements(&bench.workers());
    let mut watched: Vec<Watched> = Vec::new();
    for (done, one) in arrangements.iter().enumerate() {
        bench.progress(&one.name, done as u64, arrangements.len() as u64);
        watched.push(watch(bench, one, length)?);
        if watched[done].result != watched[0].result {
            let why = format!(
                "{} came to {}, and {} to {}",
                one.name, watched[done].result, arrangements[0].name, watched[0].result
            );
            return Err(Trouble::Failed(why));
        }
    }
    bench.drawing(drawing(&arrangements, &watched));
    let rows = arrangements.iter().zip(&watched).map(|(one, watched)| Row {
        name: one.name.clone(),
        workers: one.workers,
        measurements: watched.measurements.clone(),
        counted: true,
    });
    let measured = Measured { title: "The same work".to_owned(), rows: rows.collect() };
    let evidence = bench.evidence(&measured.rows);
    bench.measured(measured.clone());
    hold_against_the_heading(bench, &measured);
    kept_busy(bench, &arrangements, &evidence);
    let columns = ["", "worker", "process", "parent", "thread", "seen on cores"];
    bench.facts("Who worked", &columns, ids(&arrangements, &watched));
    chart(bench, &arrangements, &watched);
    processes(bench);
    conclude(bench, &arrangements, &watched, &evidence);
    Ok(())
}

/// How long a piece has to be for all of them to take one core as long as was asked for.
fn calibrated(bench: &mut Bench) -> Result<u64, Trouble> {
    bench.progress("measuring how long a piece takes", 0, 1);
    let wanted = bench.size() as f64 / 1000.0;
    let mut length = 64_u64;
    loop {
        let ((steps, _), taken) = bench.measure(|| black_box(main_thread::run(1, PIECES, length)))?;
        black_box(steps);
        // Time on the core, for others may have it meanwhile. A tenth of what is wanted tells enough about all of it.
        if taken.cpu_seconds > (wanted / 10.0).min(0.2) || length > 1 << 40 {
            return Ok(length_for(wanted, length, taken.cpu_seconds));
        }
        length *= 2;
    }
}

/// How long a piece has to be for all to take `wanted` seconds, if with pieces of `length` they take so many.
///
/// The way from a number down to 1 grows with its logarithm, so twice as many numbers take a little more than twice as long.
fn length_for(wanted: f64, length: u64, seconds: f64) -> u64 {
    let each = |length: f64| (length * PIECES as f64).ln();
    let known = length as f64;
    let mut found = known * wanted / seconds;
    for _ in 0..8 {
        found = (known * wanted / seconds * each(known) / each(found.max(1.0))).max(1.0);
    }
    found as u64
}

/// Says so if the work took the core clearly longer or shorter than the heading says: its speed may have changed since it was
/// measured how long a piece takes.
fn hold_against_the_heading(bench: &mut Bench, alone: &Measured) {
    let (wanted, taken) = (bench.size() as f64 / 1000.0, alone.rows[0].on_cores());
    if !(0.85..=1.15).contains(&(taken / wanted)) {
        bench.remark(format!(
            "The work was made to take a core {}, by how long a part of it took before, and took the main thread {} on its \
             core: what a core gets done in a second has changed meanwhile.",
            seconds(wanted),
            seconds(taken)
        ));
    }
}

fn arrangements(workers: &[usize]) -> Vec<Arrangement> {
    let threads = |workers| Arrangement { name: format!("{workers} threads"), workers, way: threads::run };
    let processes =
        |&workers: &usize| Arrangement { name: counted(workers, "process"), workers, way: processes::run as Way };
    let locked = Arrangement { name: LOCKED.to_owned(), workers: 2, way: one_lock::run };
    let main = Arrangement { name: "the main thread".to_owned(), workers: 1, way: main_thread::run };
    [main, threads(2), threads(4)].into_iter().chain(workers.iter().map(processes)).chain([locked]).collect()
}

fn watch(bench: &mut Bench, one: &Arrangement, length: u64) -> Result<Watched, Trouble> {
    let (mut measurements, mut last) = (Vec::new(), None);
    for _ in 0..bench.repeat() {
        let ((result, seen), taken, looks) = bench.measure_watched(|| (one.way)(one.workers, PIECES, length))?;
        measurements.push(taken);
        last = Some((result, seen, looks));
    }
    let (result, seen, looks) = last.ok_or_else(|| Trouble::Usage("at least one repetition is needed".to_owned()))?;
    Ok(Watched { result, seen, looks, measurements })
}

fn drawing(arrangements: &[Arrangement], watched: &[Watched]) -> Vec<String> {
    let mut lines = vec!["How busy each core was, from the beginning to the end".to_owned()];
    for (one, watched) in arrangements.iter().zip(watched) {
        lines.push(String::new());
        lines.push(one.name.clone());
        let strips = strip::strips(&watched.looks);
        if strips.is_empty() {
            lines.push("  (too short to be seen)".to_owned());
        }
        lines.extend(strips.into_iter().map(|line| format!("  {line}")));
    }
    lines
}

fn ids(arrangements: &[Arrangement], watched: &[Watched]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for (one, watched) in arrangements.iter().zip(watched) {
        for (at, seen) in watched.seen.iter().enumerate() {
            let Some(ids) = seen.first() else { continue };
            let first = if at == 0 { one.name.clone() } else { String::new() };
            if at == LISTED {
                rows.push(vec![first, format!("and {} more", watched.seen.len() - LISTED)]);
                break;
            }
            let thread = ids.thread.map_or_else(|| "–".to_owned(), |thread| thread.to_string());
            let (process, parent) = (ids.process.to_string(), ids.parent.to_string());
            rows.push(vec![first, ids.name.clone(), process, parent, thread, cores(seen)]);
        }
    }
    rows
}

/// The cores on which a worker was seen.
fn cores(seen: &[WorkerIds]) -> String {
    let cores: BTreeSet<usize> = seen.iter().filter_map(|ids| ids.core).collect();
    if cores.is_empty() {
        return "–".to_owned();
    }
    cores.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
}

/// How many cores each of them kept busy, whatever others did meanwhile.
fn kept_busy(bench: &mut Bench, arrangements: &[Arrangement], evidence: &[Evidence]) {
    let kept = arrangements.iter().zip(evidence).filter_map(|(one, seen)| Some((one.name.clone(), seen.at_a_time?)));
    let cores = bench.machine().cores;
    let chart = Chart::bars("How many cores each kept busy", "cores, on average", kept);
    bench.chart(chart.with_ideal(format!("all {}", counted(cores, "core")), [(0.0, cores as f64)]));
}

/// How many cores were busy over time: the area below the line is the work, and that is the same for all.
fn chart(bench: &mut Bench, arrangements: &[Arrangement], watched: &[Watched]) {
    let mut chart = Chart::lines(
        "How many cores were busy, with this or anything else",
        "seconds since the beginning",
        "busy cores",
    );
    for (one, watched) in arrangements.iter().zip(watched) {
        let busy = |look: &CoreUse| look.busy.iter().map(|&busy| f64::from(busy)).sum::<f64>();
        chart = chart.with(&one.name, watched.looks.iter().map(|look| (look.at, busy(look))));
    }
    if watched.iter().all(|watched| watched.looks.is_empty()) {
        bench.cannot(
            "how busy the cores are: the system does not tell, or the work was too short to look; try a larger --size",
        );
    } else {
        bench.chart(chart);
    }
}

/// How many processes there are beside these, and what nearly all of them do.
fn processes(bench: &mut Bench) {
    match listed_and_running() {
        None => bench.cannot("how many processes there are: the system does not list them"),
        Some((all, running)) => bench.remark(format!(
            "There are {} on this machine now, and {} of them {}, this one included; all others wait for something. \
             `ps aux | wc -l` counts them too, and one line more.",
            counted(all, "process"),
            count(running as i64),
            if running == 1 { "is at work or could be" } else { "are at work or could be" },
        )),
    }
}

fn conclude(bench: &mut Bench, arrangements: &[Arrangement], watched: &[Watched], evidence: &[Evidence]) {
    bench.cannot_on_one_core("cores that work side by side");
    if watched.iter().flat_map(|watched| watched.seen.iter().flatten()).all(|ids| ids.core.is_none()) {
        bench.cannot("on which core a worker is: the system does not tell");
    }
    if bench.machine().has_halves() {
        bench.remark(
            "Two of these processors may be halves of one core, which runs two threads at a time: both look busy, and \
             each gets less done than it would alone.",
        );
    } else {
        bench.cannot("two threads on one core: as far as the system tells, each core here runs one at a time");
    }
    if let [alone, _, together, .., _] = evidence {
        bench.judge(alone, together);
    }
    let names: Vec<&str> = arrangements.iter().map(|one| one.name.as_str()).collect();
    bench.learned(sentence(&names, evidence, bench.cores()));
}

/// What was learned, of the main thread first, and of the threads that share a lock last.
///
/// Of all cores only the part that this work kept busy counts: others may be working too.
fn sentence(names: &[&str], evidence: &[Evidence], cores: Cores) -> String {
    let ([alone, free @ .., locked], [_, names @ .., locked_name]) = (evidence, names) else { return String::new() };
    let kept = |one: &Evidence| one.at_a_time.unwrap_or(f64::NAN);
    let part = |(name, one): (&&str, &Evidence)| {
        let speed_up = alone.seconds / one.seconds;
        format!("{name} {:.1} ({speed_up:.2} times as fast)", kept(one))
    };
    let parts: Vec<String> = names.iter().zip(free).chain([(locked_name, locked)]).map(part).collect();
    let judgements: Vec<Judgement> = free.iter().map(|one| judge(alone, one, cores)).collect();
    let disturbed = judgements.iter().find(|one| !one.is_about_the_program());
    let all_busy = free.iter().zip(&judgements).all(|(one, judged)| kept(one) >= 0.85 * judged.possible as f64);
    let lesson = match disturbed {
        Some(judged) => judged.why(),
        None if cores.usable < 2 => "only one worker can run at a time here, with a lock or without".to_owned(),
        None if kept(locked) > 1.2 => {
            "threads that share a lock should keep no more than one core busy, so something else was counted here"
                .to_owned()
        }
        None if all_busy => {
            "about as many cores are busy as there are workers, and never more than there are; threads \
                             that share a lock keep one busy, however many they are"
                .to_owned()
        }
        None => {
            "not every worker that had a core was on it all the time, because this work is too short; try a larger \
                 --size"
                .to_owned()
        }
    };
    format!("The main thread kept {:.1} cores busy, {}: {lesson}.", kept(alone), parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_work_is_as_long_as_was_asked_for() {
        // Every step takes as long as any other, so steps stand for seconds.
        let steps = |length| main_thread::run(1, PIECES, length).0 as f64;
        for (sample, times) in [(64, 8.0), (64, 40.0), (1000, 10.0), (1000, 1.5)] {
            let length = length_for(times * steps(sample), sample, steps(sample));
            let share = steps(length) / (times * steps(sample));
            assert!((0.95..=1.05).contains(&share), "{times} times pieces of {sample}: {share:.3} of what was wanted");
        }
        assert_eq!(length_for(1e-9, 64, 1.0), 1);
    }

    #[test]
    fn every_arrangement_comes_to_the_same_and_all_workers_are_seen() {
        let (right, seen) = main_thread::run(1, 12, 50);
        assert_eq!(seen.len(), 1);
        // Every piece is announced, and the beginning.
        assert_eq!(seen[0].len(), 13);
        for workers in [1, 2, 4, 20] {
            let (by_threads, threads) = threads::run(workers, 12, 50);
            let (by_processes, processes) = processes::run(workers, 12, 50);
            let (in_turns, _) = one_lock::run(workers, 12, 50);
            assert_eq!([by_threads, by_processes, in_turns], [right; 3], "{workers} workers");
            assert_eq!([threads.len(), processes.len()], [workers; 2]);
            let here = std::process::id() as i32;
            assert!(threads.iter().flatten().all(|ids| ids.process == here));
            assert!(processes.iter().flatten().all(|ids| ids.parent == here && ids.process != here));
            let different: BTreeSet<i32> = processes.iter().flatten().map(|ids| ids.process).collect();
            assert_eq!(different.len(), workers);
        }
    }

    #[test]
    fn the_sentence_follows_from_the_figures() {
        let names = ["the main thread", "2 threads", "4 threads", "2 threads, one lock"];
        let of = |workers, seconds, at_a_time, others| Evidence::quiet(workers, seconds, at_a_time).beside(others);
        let two = Cores { usable: 2, halves: false };
        let quiet = [of(1, 2.0, 1.0, 0.0), of(2, 1.0, 2.0, 0.0), of(4, 1.0, 1.9, 0.0), of(2, 2.0, 1.0, 0.0)];
        let text = sentence(&names, &quiet, two);
        let begins = "The main thread kept 1.0 cores busy, 2 threads 2.0 (2.00 times as fast), 4 threads 1.9 (2.00 times \
                      as fast), 2 threads, one lock 1.0 (1.00 times as fast): about as many cores are busy";
        assert!(text.starts_with(begins), "{text}");
        let busy = [of(1, 5.0, 0.4, 1.6), of(2, 3.0, 0.7, 1.3), of(4, 2.0, 1.0, 1.0), of(2, 5.0, 0.4, 1.6)];
        assert!(sentence(&names, &busy, two).contains("other programs were at work"));
        let one = [of(1, 2.0, 1.0, 0.0), of(2, 2.0, 1.0, 0.0), of(4, 2.0, 1.0, 0.0), of(2, 2.0, 1.0, 0.0)];
        let text = sentence(&names, &one, Cores { usable: 1, halves: false });
        assert!(text.contains("only one worker can run at a time here"), "{text}");
        let text = sentence(&names, &busy, Cores { usable: 1, halves: false });
        assert!(text.contains("more turns beside other programs"), "{text}");
        let short = [of(1, 0.1, 0.9, 0.0), of(2, 0.08, 1.2, 0.0), of(4, 0.08, 1.2, 0.0), of(2, 0.1, 0.9, 0.0)];
        assert!(sentence(&names, &short, two).contains("too short"));
    }

    #[test]
    fn long_lists_of_workers_are_cut() {
        let one = Arrangement { name: "100 processes".to_owned(), workers: 100, way: processes::run };
        let id = |at| WorkerIds { name: format!("process {at}"), process: at, parent: 1, thread: None, core: Some(3) };
        let seen = (0..100).map(|at| vec![id(at)]).collect();
        let watched = Watched { result: 0, seen, looks: Vec::new(), measurements: Vec::new() };
        let rows = ids(&[one], &[watched]);
        assert_eq!(rows.len(), LISTED + 1);
        assert_eq!(rows[0], ["100 processes", "process 0", "0", "1", "–", "3"]);
        assert_eq!(rows[LISTED], ["", "and 76 more"]);
    }
}
