//! What the executions of a program teach of what has to be a step in them.
//!
//! Most counted pointers need none: nobody asks how many there are, and it is no matter who drops the last one. So what is cloned
//! and dropped is silent, until an execution shows that it matters: somebody looks at a count, or tries to upgrade, or the value does
//! something in its destructor that others notice. From then on all pointers that are made at that place are counted, and what was
//! begun without is begun anew. A place is known, and not a pointer: what is made there in another execution may be another one.
//!
//! It is the same with threads. That one returns is no step, but comes with its last one, until somebody asks whether it has; from
//! then on it is one for all threads that are started there.
//!
//! Where executions are graphs, all that a thread's end is to others has to be in them. Mostly it is nothing but that somebody waits
//! for it; until a scenario returns while threads are left, which it may do before or after they have ended. And that a process lives
//! is part of each of its steps, once somebody kills one. What a lock guards is compared with what it was, once somebody takes a lock
//! again and again.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::panic::Location;

use super::current::{in_model, try_world, world};
use super::stacks;
use super::stop::{Stop, Why};

/// A place where pointers are made, or threads started.
pub type Place = &'static Location<'static>;

/// What is known of the pointers that are made at a place, or of the threads that are started there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Whether it matters who drops the last one.
    pub weighs: bool,
}

thread_local! {
    static KNOWN: RefCell<BTreeMap<Place, Counted>> = const { RefCell::new(BTreeMap::new()) };
    /// What has been learned since, and is not acted upon before those executions are over: else one pointer would be counted and
    /// another one not.
    static NEWS: RefCell<BTreeMap<Place, Counted>> = const { RefCell::new(BTreeMap::new()) };
    /// Whether a scenario has returned while threads were left, in a graph: that is known, or news.
    static LEFT_ALONE: Cell<(bool, bool)> = const { Cell::new((false, false)) };
    /// Whether somebody has killed a process, in a graph: that is known, or news.
    static KILLED: Cell<(bool, bool)> = const { Cell::new((false, false)) };
    /// Whether somebody takes a lock again and again, in a graph: that is known, or news.
    static LOOKED_INTO: Cell<(bool, bool)> = const { Cell::new((false, false)) };
    /// Whether the program has made a pointer at all, or started a thread that may be asked for and has not to be waited for.
    static MAY_TEACH: Cell<bool> = const { Cell::new(false) };
    /// Where the values were made whose destructors have begun and have not come to their ends.
    static DROPPING: RefCell<Vec<Place>> = const { RefCell::new(Vec::new()) };
    /// How often somebody has asked who it is.
    static ASKED: Cell<usize> = const { Cell::new(0) };
    /// How often somebody has asked, in the execution at hand, for what only a count says that is not kept.
    static IN_VAIN: Cell<usize> = const { Cell::new(0) };
}

/// So often that may be asked in an execution, which goes on because there may be more to learn from it. Who asks until the answer
/// is another one takes no step, so nobody else could ever change it.
const MOST_IN_VAIN: usize = 1_000;

/// What is known of pointers that are made at `place`; `None` if they are not counted.
///
/// It is told that one is made.
pub fn made(place: Place) -> Option<Counted> {
    MAY_TEACH.set(true);
    KNOWN.with_borrow(|known| known.get(&place).copied())
}

/// A thread is started that may be asked whether it has ended, or never be waited for.
pub fn started() {
    MAY_TEACH.set(true);
}

/// Whether it is one of a thread that has been started there.
pub(super) fn returns_in_a_step(place: Place) -> bool {
    KNOWN.with_borrow(|known| known.contains_key(&place))
}

/// Somebody asks whether a thread has ended that was started at `place`.
pub fn end_is_asked_for(place: Place) {
    MAY_TEACH.set(true);
    if is_going_on() {
        learn(place, false);
    }
}

/// The scenario returns while threads are left, in a graph that does not have their ends. Their ends will be in the next ones.
pub fn threads_are_left() {
    MAY_TEACH.set(true);
    LEFT_ALONE.set((LEFT_ALONE.get().0, true));
}

/// Whether the ends of threads have to be in a graph, because the scenario may return before them.
pub fn ends_are_looked_at() -> bool {
    LEFT_ALONE.get().0
}

/// A process is killed, in a graph in which it is no part of steps that their process lives. It will be in the next ones.
pub fn a_process_is_killed() {
    MAY_TEACH.set(true);
    KILLED.set((KILLED.get().0, true));
}

