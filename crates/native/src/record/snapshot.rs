//! One look at the record: a row for every actor that is alive.

use std::panic::Location;
use std::sync::atomic::{AtomicPtr, Ordering};

use Ordering::{Acquire, Relaxed};

use super::registry::{ActorSlot, ObjectSlot, Registry, Wait};
use super::{ActorId, Part, process_gone, registry, run_in_sight};
use racecourse_sources::{MOST_OF_A_NAME, Names, shown, site};
use racecourse_trace::exploration::{ObjectKind, Verb};
use racecourse_trace::failure::{ActorState, Holding, Obstacle, Site, Waiting};

/// Says what the source calls the thing made at a place, if it says so.
pub type Naming<'a> = &'a dyn Fn(&Location<'_>) -> Option<String>;

/// One actor, as the record had it at one moment.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Which actor.
    pub id: ActorId,
    /// The process it lives in; zero for a process that has not begun to run.
    pub pid: i32,
    tid: i32,
    /// What it holds and waits for, by name.
    pub state: ActorState,
    /// Whether it is blocked in the facade until somebody else acts.
    pub blocked: bool,
    /// The kind of what it waits for, if it waits for a thing.
    pub waits_for_kind: Option<ObjectKind>,
    /// Who has made what it waits for, if it waits for a thing, and that is known.
    pub waits_for_what_was_made_by: Option<ActorId>,
    /// Where it did its last operation of the facade.
    pub last_site: Option<Site>,
    /// A number that grows by one with each of its operations.
    pub steps: u64,
    /// Grows with every change of its row and with every operation.
    changes: (u64, u64),
    /// How often it has asked in vain whether its wait is over; zero if it leaves that to the system.
    asked: u64,
}

impl Seen {
    /// The how-manieth actor of the run it is; `main` is 0.
    pub fn number(&self) -> usize {
        self.id.number()
    }
}

/// Everybody who is alive, of the run that this thread looks at, in order of creation.
pub fn snapshot(naming: Naming<'_>) -> Vec<Seen> {
    let Some(registry) = registry() else { return Vec::new() };
    let run = run_in_sight(registry).id;
    let in_sight = registry.actors.iter().filter(|slot| run == 0 || slot.run.load(Relaxed) == run);
    let mut raw: Vec<Raw> = in_sight.filter_map(Raw::read).collect();
    raw.sort_by_key(|actor| actor.id);
    let names = distinct(raw.iter().map(|actor| actor_name(registry, actor.id, naming)));
    let held = |(object, site)| Holding { object: object_name(registry, object, naming), site };
    raw.iter()
        .zip(&names)
        .map(|(actor, name)| Seen {
            id: ActorId(actor.id),
            pid: actor.pid,
            tid: actor.tid,
            state: ActorState {
                actor: name.clone(),
                holds: actor.shown_holds().map(held).collect(),
                waits: actor.wait.as_ref().map(|wait| wait.named(registry, actor, &raw, &names, naming)),
            },
            blocked: actor.wait.as_ref().is_some_and(|wait| !wait.timed && !wait.is_for_the_dead(&raw)),
            waits_for_kind: actor.wait.as_ref().and_then(|wait| wait.kind_of_target(registry)),
            waits_for_what_was_made_by: actor.wait.as_ref().and_then(|wait| wait.maker_of_target(registry)),
            last_site: actor.last_site.clone(),
            steps: actor.changes.1,
            changes: actor.changes,
            asked: actor.wait.as_ref().map_or(0, |wait| wait.asked),
        })
        .collect()
}

/// Whether there is somebody, and nobody can go on by themselves.
pub fn everyone_blocked(seen: &[Seen]) -> bool {
    !seen.is_empty() && seen.iter().all(|actor| actor.blocked)
}

/// Forgets processes that are dead, though their parents have not asked for their exit status yet: what they held is
/// free, and they wait for nothing.
pub fn reap() {
    let Some(registry) = registry() else { return };
    let alive = registry.actors.iter().filter(|slot| slot.owner().is_some());
    for pid in alive.map(|slot| slot.pid.load(Relaxed)).filter(|pid| *pid != 0) {
        if matches!(system_state(pid, pid), Some('Z' | 'X')) {
            process_gone(pid);
        }
    }
}

/// Whether the system, too, says that they sleep: one who has been woken, but has not had a processor since, is still
/// in the record as waiting. (`D` would be no such sleep: it ends by itself, when a page has been read in, for instance.)
/// Where the system does not tell, the record is believed.
pub fn all_asleep(seen: &[Seen]) -> bool {
    seen.iter().all(|actor| system_state(actor.pid, actor.tid).is_none_or(|state| state == 'S'))
}

