//! Trying tests that somebody has submitted: each with every implementation that the author has, in a search of its own.
//!
//! With the right ones each test has to pass in all executions. With each of the wrong ones, the *mutants*, some test has to fail in
//! some execution. Which implementation it has before it, a test cannot know: it is handed what `interface.rs` says, and is
//! compiled where nothing else is to be read.

use racecourse::exercise::{TESTS, name_of};
use racecourse::isolate;

use crate::exercise::{Exercise, Implementation};
use crate::format::Program;
use crate::ladder::{self, Doubt, Fate, Fault, Judgement, Seen, Why};
use crate::layer::Layer;
use crate::running::{Behind, Extent, budget_of, explore, explore_until};

/// Tests that are run at most.
const MOST_TESTS: usize = 12;

/// What was seen of tests, and what follows from it. A failure with what is right has not been replayed yet.
pub(crate) struct Tried<'a> {
    /// What they are called.
    pub(crate) tests: Vec<String>,
    /// What the engine saw of each with each right implementation.
    pub(crate) seen: Vec<Seen<'a>>,
    /// What has become of each mutant.
    pub(crate) fates: Vec<Fate>,
    /// What the engine saw of the tests that have failed with one.
    pub(crate) kills: Vec<Seen<'a>>,
    /// What follows from it.
    pub(crate) judgement: Judgement,
}

/// Tries the tests of a submission: first with what is right, and only tests that pass there with what is wrong.
pub(crate) fn all<'a>(exercise: &'a Exercise, built: &Behind<'_>, extent: &Extent) -> Tried<'a> {
    let (seen, fates, kills) = (Vec::new(), Vec::new(), Vec::new());
    let mut tried = Tried { tests: Vec::new(), seen, fates, kills, judgement: Judgement::Right };
    match names(exercise, built, extent) {
        Ok(names) if names.len() <= MOST_TESTS => tried.tests = names,
        Ok(_) => {
            let label = format!("more than {MOST_TESTS} tests");
            let fault = Fault { layer: Layer::Builds, label, at: None, has_schedule: false };
            return Tried { judgement: Judgement::Wrong(fault), ..tried };
        }
        Err(why) => {
            let doubt = Doubt { at: None, layer: Layer::Right, why };
            return Tried { judgement: Judgement::Undecided(doubt), ..tried };
        }
    }
    for sound in &exercise.sound {
        for test in 0..tried.tests.len() {
            let exploration = explore(exercise, built, &sound.program, test, false, extent);
            tried.seen.push(Seen { program: &sound.program, variation: test, exploration });
        }
    }
    tried.judgement = ladder::judge(&exercise.description, &tried.seen);
    if tried.judgement != Judgement::Right {
        return tried;
    }
    let order = quickest_first(&tried.seen, tried.tests.len());
    for mutant in &exercise.mutants {
        let (fate, seen) = fate(exercise, built, mutant, &order, extent);
        tried.fates.push(fate);
        tried.kills.extend(seen);
    }
    tried.judgement = ladder::judge_kills(&tried.fates);
    tried
}

/// What the tests are called.
pub(crate) fn names(exercise: &Exercise, built: &Behind<'_>, extent: &Extent) -> Result<Vec<String>, Why> {
    // What is asked for does not depend on any implementation, so any of them will do for a program.
    let asked = &exercise.sound[0].program;
    let asked = Program { name: TESTS.to_owned(), ..asked.clone() };
    let exploration = explore(exercise, built, &asked, 0, false, extent);
    let told = exploration.observations.iter().filter(|(_, seen)| seen.example.failure().is_none());
    match told.map(|(label, _)| label).collect::<Vec<_>>()[..] {
        [names] => Ok(names.lines().map(str::to_owned).collect()),
        _ => {
            let seen = Seen { program: &asked, variation: 0, exploration };
            let why = ladder::doubt(&seen);
            Err(why.unwrap_or_else(|| Why::Stopped("it does not say what its tests are".to_owned())))
        }
    }
}

/// The tests in the order in which mutants meet them: those first that have few executions with what is right. The first one that
/// fails is enough, and what takes long is often not needed any more.
fn quickest_first(seen: &[Seen<'_>], tests: usize) -> Vec<usize> {
    let executions = |test: usize| -> u64 {
        let of = seen.iter().filter(|seen| seen.variation == test);
        of.map(|seen| seen.exploration.coverage.executions()).sum()
    };
    let mut order: Vec<usize> = (0..tests).collect();
    order.sort_by_key(|test| executions(*test));
    order
}

/// What becomes of a mutant, and what was seen of the test that has failed with it. The first one that does is enough, and so is its
/// first failure: that is replayed, and what else would be seen says no more of the mutant.
fn fate<'a>(
    exercise: &Exercise,
    built: &Behind<'_>,
    mutant: &'a Implementation,
    order: &[usize],
    extent: &Extent,
) -> (Fate, Option<Seen<'a>>) {
    let mut doubt = None;
    for &test in order {
        let exploration = explore_until(exercise, built, &mutant.program, test, extent, ladder::is_failure);
        let seen = Seen { program: &mutant.program, variation: test, exploration };
        match ladder::failing(&seen).map(str::to_owned) {
            Some(label) => match fails_again(exercise, built, &seen, &label, extent) {
                Ok(()) => return (Fate::Killed { test, label }, Some(seen)),
                Err(why) => doubt = doubt.or(Some(why)),
            },
            None => doubt = doubt.or_else(|| ladder::doubt(&seen)),
        }
    }
    (doubt.map_or(Fate::Missed, Fate::Unknown), None)
}

/// Follows the schedule by which a test has failed once more.
fn fails_again(
    exercise: &Exercise,
    built: &Behind<'_>,
    seen: &Seen<'_>,
    label: &str,
    extent: &Extent,
) -> Result<(), Why> {
    let Some(observation) = seen.exploration.observations.get(label) else {
        return Err(Why::Stopped("what was seen was not kept".to_owned()));
    };
    let variant = name_of(&seen.program.name, seen.variation, false);
    let other = built.other(&exercise.name, &variant);
    let schedule = &observation.example.schedule;
    match isolate::replay_other(&other, schedule, &budget_of(seen.program, extent), &extent.limits) {
        Ok(replayed) if replayed.saw(label) => Ok(()),
        Ok(replayed) => {
            let now = replayed.observations.into_keys().next().unwrap_or_else(|| "nothing".to_owned());
            Err(Why::OtherwiseWhenReplayed { seen: label.to_owned(), now })
        }
        Err(why) => Err(Why::Stopped(racecourse_report::sentences::refused(&why))),
    }
}
