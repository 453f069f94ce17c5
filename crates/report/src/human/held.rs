//! What is said about a fix that is held against the schedule on which another variant fails.

use super::super::{Layout, printable, sentences};
use super::layout::INDENT;
use super::replayed::meaning;
use crate::scenario::{Scenario, Variant};
use racecourse_layout::{count, fill, hanging};
use racecourse_trace::exploration::{EngineId, Exploration};
use racecourse_trace::schedule::{Schedule, ScheduleError};

/// A variant that can be led along the schedule on which `from` fails: what stands before the report on that.
pub fn follows(variant: &Variant, from: &Variant, schedule: &Schedule, layout: &Layout) -> String {
    let says = format!("{} follows the schedule on which {} fails:", variant.name, from.name);
    let mut lines = fill(&says, layout.width);
    lines.extend(hanging("", INDENT, schedule.written(), layout.width));
    lines.push("What comes after that is left to the program.".to_owned());
    lines.join("\n") + "\n\n"
}

/// A variant that cannot follow the schedule on which `from` fails, and what became of it instead.
pub fn diverges(
    scenario: &Scenario,
    variant: &Variant,
    from: &Variant,
    why: &ScheduleError,
    instead: Option<&Exploration>,
    layout: &Layout,
) -> String {
    let (name, broken) = (variant.name, from.name);
    let mut lines = fill(&format!("{name} cannot follow the schedule on which {broken} fails:"), layout.width);
    lines.push(sentences::refused(why));
    lines.push(String::new());
    let mut says = format!("There {broken} can go on and {name} cannot, so this order cannot make it fail.");
    let Some(instead) = &instead.map(printable::exploration) else {
        lines.extend(fill(&says, layout.width));
        return lines.join("\n") + "\n";
    };
    let mut ends = instead.observations.keys().map(String::as_str);
    if let (Some(end), None) = (ends.next(), ends.next()) {
        let runs = match instead.engine {
            EngineId::Gated => format!(" in {} of {}", all(instead), count(all(instead), "run")),
            _ => String::new(),
        };
        says += &match why.step().unwrap_or_default() {
            0 => format!(" Left to itself it ends with {end}{runs}."),
            1 => format!(" Left to itself after the step before that, it ends with {end}{runs}."),
            steps => format!(" Left to itself after the {steps} steps before that, it ends with {end}{runs}."),
        };
        lines.extend(fill(&says, layout.width));
        lines.extend(fill(&meaning(scenario, variant, end), layout.width));
    } else {
        lines.extend(fill(&says, layout.width));
    }
    lines.join("\n") + "\n"
}

fn all(exploration: &Exploration) -> u64 {
    exploration.observations.values().map(|seen| seen.count).sum()
}

/// Whether every end that was seen is allowed.
pub fn all_allowed(scenario: &Scenario, variant: &Variant, seen: &Exploration) -> bool {
    let mut ends = seen.observations.keys();
    ends.all(|end| scenario.grading(variant, end).is_some_and(|graded| !graded.is_bug()))
}
