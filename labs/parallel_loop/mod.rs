#![doc = include_str!("README.md")]

pub mod delayed;
pub mod events;
pub mod in_turn;
pub mod n_jobs;
pub mod remembered;
pub mod work;

use std::path::Path;

use serde_json::{Value, json};

use self::events::Run;
use crate::lab::cache::Cache;
use crate::lab::findings::Chart;
use crate::lab::judgement::{Difference, Judgement, worst};
use crate::lab::pool::Pool;
use crate::lab::python::{ALL_AGREE, agrees};
use crate::lab::{Bench, Compared, Contestant, Lab, Lecture, Program, Role, Size, Trouble};
use crate::report::{count, counted, listed, seconds, three_digits, times};

/// The lab.
pub static LAB: Lab = Lab {
    name: "parallel_loop",
    title: "A parallel loop, and a cache on disk",
    question: "A loop over many inputs: how much faster is it with n jobs, and how much when its results are remembered?",
    lesson: include_str!("README.md"),
    programs: &[
        Program {
            name: "in_turn",
            role: Role::Slow,
            file: "labs/parallel_loop/in_turn.rs",
            summary: "A loop calls the function for one input after the other.",
            source: include_str!("in_turn.rs"),
        },
        Program {
            name: "n_jobs",
            role: Role::Fast,
            file: "labs/parallel_loop/n_jobs.rs",
            summary: "The same loop with n jobs, on threads or processes.",
            source: include_str!("n_jobs.rs"),
        },
        Program {
            name: "delayed",
            role: Role::Part,
            file: "labs/parallel_loop/delayed.rs",
            summary: "The same loop over calls that are put aside.",
            source: include_str!("delayed.rs"),
        },
        Program {
            name: "remembered",
            role: Role::Fast,
            file: "labs/parallel_loop/remembered.rs",
            summary: "The loop with n jobs and a cache on disk.",
            source: include_str!("remembered.rs"),
        },
        Program {
            name: "work",
            role: Role::Part,
            file: "labs/parallel_loop/work.rs",
            summary: "The function of the loop: it counts primes, and takes its time.",
            source: include_str!("work.rs"),
        },
        Program {
            name: "events",
            role: Role::Part,
            file: "labs/parallel_loop/events.rs",
            summary: "What may happen to the cache: a second loop, a kill, damage.",
            source: include_str!("events.rs"),
        },
    ],
    size: Size { unit: "inputs", default: 120, least: 1, shows: 24, full: None },
    workers: &[2],
    repeat: 3,
    takes: 6.0,
    pieces: 2,
    takes_input: false,
    asks: None,
    lecture: Some(Lecture {
        file: "labs/parallel_loop/lecture.py",
        summary: "A loop over inputs, and the same on pools of threads and of processes.",
        source: include_str!("lecture.py"),
        most: 8,
        unit: "inputs",
        checked: ALL_AGREE,
    }),
    run,
};

/// A program by its name, and what became of it: the results for all inputs.
type Loop = (String, Compared<Vec<u64>>);

/// Below this many inputs, starting the jobs is a good part of the time.
const FEW: usize = 20;

fn run(bench: &mut Bench) -> Result<(), Trouble> {
    let inputs: Vec<u64> = (0..bench.size() as u64).collect();
    let folder = bench.folder()?.to_owned();
    let workers = bench.workers().into_iter().max().unwrap_or(1);
    let compared = measure(bench, &inputs, &folder)?;
    let right = &compared[0].1.result;
    for (name, one) in &compared {
        if let Some(at) = (0..inputs.len()).find(|&at| one.result.get(at) != right.get(at)) {
            return Err(Trouble::Failed(format!("{name}: the result of input {at} differs from the plain loop's")));
        }
    }
    // Times and not speed-ups: beside that of the second run the others would not be seen.
    let bars = compared.iter().map(|(name, one)| (name.clone(), one.seconds * 1e3));
    bench.chart(Chart::bars("The time of each loop", "ms", bars));
    bench.progress("what may happen to the cache", 0, 1);
    put_aside(bench, &inputs, right, workers)?;
    let runs = events::runs(&inputs, right, &Pool::processes(workers)?, &folder.join("events"))?;
    let rows = runs.iter().map(row).collect();
    let columns = ["", "time", "computed", "remembered", "found damaged", "not stored"];
    bench.facts(format!("What the cache was asked, {} inputs a loop", count(inputs.len() as i64)), &columns, rows);
    remark(bench, &runs, inputs.len());
    conclude(bench, &compared, &runs, inputs.len());
    bench.beside_python(inputs.len(), workers, Value::Null, |size, row| {
        agrees(&row.result, &json!(right[..size as usize]))
    })
}

