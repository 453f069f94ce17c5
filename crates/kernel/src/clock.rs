//! Vector clocks: which step is ordered before which, and so which plain accesses race.
//!
//! Happens-before as in the C11 model restricted to what sequentially consistent executions show: a release publishes
//! the releaser's clock in the object, an acquire takes it over, and relaxed accesses do so only through fences.
//! The check for races keeps the last write and the reads since, as in FastTrack (Flanagan and Freund, PLDI 2009).

use std::panic::Location;

use smallvec::SmallVec;

use racecourse_meaning::{ActorId, Order};

/// How many steps of each actor are known to have happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Clock(SmallVec<[u32; SMALL]>);

/// Actors up to which a clock takes no memory of its own. Nearly all programs have fewer.
const SMALL: usize = 8;

impl Clock {
    pub(crate) fn get(&self, actor: ActorId) -> u32 {
        self.0.get(actor).copied().unwrap_or(0)
    }

    pub(crate) fn tick(&mut self, actor: ActorId) {
        self.set(actor, self.get(actor) + 1);
    }

    fn set(&mut self, actor: ActorId, steps: u32) {
        if self.0.len() <= actor {
            self.0.resize(actor + 1, 0);
        }
        self.0[actor] = steps;
    }

    pub(crate) fn join(&mut self, other: &Clock) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine = (*mine).max(*theirs);
        }
    }
}

/// What an actor knows.
#[derive(Clone, Debug, Default)]
pub(crate) struct ActorClocks {
    me: ActorId,
    pub(crate) now: Clock,
    /// What it knows through other things than locks and memory: what comes before whatever the schedule.
    pub(crate) causes: Clock,
    /// What relaxed loads have seen and an acquire fence would take over.
    seen: Clock,
    /// What the last release fence made ready to be published by relaxed stores.
    fenced: Clock,
    /// What is over before its next step whenever it comes to that by what it has seen, whether or not an ordering says so: who waits
    /// until a relaxed flag is set goes on afterwards, and knows nothing of what was written before.
    seen_to_be_over: Clock,
}

impl ActorClocks {
    /// What a child starts with.
    pub(crate) fn for_child(&self, child: ActorId) -> Self {
        let seen_to_be_over = self.seen_to_be_over.clone();
        Self { me: child, now: self.now.clone(), causes: self.told(), seen_to_be_over, ..Self::default() }
    }

    /// What is over, as far as it can tell: by what orders memory, and by what it has seen.
    pub(crate) fn over(&self) -> Clock {
        let mut over = self.now.clone();
        over.join(&self.seen_to_be_over);
        over
    }

    /// What it has done and what it knows, as far as no schedule can change it.
    fn told(&self) -> Clock {
        let mut told = Clock::default();
        self.tell(&mut told);
        told
    }

    /// Adds that to what others have told.
    fn tell(&self, told: &mut Clock) {
        told.join(&self.causes);
        told.set(self.me, self.now.get(self.me));
    }

    pub(crate) fn fence(&mut self, order: Order) {
        if order.acquires() {
            let seen = self.seen.clone();
            self.now.join(&seen);
        }
        if order.releases() {
            self.fenced = self.now.clone();
        }
    }
}

/// One access to plain memory.
#[derive(Clone, Debug)]
pub(crate) struct PlainAccess {
    pub(crate) actor: ActorId,
    pub(crate) writes: bool,
    pub(crate) site: &'static Location<'static>,
    /// Which entry of the transcript it is.
    pub(crate) entry: usize,
    at: u32,
}

/// What an object knows of those who used it.
#[derive(Clone, Debug, Default)]
pub(crate) struct ObjectClocks {
    published: Clock,
    /// What is over for whoever sees what was done here last, whatever the orderings.
    shown: Clock,
    /// The same for what no schedule can change, if the object is of that kind: neither lock nor memory.
    told: Option<Clock>,
    last_write: Option<PlainAccess>,
    reads_since: Vec<PlainAccess>,
}

impl ObjectClocks {
    /// For a new object; `causes` says that whoever takes over from it comes later whatever the schedule.
    pub(crate) fn new(causes: bool) -> Self {
        Self { told: causes.then(Clock::default), ..Self::default() }
    }

    /// `actor` takes over what was published here, as by locking.
    pub(crate) fn acquire(&self, actor: &mut ActorClocks) {
        actor.now.join(&self.published);
        self.look(actor);
        if let Some(told) = &self.told {
            actor.causes.join(told);
        }
    }

    /// `actor` adds what it knows, as by unlocking.
    pub(crate) fn release(&mut self, actor: &ActorClocks) {
        self.published.join(&actor.now);
        self.shown.join(&actor.now);
        self.shown.join(&actor.seen_to_be_over);
        if let Some(told) = &mut self.told {
            actor.tell(told);
        }
    }

    /// `actor` sees what was done here, and takes nothing over.
    pub(crate) fn look(&self, actor: &mut ActorClocks) {
        actor.seen_to_be_over.join(&self.shown);
    }

