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
use crate::random::loops::Action::{
    Add, Count, Exchange, Hint, Load, Lock, NotifyOne, Set, Store, Toggle, TryLock, Unlock, Wait, WaitAWhile, Write,
};
use crate::random::loops::Step::{Do, If, Leave, Loop, Unless};
use crate::random::loops::{self, BlindSpots, Step};

/// More states than this and a program is not small.
const MOST_STATES: usize = 20_000;

/// More executions than this and a search is left.
const MOST_EXECUTIONS: u64 = 3_000;

/// What an engine calls it when everybody who does not wait goes round.
const CIRCLES: [&str; 4] = ["livelock", "spin", "starvation", "hold-and-poll"];

/// What they are all called here.
const CIRCLE: &str = "circle";

/// All that a program can come to.
fn possible(verdict: &Verdict) -> BTreeSet<String> {
    let deadlock = (!verdict.deadlocks.is_empty()).then(|| "deadlock".to_owned());
    let circle = (!verdict.circles.is_empty()).then(|| CIRCLE.to_owned());
    verdict.outcomes.iter().cloned().chain(deadlock).chain(circle).collect()
}

/// What an engine has seen it come to.
fn seen(exploration: &Exploration) -> BTreeSet<String> {
    let label = |label: &String| if CIRCLES.contains(&label.as_str()) { CIRCLE.to_owned() } else { label.clone() };
    exploration.observations.keys().map(label).collect()
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

/// Nothing is seen that is impossible.
fn invents_nothing(exploration: &Exploration, verdict: &Verdict) -> Result<(), TestCaseError> {
    let (seen, possible) = (seen(exploration), possible(verdict));
    let invented: Vec<_> = seen.difference(&possible).collect();
    prop_assert!(invented.is_empty(), "{:?} is impossible; {:?} are possible", invented, possible);
    let may_hold_up = verdict.circles.iter().any(|circle| !circle.behind.is_empty());
    prop_assert!(may_hold_up || !exploration.saw("hold-and-poll"), "nobody waits behind any of {:?}", verdict.circles);
    Ok(())
}

/// Nothing is missed, if the search was not left.
fn misses_nothing(exploration: &Exploration, verdict: &Verdict) -> Result<(), TestCaseError> {
    let (seen, possible) = (seen(exploration), possible(verdict));
    let missed: Vec<_> = possible.difference(&seen).collect();
    let nothing = missed.is_empty() || is_unfinished(exploration);
    prop_assert!(nothing, "{:?} is missed, {:?} are seen, {:?}", missed, seen, exploration.coverage);
    Ok(())
}

fn agree(program: &loops::Program, verdict: &Verdict) -> Result<(), TestCaseError> {
    let exploration = found(program);
    invents_nothing(&exploration, verdict)?;
    misses_nothing(&exploration, verdict)
}

/// Whether it depends on the schedule what becomes of a program.
fn is_open(program: &loops::Program) -> bool {
    judge(program, MOST_STATES).is_none_or(|verdict| possible(&verdict).len() > 1)
}

/// Programs of every kind. Of those made at random most are stuck in any case in a loop that nobody ends, and say little.
fn any_program(blind_spots: BlindSpots) -> impl Strategy<Value = loops::Program> {
    prop_oneof![
        1 => loops::program(blind_spots),
        2 => loops::program(blind_spots).prop_filter("it always comes to the same", is_open),
    ]
}

proptest! {
    #![proptest_config(crate::random_programs(15, 100))]

    #[test]
    fn all_ways_to_wait_for_ever_are_found(program in any_program(BlindSpots::LeftOut)) {
        if let Some(verdict) = judge(&program, MOST_STATES) {
            agree(&program, &verdict)?;
        }
    }
}

proptest! {
    #![proptest_config(crate::random_programs(3, 10))]

    /// What no engine sees may be missed, and is never made up.
    #[test]
    fn nothing_is_invented_where_engines_are_blind(program in any_program(BlindSpots::In)) {
        if let Some(verdict) = judge(&program, MOST_STATES) {
            invents_nothing(&found(&program), &verdict)?;
        }
    }
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

/// Compares a program that was found to be told differently, whole and small.
fn agree_on(program: &loops::Program) -> Result<(), TestCaseError> {
    agree(program, &judge(program, MOST_STATES).expect("it is small"))
}

fn agree_on_actors(actors: Vec<Vec<Step>>) -> Result<(), TestCaseError> {
    agree_on(&loops::Program::plain(actors))
}

fn leave_if(value: u8) -> Step {
    If(0, value, vec![Leave])
}

/// Looks again and again until the variable has the value.
fn until(variable: usize, value: u8) -> Step {
    Loop(vec![Do(Load(0, variable)), leave_if(value)])
}

/// Found by the property above, like all that follow: no deadlock was seen, because the actor could wake up.
#[test]
fn nobody_notifies_who_may_wake_up_for_no_reason() -> Result<(), TestCaseError> {
    let waits = vec![Do(Lock(0)), Do(Wait(0)), Do(Unlock(0))];
    agree_on(&loops::Program { spurious_wakeups: true, ..loops::Program::plain(vec![waits]) })
}

/// Both only look, but one of them has changed something before. The search let them take turns, and gave up.
#[test]
fn who_has_an_effect_once_and_then_only_looks_goes_round() -> Result<(), TestCaseError> {
    let stores_once = vec![Loop(vec![Do(Load(0, 1)), If(0, 0, vec![Do(Store(1, 1))])])];
    agree_on_actors(vec![stores_once, vec![until(0, 1)]])
}

/// The same where one of them looks under a lock, which counted as a change.
#[test]
fn one_looks_under_a_lock_and_the_other_at_several_things() -> Result<(), TestCaseError> {
    let under_a_lock = vec![Loop(vec![Do(Lock(0)), Do(Load(0, 2)), Do(Unlock(0)), leave_if(1), Do(Hint)])];
    let at_several = vec![Loop(vec![Do(Load(1, 2)), Do(Load(0, 1)), Unless(0, 1, vec![Leave]), Do(Hint)])];
    agree_on(&loops::Program { variables: [0, 1, 0], ..loops::Program::plain(vec![under_a_lock, at_several]) })
}

/// Outcomes were lost where a cycle was followed.
#[test]
fn a_timed_wait_in_a_loop_hides_nothing_beside_it() -> Result<(), TestCaseError> {
    let waits = Loop(vec![Do(Load(0, 0)), leave_if(1), Do(WaitAWhile(1, 0))]);
    let waits = vec![Do(Lock(0)), waits, Do(Unlock(0))];
    agree_on_actors(vec![vec![Do(Add(0, 0))], vec![Do(Load(0, 0))], waits])
}

/// The same with two loops one after the other.
#[test]
fn one_polls_and_then_holds_the_lock_while_it_looks() -> Result<(), TestCaseError> {
    let polls = Loop(vec![Do(Lock(0)), Do(Load(0, 0)), Do(Unlock(0)), leave_if(0)]);
    let looks = Loop(vec![Do(Load(0, 2)), leave_if(0), Do(Load(1, 1)), If(1, 0, vec![Leave])]);
    let last = vec![polls, Do(Lock(0)), looks, Do(Unlock(0))];
    let actors = vec![vec![Do(Exchange(0, 2, 1, 0)), Do(Add(0, 0))], vec![Do(Exchange(0, 0, 1, 0))], last];
    agree_on(&loops::Program { variables: [0, 1, 1], ..loops::Program::plain(actors) })
}

/// A step was planned that its actor, which awaited something else, was not let take.
#[test]
fn one_looks_at_two_things_that_others_change() -> Result<(), TestCaseError> {
    let looks = Loop(vec![Do(Load(0, 0)), leave_if(0), Do(Load(1, 2)), If(1, 1, vec![Leave])]);
    let changes = vec![Do(Lock(0)), Do(Store(2, 0)), Do(Unlock(0)), Do(Exchange(0, 0, 1, 0))];
    let actors = vec![vec![Do(Load(0, 0))], vec![looks], changes];
    agree_on(&loops::Program { variables: [1, 0, 0], ..loops::Program::plain(actors) })
}

/// The search for simpler examples counted below 0.
#[test]
fn one_toggles_until_another_has_looked_on() -> Result<(), TestCaseError> {
    let toggles = Loop(vec![Do(Toggle(1, 0)), Do(Load(0, 1)), leave_if(0), Do(Hint)]);
    agree_on_actors(vec![vec![until(0, 0)], vec![Do(Add(0, 1))], vec![toggles]])
}

/// It counted below 0 once more, when the last one that it tried said nothing.
#[test]
fn one_waits_a_while_and_the_others_try_locks() -> Result<(), TestCaseError> {
    let tries = |lock| Loop(vec![Do(TryLock(0, lock)), leave_if(1)]);
    let first = vec![Do(Load(0, 0)), Loop(vec![Do(Exchange(0, 0, 0, 1)), leave_if(1)])];
    let notifies = [Do(Exchange(0, 0, 1, 0)), Do(Lock(1)), Do(Write(1, 0)), Do(NotifyOne(1)), Do(Unlock(1))];
    let second = vec![
        Loop(vec![Do(Load(0, 0)), leave_if(0), Do(Load(1, 2)), If(1, 1, vec![Leave])]),
        tries(0),
        If(0, 1, [&notifies[..], &[Do(Unlock(0))]].concat()),
    ];
    let waits = Loop(vec![Do(Load(0, 0)), leave_if(1), Do(WaitAWhile(1, 1))]);
    let third = vec![tries(1), If(0, 1, vec![Do(Store(0, 0)), Do(Unlock(1))]), Do(Lock(1)), waits, Do(Unlock(1))];
    agree_on(&loops::Program { variables: [1, 0, 0], ..loops::Program::plain(vec![first, second, third]) })
}

/// Turns were taken, and nothing was made of it.
#[test]
fn two_spin_on_each_other() -> Result<(), TestCaseError> {
    let waits = |mine, other| vec![until(other, 0), Do(Store(mine, 0))];
    agree_on(&loops::Program { variables: [1, 1, 0], ..loops::Program::plain(vec![waits(0, 1), waits(1, 0)]) })
}

/// That somebody rests is learned late, when steps have been passed that would have been noted.
#[test]
fn one_toggles_a_few_times_before_it_looks() -> Result<(), TestCaseError> {
    let waits = Loop(vec![Do(Load(0, 0)), If(0, 0, vec![Leave]), Do(Wait(0))]);
    let toggles = Loop(vec![Do(Toggle(1, 0)), Do(Load(0, 1)), leave_if(1), Do(Count(2)), If(2, 2, vec![Leave])]);
    let looks = Loop(vec![Do(Load(1, 1)), Do(Load(0, 0)), Unless(0, 0, vec![Leave])]);
    let last = vec![Do(Set(2, 0)), toggles, looks];
    agree_on_actors(vec![vec![Do(Lock(0)), waits, Do(Unlock(0))], vec![Do(Store(1, 1))], last])
}

/// Two rounds of one are one of the other: who has been looked at in between goes on, although it is back where it was.
#[test]
fn one_toggles_and_the_other_looks_in_between() -> Result<(), TestCaseError> {
    let toggles = Loop(vec![Do(Store(0, 1)), Do(Store(0, 0)), Do(Load(0, 1)), leave_if(1)]);
    let sees = |value: u8| [Do(Load(0, 0)), Unless(0, value, vec![Leave])];
    let looks = Loop([1, 0, 1, 0].map(sees).concat());
    agree_on_actors(vec![vec![toggles], vec![looks, Do(Store(1, 1))]])
}
