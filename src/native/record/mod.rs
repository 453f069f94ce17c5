//! What every actor of a native run is doing right now: what it holds, what it waits for, where it was last.
//!
//! A native hang is explained from this record, not guessed from a timeout. It lives in memory that forked children
//! share, so that a supervisor sees the processes of a scenario as it sees threads.
//! It is off unless an engine switches it on; then every call below costs one relaxed load.

mod page;
mod snapshot;

use std::cell::Cell;
use std::marker::PhantomData;
use std::mem;
use std::num::NonZeroUsize;
use std::panic::Location;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

use Ordering::{AcqRel, Acquire, Relaxed, Release};
use nix::errno::Errno;
use nix::sys::mman::{MapFlags, ProtFlags, mmap_anonymous};
use nix::unistd::getpid;

use page::{ActorSlot, Page, Wait};
pub(crate) use snapshot::{Naming, Seen, beats, everyone_blocked, last_site, names_of_this_run, same_look, snapshot};

static PAGE: AtomicPtr<Page> = AtomicPtr::new(ptr::null_mut());

thread_local! {
    static ME: Cell<Option<&'static ActorSlot>> = const { Cell::new(None) };
}

/// Switches the record on, for this process and all it will fork. It stays on.
pub(crate) fn enable() -> Result<(), Errno> {
    if enabled() {
        return Ok(());
    }
    let length = NonZeroUsize::new(size_of::<Page>()).ok_or(Errno::EINVAL)?;
    let access = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
    // SAFETY: a new mapping at an address of the kernel's choice touches nothing that exists.
    #[expect(unsafe_code, reason = "memory that forked children share comes from mmap alone")]
    let memory = unsafe { mmap_anonymous(None, length, access, MapFlags::MAP_SHARED) }?;
    // A second thread may have been faster: then its page is the one, and ours stays unused.
    let _ = PAGE.compare_exchange(ptr::null_mut(), memory.as_ptr().cast(), AcqRel, Acquire);
    Ok(())
}

/// Whether the record is on.
#[inline]
pub(crate) fn enabled() -> bool {
    !PAGE.load(Relaxed).is_null()
}

/// Begins a new run: actors and objects are counted from here. Actors that are still alive stay in the record.
pub(crate) fn reset() {
    let Some(page) = page() else { return };
    page.actor_base.store(page.last_actor.load(Relaxed), Relaxed);
    page.object_base.store(page.last_object.load(Relaxed), Relaxed);
}

/// The page, if the record is on.
#[inline]
fn page() -> Option<&'static Page> {
    // SAFETY: `enable` alone stores here: the address of a mapping that is large enough, aligned to a page of the
    // system, zero (a valid `Page`) and never unmapped. All access is through atomics.
    #[expect(unsafe_code, reason = "the page lives in a mapping, not in Rust's own memory")]
    unsafe {
        PAGE.load(Acquire).as_ref()
    }
}

/// The address of `site`, for an atomic.
fn address(site: &'static Location<'static>) -> *mut Location<'static> {
    ptr::from_ref(site).cast_mut()
}

/// An object as the record knows it: the native arm of every facade type has one.
#[derive(Debug)]
pub(crate) struct NativeObject {
    id: u32,
    created: &'static Location<'static>,
}

impl NativeObject {
    /// An object that belongs to one process; a forked child has a copy of it.
    pub(crate) fn new(kind: &'static str, created: &'static Location<'static>) -> Self {
        Self::register(kind, created, false)
    }

    /// An object that forked processes share: a pipe, a file lock.
    pub(crate) fn shared(kind: &'static str, created: &'static Location<'static>) -> Self {
        Self::register(kind, created, true)
    }

    fn register(kind: &'static str, created: &'static Location<'static>, shared: bool) -> Self {
        let Some(page) = page() else { return Self { id: 0, created } };
        let id = page.last_object.fetch_add(1, Relaxed) + 1;
        let slot = page.object(id);
        slot.shared.store(shared, Relaxed);
        slot.created.store(address(created), Relaxed);
        slot.kind.write(kind);
        slot.name.write("");
        slot.id.store(id, Release);
        Self { id, created }
    }

    /// Gives it a name, which goes before the one its source gives it.
    pub(crate) fn set_name(&self, name: &str) {
        if let Some(page) = page().filter(|_| self.id != 0) {
            page.object(self.id).name.write(name);
        }
    }

    /// Where it was made.
    pub(crate) fn created(&self) -> &'static Location<'static> {
        self.created
    }
}