/// Whether it is part of each step that its process lives, because somebody kills one.
pub fn processes_are_killed() -> bool {
    KILLED.get().0
}

/// Somebody takes a lock and gives it back, again and again, in a graph that does not say whether that has changed what it guards. The
/// next ones will.
pub fn a_lock_is_looked_into() {
    MAY_TEACH.set(true);
    LOOKED_INTO.set((LOOKED_INTO.get().0, true));
}

/// Whether graphs say of each lock that is given back whether what it guards has changed.
pub fn locks_are_looked_into() -> bool {
    LOOKED_INTO.get().0
}

/// Somebody asks for what only the count says, of pointers made at `place` that are not counted.
pub fn are_asked_for(place: Place) {
    if is_going_on() {
        learn(place, false);
        IN_VAIN.set(IN_VAIN.get() + 1);
        if IN_VAIN.get() > MOST_IN_VAIN {
            world(|world| world.stop = Some(Stop::Abandoned(Why::TriedOut)));
            stacks::leave();
        }
    }
}

/// A value whose destructor is running, in an execution that goes on.
#[derive(Debug)]
pub struct Dropping {
    place: Place,
    /// How much had been done before.
    before: Option<(usize, usize)>,
}

/// The last pointer to a value that was made at `place` has been dropped, and the value goes now.
pub fn last_is_dropped(place: Place) -> Option<Dropping> {
    is_going_on().then(|| {
        DROPPING.with_borrow_mut(|dropping| dropping.push(place));
        Dropping { place, before: activity() }
    })
}

/// The value has gone. If its destructor has done something that others can notice, or has asked who runs it, it matters who has
/// dropped the last pointer.
///
/// Of one that never comes to its end, because it waits for ever or panics, the same is learned after the execution.
pub fn has_gone(dropping: Option<Dropping>) {
    let Some(Dropping { place, before }) = dropping else { return };
    DROPPING.with_borrow_mut(|dropping| {
        let at = dropping.iter().rposition(|it| *it == place);
        at.map(|at| dropping.swap_remove(at))
    });
    if activity() != before {
        learn(place, true);
    }
}

/// Somebody asks which actor it is, or how that one fares: for another one the answer would be another.
pub fn who_it_is_was_asked() {
    ASKED.set(ASKED.get() + 1);
}

fn activity() -> Option<(usize, usize)> {
    try_world(|world| (world.activity(), ASKED.get()))
}

fn is_going_on() -> bool {
    in_model() && world(|world| world.stop.is_none() && !world.is_killed(world.running))
}

fn learn(place: Place, weighs: bool) {
    let before = KNOWN.with_borrow(|known| known.get(&place).copied());
    let now = Counted { weighs: weighs || before.is_some_and(|it| it.weighs) };
    if before != Some(now) {
        NEWS.with_borrow_mut(|news| news.entry(place).or_default().weighs |= now.weighs);
    }
}

/// What was begun in the execution that is over and has not come to its end.
fn settle() {
    DROPPING.take().into_iter().for_each(|place| learn(place, true));
    IN_VAIN.set(0);
}

/// The places whose pointers are counted, or whose threads return in a step.
pub fn places() -> Vec<Place> {
    KNOWN.with_borrow(|known| known.keys().copied().collect())
}

/// Forgets what another program has taught.
pub fn forget() {
    KNOWN.take();
    DROPPING.take();
    NEWS.take();
    LEFT_ALONE.set((false, false));
    KILLED.set((false, false));
    LOOKED_INTO.set((false, false));
    MAY_TEACH.set(false);
}

/// Whether what has been run since the last call of this has taught something, so that it has to be run again. From now on it is
/// known.
pub fn have_taught() -> bool {
    settle();
    let news = NEWS.take();
    let of_graphs = [&LEFT_ALONE, &KILLED, &LOOKED_INTO].map(|lesson| {
        let (was_known, is_new) = lesson.get();
        lesson.set((was_known || is_new, false));
        is_new
    });
    let are_some = !news.is_empty() || of_graphs.contains(&true);
    KNOWN.with_borrow_mut(|known| known.extend(news));
    are_some
}

/// Whether it has, up to now: to be asked between executions.
pub fn is_news() -> bool {
    settle();
    LEFT_ALONE.get().1 || KILLED.get().1 || LOOKED_INTO.get().1 || NEWS.with_borrow(|news| !news.is_empty())
}

/// Whether the program does anything of which executions may teach something.
pub fn may_be_more() -> bool {
    MAY_TEACH.get()
}
