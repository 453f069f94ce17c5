//! Sets of events that hold with each event all earlier ones of its actor.
//!
//! Whatever comes before an event, in whichever sense, is such a set: so a number for each actor is enough, and it stays right
//! when later events are taken away. There is no limit to how many events a graph has but that of these numbers.

use super::Spot;

/// So many actors need no memory of their own.
const FEW: usize = 8;

/// For each actor how many of its events, from the first on, are in the set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    few: [u16; FEW],
    more: Option<Box<[u16]>>,
}

impl Clock {
    /// How many events of `actor` are in it.
    #[inline]
    pub fn of(&self, actor: usize) -> usize {
        if actor < FEW {
            return self.few[actor].into();
        }
        self.more.as_ref().and_then(|more| more.get(actor - FEW)).map_or(0, |count| (*count).into())
    }

    /// Whether this event is in it.
    #[inline]
    pub fn has(&self, spot: Spot) -> bool {
        self.of(spot.actor()) > spot.index()
    }

    /// Puts an event in, with all earlier ones of its actor.
    #[inline]
    pub(crate) fn add(&mut self, spot: Spot) {
        let count = spot.index() as u16 + 1;
        let actor = spot.actor();
        if actor < FEW {
            self.few[actor] = self.few[actor].max(count);
            return;
        }
        let more = self.more_than(actor - FEW);
        more[actor - FEW] = more[actor - FEW].max(count);
    }

    /// Puts in all that is in another one.
    #[inline]
    pub(crate) fn join(&mut self, other: &Self) {
        for (mine, theirs) in self.few.iter_mut().zip(other.few) {
            *mine = (*mine).max(theirs);
        }
        if let Some(others) = &other.more {
            let more = self.more_than(others.len() - 1);
            for (mine, theirs) in more.iter_mut().zip(others.iter()) {
                *mine = (*mine).max(*theirs);
            }
        }
    }

    /// The numbers of the actors after the first few, at least up to this place.
    fn more_than(&mut self, place: usize) -> &mut [u16] {
        let long_enough = self.more.as_ref().is_some_and(|more| more.len() > place);
        if !long_enough {
            let mut more = self.more.take().map_or_else(Vec::new, Vec::from);
            more.resize(place + 1, 0);
            self.more = Some(more.into());
        }
        self.more.as_mut().expect("it has just been made")
    }
}
