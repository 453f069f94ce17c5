//! The pieces of work: each is measured with one thread and with several, and on data that is nearer.

use super::caches::{Amounts, bytes};
use super::server::{Server, answer};
use super::verdict::Evidence;
use super::walk::{Circle, walk};
use super::{LATENCY, by_threads, compute, one_by_one, stream};
use crate::lab::{Bench, Contestant, Trouble, judgement, on_cores};
use crate::report::{count, seconds};

/// Numbers to scramble.
const COMPUTED: usize = 60_000_000;
/// Steps through memory.
const STEPS: usize = 1_000_000;
/// Bytes to read in order.
const STREAMED: usize = 1 << 30;
/// Fewer numbers, or steps, say nothing.
const LEAST: usize = 10_000;

/// A piece of work, and what was measured of it.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) name: &'static str,
    pub(super) evidence: Evidence,
    pub(super) speeds: Speeds,
}

/// How fast a piece of work is with one thread, and with several.
#[derive(Debug)]
pub(super) struct Speeds {
    pub(super) alone: judgement::Evidence,
    /// For each number of threads.
    pub(super) several: Vec<judgement::Evidence>,
    /// How many seconds one thread is on a core for it.
    pub(super) on_core: f64,
}

impl Speeds {
    /// How many times as fast it is with several threads, for each number of threads.
    pub(super) fn ups(&self) -> Vec<f64> {
        self.several.iter().map(|one| self.alone.seconds / one.seconds).collect()
    }
}

/// Measures all of them.
pub(super) fn measure(bench: &mut Bench, amounts: Amounts) -> Result<Vec<Work>, Trouble> {
    let mut works = vec![computing(bench)?];
    let walks = [Circle::new(amounts.nearest), Circle::new(amounts.last), Circle::new(amounts.memory)];
    let near = Circle::new(amounts.second);
    let steps = bench.in_proportion(STEPS, LEAST);
    works.push(walking(bench, "walk in cache", &near, steps * 4, [&walks[0], &near])?);
    works.push(walking(bench, "walk in memory", &walks[2], steps, [&walks[0], &walks[1]])?);
    drop((walks, near));
    works.push(streaming(bench, amounts)?);
    works.push(fetching(bench)?);
    Ok(works)
}

fn computing(bench: &mut Bench) -> Result<Work, Trouble> {
    let numbers = bench.in_proportion(COMPUTED, LEAST);
    let title = format!("compute: {} numbers scrambled", count(numbers as i64));
    // The same, whoever adds up which part.
    let right = compute::compute(numbers, bench.machine().cores);
    let (evidence, speeds) = compare(bench, &title, right, |threads| Ok(compute::compute(numbers, threads)))?;
    Ok(Work { name: "compute", evidence, speeds })
}

fn walking(
    bench: &mut Bench,
    name: &'static str,
    circle: &Circle,
    steps: usize,
    nearer: [&Circle; 2],
) -> Result<Work, Trouble> {
    let title = format!("{name}: {} steps in {}", count(steps as i64), bytes(circle.len() * 64));
    let right = (steps % circle.len()) as u64;
    let walks = |circle: &Circle, threads| walk(circle, steps, threads) as u64;
    let (evidence, speeds) = compare(bench, &title, right, |threads| Ok(walks(circle, threads)))?;
    let repeat = bench.repeat();
    let [nearest, last] = nearer.map(|nearer| Some(speeds.on_core / best(repeat, || walks(nearer, 1))));
    // What is walked through in the last cache anyway is no faster there.
    let last = last.filter(|_| circle.len() > nearer[1].len());
    Ok(Work { name, evidence: Evidence { nearest, last, ..evidence }, speeds })
}

