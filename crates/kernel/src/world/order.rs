//! Following the order of an execution's steps, while it goes on or when it is over.

use super::World;
use crate::clock::{Clock, PlainAccess};
use crate::lock_order::Nesting;
use crate::transcript::{Entry, Mark};
use racecourse_meaning::{Action, ActorId, Order};
use racecourse_sources::{Names, site};
use racecourse_trace::exploration::Verb;
use racecourse_trace::failure::{Access, Cause, Evidence, Failure, FailureKind, Handover, Unordered};

/// How far the transcript has been followed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reach {
    entries: usize,
    marks: usize,
}

/// Two accesses to plain memory that nothing orders.
#[derive(Clone, Debug)]
pub(crate) struct Race {
    first: PlainAccess,
    second: Entry,
    /// The number of entries up to and with the second.
    place: usize,
}

impl Race {
    /// The places of the two in the transcript.
    pub(super) const fn entries(&self) -> (usize, usize) {
        (self.first.entry, self.place - 1)
    }
}

/// How far an execution had come with an access to plain memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reached {
    entries: usize,
    choices: usize,
    decisions: usize,
}

impl World {
    /// The running actor has accessed plain memory. It may race, which is looked at when the execution is over.
    pub(super) fn note_access(&mut self) {
        self.asks_for_order = true;
        let (entries, choices, decisions) = (self.transcript.len(), self.choices.len(), self.decisions.len());
        self.accesses.push(Reached { entries, choices, decisions });
    }

    pub(super) fn begin_order(&mut self) {
        self.order.clear();
        self.ordered = Reach::default();
        self.asks_for_order = false;
        self.accesses.clear();
    }

    /// Looks at what is new in the transcript: the first race in it.
    pub(crate) fn follow_order(&mut self) -> Option<Race> {
        loop {
            let Reach { entries, marks } = self.ordered;
            let (place, mark) = self.transcript.marks.get(marks).copied().unzip();
            if let Some(mark) = mark.filter(|_| place <= Some(entries)) {
                self.ordered.marks += 1;
                self.follow_mark(mark);
                continue;
            }
            let entry = *self.transcript.entries.get(entries)?;
            self.ordered.entries += 1;
            let first = self.order.follow(&self.states, &entry, entries);
            if let Some(first) = first {
                return Some(Race { first, second: entry, place: entries + 1 });
            }
        }
    }

    /// Looks at what is new in the transcript, for whoever watches memory; whether that can be said here. Races are looked for with each
    /// step where steps are shown, so that none is new now.
    pub(crate) fn follows_for_the_tripwire(&mut self) -> bool {
        let is_followed = self.rules.recorded && self.is_written_down();
        while is_followed && self.follow_order().is_some() {}
        is_followed && self.order.has(self.running)
    }

    /// What the running actor knows, as far as the transcript has been followed.
    pub(crate) fn known(&self) -> &Clock {
        self.order.knows(self.running)
    }

    /// The same with what it has done since its last step: what it does from here on is another event.
    pub(crate) fn known_from_here(&mut self) -> &Clock {
        self.order.tick(self.running);
        self.known()
    }

    fn follow_mark(&mut self, mark: Mark) {
        match mark {
            Mark::Ended(actor) => self.order.ended(&self.states, actor, self.actors[actor].end),
            Mark::Begins(section) => {
                let over = self.order.over(self.sections[section].actor());
                self.sections[section].begins_after(over);
            }
            Mark::Ends(section) => {
                let section = &mut self.sections[section];
                self.order.tick(section.actor());
                section.ends_at(self.order.knows(section.actor()).get(section.actor()));
            }
            Mark::Nested(_) => {}
        }
    }

