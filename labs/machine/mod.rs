#![doc = include_str!("README.md")]

pub mod cartoon;
pub mod chain;
pub mod walk_in_order;
pub mod walk_shuffled;

mod tree;

use std::hint::black_box;

use self::chain::{PLACE, Place};
use self::tree::{bytes, holds_data, short_name};
use crate::lab::findings::{Chart, median};
use crate::lab::machine::{Cache, Machine};
use crate::lab::{Bench, Contestant, Lab, Program, Role, Size, Trouble, on_cores};
use crate::report::{count, seconds};

/// The lab.
pub static LAB: Lab = Lab {
    name: "machine",
    title: "Know your machine",
    question: "How many cores are there, which caches do they have and share, and how far away is memory?",
    lesson: include_str!("README.md"),
    programs: &[
        Program {
            name: "walk_shuffled",
            role: Role::Slow,
            file: "labs/machine/walk_shuffled.rs",
            summary: "Goes from place to place in an order that nobody can guess.",
            source: include_str!("walk_shuffled.rs"),
        },
        Program {
            name: "walk_in_order",
            role: Role::Fast,
            file: "labs/machine/walk_in_order.rs",
            summary: "Goes from place to place in the order in which they lie in memory.",
            source: include_str!("walk_in_order.rs"),
        },
        Program {
            name: "chain",
            role: Role::Part,
            file: "labs/machine/chain.rs",
            summary: "Makes both chains.",
            source: include_str!("chain.rs"),
        },
    ],
    size: Size { unit: "steps", default: 1_000_000, least: 1_000, shows: 20_000, full: None },
    workers: &[1],
    repeat: 3,
    takes: 8.0,
    pieces: 2,
    takes_input: false,
    asks: None,
    lecture: None,
    run,
};

/// The smallest amount of memory that is walked through.
const LEAST: u64 = 4 << 10;
/// More places than so many for each step are not laid out: hardly one of them would be reached.
const REACHED_OF: u64 = 16;

fn run(bench: &mut Bench) -> Result<(), Trouble> {
    let machine = bench.machine().clone();
    describe(bench, &machine);
    let steps = bench.size();
    let sizes = sizes(&machine, steps);
    let mut walked = Vec::new();
    for (done, &size) in sizes.iter().enumerate() {
        bench.progress("walking through memory", done as u64, sizes.len() as u64);
        let chain = walk_shuffled::chain(places(size));
        go_round(&chain, walk_shuffled::walk)?;
        walked.push((size, step(bench, steps, || walk_shuffled::walk(&chain, steps))));
    }
    let most = walked.last().map_or(LEAST, |(size, _)| *size);
    let (shuffled, in_order) = (walk_shuffled::chain(places(most)), walk_in_order::chain(places(most)));
    go_round(&in_order, walk_in_order::walk)?;
    let title = format!("{} steps through {}", count(steps as i64), bytes(most));
    let compared = bench.compare(
        title,
        vec![
            Contestant::new("shuffled", 1, || black_box(walk_shuffled::walk(&shuffled, steps))),
            Contestant::new("in order", 1, || black_box(walk_in_order::walk(&in_order, steps))),
        ],
    )?;
    draw(bench, &machine, &walked);
    // What the table says, so that nobody has to ask why it says something else.
    let of_table = |at: usize| compared.get(at).map_or(f64::NAN, |one| one.cpu_seconds / steps as f64);
    conclude(bench, &machine, &walked, (most, of_table(0)), of_table(1));
    bench.note_disturbance(compared.iter().map(|one| &one.evidence));
    Ok(())
}