/// Whether everybody who has to ask whether a wait is over has done so since the look before, in vain. The question that
/// was open at that look does not count, so it takes two.
pub fn all_have_asked_again(before: &[Seen], now: &[Seen]) -> bool {
    before.iter().zip(now).all(|(before, now)| now.asked == 0 || now.asked >= before.asked + 2)
}

/// Whether the process has ended, so that the system has closed its files. Where the system does not tell, it is
/// believed to have.
pub fn process_is_gone(pid: i32) -> bool {
    matches!(system_state(pid, pid), None | Some('Z' | 'X'))
}

/// What the actor with this number is called, without what tells it apart from its namesakes.
pub fn plain_name(number: usize, names: &Names) -> String {
    let Some(registry) = registry() else { return String::new() };
    let id = u32::try_from(number).unwrap_or_default().wrapping_add(registry.actor_base.load(Relaxed) + 1);
    actor_name(registry, id, &|at| names.at(at))
}

/// The state of a thread as Linux has it: `R`, `S`, `Z`, …
fn system_state(pid: i32, tid: i32) -> Option<char> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/task/{tid}/stat")).ok()?;
    // The state comes after the name, which may hold anything, closing brackets too.
    stat.rsplit_once(')')?.1.trim_start().chars().next()
}

/// Whether nobody has done anything between two looks.
pub fn same_look(before: &[Seen], now: &[Seen]) -> bool {
    let key = |actor: &Seen| (actor.id, actor.changes);
    before.iter().map(key).eq(now.iter().map(key))
}

/// How many operations of the facade there have been, over all actors.
pub fn beats() -> u64 {
    registry().map_or(0, |registry| registry.actors.iter().map(|slot| slot.beats.load(Relaxed)).sum())
}

/// The names of all actors since the last [`reset`](super::reset), in order of creation.
pub fn names_of_this_run(naming: Naming<'_>) -> Vec<String> {
    let Some(registry) = registry() else { return Vec::new() };
    let (run, last) = (run_in_sight(registry), registry.last_actor.load(Relaxed));
    let ids = (run.actor_base + 1..=last).take(registry.labels.len());
    let in_sight = ids.filter(|id| run.id == 0 || registry.actor_label(*id).run.load(Relaxed) == run.id);
    distinct(in_sight.map(|id| actor_name(registry, id, naming)))
}

/// A slot as it was, in numbers.
struct Raw {
    id: u32,
    pid: i32,
    tid: i32,
    holds: Vec<(u32, u8, Option<Site>)>,
    wait: Option<RawWait>,
    last_site: Option<Site>,
    changes: (u64, u64),
}

struct RawWait {
    kind: u8,
    target: u32,
    ended_by: u8,
    timed: bool,
    asked: u64,
    action: Verb,
    obstacle: Option<Obstacle>,
    site: Option<Site>,
}

impl Raw {
    fn read(slot: &ActorSlot) -> Option<Self> {
        let id = slot.owner()?;
        let ((holds, wait), version) = slot.consistent(|| (read_holds(slot), read_wait(&slot.wait)));
        // The slot may have got a new owner meanwhile; then its row is not this actor's.
        (slot.id.load(Acquire) == id).then(|| Self {
            id,
            pid: slot.pid.load(Relaxed),
            tid: slot.tid.load(Relaxed),
            holds,
            wait,
            last_site: place(&slot.last_site),
            changes: (version, slot.beats.load(Relaxed)),
        })
    }

    fn shown_holds(&self) -> impl Iterator<Item = (u32, Site)> {
        let shown = self.holds.iter().filter(|(_, part, _)| *part == Part::Holds as u8);
        shown.filter_map(|(object, _, site)| Some((*object, site.clone()?)))
    }
}

fn read_holds(slot: &ActorSlot) -> Vec<(u32, u8, Option<Site>)> {
    let entries = slot.holds.iter().map(|hold| (hold.object.load(Acquire), hold));
    let used = entries.filter(|(object, _)| *object != 0);
    used.map(|(object, hold)| (object, hold.part.load(Relaxed), place(&hold.site))).collect()
}

