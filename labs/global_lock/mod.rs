#![doc = include_str!("README.md")]

pub mod interpreter;
pub mod lets_go;
pub mod lock;
pub mod processes;
pub mod turns;
pub mod with_lock;
pub mod without_lock;
pub mod work;

mod intervals;
mod outside;

use std::hint::black_box;

use serde_json::{Value, json};

use self::interpreter::{Instruction, SWITCH_INTERVAL, instructions_in};
use crate::lab::findings::Chart;
use crate::lab::judgement::{Cores, Difference, Evidence, Judgement, difference, worst};
use crate::lab::python::{ALL_AGREE, agrees};
use crate::lab::shared::Numbers;
use crate::lab::{Bench, Contestant, Lab, Lecture, Program, Role, Size, Trouble};
use crate::report::{count, counted, seconds, three_digits, times};

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
            name: "lets_go",
            role: Role::Fast,
            file: "labs/global_lock/lets_go.rs",
            summary: "Threads that let go of the lock while a library computes for them.",
            source: include_str!("lets_go.rs"),
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
    size: Size { unit: "numbers", default: 10_000_000, least: 1, shows: 400_000, full: None },
    workers: &[2],
    repeat: 5,
    takes: 10.0,
    pieces: 4,
    takes_input: false,
    asks: None,
    lecture: Some(Lecture {
        file: "labs/global_lock/lecture.py",
        summary: "Computing and waiting, by one thread, by several, and by as many processes.",
        source: include_str!("lecture.py"),
        most: 2_000_000,
        unit: "numbers",
        checked: ALL_AGREE,
    }),
    run,
};

fn run(bench: &mut Bench) -> Result<(), Trouble> {
    let size = bench.size();
    bench.needs_memory((size as u64).saturating_mul(size_of::<f64>() as u64))?;
    let numbers = Numbers::new(size, |at| (at % 1000) as f64)?;
    let few = &numbers[..size.min(FETCHES)];
    let turn = instructions_in(SWITCH_INTERVAL);
    let computing = format!("Computing: the sum of {} numbers, one instruction after the other", count(size as i64));
    let computing = compare(bench, &computing, work::SUM_OF_NUMBERS, &numbers, turn)?;
    let latency = seconds(work::LATENCY.as_secs_f64());
    let waiting = format!("Waiting: the sum of {} numbers that take {latency} each to arrive", few.len());
    let waiting = compare(bench, &waiting, work::SUM_OF_FETCHED, few, turn)?;
    for (what, rows) in [("Computing", &computing), ("Waiting", &waiting)] {
        let bars = rows.iter().map(|row| (row.name.clone(), row.speed_up));
        let title = format!("{what}: speed-up over one thread with the lock");
        bench.chart(Chart::bars(title, "times as fast", bars).with_ideal("one thread", [(0.0, 1.0)]));
    }
    let workers = bench.workers()[0];
    if workers > 1 {
        intervals::measure(bench, &numbers[..size.div_ceil(8)], workers)?;
    }
    outside::measure(bench, workers)?;
    for (at, workers) in bench.workers().into_iter().enumerate() {
        // After one thread there are three for each number of workers, and one thread without the lock comes last.
        let of_workers = |rows: &[Row]| [&rows[..1], &rows[1 + 3 * at..4 + 3 * at], &rows[rows.len() - 1..]].concat();
        conclude(bench, workers, &of_workers(&computing), &of_workers(&waiting));
    }
    bench.beside_python(size, workers, Value::Null, |size, row| {
        let sum: u64 = (0..size).map(|number| number % 1000).sum();
        agrees(&row.result, &json!(if row.name.starts_with("waiting") { size } else { sum }))
    })
}

/// A program's name, how much faster it is than one thread with the lock, and what can be judged by.
#[derive(Clone)]
struct Row {
    name: String,
    speed_up: f64,
    evidence: Evidence,
}

