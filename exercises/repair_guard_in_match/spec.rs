use racecourse::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use racecourse::Outcome;
use racecourse::cell::RacyCell;
use racecourse::exercise::vary;
use racecourse::sync::Barrier;
use racecourse::{progress, thread};
use submission::Jobs;

/// What happens to jobs. These are no atomics of the facade, so that to count is no step: nobody looks before all have ended, and
/// until then the order makes no difference.
#[derive(Default)]
struct Counts {
    /// Steps that were done.
    steps: AtomicUsize,
    /// Jobs of which all steps were done.
    done: AtomicUsize,
    /// Jobs that were dropped before.
    dropped: AtomicUsize,
}

/// A job of so many steps, in plain memory: two who have it at the same time show. When it is dropped, it tells.
struct Job {
    steps: RacyCell<usize>,
    counts: Arc<Counts>,
}

impl Job {
    fn list(steps: &[usize], counts: &Arc<Counts>) -> Vec<Job> {
        steps.iter().map(|steps| Job { steps: RacyCell::new(*steps), counts: Arc::clone(counts) }).collect()
    }

    /// Does a step, and what is left then.
    fn step(self) -> Option<Job> {
        let _work = progress::section("step");
        let left = self.steps.get() - 1;
        self.steps.set(left);
        self.counts.steps.fetch_add(1, SeqCst);
        (left > 0).then_some(self)
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        let of = if self.steps.get() == 0 { &self.counts.done } else { &self.counts.dropped };
        of.fetch_add(1, SeqCst);
    }
}

/// One worker, until nothing is left.
pub fn one_worker() -> Outcome {
    let steps: &[usize] = vary(&[&[1, 2], &[3, 2, 1, 2]]);
    let counts = Arc::new(Counts::default());
    let jobs = Jobs::new(Job::list(steps, &counts));
    if jobs.waiting() != steps.len() {
        return Outcome::new("some other number waits");
    }
    let mut calls = 0;
    while calls < 9 && jobs.work(Job::step) {
        calls += 1;
    }
    let [done, dropped] = [&counts.done, &counts.dropped].map(|count| count.load(SeqCst));
    let all: usize = steps.iter().sum();
    match calls {
        _ if jobs.waiting() > 0 || done < steps.len() || calls < all || dropped > 0 => Outcome::new("jobs are missing"),
        _ if calls > all => Outcome::new("a step too many"),
        _ => Outcome::new("all are done"),
    }
}

/// Two workers, and somebody who looks. A worker who finds no job leaves: the other one may be at work on it.
pub fn two_workers() -> Outcome {
    let counts = Arc::new(Counts::default());
    let steps = vary(&[[2, 1], [2, 2]]);
    let jobs = Arc::new(Jobs::new(Job::list(&steps, &counts)));
    let workers = ["ann", "ben"].map(|name| {
        let jobs = Arc::clone(&jobs);
        thread::spawn_named(name, move || {
            let _ = jobs.work(Job::step) && jobs.work(Job::step);
        })
    });
    // With more steps there is nobody who looks: that would be too many orders.
    let waiting = if steps == [2, 1] { jobs.waiting() } else { 0 };
    for worker in workers {
        worker.join().unwrap();
    }
    let (left, done_steps) = (jobs.waiting(), counts.steps.load(SeqCst));
    drop(jobs);
    let [done, dropped] = [&counts.done, &counts.dropped].map(|count| count.load(SeqCst));
    let all = steps.iter().sum();
    match (done_steps, left) {
        _ if waiting > 2 => Outcome::new("too many wait"),
        _ if done + dropped != 2 || dropped != left || done == 0 => Outcome::new("a job was lost"),
        (it, 0) if it == all => Outcome::new("all is done"),
        (it, 1) if it < all => Outcome::new("a step is left"),
        _ => Outcome::new("a step too many"),
    }
}

/// Six workers do a step each, and nobody is done before all are at it. Main does what is left.
pub fn many_workers() -> Outcome {
    let (counts, meeting) = (Arc::new(Counts::default()), Arc::new(Barrier::new(6)));
    let jobs = Arc::new(Jobs::new(Job::list(&[2; 6], &counts)));
    let workers = [(); 6].map(|()| {
        let (jobs, meeting) = (Arc::clone(&jobs), Arc::clone(&meeting));
        thread::spawn(move || {
            jobs.work(|job: Job| {
                meeting.wait();
                job.step()
            })
        })
    });
    let did = workers.map(|worker| worker.join().unwrap());
    let waiting = jobs.waiting();
    let rest = (0..6).filter(|_| jobs.work(Job::step)).count();
    let done = counts.done.load(SeqCst);
    Outcome::new(if did == [true; 6] && (waiting, rest, done) == (6, 6, 6) { "all are done" } else { "jobs are missing" })
}
