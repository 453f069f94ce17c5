//! The driver's own steps in what a submission's process has taken down: in which order they come, of each actor. Pure.
//!
//! A submission and its driver are one program, and whoever breaks into that can have the driver's steps replaced, left out or added to,
//! and go on to do what no rule of an object forbids. What the driver does by itself is known, since its author has submissions that are
//! right: after which of the driver's steps which one comes is taken from these. Another order is nothing that is wrong for certain, as
//! a driver may do something else about an answer that no author has thought of; somebody should look at it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use racecourse::engine::graph::Transcript;
use racecourse_meaning::ActorId;

use crate::workshop::SPEC;

/// A step of the driver's: its line, and what it does.
pub type Step = (u32, String);

/// Which step of the driver's an actor takes next after which one. `None` stands for the beginning of an actor, and for its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order(BTreeSet<(Option<Step>, Option<Step>)>);

impl Order {
    /// The order in a transcript, in all executions.
    pub fn of(transcript: &Transcript) -> Self {
        let mut moves: BTreeMap<usize, Vec<(ActorId, usize)>> = BTreeMap::new();
        let states = transcript.states.len();
        for (from, actor, to) in transcript.moves.iter().filter(|(from, _, to)| *from < states && *to < states) {
            moves.entry(*from).or_default().push((*actor, *to));
        }
        let mut order = BTreeSet::new();
        // For each state and each actor the steps of the driver's that it may have taken last.
        let mut last: Vec<BTreeMap<ActorId, BTreeSet<Option<Step>>>> = vec![BTreeMap::new(); states];
        let Some((first, begins)) = transcript.states.first().zip(last.first_mut()) else { return Self::default() };
        begins.extend(first.actors.iter().map(|it| (it.actor, [None].into())));
        let mut waiting: VecDeque<usize> = [0].into();
        while let Some(state) = waiting.pop_front() {
            for &(actor, to) in moves.get(&state).into_iter().flatten() {
                let mut after = last[state].clone();
                if let Some(step) = own_step(transcript, state, actor) {
                    let before = after.insert(actor, [Some(step.clone())].into()).unwrap_or_default();
                    order.extend(before.into_iter().map(|before| (before, Some(step.clone()))));
                }
                let there = &transcript.states[to];
                for (other, lasts) in &after {
                    if there.actors.iter().all(|it| it.actor != *other) {
                        order.extend(lasts.iter().map(|last| (last.clone(), None)));
                    }
                }
                let mut is_new = false;
                for it in &there.actors {
                    let lasts = after.get(&it.actor).cloned().unwrap_or_else(|| [None].into());
                    let known = last[to].entry(it.actor).or_default();
                    let had = known.len();
                    known.extend(lasts);
                    is_new |= known.len() > had;
                }
                if is_new {
                    waiting.push_back(to);
                }
            }
        }
        for (end, _) in transcript.ends.iter().filter(|(end, _)| *end < states) {
            order.extend(last[*end].values().flatten().map(|last| (last.clone(), None)));
        }
        // Whoever is started by the submission does nothing of the driver's.
        order.remove(&(None, None));
        Self(order)
    }

    /// Takes what the other one has in addition.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Something that is here and not there, in some words.
    pub fn strange_to(&self, known: &Self) -> Option<String> {
        let word = |step: &Option<Step>, none: &str| {
            step.as_ref().map_or_else(|| none.to_owned(), |(line, does)| format!("{does} in line {line}"))
        };
        let (before, after) = self.0.difference(&known.0).next()?;
        Some(format!("{}, and next {}", word(before, "it begins"), word(after, "it ends")))
    }
}

