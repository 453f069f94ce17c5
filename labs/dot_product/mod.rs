#![doc = include_str!("README.md")]

pub mod copied;
pub mod one_process;
pub mod profile;
pub mod shared;

mod granularity;

use std::ops::Range;

use serde_json::{Value, json};

use crate::lab::findings::{Chart, median};
use crate::lab::judgement::{Cores, Difference, Evidence, difference};
use crate::lab::python::{ALL_AGREE, agrees};
use crate::lab::shared::Numbers;
use crate::lab::{Bench, Contestant, Lab, Lecture, Program, Role, Size, Trouble};
use crate::report::{count, counted, seconds, times};

/// The lab.
pub static LAB: Lab = Lab {
    name: "dot_product",
    title: "A dot product, and what it costs to send the vectors",
    question: "Does a pool of processes multiply two vectors faster than one process, if it has to be sent them first?",
    lesson: include_str!("README.md"),
    programs: &[
        Program {
            name: "one_process",
            role: Role::Part,
            file: "labs/dot_product/one_process.rs",
            summary: "One process multiplies and adds up.",
            source: include_str!("one_process.rs"),
        },
        Program {
            name: "copied",
            role: Role::Slow,
            file: "labs/dot_product/copied.rs",
            summary: "Pieces of the vectors travel to a pool of processes.",
            source: include_str!("copied.rs"),
        },
        Program {
            name: "shared",
            role: Role::Fast,
            file: "labs/dot_product/shared.rs",
            summary: "The vectors are in shared memory; only the places of pieces travel.",
            source: include_str!("shared.rs"),
        },
        Program {
            name: "profile",
            role: Role::Part,
            file: "labs/dot_product/profile.rs",
            summary: "Every step of a piece on its way, with a clock beside it.",
            source: include_str!("profile.rs"),
        },
    ],
    size: Size { unit: "numbers in each vector", default: 10_000_000, least: 1, shows: 400_000, full: None },
    workers: &[2],
    repeat: 5,
    takes: 6.0,
    pieces: 2,
    takes_input: false,
    asks: None,
    lecture: Some(Lecture {
        file: "labs/dot_product/lecture.py",
        summary: "A dot product by one process, and by a pool that is sent the vectors.",
        source: include_str!("lecture.py"),
        most: 500_000,
        unit: "numbers in each vector",
        checked: ALL_AGREE,
    }),
    run,
};

/// How many pieces there are for each worker, so that one that is held up leaves some to the others.
const PIECES: usize = 4;

/// The pieces of so many numbers, each of `piece` of them; the last may be smaller.
fn pieces(numbers: usize, piece: usize) -> impl Iterator<Item = Range<usize>> {
    (0..numbers).step_by(piece.max(1)).map(move |begin| begin..begin.saturating_add(piece).min(numbers))
}

fn run(bench: &mut Bench) -> Result<(), Trouble> {
    let size = bench.size();
    // Both vectors; cut out, in bytes, in the worker's bytes, and read again.
    bench.needs_memory((size as u64).saturating_mul(2 * 8 * 6))?;
    // Small whole numbers, so that the sum is the same in any order, to the last digit.
    let x = Numbers::new(size, |at| (at % 10) as f64)?;
    let y = Numbers::new(size, |at| (at % 7) as f64)?;
    for workers in bench.workers() {
        let figures = compare(bench, &x, &y, workers)?;
        let piece = size.div_ceil(workers.saturating_mul(PIECES));
        let copying = steps(bench, &x[..piece], &y[..piece])?;
        let grain = granularity::measure(bench, &x, &y, workers)?;
        bench.learned(format!("{}; {grain}.", figures.sentence(workers, copying)));
        if workers > 1 {
            bench.cannot_on_one_core("a speed-up");
        }
    }
    let workers = bench.workers()[0];
    bench.beside_python(size, workers, Value::Null, |size, row| {
        let size = size as usize;
        agrees(&row.result, &json!(one_process::dot(&x[..size], &y[..size])))
    })
}

