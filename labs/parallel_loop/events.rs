//! What may happen to a cache on disk: nothing, a second loop at the same time, a kill, damage.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use racecourse_labs::lab::cache::{Answer, Cache, Tally};
use racecourse_labs::lab::pool::Pool;
use racecourse_labs::lab::{Trouble, fork};

use super::remembered;

/// One run of the loop: what it is called, what its answers were, and how long they took.
#[derive(Debug)]
pub struct Run {
    /// What it is called.
    pub name: &'static str,
    /// What its answers were.
    pub tally: Tally,
    /// How long they took, in seconds.
    pub seconds: f64,
    /// How many files of killed writers were swept away before it.
    pub swept: usize,
}

/// One run after the other over the same inputs, each with something else happening to the cache in `folder`.
///
/// # Errors
///
/// If a result is not the one in `right`, or what it is about cannot be had.
pub fn runs(inputs: &[u64], right: &[u64], pool: &Pool, folder: &Path) -> Result<Vec<Run>, Trouble> {
    let (plain, shared, killed) = (folder.join("plain"), folder.join("shared"), folder.join("killed"));
    let mut runs = vec![
        one("first run", inputs, right, pool, &plain)?,
        one("second run", inputs, right, pool, &plain)?,
        two_at_once(inputs, right, pool, &shared)?,
    ];
    kill_in_the_middle(inputs, pool, &killed)?;
    runs.push(one("after a kill in the middle", inputs, right, pool, &killed)?);
    cut_short(&plain, &inputs[0])?;
    runs.push(one("after one entry was cut short", inputs, right, pool, &plain)?);
    runs.push(one("once more", inputs, right, pool, &plain)?);
    Ok(runs)
}

fn one(name: &'static str, inputs: &[u64], right: &[u64], pool: &Pool, folder: &Path) -> Result<Run, Trouble> {
    let start = Instant::now();
    let cache = Cache::open(folder)?;
    let answers = remembered::results(inputs, pool, &cache)?;
    let seconds = start.elapsed().as_secs_f64();
    check(name, &answers, right)?;
    let tally = answers.iter().map(Answer::tally).sum();
    Ok(Run { name, tally, seconds, swept: cache.swept() })
}

/// Two processes begin the same loop, with a pool each and a cache together.
fn two_at_once(inputs: &[u64], right: &[u64], pool: &Pool, folder: &Path) -> Result<Run, Trouble> {
    let name = "two loops at once";
    let cache = Cache::open(folder)?;
    let start = Instant::now();
    let whole_loop = || remembered::results(inputs, pool, &cache).map_err(|lost| lost.to_string());
    let both = ["first loop", "second loop"].map(|name| fork(name, whole_loop));
    let mut tally = Tally::default();
    for answers in both.map(|one| one.join()) {
        let answers = answers?.map_err(Trouble::Failed)?;
        check(name, &answers, right)?;
        tally = tally + answers.iter().map(Answer::tally).sum();
    }
    Ok(Run { name, tally, seconds: start.elapsed().as_secs_f64(), swept: cache.swept() })
}

/// Begins the loop, and kills it when about half of the entries are there.
fn kill_in_the_middle(inputs: &[u64], pool: &Pool, folder: &Path) -> Result<(), Trouble> {
    let cache = Cache::open(folder)?;
    let mut worker = fork("the loop that is killed", || remembered::results(inputs, pool, &cache).is_ok());
    let entries = || fs::read_dir(folder).map(|files| files.flatten().filter(|it| it.path().extension().is_none()));
    let patience = Instant::now();
    while entries()?.count() < inputs.len() / 2 && patience.elapsed() < Duration::from_secs(60) {
        thread::sleep(Duration::from_micros(200));
    }
    worker.kill()?;
    // It was killed, or had come to its end just before: either will do.
    let _ = worker.join();
    Ok(())
}

fn cut_short(folder: &Path, input: &u64) -> Result<(), Trouble> {
    let cache = Cache::open(folder)?;
    if let Some(file) = cache.function("primes_in", 1).file::<_, u64>(input) {
        let whole = fs::read(&file)?;
        fs::write(&file, &whole[..whole.len() / 2])?;
    }
    Ok(())
}

fn check(name: &str, answers: &[Answer<u64>], right: &[u64]) -> Result<(), Trouble> {
    match answers.iter().map(|answer| answer.value).eq(right.iter().copied()) {
        true => Ok(()),
        false => Err(Trouble::Failed(format!("{name}: a result differs from what the plain loop says"))),
    }
}
