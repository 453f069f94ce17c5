//! Every level that there is: attacks can be won, and the program itself agrees; defences cannot, and say which step is in the way.

use std::collections::{BTreeMap, BTreeSet};

use racecourse::budget::Budget;
use racecourse::engine::{EngineId, Program, explore, play};
use racecourse::exploration::Shortest;
use racecourse::scenario::{Scenario, Variant, program_of};
use racecourse::state_graph::StateGraph;
use racecourse_course::ALL;
use racecourse_play::absent::{Absent, Why};
use racecourse_play::game::{Claim, Game, Position};
use racecourse_play::hint::{Hint, hint};
use racecourse_play::level::{Kind, Level, any_attack, attacks, broken, defence, fixes, opened};
use racecourse_play::{follow, words};
use racecourse_report::verdict;

use crate::{graph_of, mapped};

/// All attacks and defences of a scenario, and those that there are not.
fn levels(scenario: &'static Scenario) -> (Vec<(&'static Variant, Level)>, Vec<Absent>) {
    let (mut levels, mut absent) = (Vec::new(), Vec::new());
    for variant in scenario.variants {
        let Some(mapped) = mapped(variant) else {
            let why = Why::NoGraph(graph_of(variant).as_ref().as_ref().expect_err("it has none").clone());
            absent.push(Absent { kind: Kind::Attack, variant: variant.name.to_owned(), goal: None, why });
            continue;
        };
        if broken(scenario).any(|broken| broken.name == variant.name) {
            let (some, none) = attacks(scenario, &mapped);
            levels.extend(some.into_iter().map(|level| (variant, level)));
            absent.extend(none);
        } else {
            let first = broken(scenario).next().expect("there is a broken variant");
            match defence(scenario, &mapped, first, self::mapped(first).as_ref()) {
                Ok(level) => levels.push((variant, level)),
                Err(none) => absent.push(none),
            }
        }
    }
    (levels, absent)
}

/// Follows the hints from where the game stands until it is done.
fn by_hints(game: &mut Game<'_>) {
    while !game.is_done() {
        match hint(game, 3) {
            Hint::Move { actor, .. } => game.take(actor).expect("what a hint says is possible"),
            other => panic!("{other:?}"),
        }
    }
}

/// The end to which a program comes by itself if it is led by this schedule.
fn really(program: &Program, schedule: &racecourse::schedule::Schedule, budget: &Budget) -> String {
    let replayed = racecourse::engine::replay(program, schedule, budget).expect("it can be followed");
    assert_eq!(replayed.whole.len(), schedule.len(), "it is whole: {schedule}");
    replayed.execution.label().to_owned()
}

#[test]
fn every_attack_is_won_at_par_by_its_hints_and_the_program_agrees() {
    let mut won = 0;
    for scenario in ALL {
        for (variant, level) in levels(scenario).0.iter().filter(|(_, level)| level.kind == Kind::Attack) {
            let name = format!("{}/{}: {:?}", scenario.name, variant.name, level.goals);
            let mut game = Game::new(level);
            by_hints(&mut game);
            let par = level.par().expect("it is possible");
            assert_eq!((game.preemptions(), game.moves().len()), (par.preemptions, par.moves), "{name}");
            assert_eq!(game.stars(), Some(3), "{name}");
            let (program, schedule) = (program_of(variant), game.schedule());
            assert_eq!([really(&program, &schedule, &variant.budget)], level.goals[..], "{name}: {schedule}");
            // As few preemptions as the explorer has proven, by a search of its own.
            let explored = explore(&program, EngineId::Explorer, &variant.budget);
            match explored.observations[&level.goals[0]].shortest {
                Some(Shortest { preemptions, proven: true }) => assert_eq!(par.preemptions, preemptions, "{name}"),
                other => assert!(other.is_none_or(|it| par.preemptions <= it.preemptions), "{name}: {other:?}"),
            }
            won += 1;
        }
    }
    assert!(won >= 17, "{won} attacks");
}

/// On real threads and processes, too, as `f` does it.
#[test]
fn every_broken_scenario_is_won_for_real() {
    for scenario in ALL {
        let found = levels(scenario).0;
        let Some((variant, level)) = found.iter().find(|(_, level)| level.kind == Kind::Attack) else { continue };
        let mut game = Game::new(level);
        by_hints(&mut game);
        let goal = &level.goals[0];
        let explored = play(&program_of(variant), &game.schedule(), 2, &variant.budget);
        let explored = explored.unwrap_or_else(|why| panic!("{}: {why}", scenario.name));
        // Another test's threads are no reason to fail: then nothing was played.
        if explored.observations.is_empty() {
            continue;
        }
        // For real nothing stops at a data race, only what comes of it is seen.
        if goal != "data race" {
            assert_eq!(explored.count(goal), 2, "{}: {:?}", scenario.name, explored.observations.keys());
        }
    }
}

