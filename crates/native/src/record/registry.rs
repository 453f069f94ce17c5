//! The memory the record is kept in: a registry of fixed slots, shared by a process and all it forks.
//!
//! Everything in it is an atomic, and all-zero memory is a valid, empty registry. Addresses of `'static` places are kept
//! as they are: processes that came about by `fork` alone have the same program at the same addresses.

use std::panic::Location;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicPtr, AtomicU8, AtomicU32, AtomicU64, Ordering, fence};

use Ordering::{AcqRel, Acquire, Relaxed, Release};

use super::obstacle::ObstacleSlot;

/// Actors that can be alive at a time.
const ACTORS: usize = 128;
/// Objects that are known by name; the oldest are forgotten first.
const OBJECTS: usize = 4096;
/// What one actor can hold at a time.
const HOLDS: usize = 24;
/// Names of actors that are remembered after they have ended.
const LABELS: usize = 256;

/// The memory that all actors of a run write to.
pub(super) struct Registry {
    pub(super) last_actor: AtomicU32,
    pub(super) last_object: AtomicU32,
    pub(super) last_run: AtomicU32,
    /// The last actor and object before the latest run.
    pub(super) actor_base: AtomicU32,
    pub(super) object_base: AtomicU32,
    pub(super) actors: [ActorSlot; ACTORS],
    objects: [ObjectSlot; OBJECTS],
    pub(super) labels: [ActorLabel; LABELS],
}

impl Registry {
    /// The place for the object with this id.
    pub(super) fn object(&self, id: u32) -> &ObjectSlot {
        &self.objects[id as usize % OBJECTS]
    }

    /// The place for what the actor with this id is called, which outlives its slot.
    pub(super) fn actor_label(&self, id: u32) -> &ActorLabel {
        &self.labels[id as usize % LABELS]
    }
}

/// What an actor is called.
pub(super) struct ActorLabel {
    pub(super) run: AtomicU32,
    pub(super) created: AtomicPtr<Location<'static>>,
    /// The name it was given; empty if it was given none.
    pub(super) name: Text<4>,
}

/// What one actor is doing. Written by that actor alone, apart from what is said at the fields.
pub(super) struct ActorSlot {
    /// The actor's id; zero for a free slot, [`BEING_FREED`](Self::BEING_FREED) for one that is about to be. Claimed by
    /// whoever starts the actor.
    pub(super) id: AtomicU32,
    /// The run it takes part in.
    pub(super) run: AtomicU32,
    /// Counts changes; odd while one is being made.
    version: AtomicU64,
    /// Facade operations of all who ever had this slot.
    pub(super) beats: AtomicU64,
    pub(super) last_site: AtomicPtr<Location<'static>>,
    /// The process it lives in; zero until a forked child has begun to run.
    pub(super) pid: AtomicI32,
    /// The system's number for its thread; zero until it has begun to run.
    pub(super) tid: AtomicI32,
    /// Whether it is a process rather than a thread.
    pub(super) is_process: AtomicBool,
    /// Entries may be cleared by another actor, which releases what this one took.
    pub(super) holds: [Hold; HOLDS],
    pub(super) wait: Wait,
}

impl ActorSlot {
    const BEING_FREED: u32 = u32::MAX;

    /// Whose slot it is.
    pub(super) fn owner(&self) -> Option<u32> {
        Some(self.id.load(Acquire)).filter(|id| *id != 0 && *id != Self::BEING_FREED)
    }

    /// Makes a change that a reader sees as a whole or not at all.
    pub(super) fn change(&self, make: impl FnOnce()) {
        let version = self.version.load(Relaxed);
        self.version.store(version | 1, Relaxed);
        fence(Release);
        make();
        self.version.store((version | 1) + 1, Release);
    }

