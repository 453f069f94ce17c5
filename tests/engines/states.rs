//! The graph of states: of programs so small that it can be drawn by hand, of the course, and of random programs, where brute
//! force is the judge.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use proptest::prelude::*;
use racecourse::budget::Budget;
use racecourse::cell::RacyCell;
use racecourse::engine::explorer::{Method, exhaust};
use racecourse::engine::graph::states_of;
use racecourse::engine::{EngineId, Program, explore};
use racecourse::exploration::{Coverage, Exploration, ObjectKind, Shortest, Verb};
use racecourse::failure::FailureKind;
use racecourse::outcome::Outcome;
use racecourse::scenario::program_of;
use racecourse::state_graph::{Datum, GraphError, StateGraph, Status, Value};
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::sync::{Condvar, Mutex, Semaphore};
use racecourse::thread;
use racecourse_course::ALL;
use racecourse_report::sentences;
use serde_json::Value as Json;

use crate::random;

/// More interleavings than this and brute force takes too long.
const MOST: u64 = 1_000;

fn graph_of(run: fn() -> Outcome) -> StateGraph {
    states_of(&Program::unnamed(run), &Budget::DEFAULT, 1_000).expect("it is small")
}

fn sizes(graph: &StateGraph) -> (usize, usize, usize) {
    let moves = graph.states.iter().map(|state| state.moves.len()).sum();
    (graph.states.len(), moves, final_states(graph))
}

fn final_states(graph: &StateGraph) -> usize {
    graph.states.iter().filter(|state| state.end.is_some()).count()
}

fn labels(graph: &StateGraph) -> BTreeSet<String> {
    graph.ends.iter().map(|end| end.label.clone()).collect()
}

/// For each label the fewest preemptions on the way to it from the start.
fn preemptions(graph: &StateGraph) -> BTreeMap<String, usize> {
    graph.states[0].ways.iter().map(|way| (graph.ends[way.end].label.clone(), way.preemptions)).collect()
}

/// Two threads that do this, and then the outcome.
fn two(body: impl Fn(u32) + Sync, outcome: impl FnOnce() -> String) -> Outcome {
    thread::scope(|scope| {
        scope.spawn_named("left", || body(1));
        scope.spawn_named("right", || body(2));
    });
    Outcome::new(outcome())
}

#[test]
fn a_program_without_a_decision_is_one_state() {
    let graph = graph_of(|| Outcome::new("at once"));
    assert_eq!(sizes(&graph), (1, 0, 1));
    assert_eq!(graph.states[0].end, Some(0));
    assert_eq!(graph.ends[0].label, "at once");
}

#[test]
fn independent_steps_make_a_grid() {
    let graph = graph_of(|| {
        let all = [AtomicU32::new(0), AtomicU32::new(0), AtomicU32::new(0)];
        two(|which| all[which as usize].store(which, SeqCst), || "done".to_owned())
    });
    assert_eq!(sizes(&graph), (4, 4, 1));
}

#[test]
fn steps_that_only_read_make_a_grid() {
    let graph = graph_of(|| {
        let one = AtomicU32::new(0);
        two(|_| assert_eq!(one.load(SeqCst), one.load(SeqCst)), || "done".to_owned())
    });
    assert_eq!(sizes(&graph), (9, 12, 1));
}

#[test]
fn steps_that_depend_on_each_other_make_a_tree() {
    let graph = graph_of(|| {
        let one = AtomicU32::new(0);
        two(|by| assert!(one.fetch_add(by, SeqCst) < 3), || "done".to_owned())
    });
    // In the end both have added 3, and still it is another past.
    assert_eq!(sizes(&graph), (5, 4, 2));
}

/// Before both loads 1, of one or both 3, with one store 6 (the other has not loaded, or did before or after it), with both 4.
#[test]
fn a_lost_update_has_fourteen_states() {
    let graph = graph_of(|| {
        let counter = AtomicU32::new(0);
        two(|by| counter.store(counter.load(SeqCst) + by, SeqCst), || "done".to_owned())
    });
    assert_eq!(sizes(&graph).0, 14);
}

