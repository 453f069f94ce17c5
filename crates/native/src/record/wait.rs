//! Waits: who is blocked on what.

use std::marker::PhantomData;
use std::panic::Location;
use std::sync::atomic::Ordering::Relaxed;

use super::actor::{ActorId, me};
use super::address;
use super::listener::listener;
use super::object::{NativeObject, Part};
use super::registry::{ActorSlot, Wait};
use racecourse_trace::exploration::Verb;
use racecourse_trace::failure::Obstacle;

/// The current actor waits for `object` from now on, until the guard is dropped.
pub fn waiting(action: Verb, object: &NativeObject, site: &'static Location<'static>) -> WaitGuard {
    Waits::on(action, object, site).begin()
}

/// The same, for a wait that ends by itself after some time.
pub fn waiting_for_a_time(action: Verb, object: &NativeObject, site: &'static Location<'static>) -> WaitGuard {
    Waits { timed: true, ..Waits::on(action, object, site) }.begin()
}

/// The current actor waits for the end of `actor`.
pub fn waiting_for_actor(action: Verb, actor: ActorId, site: &'static Location<'static>) -> WaitGuard {
    Waits { action, target: Target::Actor(actor), ..Waits::for_event(action, site) }.begin()
}

/// The current actor waits for something that is no object, such as to be unparked.
pub fn waiting_for_event(action: Verb, site: &'static Location<'static>) -> WaitGuard {
    Waits::for_event(action, site).begin()
}

/// The current actor sleeps.
pub fn sleeping(site: &'static Location<'static>) -> WaitGuard {
    Waits { timed: true, ..Waits::for_event(Verb::Sleep, site) }.begin()
}

/// A wait that is about to begin, with all there is to say about it.
#[derive(Clone, Copy, Debug)]
pub struct Waits<'a> {
    action: Verb,
    target: Target<'a>,
    site: &'static Location<'static>,
    obstacle: Option<Obstacle>,
    timed: bool,
    ended_by: Part,
}

/// What one can wait for.
#[derive(Clone, Copy, Debug)]
enum Target<'a> {
    Object(&'a NativeObject),
    Actor(ActorId),
    Event,
}

impl<'a> Waits<'a> {
    /// A wait for `object`, which whoever holds it can end.
    pub fn on(action: Verb, object: &'a NativeObject, site: &'static Location<'static>) -> Self {
        Self { target: Target::Object(object), ..Self::for_event(action, site) }
    }

    fn for_event(action: Verb, site: &'static Location<'static>) -> Self {
        Self { action, target: Target::Event, site, obstacle: None, timed: false, ended_by: Part::Holds }
    }

    /// The same wait, with what about the object is in the way.
    pub fn behind(self, obstacle: Obstacle) -> Self {
        Self { obstacle: Some(obstacle), ..self }
    }

    /// The same wait, ended by those who play `part`.
    pub fn ended_by(self, part: Part) -> Self {
        Self { ended_by: part, ..self }
    }

    /// The current actor waits from now on, until the guard is dropped.
    pub fn begin(self) -> WaitGuard {
        let Some(me) = me() else { return WaitGuard { slot: None, stays_here: PhantomData } };
        let (kind, target) = match self.target {
            Target::Object(object) => (Wait::OBJECT, object.id),
            Target::Actor(actor) => (Wait::ACTOR, actor.0),
            Target::Event => (Wait::EVENT, 0),
        };
        me.change(|| {
            let wait = &me.wait;
            wait.ended_by.store(self.ended_by as u8, Relaxed);
            wait.timed.store(self.timed, Relaxed);
            wait.target.store(target, Relaxed);
            wait.asked.store(0, Relaxed);
            wait.site.store(address(self.site), Relaxed);
            wait.action.store(self.action.number(), Relaxed);
            wait.obstacle.write(self.obstacle);
            wait.kind.store(kind, Relaxed);
        });
        if let Some(listener) = listener() {
            match self.target {
                Target::Actor(actor) => listener.waits_for_end_of(actor.number()),
                _ if self.timed => {}
                Target::Object(_) | Target::Event => listener.would_wait(),
            }
        }
        WaitGuard { slot: Some(me), stays_here: PhantomData }
    }
}

/// The current actor has asked whether its wait is over, and it is not.
pub fn asked_in_vain() {
    if let Some(me) = me() {
        me.wait.asked.fetch_add(1, Relaxed);
    }
}

/// The current actor asks no more: what it goes on waiting for, the system will tell it.
pub fn asks_no_more() {
    if let Some(me) = me() {
        me.wait.asked.store(0, Relaxed);
    }
}

/// The current actor waits while this lives.
#[must_use]
pub struct WaitGuard {
    slot: Option<&'static ActorSlot>,
    stays_here: PhantomData<*const ()>,
}

impl Drop for WaitGuard {
    fn drop(&mut self) {
        if let Some(slot) = self.slot {
            if let Some(listener) = listener()
                && slot.wait.kind.load(Relaxed) == Wait::ACTOR
            {
                listener.continues();
            }
            slot.change(|| slot.wait.kind.store(Wait::NONE, Relaxed));
        }
    }
}
