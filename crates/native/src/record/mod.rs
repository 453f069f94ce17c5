//! What every actor of a native run is doing right now: what it holds, what it waits for, where it was last.
//!
//! A native hang is explained from this record, not guessed from a timeout. It lives in memory that forked children
//! share, so that a supervisor sees the processes of a scenario as it sees threads.
//! It is off unless an engine switches it on; then every call costs one load and a test.

mod actor;
mod listener;
mod object;
mod obstacle;
mod registry;
mod snapshot;
mod wait;

use std::cell::Cell;
use std::num::NonZeroUsize;
use std::panic::Location;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

use Ordering::{AcqRel, Acquire, Relaxed};
use nix::errno::Errno;
use nix::sys::mman::{MapFlags, ProtFlags, mmap_anonymous};

pub use actor::{ActorId, PendingActor, my_number, new_actor, new_process, process_gone};
pub use listener::{Listener, listen, listen_no_more};
pub use object::{NativeObject, Part, holding, plays, released, stops};
use registry::Registry;
pub use snapshot::{
    Naming, Seen, all_asleep, all_have_asked_again, beats, everyone_blocked, names_of_this_run, plain_name,
    process_is_gone, reap, same_look, snapshot,
};
pub use wait::{
    WaitGuard, Waits, asked_in_vain, asks_no_more, sleeping, waiting, waiting_for_a_time, waiting_for_actor,
    waiting_for_event,
};

static REGISTRY: AtomicPtr<Registry> = AtomicPtr::new(ptr::null_mut());

/// Switches the record on, for this process and all it will fork. It stays on.
pub fn enable() -> Result<(), Errno> {
    if enabled() {
        return Ok(());
    }
    let length = NonZeroUsize::new(size_of::<Registry>()).ok_or(Errno::EINVAL)?;
    let access = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
    // SAFETY: a new mapping at an address of the kernel's choice touches nothing that exists.
    #[expect(unsafe_code, reason = "memory that forked children share comes from mmap alone")]
    let memory = unsafe { mmap_anonymous(None, length, access, MapFlags::MAP_SHARED) }?;
    // A second thread may have been faster: then its registry is the one, and ours stays unused.
    let _ = REGISTRY.compare_exchange(ptr::null_mut(), memory.as_ptr().cast(), AcqRel, Acquire);
    Ok(())
}

/// Whether the record is on.
#[inline]
pub fn enabled() -> bool {
    !REGISTRY.load(Relaxed).is_null()
}

/// A run, and the last actor and object there was before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    id: u32,
    actor_base: u32,
    object_base: u32,
}

thread_local! {
    /// The run that this thread has begun and looks at.
    static RUN: Cell<Option<Run>> = const { Cell::new(None) };
}

/// Begins a new run, for the engine on this thread: actors and objects are counted from here, and this thread sees only
/// the actors that it starts from now on, and those that they start. Threads that have begun no run see everybody.
///
/// Another thread sees the same if it [looks at](look_at) the run.
pub fn reset() -> Option<Run> {
    let registry = registry()?;
    let run = Run {
        id: registry.last_run.fetch_add(1, Relaxed) + 1,
        actor_base: registry.last_actor.load(Relaxed),
        object_base: registry.last_object.load(Relaxed),
    };
    registry.actor_base.store(run.actor_base, Relaxed);
    registry.object_base.store(run.object_base, Relaxed);
    RUN.set(Some(run));
    Some(run)
}

/// From now on this thread sees the actors of `run`, which another one has begun.
pub fn look_at(run: Run) {
    RUN.set(Some(run));
}

/// The run that this thread looks at; for a thread that has begun none, all that has been since the latest began.
fn run_in_sight(registry: &Registry) -> Run {
    let latest = || Run {
        id: 0,
        actor_base: registry.actor_base.load(Relaxed),
        object_base: registry.object_base.load(Relaxed),
    };
    RUN.get().unwrap_or_else(latest)
}

/// The current actor does something in the facade, here. Every facade operation calls this once.
#[inline]
pub fn tick(site: &'static Location<'static>) {
    if let Some(me) = actor::me() {
        // Nobody else counts here, so no read-modify-write is needed, and no two actors share a line of cache.
        me.beats.store(me.beats.load(Relaxed) + 1, Relaxed);
        me.last_site.store(address(site), Relaxed);
    }
}

/// The registry, if the record is on.
#[inline]
fn registry() -> Option<&'static Registry> {
    // SAFETY: `enable` alone stores here: the address of a mapping that is large enough, aligned to a page of the
    // system, zero (a valid `Registry`) and never unmapped. All access is through atomics.
    #[expect(unsafe_code, reason = "the registry lives in a mapping, not in Rust's own memory")]
    unsafe {
        REGISTRY.load(Acquire).as_ref()
    }
}

/// The address of `site`, for an atomic.
fn address(site: &'static Location<'static>) -> *mut Location<'static> {
    ptr::from_ref(site).cast_mut()
}

#[cfg(test)]
mod tests {
    use super::actor::ActorGuard;
    use super::*;
    use racecourse_trace::diagnosis::diagnose;
    use racecourse_trace::exploration::{ObjectKind, Verb};
    use racecourse_trace::failure::Evidence;

