//! Predictions: which ends a program can come to, judged by what the engines have seen.

use std::collections::BTreeMap;

use racecourse_report::scenario::{Scenario, Variant};
use racecourse_report::verdict;
use racecourse_trace::exploration::{Coverage, Exploration};
use racecourse_trace::failure::FailureKind;
use racecourse_trace::schedule::Schedule;

/// What a program really comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    /// Each end that was seen.
    pub ends: BTreeMap<String, Seen>,
    /// Executions that were searched.
    pub executions: u64,
    /// Whether nothing was left out: only then is what was not seen impossible.
    pub is_complete: bool,
}

/// An end that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// In how many executions.
    pub count: u64,
    /// A schedule that leads to it, if an order of steps does.
    pub schedule: Option<Schedule>,
}

impl Truth {
    /// What these explorations have seen together. The first is of a search through all orders of steps; another one may add what
    /// no order of steps comes to, and then that has to be complete as well.
    pub fn of(explorations: &[Exploration]) -> Self {
        let mut truth = Self { ends: BTreeMap::new(), executions: 0, is_complete: !explorations.is_empty() };
        for (at, exploration) in explorations.iter().enumerate() {
            truth.is_complete &= matches!(exploration.coverage, Coverage::Exhaustive { .. });
            for (label, seen) in &exploration.observations {
                if at == 0 {
                    truth.executions += seen.count;
                }
                let schedule = (at == 0).then(|| seen.example.schedule.clone());
                let new = Seen { count: seen.count, schedule };
                truth.ends.entry(label.trim().to_owned()).or_insert(new);
            }
        }
        truth
    }
}

/// How a prediction stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judged {
    /// It has all ends, and no other.
    Right,
    /// The program never comes to this.
    Impossible(String),
    /// The program comes to this, too.
    Missing(String),
    /// The search was not complete, and it does not have to be wrong: these were not seen, and may be possible.
    Undecided(Vec<String>),
}

/// Judges the ends that somebody takes for the possible ones. Spaces around them do not count, and neither does their order. One
/// mistake is told at a time: what is impossible before what is missing, if the search was complete, else only what is missing is sure.
pub fn judge(truth: &Truth, prediction: &[String]) -> Judged {
    let said: Vec<&str> = prediction.iter().map(|label| label.trim()).collect();
    let unseen: Vec<String> =
        said.iter().filter(|label| !truth.ends.contains_key(**label)).map(|&label| label.to_owned()).collect();
    let missing = truth.ends.keys().find(|label| !said.contains(&label.as_str()));
    match (unseen.first(), missing) {
        (Some(label), _) if truth.is_complete => Judged::Impossible(label.clone()),
        (_, Some(label)) => Judged::Missing(label.clone()),
        (None, None) if truth.is_complete => Judged::Right,
        _ => Judged::Undecided(unseen),
    }
}

/// What can be marked: all that is graded for any variant of the scenario, in that order, what was seen besides, and a deadlock, which
/// many would expect.
pub fn choices(scenario: &Scenario, variant: &Variant, truth: &Truth) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    let graded = verdict::table(scenario, variant).into_iter().map(|graded| graded.outcome);
    let others =
        scenario.variants.iter().flat_map(|other| verdict::table(scenario, other)).map(|graded| graded.outcome);
    let seen = truth.ends.keys().map(String::as_str);
    for label in graded.chain(others).chain(seen).chain([FailureKind::Deadlock.label()]) {
        if !labels.iter().any(|it| it == label) {
            labels.push(label.to_owned());
        }
    }
    // In the order of the table what is right comes first; a player is not to see that.
    labels.sort();
    labels
}