/// An actor, for as long as its process and beyond: never used again. Zero where the record is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ActorId(u32);

/// A place in the record for an actor that is about to start.
///
/// Made by the one who starts it, so that the record knows the actor before it runs; moved into its thread, or
/// used in its process. Dropped unused (the thread could not be started), it gives the place back.
#[must_use]
pub(crate) struct Announced {
    id: ActorId,
    slot: Option<&'static ActorSlot>,
}

/// Announces a thread.
pub(crate) fn announce(name: &str) -> Announced {
    claim(name, false)
}

/// Announces a process. It can play the parts its parent plays, for it inherits every open descriptor.
pub(crate) fn announce_process(name: &str) -> Announced {
    claim(name, true)
}

/// The current thread is an actor from now on, until the token is dropped.
pub(crate) fn actor_started(name: &str) -> ActorToken {
    announce(name).start()
}

fn claim(name: &str, is_process: bool) -> Announced {
    let Some(page) = page() else { return Announced { id: ActorId(0), slot: None } };
    let id = page.last_actor.fetch_add(1, Relaxed) + 1;
    page.actor_name(id).write(name);
    let slot = page.actors.iter().find(|slot| slot.id.compare_exchange(0, id, AcqRel, Relaxed).is_ok());
    if let Some(slot) = slot {
        slot.change(|| {
            slot.last_site.store(ptr::null_mut(), Relaxed);
            slot.is_process.store(is_process, Relaxed);
            slot.pid.store(if is_process { 0 } else { getpid().as_raw() }, Relaxed);
        });
    }
    Announced { id: ActorId(id), slot }
}

impl Announced {
    /// Which actor it will be.
    pub(crate) fn id(&self) -> ActorId {
        self.id
    }

    /// The current thread is that actor from now on. In a forked child: the process is.
    pub(crate) fn start(self) -> ActorToken {
        let slot = self.slot;
        let mut before = ME.get();
        if let Some(slot) = slot {
            if slot.is_process.load(Relaxed) {
                // What is here is the parent's place, known by the memory that was copied: not ours to go back to.
                inherit_parts(slot, before.take());
                slot.pid.store(getpid().as_raw(), Relaxed);
            }
            ME.set(Some(slot));
        }
        mem::forget(self);
        ActorToken { slot, before, stays_here: PhantomData }
    }

    /// The parent's side of a fork: the place now belongs to the process `pid`.
    pub(crate) fn is_process(self, pid: i32) -> ActorId {
        if let Some(slot) = self.slot {
            // The child may have ended already, and the place may have a new owner.
            if slot.id.load(Acquire) == self.id.0 {
                let _ = slot.pid.compare_exchange(0, pid, AcqRel, Relaxed);
            }
        }
        let id = self.id;
        mem::forget(self);
        id
    }
}

/// Whatever descriptors the parent has open are open in its child.
fn inherit_parts(child: &ActorSlot, forker: Option<&'static ActorSlot>) {
    let (Some(page), Some(forker)) = (page(), forker) else { return };
    let parent = forker.pid.load(Relaxed);
    for slot in page.actors.iter().filter(|slot| slot.id.load(Acquire) != 0 && slot.pid.load(Relaxed) == parent) {
        for hold in slot.holds.iter().filter(|hold| hold.object.load(Acquire) != 0) {
            let part = hold.part.load(Relaxed);
            if part != Part::Holds as u8 {
                add_hold(child, hold.object.load(Relaxed), part, hold.site.load(Relaxed));
            }
        }
    }
}

impl Drop for Announced {
    fn drop(&mut self) {
        if let Some(slot) = self.slot {
            slot.free();
        }
    }
}

/// The current thread is an actor while this lives.
#[must_use]
pub(crate) struct ActorToken {
    slot: Option<&'static ActorSlot>,
    before: Option<&'static ActorSlot>,
    /// Another thread's token would clear the wrong thread's place.
    stays_here: PhantomData<*const ()>,
}

impl Drop for ActorToken {
    fn drop(&mut self) {
        if let Some(slot) = self.slot {
            ME.set(self.before);
            slot.free();
        }
    }
}

/// Whether the current thread is an actor of a run.
pub(crate) fn is_actor() -> bool {
    ME.get().is_some()
}

/// Forgets every actor of a process that has been seen to be dead.
pub(crate) fn process_gone(pid: i32) {
    let Some(page) = page() else { return };
    for slot in &page.actors {
        if slot.id.load(Acquire) != 0 && slot.pid.load(Relaxed) == pid {
            slot.free();
        }
    }
}

