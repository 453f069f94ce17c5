//! What is before what among some accesses, asked again and again.

use crate::{Event, Graph, Kind, Spot};

/// The accesses and fences of a graph, each with its place.
pub(super) struct Relations<'a> {
    pub(super) graph: &'a Graph,
    pub(super) all: Vec<Member<'a>>,
}

/// One of them.
#[derive(Clone, Copy)]
pub(super) struct Member<'a> {
    pub(super) spot: Spot,
    pub(super) event: &'a Event,
    /// The object, of an access that has a place and has been answered.
    at: Option<(usize, usize)>,
    object: Option<usize>,
}

impl Member<'_> {
    pub(super) fn is_fence(&self) -> bool {
        self.event.kind == Kind::Fence
    }

    /// Whether the two are not on one object: a fence is on none.
    pub(super) fn is_elsewhere(&self, other: &Self) -> bool {
        self.object.is_none() || self.object != other.object
    }
}

impl<'a> Relations<'a> {
    pub(super) fn of(graph: &'a Graph) -> Self {
        let member = |&spot: &Spot| {
            let event = graph.event(spot);
            let object = event.object().filter(|_| event.is_access());
            let place = object.filter(|_| !event.blocked).and_then(|object| Some((object, graph.place(spot)?)));
            Member { spot, event, at: place, object }
        };
        Self { graph, all: graph.spots().iter().map(member).collect() }
    }

    /// Whether `a` comes before `b` in program order: in one actor, or because one is started or awaited.
    pub(super) fn po(&self, a: &Member<'_>, b: &Member<'_>) -> bool {
        self.graph.is_earlier(a.spot, b.spot)
    }

    pub(super) fn hb(&self, a: &Member<'_>, b: &Member<'_>) -> bool {
        self.graph.happens_before(a.spot, b.spot)
    }

    /// Whether `a` comes before `b` as far as the object of both tells: what is written, what reads it, what overwrites that, in
    /// any number of steps.
    pub(super) fn eco(&self, a: &Member<'_>, b: &Member<'_>) -> bool {
        let (Some((object, first)), Some((other, second))) = (a.at, b.at) else { return false };
        if object != other {
            return false;
        }
        match (a.event.kind, b.event.kind) {
            (Kind::Write, Kind::Read) => first <= second,
            _ => first < second,
        }
    }

    /// Whether `b` overwrites what `a` has written or read.
    pub(super) fn is_overwritten(&self, a: &Member<'_>, b: &Member<'_>) -> bool {
        b.event.kind == Kind::Write && self.eco(a, b)
    }

    /// Whether `b` reads what `a` has written.
    pub(super) fn rf(&self, a: &Member<'_>, b: &Member<'_>) -> bool {
        !b.event.blocked && b.event.kind == Kind::Read && b.event.reads == Some(a.spot)
    }

    /// Whether something after `a` happens before something before `b`, each in its own actor, and neither is on the object of
    /// the one beside it. That an actor begins and ends is something, too.
    pub(super) fn hb_elsewhere(&self, a: &Member<'_>, b: &Member<'_>) -> bool {
        let object = |event: &Event| event.object().filter(|_| event.is_access());
        let differs = |one: &Event, other: Option<usize>| object(one).is_none() || object(one) != other;
        let (first, last) = (self.graph.events_of(a.spot.actor()), self.graph.events_of(b.spot.actor()));
        let after = (a.spot.index() + 1..first.len()).find(|&index| differs(&first[index], a.object));
        let before = (0..b.spot.index()).rev().find(|&index| differs(&last[index], b.object));
        self.hb_from_to(a, after.unwrap_or(first.len()), b, before)
    }

    /// The same where it does not matter which objects they are on.
    pub(super) fn hb_between(&self, a: &Member<'_>, b: &Member<'_>) -> bool {
        self.hb_from_to(a, a.spot.index() + 1, b, b.spot.index().checked_sub(1))
    }

    /// Whether what the actor of `a` does at `after` (its end, if it does nothing there) happens before what that of `b` does at
    /// `before`, or before it begins.
    fn hb_from_to(&self, a: &Member<'_>, after: usize, b: &Member<'_>, before: Option<usize>) -> bool {
        let after = Spot::new(a.spot.actor(), after);
        match before {
            Some(before) => self.graph.happens_before(after, Spot::new(b.spot.actor(), before)),
            None => {
                let start = self.graph.start_of(b.spot.actor());
                start.is_some_and(|start| self.graph.event(start).happens_after().has(after))
            }
        }
    }
}
