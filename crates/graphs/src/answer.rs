//! What an actor is answered that finds something.

use std::collections::HashMap;

use racecourse_meaning::{Action, ActorId, Order, State, Way, Who, Word};
use smallvec::{SmallVec, smallvec};

use super::event::{number_of, version_of};
use super::{EndsMade, Request};

/// What comes of finding a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It has to wait.
    Waits,
    /// It goes on, and has only read.
    Leaves(Order),
    /// It goes on, and writes this.
    Writes { value: u64, read: Order, write: Order },
}

/// All that may come of it; what is first is taken if nothing speaks against it.
pub(crate) type Answers = SmallVec<[Answer; 2]>;

/// What objects mean, and numbers for their states.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meanings {
    words: HashMap<usize, Word>,
    states: Vec<State>,
    numbers: HashMap<State, u64>,
}

impl Meanings {
    /// Takes note of an object as it is at first: its value or the number of its state, and whether its steps come one after
    /// the other.
    pub(crate) fn learn(&mut self, object: usize, state: &State) -> (u64, bool) {
        match *state {
            State::Atomic { word, value } | State::Cell { word, value } => {
                self.words.insert(object, word);
                (value, false)
            }
            _ => {
                self.words.remove(&object);
                // Nothing has been done to it, so none of its ends is closed.
                (self.number_of(state.clone(), &EndsMade::of(state)), true)
            }
        }
    }

    /// The state that has this number, of an object that has had these ends so far.
    pub(crate) fn state(&self, number: u64, made: &EndsMade) -> State {
        made.as_it_is(self.states[number_of(number) as usize].clone())
    }

    /// The number of a state of an object that has had these ends so far: it does not depend on that.
    fn number_of(&mut self, state: State, made: &EndsMade) -> u64 {
        self.number(made.to_keep(state))
    }

    fn number(&mut self, state: State) -> u64 {
        if let Some(number) = self.numbers.get(&state) {
            return *number;
        }
        let number = self.states.len() as u64;
        self.states.push(state.clone());
        self.numbers.insert(state, number);
        number
    }

    /// What comes of it if `actor`, who asks for `request`, finds `found`.
    /// It is said which ends the object has had so far.
    pub(crate) fn answers(&mut self, actor: ActorId, request: &Request, found: u64, made: &EndsMade) -> Answers {
        if request.refuses(found) {
            return smallvec![Answer::Waits];
        }
        let op = &request.op;
        let Some(object) = op.object() else { return smallvec![Answer::Leaves(op.order)] };
        let who = Who { actor, process: request.process };
        let Some(&word) = self.words.get(&object) else { return self.answers_of_chain(who, request, found, made) };
        let Action::Update(update) = op.action else { return smallvec![Answer::Leaves(op.order)] };
        let mut state = State::Atomic { word, value: found };
        let done = state.apply(who, op).is_some_and(|effect| effect.is_done());
        if !done {
            return smallvec![Answer::Leaves(op.on_failure)];
        }
        let value = state.value().map_or(0, |(_, value)| value);
        let mut answers: Answers =
            smallvec![Answer::Writes { value, read: reading(op.order), write: writing(op.order) }];
        if request.weak && update.is_exchange() {
            answers.push(Answer::Leaves(op.on_failure));
        }
        answers
    }

    fn answers_of_chain(&mut self, who: Who, request: &Request, found: u64, made: &EndsMade) -> Answers {
        let mut state = self.state(found, made);
        let writes = |meanings: &mut Self, state: State, acquires: bool, releases: bool| {
            let order = |holds: bool, order: Order| if holds { order } else { Order::Relaxed };
            let (read, write) = (order(acquires, Order::Acquire), order(releases, Order::Release));
            let version = version_of(found) + u64::from(request.changes);
            Answer::Writes { value: meanings.number_of(state, made) | version << 32, read, write }
        };
        match state.apply(who, &request.op) {
            // Who finds that its process is dead does nothing more.
            Some(effect) if is_of_life(request.op.action) && !effect.is_done() => {
                smallvec![Answer::Leaves(Order::Acquire)]
            }
            Some(effect) => smallvec![writes(self, state, effect.acquires, effect.releases)],
            None if request.spurious => {
                let effect = state.apply_refused(who, &request.op);
                debug_assert!(effect.way == Way::Refused);
                smallvec![Answer::Waits, writes(self, state, effect.acquires, effect.releases)]
            }
            None => smallvec![Answer::Waits],
        }
    }
}

/// Whether it is part of a step of a process that may be killed: it is only taken if that lives.
const fn is_of_life(action: Action) -> bool {
    matches!(action, Action::Live | Action::Exit)
}

/// The order of the read of a read-modify-write.
pub(crate) fn reading(order: Order) -> Order {
    match order {
        Order::SeqCst => order,
        _ if order.acquires() => Order::Acquire,
        _ => Order::Relaxed,
    }
}

/// The order of its write.
pub(crate) fn writing(order: Order) -> Order {
    match order {
        Order::SeqCst => order,
        _ if order.releases() => Order::Release,
        _ => Order::Relaxed,
    }
}
