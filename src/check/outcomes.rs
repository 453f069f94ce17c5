//! What a program came to, for `assert_eq!`.

use std::collections::BTreeMap;
use std::fmt;

use crate::exploration::Exploration;

/// What a program came to, over all interleavings: the values it returned, and the kinds of its failures.
///
/// It is compared as a set: `assert_eq!(explore(…), ["1", "2"])`.
#[derive(Clone, PartialEq, Eq)]
pub struct Outcomes {
    counts: BTreeMap<String, u64>,
}

impl Outcomes {
    pub(super) fn of(explorations: &[Exploration]) -> Self {
        let mut counts = BTreeMap::new();
        for (label, seen) in explorations.iter().flat_map(|one| &one.observations) {
            *counts.entry(label.clone()).or_default() += seen.count;
        }
        Self { counts }
    }

    /// Whether some interleaving came to this.
    pub fn contains(&self, outcome: &str) -> bool {
        self.counts.contains_key(outcome)
    }

    /// In how many of the executions that were searched it came to this. Those that differ only in the order of independent
    /// steps are searched once, so this is no probability.
    pub fn count(&self, outcome: &str) -> u64 {
        self.counts.get(outcome).copied().unwrap_or(0)
    }

    /// All of them, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.counts.keys().map(String::as_str)
    }
}

impl fmt::Debug for Outcomes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.counts.keys()).finish()
    }
}

impl<S: AsRef<str>> PartialEq<[S]> for Outcomes {
    /// Whether these are all, in any order.
    fn eq(&self, expected: &[S]) -> bool {
        let all_known = expected.iter().all(|outcome| self.contains(outcome.as_ref()));
        all_known && self.iter().all(|seen| expected.iter().any(|outcome| outcome.as_ref() == seen))
    }
}

impl<S: AsRef<str>, const N: usize> PartialEq<[S; N]> for Outcomes {
    fn eq(&self, expected: &[S; N]) -> bool {
        *self == expected[..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_a_set() {
        let outcomes = Outcomes { counts: BTreeMap::from([("1".to_owned(), 2), ("2".to_owned(), 1)]) };
        assert_eq!(outcomes, ["2", "1"]);
        assert_ne!(outcomes, ["1"]);
        assert_ne!(outcomes, ["1", "2", "3"]);
        assert_eq!((outcomes.count("1"), outcomes.count("3")), (2, 0));
        assert_eq!(format!("{outcomes:?}"), r#"{"1", "2"}"#);
    }
}
