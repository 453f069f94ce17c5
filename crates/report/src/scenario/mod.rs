//! What a scenario is: one lesson, written in several ways, with what may and must come out of each.
//!
//! Its author declares it by the library's `scenario!`, in the folder of its lesson and its programs.

mod check;
mod complaint;
mod const_text;
mod lesson;
mod place;
mod program;

/// What `racecourse::scenario!` is made of: functions that read a scenario's files while it is compiled.
#[doc(hidden)]
pub mod derive {
    pub use super::check::{check_names, checked};
    pub use super::const_text::{joined, length, text};
    pub use super::lesson::{HINTS, READ_ON, body, count, items, title};
    pub use super::place::{family, folder, name};
    pub use super::program::{budget, own_outcomes, role, summary};
}

use racecourse_trace::budget::Budget;
use racecourse_trace::exploration::EngineId;
use racecourse_trace::hazard::Hazard;
use racecourse_trace::outcome::Outcome;

/// One lesson.
#[derive(Debug)]
pub struct Scenario {
    /// The catalogue's number, for instance `A01`.
    pub id: &'static str,
    /// The name on the command line, for instance `lost_update`: the name of its folder.
    pub name: &'static str,
    /// The folder of related hazards it stands in, for instance `races`.
    pub family: &'static str,
    /// A heading.
    pub title: &'static str,
    /// What goes wrong, in one sentence a learner understands.
    pub summary: &'static str,
    /// The class of bug.
    pub hazard: Hazard,
    /// The lesson, in Markdown, without its hints and its references: these have fields of their own.
    pub lesson: &'static str,
    /// What its actors are.
    pub actors: Actors,
    /// The ways to write it: broken ones first.
    pub variants: &'static [Variant],
    /// What it can come to, over all variants.
    pub outcomes: &'static [Graded],
    /// Which engine cannot see which outcome, and why.
    pub blind: &'static [Blind],
    /// Which sections of different actors may run at the same time, and must be seen to in every fix.
    pub concurrent: &'static [Concurrent],
    /// Hints for whoever wants to repair it, from vague to plain.
    pub hints: &'static [&'static str],
    /// Where the lesson comes from.
    pub references: &'static [&'static str],
}

impl Scenario {
    /// A scenario that says nothing, to be completed by `..Scenario::EMPTY` where there are no files to read it from.
    pub const EMPTY: Scenario = Scenario {
        id: "",
        name: "",
        family: "",
        title: "",
        summary: "",
        hazard: Hazard::DataRace,
        lesson: "",
        actors: Actors::Threads,
        variants: &[],
        outcomes: &[],
        blind: &[],
        concurrent: &[],
        hints: &[],
        references: &[],
    };

    /// The variant with this name.
    pub fn variant(&self, name: &str) -> Option<&'static Variant> {
        self.variants.iter().find(|variant| variant.name == name)
    }

    /// The grade of `label` in `variant`: its own table first, then the scenario's.
    pub fn grading(&self, variant: &Variant, label: &str) -> Option<&'static Graded> {
        let find = |table: &'static [Graded]| table.iter().find(|graded| graded.outcome == label);
        find(variant.outcomes).or_else(|| find(self.outcomes))
    }

    /// Why `engine` cannot see `label`, if it cannot.
    pub fn blind_spot(&self, engine: EngineId, label: &str) -> Option<&'static Blind> {
        self.blind.iter().find(|blind| blind.engine == engine && blind.outcome == label)
    }
}

/// What the actors of a scenario are: decides which engines run it for real.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actors {
    /// Threads: `stress` runs it for real.
    Threads,
    /// Processes: `processes` runs it for real.
    Processes,
}

/// Whether a variant is meant to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It has the bug: an engine must show it.
    Broken,
    /// It is a fix: the search must find nothing.
    Fixed,
}

/// One way to write a scenario.
#[derive(Debug)]
pub struct Variant {
    /// Its name: that of its file without `.rs`, for instance `fixed_lock`.
    pub name: &'static str,
    /// Whether it is meant to fail.
    pub role: Role,
    /// What makes it different, in one sentence.
    pub summary: &'static str,
    /// The program.
    pub run: fn() -> Outcome,
    /// The program's text.
    pub source: &'static str,
    /// Where that text stands, from the package's root.
    pub file: &'static str,
    /// Outcomes graded otherwise than in the scenario's table, for this variant alone.
    pub outcomes: &'static [Graded],
    /// How far the engines go for it.
    pub budget: Budget,
}

impl Variant {
    /// A variant that does nothing, to be completed by `..Variant::EMPTY` where there is no file to read it from.
    pub const EMPTY: Variant = Variant {
        name: "",
        role: Role::Broken,
        summary: "",
        run: || Outcome::new("not run"),
        source: "",
        file: "",
        outcomes: &[],
        budget: Budget::DEFAULT,
    };
}

/// How an outcome is graded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// It is right, and what the program is for: a fix that never comes to it in a complete search does nothing wrong because
    /// it does nothing, and is refuted. A broken variant need not show it.
    Works,
    /// It is right, or does no harm; it need not be seen.
    Allowed,
    /// It is the bug. In a broken variant it must be seen, by `explorer` and by `weak_memory` unless blind to it;
    /// in a fixed variant it refutes.
    MustSee,
    /// It is a bug, but a broken variant need not show it.
    Forbidden,
}

/// An outcome with its grade.
#[derive(Debug)]
pub struct Graded {
    /// The label: of an [`Outcome`], or of a [`FailureKind`](racecourse_trace::failure::FailureKind).
    pub outcome: &'static str,
    /// The grade.
    pub grade: Grade,
    /// What it means, in a few words.
    pub why: &'static str,
}

impl Graded {
    /// Whether it is a bug: anything that is neither right nor allowed.
    pub fn is_bug(&self) -> bool {
        self.grade.is_bug()
    }
}

impl Grade {
    /// Whether what is graded so is a bug.
    pub const fn is_bug(self) -> bool {
        matches!(self, Grade::MustSee | Grade::Forbidden)
    }
}

/// A statement that an engine cannot show an outcome. It is checked: an engine that shows it after all fails the suite.
#[derive(Debug)]
pub struct Blind {
    /// The engine.
    pub engine: EngineId,
    /// The outcome's label.
    pub outcome: &'static str,
    /// Why.
    pub why: &'static str,
}

/// A statement that work may be done at the same time, so that a fix must not serialise it: somewhere in a complete search
/// by `explorer`, two sections of these names must overlap. It is checked for every fix.
#[derive(Debug)]
pub struct Concurrent {
    /// The names of the two sections, as given to `progress::section`; the same name twice if
    /// they are alike.
    pub sections: [&'static str; 2],
    /// Fixes that give it up on purpose, by name, with the reason. That is checked too: one in which they overlap after all
    /// fails the suite.
    pub serialised: &'static [(&'static str, &'static str)],
}

impl Concurrent {
    /// Why `variant` gives it up, if it does so on purpose.
    pub fn given_up(&self, variant: &Variant) -> Option<&'static str> {
        self.serialised.iter().find(|(name, _)| *name == variant.name).map(|(_, why)| *why)
    }
}
