//! Gates in front of every operation of the facade, through which the actors of a real run go in the order of a schedule.
//!
//! An actor that comes to an operation waits at its gate until the schedule names it *and* nobody else is on the way:
//! everybody is at a gate, waits for somebody's end, or has ended. So between two steps of the schedule only one actor
//! runs, as in a model, and what it does between its gates (making objects, starting others, dropping things) is ordered
//! as well. An operation is performed by the real primitive, within the turn; if it would have to wait there, the schedule
//! cannot be followed. No clock decides any of this.
//!
//! What the models take apart into several steps is taken apart in the same way while gates are on: waiting on a
//! condition variable (wait, wake, lock), writing under a read-write lock (queue, lock), a barrier (arrive, leave), a
//! rendezvous (send, hand over; offer, receive), work done once (enter, done), and `park`, which needs to know without
//! waiting whether it would wait. There the facade keeps count itself and the real locks only guard the data.
//!
//! When the schedule is used up all gates open, and the run is free: a deadlock is one of real locks.
//!
//! The state is in memory that forked processes share. Without a play, a gate costs one load and a test.

mod by_rules;
mod slots;

use std::cell::Cell;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::Location;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};
use std::thread::ThreadId;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use parking_lot::Mutex;

use self::slots::{State, Table};

pub use self::by_rules::ByRules;
use super::record::{self, Listener, Naming, Seen};
use racecourse_sources::Names;
use racecourse_trace::schedule::{Called, Refusal};

static PLAY: AtomicPtr<Running> = AtomicPtr::new(ptr::null_mut());

/// Actors that a run may have, and so different names in its schedule.
pub const MOST_ACTORS: usize = slots::MOST;

thread_local! {
    /// The step that this actor is in the middle of.
    static TURN: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Which thread of this process is which actor.
static THREADS: Mutex<Vec<(ThreadId, usize, Arc<ByRules>)>> = Mutex::new(Vec::new());

/// What is to be played.
#[derive(Clone, Debug)]
pub struct Play {
    /// The different names in the schedule, at most [`MOST_ACTORS`].
    pub names: Vec<String>,
    /// Whose turn it is, as places in `names`.
    pub steps: Vec<usize>,
    /// The names that the source gives.
    pub naming: Names,
    /// Whether asking for a turn and getting it are steps: see `progress`.
    pub turns_are_steps: bool,
    /// Whether a waiter may wake for no reason.
    pub spurious_wakeups: bool,
    /// Whether everybody is held at the end of the schedule, and does not go on freely.
    pub hold_at_end: bool,
    /// Where counted pointers are made of which each clone and each drop is a step, or threads are started whose returns are.
    pub counted: Vec<&'static Location<'static>>,
}

struct Running {
    play: Play,
    table: Table,
}

/// What became of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Steps of the schedule that were begun.
    pub steps: usize,
    /// The step that was not possible, and why.
    pub impossible: Option<(usize, Refusal)>,
}

/// Puts gates up, for this process and all it will fork. They stay, but can be told to play something else.
pub fn install(play: Play) -> std::io::Result<()> {
    let running = Running { play, table: Table::new()? };
    // Whoever looks at the play before may be a forked child: it is never taken away from under them.
    PLAY.store(Box::into_raw(Box::new(running)), Ordering::Release);
    record::listen(&Gates);
    Ok(())
}

/// Takes the gates away, for this process.
pub fn remove() {
    record::listen_no_more();
    PLAY.store(ptr::null_mut(), Ordering::Release);
}

/// A run begins.
pub fn reset() {
    SHARED.store(false, Ordering::Relaxed);
    if let Some(it) = running() {
        it.table.clear();
    }
}

/// How far the run has come.
pub fn progress() -> Progress {
    running().map_or(Progress { steps: 0, impossible: None }, |it| Progress {
        steps: it.table.cursor(),
        impossible: it.table.impossible(),
    })
}

/// Whether the run is where it is to be held.
pub fn is_held() -> bool {
    running().is_some_and(|it| it.play.hold_at_end && it.is_used_up() && it.table.is_quiet(usize::MAX))
}

/// Whether there are gates.
#[inline]
pub fn are_up() -> bool {
    !PLAY.load(Ordering::Relaxed).is_null()
}

#[inline]
fn running() -> Option<&'static Running> {
    // SAFETY: `install` alone stores here: what comes from a `Box` that is never freed.
    #[expect(unsafe_code, reason = "a reference cannot be stored in an atomic, its address can")]
    unsafe {
        PLAY.load(Ordering::Acquire).as_ref()
    }
}

