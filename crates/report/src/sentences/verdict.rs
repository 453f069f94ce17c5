//! Why a verdict is what it is.

use super::coverage::{bound, reason};
use crate::verdict::{Complaint, Grounds};
use racecourse_trace::exploration::Coverage;

/// Why the verdict of an engine is what it is, or not what was to be expected.
pub fn grounds(grounds: &Grounds) -> String {
    match grounds {
        Grounds::Saw { label, count, of, meaning } => {
            let meaning = meaning.unwrap_or("the scenario's table of outcomes does not grade it");
            format!("`{label}` in {count} of {}: {meaning}.", executions(*of))
        }
        Grounds::Looked(coverage) => looked(coverage),
        Grounds::Never { labels, executions } => {
            let all = match executions {
                1 => "In the only execution it does not come".to_owned(),
                n => format!("In none of all {n} executions does it come"),
            };
            format!("{all} to {}, which is what it is for.", list_of_none(labels))
        }
        Grounds::Blind { outcome, why } => format!("Cannot show `{outcome}`: {}", ended(why)),
        Grounds::Ungraded(label) => format!("`{label}` is not in the scenario's table of outcomes."),
        Grounds::WronglyBlind { engine, outcome } => {
            format!("The blind statement is wrong: {engine} shows `{outcome}`.")
        }
        Grounds::Misses(labels) => format!("Does not show {}, which this variant is there to show.", list(labels)),
        Grounds::Serialised([one, other]) => {
            format!("Serialised: `{one}` and `{other}` of two actors may run at the same time, and in no execution do.")
        }
        Grounds::WronglyGivenUp([one, other]) => {
            format!("`{one}` and `{other}` run at the same time after all, and the scenario says that they do not.")
        }
    }
}

/// Why a variant is not as the scenario promises.
pub fn complaint(complaint: &Complaint) -> String {
    match complaint {
        Complaint::Of(engine, why) => format!("{engine}: {}", grounds(why)),
        Complaint::NothingToSee => "No outcome of this broken variant is graded must_see.".to_owned(),
        Complaint::NotShown(labels) => format!("No model shows {}, which this variant is there to show.", list(labels)),
        Complaint::NotSeen(labels) => {
            format!("{} was not seen, but these engines cannot rule it out.", list(labels))
        }
        Complaint::ExplorerNotAsked => {
            "Only a complete search by explorer can confirm a fix, and explorer was not asked.".to_owned()
        }
        Complaint::NotSearched(labels) => {
            format!("explorer cannot show {}, and weak_memory has not searched all executions for it.", list(labels))
        }
    }
}

/// The same for each of several.
pub fn complaints(complaints: &[Complaint]) -> Vec<String> {
    complaints.iter().map(complaint).collect()
}

fn looked(coverage: &Coverage) -> String {
    let executions = executions(coverage.executions());
    match coverage {
        Coverage::NotApplicable { reason: why } => ended(&reason(why)),
        Coverage::Interrupted { reason: why, .. } => format!("Stopped after {executions}: {}", ended(&reason(why))),
        Coverage::Bounded { bound: within, .. } => {
            format!("Nothing forbidden in {executions}, but only within {}.", bound(within))
        }
        Coverage::Sampled { executions: 1, .. } => {
            "Nothing forbidden in 1 execution, but that was a sample.".to_owned()
        }
        Coverage::Sampled { .. } => format!("Nothing forbidden in {executions}, but those were samples."),
        Coverage::Exhaustive { executions: 1 } => "The only execution explored, nothing forbidden.".to_owned(),
        Coverage::Exhaustive { .. } => format!("All {executions} explored, nothing forbidden."),
    }
}

/// `1 execution`, `6 executions`.
fn executions(n: u64) -> String {
    if n == 1 { "1 execution".to_owned() } else { format!("{n} executions") }
}

/// `text` with a full stop at its end.
fn ended(text: &str) -> String {
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

/// Labels of which there is none: `a`, or `a` or `b`.
fn list_of_none(labels: &[&str]) -> String {
    labels.iter().map(|label| format!("`{label}`")).collect::<Vec<_>>().join(" or to ")
}

/// Labels in back quotes, with commas between.
fn list(labels: &[&str]) -> String {
    labels.iter().map(|label| format!("`{label}`")).collect::<Vec<_>>().join(", ")
}
