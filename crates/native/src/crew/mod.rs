//! Lasting threads, which are the actors of one run after another.
//!
//! A thread that is started anew takes longer to come into being than a short program takes to run: the first of two has ended
//! before the second begins, and nothing ever happens between them. So an engine that runs a program for real musters a
//! [`Crew`]. Within it, to start an actor is to hand it to a thread that is there already and mostly awake; those who are started
//! one after the other wait at a line until whoever has started them comes to its next operation, meet there on processors of
//! their own, and set out together, each after a few random moments. This is what litmus7 (Alglave, Maranget, Sarkar and Sewell,
//! *Litmus: running tests against hardware*, TACAS 2011) and jcstress do with threads that last and a barrier before each
//! instance; here the instance is the whole program, and its first thread starts the others itself.
//!
//! An actor notices nothing of it. It has a name, a number and a park token of its own, and values of `thread_local!` of its own
//! (see [`keeps_values_apart`]); what it panics with goes to whoever joins it. No thread is two actors of the same run. What the
//! standard library's `thread_local!` keeps is not the actor's, but the thread's.
//!
//! A run that does not come to its end is left behind, with all its threads: they go no further than to their next operation, and
//! a new crew is mustered.

mod bell;
mod cores;
mod life;
mod plan;
mod start_line;
mod worker;

use std::cell::Cell;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed, Ordering::SeqCst};
use std::thread::Thread;

use parking_lot::Mutex;

pub use bell::Bell;
use cores::Cores;
pub use life::{Life, Started};
pub use plan::{Dice, Plan, Starter};
use worker::{Job, Worker};

/// Actors of one run on lasting threads, `main` included. More than these are threads of their own.
pub const MOST: usize = 16;

/// How often somebody who waits for an actor's end looks for it, before it goes to sleep.
const LOOKS: u32 = 1_000;

thread_local! {
    /// The lasting thread that this is.
    static WORKER: Cell<Option<&'static Worker>> = const { Cell::new(None) };
    /// Whether this thread is, or in a process that was forked has been, a lasting one.
    static LASTS: Cell<bool> = const { Cell::new(false) };
}

fn begin_on(worker: &'static Worker) {
    WORKER.set(Some(worker));
    LASTS.set(true);
}

/// The running process was forked: there is nobody in it who could be handed an actor.
pub(super) fn forget() {
    WORKER.set(None);
}

/// Whether the values that the running actor has for itself must not be the standard library's, because those stay on the thread
/// when the actor has ended.
#[inline]
pub fn keeps_values_apart() -> bool {
    LASTS.get()
}

/// The running actor's time on its thread, if that is a lasting one.
pub fn life() -> Option<Arc<Life>> {
    LASTS.get().then(worker::life)?
}

/// The running actor is about to do something that others may see.
#[inline]
pub fn step() {
    if let Some(worker) = WORKER.get()
        && worker.has_to_look_up()
    {
        worker.attend(true);
    }
}

/// The running actor is about to wait for others.
#[inline]
pub fn about_to_wait() {
    if let Some(worker) = WORKER.get()
        && worker.has_to_look_up()
    {
        worker.attend(false);
    }
}

/// The running actor is there, and sets out: on a lasting thread, together with those that were started with it.
pub fn set_out() {
    if let Some(worker) = WORKER.get() {
        worker.sets_out();
    }
}

/// How often the running thread may look for something before it sleeps: not at all where others need its processor.
pub fn looks() -> u32 {
    match WORKER.get() {
        Some(worker) if worker.crew.running.load(Relaxed) < worker.crew.cores() => LOOKS,
        _ => 0,
    }
}

/// A lasting thread for an actor that is about to be started.
#[derive(Debug)]
pub struct Place {
    starter: &'static Worker,
    worker: &'static Worker,
    thread: Thread,
}

/// A place for an actor that the running one is about to start; `None` if it has to be a thread of its own.
pub fn place() -> Option<Place> {
    let starter = WORKER.get()?;
    let (worker, thread) = starter.crew.next()?;
    Some(Place { starter, worker, thread })
}

impl Place {
    /// The actor is started: it has this name, and `body` is all that it does, which must not unwind, with [`set_out`] before what others may see.
    pub fn start(self, name: Option<&str>, body: impl FnOnce(&Life) + Send + 'static) -> Started {
        let life = Life::new(name);
        let own = Arc::clone(&life);
        let body = Box::new(move || body(&own));
        let crew = self.worker.crew;
        crew.running.fetch_add(1, SeqCst);
        let held = crew.plan().held;
        let line = held.then(|| self.starter.line_for(self.worker));
        self.worker.gets(Job { body, life: Arc::clone(&life), line });
        if !held {
            self.worker.wake();
        }
        Started { life, thread: self.thread }
    }
}

