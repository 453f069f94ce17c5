#![doc = include_str!("README.md")]

pub mod crash_processes;
pub mod crash_threads;
pub mod data;
pub mod fork_then_load;
pub mod hand_over_pipe;
pub mod hand_over_reference;
pub mod hand_over_shared;
pub mod load_then_fork;
pub mod start_processes;
pub mod start_threads;

mod conclusion;
mod handing;
mod memory;
mod robust;

use std::hint::black_box;

use serde_json::{Value, json};

use super::global_lock::interpreter::{SWITCH_INTERVAL, instructions_in};
use super::global_lock::{processes, with_lock, work};
use crate::lab::judgement::Judgement;
use crate::lab::python::{ALL_AGREE, agrees};
use crate::lab::shared::Numbers;
use crate::lab::{Bench, Contestant, Lab, Lecture, Program, Role, Size, Trouble};
use crate::report::{count, counted};

/// How many numbers a child of the lecture's program reads.
const READ: usize = 1_000_000;
/// How many numbers are added up under a global lock.
const INTERPRETED: usize = 4_000_000;

/// The lab.
pub static LAB: Lab = Lab {
    name: "threads_or_processes",
    title: "Threads or processes",
    question: "What do threads do better, and what processes, and by how much?",
    lesson: include_str!("README.md"),
    programs: &[
        Program {
            name: "start_threads",
            role: Role::Fast,
            file: "labs/threads_or_processes/start_threads.rs",
            summary: "Starts threads, one after the other.",
            source: include_str!("start_threads.rs"),
        },
        Program {
            name: "start_processes",
            role: Role::Slow,
            file: "labs/threads_or_processes/start_processes.rs",
            summary: "Starts processes, one after the other.",
            source: include_str!("start_processes.rs"),
        },
        Program {
            name: "hand_over_pipe",
            role: Role::Slow,
            file: "labs/threads_or_processes/hand_over_pipe.rs",
            summary: "Hands data over to a process by a pipe.",
            source: include_str!("hand_over_pipe.rs"),
        },
        Program {
            name: "hand_over_shared",
            role: Role::Fast,
            file: "labs/threads_or_processes/hand_over_shared.rs",
            summary: "Hands data over to a process in memory that both share.",
            source: include_str!("hand_over_shared.rs"),
        },
        Program {
            name: "hand_over_reference",
            role: Role::Fast,
            file: "labs/threads_or_processes/hand_over_reference.rs",
            summary: "Hands data over to a thread, as a reference.",
            source: include_str!("hand_over_reference.rs"),
        },
        Program {
            name: "load_then_fork",
            role: Role::Slow,
            file: "labs/threads_or_processes/load_then_fork.rs",
            summary: "Loads everything, then forks.",
            source: include_str!("load_then_fork.rs"),
        },
        Program {
            name: "fork_then_load",
            role: Role::Fast,
            file: "labs/threads_or_processes/fork_then_load.rs",
            summary: "Forks, then loads only what each worker uses.",
            source: include_str!("fork_then_load.rs"),
        },
        Program {
            name: "data",
            role: Role::Part,
            file: "labs/threads_or_processes/data.rs",
            summary: "Data to load and to work on.",
            source: include_str!("data.rs"),
        },
        Program {
            name: "crash_threads",
            role: Role::Slow,
            file: "labs/threads_or_processes/crash_threads.rs",
            summary: "Threads, one of which may crash.",
            source: include_str!("crash_threads.rs"),
        },
        Program {
            name: "crash_processes",
            role: Role::Fast,
            file: "labs/threads_or_processes/crash_processes.rs",
            summary: "Processes, one of which may crash.",
            source: include_str!("crash_processes.rs"),
        },
    ],
    size: Size { unit: "starts", default: 200, least: 1, shows: 20, full: None },
    workers: &[2],
    repeat: 5,
    takes: 8.0,
    pieces: 5,
    takes_input: false,
    asks: None,
    lecture: Some(Lecture {
        file: "labs/threads_or_processes/lecture.py",
        summary: "A forked child reads a list of its parent, and an array.",
        source: include_str!("lecture.py"),
        most: READ as u64,
        unit: "numbers",
        checked: ALL_AGREE,
    }),
    run,
};

fn run(bench: &mut Bench) -> Result<(), Trouble> {
    let workers = bench.workers()[0];
    if bench.workers().len() > 1 {
        return Err(Trouble::Usage("this lab is for one number of workers at a time".to_owned()));
    }
    let ([thread, process], is_disturbed) = starts(bench)?;
    let forking = memory::measure(bench)?;
    memory::load(bench, workers)?;
    let handing = handing::measure(bench)?;
    let left = robust::measure(bench)?;
    let [locked, own] = under_a_lock(bench, workers)?;
    let is_disturbed = is_disturbed || locked.is_disturbed() || own.is_disturbed();
    let figures = conclusion::Figures { workers, thread, process, forking, handing, left, locked, own, is_disturbed };
    conclusion::conclude(bench, &figures);
    // The sum of so many numbers from 1000 on.
    let numbers = bench.in_proportion(READ, 1_000);
    bench.beside_python(numbers, workers, Value::Null, |size, row| {
        agrees(&row.result, &json!((1000..1000 + size).sum::<u64>()))
    })
}