/// The programs, by name, and what became of them.
fn measure(bench: &mut Bench, inputs: &[u64], folder: &Path) -> Result<Vec<Loop>, Trouble> {
    let mut contestants = vec![Contestant::new("the plain loop", 1, || in_turn::results(inputs))];
    for workers in bench.workers() {
        let jobs = counted(workers, "job");
        let (threads, processes) = (Pool::threads(workers)?, Pool::processes(workers)?);
        let pools = [("threads", threads), ("processes", processes)];
        for (kind, pool) in pools {
            let name = format!("{jobs}, {kind}");
            contestants.push(Contestant::fallible(name, workers, move || Ok(n_jobs::results(inputs, &pool)?)));
        }
        let mut fresh = 0;
        let first = move || {
            fresh += 1;
            remember(inputs, &threads, &folder.join(format!("{workers}-{fresh}")))
        };
        contestants.push(Contestant::fallible(format!("{jobs}, first run"), workers, first));
        let again = move || remember(inputs, &threads, &folder.join(format!("{workers}-1")));
        contestants.push(Contestant::fallible(format!("{jobs}, second run"), workers, again));
    }
    let names: Vec<String> = contestants.iter().map(|one| one.name().to_owned()).collect();
    let compared = bench.compare(format!("A function over {} inputs", count(inputs.len() as i64)), contestants)?;
    Ok(names.into_iter().zip(compared).collect())
}

fn remember(inputs: &[u64], pool: &Pool, folder: &Path) -> Result<Vec<u64>, Trouble> {
    let answers = remembered::results(inputs, pool, &Cache::open(folder)?)?;
    if let Some(complaint) = answers.iter().flat_map(|answer| &answer.complaints).next() {
        return Err(Trouble::Failed(complaint.to_string()));
    }
    Ok(answers.into_iter().map(|answer| answer.value).collect())
}

fn row(run: &Run) -> Vec<String> {
    let tally = run.tally;
    let counts = [tally.computed, tally.remembered, tally.damaged, tally.not_stored];
    let counts = counts.map(|number| count(number as i64));
    [vec![run.name.to_owned(), seconds(run.seconds)], counts.to_vec()].concat()
}

fn remark(bench: &mut Bench, runs: &[Run], inputs: usize) {
    let [_, _, both, killed, ..] = runs else { return };
    let asked = both.tally.computed + both.tally.remembered;
    bench.remark(format!(
        "Two loops at once ask {} times, and {} {} computed. The killed loop had left {} of {} entries, whole ones, and \
         {}.",
        count(asked as i64),
        counted(both.tally.computed, "value"),
        if both.tally.computed == 1 { "is" } else { "are" },
        count(killed.tally.remembered as i64),
        count(inputs as i64),
        match killed.swept {
            0 => "no unfinished file".to_owned(),
            1 => "1 unfinished file, which was swept away".to_owned(),
            files => format!("{} unfinished files, which were swept away", count(files as i64)),
        },
    ));
}

/// The loop over delayed calls has to come to the same.
fn put_aside(bench: &mut Bench, inputs: &[u64], right: &[u64], workers: usize) -> Result<(), Trouble> {
    let results = delayed::results(inputs, &Pool::threads(workers)?)?;
    if results != right {
        return Err(Trouble::Failed("the loop over delayed calls differs from the plain loop".to_owned()));
    }
    bench.remark(format!(
        "The loop over delayed calls comes to the same {}: in Python `delayed(primes_in)(input)` puts a call aside, and in \
         Rust a closure does (`racecourse show parallel_loop --variant delayed`).",
        counted(results.len(), "result"),
    ));
    Ok(())
}