    /// What the actors whose names begin with `prefix` do; other tests have actors in the same record.
    fn look(prefix: &str) -> Vec<Seen> {
        let unnamed: Naming<'_> = &|_| None;
        snapshot(unnamed).into_iter().filter(|seen| seen.state.actor.starts_with(prefix)).collect()
    }

    fn started(name: &str) -> ActorGuard {
        new_actor(Some(name), here()).begin()
    }

    fn here() -> &'static Location<'static> {
        Location::caller()
    }

    #[test]
    fn holds_and_waits_are_seen_and_forgotten() {
        enable().expect("there is memory");
        let _me = started("solo");
        let mut door = NativeObject::new(ObjectKind::Mutex, here());
        door.set_name("door");
        holding(&door, here());
        let waiting = waiting(Verb::Lock, &door, here());
        let seen = look("solo");
        assert!(everyone_blocked(&seen));
        assert_eq!(seen[0].state.holds[0].object, "door");
        let waits = seen[0].state.waits.clone().expect("it waits");
        assert_eq!((waits.action, waits.object.as_str(), waits.on), (Verb::Lock, "door", vec!["solo".to_owned()]));
        drop(waiting);
        released(&door);
        let later = look("solo");
        assert!(!same_look(&seen, &later));
        assert_eq!((later[0].state.waits.as_ref(), later[0].state.holds.len()), (None, 0));
    }

    #[test]
    fn a_wait_that_ends_by_itself_blocks_nobody() {
        enable().expect("there is memory");
        let _me = started("patient");
        let bell = NativeObject::new(ObjectKind::Condvar, here());
        let _waiting = waiting_for_a_time(Verb::Wait, &bell, here());
        assert!(!everyone_blocked(&look("patient")));
    }

    #[test]
    fn an_actor_is_known_before_it_runs_and_can_be_waited_for() {
        enable().expect("there is memory");
        let _me = started("join-main");
        let child = new_actor(Some("join-child"), here());
        let _waiting = waiting_for_actor(Verb::Join, child.id(), here());
        let seen = look("join-");
        assert_eq!(seen.len(), 2);
        let waits = seen[0].state.waits.clone().expect("it waits");
        assert_eq!((waits.object.as_str(), waits.on), ("join-child", vec!["join-child".to_owned()]));
        assert!(seen[0].blocked);
        drop(child);
        // Whoever waits for somebody who has ended is about to go on.
        let later = look("join-");
        assert_eq!((later.len(), later[0].blocked), (1, false));
    }

    #[test]
    fn who_has_to_ask_is_blocked_when_two_questions_were_in_vain() {
        enable().expect("there is memory");
        let _me = started("asking");
        let _waiting = waiting_for_event(Verb::Park, here());
        let by_the_system = look("asking");
        assert!(all_have_asked_again(&by_the_system, &look("asking")));
        asked_in_vain();
        let before = look("asking");
        asked_in_vain();
        assert!(!all_have_asked_again(&before, &look("asking")));
        asked_in_vain();
        assert!(all_have_asked_again(&before, &look("asking")) && same_look(&before, &look("asking")));
        asks_no_more();
        assert!(all_have_asked_again(&before, &look("asking")));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_process_is_there_until_it_has_been_seen_to_be_dead() {
        enable().expect("there is memory");
        let mut child = crate::process::fork("mortal", here(), || 0).expect("there is a child");
        while !process_is_gone(child.pid()) {
            std::thread::yield_now();
        }
        // It has left everything and said nothing; only now may anybody say that it is gone.
        assert_eq!(look("mortal").len(), 1);
        child.wait(here()).expect("it has ended");
        assert_eq!(look("mortal").len(), 0);
    }

    #[test]
    fn a_place_is_taken_from_its_owner_alone() {
        enable().expect("there is memory");
        let first = new_actor(Some("owner-first"), here());
        let (slot, old) = (first.slot.expect("there is room"), first.id());
        drop(first);
        let _second = new_actor(Some("owner-second"), here());
        slot.free(old.0);
        assert_eq!(look("owner-").len(), 1);
    }

    #[test]
    fn two_threads_that_block_each_other_are_diagnosed_by_name() {
        enable().expect("there is memory");
        let (mut a, mut b) =
            (NativeObject::new(ObjectKind::Mutex, here()), NativeObject::new(ObjectKind::Mutex, here()));
        a.set_name("a");
        b.set_name("b");
        let together = std::sync::Barrier::new(3);
        std::thread::scope(|scope| {
            for (name, mine, other) in [("pair-left", &a, &b), ("pair-right", &b, &a)] {
                let (pending, together) = (new_actor(Some(name), here()), &together);
                scope.spawn(move || {
                    let _me = pending.begin();
                    holding(mine, here());
                    let _waiting = waiting(Verb::Lock, other, here());
                    together.wait();
                    together.wait();
                });
            }
            together.wait();
            let failure = diagnose(look("pair-").into_iter().map(|seen| seen.state).collect());
            together.wait();
            let Evidence::Waits { cycle, .. } = failure.evidence else { panic!("no waits") };
            assert_eq!(cycle, ["pair-left", "pair-right"]);
        });
    }
}
