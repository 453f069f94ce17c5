//! Schedules, played again: under the model, and on real threads and processes.

use std::sync::Arc;

use racecourse::budget::Budget;
use racecourse::engine::{EngineId, Program, explore, replay};
use racecourse::exploration::{Event, Execution, Verb};
use racecourse::outcome::Outcome;
use racecourse::scenario::{Scenario, Variant, program_of};
use racecourse::schedule::Schedule;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;
use racecourse_course as scenarios;
use racecourse_report::sentences::refused;

/// Steps that stand in no schedule: they are taken as soon as they are possible, wherever the explorer took them.
const IN_PASSING: [Verb; 6] = [Verb::Join, Verb::WaitFor, Verb::Yield, Verb::Sleep, Verb::Spawn, Verb::Fork];

fn decisions(execution: &Execution) -> Vec<&Event> {
    execution.events.iter().filter(|event| !event.action.is_mark() && !IN_PASSING.contains(&event.action)).collect()
}

fn of_each_actor(execution: &Execution) -> Vec<Vec<&Event>> {
    let of = |actor: usize| execution.events.iter().filter(move |event| event.actor == actor).collect();
    (0..execution.actors.len()).map(of).collect()
}

fn variants() -> impl Iterator<Item = (&'static Scenario, &'static Variant)> {
    scenarios::ALL.iter().flat_map(|scenario| scenario.variants.iter().map(move |variant| (*scenario, variant)))
}

fn schedule(text: &str) -> Schedule {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

fn lost_update(variant: &str) -> (Program, &'static Variant) {
    let variant = scenarios::races::lost_update::SCENARIO.variant(variant).expect("there is such a variant");
    (program_of(variant), variant)
}

#[test]
fn what_the_explorer_saw_happens_again_by_its_schedule() {
    for (scenario, variant) in variants() {
        let program = program_of(variant);
        let explored = explore(&program, EngineId::Explorer, &variant.budget);
        for (label, seen) in &explored.observations {
            let which = format!("{}/{} {label}: {}", scenario.name, variant.name, seen.example.schedule);
            let replayed = replay(&program, &seen.example.schedule, &variant.budget);
            let replayed = replayed.unwrap_or_else(|error| panic!("{which}\n{error}"));
            assert_eq!(replayed.execution.label(), label, "{which}");
            let seen = &seen.example;
            if label == "livelock" {
                // Where the circle begins is a matter of who looks.
                let (all, again) = (decisions(seen), decisions(&replayed.execution));
                let both = all.len().min(again.len());
                assert_eq!(all[..both], again[..both], "{which}");
                continue;
            }
            assert_eq!(replayed.execution.schedule, seen.schedule, "{which}");
            assert_eq!(decisions(&replayed.execution), decisions(seen), "{which}");
            assert_eq!(of_each_actor(&replayed.execution), of_each_actor(seen), "{which}");
        }
    }
}

#[test]
fn the_shortest_beginning_leads_to_the_same_end() {
    for (scenario, variant) in variants() {
        let program = program_of(variant);
        let explored = explore(&program, EngineId::Explorer, &variant.budget);
        for (label, seen) in &explored.observations {
            let which = format!("{}/{} {label}", scenario.name, variant.name);
            let play =
                |text: &Schedule| replay(&program, text, &variant.budget).unwrap_or_else(|e| panic!("{which}\n{e}"));
            let first = play(&seen.example.schedule);
            assert!(first.shortest.len() <= first.whole.len());
            let again = play(&first.shortest);
            assert_eq!(again.execution, first.execution, "{which}: {}", first.shortest);
            if !first.shortest.is_empty() && label != "livelock" {
                let shorter = play(&first.shortest.beginning(first.shortest.len() - 1));
                assert_ne!(shorter.whole, first.whole, "{which}: {} is not the shortest", first.shortest);
            }
        }
    }
}

#[test]
fn orders_that_the_program_cannot_follow_are_refused_at_the_place() {
    let refusal = |variant: &str, text: &str| {
        let (program, variant) = lost_update(variant);
        let error = replay(&program, &schedule(text), &variant.budget).expect_err("it cannot be followed");
        format!("{}: {}\n", variant.name, refused(&error))
    };
    let all = [
        refusal("broken", "left rihgt left"),
        refusal("broken", "left×3"),
        refusal("broken", "main"),
        refusal("broken", "left right left×2"),
        refusal("broken", "left×2 right×2 main×5"),
        refusal("fixed_lock", "left right"),
        refusal("fixed_lock", "nobody"),
    ];
    insta::assert_snapshot!(all.concat(), @"
    broken: step 2 (word 2): no actor is called `rihgt`; did you mean `right`?
      left rihgt left
           ^^^^^
    broken: step 3 (word 1): left has finished
      left×3
      ^^^^
    broken: main waits for left to end
      main
      ^^^^
    broken: step 4 (word 3): left has finished
      left right left×2
                 ^^^^
    broken: step 6 (word 3): the execution is over before this step: it ended with `counter=2`
      left×2 right×2 main×5
                     ^^^^
    fixed_lock: step 2 (word 2): right waits for counter, which left holds
      left right
           ^^^^^
    fixed_lock: no actor is called `nobody`; there are main, left, right
      nobody
      ^^^^^^
    ");
}

/// It is known of the thread that it is asked for, also where it was not.
fn every_example_is_played_again(program: fn() -> Outcome, labels: &[&str]) {
    let program = Program::unnamed(program);
    let explored = explore(&program, EngineId::Explorer, &Budget::DEFAULT);
    let seen: Vec<&str> = explored.observations.keys().map(String::as_str).collect();
    assert_eq!(seen, labels);
    for (label, seen) in &explored.observations {
        let schedule = &seen.example.schedule;
        let replayed = replay(&program, schedule, &Budget::DEFAULT);
        let replayed = replayed.unwrap_or_else(|error| panic!("{label}: {schedule}\n{error}"));
        assert_eq!((replayed.execution.label(), &replayed.execution.schedule), (label.as_str(), schedule));
    }
}

#[test]
fn an_execution_that_ends_before_a_thread_of_a_scope_is_asked_for_is_played_again() {
    every_example_is_played_again(
        || {
            let flag = AtomicU32::new(0);
            thread::scope(|scope| {
                let worker = scope.spawn_named("worker", || flag.store(1, SeqCst));
                assert_eq!(flag.load(SeqCst), 0, "it is early");
                Outcome::new(format!("{}", worker.is_finished()))
            })
        },
        &["false", "panic", "true"],
    );
}

#[test]
fn an_execution_that_ends_before_a_thread_is_asked_for_that_is_left_is_played_again() {
    every_example_is_played_again(
        || {
            let flag = Arc::new(AtomicU32::new(0));
            let theirs = Arc::clone(&flag);
            let worker = thread::spawn_named("worker", move || theirs.store(1, SeqCst));
            if flag.load(SeqCst) == 1 {
                return Outcome::new("unasked");
            }
            let ended = worker.is_finished();
            worker.join().expect("it does not panic");
            Outcome::new(format!("{ended}"))
        },
        &["false", "leak", "true", "unasked"],
    );
}