fn compare(
    bench: &mut Bench,
    title: &str,
    program: &[Instruction],
    numbers: &[f64],
    turn: u32,
) -> Result<Vec<Row>, Trouble> {
    // Hidden from the compiler: an interpreter does not know its program beforehand.
    let program = black_box(program);
    let mut contestants = vec![Contestant::new("1 thread, lock", 1, || with_lock::sum(program, numbers, turn, 1))];
    for workers in bench.workers() {
        let (threads, processes) = (counted(workers, "thread"), counted(workers, "process"));
        contestants.push(Contestant::new(format!("{threads}, lock"), workers, move || {
            with_lock::sum(program, numbers, turn, workers)
        }));
        contestants.push(Contestant::new(format!("{processes}, own locks"), workers, move || {
            processes::sum(program, numbers, turn, workers)
        }));
        contestants.push(Contestant::new(format!("{threads}, no lock"), workers, move || {
            without_lock::sum(program, numbers, turn, workers)
        }));
    }
    contestants.push(Contestant::new("1 thread, no lock", 1, || without_lock::sum(program, numbers, turn, 1)));
    let names: Vec<String> = contestants.iter().map(|one| one.name().to_owned()).collect();
    let compared = bench.compare(title, contestants)?;
    // Whole numbers, so that the order of additions makes no difference.
    let right: f64 = numbers.iter().sum();
    if let Some((name, one)) = names.iter().zip(&compared).find(|(_, one)| one.result != right) {
        return Err(Trouble::Failed(format!("{name} says the sum is {}, and it is {right}", one.result)));
    }
    Ok(names
        .into_iter()
        .zip(compared)
        .map(|(name, one)| Row { name, speed_up: one.speed_up, evidence: one.evidence })
        .collect())
}

fn conclude(bench: &mut Bench, workers: usize, computing: &[Row], waiting: &[Row]) {
    let ([alone, locked, processes, free, free_alone], [_, fetching, ..]) = (computing, waiting) else { return };
    if workers == 2 {
        let here = said(&alone.evidence, &locked.evidence, bench.cores());
        bench.lecture("2 threads under the lock", "no faster than 1, slightly slower", here);
    }
    bench.cannot_on_one_core("what processes and threads without the lock gain in computing");
    let figures = Figures {
        workers,
        locked: locked.speed_up,
        fetching: fetching.speed_up,
        // Who asks nobody need not count its instructions either, and is quicker even alone.
        free: bench.judge(&free_alone.evidence, &free.evidence),
        processes: bench.judge(&alone.evidence, &processes.evidence),
        // Under a lock one core is wanted, whatever the number of threads.
        is_disturbed: bench.note_disturbance(&[alone, locked].map(|one| one.evidence.on_one_core())),
    };
    bench.learned(figures.sentence());
}

/// What was measured: of so many workers against one.
struct Figures {
    workers: usize,
    locked: f64,
    fetching: f64,
    processes: Judgement,
    free: Judgement,
    is_disturbed: bool,
}

impl Figures {
    fn sentence(&self) -> String {
        let Figures { workers, locked, fetching, processes, free, .. } = self;
        if *workers == 1 {
            return "With one worker there is nobody to wait for, with a lock or without.".to_owned();
        }
        format!(
            "Under the lock, {workers} threads compute {} times as fast as one and wait {} times as \
             fast; computing, {workers} processes come to {} times, and threads without the lock to {} times one \
             of them: {}.",
            three_digits(*locked),
            three_digits(*fetching),
            three_digits(processes.speed_up),
            three_digits(free.speed_up),
            self.lesson(),
        )
    }

    fn lesson(&self) -> String {
        let gains = worst(&[self.processes, self.free]);
        match gains {
            _ if self.is_disturbed && self.locked > 1.1 => {
                "under the lock computing gains nothing, and what it seems to gain is chance, or comes of several threads \
                 getting more turns beside other programs than one"
                    .to_owned()
            }
            _ if self.locked > 1.1 => {
                "computing under the lock should gain nothing, so something else has disturbed this run".to_owned()
            }
            // Answers that are late because others have the cores say nothing about how many were waited for.
            Some(gain) if self.fetching < 1.3 && gain.is_disturbed() => {
                format!("what threads gain, by waiting or by computing, cannot be said: {}", gain.why())
            }
            _ if self.fetching < 1.3 => {
                "with so little to wait for, not even waiting gains anything; try a larger --size".to_owned()
            }
            Some(free) if !free.is_about_the_program() => format!(
                "threads gain by waiting side by side; what they gain by computing without the lock cannot be said: {}",
                free.why()
            ),
            Some(free) if free.speed_up < 1.3 => {
                format!("waiting gains where computing does not, and here not even without the lock: {}", free.why())
            }
            _ => "threads that share a lock are for waiting, and computing takes processes or no lock".to_owned(),
        }
    }
}