fn conclude(bench: &mut Bench, compared: &[Loop], runs: &[Run], inputs: usize) {
    let [(_, alone), (_, threads), _, (_, first), (_, second), ..] = compared else { return };
    let [_, again, both, ..] = runs else { return };
    bench.cannot_on_one_core("a speed-up by more jobs");
    beside_the_lecture(bench, compared);
    // After the plain loop there are four for each number of jobs: threads, processes, and two that remember.
    let mut by_jobs = |four: &[Loop]| {
        let [(name, threads), (_, processes), ..] = four else { return None };
        Some(Jobs {
            name: name.split(',').next().unwrap_or_default().to_owned(),
            threads: bench.judge(&alone.evidence, &threads.evidence),
            processes: bench.judge(&alone.evidence, &processes.evidence),
        })
    };
    let jobs = compared[1..].chunks(4).filter_map(&mut by_jobs).collect();
    let sentence = Figures {
        jobs,
        remembering: first.seconds - threads.seconds,
        first: bench.difference(&first.evidence, &threads.evidence),
        again: again.tally.computed,
        second: second.speed_up,
        computed_by_two: both.tally.computed,
        inputs,
    };
    bench.learned(sentence.sentence());
}

/// The lecture's times for the same work with more jobs.
fn beside_the_lecture(bench: &mut Bench, compared: &[Loop]) {
    let [(_, alone), (threads_name, threads), (name, processes), ..] = compared else { return };
    bench.lecture("1 job", "17.11 s", seconds(alone.seconds));
    for (jobs, time) in [("2 jobs, ", 9.58), ("6 jobs, ", 4.55)] {
        let Some((_, one)) = compared.iter().find(|(name, _)| name.starts_with(jobs) && name.ends_with("processes"))
        else {
            continue;
        };
        let lecture = format!("{time} s ({:.2}x)", 17.11 / time);
        bench.lecture(
            format!("{jobs}processes"),
            lecture,
            format!("{} ({})", seconds(one.seconds), times(one.speed_up)),
        );
    }
    if name.starts_with("2 jobs") && threads_name.ends_with("threads") {
        let here = format!("{} ({})", seconds(threads.seconds), times(threads.speed_up));
        bench.lecture("2 jobs, threads", "slower than 1: a global lock", here);
    }
    let faster = bench.difference(&threads.evidence, &processes.evidence);
    bench.remark(format!(
        "In the lecture two threads are slower than one, and two processes are not: there a thread needs the \
         interpreter's one lock to compute. Here threads need no lock, {}.",
        match faster.is_quicker() {
            Ok(true) => "and are quicker than as many processes".to_owned(),
            Ok(false) => "and are slower than as many processes".to_owned(),
            Err(why) => format!("and whether they are quicker than as many processes cannot be said: {why}"),
        }
    ));
}

/// What so many jobs have gained over the plain loop.
struct Jobs {
    /// How many they are: `2 jobs`.
    name: String,
    threads: Judgement,
    processes: Judgement,
}

/// What the sentence is made of. Times are in seconds.
struct Figures {
    jobs: Vec<Jobs>,
    remembering: f64,
    /// The first run that remembers, beside one that does not.
    first: Difference,
    again: usize,
    second: f64,
    computed_by_two: usize,
    inputs: usize,
}