/// The cartoon, and the table of caches.
fn describe(bench: &mut Bench, machine: &Machine) {
    bench.drawing(cartoon::cartoon(machine));
    let processor = match machine.processor.as_str() {
        "" => "The system does not say what the processor is called".to_owned(),
        name => format!("The processor is called {name}"),
    };
    let known =
        machine.caches.iter().flat_map(|cache| cache.shared_by.iter().flatten()).max().map_or(0, |last| last + 1);
    let mut text = format!("{processor}; this program may use {} of its cores", machine.cores);
    text += &if known > machine.cores { format!(" (the system lists {known}).") } else { ".".to_owned() };
    if machine
        .caches
        .iter()
        .any(|cache| cache.level == 1 && cache.kind == "data" && cache.shared_by.iter().any(|all| all.len() > 1))
    {
        text += " Two numbers in one box are one core that runs two threads at a time: they share all that is in it.";
    }
    bench.remark(text);
    if machine.caches.is_empty() {
        bench.cannot("the sizes of the caches, and who shares them: the system does not tell");
    } else {
        let rows = machine.caches.iter().map(row).collect();
        bench.facts("Caches", &["", "size", "line", "for", "how many", "shared by"], rows);
    }
    for (level, lecture) in [(1, "32 KB"), (2, "256 KB"), (3, "8 MB")] {
        let here = machine.caches.iter().find(|cache| cache.level == level && holds_data(cache));
        let here = match here {
            Some(cache) => bytes(cache.bytes),
            None if machine.caches.is_empty() => "the system does not tell".to_owned(),
            None => "none".to_owned(),
        };
        bench.lecture(format!("L{level} of an i7"), lecture, here);
    }
}

fn row(cache: &Cache) -> Vec<String> {
    let sharers = cache.shared_by.iter().map(Vec::len).max().unwrap_or(0);
    let shared = match sharers {
        1 => "nobody".to_owned(),
        _ => format!("{sharers} processors"),
    };
    let kind = match cache.kind.as_str() {
        "instruction" => "instructions",
        "unified" => "both",
        kind => kind,
    };
    vec![
        short_name(cache),
        bytes(cache.bytes),
        cache.line.map_or_else(|| "–".to_owned(), bytes),
        kind.to_owned(),
        count(cache.shared_by.len() as i64),
        shared,
    ]
}

/// How much memory is walked through: from what fits into any cache to what fits into none.
/// But no more than a walk of so many steps reaches a part of.
fn sizes(machine: &Machine, steps: usize) -> Vec<u64> {
    let largest = machine.caches.iter().map(|cache| cache.bytes).max().unwrap_or(0);
    let room = if machine.free_memory == 0 { u64::MAX } else { machine.free_memory / 8 };
    let reached = (steps as u64).saturating_mul(REACHED_OF * PLACE as u64);
    let most = (4 * largest).clamp(64 << 20, 512 << 20).min(room).min(reached);
    std::iter::successors(Some(LEAST), |size| Some(size * 2)).take_while(|size| *size <= most.max(LEAST)).collect()
}

fn places(size: u64) -> usize {
    usize::try_from(size).unwrap_or(usize::MAX) / PLACE
}

/// Goes round once: so that the caches hold what they can, and to see that it ends where it began.
fn go_round(chain: &[Place], walk: fn(&[Place], usize) -> usize) -> Result<(), Trouble> {
    match walk(chain, chain.len()) {
        0 => Ok(()),
        at => Err(Trouble::Failed(format!("a chain of {} places ends at {at}, and not where it began", chain.len()))),
    }
}

/// The seconds that one step takes on a core: the middle one of the repetitions. What others have of the core is no time
/// of memory's.
fn step(bench: &Bench, steps: usize, walk: impl Fn() -> usize) -> f64 {
    median((0..bench.repeat()).map(|_| on_cores(|| black_box(walk())).1 / steps as f64))
}

fn draw(bench: &mut Bench, machine: &Machine, walked: &[(u64, f64)]) {
    let points: Vec<(f64, f64)> = walked.iter().map(|(size, step)| (*size as f64 / 1024.0, step * 1e9)).collect();
    let (least, most) = points.iter().fold((f64::MAX, 0.0_f64), |(a, b), (_, y)| (a.min(*y), b.max(*y)));
    let mut chart = Chart::lines("One step, over the memory that is walked through", "KiB", "ns on a core for a step");
    chart = chart.logarithmic_x().logarithmic_y().with("a step", points);
    for cache in machine.caches.iter().filter(|cache| holds_data(cache)) {
        let at = cache.bytes as f64 / 1024.0;
        let name = format!("{}, {}", short_name(cache), tree::bytes(cache.bytes));
        chart = chart.with_ideal(name, [(at, least), (at, most)]);
    }
    bench.chart(chart);
}