/// How fast the programs are.
struct Figures {
    alone: Evidence,
    copied: Evidence,
    shared: Evidence,
    is_disturbed: bool,
    cores: Cores,
}

impl Figures {
    /// What was learned of so many workers, if such a share of a piece's time is not spent on multiplying.
    fn sentence(&self, workers: usize, copying: f64) -> String {
        let times = |one: &Evidence| times(self.alone.seconds / one.seconds);
        let worth = match difference(&self.shared, &self.alone, self.cores) {
            Difference::Disturbed => "other programs were at work meanwhile, so that says little",
            _ if self.is_disturbed => "other programs were at work meanwhile, so that says little",
            _ if self.cores.usable < 2 => "on one core, workers that take turns cannot be quicker than one",
            Difference::Quicker => "who need not be sent them gains",
            Difference::Slower => "even that is slower than one process, as so little is computed with each number",
            Difference::Unclear if !(0.9..=1.1).contains(&(self.alone.seconds / self.shared.seconds)) => {
                "whether that gains cannot be said: they differ no more than runs of the same program do"
            }
            Difference::Unclear => {
                "that is about as fast as one process: with so little to compute for each number, memory or other programs set the pace"
            }
        };
        format!(
            "Copying takes {:.1} % of the time of a piece that travels, and {} that {} sent the vectors come to {} the \
             speed of one process; with shared memory to {}: {worth}",
            copying * 100.0,
            counted(workers, "worker"),
            if workers == 1 { "is" } else { "are" },
            times(&self.copied),
            times(&self.shared),
        )
    }
}

fn compare(bench: &mut Bench, x: &[f64], y: &[f64], workers: usize) -> Result<Figures, Trouble> {
    let piece = x.len().div_ceil(workers.saturating_mul(PIECES));
    let mut sent = copied::pool(workers)?;
    let mut seeing = shared::pool(workers, x, y)?;
    let right = one_process::dot(x, y);
    // Once without a clock: who touches the vectors first has to wait for the system to enter their pages.
    check(copied::dot_product(&mut sent, x, y, piece)?, right)?;
    check(shared::dot_product(&mut seeing, x.len(), piece)?, right)?;
    let contestants = vec![
        Contestant::new("one process", 1, || Ok(one_process::dot_product(x, y, piece))),
        Contestant::new(format!("{}, vectors sent", counted(workers, "process")), workers, || {
            copied::dot_product(&mut sent, x, y, piece)
        })
        .with_standing_workers(),
        Contestant::new(format!("{}, shared memory", counted(workers, "process")), workers, || {
            shared::dot_product(&mut seeing, x.len(), piece)
        })
        .with_standing_workers(),
    ];
    let title = format!("The dot product of two vectors of {} numbers", count(x.len() as i64));
    let mut evidence = Vec::new();
    for one in bench.compare(title, contestants)? {
        check(one.result?, right)?;
        evidence.push(one.evidence);
    }
    bench.remark(
        "These processes go on living between the runs, and the system counts the time on cores, the waits and the \
         faults of a process when it has ended: so the table cannot show theirs.",
    );
    let [alone, copied, shared] = evidence[..] else {
        return Err(Trouble::Failed("not all programs were measured".to_owned()));
    };
    let is_disturbed = bench.note_disturbance([&alone]);
    Ok(Figures { alone, copied, shared, is_disturbed, cores: bench.cores() })
}

fn check(product: f64, right: f64) -> Result<(), Trouble> {
    match product == right {
        true => Ok(()),
        false => Err(Trouble::Failed(format!("a pool says the product is {product}, and it is {right}"))),
    }
}