/// The play and the running actor's slot in it.
fn here() -> Option<(&'static Running, usize)> {
    let it = running()?;
    Some((it, record::my_number().filter(|me| *me < slots::MOST)?))
}

/// An operation of the facade that is one step: the actor is seen, and waits for its turn if there are gates.
#[inline]
pub fn enter(site: &'static Location<'static>) {
    record::tick(site);
    pass();
}

/// A step: waits for the turn if there are gates. What destructors do in a panic are steps like any others, as in the models.
#[inline]
pub fn pass() {
    if are_up() {
        wait_for_turn();
    }
}

/// Whether the memory of this process is, or was, that of more than one thread.
static SHARED: AtomicBool = AtomicBool::new(false);

/// A thread is started in this process.
pub fn shares_memory() {
    SHARED.store(true, Ordering::Relaxed);
}

/// The memory of this process is about to be copied. As in a model that is a step if others use it too.
pub fn pass_to_copy_memory() {
    if SHARED.load(Ordering::Relaxed) {
        pass();
    }
}

/// Whether this process was forked by another one, so that it could be killed.
static FORKED: AtomicBool = AtomicBool::new(false);

/// This process begins.
pub fn begins_forked() {
    FORKED.store(true, Ordering::Relaxed);
}

/// A process is waited for. As in a model that is a step of a process that could be killed.
pub fn pass_to_wait_for_process() {
    if FORKED.load(Ordering::Relaxed) {
        pass();
    }
}

/// A clone or a drop of a pointer that was made at `place`.
pub fn pass_to_count(place: &Location<'_>) {
    if running().is_some_and(|it| it.play.counted.iter().any(|counted| **counted == *place)) {
        wait_for_turn();
    }
}

/// The return of a thread that was started at `place`.
pub fn pass_to_return(place: &Location<'_>) {
    pass_to_count(place);
    if let Some((it, me)) = here() {
        it.table.returns(me);
    }
}

/// A step of asking for a turn, or getting it.
pub fn pass_in_line() {
    if running().is_some_and(|it| it.play.turns_are_steps) {
        wait_for_turn();
    }
}

/// Whether a waiter that was not notified may go on all the same.
pub fn may_wake_for_no_reason() -> bool {
    TURN.get().is_some() && running().is_some_and(|it| it.play.spurious_wakeups)
}

/// Whether the running actor is in the middle of a step that the schedule gave it.
pub fn in_turn() -> bool {
    TURN.get().is_some()
}

fn wait_for_turn() {
    TURN.set(None);
    if let Some((it, me)) = here() {
        it.wait_for_turn(me);
    }
}

impl Running {
    fn wait_for_turn(&self, me: usize) {
        if self.is_open() && !self.table.is_condemned(me) {
            return;
        }
        self.table.set(me, State::AtGate);
        let mut backoff = Backoff::default();
        loop {
            if self.table.is_condemned(me) {
                // It takes no step any more.
                backoff.wait();
                continue;
            }
            if self.is_open() {
                break;
            }
            let step = self.table.cursor();
            if let Some(name) = self.play.steps.get(step) {
                if self.table.is_meant(me, *name) {
                    // Who kills it makes its end certain before all are quiet: asked only before, it could take its turn after that.
                    if self.table.is_quiet(me) && !self.table.is_condemned(me) {
                        self.table.set(me, State::Running);
                        TURN.set(Some(step));
                        self.table.advance(step + 1);
                        return;
                    }
                } else if self.table.is_quiet(me) {
                    self.look_for_whose_turn_it_is(step, *name);
                }
            } else if !self.play.hold_at_end && self.table.is_quiet(me) {
                // The last step is over, too.
                self.table.open();
            }
            backoff.wait();
        }
        self.table.set(me, State::Running);
    }

    fn is_open(&self) -> bool {
        self.table.is_open() || self.table.is_impossible()
    }

    /// Whether the time has come to bury this one, and how far the schedule is then, if that is one of its steps.
    fn burial_of(&self, number: usize, is_over: bool) -> Option<Option<usize>> {
        if is_over || self.is_open() {
            return Some(None);
        }
        let step = self.table.cursor();
        if !self.table.is_quiet(usize::MAX) {
            return None;
        }
        let left = self.play.steps.get(step..).unwrap_or_default();
        match left.iter().position(|name| self.table.is_meant(number, *name)) {
            Some(0) => Some(Some(step + 1)),
            Some(_) => None,
            None => (left.is_empty() || self.table.is_waited_for(number)).then_some(None),
        }
    }

