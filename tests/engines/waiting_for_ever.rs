//! Random programs with loops: `explorer` finds every way of waiting for ever and every outcome, and invents none.
//!
//! `PROPTEST_CASES=10000 cargo test --release -p racecourse-tests --test engines waiting_for_ever` looks longer.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use racecourse::budget::Budget;
use racecourse::engine::{EngineId, Program, explore};
use racecourse::exploration::{Bound, Coverage, Exploration};

use crate::random::fairness::{Verdict, judge};
use crate::random::loops::{self, BlindSpots};

/// More states than this and a program is not small.
const MOST_STATES: usize = 20_000;

/// More executions than this and a search is left.
const MOST_EXECUTIONS: u64 = 3_000;

/// What an engine calls it when everybody who does not wait goes round.
const CIRCLES: [&str; 4] = ["livelock", "spin", "starvation", "hold-and-poll"];

/// How a program can come to its end, if it does.
#[derive(Debug, PartialEq, Eq)]
struct Ways {
    outcomes: BTreeSet<String>,
    deadlock: bool,
    circle: bool,
}

impl Ways {
    fn judged(verdict: &Verdict) -> Self {
        let Verdict { outcomes, deadlocks, circles } = verdict;
        Self { outcomes: outcomes.clone(), deadlock: !deadlocks.is_empty(), circle: !circles.is_empty() }
    }

    fn found(exploration: &Exploration) -> Self {
        let mut outcomes: BTreeSet<String> = exploration.observations.keys().cloned().collect();
        let deadlock = outcomes.remove("deadlock");
        let circle = CIRCLES.map(|kind| outcomes.remove(kind)).contains(&true);
        Self { outcomes, deadlock, circle }
    }

    /// Whether all of this is in `others` too.
    fn are_among(&self, others: &Self) -> bool {
        self.outcomes.is_subset(&others.outcomes) && self.deadlock <= others.deadlock && self.circle <= others.circle
    }
}

fn found(program: &loops::Program) -> Exploration {
    loops::set(program);
    let budget = Budget { executions: MOST_EXECUTIONS, spurious_wakeups: program.spurious_wakeups, ..Budget::DEFAULT };
    explore(&Program::unnamed(loops::run), EngineId::Explorer, &budget)
}

/// Whether the search was left because there were too many executions.
fn is_unfinished(exploration: &Exploration) -> bool {
    matches!(exploration.coverage, Coverage::Bounded { bound: Bound::First(_) | Bound::FirstInDepth(_), .. })
}

/// Nothing is found that is impossible.
fn invents_nothing(exploration: &Exploration, verdict: &Verdict) -> Result<(), TestCaseError> {
    let (found, judged) = (Ways::found(exploration), Ways::judged(verdict));
    prop_assert!(found.are_among(&judged), "{:#?} instead of {:#?}", found, judged);
    let may_hold_up = verdict.circles.iter().any(|circle| !circle.behind.is_empty());
    prop_assert!(may_hold_up || !exploration.saw("hold-and-poll"), "{:?}", verdict.circles);
    Ok(())
}

/// Nothing is missed, if the search was not left.
fn misses_nothing(exploration: &Exploration, verdict: &Verdict) -> Result<(), TestCaseError> {
    let (found, judged) = (Ways::found(exploration), Ways::judged(verdict));
    let coverage = &exploration.coverage;
    let nothing = is_unfinished(exploration) || judged.are_among(&found);
    prop_assert!(nothing, "{:#?} instead of {:#?}, {:?}", found, judged, coverage);
    Ok(())
}

proptest! {
    #![proptest_config(crate::random_programs(100))]

    #[test]
    fn all_ways_to_wait_for_ever_are_found(program in any_program(BlindSpots::LeftOut)) {
        let Some(verdict) = judge(&program, MOST_STATES) else { return Ok(()) };
        let exploration = found(&program);
        invents_nothing(&exploration, &verdict)?;
        misses_nothing(&exploration, &verdict)?;
    }
}

proptest! {
    #![proptest_config(crate::random_programs(16))]

    /// What no engine sees may be missed, and is never made up.
    #[test]
    fn nothing_is_invented_where_engines_are_blind(program in any_program(BlindSpots::In)) {
        let Some(verdict) = judge(&program, MOST_STATES) else { return Ok(()) };
        invents_nothing(&found(&program), &verdict)?;
    }
}

/// Whether it depends on the schedule what becomes of a program.
fn is_open(program: &loops::Program) -> bool {
    let ways = judge(program, MOST_STATES).map(|verdict| Ways::judged(&verdict));
    ways.is_none_or(|ways| ways.outcomes.len() + usize::from(ways.deadlock) + usize::from(ways.circle) > 1)
}

/// Programs of every kind. Of those made at random most are stuck in any case in a loop that nobody ends, and say little.
fn any_program(blind_spots: BlindSpots) -> impl Strategy<Value = loops::Program> {
    prop_oneof![
        1 => loops::program(blind_spots),
        2 => loops::program(blind_spots).prop_filter("it always comes to the same", is_open),
    ]
}

/// The same programs every time.
fn programs(count: usize) -> impl Iterator<Item = loops::Program> {
    let mut runner = TestRunner::deterministic();
    let strategy = any_program(BlindSpots::LeftOut);
    (0..count).map(move |_| strategy.new_tree(&mut runner).expect("it rejects nothing").current())
}

#[test]
fn most_programs_are_small_and_many_may_wait_for_ever() {
    let verdicts: Vec<_> = programs(100).map(|program| judge(&program, MOST_STATES)).collect();
    let small: Vec<_> = verdicts.iter().flatten().collect();
    let share = |what: fn(&Verdict) -> bool| small.iter().filter(|verdict| what(verdict)).count();
    assert!(small.len() >= 80, "{} of 100 programs", small.len());
    assert!(share(|verdict| !verdict.outcomes.is_empty()) >= 20);
    assert!(share(|verdict| !verdict.circles.is_empty()) >= 20);
    assert!(share(|verdict| !verdict.deadlocks.is_empty()) >= 5);
    assert!(share(|verdict| verdict.circles.iter().any(|circle| !circle.behind.is_empty())) >= 1);
}

#[test]
fn few_searches_are_left() {
    let left = programs(25).filter(|program| is_unfinished(&found(program))).count();
    assert!(left <= 5, "{left} of 25 searches");
}