#[test]
fn what_a_lock_guards_is_not_seen_and_makes_a_difference() {
    let graph = graph_of(|| {
        let order = Mutex::new(String::new());
        two(|by| order.lock().push_str(&by.to_string()), || order.lock().clone())
    });
    // Who is first does four steps, or the other one does; and `main` locks and unlocks.
    assert_eq!(sizes(&graph), (1 + 2 * 4 + 2 * 2, 12, 2));
    assert_eq!(labels(&graph), BTreeSet::from(["12".to_owned(), "21".to_owned()]));
    let ends: Vec<usize> = (0..graph.states.len()).filter(|&at| graph.states[at].end.is_some()).collect();
    assert_eq!(graph.states[ends[0]].objects, graph.states[ends[1]].objects, "they look the same");
    assert_eq!(preemptions(&graph).values().copied().collect::<Vec<_>>(), [0, 0]);
}

fn crossed_locks() -> Outcome {
    let locks = [Mutex::new(()), Mutex::new(())];
    two(
        |by| {
            let _first = locks[by as usize - 1].lock();
            let _second = locks[2 - by as usize].lock();
        },
        || "done".to_owned(),
    )
}

#[test]
fn a_deadlock_says_who_waits_for_whom() {
    let graph = graph_of(crossed_locks);
    assert_eq!(labels(&graph), BTreeSet::from(["deadlock".to_owned(), "done".to_owned()]));
    let way = graph.way(0, "deadlock").expect("it is possible");
    assert_eq!((way.moves, way.preemptions), (2, 1));
    assert_eq!(graph.way(0, "done").map(|way| (way.moves, way.preemptions)), Some((8, 0)));
    let stuck: Vec<usize> = (0..graph.states.len()).filter(|&at| graph.states[at].end == Some(way.end)).collect();
    let [stuck] = stuck[..] else { panic!("each has its first lock: {stuck:?}") };
    assert_eq!(graph.ends[way.end].failure, Some(FailureKind::Deadlock));
    assert_eq!(graph.states[stuck].depth, 2);
    let names: Vec<&str> = graph.actors.iter().map(|actor| actor.name.as_str()).collect();
    assert_eq!(names, ["main", "left", "right"]);
    for (me, other) in [(1, 2), (2, 1)] {
        let standing = graph.standing(stuck, me).expect("it is there");
        assert_eq!((standing.status, &standing.waits_for), (Status::Blocked, &vec![other]));
        let next = standing.next.as_ref().expect("it wants its second lock");
        let held = graph.standing(stuck, other).expect("it is there").holds[0].object;
        assert_eq!((next.action, next.object), (Verb::Lock, Some(held)));
        assert_eq!(graph.value(stuck, held), Some(&Value::Lock { owner: Some(other) }));
        assert_eq!(graph.objects[held].kind, ObjectKind::Mutex);
    }
    let [left, right] = [1, 2].map(|actor| graph.standing(stuck, actor).expect("it is there"));
    let [other, own] = [right, left].map(|standing| &graph.objects[standing.holds[0].object].name);
    assert_eq!(sentences::standing(&graph, left), format!("waits to lock {other}, which right has"));
    let value = graph.value(stuck, left.holds[0].object).expect("it is there");
    assert_eq!((own.as_str(), sentences::object(&graph, value).as_str()), ("mutex#1", "left"));
    // It is decided before it is seen: where each has one, there is no other end.
    assert!(graph.way(stuck, "done").is_none());
}

#[test]
fn what_an_actor_will_write_is_known() {
    let graph = graph_of(|| {
        let value = racecourse::sync::atomic::AtomicI32::new(-1);
        thread::scope(|scope| {
            scope.spawn(|| value.compare_exchange(-1, 7, SeqCst, SeqCst));
        });
        Outcome::new("done")
    });
    assert_eq!(sizes(&graph), (2, 1, 1));
    let next = graph.standing(0, 1).and_then(|it| it.next.clone()).expect("it is about to");
    assert_eq!(next.action, Verb::CompareExchange);
    assert_eq!(next.operands, [Datum::Negative(-1), Datum::Number(7)]);
    let object = next.object.expect("the atomic");
    let values = [0, 1].map(|state| graph.value(state, object).cloned());
    let memory = |value| Some(Value::Memory { value });
    assert_eq!(values, [memory(Datum::Negative(-1)), memory(Datum::Number(7))]);
}