fn read_wait(wait: &Wait) -> Option<RawWait> {
    let kind = wait.kind.load(Relaxed);
    let action = Verb::with_number(wait.action.load(Relaxed))?;
    (kind != Wait::NONE).then(|| RawWait {
        kind,
        target: wait.target.load(Relaxed),
        ended_by: wait.ended_by.load(Relaxed),
        timed: wait.timed.load(Relaxed),
        asked: wait.asked.load(Relaxed),
        action,
        obstacle: wait.obstacle.read(),
        site: place(&wait.site),
    })
}

impl RawWait {
    /// Whether it is for the end of somebody who has ended: it is over as soon as the waiter notices.
    fn is_for_the_dead(&self, alive: &[Raw]) -> bool {
        self.kind == Wait::ACTOR && alive.iter().all(|actor| actor.id != self.target)
    }

    fn kind_of_target(&self, registry: &Registry) -> Option<ObjectKind> {
        match self.kind {
            Wait::OBJECT => Some(kind_of(registry.object(self.target))),
            Wait::ACTOR => Some(ObjectKind::Actor),
            _ => None,
        }
    }

    fn maker_of_target(&self, registry: &Registry) -> Option<ActorId> {
        let maker = (self.kind == Wait::OBJECT).then(|| registry.object(self.target).maker.load(Relaxed))?;
        (maker != 0).then_some(ActorId(maker))
    }

    fn named(&self, registry: &Registry, waiter: &Raw, all: &[Raw], names: &[String], naming: Naming<'_>) -> Waiting {
        let (object, on) = match self.kind {
            Wait::OBJECT => {
                let shared = registry.object(self.target).shared.load(Relaxed);
                let can_end = |actor: &Raw| {
                    let has = |(object, part, _): &(u32, u8, _)| *object == self.target && *part == self.ended_by;
                    (shared || actor.pid == waiter.pid) && actor.holds.iter().any(has)
                };
                let enders = all.iter().zip(names).filter(|(actor, _)| can_end(actor));
                (object_name(registry, self.target, naming), enders.map(|(_, name)| name.clone()).collect())
            }
            Wait::ACTOR => match all.iter().position(|actor| actor.id == self.target) {
                Some(at) => (names[at].clone(), vec![names[at].clone()]),
                None => (actor_name(registry, self.target, naming), Vec::new()),
            },
            _ => (String::new(), Vec::new()),
        };
        let site = self.site.clone().unwrap_or_else(|| Site { file: String::new(), line: 0 });
        Waiting { action: self.action, object, site, on, obstacle: self.obstacle }
    }
}

/// The names, with a number for those that came up before.
fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    let mut distinct = Vec::new();
    for name in names {
        let before = seen.iter().filter(|other| **other == name).count();
        distinct.push(if before == 0 { name.clone() } else { format!("{name} ({})", before + 1) });
        seen.push(name);
    }
    distinct
}

/// What the actor is called: by its given name, by its source, or by number.
fn actor_name(registry: &Registry, id: u32, naming: Naming<'_>) -> String {
    let label = registry.actor_label(id);
    let given = label.name.read();
    if !given.is_empty() {
        return shown(&given, MOST_OF_A_NAME);
    }
    let number = id.wrapping_sub(run_in_sight(registry).actor_base + 1);
    location(&label.created).and_then(naming).unwrap_or_else(|| format!("thread-{number}"))
}

/// What the object is called: by its given name, by its source, or by kind and number.
fn object_name(registry: &Registry, id: u32, naming: Naming<'_>) -> String {
    let slot = registry.object(id);
    if id == 0 || slot.id.load(Acquire) != id {
        return "something".to_owned();
    }
    let given = slot.name.read();
    if !given.is_empty() {
        return shown(&given, MOST_OF_A_NAME);
    }
    let number = id.wrapping_sub(run_in_sight(registry).object_base);
    location(&slot.created).and_then(naming).unwrap_or_else(|| format!("{}#{number}", kind_of(slot).name()))
}

fn kind_of(slot: &ObjectSlot) -> ObjectKind {
    ObjectKind::with_number(slot.kind.load(Relaxed)).unwrap_or_default()
}

/// The place whose address is stored.
fn place(at: &AtomicPtr<Location<'static>>) -> Option<Site> {
    location(at).map(site)
}

fn location(at: &AtomicPtr<Location<'static>>) -> Option<&'static Location<'static>> {
    // SAFETY: only addresses of `&'static Location` are stored, by this program or by a child it forked, which has
    // the same program at the same addresses.
    #[expect(unsafe_code, reason = "a reference cannot be stored in an atomic, its address can")]
    unsafe {
        at.load(Relaxed).as_ref()
    }
}
