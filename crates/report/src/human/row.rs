//! A line of the schedule.

use racecourse_trace::failure::Site;

/// More rows than this and the reader is lost.
pub(super) const MOST_ROWS: usize = 15;

/// A line of the schedule.
#[derive(Clone, Debug)]
pub(super) enum Row {
    /// What everything was before the first step.
    Start,
    /// A step.
    Step(Step),
    /// Words across all columns: what was left out, or what repeats.
    Words(String),
}

/// A step as it is shown.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// Index among the execution's events.
    pub(super) event: usize,
    /// Index of the event with which it ends: another one if two are shown as one.
    pub(super) last: usize,
    /// Its number for the reader.
    pub(super) number: usize,
    pub(super) actor: usize,
    pub(super) text: String,
    pub(super) site: Site,
    /// Why it matters.
    pub(super) remark: Option<String>,
    /// Whether the explanation refers to it.
    pub(super) explains: bool,
}
