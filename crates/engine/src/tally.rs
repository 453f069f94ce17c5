//! Counting executions of a model.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::Location;
use std::sync::Arc;

use crate::EngineId;
use racecourse_kernel::heartbeat;
use racecourse_kernel::lock_order::Link;
use racecourse_kernel::section::Who;
use racecourse_kernel::stop::{Stop, Why};
use racecourse_kernel::world::{Actor, World};
use racecourse_meaning::ActorId;
use racecourse_native::supervision::{self, Found};
use racecourse_sources::{Names, site};
use racecourse_trace::exploration::{
    Coverage, Example, Execution, Exploration, LockCycle, LockOrder, Note, Observation, Overlap,
};
use racecourse_trace::failure::Holding;
use racecourse_trace::schedule::{Schedule, unambiguous};

/// What has been seen so far.
pub(crate) struct Tally {
    names: Names,
    /// By label.
    seen: BTreeMap<String, Seen>,
    /// Cycles of lock orders in executions that passed, and the same in words.
    cycles: BTreeSet<Vec<Link>>,
    lock_cycles: Vec<LockCycle>,
    /// Whether there is a cycle that has not been put in words.
    has_news: bool,
    overlaps: BTreeMap<[Who; 2], Overlap>,
    /// Executions that ended, well or badly.
    pub(crate) ended: u64,
    /// Whether an execution failed.
    pub(crate) failed: bool,
    /// Executions given up after too many steps.
    pub(crate) too_long: u64,
    /// Executions given up because they had come back to a state they had been in, and no failure was made of that.
    pub(crate) repeating: u64,
    /// Executions given up because another one stands for them.
    pub(crate) redundant: u64,
    /// Executions that have come to where everybody rests and somebody is passed over: they end in other branches.
    pub(crate) passing_over: u64,
    /// Whether whoever watches is told. Not of executions that are tried again to show them.
    is_told: bool,
    /// Outcomes of which a whole execution is kept.
    whole: usize,
    /// Whether the others are shown again too, because what they say of their steps is more than who takes them.
    shows_all: bool,
    words: Words,
}

/// Outcomes of which a whole execution is kept: those that were seen first. Who reads a report looks at few, and of a program
/// with very many outcomes the executions would fill the memory. Failures are kept whole, all of them: they have few labels.
const MOST_WHOLE: usize = 32;

/// What has been seen of one label.
struct Seen {
    count: u64,
    /// The how-manieth execution was the first.
    first: u64,
    /// How simple the simplest is to read; that is the example.
    complexity: Complexity,
    example: Example,
    /// Whether all of the example is to be kept.
    whole: bool,
    /// By which number whoever watches knows the label.
    slot: usize,
}

/// How simple an execution is to read: steps that no schedule has at their places, changes of the actor, steps. Less is simpler.
type Complexity = (usize, usize, usize);

impl Tally {
    /// Nothing seen yet. Whoever watches forgets earlier counts.
    pub(crate) fn new(names: Names) -> Self {
        supervision::count_again();
        Self { is_told: true, ..Self::of_trials(names) }
    }

    /// For executions that nobody counts: of a schedule, or tried to find simpler examples of what has been counted already.
    pub(crate) fn of_trials(names: Names) -> Self {
        Self {
            names,
            is_told: false,
            whole: 0,
            shows_all: false,
            words: Words::default(),
            seen: BTreeMap::new(),
            cycles: BTreeSet::new(),
            lock_cycles: Vec::new(),
            has_news: false,
            overlaps: BTreeMap::new(),
            ended: 0,
            failed: false,
            too_long: 0,
            repeating: 0,
            redundant: 0,
            passing_over: 0,
        }
    }

    /// The same for executions of which it is not enough to keep who has taken which step: each is shown again.
    pub(crate) fn showing_all(self) -> Self {
        Self { shows_all: true, ..self }
    }

    /// Executions started so far.
    pub(crate) fn tried(&self) -> u64 {
        self.ended + self.too_long + self.repeating + self.redundant + self.passing_over
    }