#[test]
fn a_data_race_ends_where_it_is_seen() {
    let graph = graph_of(|| {
        let cell = RacyCell::new(0);
        two(|by| cell.set(by), || "done".to_owned())
    });
    assert_eq!(labels(&graph), BTreeSet::from(["data race".to_owned()]));
    assert_eq!(graph.ends[0].failure, Some(FailureKind::DataRace));
    assert_eq!(sizes(&graph), (5, 4, 2));
}

/// Who yields gives its turn away, and is not preempted.
#[test]
fn a_switch_after_a_yield_is_no_preemption() {
    let run = || {
        let one = AtomicU32::new(0);
        two(
            |by| {
                one.store(by, SeqCst);
                thread::yield_now();
                one.fetch_add(10 * by, SeqCst);
            },
            || one.load(SeqCst).to_string(),
        )
    };
    let graph = graph_of(run);
    // 1, then 2, then both additions.
    assert_eq!(graph.way(0, "32").map(|way| way.preemptions), Some(0));
    let explored = explore(&Program::unnamed(run), EngineId::Explorer, &Budget::DEFAULT);
    assert_eq!(explored.observations["32"].shortest, Some(Shortest { preemptions: 0, proven: true }));
}

/// What two actors make has the same number whoever is first.
#[test]
fn what_actors_make_is_the_same_in_any_order() {
    let graph = graph_of(|| {
        two(
            |by| {
                let own = AtomicU32::new(by);
                own.fetch_add(by, SeqCst);
                thread::scope(|scope| {
                    scope.spawn(|| own.load(SeqCst));
                });
            },
            || "done".to_owned(),
        )
    });
    // Each side is an addition, and then a load by somebody else.
    assert_eq!(sizes(&graph), (9, 12, 1));
    assert_eq!(graph.actors.len(), 5);
    let atomics = graph.objects.iter().filter(|object| object.kind == ObjectKind::Atomic);
    assert_eq!(atomics.map(|object| object.values.len()).collect::<Vec<_>>(), [2, 2]);
}

/// A guard that is dropped while its thread unwinds frees its lock. Whether that is before or after the other one looks makes a
/// difference.
#[test]
fn what_unwinding_does_is_part_of_the_past() {
    fn run() -> Outcome {
        let lock = Mutex::new(());
        let locked = Semaphore::new(0);
        let sign = AtomicU32::new(0);
        thread::scope(|scope| {
            let panics = scope.spawn(|| {
                let _guard = lock.lock();
                locked.release();
                assert_eq!(sign.load(SeqCst), 1, "so it unwinds");
            });
            std::mem::forget(locked.acquire());
            // For good, so that both ways take as many steps.
            let found = lock.try_lock().map(std::mem::forget).map_or("taken", |()| "free");
            let _ = panics.join();
            Outcome::new(found)
        })
    }
    let graph = graph_of(run);
    let every =
        exhaust(&Program::unnamed(run), &Budget::DEFAULT, Method::EveryInterleaving, false).expect("it is small");
    assert_eq!(preemptions(&graph), every.preemptions);
}

#[test]
fn what_a_joined_one_has_seen_is_part_of_the_past() {
    fn run() -> Outcome {
        let sign = AtomicU32::new(0);
        let told = AtomicU32::new(0);
        thread::scope(|scope| {
            let looks = scope.spawn_named("looks", || sign.load(SeqCst));
            scope.spawn_named("signs", || sign.store(1, SeqCst));
            scope.spawn_named("reads", || told.load(SeqCst));
            let seen = looks.join().expect("it does not panic");
            told.store(10 + seen, SeqCst);
            sign.store(2, SeqCst);
        });
        Outcome::new(format!("{} {}", told.load(SeqCst), sign.load(SeqCst)))
    }
    let every =
        exhaust(&Program::unnamed(run), &Budget::DEFAULT, Method::EveryInterleaving, false).expect("it is small");
    let graph = graph_of(run);
    assert_eq!(preemptions(&graph), every.preemptions);
}

