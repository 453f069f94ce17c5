#![doc = include_str!("README.md")]

pub mod counts_results;
pub mod hears_the_end;
pub mod squares;

mod accident;
mod prices;

use serde_json::{Value, json};

use crate::lab::pool::Pool;
use crate::lab::python::{ALL_AGREE, agrees};
use crate::lab::{Bench, Lab, Lecture, Program, Role, Size, Trouble};

/// The lab.
pub static LAB: Lab = Lab {
    name: "pool",
    title: "A pool of workers",
    question: "Five workers square three numbers: what does a pool cost, and what if a worker dies?",
    lesson: include_str!("README.md"),
    programs: &[
        Program {
            name: "counts_results",
            role: Role::Slow,
            file: "labs/pool/counts_results.rs",
            summary: "Waits for as many results as there are tasks, and so for ever if a worker dies.",
            source: include_str!("counts_results.rs"),
        },
        Program {
            name: "hears_the_end",
            role: Role::Fast,
            file: "labs/pool/hears_the_end.rs",
            summary: "Reads each worker's own pipe to its end, which comes even if the worker dies.",
            source: include_str!("hears_the_end.rs"),
        },
        Program {
            name: "squares",
            role: Role::Part,
            file: "labs/pool/squares.rs",
            summary: "The lecture's example on the pool of this library.",
            source: include_str!("squares.rs"),
        },
    ],
    size: Size { unit: "tasks", default: 50_000, least: 1, shows: 2_000, full: None },
    workers: &[5],
    repeat: 5,
    takes: 4.0,
    pieces: 2,
    takes_input: false,
    asks: None,
    lecture: Some(Lecture {
        file: "labs/pool/lecture.py",
        summary: "`Pool(5).map` squares three numbers.",
        source: include_str!("lecture.py"),
        most: 3,
        unit: "numbers",
        checked: ALL_AGREE,
    }),
    run,
};

/// The lecture's numbers.
const NUMBERS: [u64; 3] = [1, 2, 3];

fn run(bench: &mut Bench) -> Result<(), Trouble> {
    for workers in bench.workers() {
        let [threads, processes] = [Pool::threads(workers)?, Pool::processes(workers)?];
        let rows = [("threads", threads), ("processes", processes)].map(|(kind, pool)| {
            let squares = squares::squares(&pool, &NUMBERS)?;
            match squares == [1, 4, 9] {
                true => Ok(vec![format!("pool of {workers}, {kind}"), format!("{NUMBERS:?}"), format!("{squares:?}")]),
                false => Err(Trouble::Failed(format!("{workers} {kind} say the squares are {squares:?}"))),
            }
        });
        let rows = rows.into_iter().collect::<Result<_, _>>()?;
        bench.facts("x · x", &["", "tasks", "results"], rows);
    }
    let accident = accident::show(bench)?;
    let prices = prices::measure(bench)?;
    bench.learned(format!("{accident}; {prices}."));
    let workers = bench.workers()[0];
    bench.beside_python(NUMBERS.len(), workers, Value::Null, |_, row| agrees(&row.result, &json!([1, 4, 9])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::fork;

    #[test]
    fn both_programs_square_where_nobody_dies() {
        let tasks: Vec<u64> = (0..50).collect();
        let squares: Vec<_> = tasks.iter().map(|x| Some(x * x)).collect();
        for workers in [1, 3, 60] {
            assert_eq!(counts_results::map(&tasks, workers, |x| x * x), squares);
            assert_eq!(hears_the_end::map(&tasks, workers, |x| x * x), squares);
        }
        assert_eq!(counts_results::map(&[], 2, |x| x), []);
    }

    #[test]
    fn who_hears_the_end_misses_what_the_dead_had() {
        let die_at_two = |x| if x == 2 { std::process::exit(1) } else { x * x };
        assert_eq!(hears_the_end::map(&NUMBERS, 5, die_at_two), [Some(1), None, Some(9)]);
    }

    #[test]
    fn pools_square_in_order() {
        // Forked, so that a pool's processes are not children of a program with several threads.
        let squares = fork("tester", || {
            let pools = [Pool::threads(5), Pool::processes(5)].into_iter().flatten();
            pools.map(|pool| squares::squares(&pool, &NUMBERS).ok()).collect::<Vec<_>>()
        });
        assert_eq!(squares.join(), Ok(vec![Some(vec![1, 4, 9]); 2]));
        assert_eq!(squares::in_a_loop(&NUMBERS), [1, 4, 9]);
    }
}
