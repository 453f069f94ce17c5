//! An object behind gates, which acts by the rules of the models.
//!
//! What a model takes apart into several steps no real primitive does in one go, and some of it no real primitive tells
//! without waiting. So behind gates such an object has the state that it has in a model; the real locks only guard the data,
//! and are free whenever the state says so.

use parking_lot::{Mutex, MutexGuard};

use super::{are_up, record, until};
use racecourse_meaning::{Effect, Operation, State, Who};

/// Such an object, with what it takes along: `D` changes together with the state.
#[derive(Debug)]
pub struct ByRules<D = ()> {
    inside: Mutex<(State, D)>,
}

impl ByRules {
    /// One in this state, if there are gates.
    pub fn if_gates_are_up(state: impl FnOnce() -> State) -> Option<Box<Self>> {
        are_up().then(|| Box::new(Self::new(state(), ())))
    }

    /// It stands in the memory of a child, in the state that the parent's `original` has.
    pub fn is_copy_of(&self, original: &Self) {
        // Whoever is in the middle of a step on it is not in this process.
        if let Some(original) = original.inside.try_lock() {
            self.inside.lock().0 = original.0.copied();
        }
    }

    /// Takes a step; waits until it is possible, where `waits` tells the record so. The operation names no object: it is on
    /// this one.
    pub fn step<W>(&self, op: &Operation, waits: impl FnOnce() -> W) -> Effect {
        self.step_with(op, waits, |effect, ()| effect)
    }
}

impl<D> ByRules<D> {
    /// One in this state, with what it takes along.
    pub fn new(state: State, data: D) -> Self {
        Self { inside: Mutex::new((state, data)) }
    }

    /// Takes a step; waits until it is possible, where `waits` tells the record so. What `moves` does is part of the step.
    pub fn step_with<W, R>(
        &self,
        op: &Operation,
        waits: impl FnOnce() -> W,
        moves: impl FnOnce(Effect, &mut D) -> R,
    ) -> R {
        let inside = self.possible(op).unwrap_or_else(|| {
            let _wait = waits();
            let mut possible = None;
            until(|| {
                possible = self.possible(op);
                possible.is_some()
            });
            possible.unwrap_or_else(|| self.inside.lock())
        });
        take(inside, op, moves)
    }

    /// Takes a step that may be refused, as by time that is over, but waits first until it is not or `end` says so.
    pub fn step_until<W, R>(
        &self,
        op: &Operation,
        waits: impl FnOnce() -> W,
        mut end: impl FnMut() -> bool,
        moves: impl FnOnce(Effect, &mut D) -> R,
    ) -> R {
        let would_be_done = |inside: &(State, D)| inside.0.way(me().actor, op).is_some_and(|way| way.is_final());
        let mut inside = self.inside.lock();
        if !would_be_done(&inside) && !end() {
            drop(inside);
            let _wait = waits();
            until(|| would_be_done(&self.inside.lock()) || end());
            inside = self.inside.lock();
        }
        take(inside, op, moves)
    }

    /// The inside, if the step is possible now.
    fn possible(&self, op: &Operation) -> Option<MutexGuard<'_, (State, D)>> {
        let inside = self.inside.lock();
        inside.0.allows(me().actor, op).then_some(inside)
    }

    /// What is no step, such as one handle more.
    pub fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.inside.lock().0);
    }
}

/// The step itself; one that may not wait any longer is refused.
fn take<D, R>(mut inside: MutexGuard<'_, (State, D)>, op: &Operation, moves: impl FnOnce(Effect, &mut D) -> R) -> R {
    let (state, data) = &mut *inside;
    let effect = state.apply(me(), op).unwrap_or_else(|| state.apply_refused(me(), op));
    moves(effect, data)
}

/// The running actor. Behind gates all are of one process, as far as objects go that act by rules.
fn me() -> Who {
    Who { actor: record::my_number().unwrap_or(usize::MAX), process: 0 }
}

#[cfg(test)]
mod tests {
    use std::panic::Location;

    use super::*;
    use racecourse_meaning::Action;

    #[test]
    fn who_would_be_refused_waits_until_its_time_is_over() {
        let on = |action| Operation::alone(action, Location::caller());
        let bell = ByRules::new(State::quiet_condvar(), ());
        bell.step(&on(Action::Wait), || ());
        let (mut waited, mut asked) = (false, 0);
        let is_over = || {
            asked += 1;
            asked > 3
        };
        let woken = bell.step_until(
            &on(Action::Wake { timed: true }),
            || waited = true,
            is_over,
            |effect, ()| effect.is_done(),
        );
        assert!(!woken && waited);
        assert_eq!(asked, 4);
    }
}
