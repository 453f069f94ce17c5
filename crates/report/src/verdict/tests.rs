//! One test for each rule of judging.

use super::*;
use crate::scenario::{Actors, Blind, Grade, Graded, Role, Scenario, Variant};
use crate::sentences::{complaint, grounds};
use racecourse_trace::budget::Budget;
use racecourse_trace::exploration::EngineId::{self, *};
use racecourse_trace::exploration::{Coverage, Execution, Exploration, Reason, Verb};
use racecourse_trace::hazard::Hazard;
use racecourse_trace::outcome::Outcome;

const fn variant(name: &'static str, role: Role) -> Variant {
    let run = || Outcome::new("not run");
    let (summary, source, file) = ("", "", "scenarios/x/y/z.rs");
    Variant { name, role, summary, run, source, file, outcomes: &[], budget: Budget::DEFAULT }
}

const THREADS: Scenario = Scenario {
    id: "T01",
    name: "test",
    family: "tests",
    title: "Test",
    summary: "",
    hazard: Hazard::AtomicityViolation,
    lesson: "",
    actors: Actors::Threads,
    variants: &[variant("broken", Role::Broken), variant("fixed", Role::Fixed)],
    outcomes: &[
        Graded { outcome: "good", grade: Grade::Allowed, why: "fine" },
        Graded { outcome: "bad", grade: Grade::MustSee, why: "the bug" },
        Graded { outcome: "worse", grade: Grade::Forbidden, why: "another bug" },
    ],
    blind: &[],
    concurrent: &[],
    hints: &[],
    references: &[],
};

const PROCESSES: Scenario = Scenario { actors: Actors::Processes, ..THREADS };

const EXPLORER_IS_BLIND: Scenario =
    Scenario { blind: &[Blind { engine: Explorer, outcome: "bad", why: "one order for all" }], ..THREADS };

const BOTH_ARE_BLIND: Scenario = Scenario {
    blind: &[
        Blind { engine: Explorer, outcome: "bad", why: "one order for all" },
        Blind { engine: WeakMemory, outcome: "bad", why: "a false alarm of loom's" },
    ],
    ..THREADS
};

fn saw(engine: EngineId, coverage: Coverage, labels: &[&str]) -> Exploration {
    let mut exploration = Exploration::new(engine, coverage);
    for label in labels {
        exploration.record(1, Execution { outcome: Some((*label).to_owned()), ..Execution::default() });
    }
    exploration
}

fn all(engine: EngineId, labels: &[&str]) -> Exploration {
    saw(engine, Coverage::Exhaustive { executions: 10 }, labels)
}

fn some(engine: EngineId, labels: &[&str]) -> Exploration {
    saw(engine, Coverage::Sampled { executions: 10, seed: Some(1) }, labels)
}

fn bounded(engine: EngineId, labels: &[&str]) -> Exploration {
    saw(engine, Coverage::Bounded { executions: 10, bound: "at most 2 preemptions".into() }, labels)
}

fn stopped(engine: EngineId, labels: &[&str]) -> Exploration {
    saw(engine, Coverage::Interrupted { executions: 10, reason: "out of memory".into() }, labels)
}

fn cannot(engine: EngineId) -> Exploration {
    saw(engine, Coverage::NotApplicable { reason: "too many threads".into() }, &[])
}

fn broken(scenario: &Scenario, exploration: &Exploration) -> (Verdict, Standing) {
    let one = judge(scenario, &scenario.variants[0], exploration);
    (one.verdict, one.standing)
}

fn fixed(scenario: &Scenario, exploration: &Exploration) -> (Verdict, Standing) {
    let one = judge(scenario, &scenario.variants[1], exploration);
    (one.verdict, one.standing)
}

fn all_of_broken(scenario: &Scenario, explorations: &[Exploration]) -> VariantVerdict {
    judge_variant(scenario, &scenario.variants[0], explorations)
}

fn all_of_fixed(scenario: &Scenario, explorations: &[Exploration]) -> VariantVerdict {
    judge_variant(scenario, &scenario.variants[1], explorations)
}

// One engine.