#[test]
fn what_is_done_after_the_return_is_left_over() {
    fn run() -> Outcome {
        let sign = std::sync::Arc::new(AtomicU32::new(0));
        let theirs = std::sync::Arc::clone(&sign);
        thread::spawn_named("left", move || theirs.store(1, SeqCst));
        Outcome::new("returned")
    }
    let explored = explore(&Program::unnamed(run), EngineId::Explorer, &Budget::DEFAULT);
    compare("left over", &graph_of(run), &explored);
    assert_eq!(labels(&graph_of(run)).len(), 2);
}

/// Of two executions without a preemption the one with fewer steps is shown.
#[test]
fn the_simplest_has_the_fewest_steps() {
    let run = || {
        let (asked, done) = (AtomicU32::new(0), AtomicU32::new(0));
        thread::scope(|scope| {
            scope.spawn_named("works", || {
                if asked.load(SeqCst) == 0 {
                    done.fetch_add(1, SeqCst);
                    done.fetch_add(1, SeqCst);
                }
            });
            scope.spawn_named("asks", || {
                asked.store(1, SeqCst);
                done.load(SeqCst);
            });
        });
        Outcome::new("done")
    };
    let explored = explore(&Program::unnamed(run), EngineId::Explorer, &Budget::DEFAULT);
    assert_eq!(explored.observations["done"].example.schedule.to_string(), "asks×2 works");
}

/// That there is nothing simpler is proven only if nothing simpler was given up.
#[test]
fn what_was_given_up_might_have_been_simpler() {
    let run = || {
        let (over, permits, number) = (AtomicU32::new(0), Semaphore::new(0), AtomicU32::new(0));
        let adds = || {
            let seen = number.load(SeqCst);
            number.store(seen + 1, SeqCst);
        };
        thread::scope(|scope| {
            scope.spawn_named("grows", || {
                while over.load(SeqCst) == 0 {
                    permits.release();
                }
            });
            scope.spawn_named("left", || {
                adds();
                over.store(1, SeqCst);
            });
            scope.spawn_named("right", adds);
        });
        Outcome::new(number.load(SeqCst))
    };
    let budget = Budget { steps: 100, executions: 2_000, ..Budget::DEFAULT };
    let explored = explore(&Program::unnamed(run), EngineId::Explorer, &budget);
    assert_eq!(explored.observations["1"].shortest, Some(Shortest { preemptions: 1, proven: false }));
}

/// Where somebody could go on only by waking up for no reason, the real program stands still: it is an end, and not the only one.
#[test]
fn to_wake_up_for_no_reason_is_a_move_from_an_end() {
    let run = || {
        let (lock, bell) = (Mutex::new(()), Condvar::new());
        bell.wait(&mut lock.lock());
        Outcome::new("woken")
    };
    let budget = Budget { spurious_wakeups: true, ..Budget::DEFAULT };
    let graph = states_of(&Program::unnamed(run), &budget, 1_000).expect("it is small");
    assert_eq!(labels(&graph), BTreeSet::from(["deadlock".to_owned(), "woken".to_owned()]));
}

/// Found by the property below: that it stands still where `main` could wake up for no reason was counted as a preemption of it.
#[test]
fn a_standstill_preempts_nobody_who_could_wake_up() -> Result<(), TestCaseError> {
    use random::waiting::Statement::{Receive, Unpark};
    random::waiting::set(&vec![vec![Receive, Unpark], vec![Receive]], 0, false);
    let budget = Budget { spurious_wakeups: true, ..Budget::DEFAULT };
    against_brute_force(random::waiting::run, &budget, true)
}

/// As it stands in `docs/state-graph.md`.
#[test]
fn the_document_is_as_its_documentation_shows_it() {
    let run = || {
        let door = Mutex::new(());
        thread::scope(|scope| {
            scope.spawn_named("guest", || drop(door.lock()));
        });
        Outcome::new("done")
    };
    let graph = states_of(&Program::new(run, file!(), include_str!("states.rs")), &Budget::DEFAULT, 10);
    let document = racecourse_report::state_graph::document(&graph.expect("it is small"));
    let shown = include_str!("../../docs/state-graph.md");
    let (_, shown) = shown.split_once("```json\n").expect("there is an example");
    let (shown, _) = shown.split_once("```").expect("it ends");
    let [document, shown] = [&document, shown].map(|text| {
        let mut document: Json = serde_json::from_str(text).expect("it is JSON");
        without_sites(&mut document);
        document
    });
    assert_eq!(document, shown, "{document}");
}

