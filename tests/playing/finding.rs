//! Finding the two steps, in every broken program.

use std::collections::{BTreeMap, BTreeSet};

use racecourse::cell::RacyCell;
use racecourse::engine::graph::states_of;
use racecourse::engine::{EngineId, Program, explore, replay};
use racecourse::exploration::Execution;
use racecourse::hazard::Hazard;
use racecourse::outcome::Outcome;
use racecourse::scenario::{Scenario, Variant, program_of};
use racecourse::state_graph::StateGraph;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;
use racecourse_course::ALL;
use racecourse_play::find::{Because, Decisive, Found};
use racecourse_play::level::broken;
use racecourse_report::counterexample::Counterexample;

fn decisive(scenario: &'static Scenario, variant: &'static Variant) -> Decisive {
    let is_bug = |label: &str| scenario.grading(variant, label).is_none_or(|graded| graded.is_bug());
    let failing = [EngineId::Explorer, EngineId::WeakMemory].into_iter().flat_map(|engine| {
        let blind = scenario.blind.iter().any(|blind| blind.engine == EngineId::Explorer);
        let explored =
            (engine == EngineId::Explorer || blind).then(|| explore(&program_of(variant), engine, &variant.budget));
        let labels = explored.iter().flat_map(|it| it.observations.keys().filter(|label| is_bug(label)));
        let shown = labels.filter_map(|label| Some(Counterexample::of(explored.as_ref()?, label)?.execution));
        shown.collect::<Vec<Execution>>()
    });
    let failing: Vec<Execution> = failing.collect();
    let graph = crate::graph_of(variant);
    Decisive::of(graph.as_ref().as_ref().ok(), &failing, scenario.hazard, is_bug)
}

/// As it is read: for each broken program the pairs of lines, and why.
#[test]
fn every_broken_program_has_steps_that_decide_and_others_that_do_not() {
    let mut lines = String::new();
    for scenario in ALL {
        for variant in broken(scenario) {
            let name = format!("{}/{}", scenario.name, variant.name);
            let decisive = decisive(scenario, variant);
            assert!(!decisive.pairs.is_empty(), "{name}");
            let file: BTreeSet<u32> = decisive.places.iter().map(|place| place.line).collect();
            let mut right = Vec::new();
            let mut wrong = 0;
            for &one in &file {
                for &other in file.iter().filter(|other| **other >= one) {
                    let found = decisive.judge(scenario.hazard, [one, other]);
                    assert_eq!(
                        decisive.judge(scenario.hazard, [other, one]),
                        found,
                        "{name}: the order does not matter"
                    );
                    match found {
                        Found::Right(because) => right.push(format!("{one} {other} {because:?}")),
                        Found::NotDecisive => wrong += 1,
                        other => panic!("{name}: {other:?}"),
                    }
                }
            }
            assert!(wrong > 0, "{name}: not everything decides");
            // Another class is another class, whatever the steps.
            let other =
                Hazard::ALL.into_iter().find(|hazard| !decisive.hazards.contains(hazard)).expect("there is one");
            let line = *file.first().expect("there are steps");
            assert_eq!(decisive.judge(other, [line, line]), Found::OtherHazard, "{name}");
            assert_eq!(decisive.judge(scenario.hazard, [line, 9_999]), Found::NoStep(9_999), "{name}");
            lines += &format!("{name}: {} ({wrong} do not)\n", right.join(", "));
        }
    }
    insta::assert_snapshot!(lines);
}

