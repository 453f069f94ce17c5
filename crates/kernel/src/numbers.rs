//! Numbers for actors, objects and processes that do not depend on the schedule.
//!
//! If two actors make something each, who of them is first depends on who goes first. A search that plans other orders of
//! steps needs numbers that stay the same, so they are given by who made it, and as the how-manieth, and kept from one
//! execution to the next.

/// What is numbered by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Actors, by `ActorId`.
    Actor,
    /// Objects, by `ObjectId`.
    Object,
    /// Processes, by `ProcessId`.
    Process,
    /// Copies of objects in the memory of a child, by `ObjectId`. How many there are depends on what was made before the fork; what
    /// else their maker makes has the same number all the same.
    Copy,
}

impl Kind {
    /// What it is one of, as far as numbers go.
    const fn numbered_with(self) -> usize {
        match self {
            Kind::Copy => Kind::Object as usize,
            kind => kind as usize,
        }
    }
}

/// Copies are told apart from what else their maker has made.
const COPIES: usize = 1 << 24;

/// The numbers given out so far, in all executions of an exploration.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbers {
    /// For each kind, by maker and as the how-manieth of what it made.
    given: [Vec<Vec<usize>>; 4],
    /// For each kind, by number who has made it, and as the how-manieth.
    origins: [Vec<(usize, usize)>; 3],
}

impl Numbers {
    /// Forgets all of them: another program is explored.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The number of what `maker` makes as its `nth`.
    pub(super) fn of(&mut self, kind: Kind, maker: usize, nth: usize) -> usize {
        let (given, origins) = (&mut self.given[kind as usize], &mut self.origins[kind.numbered_with()]);
        let first = if kind == Kind::Copy { COPIES } else { 0 };
        if given.len() <= maker {
            given.resize_with(maker + 1, Vec::new);
        }
        let made = &mut given[maker];
        while made.len() <= nth {
            origins.push((maker, first + made.len()));
            made.push(origins.len() - 1);
        }
        made[nth]
    }

    /// Who has made what has this number, and as the how-manieth. That says the same in every exploration of a program,
    /// in whatever order its executions are gone through.
    #[inline]
    pub(super) fn origin(&self, kind: Kind, number: usize) -> Option<(usize, usize)> {
        self.origins[kind.numbered_with()].get(number).copied()
    }
}
