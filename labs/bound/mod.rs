#![doc = include_str!("README.md")]

pub mod by_threads;
pub mod compute;
pub mod fetch;
pub mod one_by_one;
pub mod parts;
pub mod server;
pub mod stream;
pub mod verdict;
pub mod walk;

mod caches;
mod curve;
mod works;

use std::time::Duration;

use self::caches::Amounts;
use self::verdict::{Bound, bound_by};
use self::works::Work;
use crate::lab::findings::Chart;
use crate::lab::judgement::Judgement;
use crate::lab::{Bench, Lab, Program, Role, Size, Trouble};
use crate::report::{count, counted};

/// How long the server takes for each answer.
const LATENCY: Duration = Duration::from_millis(20);

/// The lab.
pub static LAB: Lab = Lab {
    name: "bound",
    title: "CPU-bound or I/O-bound",
    question: "What does a piece of work wait for: the processor, the caches, memory, or somebody else?",
    lesson: include_str!("README.md"),
    programs: &[
        Program {
            name: "one_by_one",
            role: Role::Slow,
            file: "labs/bound/one_by_one.rs",
            summary: "Fetches one answer after the other, and waits for each.",
            source: include_str!("one_by_one.rs"),
        },
        Program {
            name: "by_threads",
            role: Role::Fast,
            file: "labs/bound/by_threads.rs",
            summary: "Fetches by threads, which wait at the same time.",
            source: include_str!("by_threads.rs"),
        },
        Program {
            name: "compute",
            role: Role::Part,
            file: "labs/bound/compute.rs",
            summary: "Computes in the processor's registers.",
            source: include_str!("compute.rs"),
        },
        Program {
            name: "walk",
            role: Role::Part,
            file: "labs/bound/walk.rs",
            summary: "Walks through memory in no order.",
            source: include_str!("walk.rs"),
        },
        Program {
            name: "stream",
            role: Role::Part,
            file: "labs/bound/stream.rs",
            summary: "Reads memory from one end to the other.",
            source: include_str!("stream.rs"),
        },
        Program {
            name: "fetch",
            role: Role::Part,
            file: "labs/bound/fetch.rs",
            summary: "Fetches one answer from the server.",
            source: include_str!("fetch.rs"),
        },
        Program {
            name: "server",
            role: Role::Part,
            file: "labs/bound/server.rs",
            summary: "A web server on this machine that takes its time, in a process of its own.",
            source: include_str!("server.rs"),
        },
        Program {
            name: "verdict",
            role: Role::Part,
            file: "labs/bound/verdict.rs",
            summary: "What a piece of work is bound by, as far as it shows.",
            source: include_str!("verdict.rs"),
        },
    ],
    size: Size { unit: "fetches", default: 24, least: 1, shows: 8, full: None },
    workers: &[2, 8],
    repeat: 3,
    takes: 12.0,
    pieces: 6,
    takes_input: false,
    asks: None,
    lecture: None,
    run,
};

fn run(bench: &mut Bench) -> Result<(), Trouble> {
    let amounts = Amounts::of(bench);
    // One circle of places that are walked through, one row of numbers that is read, and the plan of the circle.
    bench.needs_memory(amounts.memory as u64 * 3)?;
    curve::measure(bench, amounts)?;
    let works = works::measure(bench, amounts)?;
    let threads: Vec<usize> = bench.workers().into_iter().filter(|&threads| threads > 1).collect();
    if !threads.is_empty() {
        let mut chart = Chart::lines("Speed-up over one thread", "threads", "times as fast");
        for work in &works {
            let points = threads.iter().zip(work.speeds.ups()).map(|(&threads, speed_up)| (threads as f64, speed_up));
            chart = chart.with(work.name, [(1.0, 1.0)].into_iter().chain(points));
        }
        let most = threads.iter().copied().max().unwrap_or(1) as f64;
        bench.chart(chart.with_ideal("as fast as there are threads", [(1.0, 1.0), (most, most)]));
    }
    table(bench, &works, &threads);
    conclude(bench, &works, &threads);
    Ok(())
}