#[test]
fn an_ungraded_outcome_refutes_and_is_never_expected() {
    let one = judge(&THREADS, &THREADS.variants[0], &all(Explorer, &["bad", "odd"]));
    assert_eq!((one.verdict, one.standing), (Verdict::Refuted, Standing::Differs));
    assert!(grounds(&one.reason).contains("`odd`"), "{}", grounds(&one.reason));
    assert_eq!(one.label.as_deref(), Some("odd"));
    assert_eq!(broken(&THREADS, &some(Stress, &["odd"])).1, Standing::Differs);
    assert_eq!(fixed(&THREADS, &some(Random, &["odd"])), (Verdict::Refuted, Standing::Differs));
}

#[test]
fn a_bug_in_a_broken_variant_is_expected() {
    assert_eq!(broken(&THREADS, &all(Explorer, &["bad", "good"])), (Verdict::Refuted, Standing::AsExpected));
    assert_eq!(broken(&THREADS, &some(Random, &["bad"])), (Verdict::Refuted, Standing::AsExpected));
}

#[test]
fn a_bug_in_a_fixed_variant_differs() {
    for label in ["bad", "worse"] {
        assert_eq!(fixed(&THREADS, &all(Explorer, &[label])), (Verdict::Refuted, Standing::Differs));
        assert_eq!(fixed(&THREADS, &some(Stress, &[label])), (Verdict::Refuted, Standing::Differs));
    }
}

#[test]
fn the_engines_that_must_see_the_bug_and_do_not_differ() {
    for engine in [Explorer, WeakMemory] {
        let one = judge(&THREADS, &THREADS.variants[0], &all(engine, &["good"]));
        assert_eq!((one.verdict, one.standing), (Verdict::Confirmed, Standing::Differs));
        assert!(grounds(&one.reason).contains("which this variant is there to show"), "{}", grounds(&one.reason));
    }
    assert_eq!(broken(&THREADS, &bounded(WeakMemory, &["good"])), (Verdict::Inconclusive, Standing::Differs));
}

#[test]
fn a_forbidden_outcome_does_not_stand_in_for_one_that_must_be_seen() {
    assert_eq!(broken(&THREADS, &all(Explorer, &["worse"])), (Verdict::Refuted, Standing::Differs));
}

#[test]
fn a_forbidden_outcome_may_be_seen_in_a_broken_variant() {
    assert_eq!(broken(&THREADS, &all(Explorer, &["bad", "worse"])).1, Standing::AsExpected);
    assert_eq!(broken(&THREADS, &some(Pct, &["worse"])).1, Standing::AsExpected);
}

#[test]
fn an_engine_that_stops_at_the_first_failure_has_done_its_duty() {
    const TWO: Scenario = Scenario {
        outcomes: &[
            Graded { outcome: "bad", grade: Grade::MustSee, why: "" },
            Graded { outcome: "deadlock", grade: Grade::MustSee, why: "" },
        ],
        ..THREADS
    };
    assert_eq!(broken(&TWO, &bounded(WeakMemory, &["bad"])).1, Standing::AsExpected);
    assert_eq!(broken(&TWO, &all(WeakMemory, &["bad"])).1, Standing::Differs);
    let both = all_of_broken(&TWO, &[all(Explorer, &["bad", "deadlock"]), bounded(WeakMemory, &["bad"])]);
    assert!(both.as_expected(), "{:?}", both.reasons);
}

#[test]
fn samplers_may_miss_the_bug() {
    for engine in [Random, Pct, Urw, RoundRobin, Stress] {
        assert_eq!(broken(&THREADS, &some(engine, &["good"])), (Verdict::Inconclusive, Standing::AsExpected));
    }
    assert_eq!(broken(&THREADS, &bounded(DepthFirst, &["good"])).1, Standing::AsExpected);
}

#[test]
fn nobody_may_confirm_a_broken_variant() {
    assert_eq!(broken(&THREADS, &all(DepthFirst, &["good"])), (Verdict::Confirmed, Standing::Differs));
}

