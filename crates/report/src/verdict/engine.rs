//! The verdict of one engine.

use super::concurrency::objection;
use super::expectation::{bugs, grade_rank, must_see, required, works};
use super::{EngineVerdict, Grounds, Standing, Verdict};
use crate::scenario::{Blind, Graded, Role, Scenario, Variant};
use racecourse_trace::exploration::{Coverage, EngineId, Exploration, Reason};

/// What `exploration` shows about `variant`, and whether that was to be expected of its engine.
pub fn judge(scenario: &Scenario, variant: &Variant, exploration: &Exploration) -> EngineVerdict {
    let finding = Finding::of(scenario, variant, exploration);
    let (verdict, reason) = finding.verdict();
    let (standing, objection) = finding.standing(verdict);
    let label = finding.worst.as_ref().map(|worst| worst.label.clone());
    EngineVerdict { engine: exploration.engine, verdict, standing, reason: objection.unwrap_or(reason), label }
}

/// A label that was seen and is no allowed outcome.
struct Wrong {
    label: String,
    graded: Option<&'static Graded>,
}

/// What the judgement needs to know about one exploration.
struct Finding<'a> {
    scenario: &'a Scenario,
    variant: &'a Variant,
    exploration: &'a Exploration,
    worst: Option<Wrong>,
}

impl<'a> Finding<'a> {
    fn of(scenario: &'a Scenario, variant: &'a Variant, exploration: &'a Exploration) -> Self {
        let worst = exploration
            .observations
            .keys()
            .map(|label| Wrong { label: label.clone(), graded: scenario.grading(variant, label) })
            .filter(|wrong| grade_rank(wrong.graded.map(|graded| graded.grade)) < 3)
            .min_by_key(|wrong| grade_rank(wrong.graded.map(|graded| graded.grade)));
        Self { scenario, variant, exploration, worst }
    }

    fn verdict(&self) -> (Verdict, Grounds) {
        if let Some(Wrong { label, graded }) = &self.worst {
            let count = self.exploration.count(label);
            let of = self.exploration.coverage.executions().max(count);
            let meaning = graded.map(|graded| graded.why);
            return (Verdict::Refuted, Grounds::Saw { label: label.clone(), count, of, meaning });
        }
        let coverage = &self.exploration.coverage;
        let labels = self.never_seen();
        if !labels.is_empty() {
            return (Verdict::Refuted, Grounds::Never { labels, executions: coverage.executions() });
        }
        let verdict = match coverage {
            Coverage::NotApplicable { .. } => Verdict::NotApplicable,
            Coverage::Interrupted { .. } | Coverage::Bounded { .. } | Coverage::Sampled { .. } => Verdict::Inconclusive,
            // Its search leaves out executions that there are.
            Coverage::Exhaustive { .. } if self.exploration.engine == EngineId::Loom => Verdict::Inconclusive,
            Coverage::Exhaustive { .. } => match self.blind_spots().next() {
                Some(&Blind { outcome, why, .. }) => {
                    return (Verdict::Inconclusive, Grounds::Blind { outcome, why });
                }
                None => Verdict::Confirmed,
            },
        };
        (verdict, Grounds::Looked(coverage.clone()))
    }

    /// Whether the verdict was to be expected, and what speaks against it.
    fn standing(&self, verdict: Verdict) -> (Standing, Option<Grounds>) {
        if let Some(Wrong { label, graded: None }) = &self.worst {
            return (Standing::Differs, Some(Grounds::Ungraded(label.clone())));
        }
        if let Some(blind) = self.wrong_blind_statement() {
            let (engine, outcome) = (blind.engine, blind.outcome);
            return (Standing::Differs, Some(Grounds::WronglyBlind { engine, outcome }));
        }
        // What it would have come to is not known, also of an engine of which nothing is demanded: it was asked.
        if matches!(&self.exploration.coverage, Coverage::Interrupted { reason, .. } if reason.is_the_machines())
            && verdict != Verdict::Refuted
        {
            return (Standing::Undecided, None);
        }
        // What it does not decide is for `explorer` to decide, and where that is blind it is asked for once more.
        if matches!(&self.exploration.coverage, Coverage::NotApplicable { reason: Reason::Undecided { .. } }) {
            return (Standing::AsExpected, None);
        }
        // Nothing is wrong with it, and it does nothing: no fix, and no broken program either.
        if self.worst.is_none() && verdict == Verdict::Refuted {
            return (Standing::Differs, None);
        }
        match self.variant.role {
            Role::Broken => self.standing_of_broken(verdict),
            Role::Fixed => match objection(self.scenario, self.variant, self.exploration) {
                Some(objection) if verdict != Verdict::Refuted => (Standing::Differs, Some(objection)),
                _ => (self.standing_of_fixed(verdict), None),
            },
        }
    }