#[test]
fn no_defence_can_be_won_and_what_refuses_can_be_pointed_at() {
    let mut defended = 0;
    for scenario in ALL {
        for (variant, level) in levels(scenario).0.iter().filter(|(_, level)| level.kind == Kind::Defend) {
            let name = format!("{}/{}", scenario.name, variant.name);
            // By every move of every state, and not by distances.
            let ends: BTreeSet<&str> = all_ends(&level.graph);
            assert!(level.goals.iter().all(|goal| !ends.contains(goal.as_str())), "{name}");
            let explored = explore(&program_of(variant), EngineId::Explorer, &variant.budget);
            assert!(level.goals.iter().all(|goal| !explored.saw(goal)), "{name}");
            let mut game = Game::new(level);
            match game.claim_impossible() {
                Claim::Proved => assert!(level.refusing.is_empty(), "{name}"),
                Claim::Point => {
                    let wrong = level.places.iter().position(|place| !level.refusing.contains(place));
                    if let Some(wrong) = wrong {
                        assert!(!game.point(wrong) && !game.is_done(), "{name}");
                    }
                    let right = level.places.iter().position(|place| level.refusing.contains(place));
                    assert!(game.point(right.expect("there is one")), "{name}");
                    assert_eq!(game.stars(), Some(if wrong.is_some() { 2 } else { 3 }), "{name}");
                }
                Claim::False => panic!("{name} is possible"),
            }
            assert!(game.is_done(), "{name}");
            defended += 1;
        }
    }
    assert!(defended >= 30, "{defended} defences");
}

fn all_ends(graph: &StateGraph) -> BTreeSet<&str> {
    let mut met = BTreeSet::from([0]);
    let mut open = vec![0];
    let mut ends = BTreeSet::new();
    while let Some(at) = open.pop() {
        ends.extend(graph.states[at].end.map(|end| graph.ends[end].label.as_str()));
        open.extend(graph.states[at].moves.iter().map(|step| step.to).filter(|to| met.insert(*to)));
    }
    ends
}

/// What one points at, as it is read: one line for each fix.
#[test]
fn the_steps_that_refuse_are_those_of_the_fix() {
    let mut lines = String::new();
    for scenario in ALL {
        for (variant, level) in levels(scenario).0.iter().filter(|(_, level)| level.kind == Kind::Defend) {
            let steps: Vec<String> = level.refusing.iter().map(words::place).collect();
            let steps: BTreeSet<String> = steps.into_iter().collect();
            let steps = steps.into_iter().collect::<Vec<_>>().join(", ");
            let others = level.places.len() - level.refusing.len();
            lines += &format!("{}/{}: {steps} (and {others} others)\n", scenario.name, variant.name);
        }
    }
    insta::assert_snapshot!(lines);
}

#[test]
fn where_there_is_no_level_it_is_said_why() {
    let all = ALL.iter().flat_map(|scenario| levels(scenario).1.into_iter().map(|it| (scenario.name, it)));
    let lines: String = all
        .map(|(name, it)| {
            let goal = it.goal.as_ref().map_or_else(String::new, |goal| format!(" {goal}"));
            format!("{name} · {}{goal}: {}\n", it.kind.name(), it.says())
        })
        .collect();
    insta::assert_snapshot!(lines);
}

/// From every state of every attack the hints are right: they reach the goal at the least cost from there, or say how far to go back.
#[test]
fn hints_are_right_wherever_the_game_stands() {
    for scenario in ALL {
        for (_, level) in levels(scenario).0.iter().filter(|(_, level)| level.kind == Kind::Attack) {
            let graph = &level.graph;
            let ways = some_ways(graph, 300);
            for way in ways {
                let mut game = Game::new(level);
                for actor in way {
                    if game.take(actor).is_err() {
                        break;
                    }
                }
                let (before, rest) = ((game.preemptions(), game.moves().len()), game.rest());
                for level in 1..=2 {
                    // They name what is there.
                    match hint(&game, level) {
                        Hint::Object { object, actor } => {
                            assert!(object < graph.objects.len() && actor < graph.actors.len())
                        }
                        Hint::Interrupt { before: (step, _), .. } => assert!(!step.is_empty()),
                        _ => {}
                    }
                }
                match (rest, game.position()) {
                    (_, Position::Over { goal: true, .. }) => assert_eq!(hint(&game, 1), Hint::Done),
                    (Some(rest), _) => {
                        by_hints(&mut game);
                        let cost = (game.preemptions() - before.0, game.moves().len() - before.1);
                        assert_eq!(cost, (rest.preemptions, rest.moves), "{}", scenario.name);
                    }
                    (None, _) => {
                        let Hint::Undo(moves) = hint(&game, 1) else { panic!("{}: not told", scenario.name) };
                        assert_eq!(game.undo(moves - 1), Some(moves - 1));
                        assert!(game.rest().is_none(), "{}: fewer would do", scenario.name);
                        assert_eq!(game.undo(1), Some(1));
                        by_hints(&mut game);
                    }
                }
            }
        }
    }
}

