//! One row in one process, so that a peak of memory is that row's own.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use racecourse::Outcome;
use racecourse::budget::Budget;
use racecourse::engine::explorer::Method;
use racecourse::engine::{EngineId, Program, explore};

use crate::on_each::{self, Small};
use crate::orders;
use crate::published;

/// The first argument of a process that measures one row.
pub(crate) const ROW: &str = "--one-row";

/// Who explores.
pub(crate) const EXPLORER: &str = "explorer";
pub(crate) const DEPTH_FIRST: &str = "depth_first";
pub(crate) const SHUTTLE: &str = "shuttle";
pub(crate) const LOOM: &str = "loom";
pub(crate) const WEAK_MEMORY: &str = "weak_memory";
/// Executions after which a search of a small program is given up.
pub(crate) const CAP: u64 = 50_000;

/// What one row came to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured {
    pub(crate) executions: u64,
    /// Executions begun and found to be equivalent to others.
    pub(crate) redundant: u64,
    /// Whether the search was complete.
    pub(crate) complete: bool,
    pub(crate) time: Duration,
    /// The peak of memory in KiB, where the system says it.
    pub(crate) peak: Option<u64>,
}

/// Measures a row in a process of its own; `None` if it takes longer than `limit`.
pub(crate) fn in_a_process(engine: &str, program: &str, limit: Duration) -> Option<Measured> {
    let this = std::env::current_exe().expect("the benchmark knows its own file");
    let mut command = Command::new(this);
    command.args([ROW, engine, program]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the benchmark can start itself");
    let end = Instant::now() + limit;
    loop {
        match child.try_wait().expect("a child can be waited for") {
            Some(_) => break,
            None if Instant::now() > end => {
                child.kill().expect("a child can be killed");
                child.wait().expect("a child can be waited for");
                return None;
            }
            None => thread::sleep(Duration::from_millis(5)),
        }
    }
    let mut text = String::new();
    child.stdout.take()?.read_to_string(&mut text).ok()?;
    let numbers: Vec<u64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [executions, redundant, complete, micros, peak] = numbers[..] else { return None };
    let time = Duration::from_micros(micros);
    Some(Measured { executions, redundant, complete: complete == 1, time, peak: (peak > 0).then_some(peak) })
}

/// The other side: measures and prints.
pub(crate) fn this_row(engine: &str, program: &str) {
    let start = Instant::now();
    let found = orders::search(engine, program)
        .or_else(|| on_each::ALL.iter().find(|it| it.name == program).map(|small| search_small(engine, small)));
    let (executions, redundant, complete) = found.unwrap_or_else(|| search_published(program));
    let time = start.elapsed().as_micros();
    let peak = peak_of_memory().unwrap_or(0);
    println!("{executions} {redundant} {} {time} {peak}", u8::from(complete));
}

/// Executions, how many of them were begun in vain, and whether that is all.
pub(crate) type Found = (u64, u64, bool);

fn search_published(program: &str) -> Found {
    let all = published::all().into_iter();
    let found = all.flat_map(|one| one.large.iter().map(move |size| (one.name, one.run, *size)));
    let (_, run, size) = in_table(found.chain(crate::everyday::ALL), program);
    let found = published::exhaust_by(Method::Optimal, run, size).expect("the budget is large enough");
    (found.executions, found.redundant, true)
}

/// What a program is called, what it does, and how large it is.
pub(crate) type Row = (&'static str, fn() -> Outcome, published::Size);

fn in_table(mut rows: impl Iterator<Item = Row>, title: &str) -> Row {
    rows.find(|(name, _, size)| published::title(name, *size) == title).expect("the program is in a table")
}

fn search_small(engine: &str, small: &Small) -> Found {
    match engine {
        EXPLORER => search(EngineId::Explorer, small.facade),
        DEPTH_FIRST => search(EngineId::DepthFirst, small.facade),
        SHUTTLE => shuttle_alone(small.shuttle),
        LOOM => loom_alone(small.loom),
        other => panic!("no engine is called {other}"),
    }
}

fn search(engine: EngineId, run: fn() -> Outcome) -> Found {
    let exploration = explore(&Program::unnamed(run), engine, &Budget { executions: CAP, ..Budget::DEFAULT });
    (exploration.coverage.executions(), 0, exploration.coverage.is_exhaustive())
}

/// shuttle's depth-first search over its own types. It stops at the first deadlock.
fn shuttle_alone(run: fn()) -> Found {
    use shuttle::scheduler::DfsScheduler;
    use shuttle::{Config, FailurePersistence, Runner};
    let begun = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&begun);
    let mut config = Config::new();
    config.failure_persistence = FailurePersistence::None;
    config.silence_warnings = true;
    let cap = usize::try_from(CAP).expect("a small number");
    let ended = catch_unwind(AssertUnwindSafe(|| {
        Runner::new(DfsScheduler::new(Some(cap), false), config).run(move || {
            counted.fetch_add(1, Relaxed);
            run();
        })
    }));
    let executions = begun.load(Relaxed);
    (executions, 0, ended.is_ok() && executions < CAP)
}

/// loom over its own types, without a bound on preemptions. It stops at the first deadlock.
pub(crate) fn loom_alone(run: impl Fn() + Sync + Send + 'static) -> Found {
    let begun = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&begun);
    let mut builder = loom::model::Builder::new();
    builder.max_permutations = usize::try_from(CAP).ok();
    let ended = catch_unwind(AssertUnwindSafe(|| {
        builder.check(move || {
            counted.fetch_add(1, Relaxed);
            run();
        });
    }));
    let executions = begun.load(Relaxed);
    (executions, 0, ended.is_ok() && executions < CAP)
}

fn peak_of_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()
}
