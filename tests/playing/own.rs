//! Levels of what a student has written. They are made of states and of what ends mean, so the scenarios' programs, taken for a
//! student's, have to come to the same games.

use std::sync::Arc;

use racecourse::scenario::{Scenario, Variant};
use racecourse_course::ALL;
use racecourse_play::game::{Claim, Game};
use racecourse_play::level::{Kind, Level, Mapped, Meaning, attacks, broken, fixes};
use racecourse_play::own::Own;
use racecourse_play::screen::{Shown, screen};
use racecourse_play::session::Session;
use racecourse_play::text::Text;

use crate::mapped;

/// A scenario's variant as if somebody had written it for an exercise.
fn own(scenario: &'static Scenario, of: &Mapped) -> Own {
    let Mapped { variant, graph } = of;
    let meaning = |label: &str| {
        let graded = scenario.grading(variant, label);
        Meaning { is_bug: graded.is_none_or(|graded| graded.is_bug()), why: String::new() }
    };
    Own {
        exercise: format!("repair_{}", scenario.name),
        program: "alone".to_owned(),
        does: "It does what it does.".to_owned(),
        graph: Arc::clone(graph),
        // A driver's file is not that of the submission.
        texts: vec![Text::new("exercise.rs", "// nothing"), Text::new(variant.file, variant.source)],
        meanings: graph.ends.iter().map(|end| (end.label.clone(), meaning(&end.label))).collect(),
    }
}

fn all() -> impl Iterator<Item = (&'static Scenario, &'static Variant, Mapped)> {
    let broken = ALL.iter().flat_map(|scenario| broken(scenario).map(move |variant| (*scenario, variant)));
    broken.filter_map(|(scenario, variant)| Some((scenario, variant, mapped(variant)?)))
}

#[test]
fn what_goes_wrong_is_attacked_as_in_a_scenario() {
    let mut found = 0;
    for (scenario, variant, broken) in all() {
        let par = |level: &Level| (level.goals.clone(), level.par());
        let mut expected: Vec<_> = attacks(scenario, &broken).0.iter().map(par).collect();
        let mut levels: Vec<_> = own(scenario, &broken).attacks().iter().map(par).collect();
        expected.sort_by(|one, other| one.0.cmp(&other.0));
        levels.sort_by(|one, other| one.0.cmp(&other.0));
        assert_eq!(levels, expected, "{}/{}", scenario.name, variant.name);
        found += levels.len();
    }
    assert!(found > 20, "{found}");
}

#[test]
fn what_went_wrong_at_the_beginning_is_defended_and_a_step_refuses_it() {
    let mut refused = 0;
    for (scenario, _, broken) in all() {
        let start = own(scenario, &broken);
        let wrong = start.attacks();
        // What still goes wrong is no defence.
        assert!(wrong.is_empty() || start.defence(&start).is_none(), "{}", scenario.name);
        for fix in fixes(scenario).filter_map(mapped) {
            let now = own(scenario, &fix);
            let Some(level) = now.defence(&start) else { continue };
            let name = format!("{}/{}", scenario.name, fix.variant.name);
            assert!(level.kind == Kind::Defend && !level.is_possible(), "{name}");
            let mut game = Game::new(&level);
            let claim = game.claim_impossible();
            assert_eq!(claim == Claim::Proved, level.refusing.is_empty(), "{name}");
            if let Some(step) = level.places.iter().position(|place| level.refusing.contains(place)) {
                assert!(game.point(step) && game.is_done(), "{name}");
                refused += 1;
            }
        }
    }
    assert!(refused > 20, "{refused}");
}

/// Lines of two files stand on one screen, each under its file's name, and nothing is lost for that.
#[test]
fn lines_stand_under_the_names_of_their_files() {
    let (scenario, _, broken) = all().find(|(scenario, ..)| scenario.name == "lost_update").expect("it is there");
    let mut own = own(scenario, &broken);
    let steps: Vec<u32> = own.graph.actors[1..]
        .iter()
        .flat_map(|actor| &actor.standings)
        .filter_map(|standing| Some(standing.next.as_ref()?.site.line))
        .collect();
    // The same program in two files: all above a step of `right` is one, and the rest another.
    let border = *steps.iter().max().expect("there are steps");
    let whole = own.texts[1].clone();
    let mut graph = (*own.graph).clone();
    for actor in &mut graph.actors {
        for next in actor.standings.iter_mut().filter_map(|standing| standing.next.as_mut()) {
            next.site.file = if next.site.line < border { "exercise.rs" } else { "spec.rs" }.to_owned();
        }
    }
    own.graph = Arc::new(graph);
    own.texts = ["exercise.rs", "spec.rs"].map(|file| Text { file: file.to_owned(), ..whole.clone() }).into();
    let level = own.attacks().remove(0);
    let session = Session::new(&level);
    let rows: Vec<String> = screen(&session, &Shown::default(), 80, 24)
        .into_iter()
        .map(|row| row.into_iter().map(|piece| piece.text).collect())
        .collect();
    let at = |text: &str| rows.iter().position(|row| row.trim_start().starts_with(text));
    let (first, second) = (at("exercise.rs").expect("it is named"), at("spec.rs").expect("it is, too"));
    let line = rows.iter().position(|row| row.contains(&format!("{border} ")) && row.contains("store"));
    assert!(first < second && line.is_some_and(|line| line > second), "{rows:#?}");
    let said = racecourse_play::line::standings(&session);
    assert!(said.contains(" (") && racecourse_play::line::beginning(&level).contains(&own.does), "{said}");
}