    /// Counts an execution. Whether it is to be run again, so that it can be shown: it has come to something new, or is simpler
    /// than what is there to show that. An execution that was recorded is kept at once.
    pub(crate) fn add(&mut self, world: &World) -> bool {
        self.add_as(world, |_, _| {
            let (switches, steps) = world.transcript.complexity();
            (0, switches, steps)
        })
    }

    /// The same, where somebody else says how simple it is: asked with its label, and with how simple the simplest one is so far.
    pub(crate) fn add_as(
        &mut self,
        world: &World,
        complexity: impl FnOnce(&str, Option<Complexity>) -> Complexity,
    ) -> bool {
        self.failed |= matches!(world.stop, Some(Stop::Failed(_)));
        match world.stop {
            Some(Stop::Abandoned(Why::Redundant)) => self.redundant += 1,
            Some(Stop::Abandoned(Why::Repeats)) => self.repeating += 1,
            Some(Stop::Abandoned(Why::PassesOver | Why::TriedOut)) => self.passing_over += 1,
            Some(Stop::Abandoned(_)) => self.too_long += 1,
            _ => self.ended += 1,
        }
        if self.is_told {
            heartbeat::executions(self.ended);
            supervision::ended(self.ended);
        } else {
            heartbeat::alive();
        }
        if matches!(world.stop, Some(Stop::Returned)) {
            self.add_passed(world);
        }
        let Some(label) = world.label() else { return false };
        let complexity = complexity(label, self.seen.get(label).map(|seen| seen.complexity));
        let nth = self.tried();
        let simpler = match self.seen.get_mut(label) {
            Some(seen) => {
                seen.count += 1;
                let simpler = complexity < seen.complexity;
                if simpler {
                    seen.complexity = complexity;
                    if !seen.whole {
                        seen.example = self.words.example(world, label, &self.names);
                        if self.is_told {
                            supervision::saw(label, seen.first, &seen.example);
                        }
                    }
                }
                simpler
            }
            None => {
                let whole = matches!(world.stop, Some(Stop::Failed(_))) || self.whole < MOST_WHOLE;
                self.whole += usize::from(whole);
                let example = self.words.example(world, label, &self.names);
                // At once, whatever comes of running it again to show it.
                let slot = if self.is_told { supervision::saw(label, nth, &example) } else { 0 };
                self.seen.insert(label.to_owned(), Seen { count: 1, first: nth, complexity, example, whole, slot });
                true
            }
        };
        let Some(seen) = self.seen.get(label) else { return false };
        if self.is_told {
            supervision::counted(seen.slot, seen.count);
        }
        let is_shown = simpler && (seen.whole || self.shows_all);
        if world.rules.recorded {
            if is_shown {
                self.show(world);
            }
            return false;
        }
        is_shown || self.has_news
    }

    /// Keeps a recorded execution as the example of what it has come to.
    pub(crate) fn show(&mut self, world: &World) {
        self.show_with(world, |_| {});
    }

    /// The same, with something said of it besides.
    pub(crate) fn show_with(&mut self, world: &World, say: impl FnOnce(&mut Execution)) {
        if std::mem::take(&mut self.has_news) {
            self.name_cycles(world);
        }
        let Some(label) = world.label() else {
            self.add(world);
            return;
        };
        match self.seen.get_mut(label) {
            Some(seen) if seen.whole || self.shows_all => {
                let mut example = world.execution(&self.names);
                say(&mut example);
                if !seen.whole {
                    (example.events, example.objects, example.odd) = (Vec::new(), Vec::new(), None);
                }
                seen.example = example.into();
                if self.is_told {
                    supervision::saw(label, seen.first, &seen.example);
                }
            }
            Some(_) => {}
            // The program has come to something else than before by the same choices. That is an execution too.
            None => {
                self.add(world);
            }
        }
    }