/// What an actor has to do with an object, and so which waits it can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Part {
    /// It has taken it: a lock, a permit. The one part that reports show.
    Holds = 0,
    /// It can put something in: it has the writing end.
    Gives = 1,
    /// It can take something out: it has the reading end.
    Takes = 2,
}

/// The current actor has taken `object`.
pub(crate) fn holding(object: &NativeObject, site: &'static Location<'static>) {
    plays(object, Part::Holds, site);
}

/// The current actor plays a part from now on.
pub(crate) fn plays(object: &NativeObject, part: Part, site: &'static Location<'static>) {
    if let Some(me) = me().filter(|_| object.id != 0) {
        me.change(|| add_hold(me, object.id, part as u8, address(site)));
    }
}

/// The current actor has let go of `object`, which it, or another actor of this process, had taken.
pub(crate) fn released(object: &NativeObject) {
    stops(object, Part::Holds);
}

/// The current actor's process plays a part no longer.
pub(crate) fn stops(object: &NativeObject, part: Part) {
    let (Some(page), Some(me)) = (page(), me().filter(|_| object.id != 0)) else { return };
    if drop_hold(me, object.id, part) {
        return;
    }
    // A permit or an end of a pipe may have moved to another thread since it was taken.
    let pid = me.pid.load(Relaxed);
    let others = page.actors.iter().filter(|slot| slot.id.load(Acquire) != 0 && slot.pid.load(Relaxed) == pid);
    let _ = others.into_iter().any(|slot| drop_hold(slot, object.id, part));
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
    let held = slot
        .holds
        .iter()
        .rev()
        .find(|hold| hold.object.load(Acquire) == object && hold.part.load(Relaxed) == part as u8);
    if let Some(hold) = held {
        slot.change(|| hold.object.store(0, Relaxed));
    }
    held.is_some()
}

/// What an actor is about to wait for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Waits<'a> {
    /// In the report's words: `lock`, `receive`, `join`, `wait`.
    pub(crate) action: &'static str,
    /// For what.
    pub(crate) target: Target<'a>,
    /// Where.
    pub(crate) site: &'static Location<'static>,
    /// More about the state of the object, for instance `pipe is full: 4096 of 4096 bytes`.
    pub(crate) note: &'a str,
    /// Whether the wait ends by itself. Such a wait is never part of a hang.
    pub(crate) timed: bool,
    /// Who can end the wait: those who play this part for the object.
    pub(crate) ended_by: Part,
}

/// What one can wait for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target<'a> {
    /// An object to be free, or to have something in it.
    Object(&'a NativeObject),
    /// An actor to end.
    Actor(ActorId),
}

impl<'a> Waits<'a> {
    /// A wait for `object` that one who holds it can end, if anyone.
    pub(crate) fn on(action: &'static str, object: &'a NativeObject, site: &'static Location<'static>) -> Self {
        let target = Target::Object(object);
        Self { action, target, site, note: "", timed: false, ended_by: Part::Holds }
    }

    /// A wait for an actor to end.
    pub(crate) fn for_actor(action: &'static str, actor: ActorId, site: &'static Location<'static>) -> Self {
        let target = Target::Actor(actor);
        Self { action, target, site, note: "", timed: false, ended_by: Part::Holds }
    }

    /// The same wait, if it ends by itself.
    pub(crate) fn timed(self) -> Self {
        Self { timed: true, ..self }
    }

    /// The same wait, with a word about the object's state.
    pub(crate) fn note(self, note: &'a str) -> Self {
        Self { note, ..self }
    }

    /// The same wait, ended by those who play `part`.
    pub(crate) fn ended_by(self, part: Part) -> Self {
        Self { ended_by: part, ..self }
    }

    /// The current actor waits from now on, until the guard is dropped.
    pub(crate) fn begin(self) -> WaitGuard {
        let Some(me) = me() else { return WaitGuard { slot: None, stays_here: PhantomData } };
        let (kind, target) = match self.target {
            Target::Object(object) => (Wait::OBJECT, object.id),
            Target::Actor(actor) => (Wait::ACTOR, actor.0),
        };
        me.change(|| {
            let wait = &me.wait;
            wait.ended_by.store(self.ended_by as u8, Relaxed);
            wait.timed.store(self.timed, Relaxed);
            wait.target.store(target, Relaxed);
            wait.site.store(address(self.site), Relaxed);
            wait.action.write(self.action);
            wait.note.write(self.note);
            wait.kind.store(kind, Relaxed);
        });
        WaitGuard { slot: Some(me), stays_here: PhantomData }
    }
}