#[test]
fn real_processes_must_see_the_bug_of_a_process_scenario() {
    assert_eq!(broken(&PROCESSES, &some(Processes, &["good"])).1, Standing::Differs);
    assert_eq!(broken(&PROCESSES, &some(Processes, &["bad"])).1, Standing::AsExpected);
    assert_eq!(broken(&THREADS, &cannot(Processes)), (Verdict::NotApplicable, Standing::AsExpected));
}

#[test]
fn a_blind_engine_need_not_see_and_cannot_confirm() {
    assert_eq!(broken(&EXPLORER_IS_BLIND, &all(Explorer, &["good"])), (Verdict::Inconclusive, Standing::AsExpected));
    let one = judge(&EXPLORER_IS_BLIND, &THREADS.variants[1], &all(Explorer, &["good"]));
    assert_eq!((one.verdict, one.standing), (Verdict::Inconclusive, Standing::AsExpected));
    assert!(grounds(&one.reason).contains("one order for all"), "{}", grounds(&one.reason));
}

#[test]
fn a_blind_engine_that_sees_it_all_the_same_differs() {
    let one = judge(&EXPLORER_IS_BLIND, &THREADS.variants[0], &all(Explorer, &["bad"]));
    assert_eq!((one.verdict, one.standing), (Verdict::Refuted, Standing::Differs));
    assert!(grounds(&one.reason).contains("blind statement is wrong"), "{}", grounds(&one.reason));
}

#[test]
fn only_a_complete_search_confirms() {
    assert_eq!(fixed(&THREADS, &all(Explorer, &["good"])), (Verdict::Confirmed, Standing::AsExpected));
    assert_eq!(fixed(&THREADS, &bounded(Explorer, &["good"])), (Verdict::Inconclusive, Standing::Undecided));
    assert_eq!(fixed(&THREADS, &bounded(WeakMemory, &["good"])), (Verdict::Inconclusive, Standing::AsExpected));
    assert_eq!(fixed(&THREADS, &some(Random, &["good"])), (Verdict::Inconclusive, Standing::AsExpected));
}

/// Its search leaves executions out: that it has seen nothing wrong, or not what a fix is for, proves nothing.
#[test]
fn loom_never_confirms() {
    assert_eq!(fixed(&THREADS, &all(Loom, &["good"])), (Verdict::Inconclusive, Standing::AsExpected));
    assert_eq!(broken(&THREADS, &all(Loom, &["good"])), (Verdict::Inconclusive, Standing::AsExpected));
    assert_eq!(fixed(&THREADS, &all(Loom, &["bad"])).0, Verdict::Refuted);
}

#[test]
fn an_interrupted_search_decides_nothing() {
    for engine in [Explorer, WeakMemory] {
        assert_eq!(fixed(&THREADS, &stopped(engine, &["good"])), (Verdict::Inconclusive, Standing::Undecided));
        assert_eq!(broken(&THREADS, &stopped(engine, &["good"])), (Verdict::Inconclusive, Standing::Undecided));
    }
    assert_eq!(fixed(&THREADS, &stopped(Stress, &["good"])).1, Standing::AsExpected);
}

#[test]
fn an_engine_that_cannot_run_it_must_have_a_reason_in_the_scenario() {
    assert_eq!(fixed(&THREADS, &cannot(WeakMemory)), (Verdict::NotApplicable, Standing::Undecided));
    assert_eq!(fixed(&BOTH_ARE_BLIND, &cannot(WeakMemory)), (Verdict::NotApplicable, Standing::AsExpected));
    assert_eq!(broken(&THREADS, &cannot(WeakMemory)).1, Standing::Differs);
}

/// Steps that only `explorer` decides are no fault of a program: it may be changed, and confirmed, as long as that one sees the bug.
#[test]
fn what_weak_memory_does_not_decide_is_for_the_explorer() {
    let undecided = || {
        let reason = Reason::Undecided { action: Verb::Return };
        saw(WeakMemory, Coverage::NotApplicable { reason }, &[])
    };
    assert_eq!(fixed(&THREADS, &undecided()), (Verdict::NotApplicable, Standing::AsExpected));
    assert_eq!(broken(&THREADS, &undecided()).1, Standing::AsExpected);
    let confirmed = all_of_fixed(&THREADS, &[all(Explorer, &["good"]), undecided()]);
    assert_eq!((confirmed.verdict, confirmed.standing), (Verdict::Confirmed, Standing::AsExpected));
    let blind = all_of_fixed(&EXPLORER_IS_BLIND, &[all(Explorer, &["good"]), undecided()]);
    assert_eq!((blind.verdict, blind.standing), (Verdict::Inconclusive, Standing::Undecided));
}

