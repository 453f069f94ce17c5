use racecourse::sync::{Arc, Barrier};

use racecourse::Outcome;
use racecourse::cell::RacyCell;
use racecourse::channel;
use racecourse::exercise::vary;
use racecourse::progress;
use racecourse::thread;
use submission::Queue;

/// A queue of numbers, and how often each of them was done, in plain memory.
struct Shop<const N: usize> {
    queue: Queue<usize>,
    done: [RacyCell<u32>; N],
}

impl<const N: usize> Shop<N> {
    fn new() -> Arc<Self> {
        Arc::new(Self { queue: Queue::new(), done: [(); N].map(|()| RacyCell::new(0)) })
    }

    fn does(&self, job: usize) {
        self.done[job].set(self.done[job].get() + 1);
    }

    /// How often each was done, when all have ended.
    fn times(&self) -> [u32; N] {
        std::array::from_fn(|job| self.done[job].get())
    }
}

/// One alone, when somebody else has shut the queue. Jobs tell how many of them there are.
pub fn in_order() -> Outcome {
    let jobs: Vec<Arc<usize>> = (0..vary(&[3, 5])).map(Arc::new).collect();
    let queue = Arc::new(Queue::new());
    for job in &jobs {
        if queue.push(Arc::clone(job)).is_err() {
            return Outcome::new("refused");
        }
    }
    let shutter = {
        let queue = Arc::clone(&queue);
        thread::spawn_named("shutter", move || queue.shut())
    };
    shutter.join().unwrap();
    let late = Arc::new(99);
    match queue.push(Arc::clone(&late)) {
        Err(back) if Arc::ptr_eq(&back, &late) => {}
        _ => return Outcome::new("accepted after shut()"),
    }
    let mut done = Vec::new();
    queue.work(|job: Arc<usize>| done.push(*job));
    if done != (0..jobs.len()).collect::<Vec<_>>() {
        return Outcome::new("some other order");
    }
    let other = Queue::new();
    for job in &jobs {
        if other.push(Arc::clone(job)).is_err() {
            return Outcome::new("refused");
        }
    }
    drop((queue, other));
    let is_left = jobs.iter().any(|job| Arc::strong_count(job) > 1);
    Outcome::new(if is_left { "some are left" } else { "all done in order" })
}

/// Two jobs, and two who do them: main is one of them, when it has shut the queue.
pub fn two_workers() -> Outcome {
    let shop = Shop::<2>::new();
    let work = |shop: &Shop<2>| {
        shop.queue.work(|job| {
            let _section = progress::section("job");
            shop.does(job);
        });
    };
    let worker = {
        let shop = Arc::clone(&shop);
        thread::spawn_named("worker", move || work(&shop))
    };
    for job in 0..2 {
        if shop.queue.push(job).is_err() {
            return Outcome::new("refused");
        }
    }
    shop.queue.shut();
    work(&shop);
    worker.join().unwrap();
    let times = shop.times();
    Outcome::new(if times.contains(&0) {
        "a job was not done"
    } else if times.iter().any(|times| *times > 1) {
        "a job was done twice"
    } else {
        "each done once"
    })
}

/// Workers who sleep, and never get a job.
pub fn nothing_to_do() -> Outcome {
    let queue = Arc::new(Queue::new());
    let workers = ["ann", "ben"].map(|name| {
        let queue = Arc::clone(&queue);
        thread::spawn_named(name, move || {
            let mut done = 0;
            queue.work(|()| done += 1);
            done
        })
    });
    queue.shut();
    let done = workers.map(|worker| worker.join().unwrap());
    Outcome::new(if done == [0, 0] { "both have ended" } else { "a job that nobody has pushed" })
}

/// Jobs are done also while the queue is not shut.
pub fn done_before_it_is_shut() -> Outcome {
    let queue = Arc::new(Queue::new());
    let (tells, told) = channel::unbounded();
    let worker = {
        let queue = Arc::clone(&queue);
        thread::spawn_named("worker", move || queue.work(|()| tells.send(()).unwrap()))
    };
    for _ in 0..2 {
        if queue.push(()).is_err() {
            return Outcome::new("refused");
        }
        if told.recv().is_err() {
            return Outcome::new("a job was not done");
        }
    }
    queue.shut();
    worker.join().unwrap();
    Outcome::new("done")
}

/// Some of the jobs may be too late.
pub fn shut_meanwhile() -> Outcome {
    let shop = Shop::<2>::new();
    let worker = {
        let shop = Arc::clone(&shop);
        thread::spawn_named("worker", move || shop.queue.work(|job| shop.does(job)))
    };
    let producer = {
        let shop = Arc::clone(&shop);
        thread::spawn_named("producer", move || [0, 1].map(|job| shop.queue.push(job) == Ok(())))
    };
    shop.queue.shut();
    let accepted = producer.join().unwrap();
    worker.join().unwrap();
    if accepted == [false, true] {
        return Outcome::new("accepted after it was refused");
    }
    if shop.times() != accepted.map(u32::from) {
        return Outcome::new("not what was accepted was done");
    }
    Outcome::new(format!("{} accepted and done", accepted.into_iter().filter(|it| *it).count()))
}

/// A job that pushes another one.
pub fn jobs_make_jobs() -> Outcome {
    let shop = Shop::<2>::new();
    let accepted = shop.queue.push(0) == Ok(());
    let worker = {
        let shop = Arc::clone(&shop);
        thread::spawn_named("worker", move || {
            let mut other = false;
            shop.queue.work(|job| {
                shop.does(job);
                if job == 0 {
                    other = shop.queue.push(1) == Ok(());
                }
            });
            other
        })
    };
    shop.queue.shut();
    let other = worker.join().unwrap();
    Outcome::new(match (accepted, other, shop.times()) {
        (true, true, [1, 1]) => "both done",
        (true, false, [1, 0]) => "one given back, and the other done",
        _ => "not what was accepted was done",
    })
}

/// Jobs that wait for each other: each of them needs a worker of its own. Whoever is there last shuts the queue.
fn meet<const N: usize>(done: &str) -> Outcome {
    let (queue, meeting) = (Arc::new(Queue::new()), Arc::new(Barrier::new(N)));
    let workers = [(); N].map(|()| {
        let (queue, meeting) = (Arc::clone(&queue), Arc::clone(&meeting));
        thread::spawn(move || {
            queue.work(|()| {
                if meeting.wait().is_leader() {
                    queue.shut();
                }
            });
        })
    });
    for _ in 0..N {
        if queue.push(()).is_err() {
            return Outcome::new("refused");
        }
    }
    for worker in workers {
        worker.join().unwrap();
    }
    Outcome::new(done)
}

/// Two of them.
pub fn jobs_that_meet() -> Outcome {
    meet::<2>("both done")
}

/// Five of them.
pub fn five_meet() -> Outcome {
    meet::<5>("all done")
}

/// Six workers who have nothing to do when the queue is shut.
pub fn many_idle() -> Outcome {
    let queue = Arc::new(Queue::<()>::new());
    let (says, said) = channel::unbounded();
    let workers = [(); 6].map(|()| {
        let (queue, says) = (Arc::clone(&queue), says.clone());
        thread::spawn(move || {
            says.send(()).unwrap();
            queue.work(drop);
        })
    });
    workers.iter().for_each(|_| said.recv().unwrap());
    queue.shut();
    for worker in workers {
        worker.join().unwrap();
    }
    Outcome::new("all have ended")
}
