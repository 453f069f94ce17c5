#![doc = include_str!("README.md")]

pub mod alone;
pub mod primes;
pub mod together;

mod shares;

use crate::lab::findings::Chart;
use crate::lab::judgement::{Cores, Difference, Evidence, difference, judge};
use crate::lab::pool::Pool;
use crate::lab::{Bench, Contestant, Lab, Program, Role, Size, Trouble};
use crate::report::{count, counted, listed, seconds, three_digits, times};

/// The lab.
pub static LAB: Lab = Lab {
    name: "workers",
    title: "How many workers",
    question: "The same work by 1, 2, 4 and more workers: when does one more stop being of use?",
    lesson: include_str!("README.md"),
    programs: &[
        Program {
            name: "alone",
            role: Role::Slow,
            file: "labs/workers/alone.rs",
            summary: "One worker does all pieces, one after the other.",
            source: include_str!("alone.rs"),
        },
        Program {
            name: "together",
            role: Role::Fast,
            file: "labs/workers/together.rs",
            summary: "A pool does all pieces: whoever is idle takes the next one.",
            source: include_str!("together.rs"),
        },
        Program {
            name: "primes",
            role: Role::Part,
            file: "labs/workers/primes.rs",
            summary: "A piece of work: it counts primes.",
            source: include_str!("primes.rs"),
        },
    ],
    size: Size { unit: "pieces", default: 120, least: 1, shows: 24, full: None },
    workers: &[1, 2, 4, 6, 8],
    repeat: 3,
    takes: 8.0,
    pieces: 1,
    takes_input: false,
    asks: None,
    lecture: None,
    run,
};

/// What was measured with so many workers.
#[derive(Clone, Copy)]
struct Figures {
    workers: usize,
    processes: Evidence,
    threads: Evidence,
}

fn run(bench: &mut Bench) -> Result<(), Trouble> {
    let pieces: Vec<u64> = (0..bench.size() as u64).collect();
    let (alone, figures) = measure(bench, &pieces)?;
    let cores = bench.machine().cores;
    let line = |of: fn(&Figures) -> &Evidence| {
        figures.iter().map(|one| (one.workers as f64, alone.seconds / of(one).seconds)).collect::<Vec<_>>()
    };
    let ideal = figures.iter().map(|one| (one.workers as f64, one.workers.min(cores) as f64));
    let chart = Chart::lines("Speed-up", "workers", "times as fast as one")
        .with("processes", line(|one| &one.processes))
        .with("threads", line(|one| &one.threads))
        .with_ideal(format!("ideal on {cores} {}", if cores == 1 { "core" } else { "cores" }), ideal);
    bench.chart(chart);
    shares::show(bench, &pieces)?;
    conclude(bench, &alone, &figures);
    Ok(())
}

/// One worker, and then pools of more and more.
fn measure(bench: &mut Bench, pieces: &[u64]) -> Result<(Evidence, Vec<Figures>), Trouble> {
    let workers = numbers_of_workers(bench);
    let mut contestants = vec![Contestant::new("1 worker, no pool", 1, || alone::all(pieces))];
    for &workers in &workers {
        let (processes, threads) = (Pool::processes(workers)?, Pool::threads(workers)?);
        let by = |pool: Pool| move || together::all(pieces, &pool);
        contestants.push(Contestant::new(counted(workers, "process"), workers, by(processes)));
        contestants.push(Contestant::new(counted(workers, "thread"), workers, by(threads)));
    }
    let mut measured = Vec::new();
    let mut right = None;
    for one in bench.compare(format!("{} pieces of work", count(pieces.len() as i64)), contestants)? {
        let primes = one.result?;
        if right.get_or_insert_with(|| primes.clone()) != &primes {
            return Err(Trouble::Failed("a pool does not count the primes that one worker counts".to_owned()));
        }
        measured.push(one.evidence);
    }
    let Some((&alone, rest)) = measured.split_first() else {
        return Err(Trouble::Failed("nothing was measured".to_owned()));
    };
    let pairs = rest.chunks_exact(2);
    let figures = workers.into_iter().zip(pairs);
    Ok((alone, figures.map(|(workers, pair)| Figures { workers, processes: pair[0], threads: pair[1] }).collect()))
}

/// Those that were asked for. If nobody has asked, they are to go past the number of cores.
fn numbers_of_workers(bench: &Bench) -> Vec<usize> {
    let mut workers = bench.workers();
    if workers == LAB.workers {
        while let Some(&most) = workers.last()
            && most < 2 * bench.machine().cores
        {
            workers.push(most * 2);
        }
    }
    workers
}

fn conclude(bench: &mut Bench, alone: &Evidence, figures: &[Figures]) {
    let cores = bench.machine().cores;
    let lecture = [(2, 9.58), (6, 4.55)];
    bench.lecture("1 worker", "17.11 s", seconds(alone.seconds));
    for (workers, time) in lecture {
        let Some(one) = figures.iter().find(|one| one.workers == workers) else { continue };
        let speed_up = 17.11 / time;
        let lecture = format!("{time} s, {speed_up:.2}x (ideal {:.2} s)", 17.11 / workers as f64);
        let (taken, ideal) = (one.processes.seconds, alone.seconds / workers.min(cores) as f64);
        let here = format!("{}, {} (ideal {})", seconds(taken), times(alone.seconds / taken), seconds(ideal));
        bench.lecture(format!("{workers} workers"), lecture, here);
    }
    if bench.machine().is_parallel() && cores < 6 {
        bench.cannot(format!("what 6 workers can do on 6 cores: this program may use {cores}"));
    }
    bench.cannot_on_one_core("a speed-up");
    for one in figures {
        bench.judge(alone, &one.processes);
    }
    bench.learned(sentence(alone, figures, bench.cores()));
}

