//! Where the facade is called.
//!
//! Engines tell steps apart by the place in the source that asks for them. An interpreter has one such place for each kind
//! of instruction, so all loads of a program would look like one. Here each instruction has a place of its own.

use std::panic::Location;

use super::Action;
use super::run::Actor;

/// Takes the action from a place, and says which that is.
pub(super) type Place = for<'a, 'm> fn(&'a mut Actor<'m>, Action) -> &'static Location<'static>;

/// A place: what is called here is called at the line and the column at which this stands.
macro_rules! here {
    () => {
        |actor, action| actor.take(action)
    };
}

#[rustfmt::skip]
pub(super) const PLACES: [Place; 64] = [
    here!(), here!(), here!(), here!(), here!(), here!(), here!(), here!(),
    here!(), here!(), here!(), here!(), here!(), here!(), here!(), here!(),
    here!(), here!(), here!(), here!(), here!(), here!(), here!(), here!(),
    here!(), here!(), here!(), here!(), here!(), here!(), here!(), here!(),
    here!(), here!(), here!(), here!(), here!(), here!(), here!(), here!(),
    here!(), here!(), here!(), here!(), here!(), here!(), here!(), here!(),
    here!(), here!(), here!(), here!(), here!(), here!(), here!(), here!(),
    here!(), here!(), here!(), here!(), here!(), here!(), here!(), here!(),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use racecourse::budget::Budget;
    use racecourse::engine::{EngineId, Program, explore};
    use racecourse::exploration::Verb;

    use super::super::run::Memory;
    use super::super::{self as loops, LOCKS, Step, VARIABLES};
    use super::*;

    fn locations() -> Vec<&'static Location<'static>> {
        let memory = Memory::new([0; VARIABLES], [0; LOCKS]);
        PLACES.iter().map(|place| place(&mut Actor::new(&memory), Action::Hint)).collect()
    }

    #[test]
    fn no_two_places_are_the_same() {
        let different: HashSet<_> = locations().into_iter().collect();
        assert_eq!(different.len(), PLACES.len());
    }

    #[test]
    fn engines_see_each_instruction_at_its_place() {
        let stores = PLACES.map(|_| Step::Do(Action::Store(0, 1)));
        loops::set(&loops::Program::plain(vec![stores.to_vec()]));
        let exploration = explore(&Program::unnamed(loops::run), EngineId::Explorer, &Budget::DEFAULT);
        let example = &exploration.observations.values().next().expect("it comes to an end").example;
        let stores = example.events.iter().filter(|event| event.action == Verb::Store);
        assert!(stores.map(|event| event.site.line).eq(locations().iter().map(|location| location.line())));
    }
}
