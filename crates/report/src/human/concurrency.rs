//! What executions that passed say about others: lock orders that disagree, and what ran at the same time.

use super::super::{Checked, Layout, Style};
use super::layout::LEAD;
use crate::scenario::Concurrent;
use crate::verdict::{Concurrency, concurrency};
use racecourse_layout::{columns_of, count, hanging};
use racecourse_trace::exploration::{EngineId, Exploration, LockCycle, LockOrder};
use racecourse_trace::failure::FailureKind;

/// Circles shown; more would be the same again in other words.
const SHOWN: usize = 3;
const HEADING: &str = "  Lock orders seen  ";
const DISAGREE: &str = "   ◀ they disagree";

/// Lock orders that disagree in executions that passed, where no deadlock shows what they come to.
pub(super) fn lock_orders(checked: &Checked, layout: &Layout) -> Vec<String> {
    let explorations = &checked.explorations;
    let mut circles: Vec<&LockCycle> = Vec::new();
    for circle in explorations.iter().flat_map(|one| &one.potential_deadlocks) {
        if !circles.contains(&circle) {
            circles.push(circle);
        }
    }
    if circles.is_empty() || explorations.iter().any(|one| one.saw(FailureKind::Deadlock.label())) {
        return Vec::new();
    }
    let complete = explorations.iter().find(|one| one.engine == EngineId::Explorer && one.coverage.is_exhaustive());
    let heading = if complete.is_some() { Style::Strong } else { Style::Open };
    let mut lines = vec![layout.paint(heading, "Potential deadlock by lock order, in executions that passed")];
    for circle in circles.iter().take(SHOWN) {
        let order = |order: &LockOrder| {
            let (held, taken) = (&order.held.object, &order.taken.object);
            format!("{held} before {taken} ({}, {})", order.actor, order.taken.site.short())
        };
        let mut orders: Vec<String> = circle.orders.iter().map(order).collect();
        let in_one_line = orders.join(" · ");
        if columns_of(HEADING) + columns_of(&in_one_line) + columns_of(DISAGREE) <= layout.width {
            orders = vec![in_one_line];
        }
        if let Some(last) = orders.last_mut() {
            last.push_str(DISAGREE);
        }
        for (at, order) in orders.iter().enumerate() {
            let lead = if at == 0 { HEADING } else { "" };
            lines.extend(hanging(lead, columns_of(HEADING), order, layout.width));
        }
    }
    if circles.len() > SHOWN {
        lines.push(format!("  and {} more", circles.len() - SHOWN));
    }
    let says = match complete {
        Some(Exploration { coverage, .. }) => {
            let all = count(coverage.executions(), "execution");
            format!("Not reachable: all {all} explored, and none deadlocks.")
        }
        None => "No execution that was tried deadlocks, but not all were tried.".to_owned(),
    };
    lines.extend(hanging("", 2, &says, layout.width));
    lines
}

/// What a fix was to keep concurrent, and whether it has.
pub(super) fn overlaps(checked: &Checked, layout: &Layout) -> Vec<String> {
    let mut lines = Vec::new();
    for (statement, found) in checked.explorations.iter().flat_map(|one| found(checked, one)) {
        let [one, other] = statement.sections;
        let pair = if one == other { format!("two of `{one}`") } else { format!("`{one}` and `{other}`") };
        let (text, style) = match found {
            Concurrency::Kept { executions } => {
                (format!("{pair} run at the same time, in {} at least", count(executions, "execution")), Style::Faint)
            }
            Concurrency::GivenUp(why) => (format!("{pair} never run at the same time: {why}"), Style::Faint),
            Concurrency::Serialised => {
                (format!("serialised: {pair} may run at the same time, and in no execution do"), Style::Bad)
            }
            Concurrency::WronglyGivenUp => {
                (format!("{pair} run at the same time, though the scenario says that they do not"), Style::Bad)
            }
        };
        let text = hanging("Concurrent", LEAD, &text, layout.width);
        lines.extend(text.iter().map(|line| layout.paint(style, line)));
    }
    lines
}

/// Whether nothing is wrong with the fix but that it does one thing after the other.
pub(super) fn is_serialised(checked: &Checked) -> bool {
    let mut found = checked.explorations.iter().flat_map(|one| found(checked, one));
    found.any(|(_, found)| found == Concurrency::Serialised)
}

fn found(checked: &Checked, exploration: &Exploration) -> Vec<(&'static Concurrent, Concurrency)> {
    concurrency(checked.scenario, checked.variant, exploration)
}
