//! Following the order of an execution's steps, while it goes on or when it is over.

use super::World;
use crate::clock::PlainAccess;
use crate::transcript::{Entry, Mark};
use racecourse_meaning::{Action, ActorId};
use racecourse_sources::{Names, site};
use racecourse_trace::exploration::Verb;
use racecourse_trace::failure::{Access, Cause, Evidence, Failure, FailureKind, Unordered};

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

impl World {
    pub(super) fn begin_order(&mut self) {
        self.order.clear();
        self.ordered = Reach::default();
        self.asks_for_order = false;
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
            let first = self.order.follow(&self.states, &entry);
            if let Some(first) = first {
                return Some(Race { first, second: entry, place: entries + 1 });
            }
        }
    }

    fn follow_mark(&mut self, mark: Mark) {
        match mark {
            Mark::Ended(actor) => self.order.ended(&self.states, actor, self.actors[actor].end),
            Mark::Begins(section) => {
                let knows = self.order.knows(self.sections[section].actor()).clone();
                self.sections[section].begins_after(knows);
            }
            Mark::Ends(section) => {
                let section = &mut self.sections[section];
                self.order.tick(section.actor());
                section.ends_at(self.order.knows(section.actor()).get(section.actor()));
            }
            Mark::Nested(nesting) => {
                let nesting = &mut self.nestings[nesting];
                nesting.at = self.order.knows(nesting.actor).get(nesting.actor);
                nesting.causes.clone_from(self.order.causes(nesting.actor));
            }
        }
    }

    /// The failure that a race is.
    pub(crate) fn race_failure(&self, race: &Race, names: &Names) -> Failure {
        let access = |actor: ActorId, writes: bool, at| Access {
            actor: self.actor_name(actor, names),
            action: if writes { Verb::Write } else { Verb::Read },
            site: site(at),
        };
        let Race { first, second, .. } = race;
        let op = &second.op;
        let object = op.object().map_or_else(String::new, |object| self.object_name(object, names));
        let first = access(first.actor, first.writes, first.site);
        let second = access(second.actor, op.action == Action::CellWrite, op.site);
        let evidence = Evidence::Race { object, first, second, why: Unordered::NothingBetween };
        Failure { kind: FailureKind::DataRace, cause: Cause::Evident, evidence }
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
            self.fail_earlier(Failure { kind: FailureKind::DataRace, cause: Cause::Evident, evidence: Evidence::None });
            return;
        }
    }
}