impl Figures {
    fn sentence(&self) -> String {
        let few =
            if self.inputs < FEW { "; with so few inputs, starting the jobs is a good part of all times" } else { "" };
        let once =
            if self.computed_by_two == self.inputs { "compute nothing twice" } else { "compute some values twice" };
        let cost = match self.first.is_quicker() {
            Ok(false) => format!("remembering costs the first run {}", seconds(self.remembering)),
            Ok(true) => "the first run that remembers was the quicker one, which cannot be owed to that".to_owned(),
            Err(why) => format!("what remembering costs the first run cannot be said: {why}"),
        };
        let gains = |of: fn(&Jobs) -> &Judgement, first: &str| -> String {
            let gain = |(at, jobs): (usize, &Jobs)| match at {
                0 => format!("{} {first}{} times", jobs.name, three_digits(of(jobs).speed_up)),
                _ => format!("{} {} times", jobs.name, three_digits(of(jobs).speed_up)),
            };
            listed(&self.jobs.iter().enumerate().map(gain).collect::<Vec<_>>())
        };
        let judged: Vec<Judgement> = self.jobs.iter().flat_map(|jobs| [jobs.threads, jobs.processes]).collect();
        // Of the loops that remember, those with the first number of jobs are told.
        let with = match &self.jobs[..] {
            [first, _, ..] => format!("with {} ", first.name),
            _ => String::new(),
        };
        let are = if self.jobs.first().is_some_and(|jobs| jobs.name.starts_with("1 ")) { "is " } else { "are " };
        format!(
            "On threads {} as fast as the plain loop, on processes {}: {}; {with}{cost}, and the second run computes {} and is \
             {:.0} times as fast as the plain loop; two loops at once {once}{few}.",
            gains(|jobs| &jobs.threads, are),
            gains(|jobs| &jobs.processes, ""),
            worst(&judged).map_or_else(String::new, |one| one.why()),
            match self.again {
                0 => "nothing".to_owned(),
                some => counted(some, "value"),
            },
            self.second,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::cache::Tally;
    use crate::lab::judgement::Verdict;

    #[test]
    fn the_sentence_follows_from_the_figures() {
        let judged = |speed_up, verdict| Judgement { speed_up, possible: 2, verdict };
        let jobs = |name: &str, threads, processes, verdict| Jobs {
            name: name.to_owned(),
            threads: judged(threads, verdict),
            processes: judged(processes, verdict),
        };
        let figures = |verdict| Figures {
            jobs: vec![jobs("2 jobs", 1.93, 1.91, verdict)],
            remembering: 0.02,
            first: Difference::Slower,
            again: 0,
            second: 70.4,
            computed_by_two: 120,
            inputs: 120,
        };
        let right = "On threads 2 jobs are 1.93 times as fast as the plain loop, on processes 2 jobs 1.91 times: nearly all is \
                     gained that 2 cores can give; remembering costs the first run 20.0 ms, and the second run computes \
                     nothing and is 70 times as fast as the plain loop; two loops at once compute nothing twice.";
        assert_eq!(figures(Verdict::NearlyAll).sentence(), right);
        let busy = figures(Verdict::Disturbed { free: Some(0.7) }).sentence();
        assert!(busy.contains("other programs were at work"), "{busy}");
        let mut several = figures(Verdict::NearlyAll);
        several.jobs.push(jobs("6 jobs", 1.92, 1.88, Verdict::NearlyAll));
        let text = several.sentence();
        let begins = "On threads 2 jobs are 1.93 times and 6 jobs 1.92 times as fast as the plain loop, on processes 2 jobs 1.91 \
                      times and 6 jobs 1.88 times: nearly all is gained that 2 cores can give; with 2 jobs remembering costs";
        assert!(text.starts_with(begins), "{text}");
        let unclear = Figures {
            first: Difference::Unclear,
            remembering: -0.1,
            inputs: 2,
            ..figures(Verdict::OneCore { shared: false })
        }
        .sentence();
        assert!(unclear.contains("cannot be said: they differ") && unclear.contains("with so few inputs"), "{unclear}");
    }

    #[test]
    fn the_function_counts_primes() {
        // There are 1754 primes below 15 000, and 3245 below 30 000.
        assert_eq!([0, 1].map(|block| work::primes_in(&block)), [1754, 3245 - 1754]);
    }

    #[test]
    fn all_loops_give_the_same_in_order() {
        for size in [0, 1, 2, 7] {
            let inputs: Vec<u64> = (0..size).rev().collect();
            let right = in_turn::results(&inputs);
            for workers in [1, 2, 9] {
                let folder = tempfile::tempdir().expect("there is a folder");
                for pool in [Pool::threads(workers), Pool::processes(workers)] {
                    let pool = pool.expect("there are workers");
                    assert_eq!(n_jobs::results(&inputs, &pool).as_ref(), Ok(&right));
                    assert_eq!(delayed::results(&inputs, &pool).as_ref(), Ok(&right));
                    let remembered = remember(&inputs, &pool, folder.path()).expect("nothing goes wrong");
                    assert_eq!(remembered, right, "{size} inputs, {workers} workers");
                }
            }
        }
    }

    #[test]
    fn every_value_is_computed_once_and_damage_is_reported() {
        let inputs: Vec<u64> = (0..9).collect();
        let right = in_turn::results(&inputs);
        let folder = tempfile::tempdir().expect("there is a folder");
        let pool = Pool::processes(2).expect("there are workers");
        let runs = events::runs(&inputs, &right, &pool, folder.path()).expect("all results are right");
        let tallies: Vec<Tally> = runs.iter().map(|run| run.tally).collect();
        let tally = |computed, remembered, damaged| Tally { computed, remembered, damaged, not_stored: 0 };
        assert_eq!(tallies[..3], [tally(9, 0, 0), tally(0, 9, 0), tally(9, 9, 0)]);
        assert_eq!(tallies[4..], [tally(1, 8, 1), tally(0, 9, 0)]);
        // How far the killed one had come is left to chance, but not that it left nothing wrong.
        let after = tallies[3];
        assert_eq!((after.computed + after.remembered, after.damaged), (9, 0));
        assert!(after.remembered >= 4, "{after:?}");
    }
}
