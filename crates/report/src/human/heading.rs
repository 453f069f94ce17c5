//! What stands above the steps, and the sentence that comes first.

use racecourse_layout::count;

use super::super::{Checked, Repair, Style, sentences};
use super::concurrency::is_serialised;
use crate::counterexample::Counterexample;
use crate::scenario::Role;
use crate::verdict::Verdict;

/// What stands above the steps: of which variant they are, if that is not said, how simple they are, and who found them.
/// `more` says in which execution, which is not of interest where another one was looked for that is simpler.
pub(super) fn finder(shown: &Counterexample, of: Option<&str>, more: &str) -> String {
    let engine = shown.engine;
    let of = of.map_or_else(String::new, |variant| format!(" of {variant}"));
    let there = if of.is_empty() { "Steps that lead there".to_owned() } else { format!("Steps{of}") };
    let Some(shortest) = shown.shortest else {
        return format!("{there}   (found by {engine}{more})");
    };
    let preemptions = match shortest.preemptions {
        0 => "no preemption".to_owned(),
        n => count(n as u64, "preemption"),
    };
    match shortest.proven {
        true if shortest.preemptions > 0 => {
            format!("Shortest schedule{of}   ({preemptions}, and none with fewer; found by {engine})")
        }
        true => format!("Shortest schedule{of}   ({preemptions}; found by {engine})"),
        false => format!("{there}, shortened   ({preemptions}; found by {engine})"),
    }
}

/// How it stands, with what is wrong, if anything is: `✓ caught: deadlock`. A sign means the same here as in the matrix.
pub(super) fn standing(checked: &Checked) -> (String, Style) {
    let (sign, word) = match (checked.repair(), checked.verdict.verdict) {
        (Repair::Otherwise, _) => ("✗", "goes wrong"),
        (Repair::Partly, _) => ("✗", "still goes wrong"),
        (_, Verdict::NotApplicable) => return ("· not run".to_owned(), Style::Open),
        _ => checked.settled(),
    };
    let never = does_nothing(checked).then_some("never works");
    let serialised = (!checked.verdict.as_expected() && is_serialised(checked)).then_some("serialised");
    let kind = checked.failure_kind().or(never).or(serialised).map_or_else(String::new, |kind| format!(": {kind}"));
    (format!("{sign} {word}{kind}"), checked.style())
}

/// Whether nothing is wrong with it but that it never does what it is for.
fn does_nothing(checked: &Checked) -> bool {
    checked.verdict.verdict == Verdict::Refuted && checked.verdict.counterexample.is_none()
}

/// What happens, in one sentence of plain words.
pub(super) fn sentence(checked: &Checked) -> String {
    match (&checked.verdict.counterexample, checked.variant.role) {
        (Some(Counterexample { execution, .. }), _) if execution.failure.is_some() => {
            execution.failure.as_ref().map(sentences::failure).unwrap_or_default()
        }
        (Some(shown), Role::Broken) if checked.repair() == Repair::Otherwise => {
            format!("In some executions this variant now ends with `{}`.", shown.label)
        }
        (Some(_), Role::Broken) => checked.scenario.summary.to_owned(),
        (Some(shown), Role::Fixed) => format!("In some executions this variant still ends with `{}`.", shown.label),
        (None, Role::Broken) if checked.verdict.verdict == Verdict::Confirmed => {
            "This variant was meant to fail, and no longer does.".to_owned()
        }
        (None, Role::Broken) if does_nothing(checked) => {
            "This variant no longer fails as it was meant to, and it never does what it is for.".to_owned()
        }
        (None, Role::Broken) => "This variant is meant to fail, but these engines have not seen it fail.".to_owned(),
        (None, Role::Fixed) => checked.variant.summary.to_owned(),
    }
}