/// Without the places in this file: they move with it.
fn without_sites(document: &mut Json) {
    if let Some(fields) = document.as_object_mut() {
        fields.remove("site");
        fields.values_mut().for_each(without_sites);
    }
    document.as_array_mut().into_iter().flatten().for_each(without_sites);
}

fn spins() -> Outcome {
    let flag = AtomicU32::new(0);
    thread::scope(|scope| {
        scope.spawn(|| flag.store(1, SeqCst));
        while flag.load(SeqCst) == 0 {
            thread::yield_now();
        }
    });
    Outcome::new("done")
}

/// One who goes round for ever, and has let somebody go who has much to do.
fn spins_beside_much_work() -> Outcome {
    let (gate, work, never) = (Semaphore::new(0), AtomicU32::new(0), AtomicU32::new(0));
    thread::scope(|scope| {
        scope.spawn_named("works", || {
            let _permit = gate.acquire();
            (0..400).for_each(|step| work.store(step, SeqCst));
        });
        scope.spawn_named("spins", || {
            gate.release();
            while never.load(SeqCst) == 0 {}
        });
    });
    Outcome::new("done")
}

#[test]
fn who_goes_round_is_met_before_all_that_others_do() {
    let refused = states_of(&Program::unnamed(spins_beside_much_work), &Budget::DEFAULT, 100).err();
    assert!(matches!(refused, Some(GraphError::GoesRound { times: 20.. })), "{refused:?}");
}

#[test]
fn what_has_no_graph_says_why() {
    let refused = |run: fn() -> Outcome, budget: Budget, most| states_of(&Program::unnamed(run), &budget, most).err();
    let too_many = refused(crossed_locks, Budget::DEFAULT, 10);
    assert_eq!(too_many, Some(GraphError::TooManyStates { most: 10 }));
    assert_eq!(too_many.map(|it| it.to_string()).as_deref(), Some("there are more than 10 states"));
    let short = Budget { steps: 4, ..Budget::DEFAULT };
    assert_eq!(refused(crossed_locks, short, 1_000), Some(GraphError::TooManySteps { most: 4 }));
    let round = refused(spins, Budget::DEFAULT, 1_000);
    assert!(matches!(round, Some(GraphError::GoesRound { times: 20.. })), "{round:?}");
}

/// Every variant that ends: the same ends as the explorer's, with as few preemptions as it has proven, and one final state for
/// each class of executions.
#[test]
fn the_course_has_the_explorers_ends() {
    let mut sizes = Vec::new();
    for scenario in ALL {
        for variant in scenario.variants {
            let (name, program) = (format!("{}/{}", scenario.name, variant.name), program_of(variant));
            let graph = match states_of(&program, &variant.budget, 300_000) {
                Ok(graph) => graph,
                Err(refusal) => {
                    // Two that back off from each other, for as long as they are let.
                    assert_eq!(name, "backoff_livelock/broken");
                    assert!(matches!(refusal, GraphError::GoesRound { .. }), "{refusal}");
                    continue;
                }
            };
            let explored = explore(&program, EngineId::Explorer, &variant.budget);
            compare(&name, &graph, &explored);
            sizes.push((graph.states.len(), name));
        }
    }
    let table = table_of(sizes);
    assert!(include_str!("../../docs/state-graph.md").contains(&table), "docs/state-graph.md should say\n{table}");
}

/// How large the graphs are, as the documentation says it.
fn table_of(mut sizes: Vec<(usize, String)>) -> String {
    sizes.sort();
    let below = |most: usize| sizes.iter().filter(|(size, _)| *size < most).count();
    let all: usize = sizes.iter().map(|(size, _)| size).sum();
    let largest = sizes.iter().rev().take(3).map(|(size, name)| format!("| `{name}` | {size} |\n"));
    format!(
        "| variants that end | {} |\n| states of the median | {} |\n| fewer than 100 states | {} |\n\
         | fewer than 1000 states | {} |\n{}| all together | {all} |\n",
        sizes.len(),
        sizes[sizes.len() / 2].0,
        below(100),
        below(1_000),
        largest.collect::<String>(),
    )
}