/// Of a pair that decides by its order, the program itself ends otherwise: it is led by two schedules that differ in nothing but the
/// order of these two steps. Where one of the two keeps the other from coming, what can still happen differs.
#[test]
fn reversed_pairs_end_otherwise() {
    let mut led = 0;
    for scenario in ALL {
        for variant in broken(scenario) {
            let Some(mapped) = crate::mapped(variant) else { continue };
            let decisive = decisive(scenario, variant);
            let graph = &mapped.graph;
            let is_bug = |label: &str| scenario.grading(variant, label).is_none_or(|graded| graded.is_bug());
            let (ways, possible) = (ways_to_all(graph), possible(graph, &is_bug));
            for ((one, other), _) in decisive.pairs.iter().filter(|(_, because)| **because == Because::Reversal) {
                let lines = [one.line, other.line];
                let witness = (0..graph.states.len()).find_map(|state| witness(graph, state, lines, &is_bug));
                if let Some((state, both, rest)) = witness {
                    let labels = both.map(|pair| {
                        let moves: Vec<usize> = ways[&state].iter().chain(&pair).chain(&rest).copied().collect();
                        let states = moves.iter().fold(vec![0], |mut states, actor| {
                            let at = *states.last().expect("it began");
                            let step = graph.states[at].moves.iter().find(|step| step.actor == *actor).expect("it can");
                            states.push(step.to);
                            states
                        });
                        let schedule = racecourse_play::names::schedule(graph, &states, &moves);
                        let replayed =
                            replay(&program_of(variant), &schedule, &variant.budget).expect("it can be followed");
                        replayed.execution.label().to_owned()
                    });
                    assert_ne!(is_bug(&labels[0]), is_bug(&labels[1]), "{}: {lines:?} {labels:?}", scenario.name);
                    led += 1;
                } else {
                    let shown = (0..graph.states.len()).any(|state| is_shown(graph, state, lines, &possible));
                    assert!(shown, "{}: {lines:?}", scenario.name);
                }
            }
        }
    }
    assert!(led >= 6, "{led} pairs were led to both ends");
}

/// For each state the moves that lead there.
fn ways_to_all(graph: &StateGraph) -> BTreeMap<usize, Vec<usize>> {
    let mut ways: BTreeMap<usize, Vec<usize>> = BTreeMap::from([(0, Vec::new())]);
    for at in 0..graph.states.len() {
        let way = ways[&at].clone();
        for step in &graph.states[at].moves {
            ways.entry(step.to).or_insert_with(|| way.iter().copied().chain([step.actor]).collect());
        }
    }
    ways
}

/// Two actors that stand on these lines in a state, and moves behind them after which one order has failed and the other has not.
fn witness(
    graph: &StateGraph,
    state: usize,
    lines: [u32; 2],
    is_bug: &impl Fn(&str) -> bool,
) -> Option<(usize, [Vec<usize>; 2], Vec<usize>)> {
    let line = |actor: usize| Some(graph.standing(state, actor)?.next.as_ref()?.site.line);
    let to =
        |at: usize, actor: usize| graph.states[at].moves.iter().find(|step| step.actor == actor).map(|step| step.to);
    let fails = |at: usize| graph.states[at].end.map(|end| is_bug(&graph.ends[end].label));
    let moves = &graph.states[state].moves;
    for one in moves {
        for other in moves.iter().filter(|other| other.actor != one.actor) {
            if [line(one.actor), line(other.actor)] != lines.map(Some) {
                continue;
            }
            // One step of each, or what it takes to get out of a lock.
            let lengths = (1..=12).flat_map(|k| (1..=12).map(move |m| (k, m)));
            let found = lengths.into_iter().find_map(|(k, m)| {
                let mine = || std::iter::repeat_n(one.actor, k);
                let theirs = || std::iter::repeat_n(other.actor, m);
                let both = [mine().chain(theirs()).collect::<Vec<_>>(), theirs().chain(mine()).collect()];
                let [first, second] =
                    both.clone().map(|moves| moves.iter().try_fold(state, |at, actor| to(at, *actor)));
                Some((first?, second?, both))
            });
            let Some((first, second, both)) = found else { continue };
            let (mut met, mut open) = (BTreeSet::from([(first, second)]), vec![(first, second, Vec::new())]);
            while let Some((a, b, rest)) = open.pop() {
                if let (Some(a), Some(b)) = (fails(a), fails(b))
                    && a != b
                {
                    return Some((state, both, rest));
                }
                for step in &graph.states[a].moves {
                    let Some(same) = to(b, step.actor) else { continue };
                    if met.insert((step.to, same)) {
                        open.push((step.to, same, rest.iter().copied().chain([step.actor]).collect()));
                    }
                }
            }
        }
    }
    None
}