    /// What `read` sees between two changes, with the number of changes so far.
    ///
    /// A writer that was killed within a change never ends it, so this gives up after a while and takes what is there.
    pub(super) fn consistent<T>(&self, read: impl Fn() -> T) -> (T, u64) {
        for _ in 0..1000 {
            let before = self.version.load(Acquire);
            let seen = read();
            fence(Acquire);
            if before.is_multiple_of(2) && self.version.load(Relaxed) == before {
                return (seen, before);
            }
            std::hint::spin_loop();
        }
        (read(), self.version.load(Relaxed))
    }

    /// Empties the slot and gives it back, if it is still that of the actor with this id: two may see at once that a
    /// process is dead, and the slower of them must not take it from whoever has it next.
    pub(super) fn free(&self, id: u32) {
        if self.id.compare_exchange(id, Self::BEING_FREED, AcqRel, Relaxed).is_err() {
            return;
        }
        self.change(|| {
            for hold in &self.holds {
                hold.object.store(0, Relaxed);
            }
            self.wait.kind.store(Wait::NONE, Relaxed);
        });
        self.id.store(0, Release);
    }
}

/// Something an actor holds, or a part it can play.
pub(super) struct Hold {
    /// The object's id; zero for a free entry.
    pub(super) object: AtomicU32,
    /// A [`Part`](super::Part) as a number.
    pub(super) part: AtomicU8,
    pub(super) site: AtomicPtr<Location<'static>>,
}

/// What an actor is blocked on.
pub(super) struct Wait {
    /// One of the constants below.
    pub(super) kind: AtomicU8,
    /// A [`Part`](super::Part) as a number: those who play it can end the wait.
    pub(super) ended_by: AtomicU8,
    /// Whether the wait ends by itself.
    pub(super) timed: AtomicBool,
    /// The id of the object or actor.
    pub(super) target: AtomicU32,
    /// How often it has asked in vain whether the wait is over; zero while it leaves that to the system.
    pub(super) asked: AtomicU64,
    pub(super) site: AtomicPtr<Location<'static>>,
    /// A [`Verb`](racecourse_trace::exploration::Verb) as a number.
    pub(super) action: AtomicU8,
    pub(super) obstacle: ObstacleSlot,
}

impl Wait {
    pub(super) const NONE: u8 = 0;
    pub(super) const OBJECT: u8 = 1;
    pub(super) const ACTOR: u8 = 2;
    pub(super) const EVENT: u8 = 3;
}

/// What is known about an object.
pub(super) struct ObjectSlot {
    pub(super) id: AtomicU32,
    /// Whether processes share it; if not, each process has a copy of its own under the same id.
    pub(super) shared: AtomicBool,
    pub(super) created: AtomicPtr<Location<'static>>,
    /// Which actor has made it; zero if that is not known.
    pub(super) maker: AtomicU32,
    /// An [`ObjectKind`](racecourse_trace::exploration::ObjectKind) as a number.
    pub(super) kind: AtomicU8,
    pub(super) name: Text<4>,
}

/// A short text in words of eight bytes, filled up with zeros.
pub(super) struct Text<const WORDS: usize>([AtomicU64; WORDS]);

impl<const WORDS: usize> Text<WORDS> {
    /// Writes as much of `text` as there is room for.
    pub(super) fn write(&self, text: &str) {
        let mut end = text.len().min(WORDS * 8);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let mut bytes = text.as_bytes()[..end].chunks(8);
        for word in &self.0 {
            let mut eight = [0; 8];
            if let Some(chunk) = bytes.next() {
                eight[..chunk.len()].copy_from_slice(chunk);
            }
            word.store(u64::from_le_bytes(eight), Relaxed);
        }
    }

    /// The text.
    pub(super) fn read(&self) -> String {
        let mut bytes: Vec<u8> = self.0.iter().flat_map(|word| word.load(Relaxed).to_le_bytes()).collect();
        bytes.truncate(bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len()));
        String::from_utf8_lossy(&bytes).into_owned()
    }
}
