//! An order of all events that reads like a schedule: few that could not be in one, then few changes of actors.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use racecourse_meaning::ActorId;

use super::{Graph, Kind, Spot};

/// More beginnings of orders than this are not compared; then it goes on with the best of them as it comes.
const MOST: usize = 20_000;

impl Graph {
    /// All events in an order in which each comes after what it depends on, and as few as possible are marked: a read that does not
    /// read the newest write there is by then, and a write that counts before one that is there already. Among these it is one
    /// with few changes of actors. An execution has an order without marks if and only if it is sequentially consistent.
    ///
    /// Of graphs that are too large to compare all such orders it is a good one.
    pub fn in_readable_order(&self) -> Vec<Spot> {
        let mut best: HashMap<State, (Cost, Option<State>)> = HashMap::new();
        let mut open = BinaryHeap::new();
        let start = State { taken: vec![0; self.actors()], last: usize::MAX };
        best.insert(start.clone(), (Cost::default(), None));
        open.push(Reverse((Cost::default(), start)));
        let all = self.spots().len();
        let mut furthest = None;
        while let Some(Reverse((cost, state))) = open.pop() {
            if best.get(&state).is_some_and(|(known, _)| *known < cost) {
                continue;
            }
            let done: usize = state.taken.iter().map(|count| usize::from(*count)).sum();
            if done == all {
                furthest = Some(state);
                break;
            }
            if best.len() > MOST {
                return self.in_order();
            }
            for actor in 0..self.actors() {
                let Some((next, marks)) = self.one_more(&state, actor) else { continue };
                let switches = u32::from(state.last != actor && state.last != usize::MAX);
                let more = Cost { marks: cost.marks + marks, switches: cost.switches + switches };
                if best.get(&next).is_none_or(|(known, _)| more < *known) {
                    best.insert(next.clone(), (more, Some(state.clone())));
                    open.push(Reverse((more, next)));
                }
            }
        }
        let mut order = Vec::with_capacity(all);
        let mut at = furthest;
        while let Some(state) = at {
            let before = best.get(&state).and_then(|(_, before)| before.clone());
            if let Some(before) = &before {
                let (from, to) = (usize::from(before.taken[state.last]), usize::from(state.taken[state.last]));
                order.extend((from..to).rev().map(|index| Spot::new(state.last, index)));
            }
            at = before;
        }
        order.reverse();
        order
    }

    /// How many events are marked in this order.
    pub fn marks_in(&self, order: &[Spot]) -> usize {
        let mut state = State { taken: vec![0; self.actors()], last: usize::MAX };
        order
            .iter()
            .filter(|spot| {
                let marked = self.is_marked(**spot, &state.taken);
                state.taken[spot.actor()] += 1;
                marked
            })
            .count()
    }

    /// What comes of it if this actor goes on, by one event or by both halves of a read-modify-write, and how many of them are
    /// marked.
    fn one_more(&self, state: &State, actor: ActorId) -> Option<(State, u32)> {
        let index = usize::from(state.taken[actor]);
        let events = self.events_of(actor);
        events.get(index)?;
        let taken: Vec<usize> = state.taken.iter().map(|count| usize::from(*count)).collect();
        let spot = Spot::new(actor, index);
        if !self.is_ready(spot, &taken) {
            return None;
        }
        let mut next = State { taken: state.taken.clone(), last: actor };
        let mut marks = u32::from(self.is_marked(spot, &next.taken));
        next.taken[actor] += 1;
        if events.get(index + 1).is_some_and(|event| event.exclusive) {
            marks += u32::from(self.is_marked(Spot::new(actor, index + 1), &next.taken));
            next.taken[actor] += 1;
        }
        Some((next, marks))
    }

    /// Whether this event would not be what it is if all steps were in one order and the first so many of each were there.
    fn is_marked(&self, spot: Spot, taken: &[u16]) -> bool {
        let event = self.event(spot);
        let Some(object) = event.object().filter(|_| event.is_access() && !event.blocked) else { return false };
        let is_there = |write: &&Spot| usize::from(taken[write.actor()]) > write.index();
        let newest = self.writes_to(object).iter().rfind(is_there).copied();
        if event.kind == Kind::Read {
            return newest != event.reads;
        }
        let place = |write: Option<Spot>| self.position(object, write);
        place(newest) > place(Some(spot))
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Cost {
    marks: u32,
    switches: u32,
}

/// How many events of each actor are there, and who was last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct State {
    taken: Vec<u16>,
    last: ActorId,
}
