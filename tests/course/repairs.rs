//! Every fix in the place of what it repairs: a broken variant that no longer fails differs, and for that reason.

use libtest_mimic::{Failed, Trial};
use racecourse::engine::{EngineId, explore};
use racecourse::scenario::{Role, Scenario, Variant, program_of};
use racecourse_course::ALL;
use racecourse_report::verdict::{Complaint, Grounds, Verdict, must_see};
use racecourse_report::{Checked, Repair, sentences};

pub(crate) fn trials() -> Vec<Trial> {
    let trial = |scenario: &&'static Scenario| {
        let scenario = *scenario;
        Trial::test(format!("{}_differs_when_it_is_repaired", scenario.name), move || repair(scenario))
    };
    ALL.iter().map(trial).collect()
}

fn repair(scenario: &'static Scenario) -> Result<(), Failed> {
    let of = |role: Role| scenario.variants.iter().filter(move |variant| variant.role == role);
    for broken in of(Role::Broken) {
        for fixed in of(Role::Fixed) {
            is_repaired(scenario, broken, fixed).map_err(|why| format!("{} for {}: {why}", fixed.name, broken.name))?;
        }
    }
    Ok(())
}

/// With `fixed` for its program, `broken` is confirmed, and differs because what it has to show cannot be seen any more.
fn is_repaired(scenario: &'static Scenario, broken: &'static Variant, fixed: &'static Variant) -> Result<(), String> {
    let budget = broken.budget.clone();
    let variant = Box::leak(Box::new(Variant { run: fixed.run, source: fixed.source, budget, ..*broken }));
    let labels: Vec<&str> = must_see(scenario, variant).iter().map(|graded| graded.outcome).collect();
    // Who is blind to what is gone says nothing of it.
    let sees = |engine: EngineId| labels.iter().all(|label| scenario.blind_spot(engine, label).is_none());
    let engines = if sees(EngineId::Explorer) {
        vec![EngineId::Explorer]
    } else {
        vec![EngineId::Explorer, EngineId::WeakMemory]
    };
    let explore = |engine: &EngineId| explore(&program_of(variant), *engine, &variant.budget);
    let checked = Checked::new(scenario, variant, engines.iter().map(explore).collect());
    let judge = engines.iter().copied().find(|engine| sees(*engine)).ok_or("nobody sees what it has to show")?;
    let expected = [Complaint::Of(judge, Grounds::Misses(labels))];
    let is_as = checked.verdict.verdict == Verdict::Confirmed && checked.verdict.reasons == expected;
    if is_as && checked.repair() == Repair::Done {
        return Ok(());
    }
    let reasons = sentences::complaints(&checked.verdict.reasons).join(" ");
    Err(format!("{}, {:?}: {reasons}", checked.conclusion(), checked.repair()))
}