/// The lasting threads of an engine.
pub struct Crew {
    workers: Mutex<Vec<(&'static Worker, Thread)>>,
    /// How many of them are actors of the present run, or have been.
    taken: AtomicUsize,
    /// How many actors besides `main` have not ended.
    running: AtomicUsize,
    /// Whether an actor of the present run is, or was, a thread of its own.
    is_too_small: AtomicBool,
    dismissed: AtomicBool,
    abandoned: AtomicBool,
    plan: Mutex<Plan>,
    cores: Cores,
    seed: u64,
}

impl Crew {
    /// A crew whose first thread does `all`: run after run, each between [`begins`](Self::begins) and [`ends`](Self::ends).
    ///
    /// # Errors
    ///
    /// If the system does not start a thread.
    pub fn muster(seed: u64, all: impl FnOnce(&'static Crew) + Send + 'static) -> io::Result<&'static Self> {
        // Whoever is left behind looks at it for as long as the process lives.
        let crew: &'static Self = Box::leak(Box::new(Self {
            workers: Mutex::new(Vec::new()),
            taken: AtomicUsize::new(1),
            running: AtomicUsize::new(0),
            is_too_small: AtomicBool::new(false),
            dismissed: AtomicBool::new(false),
            abandoned: AtomicBool::new(false),
            plan: Mutex::new(Plan { held: false, starter: Starter::Before, spread: 0, first_core: None }),
            cores: Cores::of_this_thread(),
            seed,
        }));
        let (main, thread) = Worker::start(crew, 0, seed)?;
        crew.workers.lock().push((main, thread));
        let life = Life::new(Some("main"));
        main.gets(Job { body: Box::new(move || all(crew)), life, line: None });
        main.wake();
        Ok(crew)
    }

    /// Sets out as `plan` says from the next run on. Not in the middle of a run.
    pub fn follow(&self, plan: Plan) {
        let before = std::mem::replace(&mut *self.plan.lock(), plan);
        if before.first_core != plan.first_core {
            let workers = self.workers.lock();
            workers.iter().for_each(|(worker, _)| self.place(worker));
        }
    }

    /// A run begins, with the running thread for its `main`.
    pub fn begins(&self) {
        self.taken.store(1, SeqCst);
        self.is_too_small.store(false, SeqCst);
        worker::lives(Some(Life::new(Some("main"))));
    }

    /// The run's `main` has ended. Whether everybody has, as far as that is known here.
    pub fn ends(&self) -> bool {
        if let Some(worker) = WORKER.get() {
            worker.leaves_no_trace();
        }
        let mut looks = 10 * LOOKS;
        while looks > 0 && self.running.load(SeqCst) > 0 {
            std::hint::spin_loop();
            looks -= 1;
        }
        !self.is_too_small.load(SeqCst) && self.is_quiet()
    }

    /// Whether no actor but `main` is on a lasting thread.
    pub fn is_quiet(&self) -> bool {
        self.running.load(SeqCst) == 0
    }

    /// Whether an actor of the present run is a thread of its own, and so not known here.
    pub fn is_too_small(&self) -> bool {
        self.is_too_small.load(SeqCst)
    }

    /// There is nothing more to do. Threads that have an actor go on until it ends.
    pub fn dismiss(&self) {
        self.dismissed.store(true, SeqCst);
        self.workers.lock().iter().for_each(|(worker, _)| worker.wake());
    }

    /// The present run is left as it is: nobody of it goes further than to the next operation.
    pub fn abandon(&self) {
        self.abandoned.store(true, SeqCst);
        self.workers.lock().iter().for_each(|(worker, _)| worker.look_up());
        self.dismiss();
    }

    fn is_dismissed(&self) -> bool {
        self.dismissed.load(SeqCst)
    }

    fn is_abandoned(&self) -> bool {
        self.abandoned.load(SeqCst)
    }

    fn cores(&self) -> usize {
        self.cores.count()
    }

    fn plan(&self) -> Plan {
        *self.plan.lock()
    }

    fn place(&self, worker: &Worker) {
        if worker.tid() != 0 {
            self.cores.place(worker.tid(), self.plan().first_core.map(|first| first.wrapping_add(worker.number)));
        }
    }

    /// A thread that is no actor of the present run and has not been.
    fn next(&'static self) -> Option<(&'static Worker, Thread)> {
        let number = self.taken.fetch_add(1, SeqCst);
        let next = self.worker(number);
        if next.is_none() {
            self.is_too_small.store(true, SeqCst);
        }
        next
    }

    fn worker(&'static self, number: usize) -> Option<(&'static Worker, Thread)> {
        if number >= MOST {
            return None;
        }
        let mut workers = self.workers.lock();
        while workers.len() <= number {
            let next = workers.len();
            // Whoever asks then starts a thread of its own, and is told why that fails.
            workers.push(Worker::start(self, next, self.seed.wrapping_add(next as u64)).ok()?);
        }
        workers.get(number).cloned()
    }

    /// An actor has ended.
    fn one_less(&self, life: &Life) {
        self.running.fetch_sub(1, SeqCst);
        life.ends();
    }
}

impl fmt::Debug for Crew {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Crew").finish_non_exhaustive()
    }
}
