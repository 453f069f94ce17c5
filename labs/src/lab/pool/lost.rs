//! A task without a result, and why.

use std::fmt::{self, Debug};

use racecourse::internals::debug_in;

/// How many characters of a task are shown.
const SHOWN: usize = 60;

/// A task that has no result, because it or its worker came to grief.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskLost {
    /// Which of the tasks it is, counted from 0.
    pub index: usize,
    /// The task as [`Debug`] shows it, shortened.
    pub task: String,
    /// What happened, as in `panicked: index out of bounds` or `its worker was killed by signal 9`.
    pub why: String,
}

impl TaskLost {
    pub(super) fn new(index: usize, task: &impl Debug, why: impl Into<String>) -> Self {
        Self { index, task: debug_in(task, SHOWN), why: why.into() }
    }
}

impl fmt::Display for TaskLost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "task {} is lost ({}): {}", self.index, self.task, self.why)
    }
}

impl std::error::Error for TaskLost {}

/// A pool was asked for that has nobody to work in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoWorkers;

impl fmt::Display for NoWorkers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a pool needs at least one worker")
    }
}

impl std::error::Error for NoWorkers {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_task_is_named_in_one_line_however_large_it_is() {
        let lost = TaskLost::new(3, &"a.txt", "panicked: no such file");
        assert_eq!(lost.to_string(), "task 3 is lost (\"a.txt\"): panicked: no such file");
        let lost = TaskLost::new(0, &vec![7_u64; 10_000_000], "its worker was killed by signal 9");
        assert_eq!(lost.task.chars().count(), SHOWN + 1);
        assert!(lost.task.starts_with("[7, 7, 7") && lost.task.ends_with('…'), "{}", lost.task);
    }
}