/// Whether one order of the two leaves other kinds of ends possible than the other one: at once, if neither can follow the other, or
/// behind moves that both can make.
fn is_shown(graph: &StateGraph, state: usize, lines: [u32; 2], possible: &[[bool; 2]]) -> bool {
    let line = |actor: usize| graph.standing(state, actor).and_then(|it| Some(it.next.as_ref()?.site.line));
    let to =
        |at: usize, actor: usize| graph.states[at].moves.iter().find(|step| step.actor == actor).map(|step| step.to);
    let moves = &graph.states[state].moves;
    let both = moves.iter().flat_map(|one| moves.iter().map(move |other| (one, other)));
    let mut both =
        both.filter(|(one, other)| one.actor != other.actor && [line(one.actor), line(other.actor)] == lines.map(Some));
    both.any(|(one, other)| {
        let orders = (1..=12).flat_map(|k| (1..=12).map(move |m| (k, m))).find_map(|(k, m)| {
            let go = |at: usize, actor: usize, times: usize| (0..times).try_fold(at, |at, _| to(at, actor));
            let first = go(go(state, one.actor, k)?, other.actor, m)?;
            Some((first, go(go(state, other.actor, m)?, one.actor, k)?))
        });
        let first = orders.unwrap_or((one.to, other.to));
        let (mut met, mut open) = (BTreeSet::from([first]), vec![first]);
        while let Some((a, b)) = open.pop() {
            if possible[a] != possible[b] {
                return true;
            }
            for step in graph.states[a].moves.iter().filter(|_| orders.is_some()) {
                open.extend(to(b, step.actor).map(|same| (step.to, same)).filter(|pair| met.insert(*pair)));
            }
        }
        false
    })
}

/// For each state whether it can fail from there, and whether it can do well: the deepest first.
fn possible(graph: &StateGraph, is_bug: &impl Fn(&str) -> bool) -> Vec<[bool; 2]> {
    let mut possible = vec![[false; 2]; graph.states.len()];
    for at in (0..graph.states.len()).rev() {
        if let Some(end) = graph.states[at].end {
            possible[at][usize::from(!is_bug(&graph.ends[end].label))] = true;
        }
        for step in &graph.states[at].moves {
            let behind = possible[step.to];
            possible[at].iter_mut().zip(behind).for_each(|(one, other)| *one |= other);
        }
    }
    possible
}

fn lines_of(run: fn() -> Outcome, hazard: Hazard, bug: &'static str) -> Vec<(u32, u32, Because)> {
    let program = Program::unnamed(run);
    let graph = states_of(&program, &racecourse::budget::Budget::DEFAULT, 1_000).expect("it is small");
    let decisive = Decisive::of(Some(&graph), &[], hazard, |label| label == bug);
    let base = decisive.pairs.keys().map(|(one, _)| one.line).min().expect("there are pairs");
    decisive.pairs.iter().map(|((one, other), because)| (one.line - base, other.line - base, *because)).collect()
}

#[test]
fn a_lost_update_is_decided_by_a_read_and_the_write_of_the_other_one() {
    let found = lines_of(
        || {
            let counter = AtomicU32::new(0);
            thread::scope(|scope| {
                scope.spawn_named("left", || {
                    let value = counter.load(SeqCst);
                    counter.store(value + 1, SeqCst);
                });
                scope.spawn_named("right", || {
                    let value = counter.load(SeqCst);
                    counter.store(value + 1, SeqCst);
                });
            });
            Outcome::new(counter.load(SeqCst))
        },
        Hazard::AtomicityViolation,
        "1",
    );
    // A line of steps each: 0 and 1 are left's, 4 and 5 right's. That both write decides nothing once both have read.
    assert_eq!(found, [(0, 5, Because::Reversal), (1, 4, Because::Reversal)]);
}

#[test]
fn two_accesses_that_race_are_a_pair_in_whichever_order() {
    let found = lines_of(
        || {
            let cell = RacyCell::new(0);
            thread::scope(|scope| {
                scope.spawn_named("left", || {
                    cell.set(1);
                });
                scope.spawn_named("right", || {
                    cell.set(2);
                });
            });
            Outcome::new("done")
        },
        Hazard::DataRace,
        "data race",
    );
    assert_eq!(found, [(0, 3, Because::Race)]);
}