/// Of work that takes less than this, in seconds, nothing is said but that.
const TOO_SHORT: f64 = 0.001;

/// What threads under a lock have over one, in words. What repetitions of the same program differ by is no difference.
pub(crate) fn said(alone: &Evidence, together: &Evidence, cores: Cores) -> String {
    let speed_up = alone.seconds / together.seconds;
    let times = times(speed_up);
    let [alone, together] = [alone, together].map(|one| one.on_one_core());
    match difference(&together, &alone, cores) {
        _ if alone.seconds < TOO_SHORT => format!("{times}, of what takes one {}", seconds(alone.seconds)),
        Difference::Quicker if speed_up > 1.1 => format!("{times}: more than the lock allows, so disturbed"),
        Difference::Disturbed => format!("{times}, beside other programs"),
        Difference::Quicker => format!("{times}: faster"),
        Difference::Slower => format!("{times}: {:.0} % slower", (1.0 - speed_up) * 100.0),
        Difference::Unclear if (0.95..=1.05).contains(&speed_up) => format!("{times}: about the same"),
        Difference::Unclear => format!("{times}: runs of the same program differ as much"),
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
    use crate::lab::judgement::Verdict;

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
    fn the_sentence_follows_from_the_figures() {
        let judged = |speed_up, verdict| Judgement { speed_up, possible: 2, verdict };
        let figures = |locked, fetching, free, is_disturbed| Figures {
            workers: 2,
            locked,
            fetching,
            processes: free,
            free,
            is_disturbed,
        };
        let good = judged(1.9, Verdict::NearlyAll);
        let quiet = figures(0.98, 1.95, good, false).sentence();
        assert!(quiet.ends_with("are for waiting, and computing takes processes or no lock."), "{quiet}");
        let busy = figures(1.6, 1.9, judged(1.6, Verdict::Disturbed { free: Some(0.7) }), true).sentence();
        assert!(busy.contains("more turns beside other programs"), "{busy}");
        let one_core = figures(0.98, 1.95, judged(1.0, Verdict::OneCore { shared: false }), false).sentence();
        assert!(one_core.contains("not even without the lock: nothing is to be gained"), "{one_core}");
        assert!(figures(0.98, 1.0, good, false).sentence().contains("so little to wait for"));
        let late = figures(0.99, 1.29, judged(0.75, Verdict::Disturbed { free: Some(0.2) }), false).sentence();
        assert!(late.contains("cannot be said: other programs were at work") && !late.contains("so little"), "{late}");
        let alone = Figures { workers: 1, ..figures(1.0, 1.0, good, false) };
        assert!(alone.sentence().starts_with("With one worker"));
    }

    #[test]
    fn what_is_within_the_spread_is_about_the_same() {
        let of = |seconds, unevenness| Evidence { unevenness, ..Evidence::quiet(2, seconds, 1.0) };
        let two = Cores { usable: 2, halves: false };
        assert_eq!(said(&of(1.0, 1.0), &of(1.4, 1.0).beside(1.6), two), "0.71x, beside other programs");
        assert_eq!(said(&of(1.0, 1.01), &of(1.02, 1.01), two), "0.98x: about the same");
        assert_eq!(said(&of(1.0, 1.01), &of(1.25, 1.01), two), "0.80x: 20 % slower");
        assert_eq!(said(&of(1.0, 1.01), &of(0.92, 1.01), two), "1.09x: faster");
        assert_eq!(said(&of(1.0, 1.01), &of(0.5, 1.01), two), "2.00x: more than the lock allows, so disturbed");
        assert_eq!(said(&of(2e-6, 1.0), &of(1e-4, 1.0).beside(1.6), two), "0.020x, of what takes one 2.00 µs");
        assert_eq!(said(&of(1.0, 1.7), &of(1.2, 1.01), two), "0.83x: runs of the same program differ as much");
    }

    #[test]
    fn outside_the_lock_the_same_is_computed() {
        for workers in [1, 2, 5] {
            let both = [false, true].map(|lets_go| lets_go::sum(workers, 7, 1000, lets_go));
            assert_eq!(both, [lets_go::sum(1, 7, 1000, false); 2], "{workers} workers");
        }
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