fn table(bench: &mut Bench, works: &[Work], threads: &[usize]) {
    let times = |times: Option<f64>| times.map_or("–".to_owned(), |times| format!("{times:.1}x"));
    let mut columns = vec!["work", "on core", "waits/s", "in L1", "last cache"];
    let by: Vec<String> = threads.iter().map(|threads| format!("by {threads}")).collect();
    columns.extend(by.iter().map(String::as_str));
    columns.push("bound by");
    let rows = works.iter().map(|work| {
        let mut row = vec![
            work.name.to_owned(),
            format!("{:.0} %", work.evidence.on_core * 100.0),
            count(work.evidence.waited.round() as i64),
            times(work.evidence.nearest),
            times(work.evidence.last),
        ];
        row.extend(work.speeds.ups().into_iter().map(|speed_up| times(Some(speed_up))));
        row.push(bound_by(work.evidence).to_string());
        row
    });
    let rows = rows.collect();
    bench.facts("What each work is bound by", &columns, rows);
    bench.remark(
        "On core: the share of its time that one thread is at work, as the system counts. Who is not has either given its \
         core up by itself, and that is a wait, or others have taken it. The one wait \
         for the thread's end is left out. In L1, last cache: how many times as fast, on a core, \
         the same work is on data that fits there. By 8: how many times as fast 8 threads are.",
    );
}

fn conclude(bench: &mut Bench, works: &[Work], threads: &[usize]) {
    let [computing, .., fetching] = works else { return };
    bench.cannot_on_one_core("what cores are for");
    let Some((&most, at)) = threads.iter().zip(0..).max_by_key(|(threads, _)| **threads) else {
        let bound = works.iter().map(|work| format!("{} by {}", work.name, bound_by(work.evidence)));
        bench.learned(format!("What binds one thread: {}.", bound.collect::<Vec<_>>().join(", ")));
        return;
    };
    let fetches = fetching.speeds.ups()[at];
    let computes = bench.judge(&computing.speeds.alone, &computing.speeds.several[at]);
    bench.learned(sentence(most, bound_by(fetching.evidence), fetches, computes));
}

/// What was learned of so many threads.
fn sentence(threads: usize, fetching: Bound, fetches: f64, computes: Judgement) -> String {
    format!(
        "{threads} threads fetch {fetches:.1} times as fast as one and compute {:.1} times as fast: {}.",
        computes.speed_up,
        lesson(fetching, fetches, computes)
    )
}

fn lesson(fetching: Bound, fetches: f64, computes: Judgement) -> String {
    let cores = counted(computes.possible, "core");
    match () {
        // Answers that come late because others have the cores say nothing about how many there are.
        () if fetches <= 1.3 && computes.is_disturbed() => {
            format!("what threads gain, by waiting or by computing, cannot be said: {}", computes.why())
        }
        () if fetches <= 1.3 || (fetching != Bound::Io && !computes.is_disturbed()) => {
            "with so few fetches there is nothing to wait for side by side; try a larger --size".to_owned()
        }
        // More threads get more turns beside others, so not even the ratio of the two can be relied on.
        () if !computes.is_about_the_program() => format!(
            "threads gain by waiting, which needs no core; what they gain by computing cannot be said: {}",
            computes.why()
        ),
        // What computing has not gained is no lesson about cores.
        () if computes.possible > 1 && computes.speed_up < 1.3 => {
            format!("threads gain by waiting, which needs no core; with computing, {}", computes.why())
        }
        () if fetches > 1.3 * computes.speed_up => {
            format!("threads for waiting, and for computing as many as there are cores for: here {cores}")
        }
        () => "no more threads wait here than there are cores, so waiting gains no more than computing; try more --workers"
            .to_owned(),
    }
}

#[cfg(test)]
mod tests;