    /// What an execution that passed says about others.
    fn add_passed(&mut self, world: &World) {
        for cycle in world.lock_cycles(|cycle| self.cycles.contains(cycle)) {
            self.has_news |= self.cycles.insert(cycle);
        }
        if world.rules.recorded && std::mem::take(&mut self.has_news) {
            self.name_cycles(world);
        }
        for pair in world.overlaps() {
            let (names, is_told) = (&self.names, self.is_told);
            let overlap = self.overlaps.entry(pair).or_insert_with(|| {
                let sections = pair.map(|(what, _)| what.to_owned());
                let actors = pair.map(|(_, actor)| world.actor_name(actor, names));
                let overlap = Overlap { sections, actors, executions: 1 };
                if is_told {
                    supervision::found(&Found::Overlap(&overlap));
                }
                Overlap { executions: 0, ..overlap }
            });
            overlap.executions += 1;
        }
    }

    /// Tells of the cycles of lock orders in a recorded execution.
    fn name_cycles(&mut self, world: &World) {
        for cycle in world.lock_cycles(|_| false) {
            let order = |link: &Link| {
                let holding = |(lock, at)| Holding { object: world.object_name(lock, &self.names), site: site(at) };
                let actor = world.actor_name(link.actor, &self.names);
                LockOrder { actor, held: holding(link.held), taken: holding(link.wanted) }
            };
            let named = LockCycle { orders: cycle.iter().map(order).collect() };
            if !self.lock_cycles.contains(&named) {
                if self.is_told {
                    supervision::found(&Found::LockCycle(&named));
                }
                self.lock_cycles.push(named);
            }
        }
    }

    /// What was seen, of a search that went so far.
    pub(crate) fn into_exploration(self, engine: EngineId, coverage: Coverage) -> Exploration {
        let mut exploration = Exploration::new(engine, coverage);
        exploration.potential_deadlocks = self.lock_cycles;
        exploration.overlaps = self.overlaps.into_values().collect();
        if self.repeating > 0 {
            exploration.notes.push(Note::Repeating(self.repeating));
        }
        if self.too_long > 0 {
            exploration.notes.push(Note::TooLong(self.too_long));
        }
        if self.is_told && !matches!(exploration.coverage, Coverage::Interrupted { .. }) {
            supervision::found(&Found::Searched(&exploration));
        }
        let observed = self.seen.into_iter().map(|(label, Seen { count, first, example, .. })| {
            (label, Observation { count, first_seen: first, example, shortest: None })
        });
        exploration.observations = observed.collect();
        exploration
    }
}

/// What actors are called in schedules, kept from one execution to the next: mostly they are the same.
#[derive(Default)]
struct Words {
    /// Who was started where, and is called how if that was said.
    born: Vec<Born>,
    words: Arc<[String]>,
}

type Born = (ActorId, &'static Location<'static>, Option<Cow<'static, str>>);

impl Words {
    /// An execution that was not recorded, as far as it can be kept: a failure, or what it returned, and what leads there.
    fn example(&mut self, world: &World, label: &str, names: &Names) -> Example {
        self.update(world, names);
        let places = world.decisions.iter().map(|&actor| world.place_of(actor));
        if let Some(Stop::Failed(failure)) = &world.stop {
            let schedule = Schedule::of(places.map(|place| self.words[place].as_str()));
            let actors = world.born.actors.iter().map(|&actor| world.actor_name(actor, names)).collect();
            let failure = Some((**failure).clone());
            return Execution { actors, schedule, failure, ..Execution::default() }.into();
        }
        // No execution has so many actors.
        let choices: Vec<u16> = places.map(|place| u16::try_from(place).unwrap_or(u16::MAX)).collect();
        Example::brief(label, Arc::clone(&self.words), choices)
    }

    /// Sees to it that the words are those of this execution.
    fn update(&mut self, world: &World, names: &Names) {
        let born = world.born.actors.iter().map(|&id| (id, &world.actors[id]));
        let same = |((id, actor), known): ((ActorId, &Actor), &Born)| {
            (id, &actor.name) == (known.0, &known.2) && std::ptr::eq(actor.spawned, known.1)
        };
        if self.born.len() != world.born.actors.len() || !born.clone().zip(&self.born).all(same) {
            self.born = born.map(|(id, actor)| (id, actor.spawned, actor.name.clone())).collect();
            self.words = unambiguous(&world.names_for_schedules(names)).into();
        }
    }
}
