#![doc = include_str!("README.md")]

pub mod alone;
pub mod primes;
pub mod together;

mod shares;

use crate::lab::findings::Chart;
use crate::lab::pool::Pool;
use crate::lab::{Bench, Contestant, Lab, Program, Role, Size, Trouble};
use crate::report::{count, counted, seconds};

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
    size: Size { unit: "pieces", default: 120, least: 1, full: None },
    workers: &[1, 2, 4, 6, 8],
    repeat: 3,
    takes_input: false,
    run,
};

/// What was measured with so many workers.
#[derive(Clone, Copy)]
struct Figures {
    workers: usize,
    /// Seconds, and times as fast as one worker without a pool.
    processes: (f64, f64),
    threads: (f64, f64),
}

fn run(bench: &mut Bench) -> Result<(), Trouble> {
    let pieces: Vec<u64> = (0..bench.size() as u64).collect();
    let (alone, figures) = measure(bench, &pieces)?;
    let cores = bench.machine().cores;
    let line = |of: fn(&Figures) -> f64| figures.iter().map(|one| (one.workers as f64, of(one))).collect::<Vec<_>>();
    let ideal = figures.iter().map(|one| (one.workers as f64, one.workers.min(cores) as f64));
    let chart = Chart::lines("Speed-up", "workers", "times as fast as one")
        .with("processes", line(|one| one.processes.1))
        .with("threads", line(|one| one.threads.1))
        .with_ideal(format!("ideal on {cores} {}", if cores == 1 { "core" } else { "cores" }), ideal);
    bench.chart(chart);
    shares::show(bench, &pieces)?;
    conclude(bench, alone, &figures);
    Ok(())
}

/// One worker, and then pools of more and more.
fn measure(bench: &mut Bench, pieces: &[u64]) -> Result<(f64, Vec<Figures>), Trouble> {
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
        measured.push((one.seconds, one.speed_up));
    }
    let alone = measured.first().map_or(f64::NAN, |one| one.0);
    let pairs = measured.get(1..).unwrap_or_default().chunks_exact(2);
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

fn conclude(bench: &mut Bench, alone: f64, figures: &[Figures]) {
    let cores = bench.machine().cores;
    let lecture = [(2, 9.58), (6, 4.55)];
    bench.lecture("1 worker", "17.11 s", seconds(alone));
    for (workers, time) in lecture {
        let Some(one) = figures.iter().find(|one| one.workers == workers) else { continue };
        let speed_up = 17.11 / time;
        let lecture = format!("{time} s, {speed_up:.2}x (ideal {:.2} s)", 17.11 / workers as f64);
        let ideal = alone / workers.min(cores) as f64;
        let here = format!("{}, {:.2}x (ideal {})", seconds(one.processes.0), one.processes.1, seconds(ideal));
        bench.lecture(format!("{workers} workers"), lecture, here);
    }
    if !bench.machine().is_parallel() {
        bench.cannot("a speed-up: this machine has one core, so workers can only take turns");
    } else if cores < 6 {
        bench.cannot(format!("what 6 workers can do on 6 cores: this machine has {cores}"));
    }
    let possible = |one: &Figures| one.workers.min(cores) as f64;
    if figures.iter().any(|one| one.processes.1.max(one.threads.1) > 1.15 * possible(one)) {
        bench.cannot(
            "speed-ups to rely on: some are greater than the cores allow, so something else was at work on this \
             machine while one worker was measured",
        );
        bench.learned(
            "Something else kept this machine's cores busy, so these speed-ups say little: measure again when it is quiet.",
        );
        return;
    }
    bench.learned(sentence(figures, cores));
}

/// What was learned, from the speed-ups of processes.
fn sentence(figures: &[Figures], cores: usize) -> String {
    let best = |a: &&Figures, b: &&Figures| a.processes.1.total_cmp(&b.processes.1);
    let Some(best) = figures.iter().max_by(best) else { return String::new() };
    // Those after it may be faster by accident.
    let enough = figures.iter().find(|one| one.processes.1 >= 0.95 * best.processes.1).unwrap_or(best);
    let mut sentence = format!(
        "On {cores} {}, {} {} {:.2} times the speed of one worker",
        if cores == 1 { "core" } else { "cores" },
        if enough.workers == 1 { "1 process".to_owned() } else { format!("{} processes", enough.workers) },
        if enough.workers == 1 { "comes to" } else { "come to" },
        enough.processes.1
    );
    let most = figures.iter().max_by_key(|one| one.workers).filter(|one| one.workers > enough.workers);
    if let Some(most) = most {
        let gain = (most.processes.1 / enough.processes.1 - 1.0) * 100.0;
        sentence += &match gain {
            gain if gain >= 1.0 => format!(", and {} are {gain:.0} % faster than these", most.workers),
            gain if gain <= -1.0 => format!(", and {} are {:.0} % slower than these", most.workers, -gain),
            _ => format!(", and {} are no faster than these", most.workers),
        };
    }
    sentence + "."
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
        let figures = |speed_ups: &[(usize, f64)]| {
            let one = |&(workers, speed_up)| Figures { workers, processes: (1.0, speed_up), threads: (1.0, 1.0) };
            speed_ups.iter().map(one).collect::<Vec<_>>()
        };
        let flat = figures(&[(1, 0.99), (2, 1.93), (4, 1.95), (8, 1.90)]);
        let text =
            "On 2 cores, 2 processes come to 1.93 times the speed of one worker, and 8 are 2 % slower than these.";
        assert_eq!(sentence(&flat, 2), text);
        let rising = figures(&[(2, 2.0), (4, 4.0)]);
        assert_eq!(sentence(&rising, 4), "On 4 cores, 4 processes come to 4.00 times the speed of one worker.");
        assert_eq!(
            sentence(&figures(&[(1, 1.0)]), 1),
            "On 1 core, 1 process comes to 1.00 times the speed of one worker."
        );
        assert_eq!(sentence(&[], 1), "");
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
