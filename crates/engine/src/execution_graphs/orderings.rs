//! A program with other orderings than those that it has.

use std::mem::{Discriminant, discriminant};
use std::panic::Location;

use racecourse_graphs::lesson::Strength;
use racecourse_graphs::{Event, Graph, lesson};
use racecourse_meaning::{Action, Operation};

/// Where something is done, and of which kind: what is one call may be several accesses.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) at: &'static Location<'static>,
    action: Discriminant<Action>,
}

impl Place {
    pub(super) fn of(op: &Operation) -> Self {
        Self { at: op.site, action: discriminant(&op.action) }
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.at, other.at) && self.action == other.action
    }
}

/// How a place orders instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Instead {
    /// At least so strongly, whatever it asks for.
    AtLeast(Strength),
    /// Like the second, where it asks for the first.
    Exactly(Strength, Strength),
}

/// What accesses and fences order, where that is not as the program says.
#[derive(Clone, Debug, Default)]
pub(super) struct Orderings(Vec<(Place, Instead)>);

impl Orderings {
    /// The operation as it would be.
    pub(super) fn of(&self, mut op: Operation) -> Operation {
        if self.0.is_empty() {
            return op;
        }
        let place = Place::of(&op);
        let Some((_, instead)) = self.0.iter().find(|(it, _)| *it == place) else { return op };
        let now = Strength::of(&op);
        match *instead {
            Instead::AtLeast(least) => now.joined(least).put_into(&mut op),
            Instead::Exactly(from, to) if now == from => to.put_into(&mut op),
            Instead::Exactly(..) => {}
        }
        op
    }

    /// From here on this is how this place orders.
    pub(super) fn put(&mut self, place: Place, instead: Instead) {
        match self.0.iter_mut().find(|(it, _)| *it == place) {
            Some(it) => it.1 = instead,
            None => self.0.push((place, instead)),
        }
    }

    /// From here on this place orders as the program says.
    pub(super) fn remove(&mut self, place: Place) {
        self.0.retain(|(it, _)| *it != place);
    }
}

/// The accesses and fences of a graph, by their places in the program.
pub(super) fn places(graph: &Graph) -> Vec<(Place, lesson::Group)> {
    let mut places: Vec<(Place, lesson::Group)> = Vec::new();
    for &spot in graph.spots() {
        let event: &Event = graph.event(spot);
        if !lesson::is_ordering(event) {
            continue;
        }
        let place = Place::of(&event.request.op);
        match places.iter_mut().find(|(it, _)| *it == place) {
            Some((_, group)) => group.push(spot),
            None => places.push((place, vec![spot])),
        }
    }
    places
}