#[test]
fn a_variants_own_grades_come_first() {
    const LENIENT: Scenario = Scenario {
        variants: &[
            variant("broken", Role::Broken),
            Variant {
                outcomes: &[Graded { outcome: "bad", grade: Grade::Allowed, why: "harmless here" }],
                ..variant("fixed", Role::Fixed)
            },
        ],
        ..THREADS
    };
    assert_eq!(fixed(&LENIENT, &all(Explorer, &["bad"])), (Verdict::Confirmed, Standing::AsExpected));
}

// What a fix is for.

const CAN_WORK: Scenario = Scenario {
    outcomes: &[
        Graded { outcome: "kept", grade: Grade::Works, why: "what it is for" },
        Graded { outcome: "found", grade: Grade::Works, why: "what it is for, too" },
        Graded { outcome: "good", grade: Grade::Allowed, why: "fine" },
        Graded { outcome: "bad", grade: Grade::MustSee, why: "the bug" },
    ],
    ..THREADS
};

#[test]
fn a_fix_that_never_does_what_it_is_for_is_refuted() {
    assert_eq!(fixed(&CAN_WORK, &all(Explorer, &["kept", "found"])), (Verdict::Confirmed, Standing::AsExpected));
    let one = judge(&CAN_WORK, &CAN_WORK.variants[1], &all(Explorer, &["good"]));
    assert_eq!((one.verdict, one.standing), (Verdict::Refuted, Standing::Differs));
    assert_eq!(
        grounds(&one.reason),
        "In none of all 10 executions does it come to `kept` or to `found`, which is what it is for."
    );
    let verdict = all_of_fixed(&CAN_WORK, &[all(Explorer, &["kept", "good"])]);
    assert_eq!((verdict.verdict, verdict.standing), (Verdict::Refuted, Standing::Differs));
    assert!(complaint(&verdict.reasons[0]).contains("`found`"), "{:?}", verdict.reasons);
    assert!(verdict.counterexample.is_none());
}

#[test]
fn only_a_complete_search_says_that_a_fix_never_does_it() {
    assert_eq!(fixed(&CAN_WORK, &some(Random, &["good"])), (Verdict::Inconclusive, Standing::AsExpected));
    assert_eq!(fixed(&CAN_WORK, &bounded(Explorer, &["good"])), (Verdict::Inconclusive, Standing::Undecided));
    assert_eq!(fixed(&CAN_WORK, &stopped(Explorer, &["good"])), (Verdict::Inconclusive, Standing::Undecided));
}

#[test]
fn a_broken_variant_need_not_do_it_but_one_that_no_longer_fails_has_to() {
    assert_eq!(broken(&CAN_WORK, &all(Explorer, &["bad"])), (Verdict::Refuted, Standing::AsExpected));
    let empty = all_of_broken(&CAN_WORK, &[all(Explorer, &["good"])]);
    assert_eq!((empty.verdict, empty.standing), (Verdict::Refuted, Standing::Differs));
    assert!(complaint(&empty.reasons[0]).contains("which is what it is for"), "{:?}", empty.reasons);
    let repaired = all_of_broken(&CAN_WORK, &[all(Explorer, &["kept", "found"])]);
    assert_eq!((repaired.verdict, repaired.standing), (Verdict::Confirmed, Standing::Differs));
}

