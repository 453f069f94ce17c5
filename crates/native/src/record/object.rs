//! Objects, and what actors have to do with them.

use std::panic::Location;
use std::sync::atomic::Ordering;

use Ordering::{Acquire, Relaxed, Release};

use super::actor::me;
use super::registry::ActorSlot;
use super::{address, registry};
use racecourse_trace::exploration::ObjectKind;

/// An object as the record knows it: the native arm of every facade type has one.
#[derive(Debug)]
pub struct NativeObject {
    /// Zero where the record was off when it was made.
    pub(super) id: u32,
}

impl NativeObject {
    /// An object that belongs to one process; a forked child has a copy of it.
    pub fn new(kind: ObjectKind, created: &'static Location<'static>) -> Self {
        Self::register(kind, created, false)
    }

    /// An object that forked processes share: a pipe, a file lock.
    pub fn shared(kind: ObjectKind, created: &'static Location<'static>) -> Self {
        Self::register(kind, created, true)
    }

    fn register(kind: ObjectKind, created: &'static Location<'static>, shared: bool) -> Self {
        let Some(registry) = registry() else { return Self { id: 0 } };
        let id = registry.last_object.fetch_add(1, Relaxed) + 1;
        let slot = registry.object(id);
        slot.shared.store(shared, Relaxed);
        slot.created.store(address(created), Relaxed);
        slot.maker.store(me().map_or(0, |me| me.id.load(Relaxed)), Relaxed);
        slot.kind.store(kind.number(), Relaxed);
        slot.name.write("");
        slot.id.store(id, Release);
        Self { id }
    }

    /// Gives it a name, which goes before the one its source gives it.
    pub fn set_name(&mut self, name: &str) {
        if let Some(registry) = registry().filter(|_| self.id != 0) {
            registry.object(self.id).name.write(name);
        }
    }
}

/// What an actor has to do with an object, and so which waits it can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Part {
    /// It has taken it: a lock, a permit. The one part that reports show.
    Holds = 0,
    /// It can put something in: it has the writing end.
    Gives = 1,
    /// It can take something out: it has the reading end.
    Takes = 2,
}

/// The current actor has taken `object`.
pub fn holding(object: &NativeObject, site: &'static Location<'static>) {
    plays(object, Part::Holds, site);
}

/// The current actor plays a part from now on.
pub fn plays(object: &NativeObject, part: Part, site: &'static Location<'static>) {
    if let Some(me) = me().filter(|_| object.id != 0) {
        me.change(|| add_hold(me, object.id, part as u8, address(site)));
    }
}

/// The current actor has let go of `object`, which it, or another actor of this process, had taken.
pub fn released(object: &NativeObject) {
    stops(object, Part::Holds);
}

/// The current actor's process plays a part no longer.
pub fn stops(object: &NativeObject, part: Part) {
    let (Some(registry), Some(me)) = (registry(), me().filter(|_| object.id != 0)) else { return };
    if drop_hold(me, object.id, part) {
        return;
    }
    // A permit or an end of a pipe may have moved to another thread since it was taken.
    let pid = me.pid.load(Relaxed);
    let mut others = registry.actors.iter().filter(|slot| slot.id.load(Acquire) != 0 && slot.pid.load(Relaxed) == pid);
    others.any(|slot| drop_hold(slot, object.id, part));
}

/// Whatever descriptors the parent has open are open in its child: `child` can play the parts that `parent`'s actors
/// play.
pub(super) fn inherit_parts(child: &ActorSlot, parent: i32) {
    let Some(registry) = registry() else { return };
    for slot in registry.actors.iter().filter(|slot| slot.id.load(Acquire) != 0 && slot.pid.load(Relaxed) == parent) {
        for hold in slot.holds.iter().filter(|hold| hold.object.load(Acquire) != 0) {
            let part = hold.part.load(Relaxed);
            if part != Part::Holds as u8 {
                child.change(|| add_hold(child, hold.object.load(Relaxed), part, hold.site.load(Relaxed)));
            }
        }
    }
}

fn add_hold(slot: &ActorSlot, object: u32, part: u8, site: *mut Location<'static>) {
    // An actor that holds more than there is room for is described by the first of them.
    if let Some(free) = slot.holds.iter().find(|hold| hold.object.load(Relaxed) == 0) {
        free.part.store(part, Relaxed);
        free.site.store(site, Relaxed);
        free.object.store(object, Release);
    }
}

fn drop_hold(slot: &ActorSlot, object: u32, part: Part) -> bool {
    let mut holds = slot.holds.iter().rev();
    let held = holds.find(|hold| hold.object.load(Acquire) == object && hold.part.load(Relaxed) == part as u8);
    if let Some(hold) = held {
        slot.change(|| hold.object.store(0, Relaxed));
    }
    held.is_some()
}
