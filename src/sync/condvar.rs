//! Condition variables.

use std::fmt;
use std::panic::Location;
use std::time::{Duration, Instant};

use super::mutex::MutexGuard;
use crate::exploration::{ObjectKind, Verb};
use crate::object::{self, Object};
use racecourse_kernel as kernel;
use racecourse_kernel::shown::Trace;
use racecourse_meaning::{Action, Operation, State};
use racecourse_native::gates::{self, ByRules};
use racecourse_native::record::{self, NativeObject};

/// A place to wait until another actor says that something has changed.
///
/// The shape is `parking_lot`'s. In the models `notify_one` may wake any waiter, not just the one that has waited
/// longest, a timed wait may time out at any moment, and, if the budget says so, a waiter may wake for no reason.
pub struct Condvar {
    object: Object,
    native: parking_lot::Condvar,
    behind_gates: Option<Box<ByRules>>,
    /// With which mutex each actor has begun to wait last, as numbers, where `native` does not see to it.
    mutexes: parking_lot::Mutex<Vec<(usize, usize)>>,
}

/// Whether a timed wait ended because of its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    /// Whether the wait ended because of its time and not by a notification.
    pub fn timed_out(self) -> bool {
        self.0
    }
}

impl Condvar {
    /// A condition variable on which nobody waits.
    #[track_caller]
    pub fn new() -> Self {
        let quiet = State::quiet_condvar;
        let object = Object::private(quiet, ObjectKind::Condvar, Location::caller());
        let behind_gates = ByRules::if_gates_are_up(quiet);
        Self { object, native: parking_lot::Condvar::new(), behind_gates, mutexes: parking_lot::Mutex::default() }
    }

