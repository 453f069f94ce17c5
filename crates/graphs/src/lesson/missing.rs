//! Why an old value may be read: what would have to order the newer write before the read, and does not.

use std::collections::{HashMap, VecDeque};

use crate::{Graph, Kind, Spot};

/// What does not order a write before a read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Nothing that the reader has seen so far comes from the writer after that write: no message has gone from one to the other.
    Message,
    /// Messages lead from the one to the other, and these do not order anything. There is at least one.
    Order(Vec<Hop>),
}

/// A message: a write, and a read of it by another actor. It orders what comes before the one before what comes after the other
/// only if the one releases and the other acquires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Who sends it.
    pub write: Spot,
    /// Who gets it.
    pub read: Spot,
    /// Whether the write does not publish what came before it.
    pub no_release: bool,
    /// Whether the read takes nothing over.
    pub no_acquire: bool,
}

/// Why `write` does not happen before `read`; `None` if it does.
pub fn missing(graph: &Graph, write: Spot, read: Spot) -> Option<Missing> {
    if graph.happens_before(write, read) {
        return None;
    }
    let Some(way) = way(graph, write, read) else { return Some(Missing::Message) };
    let hops = way.windows(2).filter_map(|pair| {
        let (from, to) = (pair[0], pair[1]);
        (from.actor() != to.actor() && graph.event(to).reads == Some(from)).then_some((from, to))
    });
    let sends = |from: Spot| way[way.iter().position(|spot| *spot == from).unwrap_or(0).saturating_sub(1)];
    let hop = |(from, to): (Spot, Spot)| {
        let event = graph.event(to);
        // A fence further down, before what comes next on the way, acquires for it.
        let next = way.iter().skip_while(|spot| **spot != to).nth(1).copied().unwrap_or(read);
        let until = if next.actor() == to.actor() { next.index() } else { to.index() };
        let behind = &graph.events_of(to.actor())[to.index()..=until];
        let by_fence = behind.iter().any(|event| event.kind == Kind::Fence && event.order.acquires());
        let before = sends(from);
        Hop {
            write: from,
            read: to,
            no_release: !graph.event(from).row.publishes.has(before),
            no_acquire: !event.order.acquires() && !by_fence,
        }
    };
    let broken: Vec<Hop> = hops.map(hop).filter(|hop| hop.no_release || hop.no_acquire).collect();
    Some(if broken.is_empty() { Missing::Message } else { Missing::Order(broken) })
}

/// Events from one to the other, each before the next in its actor, or read by it: the way with the fewest messages.
fn way(graph: &Graph, from: Spot, to: Spot) -> Option<Vec<Spot>> {
    // Backwards: from an event to the one before it in its actor, to what it reads, and to what has started it.
    let mut known: HashMap<Spot, (usize, Spot)> = HashMap::from([(to, (0, to))]);
    let mut open = VecDeque::from([to]);
    while let Some(spot) = open.pop_front() {
        if spot == from {
            let mut way = vec![spot];
            while way.last() != Some(&to) {
                way.push(known[way.last()?].1);
            }
            return Some(way);
        }
        let messages = known[&spot].0;
        let event = graph.event(spot);
        let before = spot.index().checked_sub(1).map(|index| Spot::new(spot.actor(), index));
        let started = graph.start_of(spot.actor()).filter(|_| before.is_none());
        let ended = match event.kind {
            Kind::Join(child) => {
                let child = usize::from(child);
                graph.events_of(child).len().checked_sub(1).map(|last| Spot::new(child, last))
            }
            _ => None,
        };
        // Program order costs no message, so it is looked at first.
        for (other, costs) in [(before, false), (started, false), (ended, false), (event.reads, true)] {
            let Some(other) = other else { continue };
            let messages = messages + usize::from(costs);
            if known.get(&other).is_some_and(|(before, _)| *before <= messages) {
                continue;
            }
            known.insert(other, (messages, spot));
            if costs { open.push_back(other) } else { open.push_front(other) }
        }
    }
    None
}