/// The current actor waits for `object` from now on, until the guard is dropped.
pub(crate) fn waiting(action: &'static str, object: &NativeObject, site: &'static Location<'static>) -> WaitGuard {
    Waits::on(action, object, site).begin()
}

/// The current actor waits for the end of `actor` from now on, until the guard is dropped.
pub(crate) fn waiting_for_actor(action: &'static str, actor: ActorId, site: &'static Location<'static>) -> WaitGuard {
    Waits::for_actor(action, actor, site).begin()
}

/// The current actor waits while this lives.
#[must_use]
pub(crate) struct WaitGuard {
    slot: Option<&'static ActorSlot>,
    stays_here: PhantomData<*const ()>,
}

impl Drop for WaitGuard {
    fn drop(&mut self) {
        if let Some(slot) = self.slot {
            slot.change(|| slot.wait.kind.store(Wait::NONE, Relaxed));
        }
    }
}

/// The current actor does something in the facade, here. Every facade operation calls this once.
#[inline]
pub(crate) fn tick(site: &'static Location<'static>) {
    if let Some(me) = me() {
        // Nobody else counts here, so no read-modify-write is needed, and no two actors share a line of cache.
        me.beats.store(me.beats.load(Relaxed) + 1, Relaxed);
        me.last_site.store(address(site), Relaxed);
    }
}

/// The current actor's place, if the record is on and this thread is an actor.
#[inline]
fn me() -> Option<&'static ActorSlot> {
    if enabled() { ME.get() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::diagnose;
    use crate::failure::Evidence;

    /// What the actors whose names begin with `prefix` do; other tests have actors in the same record.
    fn look(prefix: &str) -> Vec<Seen> {
        let unnamed: Naming<'_> = &|_| None;
        snapshot(unnamed).into_iter().filter(|seen| seen.state.actor.starts_with(prefix)).collect()
    }

    fn here() -> &'static Location<'static> {
        Location::caller()
    }

    #[test]
    fn holds_and_waits_are_seen_and_forgotten() {
        enable().expect("there is memory");
        let _me = actor_started("solo");
        let door = NativeObject::new("mutex", here());
        door.set_name("door");
        holding(&door, here());
        let waiting = waiting("lock", &door, here());
        let seen = look("solo");
        assert!(everyone_blocked(&seen));
        assert_eq!(seen[0].state.holds[0].object, "door");
        let waits = seen[0].state.waits.clone().expect("it waits");
        assert_eq!((waits.action.as_str(), waits.object.as_str(), waits.on), ("lock", "door", vec!["solo".to_owned()]));
        drop(waiting);
        released(&door);
        let later = look("solo");
        assert!(!same_look(&seen, &later));
        assert_eq!((later[0].state.waits.as_ref(), later[0].state.holds.len()), (None, 0));
    }

    #[test]
    fn a_wait_that_ends_by_itself_blocks_nobody() {
        enable().expect("there is memory");
        let _me = actor_started("patient");
        let bell = NativeObject::new("condvar", here());
        let _waiting = Waits::on("wait", &bell, here()).timed().begin();
        assert!(!everyone_blocked(&look("patient")));
    }

    #[test]
    fn an_actor_is_known_before_it_runs_and_can_be_waited_for() {
        enable().expect("there is memory");
        let _me = actor_started("join-main");
        let child = announce("join-child");
        let _waiting = waiting_for_actor("join", child.id(), here());
        let seen = look("join-");
        assert_eq!(seen.len(), 2);
        let waits = seen[0].state.waits.clone().expect("it waits");
        assert_eq!((waits.object.as_str(), waits.on), ("join-child", vec!["join-child".to_owned()]));
        drop(child);
        assert_eq!(look("join-").len(), 1);
    }

    #[test]
    fn two_threads_that_block_each_other_are_diagnosed_by_name() {
        enable().expect("there is memory");
        let (a, b) = (NativeObject::new("mutex", here()), NativeObject::new("mutex", here()));
        a.set_name("a");
        b.set_name("b");
        let together = std::sync::Barrier::new(3);
        std::thread::scope(|scope| {
            for (name, mine, other) in [("pair-left", &a, &b), ("pair-right", &b, &a)] {
                let (announced, together) = (announce(name), &together);
                scope.spawn(move || {
                    let _me = announced.start();
                    holding(mine, here());
                    let _waiting = waiting("lock", other, here());
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
