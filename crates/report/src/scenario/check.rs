//! What a scenario has to have, checked while it is compiled.

use super::complaint::complain;
use super::const_text::{equal, starts_with};
use super::{Blind, Grade, Graded, Role, Scenario, Variant};
use racecourse_trace::budget::Budget;

/// `scenario`, declared in `folder`, if it says nothing twice and nothing about what it does not have.
///
/// # Panics
///
/// Otherwise.
#[track_caller]
pub const fn checked(scenario: Scenario, folder: &str) -> Scenario {
    check_variants(scenario.variants, folder);
    check_table(scenario.outcomes, folder);
    if !has_must_see(scenario.outcomes) {
        complain(&[folder, "mod.rs: no outcome is `must_see`: there is no bug to be seen"]);
    }
    let mut at = 0;
    while at < scenario.variants.len() {
        let variant = &scenario.variants[at];
        check_table(variant.outcomes, folder);
        if matches!(variant.role, Role::Fixed) && !can_work(variant.outcomes, scenario.outcomes) {
            complain(&[
                folder,
                "mod.rs: no outcome of `",
                variant.name,
                "` is `works`: a fix that does nothing would hold",
            ]);
        }
        at += 1;
    }
    check_blind(&scenario, folder);
    check_serialised(&scenario, folder);
    scenario
}

/// The names that stand before a budget or before a table of outcomes are those of variants.
///
/// # Panics
///
/// If one is not.
#[track_caller]
pub const fn check_names(
    budgets: &[(&[&str], Budget)],
    own_outcomes: &[(&str, &'static [Graded])],
    variants: &[&str],
    folder: &str,
) {
    let mut at = 0;
    while at < own_outcomes.len() {
        check_name(own_outcomes[at].0, variants, folder);
        let mut other = 0;
        while other < at {
            if equal(own_outcomes[other].0, own_outcomes[at].0) {
                complain(&[folder, "mod.rs: `of ", own_outcomes[at].0, "` stands there twice"]);
            }
            other += 1;
        }
        at += 1;
    }
    let mut at = 0;
    while at < budgets.len() {
        let names = budgets[at].0;
        let mut name = 0;
        while name < names.len() {
            check_name(names[name], variants, folder);
            name += 1;
        }
        at += 1;
    }
}

#[track_caller]
const fn check_name(name: &str, variants: &[&str], folder: &str) {
    if !is_among(name, variants) {
        complain(&[folder, "mod.rs: `", name, "` is no variant of this scenario"]);
    }
}

#[track_caller]
const fn check_variants(variants: &[Variant], folder: &str) {
    let (mut broken, mut fixed) = (0, 0);
    let mut at = 0;
    while at < variants.len() {
        let name = variants[at].name;
        let mut other = 0;
        while other < at {
            if equal(variants[other].name, name) {
                complain(&[folder, "mod.rs: the variant `", name, "` is listed twice"]);
            }
            other += 1;
        }
        match variants[at].role {
            Role::Broken if fixed > 0 => complain(&[folder, "mod.rs: `", name, "` comes after a fixed variant"]),
            Role::Broken => broken += 1,
            Role::Fixed => fixed += 1,
        }
        at += 1;
    }
    if broken == 0 {
        complain(&[folder, "mod.rs: no variant is broken"]);
    }
    if fixed == 0 {
        complain(&[folder, "mod.rs: no variant is fixed"]);
    }
}

#[track_caller]
const fn check_table(table: &[Graded], folder: &str) {
    let mut at = 0;
    while at < table.len() {
        let Graded { outcome, why, .. } = &table[at];
        if outcome.is_empty() {
            complain(&[folder, "mod.rs: an outcome has an empty label"]);
        }
        if why.is_empty() {
            complain(&[folder, "mod.rs: the outcome `", outcome, "` does not say what it means"]);
        }
        let mut other = 0;
        while other < at {
            if equal(table[other].outcome, outcome) {
                complain(&[folder, "mod.rs: the outcome `", outcome, "` is graded twice"]);
            }
            other += 1;
        }
        at += 1;
    }
}

const fn has_must_see(table: &[Graded]) -> bool {
    let mut at = 0;
    while at < table.len() {
        if matches!(table[at].grade, Grade::MustSee) {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether something says that a variant with these grades of its own, over those of the scenario, does what it is for.
const fn can_work(own: &[Graded], table: &[Graded]) -> bool {
    let mut at = 0;
    while at < own.len() {
        if matches!(own[at].grade, Grade::Works) {
            return true;
        }
        at += 1;
    }
    let mut at = 0;
    while at < table.len() {
        if matches!(table[at].grade, Grade::Works) && !is_graded(table[at].outcome, own) {
            return true;
        }
        at += 1;
    }
    false
}

#[track_caller]
const fn check_blind(scenario: &Scenario, folder: &str) {
    let blind = scenario.blind;
    let mut at = 0;
    while at < blind.len() {
        let Blind { outcome, why, .. } = &blind[at];
        if !is_graded(outcome, scenario.outcomes) {
            complain(&[folder, "mod.rs: an engine is blind to `", outcome, "`, which is no outcome of the table"]);
        }
        if why.is_empty() {
            complain(&[folder, "mod.rs: it is not said why an engine is blind to `", outcome, "`"]);
        }
        let mut other = 0;
        while other < at {
            if blind[other].engine as usize == blind[at].engine as usize && equal(blind[other].outcome, outcome) {
                complain(&[folder, "mod.rs: the same engine is said twice to be blind to `", outcome, "`"]);
            }
            other += 1;
        }
        at += 1;
    }
}

const fn is_graded(label: &str, table: &[Graded]) -> bool {
    let mut at = 0;
    while at < table.len() {
        if equal(table[at].outcome, label) {
            return true;
        }
        at += 1;
    }
    false
}

#[track_caller]
const fn check_serialised(scenario: &Scenario, folder: &str) {
    let mut at = 0;
    while at < scenario.concurrent.len() {
        let serialised = scenario.concurrent[at].serialised;
        let mut exception = 0;
        while exception < serialised.len() {
            let (name, _) = serialised[exception];
            let mut variant = 0;
            while variant < scenario.variants.len() && !equal(scenario.variants[variant].name, name) {
                variant += 1;
            }
            if variant == scenario.variants.len() || !starts_with(name, "fixed") {
                complain(&[folder, "mod.rs: `", name, "`, which is to give up concurrency, is no fixed variant"]);
            }
            exception += 1;
        }
        at += 1;
    }
}

/// Whether `name` is one of `names`.
pub(super) const fn is_among(name: &str, names: &[&str]) -> bool {
    let mut at = 0;
    while at < names.len() {
        if equal(names[at], name) {
            return true;
        }
        at += 1;
    }
    false
}
