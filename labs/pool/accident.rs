//! What becomes of the other tasks when a worker dies of one.

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use nix::sys::signal::{Signal, raise};

use super::{NUMBERS, counts_results, hears_the_end};
use crate::lab::pool::Pool;
use crate::lab::{Bench, Trouble, fork};
use racecourse::process::SharedMemory;

/// The task that a worker dies of.
const DEADLY: u64 = 2;
/// How many milliseconds a pool is watched waiting for nothing.
const PATIENCE: usize = 500;
/// So many at the least, however small the lab is.
const SHORTEST: usize = 50;

/// Lets a worker die in each pool, and notes what came of it. Says it in half a sentence.
pub(super) fn show(bench: &mut Bench) -> Result<String, Trouble> {
    let workers = bench.workers().first().copied().unwrap_or(1);
    let squares = |results: Vec<Option<u64>>| {
        let texts = results.into_iter().map(|result| result.map_or("nothing".to_owned(), |square| square.to_string()));
        texts.collect::<Vec<_>>().join(", ")
    };
    let patience = Duration::from_millis(bench.in_proportion(PATIENCE, SHORTEST) as u64);
    let counting = watched(workers, patience)?;
    let hangs = counting.is_none();
    let waits = || format!("none: it was still waiting after {} ms", patience.as_millis());
    let counting = counting.map_or_else(waits, squares);
    let hearing = squares(hears_the_end::map(&NUMBERS, workers, square_or_die));
    let pool = Pool::processes(workers)?.try_map(&NUMBERS, |x| square_or_die(*x));
    let has_named_it = pool.iter().enumerate().all(|(at, result)| match result {
        Ok(square) => *square == NUMBERS[at] * NUMBERS[at],
        Err(lost) => lost.index == at && NUMBERS[at] == DEADLY,
    });
    if !has_named_it {
        return Err(Trouble::Failed(format!("a worker died of task {DEADLY}, and the pool says {pool:?}")));
    }
    let others = pool.iter().filter(|result| result.is_ok()).count();
    let why = pool.iter().find_map(|result| result.as_ref().err()).map_or(String::new(), ToString::to_string);
    let pool = pool.into_iter().map(|result| result.map_or("lost".to_owned(), |square| square.to_string()));
    let pool = pool.collect::<Vec<_>>().join(", ");
    bench.facts(
        format!("The worker that squares {DEADLY} kills itself"),
        &["", "squares"],
        [("counts_results", counting), ("hears_the_end", hearing), ("this library's pool", pool)]
            .map(|(name, squares)| vec![name.to_owned(), squares])
            .to_vec(),
    );
    bench.remark(format!("The pool says: {why}."));
    Ok(format!(
        "A worker that died cost the pool its own task and none of the other {others}{}",
        if hangs { ", where a pool that counts results waited in vain" } else { "" }
    ))
}

fn square_or_die(x: u64) -> u64 {
    if x == DEADLY {
        let _ = raise(Signal::SIGKILL);
    }
    x * x
}

/// What the pool that counts results comes to; none if it is still waiting when there is nobody left to wait for.
fn watched(workers: usize, patience: Duration) -> Result<Option<Vec<Option<u64>>>, Trouble> {
    // How many tasks were begun, and whether the pool has come to its end.
    let seen = SharedMemory::new(2);
    let work = |x| {
        seen.fetch_add(0, 1, SeqCst);
        square_or_die(x)
    };
    // With a worker less than tasks, the one that dies takes more than its own task along.
    let workers = workers.max(NUMBERS.len());
    let mut pool = fork("the pool that counts results", || {
        let results = counts_results::map(&NUMBERS, workers, work);
        seen.store(1, 1, SeqCst);
        results
    });
    while seen.load(0, SeqCst) < NUMBERS.len() as u64 && seen.load(1, SeqCst) == 0 {
        std::thread::sleep(Duration::from_millis(1));
    }
    std::thread::sleep(patience);
    if seen.load(1, SeqCst) == 1 {
        return Ok(Some(pool.join()?));
    }
    pool.kill()?;
    // That it was killed is no news.
    let _ = pool.join();
    Ok(None)
}
