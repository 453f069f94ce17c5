use racecourse::sync::Arc;

use racecourse::Outcome;
use racecourse::cell::RacyCell;
use racecourse::channel::Sender;
use racecourse::exercise::vary;
use racecourse::progress;
use racecourse::sync::Barrier;
use racecourse::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use submission::gather;

/// The part of a worker in which it sends, by its number, and that in which one of its results is handed over.
const SENDS: [&str; 3] = ["first sends", "second sends", "third sends"];
const HANDED: [&str; 3] = ["first handed over", "second handed over", "third handed over"];

/// What is known of the workers.
struct Known {
    /// Results that were handed over, or are about to be.
    handed: AtomicUsize,
    was_refused: AtomicBool,
    were_too_many: AtomicBool,
    /// What a worker leaves behind at its end, in plain memory: who looks before it has ended shows.
    left: Vec<RacyCell<u32>>,
}

/// Sends `results`, where there is room for `room`, if that is to be looked at.
fn send_all(known: &Known, worker: usize, results: &[u32], room: Option<usize>, sender: Sender<u32>) {
    let sends = progress::section(SENDS[worker]);
    for (sent, result) in results.iter().enumerate() {
        let work = progress::section("work");
        let result = result * 2;
        drop(work);
        if sender.send(result).is_err() {
            known.was_refused.store(true, SeqCst);
            return;
        }
        // One is handed over, and so many wait.
        if room.is_some_and(|room| sent + 1 > known.handed.load(SeqCst) + 1 + room) {
            known.were_too_many.store(true, SeqCst);
        }
    }
    drop(sends);
    drop(sender);
    known.left[worker].set(1);
}

/// What comes of workers that send these results.
fn gathered(room: usize, of_workers: &[&'static [u32]], looks_at_room: bool) -> Outcome {
    let left = of_workers.iter().map(|_| RacyCell::new(0)).collect();
    let known = Arc::new(Known {
        handed: AtomicUsize::new(0),
        was_refused: AtomicBool::new(false),
        were_too_many: AtomicBool::new(false),
        left,
    });
    let work = |(worker, results): (usize, &&'static [u32])| {
        let (known, results) = (Arc::clone(&known), *results);
        move |sender| send_all(&known, worker, results, looks_at_room.then_some(room), sender)
    };
    let mut arrived = Vec::new();
    gather(room, of_workers.iter().enumerate().map(work).collect(), |result| {
        if looks_at_room {
            known.handed.fetch_add(1, SeqCst);
        }
        let whose = of_workers.iter().position(|results| results.contains(&(result / 2)));
        let _handed = whose.map(|worker| progress::section(HANDED[worker]));
        arrived.push(result);
    });
    let have_ended = known.left.iter().all(|left| left.get() == 1);
    let mut expected: Vec<u32> =
        of_workers.iter().flat_map(|results| results.iter().map(|result| result * 2)).collect();
    // The results of one worker come in the order in which it sends them; those of two as they like.
    if of_workers.len() > 1 {
        arrived.sort_unstable();
        expected.sort_unstable();
    }
    Outcome::new(match () {
        () if known.was_refused.load(SeqCst) => "a result was refused",
        () if arrived != expected || !have_ended => "results are missing",
        () if known.were_too_many.load(SeqCst) => "more wait than there is room for",
        () if arrived.is_empty() => "nothing has arrived",
        () => "all have arrived",
    })
}

/// More results than there is room for.
pub fn one_worker() -> Outcome {
    let (room, results): (usize, &[u32]) = vary(&[(1, &[10, 20, 30]), (1, &[1, 2, 3, 4]), (2, &[7, 5, 3, 1, 9])]);
    gathered(room, &[results], true)
}

/// Two at once. A result of one is handed over while the other one still sends.
pub fn two_workers() -> Outcome {
    gathered(1, &[&[1, 2], &[3, 4]], false)
}

/// Three at once.
pub fn three_workers() -> Outcome {
    gathered(1, &[&[1], &[2], &[3]], false)
}

/// Nobody, and somebody who has nothing.
pub fn no_worker() -> Outcome {
    let _ = gathered(1, &[], false);
    gathered(1, &[&[]], false)
}

/// Six at once, none of whom sends before all are at work.
pub fn workers_meet() -> Outcome {
    let meeting = Arc::new(Barrier::new(6));
    let work = |result: u32| {
        let meeting = Arc::clone(&meeting);
        move |sender: Sender<u32>| {
            meeting.wait();
            sender.send(result).unwrap();
        }
    };
    let mut arrived = Vec::new();
    gather(1, (0..6).map(work).collect(), |result| arrived.push(result));
    arrived.sort_unstable();
    Outcome::new(if arrived == [0, 1, 2, 3, 4, 5] { "all have arrived" } else { "results are missing" })
}