/// What it takes to start and end a thread, and a process, in seconds, and whether others had the cores meanwhile.
fn starts(bench: &mut Bench) -> Result<([f64; 2], bool), Trouble> {
    let size = bench.size() as u64;
    let contestants = vec![
        Contestant::new("threads", 1, || start_threads::start(size)),
        Contestant::new("processes", 1, || start_processes::start(size)),
    ];
    let compared =
        bench.compare(format!("{} workers started and ended, one by one", count(size as i64)), contestants)?;
    let right = (0..size).sum::<u64>();
    match &compared[..] {
        [threads, processes] if threads.result == right && processes.result == right => {
            let is_disturbed = bench.note_disturbance([&threads.evidence, &processes.evidence]);
            Ok(([threads.seconds / size as f64, processes.seconds / size as f64], is_disturbed))
        }
        _ => Err(Trouble::Failed(format!("the workers' numbers do not add up to {right}"))),
    }
}

/// What several threads gain over one under a global lock, and what as many processes gain.
fn under_a_lock(bench: &mut Bench, workers: usize) -> Result<[Judgement; 2], Trouble> {
    let size = bench.in_proportion(INTERPRETED, 10_000);
    let numbers = Numbers::new(size, |at| (at % 1000) as f64)?;
    let (program, numbers, turn) = (black_box(work::SUM_OF_NUMBERS), &numbers[..], instructions_in(SWITCH_INTERVAL));
    let contestants = vec![
        Contestant::new("1 thread", 1, || with_lock::sum(program, numbers, turn, 1)),
        Contestant::new(counted(workers, "thread"), workers, || with_lock::sum(program, numbers, turn, workers)),
        Contestant::new(counted(workers, "process"), workers, || processes::sum(program, numbers, turn, workers)),
    ];
    let title = format!("Under a global lock: the sum of {} numbers", count(size as i64));
    let compared = bench.compare(title, contestants)?;
    let right = numbers.iter().sum::<f64>();
    match &compared[..] {
        [alone, threads, processes] if compared.iter().all(|one| one.result == right) => {
            Ok([threads, processes].map(|one| bench.judge(&alone.evidence, &one.evidence)))
        }
        _ => Err(Trouble::Failed(format!("not everybody finds the sum {right}"))),
    }
}

#[cfg(test)]
mod tests {
    use std::process::abort;

    use super::*;

    #[test]
    fn all_that_are_started_return() {
        for count in [0, 1, 20] {
            let right = (0..count).sum::<u64>();
            assert_eq!([start_threads::start(count), start_processes::start(count)], [right; 2]);
        }
    }

    #[test]
    fn data_arrives_on_every_way() {
        // Less than a pipe takes, and more.
        for length in [1, 100, 50_000] {
            let data: Vec<f64> = (0..length).map(|at| f64::from(at) + 0.5).collect();
            let right = vec![f64::from(length) - 0.5; 3];
            let answers = [
                hand_over_reference::hand_over(&data, 3),
                hand_over_pipe::hand_over(&data, 3),
                hand_over_shared::hand_over(&data, 3, true),
                hand_over_shared::hand_over(&data, 3, false),
            ];
            for answers in answers {
                assert_eq!(answers.expect("the worker answers").0, right, "{length} numbers");
            }
        }
    }

    #[test]
    fn parts_are_the_same_whenever_they_are_loaded() {
        for count in [1, 2, 5, 3000] {
            for workers in [1, 2, 3, 8] {
                let both = [load_then_fork::totals(count, workers), fork_then_load::totals(count, workers)];
                assert_eq!(both[0], both[1], "{count} numbers, {workers} workers");
                let right = (0..count).map(|number| 2.0 * (number % 1000) as f64).sum::<f64>();
                assert_eq!(both[0].iter().sum::<f64>(), right);
            }
        }
    }

    #[test]
    fn a_process_that_aborts_is_lost_alone_and_a_thread_takes_all_with_it() {
        let aborts = (|| abort()) as fn() -> u64;
        let processes = robust::outcome(crash_processes::results, aborts);
        assert_eq!(processes, (2, "worker 2 was killed by signal 6".to_owned()));
        let threads = robust::outcome(crash_threads::results, aborts);
        assert_eq!(threads, (0, "the whole program was killed by signal 6".to_owned()));
    }

    #[test]
    fn a_panic_ends_one_worker_of_either_kind() {
        let panics = (|| std::panic::resume_unwind(Box::new("a bug"))) as fn() -> u64;
        let processes = robust::outcome(crash_processes::results, panics);
        assert_eq!(processes, (2, "worker 2 panicked: a bug".to_owned()));
        let threads = robust::outcome(crash_threads::results, panics);
        assert_eq!(threads, (2, "a thread panicked".to_owned()));
    }
}