fn streaming(bench: &mut Bench, amounts: Amounts) -> Result<Work, Trouble> {
    let numbers: Vec<u64> = (0..amounts.memory as u64 / 8).collect();
    let streamed = bench.in_proportion(STREAMED, amounts.memory);
    let times = |amount: usize| streamed.div_ceil(amount).max(1);
    let title = format!("stream: {} read, {} times", bytes(amounts.memory), times(amounts.memory));
    let streams = |amount: usize, threads| stream::stream(&numbers[..amount / 8], times(amount), threads);
    let right = numbers.iter().sum::<u64>().wrapping_mul(times(amounts.memory) as u64);
    let (evidence, speeds) = compare(bench, &title, right, |threads| Ok(streams(amounts.memory, threads)))?;
    let repeat = bench.repeat();
    // By the byte, since it does not always come to the same number of them.
    let each = |seconds: f64, amount: usize| seconds / (amount * times(amount)) as f64;
    let own = each(speeds.on_core, amounts.memory);
    let [nearest, last] =
        [amounts.nearest, amounts.last].map(|amount| Some(own / each(best(repeat, || streams(amount, 1)), amount)));
    let threads = bench.workers().into_iter().filter(|&threads| threads > 1);
    let speed = 1e-9 / each(speeds.alone.seconds, amounts.memory);
    let mut bandwidths = vec![format!("1 thread {speed:.1} GB/s")];
    bandwidths.extend(threads.zip(speeds.ups()).map(|(threads, times)| format!("{threads} {:.1}", times * speed)));
    bench.remark(format!("Read from memory, all threads together: {}.", bandwidths.join(", ")));
    Ok(Work { name: "stream", evidence: Evidence { nearest, last, ..evidence }, speeds })
}

fn fetching(bench: &mut Bench) -> Result<Work, Trouble> {
    let size = bench.size();
    let server = Server::start(LATENCY)?;
    let title = format!(
        "fetch: {} answers from a server that takes {} for each",
        count(size as i64),
        seconds(LATENCY.as_secs_f64())
    );
    let right = (0..size as u64).fold(0, |sum: u64, number| sum.wrapping_add(answer(number)));
    let (evidence, speeds) = compare(bench, &title, right, |threads| match threads {
        1 => one_by_one::fetch_all(server.address(), size, 1),
        _ => by_threads::fetch_all(server.address(), size, threads),
    })?;
    Ok(Work { name: "fetch", evidence, speeds })
}

/// Measures a piece of work with one thread and with several: the evidence, and how fast it is.
fn compare(
    bench: &mut Bench,
    title: &str,
    right: u64,
    work: impl Fn(usize) -> Result<u64, Trouble>,
) -> Result<(Evidence, Speeds), Trouble> {
    let work = &work;
    let mut contestants = vec![Contestant::fallible("1 thread", 1, move || work(1))];
    for threads in bench.workers().into_iter().filter(|&threads| threads > 1) {
        contestants.push(Contestant::fallible(format!("{threads} threads"), threads, move || work(threads)));
    }
    let compared = bench.compare(title, contestants)?;
    if let Some(wrong) = compared.iter().find(|one| one.result != right) {
        return Err(Trouble::Failed(format!("{title}: the result is {}, and {right} is right", wrong.result)));
    }
    let alone = &compared[0];
    let evidence = Evidence {
        on_core: alone.evidence.at_a_time.unwrap_or(1.0).min(1.0),
        // One wait of each run is that for the thread that works.
        waited: (alone.evidence.waited - 1.0 / alone.seconds).max(0.0),
        preempted: alone.evidence.preempted,
        nearest: None,
        last: None,
    };
    let several = compared[1..].iter().map(|one| one.evidence).collect();
    Ok((evidence, Speeds { alone: alone.evidence, several, on_core: alone.cpu_seconds }))
}

/// The shortest time on cores of so many runs, after one that does not count. While others have the core, nothing is
/// waited for.
fn best(repeat: u32, work: impl Fn() -> u64) -> f64 {
    std::hint::black_box(work());
    let times = (0..repeat).map(|_| on_cores(|| std::hint::black_box(work())).1);
    times.fold(f64::INFINITY, f64::min)
}
