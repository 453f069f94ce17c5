//! A submission whose scheduler somebody is: its programs, their states, and how they end for real. It is for a student who plays what
//! they have written, and not for grading.

use std::path::Path;

use racecourse::budget::Budget;
use racecourse::exercise::name_of;
use racecourse::exploration::Exploration;
use racecourse::isolate;
use racecourse::schedule::Schedule;
use racecourse::state_graph::{End, GraphError, StateGraph};
use racecourse_report::sentences;

use crate::exercise::Exercise;
use crate::format::{Kind, Program};
use crate::running::{Behind, Extent, budget_of};
use crate::tried;
use crate::words;
use crate::workshop::{Built, NotBuilt, Workshop};

/// A submission that was built to be played.
#[derive(Debug)]
pub struct Playable<'a> {
    exercise: &'a Exercise,
    built: Built,
    extent: Extent,
}

/// One of its programs in one of its variations.
#[derive(Clone, Debug)]
pub struct One {
    /// The program.
    pub program: Program,
    /// Which variation, counted from 0. Of tests it is the test.
    pub variation: usize,
}

impl<'a> Playable<'a> {
    /// Builds `text`, a submission to `exercise`, in `place`.
    ///
    /// # Errors
    ///
    /// Why there is no program.
    pub fn build(
        workshop: &Workshop,
        exercise: &'a Exercise,
        text: &str,
        place: &Path,
        extent: &Extent,
    ) -> Result<Self, NotBuilt> {
        Ok(Self { exercise, built: workshop.build(exercise, text, place)?, extent: extent.clone() })
    }

    /// All that can be played, in order. Tests are played with what is right: what is wrong in the others is to be found out.
    ///
    /// # Errors
    ///
    /// In a sentence, if it is not known which tests there are.
    pub fn all(&self) -> Result<Vec<One>, String> {
        let programs = match self.exercise.description.kind {
            Kind::Test => {
                let tests = self.behind(|behind| tried::names(self.exercise, behind, &self.extent))?;
                let tests = tests.map_err(|why| words::why(&why))?.len();
                let sound = self.exercise.sound.iter().map(|it| &it.program);
                return Ok(sound.flat_map(|program| in_variations(program, tests)).collect());
            }
            Kind::Repair | Kind::Write => &self.exercise.description.programs,
        };
        // Of what is too large to be searched there are too many states to be played.
        let programs = programs.iter().filter(|program| program.is_searched_whole());
        Ok(programs.flat_map(|program| in_variations(program, program.variations)).collect())
    }

    /// The states of one of them, if there are at most so many.
    ///
    /// # Errors
    ///
    /// Why there is no graph of them.
    pub fn states(&self, one: &One, most: usize) -> Result<StateGraph, GraphError> {
        let variant = name_of(&one.program.name, one.variation, false);
        let found = self.behind(|behind| {
            let other = behind.other(&self.exercise.name, &variant);
            isolate::states_of_other(&other, &budget_of(&one.program, &self.extent), most, &self.extent.limits)
        });
        found.unwrap_or_else(|says| Err(GraphError::Interrupted { says }))
    }

    /// Plays `schedule` on real threads and processes, so many times, where steps of calls may be counted.
    ///
    /// # Errors
    ///
    /// In a sentence, if it cannot be followed.
    pub fn for_real(&self, one: &One, counted: bool, schedule: &Schedule, runs: u64) -> Result<Exploration, String> {
        let enclosure = self.built.enclosure_for_real(self.extent.limits.total);
        let enclosure = enclosure.map_err(|error| format!("a wall cannot stand: {error}"))?;
        let behind = Behind { program: &self.built.program, enclosure: &enclosure };
        let variant = name_of(&one.program.name, one.variation, counted);
        let budget = Budget { runs, ..budget_of(&one.program, &self.extent) };
        let other = behind.other(&self.exercise.name, &variant);
        let played = isolate::play_other(&other, schedule, &budget, &self.extent.limits);
        played.map_err(|why| sentences::refused(&why).replace('\n', " "))
    }

    fn behind<T>(&self, run: impl FnOnce(&Behind<'_>) -> T) -> Result<T, String> {
        let enclosure = self.built.enclosure(self.extent.limits.total);
        let enclosure = enclosure.map_err(|error| format!("a wall cannot stand: {error}"))?;
        Ok(run(&Behind { program: &self.built.program, enclosure: &enclosure }))
    }
}

impl One {
    /// Whether it is wrong to end so.
    pub fn is_wrong(&self, end: &End) -> bool {
        let known = self.program.must.iter().chain(&self.program.allowed);
        end.failure.is_some() || known.into_iter().all(|label| *label != end.label)
    }

    /// What it means to end so, in some words; empty if nobody has said so.
    pub fn meaning(&self, end: &End) -> String {
        words::meaning(&self.program, &end.label).unwrap_or_default()
    }
}

fn in_variations(program: &Program, variations: usize) -> impl Iterator<Item = One> {
    (0..variations).map(|variation| One { program: program.clone(), variation })
}
