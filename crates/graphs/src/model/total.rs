//! Models in which all steps are in one order: each that has to come before another is in it.

use std::collections::HashMap;

use super::sequential::goes_round_nowhere;
use crate::{Graph, Kind, Spot};
use racecourse_meaning::{Action, Order};

/// Whether program order, what is read, what overwrites what, and what overwrites what was read go round in no circle.
pub(super) fn is_sequential(graph: &Graph) -> bool {
    let mut edges = Edges::of(graph);
    for actor in 0..graph.actors() {
        for index in 1..graph.events_of(actor).len() {
            edges.add(Spot::new(actor, index - 1), Spot::new(actor, index));
        }
    }
    edges.lives();
    edges.objects(|_, _| true);
    goes_round_nowhere(&edges.to)
}

/// The same where a store may be overtaken by later loads of its actor, which see it in the buffer of their own core.
///
/// A load or a fence comes after all loads before it; a store after all loads and stores; and what empties the buffer is a fence
/// to both. (Owens, Sarkar, Sewell, *A Better x86 Memory Model: x86-TSO*, TPHOLs 2009, as axioms.)
pub(super) fn is_buffered(graph: &Graph) -> bool {
    let mut edges = Edges::of(graph);
    for actor in 0..graph.actors() {
        // The last that was done, the last store, and whether that has been waited for.
        let (mut done, mut stored): (Option<Spot>, Option<Spot>) = (None, None);
        let events = graph.events_of(actor);
        for (index, event) in events.iter().enumerate() {
            let here = Spot::new(actor, index);
            edges.add_all(done, here);
            let empties = match event.kind {
                Kind::Write => event.exclusive,
                Kind::Fence => event.order == Order::SeqCst,
                // Threads and locks of the system are more than enough of a fence.
                Kind::Spawn(_) | Kind::Join(_) | Kind::Ends => true,
                // A read-modify-write is one also if it fails.
                Kind::Read => event.request.op.action != Action::Load,
                Kind::Opens(_) | Kind::PlainRead | Kind::PlainWrite => false,
            };
            let is_store = matches!(event.kind, Kind::Write | Kind::PlainWrite) && !event.exclusive;
            if is_store || empties {
                edges.add_all(stored, here);
            }
            if is_store {
                stored = Some(here);
                if event.order == Order::SeqCst && event.kind == Kind::Write {
                    // The exchange by which such a store is made empties the buffer behind it.
                    done = Some(here);
                }
            } else {
                done = Some(here);
                if empties {
                    stored = None;
                }
            }
        }
    }
    edges.lives();
    edges.objects(|write, read| write.actor() != read.actor());
    goes_round_nowhere(&edges.to)
}

struct Edges<'a> {
    graph: &'a Graph,
    number: HashMap<Spot, usize>,
    to: Vec<Vec<usize>>,
}

impl<'a> Edges<'a> {
    fn of(graph: &'a Graph) -> Self {
        let number = graph.spots().iter().copied().enumerate().map(|(number, spot)| (spot, number)).collect();
        Self { graph, number, to: vec![Vec::new(); graph.spots().len()] }
    }

    fn add(&mut self, from: Spot, to: Spot) {
        let (from, to) = (self.number[&from], self.number[&to]);
        self.to[from].push(to);
    }

    fn add_all(&mut self, from: Option<Spot>, to: Spot) {
        if let Some(from) = from {
            self.add(from, to);
        }
    }

    /// Who is started comes after that, and who awaits an end after the end.
    fn lives(&mut self) {
        let graph = self.graph;
        for actor in 0..graph.actors() {
            if let Some(start) = graph.start_of(actor)
                && !graph.events_of(actor).is_empty()
            {
                // A store may be the first thing that is done, and a load that overtakes it the second: both come after.
                for index in 0..graph.events_of(actor).len() {
                    self.add(start, Spot::new(actor, index));
                }
            }
        }
        for &spot in graph.spots() {
            let Kind::Join(child) = graph.event(spot).kind else { continue };
            let child = usize::from(child);
            let end = graph.events_of(child).len();
            for index in 0..end {
                self.add(Spot::new(child, index), spot);
            }
            if end == 0 {
                self.add_all(graph.start_of(child), spot);
            }
        }
    }

    /// What is read, overwritten, and overwritten after it was read. Of what is read only where `counts` says so.
    fn objects(&mut self, counts: impl Fn(Spot, Spot) -> bool) {
        let graph = self.graph;
        for object in 0..graph.objects() {
            for pair in graph.writes_to(object).windows(2) {
                self.add(pair[0], pair[1]);
            }
        }
        for &read in graph.spots() {
            let event = graph.event(read);
            let (Kind::Read, Some(object)) = (event.kind, event.object()) else { continue };
            if event.blocked {
                continue;
            }
            if let Some(write) = event.reads.filter(|write| counts(*write, read)) {
                self.add(write, read);
            }
            let place = graph.position(object, event.reads);
            let next = place.and_then(|place| graph.writes_to(object).get(place));
            if let Some(&next) = next {
                self.add(read, next);
            }
        }
    }
}