#[test]
fn what_the_explorer_cannot_show_of_it_is_for_weak_memory_to_show() {
    const BLIND: Scenario =
        Scenario { blind: &[Blind { engine: Explorer, outcome: "found", why: "one order for all" }], ..CAN_WORK };
    let explored = all(Explorer, &["kept"]);
    assert_eq!(fixed(&BLIND, &explored), (Verdict::Confirmed, Standing::AsExpected));
    let alone = all_of_fixed(&BLIND, std::slice::from_ref(&explored));
    assert_eq!((alone.verdict, alone.standing), (Verdict::Inconclusive, Standing::Undecided));
    assert!(complaint(&alone.reasons[0]).contains("`found` was not seen"), "{:?}", alone.reasons);
    let shown = all_of_fixed(&BLIND, &[explored.clone(), all(WeakMemory, &["kept", "found"])]);
    assert_eq!((shown.verdict, shown.standing), (Verdict::Confirmed, Standing::AsExpected));
    let not = all_of_fixed(&BLIND, &[explored, all(WeakMemory, &["kept"])]);
    assert_eq!((not.verdict, not.standing), (Verdict::Refuted, Standing::Differs));
}

// All engines.

#[test]
fn a_broken_variant_seen_by_both_stands_as_expected() {
    let verdict =
        all_of_broken(&THREADS, &[all(Explorer, &["bad"]), all(WeakMemory, &["bad"]), some(Stress, &["good"])]);
    assert_eq!((verdict.verdict, verdict.standing), (Verdict::Refuted, Standing::AsExpected));
    assert!(verdict.reasons.is_empty());
    assert_eq!(verdict.counterexample.map(|shown| shown.label).as_deref(), Some("bad"));
}

#[test]
fn a_broken_variant_that_was_repaired_differs() {
    let verdict = all_of_broken(&THREADS, &[all(Explorer, &["good"]), all(WeakMemory, &["good"])]);
    assert_eq!((verdict.verdict, verdict.standing), (Verdict::Confirmed, Standing::Differs));
    assert!(
        verdict.reasons.iter().any(|reason| complaint(reason).contains("which this variant is there to show")),
        "{:?}",
        verdict.reasons
    );
}

#[test]
fn a_bug_that_every_model_is_blind_to_differs() {
    let verdict = all_of_broken(&BOTH_ARE_BLIND, &[all(Explorer, &["good"]), all(WeakMemory, &["good"])]);
    assert_eq!(verdict.standing, Standing::Differs);
    assert!(complaint(&verdict.reasons[0]).contains("which this variant is there to show"), "{:?}", verdict.reasons);
}

#[test]
fn a_broken_variant_without_anything_to_see_differs() {
    const NOTHING: Scenario =
        Scenario { outcomes: &[Graded { outcome: "good", grade: Grade::Allowed, why: "" }], ..THREADS };
    let verdict = all_of_broken(&NOTHING, &[all(Explorer, &["good"]), all(WeakMemory, &["good"])]);
    assert_eq!(verdict.standing, Standing::Differs);
}

#[test]
fn a_sampler_alone_leaves_a_broken_variant_undecided_unless_it_fails() {
    let lucky = all_of_broken(&THREADS, &[some(Stress, &["bad"])]);
    assert_eq!((lucky.verdict, lucky.standing), (Verdict::Refuted, Standing::AsExpected));
    let unlucky = all_of_broken(&THREADS, &[some(Stress, &["good"])]);
    assert_eq!((unlucky.verdict, unlucky.standing), (Verdict::Inconclusive, Standing::Undecided));
}

#[test]
fn a_fixed_variant_is_confirmed_by_a_complete_search_of_the_explorer() {
    let verdict = all_of_fixed(&THREADS, &[all(Explorer, &["good"]), bounded(WeakMemory, &["good"])]);
    assert_eq!((verdict.verdict, verdict.standing), (Verdict::Confirmed, Standing::AsExpected));
    assert!(verdict.counterexample.is_none());
}

#[test]
fn weak_memory_never_confirms_alone() {
    let verdict = all_of_fixed(&THREADS, &[all(WeakMemory, &["good"])]);
    assert_eq!((verdict.verdict, verdict.standing), (Verdict::Inconclusive, Standing::Undecided));
}

