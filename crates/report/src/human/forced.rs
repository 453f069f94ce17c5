//! What came of playing the counterexample's schedule for real.

use std::collections::BTreeMap;

use super::super::{Checked, Forced, Layout};
use racecourse_layout::{count, grouped, hanging};

/// A line under the real runs, or nothing.
pub(super) fn section(checked: &Checked, layout: &Layout) -> Vec<String> {
    let says = match &checked.forced {
        None => return Vec::new(),
        Some(Forced::Impossible { reason }) => format!("not played: {}", reason.trim_end_matches('.')),
        Some(Forced::Played { runs, schedule, labels }) => played(*runs, schedule.as_deref(), labels),
    };
    let lead = "  forced      ";
    hanging(lead, lead.len(), &says, layout.width)
}

fn played(runs: u64, schedule: Option<&str>, labels: &BTreeMap<String, u64>) -> String {
    let ends: Vec<String> = labels.iter().map(|(label, times)| format!("{label} in {}", grouped(*times))).collect();
    let held = schedule.map_or_else(|| "that schedule".to_owned(), |other| format!("the schedule `{other}`"));
    format!("{} of {} held to {held}", ends.join(", "), count(runs, "real run"))
}
