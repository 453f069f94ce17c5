//! The verdict on a variant, from all engines together.

use super::choice::counterexample;
use super::engine::judge;
use super::expectation::{bugs, must_see, works};
use super::{Complaint, EngineVerdict, Standing, VariantVerdict, Verdict};
use crate::scenario::{Role, Scenario, Variant};
use racecourse_trace::exploration::{Coverage, EngineId, Exploration};

/// What `explorations` together show about `variant`.
///
/// Only the engines that were asked are judged. If these cannot decide the matter, the standing is
/// [`Standing::Undecided`], never as expected by default.
pub fn judge_variant(scenario: &Scenario, variant: &Variant, explorations: &[Exploration]) -> VariantVerdict {
    let engines: Vec<EngineVerdict> =
        explorations.iter().map(|exploration| judge(scenario, variant, exploration)).collect();
    let mut complaints = Complaints::of(&engines);
    let verdict = match variant.role {
        Role::Broken => judge_broken(scenario, variant, explorations, &engines, &mut complaints),
        Role::Fixed => judge_fixed(scenario, variant, explorations, &engines, &mut complaints),
    };
    VariantVerdict {
        verdict,
        standing: complaints.standing,
        reasons: complaints.reasons,
        counterexample: counterexample(scenario, variant, explorations),
        engines,
    }
}

/// What speaks against the variant, and how badly.
struct Complaints {
    standing: Standing,
    reasons: Vec<Complaint>,
}

impl Complaints {
    fn of(engines: &[EngineVerdict]) -> Self {
        let mut complaints = Self { standing: Standing::AsExpected, reasons: Vec::new() };
        for one in engines.iter().filter(|one| !one.as_expected()) {
            complaints.add(one.standing, Complaint::Of(one.engine, one.reason.clone()));
        }
        complaints
    }

    fn add(&mut self, standing: Standing, reason: Complaint) {
        self.standing = self.standing.max(standing);
        self.reasons.push(reason);
    }
}

fn judge_broken(
    scenario: &Scenario,
    variant: &Variant,
    explorations: &[Exploration],
    engines: &[EngineVerdict],
    complaints: &mut Complaints,
) -> Verdict {
    let demanded = must_see(scenario, variant);
    if demanded.is_empty() {
        complaints.add(Standing::Differs, Complaint::NothingToSee);
    }
    let mut unmet = Vec::new();
    let mut undecided = Vec::new();
    for label in demanded.iter().map(|graded| graded.outcome) {
        let shows = |native: bool| {
            explorations.iter().any(|exploration| exploration.engine.is_native() == native && exploration.saw(label))
        };
        if shows(false) {
            continue;
        }
        if complete(scenario, explorations, label) {
            unmet.push(label);
        } else if !shows(true) {
            undecided.push(label);
        }
    }
    // An engine that was found wanting has said so already.
    if !unmet.is_empty() && complaints.standing != Standing::Differs {
        complaints.add(Standing::Differs, Complaint::NotShown(unmet));
    }
    if !undecided.is_empty() && complaints.standing == Standing::AsExpected {
        complaints.add(Standing::Undecided, Complaint::NotSeen(undecided));
    }
    if engines.iter().any(|one| one.verdict == Verdict::Refuted) {
        return Verdict::Refuted;
    }
    // Somebody has repaired it: it is held to what a fix is held to, and what speaks against it stands above.
    match judge_fixed(scenario, variant, explorations, engines, &mut Complaints::of(&[])) {
        Verdict::Confirmed => Verdict::Confirmed,
        _ => unsettled(engines),
    }
}

/// Whether so many model engines were asked, and went as far as they go, that one of them ought to have shown `label`.
fn complete(scenario: &Scenario, explorations: &[Exploration], label: &str) -> bool {
    let pair = [EngineId::Explorer, EngineId::WeakMemory];
    let has_run =
        |one: &Exploration| !matches!(one.coverage, Coverage::Interrupted { .. } | Coverage::NotApplicable { .. });
    let ran = |engine: EngineId| explorations.iter().any(|one| one.engine == engine && has_run(one));
    let sees = |engine: EngineId| ran(engine) && scenario.blind_spot(engine, label).is_none();
    pair.into_iter().any(sees) || pair.into_iter().all(ran)
}

fn judge_fixed(
    scenario: &Scenario,
    variant: &Variant,
    explorations: &[Exploration],
    engines: &[EngineVerdict],
    complaints: &mut Complaints,
) -> Verdict {
    if engines.iter().any(|one| one.verdict == Verdict::Refuted) {
        return Verdict::Refuted;
    }
    let exhaustive = |engine: EngineId| {
        explorations.iter().any(|exploration| exploration.engine == engine && exploration.coverage.is_exhaustive())
    };
    if !explorations.iter().any(|exploration| exploration.engine == EngineId::Explorer) {
        complaints.add(Standing::Undecided, Complaint::ExplorerNotAsked);
        return unsettled(engines);
    }
    if !exhaustive(EngineId::Explorer) {
        return Verdict::Inconclusive;
    }
    let open: Vec<&'static str> = bugs(scenario, variant)
        .into_iter()
        .map(|graded| graded.outcome)
        .filter(|label| scenario.blind_spot(EngineId::Explorer, label).is_some())
        .filter(|label| !exhaustive(EngineId::WeakMemory) || scenario.blind_spot(EngineId::WeakMemory, label).is_some())
        .collect();
    if !open.is_empty() {
        complaints.add(Standing::Undecided, Complaint::NotSearched(open));
        return Verdict::Inconclusive;
    }
    // An engine that can see it and has searched everything has said so already.
    let seen = |label: &&'static str| explorations.iter().any(|one| !one.engine.is_native() && one.saw(label));
    let labels = works(scenario, variant).into_iter().map(|graded| graded.outcome);
    let unseen: Vec<&'static str> = labels.filter(|label| !seen(label)).collect();
    if unseen.is_empty() {
        return Verdict::Confirmed;
    }
    complaints.add(Standing::Undecided, Complaint::NotSeen(unseen));
    Verdict::Inconclusive
}

/// The verdict when nothing was decided: some engine ran, or none could.
fn unsettled(engines: &[EngineVerdict]) -> Verdict {
    if engines.iter().all(|one| one.verdict == Verdict::NotApplicable) {
        Verdict::NotApplicable
    } else {
        Verdict::Inconclusive
    }
}
