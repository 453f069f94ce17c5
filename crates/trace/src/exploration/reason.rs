//! Why an engine has stopped, or has not begun.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{EngineId, Verb};
use crate::failure::Cause;
use crate::schedule::ScheduleError;

/// Why an engine has stopped before it was done, or cannot run a program.
///
/// What the system or a panic says stays in their words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It plays a schedule, and was given none.
    NoSchedule,
    /// It is another library's, and `racecourse` was built without that.
    NotBuiltIn {
        /// The engine.
        engine: EngineId,
    },
    /// It forks, and the process has more than one thread.
    NeedsOneThread,
    /// The program has more actors than the engine can run.
    TooManyActors {
        /// How many it can run.
        most: usize,
    },
    /// There are steps in the program that the engine does not know how to decide, such as this one.
    Undecided {
        /// The step.
        action: Verb,
    },
    /// The program does not repeat itself when its choices are repeated.
    DoesNotRepeat,
    /// What searches has panicked, and said this.
    SearchPanicked(String),
    /// The engine has panicked, and said this.
    EnginePanicked(String),
    /// The schedule cannot be followed, as this says.
    Refused(ScheduleError),
    /// There is no memory for the record of who waits for whom.
    NoRecord(String),
    /// There is no memory for gates.
    NoGates(String),
    /// The system did not start a thread.
    NoThread(String),
    /// The system did not give what a run needs.
    NoRun(String),
    /// The system did not start a child process.
    NoChild(String),
    /// The process has several threads, and the name of the test by which it could be started again is not known.
    UnknownTest,
    /// The system did not start the watchdog.
    NoWatchdog(String),
    /// The child process has ended before it began; these were its last words.
    ChildFailed(String),
    /// Somebody has ended the child process while it worked, by this signal if that is known: not the program that it ran.
    ChildKilled {
        /// The signal's number.
        signal: Option<i32>,
    },
    /// The machine gave the engine less memory than it may use, and that was not enough.
    NoMemory {
        /// How many bytes it gave.
        limit: u64,
    },
    /// The program that was started as a child did not say that it is one.
    NoChildOfOurs,
    /// The test that was started again in a child process did not come to the check.
    CheckNotReached,
    /// This program is a child already, and does not behave as one.
    NotEntered,
    /// The child does not know this variant.
    UnknownVariant {
        /// The scenario's name.
        scenario: String,
        /// The variant's name.
        variant: String,
    },
    /// It was not done after so long.
    TooLong(Duration),
    /// Whoever has asked for it had seen enough, or wanted no more.
    Enough,
    /// It gave no sign of life for so long.
    Silent(Duration),
    /// The scenario has taken its process with it.
    Died(Cause),
    /// In the words of whoever has written the exploration down.
    InWords(String),
}

impl Reason {
    /// Whether it is the machine that lacked something or was in the way, and neither the program nor a limit of ours: on
    /// another one, or at another time, the engine would have gone further.
    pub fn is_the_machines(&self) -> bool {
        match self {
            Reason::NoRecord(_)
            | Reason::NoGates(_)
            | Reason::NoThread(_)
            | Reason::NoRun(_)
            | Reason::NoChild(_)
            | Reason::NoWatchdog(_)
            | Reason::ChildFailed(_)
            | Reason::ChildKilled { .. }
            | Reason::NoMemory { .. } => true,
            Reason::NoSchedule
            | Reason::NotBuiltIn { .. }
            | Reason::NeedsOneThread
            | Reason::TooManyActors { .. }
            | Reason::Undecided { .. }
            | Reason::DoesNotRepeat
            | Reason::SearchPanicked(_)
            | Reason::EnginePanicked(_)
            | Reason::Refused(_)
            | Reason::UnknownTest
            | Reason::NoChildOfOurs
            | Reason::CheckNotReached
            | Reason::NotEntered
            | Reason::UnknownVariant { .. }
            | Reason::TooLong(_)
            | Reason::Enough
            | Reason::Silent(_)
            | Reason::Died(_)
            | Reason::InWords(_) => false,
        }
    }
}

impl From<&str> for Reason {
    fn from(words: &str) -> Self {
        Reason::InWords(words.to_owned())
    }
}

impl From<String> for Reason {
    fn from(words: String) -> Self {
        Reason::InWords(words)
    }
}
