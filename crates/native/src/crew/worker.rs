//! A lasting thread.

use std::cell::RefCell;
use std::fmt;
use std::hint::black_box;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering::Relaxed, Ordering::SeqCst};
use std::thread::{self, Thread};

use parking_lot::Mutex;

use super::Crew;
use super::bell::Bell;
use super::life::Life;
use super::plan::{Dice, Starter};
use super::start_line::{PATIENCE, StartLine};

/// How often a thread without an actor looks for one, before it goes to sleep: as long as a few runs of a short program take.
const LOOKS: u32 = 4_000;

/// What an actor does, all of it.
pub(super) type Body = Box<dyn FnOnce() + Send>;

/// An actor for a lasting thread.
pub(super) struct Job {
    pub(super) body: Body,
    pub(super) life: Arc<Life>,
    /// Where it waits for the others that were started with it.
    pub(super) line: Option<Arc<StartLine>>,
}

/// Actors that were started by somebody who has done nothing since.
struct Waiting {
    line: Arc<StartLine>,
    workers: Vec<&'static Worker>,
}

/// A lasting thread, which is one actor after the other.
pub(super) struct Worker {
    pub(super) number: usize,
    pub(super) crew: &'static Crew,
    tid: AtomicI32,
    /// The next actor that it is to be.
    job: Mutex<Option<Job>>,
    has_job: AtomicBool,
    bell: Bell,
    /// Whether its actor is to look up at its next operation.
    attention: AtomicBool,
    /// Those whom its actor has started last.
    waiting: Mutex<Option<Waiting>>,
    dice: Mutex<Dice>,
    /// Where its actor is to wait for others before it sets out.
    line: Mutex<Option<Arc<StartLine>>>,
}

thread_local! {
    /// The life of the running actor, if it is on a lasting thread.
    static LIFE: RefCell<Option<Arc<Life>>> = const { RefCell::new(None) };
}

/// The life of the running actor, if it is on a lasting thread.
pub(super) fn life() -> Option<Arc<Life>> {
    LIFE.with_borrow(Clone::clone)
}

pub(super) fn lives(life: Option<Arc<Life>>) {
    LIFE.set(life);
}

impl Worker {
    /// The thread with this number of `crew`.
    pub(super) fn start(crew: &'static Crew, number: usize, seed: u64) -> io::Result<(&'static Self, Thread)> {
        // It is never freed: whoever was left behind may look at it at any time.
        let worker: &'static Self = Box::leak(Box::new(Self {
            number,
            crew,
            tid: AtomicI32::new(0),
            job: Mutex::new(None),
            has_job: AtomicBool::new(false),
            bell: Bell::default(),
            attention: AtomicBool::new(false),
            waiting: Mutex::new(None),
            dice: Mutex::new(Dice::new(seed)),
            line: Mutex::new(None),
        }));
        let name = if number == 0 { "main".to_owned() } else { format!("worker-{number}") };
        let handle = thread::Builder::new().name(name).spawn(move || worker.works())?;
        Ok((worker, handle.thread().clone()))
    }

    /// One actor after the other, until the crew is dismissed.
    fn works(&'static self) {
        super::begin_on(self);
        #[cfg(target_os = "linux")]
        self.tid.store(nix::unistd::gettid().as_raw(), Relaxed);
        self.crew.place(self);
        loop {
            let is_over = || self.has_job.load(SeqCst) || self.crew.is_dismissed();
            let mut looks = if self.may_look() { LOOKS } else { 0 };
            // Who sleeps is woken when the line is opened; but whoever is to open it may wait for this one where nobody sees that.
            while !self.bell.wait_for(looks, PATIENCE, is_over) {
                looks = 0;
            }
            let Some(job) = self.take() else { return };
            let Job { body, life, line } = job;
            *self.line.lock() = line;
            lives(Some(Arc::clone(&life)));
            body();
            self.leaves_no_trace();
            // What the first one does is no actor, but run after run.
            if self.number != 0 {
                self.crew.one_less(&life);
            }
        }
    }

    /// Whether it may wait awake. There is no more to be gained by waking quickly than there are processors.
    fn may_look(&self) -> bool {
        self.number < self.crew.cores()
    }

    /// Its actor has everything and sets out, with those that were started with it.
    pub(super) fn sets_out(&self) {
        let line = self.line.lock().take();
        if let Some(line) = line {
            let later = self.moments();
            line.wait(self.may_look());
            line.meet(later);
        }
    }

    fn take(&self) -> Option<Job> {
        self.has_job.load(SeqCst).then(|| {
            self.has_job.store(false, SeqCst);
            self.job.lock().take()
        })?
    }

    /// After this the thread is as good as new, but for what the standard library keeps for it.
    pub(super) fn leaves_no_trace(&self) {
        self.opens_line(Starter::Before);
        lives(None);
        // Takes the token by which the last actor was to be unparked, if it has not been taken.
        thread::current().unpark();
        thread::park();
    }

    /// The system's number for it; zero where it has none, or not yet.
    pub(super) fn tid(&self) -> i32 {
        self.tid.load(Relaxed)
    }

    /// Is this actor next, as soon as it is told.
    pub(super) fn gets(&self, job: Job) {
        *self.job.lock() = Some(job);
        self.has_job.store(true, SeqCst);
    }

    pub(super) fn wake(&self) {
        self.bell.ring();
    }

    /// The line at which those wait whom its actor has started last, with `worker` among them.
    pub(super) fn line_for(&self, worker: &'static Worker) -> Arc<StartLine> {
        let mut waiting = self.waiting.lock();
        let waiting = waiting.get_or_insert_with(|| Waiting { line: Arc::default(), workers: Vec::with_capacity(4) });
        waiting.workers.push(worker);
        self.attention.store(true, SeqCst);
        Arc::clone(&waiting.line)
    }

    /// Whether its actor has to look up.
    #[inline]
    pub(super) fn has_to_look_up(&self) -> bool {
        self.attention.load(Relaxed)
    }

    pub(super) fn look_up(&self) {
        self.attention.store(true, SeqCst);
    }

    /// The actor is about to do something, or to wait: whom it has started sets out now. If the crew has been left behind it goes
    /// no further.
    #[cold]
    pub(super) fn attend(&self, goes_on: bool) {
        self.attention.store(false, SeqCst);
        if self.crew.is_abandoned() {
            loop {
                thread::park();
            }
        }
        self.opens_line(if goes_on { self.crew.plan().starter } else { Starter::Before });
    }

    /// Those whom the actor has started set out, and so does `starter`, which is the actor itself.
    fn opens_line(&self, starter: Starter) {
        let waiting = self.waiting.lock().take();
        if let Some(Waiting { line, workers }) = waiting {
            let takes_part = usize::from(starter == Starter::Together);
            line.open((workers.len() + takes_part).min(self.crew.cores()));
            workers.iter().for_each(|worker| worker.wake());
            match starter {
                Starter::Together => line.meet(self.moments()),
                Starter::After => {
                    thread::yield_now();
                    line.see_others();
                    (0..self.moments()).for_each(|moment| {
                        black_box(moment);
                    });
                }
                Starter::Before => {}
            }
        }
    }

    fn moments(&self) -> u32 {
        self.dice.lock().below(self.crew.plan().spread)
    }
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker").field("number", &self.number).finish_non_exhaustive()
    }
}