    /// Notes of these nestings, which are those of this execution, when they were, and what their actors knew. Most executions are not
    /// asked that, so it is not noted while they are followed.
    pub(super) fn put_in_order(&self, nestings: &mut [Nesting]) {
        let mut order = crate::order::Order::default();
        order.clear();
        let mut marks = self.transcript.marks.iter().peekable();
        for place in 0..=self.transcript.entries.len() {
            while let Some((_, mark)) = marks.next_if(|(before, _)| *before <= place) {
                match *mark {
                    Mark::Ended(actor) => order.ended(&self.states, actor, self.actors[actor].end),
                    Mark::Begins(_) => {}
                    Mark::Ends(section) => order.tick(self.sections[section].actor()),
                    Mark::Nested(nesting) => {
                        let nesting = &mut nestings[nesting];
                        nesting.at = order.knows(nesting.actor).get(nesting.actor);
                        nesting.causes.clone_from(order.causes(nesting.actor));
                    }
                }
            }
            if let Some(entry) = self.transcript.entries.get(place) {
                order.follow(&self.states, entry, place);
            }
        }
    }

    /// The failure that a race is.
    pub(crate) fn race_failure(&self, race: &Race, names: &Names) -> Failure {
        let access = |actor: ActorId, writes: bool, at, step: usize| Access {
            actor: self.actor_name(actor, names),
            action: if writes { Verb::Write } else { Verb::Read },
            site: site(at),
            step: Some(step),
        };
        let Race { first, second, place } = race;
        let op = &second.op;
        let object = op.object().map_or_else(String::new, |object| self.object_name(object, names));
        let why = self.why_unordered(race, names);
        let first = access(first.actor, first.writes, first.site, first.entry);
        let second = access(second.actor, op.action == Action::CellWrite, op.site, place - 1);
        let evidence = Evidence::Race { object, first, second, why };
        Failure { kind: FailureKind::DataRace, cause: Cause::Evident, evidence }
    }

    /// What is missing between the two accesses of a race: of all that the first actor has changed after its own, and the second has
    /// looked at before its own, that which would have done with least.
    fn why_unordered(&self, race: &Race, names: &Names) -> Unordered {
        let Race { first, second, place } = race;
        let between = first.entry + 1..place - 1;
        let entries = &self.transcript.entries;
        let fences = |actor: ActorId, from: usize, to: usize, does: fn(&Order) -> bool| {
            entries[from..to].iter().any(|it| it.actor == actor && it.op.action == Action::Fence && does(&it.op.order))
        };
        let mut found: Option<(u8, Unordered)> = None;
        for changed in between.clone().filter(|at| entries[*at].actor == first.actor && entries[*at].gives()) {
            let Some(object) = entries[changed].op.object() else { continue };
            let is_look = |at: &usize| {
                let entry = &entries[*at];
                entry.actor == second.actor && entry.op.object() == Some(object) && entry.takes()
            };
            let Some(looked) = (changed + 1..between.end).rfind(is_look) else { continue };
            let (give, take) = (&entries[changed], &entries[looked]);
            let releases = give.publishes() || fences(first.actor, first.entry, changed, |order| order.releases());
            let acquires = take.takes_over() || fences(second.actor, looked, between.end, |order| order.acquires());
            let lacks = match (releases, acquires) {
                (true, true) => 3,
                (false, false) => 2,
                _ => 1,
            };
            if found.as_ref().is_none_or(|(fewest, _)| lacks < *fewest) {
                let object = self.object_name(object, names);
                let (changed, looked) = (site(give.op.site), site(take.op.site));
                let handover = Handover { object, changed, releases, looked, acquires };
                found = Some((lacks, Unordered::NotTakenOver(Box::new(handover))));
            }
        }
        let why = found.map(|(_, why)| why).or_else(|| self.relayed(race, names));
        why.unwrap_or(Unordered::NothingBetween)
    }

    /// When an execution is over that was not followed while it went on: looks whether there was a race in it, which then
    /// came before whatever else has gone wrong.
    pub(crate) fn settle_order(&mut self) {
        if !self.asks_for_order {
            return;
        }
        while let Some(race) = self.follow_order() {
            // Those that were followed while it went on have been told of.
            if self.rules.past_data_races || self.rules.recorded {
                continue;
            }
            self.transcript.truncate(race.place);
            // The schedule ends there too, so that it can be followed.
            if let Some(reached) = self.accesses.iter().find(|reached| reached.entries == race.place) {
                self.choices.truncate(reached.choices);
                self.decisions.truncate(reached.decisions);
            }
            self.fail_earlier(Failure { kind: FailureKind::DataRace, cause: Cause::Evident, evidence: Evidence::None });
            return;
        }
    }
}
