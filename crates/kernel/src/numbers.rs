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
}

/// The numbers given out so far, in all executions of an exploration.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// For each kind, by maker and as the how-manieth of what it made.
    given: [Vec<Vec<usize>>; 3],
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
        let (given, origins) = (&mut self.given[kind as usize], &mut self.origins[kind as usize]);
        if given.len() <= maker {
            given.resize_with(maker + 1, Vec::new);
        }
        let made = &mut given[maker];
        while made.len() <= nth {
            origins.push((maker, made.len()));
            made.push(origins.len() - 1);
        }
        made[nth]
    }

    /// Who has made what has this number, and as the how-manieth. That says the same in every exploration of a program,
    /// in whatever order its executions are gone through.
    #[inline]
    pub(super) fn origin(&self, kind: Kind, number: usize) -> Option<(usize, usize)> {
        self.origins[kind as usize].get(number).copied()
    }
}