    fn is_turn_of(&self, actor: usize) -> bool {
        self.play.steps.get(self.table.cursor()).is_some_and(|name| self.table.is_meant(actor, *name))
    }

    /// Whether the last step has been begun.
    fn is_used_up(&self) -> bool {
        self.table.cursor() == self.play.steps.len()
    }

    /// Everybody has come to rest: if the one whose turn it is has not come to a gate, it never will.
    fn look_for_whose_turn_it_is(&self, step: usize, name: usize) {
        let word = || self.play.names[name].clone();
        let why = match self.table.find(name) {
            None => Refusal::NotStarted(word()),
            // Who watches over the run sees to its burial.
            Some((number, _)) if self.table.is_condemned(number) => return,
            Some((_, State::AtGate | State::Running)) => return,
            Some((_, State::Ended | State::Exiting)) => Refusal::Finished(word()),
            Some((_, State::Killed)) => Refusal::Killed(word()),
            Some((_, State::BlockedOn(other))) => {
                Refusal::WaitsForEndOf(word(), record::plain_name(other, &self.play.naming))
            }
        };
        // It may have taken its turn while we looked.
        if self.table.cursor() == step {
            self.table.give_up(step, &why);
        }
    }
}

/// What the gates make of what the record tells them.
struct Gates;

impl Listener for Gates {
    fn registered(&self, number: usize, name: Option<&str>, created: &'static Location<'static>) {
        let Some(it) = running().filter(|_| number < slots::MOST) else { return };
        let name = name.map(str::to_owned).or_else(|| it.play.naming.at(created));
        let name = name.unwrap_or_else(|| format!("thread-{number}"));
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        let hash = hasher.finish();
        let called = Called { name: &name, nth: it.table.namesakes(number, hash) + 1, id: number };
        let words = it.play.names.iter().take(MOST_ACTORS).enumerate().filter(|(_, word)| called.is_meant_by(word));
        it.table.register(number, hash, words.map(|(at, _)| 1 << at).sum());
    }

    fn begins(&self, number: usize) {
        let token = ByRules::new(racecourse_meaning::State::Token { owner: number, set: false }, ());
        THREADS.lock().push((std::thread::current().id(), number, Arc::new(token)));
    }

    fn begins_in_this_process(&self, number: usize) {
        // Of the threads there were the child has none.
        SHARED.store(false, Ordering::Relaxed);
        if let Some(it) = running().filter(|_| number < slots::MOST) {
            it.table.moved_here(number);
        }
    }

    fn ended(&self, number: usize) {
        if let Some(it) = running().filter(|_| number < slots::MOST) {
            it.table.set(number, State::Ended);
        }
    }

    fn process_gone(&self, pid: i32) {
        if let Some(it) = running() {
            it.table.end_all_of(pid, State::Ended);
        }
    }

    /// Waits without a gate.
    fn waits_for_end_of(&self, number: usize) {
        if let Some((it, me)) = here() {
            TURN.set(None);
            it.table.set(me, State::BlockedOn(number));
        }
    }

    fn continues(&self) {
        if let Some((it, me)) = here() {
            it.table.set(me, State::Running);
        }
    }

    /// In the middle of a step that is impossible.
    fn would_wait(&self) {
        let Some((it, me)) = here() else { return };
        let Some(step) = TURN.take() else { return };
        let naming = |at: &Location<'_>| it.play.naming.at(at);
        let state = record::snapshot(&naming).into_iter().find(|seen| seen.number() == me);
        let why = state.and_then(|seen| Some(Refusal::Waits(seen.state.actor, seen.state.waits?)));
        it.table.give_up(step, &why.unwrap_or(Refusal::HasToWait));
    }
}

/// The running process is about to end: for others it has ended when the system says so.
pub(super) fn exiting() {
    if let Some((it, me)) = here() {
        TURN.set(None);
        it.table.set(me, State::Exiting);
    }
}

/// The process with this number is to be killed. In a step of the schedule that makes its end certain and no more: it goes
/// through no gate again, and the signal comes with its burial. Whether it is so; else it is to be killed at once.
pub(super) fn condemns(pid: i32) -> bool {
    let Some((it, _)) = here().filter(|_| in_turn()) else { return false };
    it.table.condemn(pid);
    true
}