fn conclude(bench: &mut Bench, machine: &Machine, walked: &[(u64, f64)], last: (u64, f64), in_order: f64) {
    let levels: Vec<&Cache> = machine.caches.iter().filter(|cache| holds_data(cache)).collect();
    let sizes: Vec<u64> = levels.iter().map(|cache| cache.bytes).collect();
    let mut rows: Vec<Vec<String>> = (0..levels.len())
        .filter_map(|level| {
            let (size, step) = inside(&sizes, level, walked, last.1)?;
            Some(vec![short_name(levels[level]), bytes(size), seconds(step)])
        })
        .collect();
    if rows.len() < levels.len() {
        bench.cannot(
            "a step in the last cache: as soon as the one before it is too small, steps take as long as in memory, because \
             others have the cache, or this machine is a virtual one that gets no part of it",
        );
    }
    let largest = sizes.iter().copied().max().unwrap_or(0);
    if !levels.is_empty() && last.0 > 2 * largest {
        rows.push(vec!["memory".to_owned(), bytes(last.0), seconds(last.1)]);
        bench.facts("How far away it is", &["where it is", "walked through", "a step takes"], rows);
    } else if !levels.is_empty() {
        bench.facts("How far away it is", &["where it is", "walked through", "a step takes"], rows);
        bench.cannot("a step in memory: there is not enough that is free to fill the largest cache several times");
    }
    if let Some(cliff) =
        cliff(walked, walked.last().map_or(f64::NAN, |(_, step)| *step)).filter(|cliff| *cliff <= largest / 2)
    {
        bench.remark(format!(
            "From {} on, a step takes more than half as long as where {} are walked through, though the largest cache is said to \
             hold {}: others share it, or a virtual machine is given only a part.",
            bytes(cliff),
            bytes(last.0),
            bytes(largest),
        ));
    }
    let Some((near_size, near)) = walked.first().copied() else { return };
    bench.learned(format!(
        "On a core, a step takes {} where {} are walked through and {} where {} are, {:.0} times as long; in order it takes {} there.",
        seconds(near),
        bytes(near_size),
        seconds(last.1),
        bytes(last.0),
        last.1 / near,
        seconds(in_order),
    ));
}

/// What was walked through that is surely in the cache of this level, of those of these sizes.
///
/// What half fills a cache is in it, even if somebody else wants a part. The last of several may be shared by anybody, and
/// a virtual machine does not get all of it: there it is what is just too much for the cache before it, and takes clearly
/// less than memory. None if nothing does.
fn inside(sizes: &[u64], level: usize, walked: &[(u64, f64)], in_memory: f64) -> Option<(u64, f64)> {
    let half = sizes[level] / 2;
    let before = level.checked_sub(1).map(|before| sizes[before]).filter(|_| level + 1 == sizes.len());
    let Some(before) = before else { return walked.iter().rfind(|(size, _)| *size <= half).copied() };
    let most = half.min(4 * before);
    // Where it is hardly larger than the one before, half of it has to do.
    let is_more = |size| size > before || half <= before;
    walked.iter().rfind(|(size, step)| *size <= most && is_more(*size) && *step <= in_memory / 2.0).copied()
}

/// From how much memory on a step takes more than half of what it takes in memory.
fn cliff(walked: &[(u64, f64)], in_memory: f64) -> Option<u64> {
    let near = walked.iter().rposition(|(_, step)| *step <= in_memory / 2.0)?;
    walked.get(near + 1).map(|(size, _)| *size)
}

#[cfg(test)]
mod tests;
