//! Having an engine run a driver's programs, in a process of their own behind walls.

use std::path::Path;

use racecourse::budget::Budget;
use racecourse::engine::EngineId;
use racecourse::exercise::name_of;
use racecourse::exploration::Exploration;
use racecourse::isolate::{self, Limits, Other};

use crate::confinement::Enclosure;
use crate::exercise::Exercise;
use crate::format::Program;

/// How far a check goes.
#[derive(Clone, Debug)]
pub struct Extent {
    /// The limits of each engine's process.
    pub limits: Limits,
    /// How many times the executions that the exercise says.
    pub times: u64,
    /// Whether what is right is gone through once more, outside of the submission's process ([`audit`](mod@crate::audit)).
    pub audits: bool,
    /// Whether it is asked what other orders of the steps of what is wrong come to.
    pub explains: bool,
}

impl Extent {
    /// What somebody waits for: three seconds of silence, a minute in all, a gibibyte.
    pub const USUAL: Extent = Extent {
        limits: Limits {
            silence: std::time::Duration::from_secs(3),
            total: std::time::Duration::from_secs(60),
            memory: 1 << 30,
        },
        times: 1,
        audits: false,
        explains: true,
    };

    /// What a grade is founded on: the same, and an audit of what is right.
    pub const GRADE: Extent = Extent { audits: true, ..Self::USUAL };
}

/// A program, and the walls around it.
pub(crate) struct Behind<'a> {
    pub(crate) program: &'a Path,
    pub(crate) enclosure: &'a Enclosure,
}

impl<'a> Behind<'a> {
    pub(crate) fn other<'b>(&self, scenario: &'b str, variant: &'b str) -> Other<'b>
    where
        'a: 'b,
    {
        Other { program: self.program, scenario, variant, confinement: Some(self.enclosure) }
    }
}

/// What the engine sees of a program in a variation.
pub(crate) fn explore(
    exercise: &Exercise,
    built: &Behind<'_>,
    program: &Program,
    variation: usize,
    counted: bool,
    extent: &Extent,
) -> Exploration {
    let variant = name_of(&program.name, variation, counted);
    let other = built.other(&exercise.name, &variant);
    isolate::explore_other(&other, EngineId::Explorer, &budget_of(program, extent), &extent.limits)
}

/// The same, until a label is seen that `is_enough`.
pub(crate) fn explore_until(
    exercise: &Exercise,
    built: &Behind<'_>,
    program: &Program,
    variation: usize,
    extent: &Extent,
    is_enough: impl Fn(&str) -> bool,
) -> Exploration {
    let variant = name_of(&program.name, variation, false);
    let other = built.other(&exercise.name, &variant);
    let (budget, seen) = (budget_of(program, extent), |label: Option<&str>| label.is_some_and(&is_enough));
    isolate::explore_other_until(&other, EngineId::Explorer, &budget, &extent.limits, &seen)
}

pub(crate) fn budget_of(program: &Program, extent: &Extent) -> Budget {
    Budget {
        executions: program.budget.executions.saturating_mul(extent.times),
        steps: program.budget.steps,
        spurious_wakeups: program.spurious,
        bypass_bound: program.overtaken,
        preemptions: program.preemptions,
        ..Budget::DEFAULT
    }
}
