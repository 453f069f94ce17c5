//! Why there is no level.

use racecourse_trace::state_graph::GraphError;

use crate::level::Kind;

/// A level that there is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absent {
    /// What would have been to do.
    pub kind: Kind,
    /// The variant's name.
    pub variant: String,
    /// What it would have been to come to, if it is about one end.
    pub goal: Option<String>,
    /// Why not.
    pub why: Why,
}

/// Why there is no level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The program has no graph of states.
    NoGraph(GraphError),
    /// No order of steps ends so, and the scenario says why: something is seen too late, or not at all.
    NotSeen(&'static str),
    /// No order of steps ends so.
    NeverEndsSo,
    /// The broken variant of this name does not fail, so there is nothing to come to.
    BrokenNeverFails(&'static str),
    /// It ends so before anybody has had a choice.
    NothingToDecide,
    /// The fix can be brought to it.
    FixFails,
}

impl Absent {
    /// Why, in a sentence without a full stop at its end.
    pub fn says(&self) -> String {
        let variant = &self.variant;
        match &self.why {
            Why::NoGraph(GraphError::GoesRound { .. }) => {
                format!("{variant} can go round for ever, so its states have no end that could be counted from")
            }
            Why::NoGraph(GraphError::TooManyStates { most }) => {
                format!("{variant} has more than {most} states, too many to know from each how far it is to the goal")
            }
            Why::NoGraph(GraphError::TooManySteps { most }) => {
                format!(
                    "{variant} has executions of more than {most} steps, too long to know how far it is to the goal"
                )
            }
            Why::NoGraph(GraphError::NotRepeatable) => {
                format!(
                    "{variant} does not do the same when it is repeated, so that no move is sure to lead where it led before"
                )
            }
            Why::NoGraph(GraphError::Interrupted { says }) => {
                format!("the states of {variant} could not be found: {says}")
            }
            Why::NotSeen(why) => format!("no order of steps comes to it: {}", why.trim_end_matches('.')),
            Why::NeverEndsSo => format!("no order of steps brings {variant} to it"),
            Why::BrokenNeverFails(broken) => format!("no order of steps makes {broken} fail"),
            Why::NothingToDecide => format!("{variant} comes to it by itself, before anybody has a choice"),
            Why::FixFails => format!("{variant} is no fix: it can be brought to it"),
        }
    }
}