    fn standing_of_broken(&self, verdict: Verdict) -> (Standing, Option<Grounds>) {
        let demanded = required(self.scenario, self.exploration.engine);
        // An engine outside the required ones may miss the bug, but not claim that there is none.
        if !demanded && verdict != Verdict::Confirmed {
            return (Standing::AsExpected, None);
        }
        let missing = self.missing();
        if missing.is_empty() {
            return (Standing::AsExpected, None);
        }
        if matches!(self.exploration.coverage, Coverage::Interrupted { .. }) {
            return (Standing::Undecided, None);
        }
        (Standing::Differs, Some(Grounds::Misses(missing)))
    }

    /// The labels this engine ought to have shown. One that looked at everything ought to have shown each; one that
    /// stopped earlier, for instance at the first failure, has done its duty with one.
    fn missing(&self) -> Vec<&'static str> {
        let visible: Vec<&'static str> = must_see(self.scenario, self.variant)
            .into_iter()
            .map(|graded| graded.outcome)
            .filter(|label| self.scenario.blind_spot(self.exploration.engine, label).is_none())
            .collect();
        let seen_one = visible.iter().any(|label| self.exploration.saw(label));
        if seen_one && !self.exploration.coverage.is_exhaustive() {
            return Vec::new();
        }
        visible.into_iter().filter(|label| !self.exploration.saw(label)).collect()
    }

    /// What says that the program does what it is for, and does not happen in all that there is.
    fn never_seen(&self) -> Vec<&'static str> {
        if !self.exploration.has_searched_all() {
            return Vec::new();
        }
        let labels = works(self.scenario, self.variant).into_iter().map(|graded| graded.outcome);
        let visible = labels.filter(|label| self.scenario.blind_spot(self.exploration.engine, label).is_none());
        visible.filter(|label| !self.exploration.saw(label)).collect()
    }

    fn standing_of_fixed(&self, verdict: Verdict) -> Standing {
        let coverage = &self.exploration.coverage;
        match (self.exploration.engine, verdict) {
            (_, Verdict::Refuted) => Standing::Differs,
            // Blind or not, it has to look everywhere.
            (EngineId::Explorer, _) if !coverage.is_exhaustive() => Standing::Undecided,
            (EngineId::WeakMemory, _) if !required(self.scenario, EngineId::WeakMemory) => Standing::AsExpected,
            (EngineId::WeakMemory, Verdict::NotApplicable) if !self.blind_to_everything() => Standing::Undecided,
            (EngineId::WeakMemory, _) if matches!(coverage, Coverage::Interrupted { .. }) => Standing::Undecided,
            _ => Standing::AsExpected,
        }
    }

    fn blind_spots(&self) -> impl Iterator<Item = &'static Blind> {
        let engine = self.exploration.engine;
        bugs(self.scenario, self.variant)
            .into_iter()
            .filter_map(move |graded| self.scenario.blind_spot(engine, graded.outcome))
    }

    fn blind_to_everything(&self) -> bool {
        let engine = self.exploration.engine;
        let labels = must_see(self.scenario, self.variant);
        labels.iter().all(|graded| self.scenario.blind_spot(engine, graded.outcome).is_some())
    }

    fn wrong_blind_statement(&self) -> Option<&'static Blind> {
        let engine = self.exploration.engine;
        self.exploration.observations.keys().find_map(|label| self.scenario.blind_spot(engine, label))
    }
}
