//! The counterexample of every broken variant, as a reader sees it. The engines run; nothing is shown that counts
//! executions or differs from run to run.

use libtest_mimic::Trial;
use racecourse::engine::{EngineId, explain, explore};
use racecourse::scenario::{Grade, Role, Scenario, Variant, program_of};
use racecourse_course::ALL;
use racecourse_report::verdict::counterexample;
use racecourse_report::{Checked, Layout, columns_of, human};

use crate::claims::every_claim_is_so;

pub(crate) fn trials() -> Vec<Trial> {
    let test = || {
        every_broken_variant_explains_itself();
        Ok(())
    };
    vec![Trial::test("every_broken_variant_explains_itself", test)]
}

/// `explorer`, unless it is blind to what must be seen: then `weak_memory` is asked.
fn engine_for(scenario: &Scenario, variant: &Variant) -> EngineId {
    let graded = variant.outcomes.iter().chain(scenario.outcomes);
    let mut must_see = graded.filter(|graded| graded.grade == Grade::MustSee);
    match must_see.any(|graded| scenario.blind_spot(EngineId::Explorer, graded.outcome).is_some()) {
        true => EngineId::WeakMemory,
        false => EngineId::Explorer,
    }
}

fn checked(scenario: &'static Scenario, variant: &'static Variant) -> Checked {
    let mut found = explore(&program_of(variant), engine_for(scenario, variant), &variant.budget);
    let shown = counterexample(scenario, variant, std::slice::from_ref(&found));
    let asked = shown.and_then(|shown| {
        let schedule = found.schedule_to_explain(&shown.label)?;
        Some((explain(&program_of(variant), &schedule, &shown.label, &variant.budget)?, shown.label))
    });
    if let Some((asked, label)) = asked {
        every_claim_is_so(variant.file, &program_of(variant), &asked, &variant.budget);
        found.explain(&label, asked);
    }
    Checked::new(scenario, variant, vec![found])
}

/// All broken variants. One test, because the engines' child processes and panic hooks are the process's own.
fn every_broken_variant_explains_itself() {
    for &scenario in ALL {
        for variant in scenario.variants.iter().filter(|variant| variant.role == Role::Broken) {
            let checked = checked(scenario, variant);
            let shown = |width: usize| human::counterexample(&checked, &Layout::plain(width));
            let name = format!("{}_{}", scenario.name, variant.name);
            let text = shown(Layout::DEFAULT_WIDTH).unwrap_or_else(|| panic!("{name}: nothing wrong was seen"));
            insta::assert_snapshot!(name.clone(), text);
            for width in [Layout::MIN_WIDTH, 80, Layout::DEFAULT_WIDTH, 120] {
                let text = shown(width).unwrap_or_default();
                let long = text.lines().find(|line| columns_of(line) > width);
                assert_eq!(long, None, "{name} at {width} columns");
            }
        }
    }
}