/// The step that an actor takes next in a state, if it is one of the driver's.
fn own_step(transcript: &Transcript, state: usize, actor: ActorId) -> Option<Step> {
    let announced = transcript.states[state].actors.iter().find(|it| it.actor == actor)?;
    let (file, line) = announced.place.as_ref()?;
    let does = format!("{:?}", announced.next?.action);
    // What stands in brackets is about values.
    let name = does.split(['(', '{']).next().unwrap_or_default().trim().to_lowercase();
    (file == SPEC).then_some((*line, name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use racecourse::Outcome;
    use racecourse::budget::Budget;
    use racecourse::engine::Program;
    use racecourse::engine::graph::transcript_of;
    use racecourse::sync::Mutex;
    use racecourse::thread;

    use crate::audit::MOST_STATES;

    /// A driver that starts two, waits for them, and looks. Its steps are told from the others by their file.
    fn program() -> Outcome {
        let total = Mutex::new(0_u32);
        thread::scope(|scope| {
            scope.spawn(|| *total.lock() += 1);
            scope.spawn(|| *total.lock() += 1);
        });
        let first = *total.lock();
        let second = *total.lock();
        Outcome::new(format!("{first} {second}"))
    }

    fn taken_down() -> Transcript {
        let mut transcript = transcript_of(&Program::unnamed(program), &Budget::DEFAULT, MOST_STATES).unwrap();
        let places =
            transcript.states.iter_mut().flat_map(|state| &mut state.actors).filter_map(|it| it.place.as_mut());
        for (file, _) in places {
            SPEC.clone_into(file);
        }
        transcript
    }

    #[test]
    fn the_same_driver_does_the_same() {
        let order = Order::of(&taken_down());
        assert!(order.0.len() >= 6, "{order:#?}");
        assert_eq!(Order::of(&taken_down()).strange_to(&order), None);
    }

    /// Each of its steps, in the place of which another one stands that is in another line.
    #[test]
    fn every_step_that_is_replaced_is_found() {
        let order = Order::of(&taken_down());
        let lines: BTreeSet<u32> =
            order.0.iter().filter_map(|(_, step)| step.as_ref().map(|(line, _)| *line)).collect();
        assert_eq!(lines.len(), 4, "{lines:?}");
        for line in lines {
            let mut forged = taken_down();
            let places =
                forged.states.iter_mut().flat_map(|state| &mut state.actors).filter_map(|it| it.place.as_mut());
            places.filter(|place| place.1 == line).for_each(|place| place.1 = 1000);
            assert!(Order::of(&forged).strange_to(&order).is_some(), "line {line}");
        }
    }

    /// Each of its steps, said to be the submission's.
    #[test]
    fn every_step_that_is_left_out_is_found() {
        let order = Order::of(&taken_down());
        let mut whole_actors = 0;
        let lines: BTreeSet<u32> =
            order.0.iter().filter_map(|(_, step)| step.as_ref().map(|(line, _)| *line)).collect();
        for line in lines {
            let mut forged = taken_down();
            let places =
                forged.states.iter_mut().flat_map(|state| &mut state.actors).filter_map(|it| it.place.as_mut());
            places.filter(|place| place.1 == line).for_each(|place| "exercise.rs".clone_into(&mut place.0));
            // Who does nothing besides cannot be told from somebody whom the submission has started.
            let is_all = order.is_all_of_an_actor(line);
            whole_actors += usize::from(is_all);
            assert!(is_all || Order::of(&forged).strange_to(&order).is_some(), "line {line}");
        }
        assert_eq!(whole_actors, 2, "the two that are started");
    }

    impl Order {
        /// Whether those who take steps in this line take none in another.
        fn is_all_of_an_actor(&self, line: u32) -> bool {
            let is_here = |step: &Option<Step>| step.as_ref().is_some_and(|(at, _)| *at == line);
            let is_none_or_here = |step: &Option<Step>| step.is_none() || is_here(step);
            let touching = self.0.iter().filter(|(one, other)| is_here(one) || is_here(other));
            touching.into_iter().all(|(one, other)| is_none_or_here(one) && is_none_or_here(other))
        }
    }
}
