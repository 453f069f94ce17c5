//! A file of somebody's own with a function `run`, which is about no exercise: it is checked as a submission is, and what may come of it
//! is said by whoever asks.
//!
//! Such a file is not graded, so it has all of the library under the name `racecourse`, as scenarios have. Its `std` is that of
//! submissions: a lock of the standard library would be one of which no order of steps is tried.

use crate::exercise::Exercise;
use crate::format::{Budget, Description, Kind, Program, Start};
use crate::ladder::Seen;
use crate::layer::Layer;

/// The function.
pub const RUN: &str = "run";

/// What somebody says of a file: what has to come out in some execution, and what may. Without a word it has to come to the same in
/// all of them, whatever that is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Says {
    /// Outcomes of which each has to be seen.
    pub must: Vec<String>,
    /// Outcomes that may be seen, too.
    pub allowed: Vec<String>,
}

/// The file called `file`, as if it were a submission.
pub fn exercise(file: &str, says: Says) -> Exercise {
    let program = Program {
        name: RUN.to_owned(),
        does: String::new(),
        agrees: says == Says::default(),
        must: says.must,
        allowed: says.allowed,
        why: [].into(),
        spurious: false,
        overtaken: None,
        variations: 1,
        overlap: Vec::new(),
        budget: Budget::default(),
        preemptions: None,
    };
    let description = Description {
        schema: 1,
        kind: Kind::Repair,
        title: file.to_owned(),
        scenario: None,
        minutes: 0,
        needs: Vec::new(),
        api: vec!["run() -> impl Debug".to_owned()],
        starts: Start { layer: Layer::Right, label: String::new() },
        points: None,
        programs: vec![program],
        cost: None,
        tests: Default::default(),
        hints: Vec::new(),
    };
    Exercise {
        name: RUN.to_owned(),
        description,
        task: String::new(),
        start: String::new(),
        spec: String::new(),
        interface: None,
        sound: Vec::new(),
        mutants: Vec::new(),
        right: Vec::new(),
        wrong: Vec::new(),
        own: Some(file.to_owned()),
    }
}

/// The same, where it has to come to what it was seen to come to, if that is what is asked for.
pub fn as_found(exercise: &Exercise, seen: Option<&Seen<'_>>) -> Exercise {
    let mut exercise = exercise.clone();
    for program in exercise.description.programs.iter_mut().filter(|program| program.agrees) {
        program.agrees = false;
        program.must.extend(seen.and_then(Seen::usual).map(str::to_owned));
    }
    exercise
}