/// Kills for real whoever is certain to end, if the run has come to that; for the process that watches over it. That is when
/// the schedule names the one that was killed, and when the schedule is used up; if it does not name that one any more, as it
/// had nothing, also when somebody waits for its end; and when there is no schedule to be followed any longer.
pub fn bury(is_over: bool) {
    let Some(it) = running() else { return };
    for number in it.table.condemned() {
        let pid = it.table.pid(number);
        // It may have been one of a process that is dead by now.
        if !it.table.is_condemned(number) || pid <= 0 {
            continue;
        }
        let Some(next) = it.burial_of(number, is_over) else { continue };
        // Who is gone already needs no signal.
        let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
        let mut backoff = Backoff::default();
        while !record::process_is_gone(pid) {
            backoff.wait();
        }
        it.table.end_all_of(pid, State::Killed);
        if let Some(next) = next {
            it.table.advance(next);
        }
        it.table.buried(pid);
    }
}

/// The scenario returns. While others are there that is a step, whose turn has to come; then they are what is given back.
/// If all have ended, it is one only if the schedule says so.
pub fn returns(naming: Naming<'_>) -> Vec<Seen> {
    let Some((it, me)) = here() else { return Vec::new() };
    let at_rest = || {
        until(|| it.is_open() || it.table.is_quiet(me));
        record::reap();
        let mut others = record::snapshot(naming);
        others.retain(|actor| actor.number() != me && !it.table.is_condemned(actor.number()));
        others
    };
    at_rest();
    if !it.table.is_anybody_left(me) && !it.is_turn_of(me) {
        return Vec::new();
    }
    it.table.set(me, State::AtGate);
    // Whoever is there when its turn comes is there for good, as far as the models go, even if it ends soon after.
    until(|| it.is_open() || it.is_used_up() || (it.is_turn_of(me) && it.table.is_quiet(me)));
    let others = at_rest();
    wait_for_turn();
    if in_turn() { others } else { Vec::new() }
}

/// In a step of the schedule: whether the thread's function has returned. Everybody is at rest then.
pub fn has_returned(actor: record::ActorId) -> Option<bool> {
    let (it, _) = here().filter(|_| in_turn())?;
    let number = actor.number();
    Some(number < slots::MOST && (it.table.has_returned(number) || it.table.has_ended(number)))
}

/// The park token of a thread, where there are gates.
pub fn token_of(thread: ThreadId) -> Option<Arc<ByRules>> {
    running()?;
    // A forked child has its parent's list, and its main thread the parent's number: its own entry comes later.
    let threads = THREADS.lock();
    threads.iter().rev().find(|(id, ..)| *id == thread).map(|(_, _, token)| Arc::clone(token))
}

/// Waits until `done`, where gates are up and no real primitive waits for it.
pub fn until(mut done: impl FnMut() -> bool) {
    let mut backoff = Backoff::default();
    while !done() {
        record::asked_in_vain();
        backoff.wait();
    }
    record::asks_no_more();
}

/// Waits a little, and a little more each time.
#[derive(Default)]
struct Backoff(u32);

impl Backoff {
    fn wait(&mut self) {
        self.0 = self.0.saturating_add(1);
        match self.0 {
            0..100 => std::hint::spin_loop(),
            100..200 => std::thread::yield_now(),
            n => std::thread::sleep(Duration::from_micros(u64::from(n - 150).min(500))),
        }
    }
}

#[cfg(test)]
mod tests {
    use nix::unistd::getpid;

    use super::*;

    /// A run without a schedule.
    fn free_run() -> Running {
        let play = Play {
            names: Vec::new(),
            steps: Vec::new(),
            naming: Names::default(),
            turns_are_steps: false,
            spurious_wakeups: false,
            hold_at_end: false,
            counted: Vec::new(),
        };
        Running { play, table: Table::new().expect("there is memory") }
    }

    /// The signal that kills it comes from another process, and some time later.
    #[test]
    fn whose_end_is_certain_goes_through_no_gate_although_all_are_open() {
        const VICTIM: usize = 0;
        let (run, passed) = (free_run(), AtomicBool::new(false));
        run.table.register(VICTIM, 0, 0);
        run.table.condemn(getpid().as_raw());
        run.table.open();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                run.wait_for_turn(VICTIM);
                passed.store(true, Ordering::SeqCst);
            });
            until(|| passed.load(Ordering::SeqCst) || run.table.state(VICTIM) == Some(State::AtGate));
            let has_passed = passed.load(Ordering::SeqCst);
            // Else it would be waited for.
            run.table.buried(getpid().as_raw());
            assert!(!has_passed, "it has gone on");
        });
    }
}