/// Notes where the time of a piece goes. Says which share of it is not spent on multiplying.
fn steps(bench: &mut Bench, x: &[f64], y: &[f64]) -> Result<f64, Trouble> {
    let right = one_process::dot(x, y);
    let mut runs = Vec::new();
    for _ in 0..bench.repeat() {
        let (steps, product) = profile::profile(x, y)?;
        check(product, right)?;
        runs.push(steps);
    }
    // Of each step the middle one of its times.
    let medians: Vec<(&str, f64)> = (0..runs.first().map_or(0, Vec::len))
        .map(|step| (runs[0][step].0, median(runs.iter().map(|run| run[step].1))))
        .collect();
    let total: f64 = medians.iter().map(|(_, time)| time).sum();
    let rows = medians
        .iter()
        .map(|(step, time)| vec![(*step).to_owned(), seconds(*time), format!("{:.0} %", time / total * 100.0)]);
    bench.facts(
        format!("Where the time of a piece of {} numbers goes", count(x.len() as i64)),
        &["step", "time", "share"],
        rows.collect(),
    );
    let bars = medians.iter().map(|(step, time)| (*step, time / total * 100.0));
    bench.chart(Chart::bars("Where the time of a piece goes", "% of the time of a piece", bars));
    let work = medians.last().map_or(0.0, |(_, time)| *time);
    Ok(1.0 - work / total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::fork;

    #[test]
    fn all_programs_find_the_product_in_pieces_of_any_size() {
        for size in [1, 2, 1000, 40_001] {
            let x = Numbers::new(size, |at| (at % 10) as f64).expect("there is memory");
            let y = Numbers::new(size, |at| (at % 7) as f64).expect("there is memory");
            let right = one_process::dot(&x, &y);
            assert_eq!(profile::profile(&x, &y).expect("nothing goes wrong").1, right);
            let products = fork("tester", || {
                let mut products = Vec::new();
                for (workers, piece) in [(1, 1000), (2, size.div_ceil(2)), (5, 333), (3, usize::MAX)] {
                    let copied = copied::pool(workers).map(|mut pool| copied::dot_product(&mut pool, &x, &y, piece));
                    let shared = shared::pool(workers, &x, &y);
                    let shared = shared.map(|mut pool| shared::dot_product(&mut pool, size, piece));
                    products.extend([copied.ok().and_then(Result::ok), shared.ok().and_then(Result::ok)]);
                }
                products
            });
            assert_eq!(products.join(), Ok(vec![Some(right); 8]), "{size} numbers");
        }
    }

    #[test]
    fn the_sentence_follows_from_the_figures() {
        let figures = |shared, is_disturbed| Figures {
            alone: Evidence::quiet(1, 0.01, 1.0),
            copied: Evidence::quiet(2, 0.6, 1.0),
            shared: Evidence::quiet(2, shared, 1.0),
            is_disturbed,
            cores: Cores { usable: 2, halves: false },
        };
        let text = figures(0.0055, false).sentence(2, 0.981);
        let right = "Copying takes 98.1 % of the time of a piece that travels, and 2 workers that are sent the vectors \
                     come to 0.017x the speed of one process; with shared memory to 1.82x: who need not be sent them gains";
        assert_eq!(text, right);
        assert!(figures(0.0102, false).sentence(2, 0.9).contains("about as fast as one process"));
        assert!(figures(0.02, false).sentence(2, 0.9).contains("even that is slower"));
        let mut noisy = figures(0.013, false);
        noisy.shared.unevenness = 3.0;
        let text = noisy.sentence(2, 0.9);
        assert!(text.contains("0.77x") && text.contains("cannot be said") && !text.contains("about as fast"), "{text}");
        let one_core = Figures { cores: Cores { usable: 1, halves: false }, ..figures(0.02, false) };
        assert!(one_core.sentence(2, 0.9).contains("on one core"));
        assert!(figures(0.005, true).sentence(2, 0.9).ends_with("so that says little"));
    }

    #[test]
    fn pieces_cover_everything_once() {
        assert_eq!(pieces(7, 3).collect::<Vec<_>>(), [0..3, 3..6, 6..7]);
        assert_eq!(pieces(2, usize::MAX).collect::<Vec<_>>(), vec![0..2; 1]);
        assert_eq!(pieces(0, 5).count(), 0);
        assert_eq!(pieces(2, 0).count(), 2);
    }
}
