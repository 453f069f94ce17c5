//! Where a check stands: its caller's place, its test, and the child process in which it can be run.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::panic::Location;
use std::thread;

use crate::budget::Budget;
use crate::engine::{EngineId, Program};
use crate::exploration::{Execution, Exploration};
use crate::isolate::{self, Limits, Which};
use crate::schedule::{Schedule, ScheduleError};
use racecourse_report::human::CheckReport;
use racecourse_sources::site;

thread_local! {
    /// How often a check has been made at each place, in the test that runs on this thread.
    static TIMES: RefCell<HashMap<String, usize>> = RefCell::default();
}

/// A check, by the place of its caller.
#[derive(Clone, Debug)]
pub(super) struct Place {
    at: &'static Location<'static>,
    /// The how-manieth check at this place, in this test: a helper function may make several.
    nth: usize,
    /// The how-manieth check of this test, at whatever place.
    number: usize,
    /// The test, if its harness has given the thread its name.
    test: Option<String>,
}

impl Place {
    /// The place of the caller.
    #[track_caller]
    pub(super) fn here() -> Self {
        let at = Location::caller();
        let (nth, number) = TIMES.with_borrow_mut(|times| {
            let nth = times.entry(at.to_string()).or_default();
            *nth += 1;
            let nth = *nth;
            (nth, times.values().sum())
        });
        let test = thread::current().name().filter(|name| *name != "main").map(str::to_owned);
        Self { at, nth, number, test }
    }

    /// The how-manieth check of its test this is, counted from 1.
    pub(super) fn number(&self) -> usize {
        self.number
    }

    /// A report on this check under the heading `name`, with the texts of its files.
    pub(super) fn report<'a>(&'a self, name: &'a str, texts: &'a [(String, String)]) -> CheckReport<'a> {
        CheckReport { name, test: self.test(), number: self.number, texts }
    }

    /// The name of the test.
    pub(super) fn test(&self) -> Option<&str> {
        self.test.as_deref()
    }

    fn which(&self) -> Which {
        Which::Check { place: self.at.to_string(), nth: self.nth }
    }

    /// Does what a parent process wants, and ends this one, if this is the check that it was started for.
    pub(super) fn serve(&self, program: &Program) {
        isolate::serve_check(&self.which(), program);
    }

    /// What `engine` finds about `program`, in a child process.
    ///
    /// A child that is there for a later check of the same test starts no further ones, which would be twice as many for
    /// every check: its parent has told it what this one came to.
    pub(super) fn explore(&self, program: &Program, engine: EngineId, budget: &Budget) -> Exploration {
        isolate::explore_check(self.which(), self.test(), program, engine, budget, &Limits::DEFAULT)
    }

    /// What comes of following `schedule` under the model, in a child process.
    pub(super) fn replay(
        &self,
        program: &Program,
        schedule: &Schedule,
        budget: &Budget,
    ) -> Result<Exploration, ScheduleError> {
        isolate::replay_check(self.which(), self.test(), program, schedule, budget, &Limits::DEFAULT)
    }

    /// What comes of following `schedule`, which leads to `label`, and other orders of its steps, in a child process.
    pub(super) fn explain(
        &self,
        program: &Program,
        schedule: &Schedule,
        label: &str,
        budget: &Budget,
    ) -> Option<Execution> {
        isolate::explain_check(self.which(), self.test(), program, schedule, label, budget, &Limits::DEFAULT)
    }

    /// What comes of holding real threads and processes to `schedule`, in a child process.
    pub(super) fn play(
        &self,
        program: &Program,
        schedule: &Schedule,
        budget: &Budget,
    ) -> Result<Exploration, ScheduleError> {
        isolate::play_check(self.which(), self.test(), program, schedule, budget, &Limits::DEFAULT)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let site = site(self.at);
        write!(f, "{}:{}", site.file, site.line)
    }
}
