//! The verdict on a program that has no table of outcomes: somebody's own.

use crate::counterexample::Counterexample;
use racecourse_trace::exploration::{Coverage, Exploration, Observation};

/// What explorations show about somebody's own program.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The outcomes that may be: those that were stated, or the one that all interleavings have to share.
    pub allowed: Vec<String>,
    /// Whether they were stated.
    pub stated: bool,
    /// The outcomes of which each has to be seen, and that were not.
    pub missing: Vec<String>,
    /// The execution to show for it, if something went wrong.
    pub wrong: Option<Counterexample>,
    /// Whether enough was searched to say that nothing can.
    pub complete: bool,
}

impl Finding {
    /// What `explorations` show. `allowed` are the outcomes that were stated; without any, all executions have to return
    /// the same. Of `demanded` each has to be seen. `complete` says whether enough was searched.
    pub fn of(explorations: &[Exploration], allowed: Option<&[String]>, demanded: &[String], complete: bool) -> Self {
        let stated = allowed.is_some();
        let allowed = allowed.map_or_else(|| usual(explorations).into_iter().collect(), <[String]>::to_vec);
        let wrong = worst(explorations, &allowed);
        let is_seen = |label: &&String| explorations.iter().any(|one| one.saw(label));
        let missing = demanded.iter().filter(|label| !is_seen(label)).cloned().collect();
        Self { allowed, stated, missing, wrong, complete }
    }

    /// Whether the check passes.
    pub fn is_fine(&self) -> bool {
        self.wrong.is_none() && self.complete && self.missing.is_empty()
    }

    /// Whether nothing was decided.
    pub fn is_undecided(&self) -> bool {
        self.wrong.is_none() && !self.complete
    }
}

/// What the program returns if nobody is interrupted: the outcome with the fewest preemptions, and of these the most frequent.
fn usual(explorations: &[Exploration]) -> Option<String> {
    let returned = explorations.iter().flat_map(|one| &one.observations).filter(|(_, seen)| !failed(seen));
    let preemptions = |seen: &Observation| seen.shortest.map_or(usize::MAX, |shortest| shortest.preemptions);
    let usual = returned.min_by_key(|(_, seen)| (preemptions(seen), std::cmp::Reverse(seen.count)));
    usual.map(|(label, _)| label.clone())
}

fn failed(seen: &Observation) -> bool {
    seen.example.failure().is_some()
}

/// The execution to show: a failure before an outcome that may not be, what a model saw before what a real run did, and of
/// these what is simplest.
fn worst(explorations: &[Exploration], allowed: &[String]) -> Option<Counterexample> {
    let wrong =
        explorations.iter().filter(|one| !matches!(one.coverage, Coverage::NotApplicable { .. })).flat_map(|one| {
            let seen = one.observations.iter().filter(|(label, seen)| failed(seen) || !allowed.contains(label));
            seen.map(move |(label, seen)| (one, label, seen))
        });
    let key = |(one, _, seen): &(&Exploration, &String, &Observation)| {
        let simplicity = seen.shortest.map_or(usize::MAX, |shortest| shortest.preemptions);
        let steps = if seen.example.is_whole() { seen.example.events.len() } else { usize::MAX };
        (!failed(seen), one.engine.is_native(), simplicity, steps)
    };
    let (one, label, _) = wrong.min_by_key(key)?;
    Counterexample::of(one, label).map(|shown| shown.saved_by(|label| allowed.iter().any(|it| it == label)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use racecourse_trace::exploration::{EngineId, Execution, Shortest};
    use racecourse_trace::failure::{Cause, Evidence, Failure, FailureKind};

    fn seen(label: &str, preemptions: usize) -> (String, Observation) {
        let example = match label {
            "deadlock" => Execution {
                failure: Some(Failure { kind: FailureKind::Deadlock, cause: Cause::Evident, evidence: Evidence::None }),
                ..Execution::default()
            },
            _ => Execution { outcome: Some(label.to_owned()), ..Execution::default() },
        };
        let shortest = Some(Shortest { preemptions, proven: true });
        (label.to_owned(), Observation { count: 1, first_seen: 1, example: example.into(), shortest })
    }

    fn explored(observations: &[(&str, usize)]) -> [Exploration; 1] {
        let mut one = Exploration::new(EngineId::Explorer, Coverage::Exhaustive { executions: 2 });
        one.observations = observations.iter().map(|(label, preemptions)| seen(label, *preemptions)).collect();
        [one]
    }

    fn shown(finding: &Finding) -> Option<&str> {
        finding.wrong.as_ref().map(|wrong| wrong.label.as_str())
    }

    #[test]
    fn all_executions_have_to_return_the_same_unless_it_is_said_what_they_may() {
        let both = explored(&[("1", 1), ("2", 0)]);
        let finding = Finding::of(&both, None, &[], true);
        assert_eq!((shown(&finding), finding.allowed.as_slice()), (Some("1"), &["2".to_owned()][..]));
        assert!(Finding::of(&both, Some(&["1".to_owned(), "2".to_owned()]), &[], true).is_fine());
        assert_eq!(shown(&Finding::of(&both, Some(&["1".to_owned()]), &[], true)), Some("2"));
    }

    #[test]
    fn a_failure_is_shown_before_a_value_and_no_value_allows_it() {
        let seen = explored(&[("1", 0), ("deadlock", 1)]);
        assert_eq!(shown(&Finding::of(&seen, Some(&["deadlock".to_owned()]), &[], true)), Some("deadlock"));
        assert_eq!(shown(&Finding::of(&seen, Some(&[]), &[], true)), Some("deadlock"));
    }

    #[test]
    fn an_incomplete_search_decides_nothing_but_finds_what_it_finds() {
        assert!(Finding::of(&explored(&[("1", 0)]), None, &[], false).is_undecided());
        assert!(!Finding::of(&explored(&[("deadlock", 0)]), None, &[], false).is_undecided());
    }

    #[test]
    fn what_has_to_be_seen_and_is_not_fails_once_the_search_is_done() {
        let (seen, demanded) = (explored(&[("1", 0)]), ["1".to_owned(), "2".to_owned()]);
        let finding = Finding::of(&seen, Some(&demanded), &demanded, true);
        assert_eq!(finding.missing, ["2"]);
        assert!(!finding.is_fine() && !finding.is_undecided() && finding.wrong.is_none());
        assert!(Finding::of(&seen, Some(&demanded), &demanded, false).is_undecided());
        assert!(Finding::of(&seen, Some(&demanded), &demanded[..1], true).is_fine());
    }
}
