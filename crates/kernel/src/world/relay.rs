//! How one actor hears of another's access through others, and where that order is lost on the way.

use std::collections::{BTreeMap, VecDeque};

use super::World;
use super::order::Race;
use racecourse_meaning::{Action, ActorId, Order};
use racecourse_sources::{Names, site};
use racecourse_trace::failure::{Handover, Relay, Unordered};

impl World {
    /// If changes of others lead from the first access of a race to the second, and at least one of them is not taken over: those. Of
    /// several ways the one with the fewest changes.
    pub(super) fn relayed(&self, race: &Race, names: &Names) -> Option<Unordered> {
        let (first, second) = race.entries();
        let way = self.way(first, second)?;
        let entries = &self.transcript.entries;
        // What an actor does on the way, from what it comes to it by to what it leaves it by.
        let segments: Vec<&[usize]> = way.chunk_by(|one, next| entries[*one].actor == entries[*next].actor).collect();
        let lost = segments.windows(2).filter_map(|pair| {
            let (since, changed) = (*pair[0].first()?, *pair[0].last()?);
            let (looked, until) = (*pair[1].first()?, *pair[1].last()?);
            let (give, take) = (&entries[changed], &entries[looked]);
            // A fence between does in the place of the access.
            let releases = give.publishes() || self.has_fence(give.actor, since, changed, Order::releases);
            let acquires = take.takes_over() || self.has_fence(take.actor, looked, until, Order::acquires);
            if releases && acquires {
                return None;
            }
            let object = self.object_name(give.op.object()?, names);
            let handover =
                Handover { object, changed: site(give.op.site), releases, looked: site(take.op.site), acquires };
            let name = |actor: ActorId| self.actor_name(actor, names);
            Some(Relay { by: name(give.actor), to: name(take.actor), handover })
        });
        let lost: Vec<Relay> = lost.collect();
        (!lost.is_empty()).then_some(Unordered::Relayed(lost))
    }

    fn has_fence(&self, actor: ActorId, from: usize, to: usize, does: fn(Order) -> bool) -> bool {
        let entries = &self.transcript.entries[from..to];
        entries.iter().any(|it| it.actor == actor && it.op.action == Action::Fence && does(it.op.order))
    }

    /// Entries from one to the other, each the one before in its actor, or the last change of what it looks at.
    fn way(&self, from: usize, to: usize) -> Option<Vec<usize>> {
        let entries = &self.transcript.entries;
        let mut next = BTreeMap::from([(to, (0, to))]);
        let mut open = VecDeque::from([to]);
        while let Some(at) = open.pop_front() {
            if at == from {
                let mut way = vec![at];
                while way.last() != Some(&to) {
                    way.push(next[way.last()?].1);
                }
                return Some(way);
            }
            let changes = next[&at].0;
            let entry = &entries[at];
            let before = (from..at).rev().find(|other| entries[*other].actor == entry.actor);
            let is_it = |other: &usize| entries[*other].op.object() == entry.op.object() && entries[*other].gives();
            let change = entry.op.object().filter(|_| entry.takes()).and_then(|_| (from..at).rev().find(is_it));
            for (other, costs) in [(before, 0), (change, 1)] {
                let Some(other) = other else { continue };
                if next.get(&other).is_some_and(|(known, _)| *known <= changes + costs) {
                    continue;
                }
                next.insert(other, (changes + costs, at));
                if costs == 0 { open.push_front(other) } else { open.push_back(other) }
            }
        }
        None
    }
}
