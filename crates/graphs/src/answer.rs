//! What an actor is answered that finds something.

use std::collections::HashMap;

use racecourse_meaning::{Action, ActorId, Order, State, Way, Who, Word};
use smallvec::{SmallVec, smallvec};

use super::Request;

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

/// A channel none of whose ends is closed is kept with so many of each kind, one that has closed ends with so many fewer.
const UNCLOSED: usize = 1 << 20;

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
                let made = if let State::Channel(it) = state { [it.senders, it.receivers] } else { [1; 2] };
                (self.number_of(state.clone(), made), true)
            }
        }
    }

    /// The state that has this number, of a channel that has had so many ends so far.
    pub(crate) fn state(&self, number: u64, made: [usize; 2]) -> State {
        let mut state = self.states[number as usize].clone();
        if let State::Channel(channel) = &mut state {
            channel.senders = (made[0] + channel.senders).saturating_sub(UNCLOSED);
            channel.receivers = (made[1] + channel.receivers).saturating_sub(UNCLOSED);
        }
        state
    }

    /// The number of a state of a channel that has had so many ends so far: it does not depend on that.
    fn number_of(&mut self, mut state: State, made: [usize; 2]) -> u64 {
        if let State::Channel(channel) = &mut state {
            channel.senders = UNCLOSED + channel.senders - made[0];
            channel.receivers = UNCLOSED + channel.receivers - made[1];
        }
        self.number(state)
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
    /// Of a channel it is said how many ends it has had so far.
    pub(crate) fn answers(&mut self, actor: ActorId, request: &Request, found: u64, made: [usize; 2]) -> Answers {
        if request.refuses == Some(found) {
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

    fn answers_of_chain(&mut self, who: Who, request: &Request, found: u64, made: [usize; 2]) -> Answers {
        let mut state = self.state(found, made);
        let writes = |meanings: &mut Self, state: State, acquires: bool, releases: bool| {
            let order = |holds: bool, order: Order| if holds { order } else { Order::Relaxed };
            let (read, write) = (order(acquires, Order::Acquire), order(releases, Order::Release));
            Answer::Writes { value: meanings.number_of(state, made), read, write }
        };
        match state.apply(who, &request.op) {
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