    /// The same condition variable under a name of its own in reports.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.object.set_name(name);
        self
    }

    /// Frees the guard's lock and waits for a notification, in one step; then takes the lock again.
    ///
    /// A notification says that something changed, not that it is what the waiter waits for, and a waiter may wake
    /// without one: test the condition again, or use [`wait_while`](Self::wait_while).
    ///
    /// # Panics
    ///
    /// As all other waits here, if somebody waits with another mutex.
    #[track_caller]
    pub fn wait<T: ?Sized>(&self, guard: &mut MutexGuard<'_, T>) {
        self.wait_at(guard, None, Location::caller());
    }

    /// Waits as long as `condition` holds. Tests it before the first wait too.
    #[track_caller]
    pub fn wait_while<T: ?Sized>(&self, guard: &mut MutexGuard<'_, T>, mut condition: impl FnMut(&mut T) -> bool) {
        let site = Location::caller();
        while condition(guard.looked_at()) {
            self.wait_at(guard, None, site);
        }
    }

    /// Like [`wait`](Self::wait), for `time` at most. In a model the time may be over at any moment.
    #[track_caller]
    pub fn wait_for<T: ?Sized>(&self, guard: &mut MutexGuard<'_, T>, time: Duration) -> WaitTimeoutResult {
        self.wait_at(guard, Some(time), Location::caller())
    }

    fn wait_at<T: ?Sized>(
        &self,
        guard: &mut MutexGuard<'_, T>,
        time: Option<Duration>,
        site: &'static Location<'static>,
    ) -> WaitTimeoutResult {
        match (&self.object, &guard.mutex.object) {
            (Object::Native(object), Object::Native(mutex)) if self.behind_gates.is_some() => {
                self.wait_behind_gates((object, mutex), guard, time, site)
            }
            (Object::Native(object), Object::Native(mutex)) => {
                object::tick(site);
                record::released(mutex);
                let wait = match time {
                    None => record::waiting(Verb::Wait, object, site),
                    Some(_) => record::waiting_for_a_time(Verb::Wait, object, site),
                };
                let timed_out = match time {
                    None => {
                        self.native.wait(guard.native());
                        false
                    }
                    Some(time) => self.native.wait_for(guard.native(), time).timed_out(),
                };
                drop(wait);
                record::holding(mutex, guard.site());
                WaitTimeoutResult(timed_out)
            }
            (Object::Model(id), Object::Model(mutex)) => {
                let (id, mutex) = (id.here(), mutex.here());
                guard.compare();
                let wait = Operation::on(Action::Wait, id, site).with(mutex).having_written(guard.has_written());
                kernel::perform_showing(wait, &mut |_| Trace::default().passing(guard.value()));
                guard.leave();
                let is_stranger = kernel::world(|world| self.is_stranger(world.running, mutex, &world.states[id]));
                let timed = time.is_some() || is_stranger;
                let woken = kernel::perform(Operation::on(Action::Wake { timed }, id, site)).is_done();
                guard.lock_again(mutex, site);
                refuse(is_stranger);
                WaitTimeoutResult(timed && !woken)
            }
            _ => panic!("a condition variable and its mutex must be made in the same execution"),
        }
    }

    /// The same, where giving up the lock, waking and taking the lock are steps of their own.
    fn wait_behind_gates<T: ?Sized>(
        &self,
        (object, mutex): (&NativeObject, &NativeObject),
        guard: &mut MutexGuard<'_, T>,
        time: Option<Duration>,
        site: &'static Location<'static>,
    ) -> WaitTimeoutResult {
        object::enter(site);
        let Some(rules) = &self.behind_gates else { unreachable!("it is asked only where there are gates") };
        rules.step(&Operation::alone(Action::Wait, site), || ());
        let mut is_stranger = false;
        if let Some(me) = record::my_number() {
            let mutex = std::ptr::from_ref(mutex).addr();
            rules.change(|state| is_stranger = self.is_stranger(me, mutex, state));
        }
        let time = time.or(is_stranger.then_some(Duration::ZERO));
        record::released(mutex);
        guard.leave();
        gates::pass();
        // Behind a gate, to go on without a notification means that the time is over, or that it happens to wake.
        let goes_on = gates::in_turn() && (time.is_some() || gates::may_wake_for_no_reason());
        let end = time.map(|time| Instant::now() + time);
        let waits = || match time {
            None => record::waiting(Verb::Wait, object, site),
            Some(_) => record::waiting_for_a_time(Verb::Wait, object, site),
        };
        let wake = Operation::alone(Action::Wake { timed: time.is_some() }, site);
        let is_over = || goes_on || end.is_some_and(|end| Instant::now() >= end);
        let woken = rules.step_until(&wake, waits, is_over, |effect, ()| effect.is_done());
        gates::pass();
        guard.lock_natively_again(mutex, site);
        refuse(is_stranger);
        WaitTimeoutResult(time.is_some() && !woken)
    }

    /// Whether somebody waits in this state, and has not been notified, with another mutex than `me`, who has just begun to.
    fn is_stranger(&self, me: usize, mutex: usize, state: &State) -> bool {
        let State::Condvar { waiters, notified } = state else { return false };
        let mut mutexes = self.mutexes.lock();
        mutexes.retain(|(actor, _)| *actor != me);
        let others = mutexes.iter().filter(|(actor, other)| *other != mutex && waiters.contains(actor));
        let others: Vec<usize> = others.map(|(actor, _)| *actor).collect();
        mutexes.push((me, mutex));
        // A notification is for one of several.
        let may_have_gone = notified.iter().filter(|may| may.iter().any(|actor| others.contains(actor)));
        others.len() > may_have_gone.count()
    }

    /// Wakes one waiter, if there is one.
    #[track_caller]
    pub fn notify_one(&self) {
        self.notify(Action::NotifyOne, Location::caller());
    }

    /// Wakes all waiters.
    #[track_caller]
    pub fn notify_all(&self) {
        self.notify(Action::NotifyAll, Location::caller());
    }

    #[track_caller]
    fn notify(&self, action: Action, site: &'static Location<'static>) {
        let Object::Model(id) = self.object else {
            object::enter(site);
            if let Some(rules) = &self.behind_gates {
                rules.step(&Operation::alone(action, site), || ());
            } else if action == Action::NotifyAll {
                self.native.notify_all();
            } else {
                self.native.notify_one();
            }
            return;
        };
        let id = id.here();
        kernel::perform(Operation::on(action, id, site));
    }
}

/// Whoever comes with another mutex than somebody who waits panics, as `parking_lot` has it. There the mutex is not given up before;
/// here that is seen only in the step that gives it up, and it is taken again.
#[track_caller]
fn refuse(is_stranger: bool) {
    assert!(!is_stranger, "attempted to use a condition variable with more than one mutex");
}

impl Default for Condvar {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Condvar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Condvar").finish_non_exhaustive()
    }
}
