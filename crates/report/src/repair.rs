//! What has become of a broken variant that somebody has tried to repair: the exercise of the course.

use super::{Checked, sentences};
use crate::scenario::Role;
use crate::verdict::{Standing, Verdict, must_see};
use racecourse_layout::count;
use racecourse_trace::exploration::{EngineId, Exploration};

/// What has become of a variant that is meant to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repair {
    /// Nothing: it fails as it is meant to, or it is a fix, or it is not known.
    None,
    /// Nothing forbidden is left in it, in all executions.
    Done,
    /// It goes wrong in a way in which it was not meant to.
    Otherwise,
    /// A part of what it was there to show is gone, and a part is left.
    Partly,
}

impl Repair {
    /// What is said of a variant that is not repaired yet, in front of how it ends.
    pub(crate) fn goes_wrong(self) -> Option<&'static str> {
        match self {
            Repair::Otherwise => Some("now goes wrong in another way"),
            Repair::Partly => Some("still goes wrong"),
            Repair::None | Repair::Done => None,
        }
    }
}

impl Checked {
    /// What has become of it, if it is meant to fail.
    pub fn repair(&self) -> Repair {
        if self.variant.role != Role::Broken || self.verdict.standing != Standing::Differs {
            return Repair::None;
        }
        match (&self.verdict.counterexample, self.verdict.verdict) {
            (None, Verdict::Confirmed) => Repair::Done,
            (Some(shown), _) if !self.bugs().contains(&shown.label.as_str()) => Repair::Otherwise,
            (Some(_), _) if self.complete().is_some() && !self.gone().is_empty() => Repair::Partly,
            _ => Repair::None,
        }
    }

    /// Whether it is an exercise that somebody may want to begin with, or to go on with: it is meant to fail, and does.
    pub fn is_to_be_repaired(&self) -> bool {
        self.is_broken() && self.verdict.counterexample.is_some()
    }

    /// The outcomes that it is there to show.
    fn bugs(&self) -> Vec<&'static str> {
        must_see(self.scenario, self.variant).iter().map(|graded| graded.outcome).collect()
    }

    /// Why a variant is not as its scenario promises. That it goes wrong in another way is said once, not for each engine.
    pub(crate) fn told_reasons(&self) -> Vec<String> {
        match (self.repair(), &self.verdict.counterexample) {
            (Repair::Partly, Some(_)) => self.what_is_left().into_iter().collect(),
            (Repair::Otherwise, Some(shown)) => {
                let again = self.what_is_left().map_or_else(String::new, |left| format!(" {left}"));
                vec![format!("It goes wrong in another way than it is meant to: {}.{again}", shown.label)]
            }
            _ => sentences::complaints(&self.verdict.reasons),
        }
    }

    /// What is said of an incomplete repair besides how it ends.
    pub(crate) fn what_is_left(&self) -> Option<String> {
        match self.repair() {
            Repair::Otherwise => self.still_seen().map(|bug| format!("{bug} can still happen, too.")),
            Repair::Partly => Some(format!("{} can no longer happen.", forbidden(&self.gone()))),
            Repair::None | Repair::Done => None,
        }
    }

    /// What it is there to show and shows still.
    fn still_seen(&self) -> Option<&'static str> {
        self.bugs().into_iter().find(|bug| self.explorations.iter().any(|one| one.saw(bug)))
    }

    /// What it is there to show and no engine has seen.
    fn gone(&self) -> Vec<&'static str> {
        let seen = |bug: &&str| self.explorations.iter().any(|one| one.saw(bug));
        self.bugs().into_iter().filter(|bug| !seen(bug)).collect()
    }

    /// What a repair has put an end to, and who says so: `counter=1 can no longer happen, in all 2 executions (explorer)`.
    pub(crate) fn can_no_longer_happen(&self) -> String {
        let by = self.complete().map_or_else(String::new, |one| format!(" ({})", one.engine));
        format!("{} can no longer happen, in {}{by}", forbidden(&self.bugs()), self.all_executions())
    }

    /// All executions of the search that was complete: `all 2 executions`.
    pub(crate) fn all_executions(&self) -> String {
        match self.complete().map_or(0, |one| one.coverage.executions()) {
            1 => "the only execution".to_owned(),
            n => format!("all {}", count(n, "execution")),
        }
    }

    /// The search that was complete: of several the one by an engine that can see what is wrong.
    fn complete(&self) -> Option<&Exploration> {
        let mut complete = self.explorations.iter().filter(|one| one.has_searched_all());
        let sees = |engine: EngineId| self.bugs().iter().all(|bug| self.scenario.blind_spot(engine, bug).is_none());
        let first = complete.clone().next();
        complete.find(|one| sees(one.engine)).or(first)
    }
}

/// What is forbidden, in a sentence: these labels, if any are.
fn forbidden(labels: &[&str]) -> String {
    if labels.is_empty() { "what is forbidden".to_owned() } else { sentences::listed(labels) }
}

/// What is said of a variant that was repaired, above how to undo it.
pub(crate) const WANTED_BROKEN: &str = "The course's own tests want it broken; to have it back:";

/// Where to repair a variant.
pub(crate) fn to_repair(file: &str) -> String {
    format!("{file}, then check again")
}

/// The command that undoes all changes of a variant.
pub(crate) fn put_back(file: &str) -> String {
    format!("git checkout {file}")
}
