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
    // What an actor does on the way, from what it comes to it by to what it leaves it by.
    let segments: Vec<&[Spot]> = way.chunk_by(|one, next| one.actor() == next.actor()).collect();
    let hops = (1..segments.len()).filter_map(|at| {
        let (&to, &last) = (segments[at].first()?, segments[at].last()?);
        let event = graph.event(to);
        let through = *segments[at - 1].last()?;
        // A start or a join orders by itself, and a read-modify-write passes on what it has found.
        let reads = event.reads == Some(through);
        let goes_on = at + 1 < segments.len() && passes_on(graph, segments[at]);
        (reads && !goes_on).then_some(())?;
        let begins = (0..at).rev().find(|&at| at == 0 || !passes_on(graph, segments[at]))?;
        let (&first, &from) = (segments[begins].first()?, segments[begins].last()?);
        // A fence further down, before what comes next on the way, acquires for it.
        let behind = &graph.events_of(to.actor())[to.index()..=last.index()];
        let by_fence = behind.iter().any(|event| event.kind == Kind::Fence && event.order.acquires());
        Some(Hop {
            write: from,
            read: to,
            no_release: !graph.event(through).row.publishes.has(first),
            no_acquire: !event.order.acquires() && !by_fence,
        })
    });
    let broken: Vec<Hop> = hops.filter(|hop| hop.no_release || hop.no_acquire).collect();
    Some(if broken.is_empty() { Missing::Message } else { Missing::Order(broken) })
}

/// Whether an actor does nothing on the way but one read-modify-write.
fn passes_on(graph: &Graph, segment: &[Spot]) -> bool {
    matches!(segment, [read, write] if graph.event(*write).exclusive && graph.is_earlier(*read, *write))
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
