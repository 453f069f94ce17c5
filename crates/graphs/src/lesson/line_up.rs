//! An order in which an execution can be told, step by step, as a schedule is.
//!
//! Steps of one actor come in its order, and what is read comes after it was written. What is told before an old value is read,
//! or before a write that counts less, makes these *odd*. An execution that some schedule has can be told without oddities; of
//! any other an order with the fewest is looked for, and among these one with the fewest changes of the actor.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use crate::{Graph, Kind, Spot};

/// A step that no schedule could have at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oddity {
    /// It reads an old value: this write, which counts more than what it reads, has been told already. Of several the one that
    /// overwrites what is read first.
    Stale(Spot),
    /// It writes, and this write, which counts more, has been told already. Of several the one that counts least.
    Late(Spot),
}

/// An event in the order in which it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// The event. The two halves of a read-modify-write come one after the other.
    pub spot: Spot,
    /// What is odd about it.
    pub oddity: Option<Oddity>,
}

/// More states than this are not looked at: from there on whoever goes on does so without looking ahead.
const MOST_STATES: usize = 20_000;

/// How far each actor is told, and whose the last step was.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct State {
    taken: Vec<u16>,
    last: usize,
}

/// Oddities and changes of the actor.
pub type Cost = (usize, usize);

/// How odd it is to tell the events of `graph` in this order, and how often the actor changes in it.
pub fn cost(graph: &Graph, order: &[Spot]) -> Cost {
    let mut taken = vec![0; graph.actors()];
    let mut odd = 0;
    for &spot in order {
        odd += usize::from(oddity(graph, spot, &taken).is_some());
        taken[spot.actor()] += 1;
    }
    (odd, order.windows(2).filter(|pair| pair[0].actor() != pair[1].actor()).count())
}

/// All events of `graph` in such an order.
pub fn line_up(graph: &Graph) -> Vec<Told> {
    line_up_within(graph, MOST_STATES)
}

/// The same where at most so many states are looked at.
pub fn line_up_within(graph: &Graph, most: usize) -> Vec<Told> {
    let order = Search { graph, most }.best();
    let mut taken = vec![0; graph.actors()];
    let mut told = Vec::with_capacity(order.len());
    for spot in order {
        told.push(Told { spot, oddity: oddity(graph, spot, &taken) });
        taken[spot.actor()] += 1;
    }
    told
}

/// What is odd about telling `spot` when so many events of each actor have been told.
fn oddity(graph: &Graph, spot: Spot, taken: &[u16]) -> Option<Oddity> {
    let event = graph.event(spot);
    let object = event.object().filter(|_| event.is_access())?;
    let place = graph.place(spot)?;
    let is_told = |write: &&Spot| taken[write.actor()] as usize > write.index();
    let newer = graph.writes_to(object)[place..].iter().find(is_told).copied()?;
    Some(if event.kind == Kind::Write { Oddity::Late(newer) } else { Oddity::Stale(newer) })
}

struct Search<'a> {
    graph: &'a Graph,
    most: usize,
}

impl Search<'_> {
    /// The best order: the cheapest way from nothing told to everything, and without looking ahead where there are too many.
    fn best(&self) -> Vec<Spot> {
        let all: usize = self.graph.spots().len();
        let begin = State { taken: vec![0; self.graph.actors()], last: usize::MAX };
        let mut known: HashMap<State, (Cost, Option<State>)> = HashMap::from([(begin.clone(), ((0, 0), None))]);
        // Of equal cost the one that is furthest, so that no more is looked at than has to be.
        let mut open = BinaryHeap::from([(Reverse((0, 0)), 0, Reverse(begin))]);
        while let Some((Reverse(cost), told, Reverse(state))) = open.pop() {
            if known[&state].0 < cost {
                continue;
            }
            if told == all || known.len() > self.most {
                return self.on_from(&known, state);
            }
            for actor in 0..self.graph.actors() {
                let Some((next, more)) = self.tell(&state, actor) else { continue };
                let cost = (cost.0 + more.0, cost.1 + more.1);
                if known.get(&next).is_none_or(|(before, _)| cost < *before) {
                    let told = next.taken.iter().map(|count| usize::from(*count)).sum();
                    known.insert(next.clone(), (cost, Some(state.clone())));
                    open.push((Reverse(cost), told, Reverse(next)));
                }
            }
        }
        unreachable!("no event depends on itself")
    }

    /// The way to `state`, and from there on who costs least.
    fn on_from(&self, known: &HashMap<State, (Cost, Option<State>)>, state: State) -> Vec<Spot> {
        let mut way = vec![state];
        while let Some(before) = known[way.last().expect("there is one")].1.clone() {
            way.push(before);
        }
        way.reverse();
        while let Some((next, _)) = (0..self.graph.actors())
            .filter_map(|actor| self.tell(way.last().expect("there is one"), actor))
            .min_by_key(|(_, cost)| *cost)
        {
            way.push(next);
        }
        let step = |pair: &[State]| {
            let actor = pair[1].last;
            let (from, to) = (pair[0].taken[actor], pair[1].taken[actor]);
            (from..to).map(move |index| Spot::new(actor, index.into())).collect::<Vec<_>>()
        };
        way.windows(2).flat_map(step).collect()
    }

    /// The next event of `actor` is told, both halves if it is a read-modify-write, and what that costs; `None` if it depends on
    /// something that has not been told.
    fn tell(&self, state: &State, actor: usize) -> Option<(State, Cost)> {
        let mut next = state.clone();
        let mut odd = 0;
        loop {
            let index = next.taken[actor].into();
            let event = self.graph.events_of(actor).get(index)?;
            let spot = Spot::new(actor, index);
            if !self.graph.is_ready(spot, |actor| next.taken[actor].into()) {
                return None;
            }
            odd += usize::from(oddity(self.graph, spot, &next.taken).is_some());
            next.taken[actor] += 1;
            let has_another_half = self.graph.events_of(actor).get(index + 1).is_some_and(|event| event.exclusive);
            if event.exclusive || !has_another_half {
                break;
            }
        }
        next.last = actor;
        let switches = usize::from(state.last != actor && state.last != usize::MAX);
        Some((next, (odd, switches)))
    }
}