#[test]
fn where_the_explorer_is_blind_weak_memory_has_to_search_everything() {
    let complete = all_of_fixed(&EXPLORER_IS_BLIND, &[all(Explorer, &["good"]), all(WeakMemory, &["good"])]);
    assert_eq!((complete.verdict, complete.standing), (Verdict::Confirmed, Standing::AsExpected));
    let bounded = all_of_fixed(&EXPLORER_IS_BLIND, &[all(Explorer, &["good"]), bounded(WeakMemory, &["good"])]);
    assert_eq!((bounded.verdict, bounded.standing), (Verdict::Inconclusive, Standing::Undecided));
    let neither = all_of_fixed(&BOTH_ARE_BLIND, &[all(Explorer, &["good"]), all(WeakMemory, &["good"])]);
    assert_eq!((neither.verdict, neither.standing), (Verdict::Inconclusive, Standing::Undecided));
}

#[test]
fn one_engine_that_sees_a_bug_refutes_a_fixed_variant() {
    let verdict = all_of_fixed(&THREADS, &[all(Explorer, &["good"]), some(Stress, &["worse"])]);
    assert_eq!((verdict.verdict, verdict.standing), (Verdict::Refuted, Standing::Differs));
    assert_eq!(verdict.counterexample.map(|shown| shown.engine), Some(Stress));
}

#[test]
fn an_unfinished_search_by_the_explorer_leaves_a_cure_undecided() {
    let verdict = all_of_fixed(&THREADS, &[bounded(Explorer, &["good"]), all(WeakMemory, &["good"])]);
    assert_eq!((verdict.verdict, verdict.standing), (Verdict::Inconclusive, Standing::Undecided));
}

#[test]
fn engines_that_cannot_run_it_say_so_together() {
    let verdict = all_of_broken(&PROCESSES, &[cannot(Stress)]);
    assert_eq!((verdict.verdict, verdict.standing), (Verdict::NotApplicable, Standing::Undecided));
}

// A machine that is in the way.

fn lacks(engine: EngineId) -> Exploration {
    let reason = Reason::NoChild("Too many open files (os error 24)".to_owned());
    saw(engine, Coverage::Interrupted { executions: 0, reason }, &[])
}

#[test]
fn whatever_the_machine_does_not_run_makes_no_verdict_differ() {
    let scenarios = [&THREADS, &PROCESSES, &EXPLORER_IS_BLIND, &BOTH_ARE_BLIND];
    let engines = [Explorer, WeakMemory, DepthFirst, Random, Stress];
    for scenario in scenarios {
        for stopped in 1_u32..1 << engines.len() {
            let explored = |label: &str| -> Vec<Exploration> {
                let of = |(at, &engine): (usize, &EngineId)| match engine {
                    engine if stopped & (1 << at) != 0 => lacks(engine),
                    Explorer | WeakMemory if scenario.blind_spot(engine, label).is_none() => all(engine, &[label]),
                    Explorer | WeakMemory => all(engine, &["good"]),
                    engine => some(engine, &["good"]),
                };
                engines.iter().enumerate().map(of).collect()
            };
            let broken = all_of_broken(scenario, &explored("bad"));
            let fixed = all_of_fixed(scenario, &explored("good"));
            // With both of them blind nothing shows the bug, whoever runs.
            if scenario.name == THREADS.name && scenario.blind.len() < 2 {
                assert_eq!(broken.standing, Standing::Undecided, "{stopped:b}: {:?}", broken.reasons);
            }
            assert_eq!(fixed.standing, Standing::Undecided, "{stopped:b}: {:?}", fixed.reasons);
        }
    }
}

#[test]
fn a_bug_that_was_seen_before_the_machine_gave_up_is_seen() {
    let reason = Reason::ChildKilled { signal: Some(9) };
    let before = saw(Explorer, Coverage::Interrupted { executions: 10, reason }, &["good", "bad"]);
    let verdict = all_of_broken(&THREADS, std::slice::from_ref(&before));
    assert_eq!((verdict.verdict, verdict.standing), (Verdict::Refuted, Standing::AsExpected));
    assert_eq!(all_of_fixed(&THREADS, &[before]).standing, Standing::Differs);
}