/// What was learned, from the speed-ups of processes.
fn sentence(alone: &Evidence, figures: &[Figures], cores: Cores) -> String {
    let judge = |one: &Figures| judge(alone, &one.processes, cores);
    let by_speed = |a: &&Figures, b: &&Figures| judge(a).speed_up.total_cmp(&judge(b).speed_up);
    let Some(best) = figures.iter().max_by(by_speed) else { return String::new() };
    // Those after it may be faster by accident.
    let enough = figures.iter().find(|one| judge(one).speed_up >= 0.95 * judge(best).speed_up).unwrap_or(best);
    let judged = judge(enough);
    let figures_of = |(at, one): (usize, &Figures)| {
        let speed_up = three_digits(judge(one).speed_up);
        match at {
            0 => format!(
                "{} {} {speed_up} times the speed of one worker",
                counted(one.workers, "process"),
                if one.workers == 1 { "comes to" } else { "come to" },
            ),
            _ => format!("{} to {speed_up} times", one.workers),
        }
    };
    let parts: Vec<String> = figures.iter().enumerate().map(figures_of).collect();
    let sentence = format!("On {}, {}", counted(cores.usable, "core"), listed(&parts));
    let most = figures.iter().max_by_key(|one| one.workers).filter(|one| one.workers > enough.workers);
    // If anything was disturbed, the whole comparison was; most is said of it by those who wanted the most cores.
    let disturbed = figures.iter().map(judge).filter(|one| !one.is_about_the_program()).max_by_key(|one| one.possible);
    let more = match most {
        Some(most) if disturbed.is_none() => match difference(&most.processes, &enough.processes, cores) {
            Difference::Quicker => String::new(),
            Difference::Slower => format!(", and to have {} is slower", most.workers),
            Difference::Disturbed => String::new(),
            Difference::Unclear => format!(", and to have {} gains nothing more", most.workers),
        },
        _ => String::new(),
    };
    // That one worker alone gains nothing says less than that more of them do not.
    let spoken_of = most.filter(|_| enough.workers == 1).map_or(judged, judge);
    let with = match disturbed {
        None if figures.len() > 1 && enough.workers > 1 => format!("with {} of them, ", enough.workers),
        _ => String::new(),
    };
    format!("{sentence}: {with}{}{more}.", disturbed.unwrap_or(spoken_of).why())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::fork;

    #[test]
    fn the_primes_are_counted() {
        // There are 1229 primes below 10 000, and 9592 below 100 000.
        let pieces: Vec<u64> = (0..100_000 / primes::PIECE).collect();
        let counted = alone::all(&pieces).expect("nobody is lost");
        assert_eq!((counted.iter().sum::<u64>(), counted[0]), (9592, 1229));
    }

    #[test]
    fn the_sentence_follows_from_the_figures() {
        let alone = Evidence::quiet(1, 1.0, 1.0);
        let figures = |speed_ups: &[(usize, f64)]| {
            let one = |&(workers, speed_up): &(usize, f64)| {
                let evidence = Evidence::quiet(workers, 1.0 / speed_up, speed_up);
                Figures { workers, processes: evidence, threads: evidence }
            };
            speed_ups.iter().map(one).collect::<Vec<_>>()
        };
        let cores = |usable| Cores { usable, halves: false };
        let flat = figures(&[(1, 0.99), (2, 1.93), (4, 1.95), (8, 1.80)]);
        let text = "On 2 cores, 1 process comes to 0.99 times the speed of one worker, 2 to 1.93 times, 4 to 1.95 times and 8 \
                    to 1.80 times: with 2 of them, nearly all is gained that 2 cores can give, and to have 8 is slower.";
        assert_eq!(sentence(&alone, &flat, cores(2)), text);
        let same = figures(&[(2, 1.93), (4, 1.95), (8, 1.90)]);
        assert!(sentence(&alone, &same, cores(2)).contains("and to have 8 gains nothing more"));
        let rising = figures(&[(2, 2.0), (4, 4.0)]);
        let text = "On 4 cores, 2 processes come to 2.00 times the speed of one worker and 4 to 4.00 times: with 4 of them, \
                    nearly all is gained that 4 cores can give.";
        assert_eq!(sentence(&alone, &rising, cores(4)), text);
        let single = sentence(&alone, &figures(&[(1, 1.0), (2, 0.99)]), cores(1));
        assert!(single.starts_with("On 1 core, 1 process comes to 1.00 times"), "{single}");
        assert!(single.contains("where only one of them can run at a time"), "{single}");
        assert_eq!(sentence(&alone, &[], cores(1)), "");
        let mut busy = figures(&[(2, 1.4), (4, 1.9)]);
        busy[1].processes = busy[1].processes.beside(1.0);
        assert!(sentence(&alone, &busy, cores(2)).contains("other programs were at work"));
        let mut too_good = figures(&[(2, 3.1)]);
        too_good[0].processes.at_a_time = Some(1.9);
        assert!(sentence(&alone, &too_good, cores(2)).contains("more than 2 cores can give"));
    }

    #[test]
    fn pools_count_what_one_worker_counts() {
        let pieces: Vec<u64> = (0..7).collect();
        let alone = alone::all(&pieces).ok();
        let by_pools = fork("tester", || {
            let pools = [1, 2, 20].into_iter().flat_map(|workers| [Pool::threads(workers), Pool::processes(workers)]);
            pools.flatten().map(|pool| together::all(&pieces, &pool).ok()).collect::<Vec<_>>()
        });
        assert_eq!(by_pools.join(), Ok(vec![alone; 6]));
    }
}
