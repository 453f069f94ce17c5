//! The tripwire: whether actors share memory in a way that no model sees.
//!
//! A model knows what is done with the facade's objects. A program that shares memory past them, by a pointer that should not be
//! there, has no step in which anybody could come between, so a search finds nothing wrong with it. A compiler can have each load and
//! store of a program told ([`touches`]); here they are compared with what their actors know of each other by the steps of the
//! execution. Two that conflict, and that nothing orders, are *hidden* accesses ([`HiddenRace`]).
//!
//! Only executions that are recorded are watched: there the order of the steps is known while they go on. Memory that is used again
//! is forgotten: what is freed, and the stacks of actors. What the facade keeps for itself is ordered by the world and by no step,
//! and is [left aside](aside).

mod shadow;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::Range;

use self::shadow::{Shadow, Touch};
use super::clock::Clock;
use super::current::{names, try_world_if_free};
use super::world::World;
use racecourse_meaning::ActorId;
use racecourse_sources::{Names, site};
use racecourse_trace::hidden_race::{HiddenAccess, HiddenRace, Watched};

/// How many pairs are told of. One is enough for somebody to look.
const MOST_RACES: usize = 4;

thread_local! {
    /// Whether this thread's executions are watched.
    static IS_SET: Cell<bool> = const { Cell::new(false) };
    /// Whether what is touched now is the facade's.
    static ASIDE: Cell<bool> = const { Cell::new(false) };
    static WIRE: RefCell<Wire> = const { RefCell::new(Wire::new()) };
}

/// What is known of the running execution, and what was found in all.
struct Wire {
    shadow: Shadow,
    /// By whom pointers have been dropped that share a value, by its address: what each of them knew.
    dropped: BTreeMap<usize, Clock>,
    /// Who is dropping the last pointer to something, and what those knew who had dropped the others.
    dropping: Vec<(ActorId, Clock)>,
    found: Vec<HiddenRace>,
}

impl Wire {
    const fn new() -> Self {
        Self { shadow: Shadow::new(), dropped: BTreeMap::new(), dropping: Vec::new(), found: Vec::new() }
    }

    fn touches(&mut self, world: &World, address: usize, size: usize, writes: bool) {
        let me = world.running;
        let known = world.known();
        let touch = Touch { actor: me, writes, at: known.get(me) + 1, entries: world.transcript.entries.len() };
        let inherited = |actor: ActorId, at: u32| {
            self.dropping.iter().any(|(dropping, known)| *dropping == me && known.get(actor) >= at)
        };
        let knows = |actor: ActorId, at: u32| known.get(actor) >= at || inherited(actor, at);
        if let Some(earlier) = self.shadow.touch(address, size, touch, knows)
            && self.found.len() < MOST_RACES
        {
            let names = names();
            let race = HiddenRace { first: told(world, &earlier, &names), second: told(world, &touch, &names) };
            if !self.found.contains(&race) {
                self.found.push(race);
            }
        }
    }
}

/// From now on the recorded executions of this thread are watched, until [`taken`](take).
pub fn set() {
    IS_SET.set(true);
}

/// Watches no more; what was found.
pub fn take() -> Watched {
    IS_SET.set(false);
    let wire = WIRE.replace(Wire::new());
    Watched { is_all: !wire.shadow.is_full(), races: wire.found }
}

/// The program that runs here loads or stores so many bytes. Whoever has been compiled to tell calls this, so it may be at any time.
#[inline(never)]
pub fn touches(address: usize, size: usize, writes: bool) {
    if IS_SET.get() && !ASIDE.get() {
        watched(|wire, world| wire.touches(world, address, size, writes));
    }
}

/// This memory is freed, or is to be somebody else's: what was done with it has nothing to do with what will be.
pub fn is_free(range: Range<usize>) {
    if IS_SET.get() {
        let _ = WIRE.try_with(|wire| wire.try_borrow_mut().map(|mut wire| wire.shadow.forget(range)));
    }
}

/// Does `f`, in which what the facade keeps for itself is touched. No actor may be switched in it.
pub fn aside<R>(f: impl FnOnce() -> R) -> R {
    struct Before(bool);
    impl Drop for Before {
        fn drop(&mut self) {
            put_aside(self.0);
        }
    }
    let _before = Before(put_aside(true));
    f()
}

/// From here on what is touched is left aside, or no longer; whether it was before. What is generic is compiled with the program, and
/// would tell of this as the program's.
#[inline(never)]
fn put_aside(is_aside: bool) -> bool {
    ASIDE.replace(is_aside)
}

/// A pointer is dropped that shares what is at `address`, which is no step. Whoever drops the last one, by `drops`, comes after all
/// who have dropped theirs.
pub fn drops_pointer<R>(address: usize, is_last: bool, drops: impl FnOnce() -> R) -> R {
    let me = begins_to_drop(address, is_last);
    let result = drops();
    if let Some(me) = me.filter(|_| is_last) {
        has_dropped(me);
    }
    result
}

/// The running actor is about to drop a pointer to what is at `address`: who that is, if it is watched.
#[inline(never)]
fn begins_to_drop(address: usize, is_last: bool) -> Option<ActorId> {
    if !IS_SET.get() {
        return None;
    }
    watched(|wire, world| {
        let me = world.running;
        if is_last {
            wire.dropping.push((me, wire.dropped.remove(&address).unwrap_or_default()));
        } else {
            wire.dropped.entry(address).or_default().join(world.known_from_here());
        }
        me
    })
}

/// `actor` has dropped the last pointer to something.
#[inline(never)]
fn has_dropped(actor: ActorId) {
    watched(|wire, _| {
        let last = wire.dropping.iter().rposition(|(dropping, _)| *dropping == actor);
        last.map(|last| wire.dropping.remove(last))
    });
}

/// An execution begins.
pub(super) fn begin_execution() {
    if IS_SET.get() {
        let _ = WIRE.try_with(|wire| {
            wire.try_borrow_mut().map(|mut wire| {
                wire.shadow.clear();
                wire.dropped.clear();
                wire.dropping.clear();
            })
        });
    }
}

/// Does `f`, if the running execution can be looked at now and is watched.
fn watched<R>(f: impl FnOnce(&mut Wire, &mut World) -> R) -> Option<R> {
    let found = WIRE.try_with(|wire| {
        let mut wire = wire.try_borrow_mut().ok()?;
        try_world_if_free(|world| world.follows_for_the_tripwire().then(|| f(&mut wire, world))).flatten()
    });
    found.ok().flatten()
}

fn told(world: &World, touch: &Touch, names: &Names) -> HiddenAccess {
    let before = &world.transcript.entries[..touch.entries];
    let last = before.iter().rfind(|entry| entry.actor == touch.actor).map(|entry| site(entry.op.site));
    HiddenAccess { actor: world.actor_name(touch.actor, names), writes: touch.writes, after: last }
}
