//! Actors: who there is.

use std::cell::Cell;
use std::marker::PhantomData;
use std::mem;
use std::panic::Location;
use std::ptr;
use std::sync::atomic::Ordering;

use Ordering::{AcqRel, Acquire, Relaxed};
use nix::unistd::getpid;

use super::listener::listener;
use super::object::inherit_parts;
use super::registry::ActorSlot;
use super::{address, enabled, registry, run_in_sight};

thread_local! {
    static ME: Cell<Option<&'static ActorSlot>> = const { Cell::new(None) };
}

/// The current actor's place, if the record is on and this thread is an actor.
#[inline]
pub(super) fn me() -> Option<&'static ActorSlot> {
    // A thread that ends drops its locals one by one, and what they hold may still use the facade.
    if enabled() { ME.try_with(Cell::get).ok().flatten() } else { None }
}

/// An actor: no other one ever gets its number. Zero where the record is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActorId(pub(super) u32);

impl ActorId {
    /// The how-manieth actor of the latest run it is; `main` is 0.
    pub(crate) fn number(self) -> usize {
        let base = registry().map_or(0, |registry| registry.actor_base.load(Relaxed));
        self.0.wrapping_sub(base.wrapping_add(1)) as usize
    }
}

/// The current actor's number in the latest run.
pub fn my_number() -> Option<usize> {
    me().map(|me| ActorId(me.id.load(Relaxed)).number())
}

/// A place in the record for an actor that is about to start.
///
/// Made by the one who starts it, so that the record knows the actor before it runs; moved into its thread, or
/// used in its process. Dropped unused (the thread could not be started), it gives the place back.
#[must_use]
pub struct PendingActor {
    id: ActorId,
    pub(super) slot: Option<&'static ActorSlot>,
}

/// Announces a thread, which is named after its source if it is given no name.
pub fn new_actor(name: Option<&str>, created: &'static Location<'static>) -> PendingActor {
    claim(name, created, false)
}

/// Announces a process. It can play the parts its parent plays, for it inherits every open descriptor.
pub fn new_process(name: &str, created: &'static Location<'static>) -> PendingActor {
    claim(Some(name), created, true)
}

fn claim(name: Option<&str>, created: &'static Location<'static>, is_process: bool) -> PendingActor {
    let Some(registry) = registry() else { return PendingActor { id: ActorId(0), slot: None } };
    let id = registry.last_actor.fetch_add(1, Relaxed) + 1;
    let run = me().map_or_else(|| run_in_sight(registry).id, |starter| starter.run.load(Relaxed));
    let label = registry.actor_label(id);
    label.run.store(run, Relaxed);
    label.created.store(address(created), Relaxed);
    label.name.write(name.unwrap_or_default());
    if let Some(listener) = listener() {
        listener.registered(ActorId(id).number(), name, created);
    }
    // If there is no room the actor lives without a row; it is then missing from a diagnosis, and
    // whoever waits for its end is not called blocked.
    let slot = registry.actors.iter().find(|slot| slot.id.compare_exchange(0, id, AcqRel, Relaxed).is_ok());
    if let Some(slot) = slot {
        slot.change(|| {
            slot.run.store(run, Relaxed);
            slot.last_site.store(ptr::null_mut(), Relaxed);
            slot.is_process.store(is_process, Relaxed);
            slot.pid.store(if is_process { 0 } else { getpid().as_raw() }, Relaxed);
            slot.tid.store(0, Relaxed);
        });
    }
    PendingActor { id: ActorId(id), slot }
}

impl PendingActor {
    /// Which actor it will be.
    pub fn id(&self) -> ActorId {
        self.id
    }

    /// The current thread is that actor from now on, until the guard is dropped. In a forked child: the process is.
    pub fn begin(self) -> ActorGuard {
        let slot = self.slot;
        let mut before = ME.get();
        if let Some(slot) = slot {
            if slot.is_process.load(Relaxed) {
                // What is here is the parent's place, known from the memory that was copied: not ours to go back to.
                if let Some(parent) = before.take() {
                    inherit_parts(slot, parent.pid.load(Relaxed));
                }
                slot.pid.store(getpid().as_raw(), Relaxed);
                if let Some(listener) = listener() {
                    listener.begins_in_this_process(self.id.number());
                }
            }
            slot.tid.store(thread_id(), Relaxed);
            ME.set(Some(slot));
            if let Some(listener) = listener() {
                listener.begins(self.id.number());
            }
        }
        mem::forget(self);
        ActorGuard { slot, before, stays_here: PhantomData }
    }

    /// The parent's side of a fork: the place belongs to the process `pid`.
    pub fn forked_as(self, pid: i32) -> ActorId {
        // The child may have ended already, and the place may have a new owner.
        if let Some(slot) = self.slot.filter(|slot| slot.id.load(Acquire) == self.id.0) {
            let _ = slot.pid.compare_exchange(0, pid, AcqRel, Relaxed);
        }
        let id = self.id;
        mem::forget(self);
        id
    }
}

impl Drop for PendingActor {
    fn drop(&mut self) {
        if let Some(listener) = listener() {
            listener.ended(self.id.number());
        }
        if let Some(slot) = self.slot {
            slot.free(self.id.0);
        }
    }
}

/// The current thread is an actor while this lives.
#[must_use]
pub struct ActorGuard {
    slot: Option<&'static ActorSlot>,
    before: Option<&'static ActorSlot>,
    /// Another thread's guard would clear the wrong thread's place.
    stays_here: PhantomData<*const ()>,
}

impl Drop for ActorGuard {
    fn drop(&mut self) {
        if let Some(slot) = self.slot {
            let id = slot.id.load(Relaxed);
            let _ = ME.try_with(|me| me.set(self.before));
            if slot.is_process.load(Relaxed) {
                // It may take a while to die, and until then its files are open and its locks are held. So it stays in
                // the record until somebody sees it dead, which is possible only where the system tells.
                if !cfg!(target_os = "linux") {
                    slot.free(id);
                }
                return;
            }
            slot.free(id);
            // Last, so that whom the listener knows to have ended is not in the record any more.
            if let Some(listener) = listener() {
                listener.ended(ActorId(id).number());
            }
        }
    }
}

/// Forgets every actor of a process that has been seen to be dead.
pub fn process_gone(pid: i32) {
    let Some(registry) = registry() else { return };
    if let Some(listener) = listener() {
        listener.process_gone(pid);
    }
    for slot in &registry.actors {
        if let Some(id) = slot.owner().filter(|_| slot.pid.load(Relaxed) == pid) {
            slot.free(id);
        }
    }
}

/// The system's number for the current thread; zero where there is no way to look it up by that.
fn thread_id() -> i32 {
    #[cfg(target_os = "linux")]
    return nix::unistd::gettid().as_raw();
    #[cfg(not(target_os = "linux"))]
    return 0;
}