    pub(crate) fn load(&self, actor: &mut ActorClocks, order: Order) {
        self.look(actor);
        if order.acquires() {
            actor.now.join(&self.published);
        }
        actor.seen.join(&self.published);
    }

    pub(crate) fn store(&mut self, actor: &ActorClocks, order: Order) {
        self.published = Self::publishes(actor, order);
        self.shown = actor.over();
    }

    /// The store of a read-modify-write continues the release sequence it reads from.
    pub(crate) fn update(&mut self, actor: &mut ActorClocks, order: Order) {
        self.load(actor, order);
        let more = Self::publishes(actor, order);
        self.published.join(&more);
        self.shown = actor.over();
    }

    fn publishes(actor: &ActorClocks, order: Order) -> Clock {
        match order {
            Order::Release | Order::AcqRel | Order::SeqCst => actor.now.clone(),
            _ => actor.fenced.clone(),
        }
    }

    /// Records a plain access and returns an earlier one that nothing orders before it.
    pub(crate) fn access(
        &mut self,
        actor: ActorId,
        clock: &Clock,
        writes: bool,
        (site, entry): (&'static Location<'static>, usize),
    ) -> Option<PlainAccess> {
        let unordered = |earlier: &&PlainAccess| earlier.actor != actor && clock.get(earlier.actor) < earlier.at;
        let racing = self.last_write.iter().find(unordered).cloned();
        let racing = racing.or_else(|| self.reads_since.iter().filter(|_| writes).find(unordered).cloned());
        let access = PlainAccess { actor, writes, site, entry, at: clock.get(actor) };
        if writes {
            self.last_write = Some(access);
            self.reads_since.clear();
        } else {
            self.reads_since.retain(|read| read.actor != actor);
            self.reads_since.push(access);
        }
        racing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn here() -> &'static Location<'static> {
        Location::caller()
    }

    fn actor(id: ActorId) -> ActorClocks {
        let mut clocks = ActorClocks::default();
        clocks.now.tick(id);
        clocks
    }

    #[test]
    fn two_writes_that_nothing_orders_race() {
        let (left, right) = (actor(0), actor(1));
        let mut memory = ObjectClocks::default();
        assert!(memory.access(0, &left.now, true, (here(), 0)).is_none());
        assert!(memory.access(1, &right.now, true, (here(), 0)).is_some());
    }

    #[test]
    fn who_sees_that_something_is_done_comes_later_and_knows_nothing_of_it() {
        let (left, mut right) = (actor(0), actor(1));
        let mut flag = ObjectClocks::default();
        flag.store(&left, Order::Relaxed);
        flag.load(&mut right, Order::Relaxed);
        assert_eq!((right.now.get(0), right.over().get(0)), (0, 1));
        // Who is started by it does as well.
        assert_eq!(right.for_child(2).over().get(0), 1);
        let mut end = ObjectClocks::default();
        end.release(&right);
        let mut third = actor(3);
        end.look(&mut third);
        assert_eq!((third.now.get(1), third.over().get(1), third.over().get(0)), (0, 1, 1));
    }

    #[test]
    fn two_reads_do_not_race() {
        let (left, right) = (actor(0), actor(1));
        let mut memory = ObjectClocks::default();
        assert!(memory.access(0, &left.now, false, (here(), 0)).is_none());
        assert!(memory.access(1, &right.now, false, (here(), 0)).is_none());
    }

    #[test]
    fn a_write_races_with_the_reads_of_all_others() {
        let (left, right) = (actor(0), actor(1));
        let mut memory = ObjectClocks::default();
        for reader in [(0, &left), (1, &right)] {
            assert!(memory.access(reader.0, &reader.1.now, false, (here(), 0)).is_none());
        }
        let racing = memory.access(1, &right.now, true, (here(), 0)).expect("nothing orders it after the first");
        assert_eq!((racing.actor, racing.writes), (0, false));
    }

    #[test]
    fn release_and_acquire_order_the_accesses_around_them_and_relaxed_does_not() {
        for (order_store, order_load, ordered) in [
            (Order::Release, Order::Acquire, true),
            (Order::Relaxed, Order::Acquire, false),
            (Order::Release, Order::Relaxed, false),
        ] {
            let (mut left, mut right) = (actor(0), actor(1));
            let (mut memory, mut flag) = (ObjectClocks::default(), ObjectClocks::default());
            memory.access(0, &left.now, true, (here(), 0));
            left.now.tick(0);
            flag.store(&left, order_store);
            flag.load(&mut right, order_load);
            assert_eq!(memory.access(1, &right.now, false, (here(), 0)).is_none(), ordered);
        }
    }

    #[test]
    fn fences_around_relaxed_accesses_order_too() {
        let (mut left, mut right) = (actor(0), actor(1));
        let (mut memory, mut flag) = (ObjectClocks::default(), ObjectClocks::default());
        memory.access(0, &left.now, true, (here(), 0));
        left.fence(Order::Release);
        flag.store(&left, Order::Relaxed);
        flag.load(&mut right, Order::Relaxed);
        right.fence(Order::Acquire);
        assert!(memory.access(1, &right.now, false, (here(), 0)).is_none());
    }
}