/// Ways into the graph that come by its states, at most so many.
fn some_ways(graph: &StateGraph, most: usize) -> Vec<Vec<usize>> {
    let mut ways: BTreeMap<usize, Vec<usize>> = BTreeMap::from([(0, Vec::new())]);
    for at in 0..graph.states.len() {
        let way = ways[&at].clone();
        for step in &graph.states[at].moves {
            ways.entry(step.to).or_insert_with(|| way.iter().copied().chain([step.actor]).collect());
        }
    }
    let all: Vec<Vec<usize>> = ways.into_values().collect();
    let stride = all.len().div_ceil(most);
    all.into_iter().step_by(stride).collect()
}

/// A schedule means in a game what it means to the program: short ones go on by default, and what cannot be followed is refused at the
/// same step.
#[test]
fn schedules_mean_in_a_game_what_they_mean_to_the_program() {
    for scenario in ALL {
        for variant in scenario.variants {
            let Some(mapped) = mapped(variant) else { continue };
            let Ok(level) = any_level(scenario, &mapped) else { continue };
            let program = program_of(variant);
            for way in some_ways(&level.graph, 12) {
                let mut game = Game::new(&level);
                for actor in way {
                    if game.take(actor).is_err() {
                        break;
                    }
                }
                let beginning = game.schedule();
                let schedules = [
                    beginning.clone(),
                    format!("{beginning} main").parse().expect("it is one"),
                    format!("{beginning} {}×3", level.graph.actors.last().map_or("main", |it| &it.name))
                        .parse()
                        .expect("it is one"),
                ];
                for schedule in schedules {
                    let mut game = Game::new(&level);
                    let played = follow::play(&mut game, &schedule);
                    let replayed = racecourse::engine::replay(&program, &schedule, &variant.budget);
                    let name = format!("{}/{}: {schedule}", scenario.name, variant.name);
                    match (played, replayed) {
                        (Ok(()), Ok(replayed)) => {
                            let Position::Over { end, .. } = game.position() else { panic!("{name} has no end") };
                            assert_eq!(level.graph.ends[end].label, replayed.execution.label(), "{name}");
                            assert_eq!(game.schedule(), replayed.whole, "{name}");
                        }
                        (Err(ours), Err(theirs)) => assert_eq!(ours.step(), theirs.step(), "{name}"),
                        // The program stops at a goal in a game, and is led past it.
                        (Err(ours), Ok(_)) => panic!("{name}: {ours}"),
                        (Ok(()), Err(theirs)) => panic!("{name}: {theirs}"),
                    }
                }
            }
        }
    }
}

fn any_level(scenario: &'static Scenario, mapped: &racecourse_play::level::Mapped) -> Result<Level, Absent> {
    match fixes(scenario).any(|fix| fix.name == mapped.variant.name) {
        true => {
            let first = broken(scenario).next().expect("there is one");
            defence(scenario, mapped, first, self::mapped(first).as_ref())
        }
        false => any_attack(scenario, mapped),
    }
}

#[test]
fn an_open_level_does_not_tell_what_it_is() {
    let scenario = crate::scenario("lost_update");
    for variant in scenario.variants {
        let level = opened(any_level(scenario, &mapped(variant).expect("it is small")).expect("there is a level"));
        let code: String = level.texts.iter().flat_map(|text| &text.lines).cloned().collect();
        assert!(!code.contains("//"), "{code}");
        assert_eq!(level.goals, ["counter=1"]);
        let mut game = Game::new(&level);
        let false_claim = game.claim_impossible() == Claim::False;
        assert_eq!(false_claim, variant.name == "broken");
        if false_claim {
            by_hints(&mut game);
            assert_eq!(game.stars(), Some(2), "a false claim costs a star");
        }
    }
}

/// Nothing that a scenario calls a bug and the explorer sees is without a level.
#[test]
fn every_bug_that_is_seen_is_a_level() {
    for scenario in ALL {
        for variant in broken(scenario) {
            let Some(mapped) = mapped(variant) else { continue };
            let explored = explore(&program_of(variant), EngineId::Explorer, &variant.budget);
            let bugs = verdict::bugs(scenario, variant);
            let seen = explored.observations.keys().filter(|label| bugs.iter().any(|bug| bug.outcome == **label));
            let goals: BTreeSet<String> =
                attacks(scenario, &mapped).0.into_iter().flat_map(|level| level.goals).collect();
            assert_eq!(goals, seen.cloned().collect(), "{}", scenario.name);
        }
    }
}