#[track_caller]
fn compare(name: &str, graph: &StateGraph, explored: &Exploration) {
    let seen: BTreeSet<String> = explored.observations.keys().cloned().collect();
    assert_eq!(labels(graph), seen, "{name}");
    for (label, fewest) in preemptions(graph) {
        match explored.observations[&label].shortest {
            Some(Shortest { preemptions, proven: true }) => assert_eq!(fewest, preemptions, "{name}: {label}"),
            Some(Shortest { preemptions, .. }) => assert!(fewest <= preemptions, "{name}: {label}"),
            None => panic!("{name}: {label} has no simplest execution"),
        }
    }
    // The graph ends with the first failure, and the explorer sees what the others do after it.
    let cut = graph.ends.iter().any(|end| end.failure.is_some_and(|failure| failure != FailureKind::Deadlock));
    if let Coverage::Exhaustive { executions } = explored.coverage
        && !cut
    {
        assert_eq!(final_states(graph) as u64, executions, "{name}");
    }
}

/// For each end the fewest moves and preemptions from a state, searched for from there on.
fn searched(graph: &StateGraph, from: usize) -> BTreeMap<usize, (usize, usize)> {
    let mut found = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut open = VecDeque::from([(from, None, 0)]);
    // The first way to each end has the fewest preemptions, if switches that are none go first.
    while let Some((at, last, preemptions)) = open.pop_front() {
        if !seen.insert((at, last)) {
            continue;
        }
        let state = &graph.states[at];
        if let Some(end) = state.end {
            let moves = state.depth - graph.states[from].depth;
            let (fewest, _) = found.entry(end).or_insert((moves, preemptions));
            *fewest = moves.min(*fewest);
        }
        let could_stay = last.and_then(|last| graph.standing(at, last));
        let could_stay = could_stay.is_some_and(|it| it.status == Status::Enabled && !it.has_yielded);
        for step in &state.moves {
            if could_stay && last != Some(step.actor) {
                open.push_back((step.to, Some(step.actor), preemptions + 1));
            } else {
                open.push_front((step.to, Some(step.actor), preemptions));
            }
        }
    }
    found
}

fn against_brute_force(run: fn() -> Outcome, budget: &Budget, fails: bool) -> Result<(), TestCaseError> {
    let budget = Budget { executions: MOST, ..budget.clone() };
    let Ok(every) = exhaust(&Program::unnamed(run), &budget, Method::EveryInterleaving, !fails) else { return Ok(()) };
    let graph =
        states_of(&Program::unnamed(run), &budget, 100_000).map_err(|it| TestCaseError::fail(it.to_string()))?;
    prop_assert_eq!(preemptions(&graph), every.preemptions);
    for state in 0..graph.states.len().min(100) {
        let ways = graph.states[state].ways.iter().map(|way| (way.end, (way.moves, way.preemptions)));
        prop_assert_eq!(ways.collect::<BTreeMap<_, _>>(), searched(&graph, state));
    }
    if !fails {
        prop_assert_eq!(final_states(&graph), every.classes.len());
    }
    Ok(())
}

proptest! {
    #![proptest_config(crate::random_programs(6, 100))]

    #[test]
    fn reads_writes_and_locks(program in random::reads_writes::program(2..=3, 3)) {
        random::reads_writes::set(&program);
        against_brute_force(random::reads_writes::run, &Budget::DEFAULT, false)?;
    }

    #[test]
    fn waiting_and_signalling(
        program in random::waiting::program(),
        capacity in 0..=2_usize,
        spurious in any::<bool>(),
        joins in prop::bool::weighted(0.8),
        past_data_races in any::<bool>(),
    ) {
        random::waiting::set(&program, capacity, joins);
        let budget = Budget { spurious_wakeups: spurious, past_data_races, ..Budget::DEFAULT };
        against_brute_force(random::waiting::run, &budget, true)?;
    }

    #[test]
    fn processes_and_kills(program in random::processes::program(), kills in prop::option::of(0..=2_usize)) {
        random::processes::set(&program, kills);
        against_brute_force(random::processes::run, &Budget::DEFAULT, false)?;
    }

    #[test]
    fn counted_pointers(program in random::counted::program()) {
        random::counted::set(&program);
        against_brute_force(random::counted::run, &Budget::DEFAULT, true)?;
    }
}
