//! What a player types and reads, without a terminal.

use proptest::prelude::*;
use racecourse_course::ALL;
use racecourse_layout::columns_of;
use racecourse_play::game::Position;
use racecourse_play::level::{Level, any_attack, attacks, broken, defence, fixes, opened};
use racecourse_play::line::{Line, beginning, objects, places, read, standings};
use racecourse_play::screen::{Shown, screen};
use racecourse_play::session::{Command, Session};

use crate::mapped;

fn attack(name: &str) -> Level {
    let scenario = crate::scenario(name);
    let broken = mapped(&scenario.variants[0]).expect("it is small");
    attacks(scenario, &broken).0.remove(0)
}

fn defend(name: &str, fix: &str) -> Level {
    let scenario = crate::scenario(name);
    let first = &scenario.variants[0];
    let fixed = mapped(scenario.variant(fix).expect("there is one")).expect("it is small");
    defence(scenario, &fixed, first, mapped(first).as_ref()).expect("there is a level")
}

/// What is said to these lines, one after another.
fn transcript(level: &Level, lines: &[&str]) -> String {
    let mut session = Session::new(level);
    let mut said = beginning(level).join("\n") + "\n" + &standings(&session) + "\n";
    for line in lines {
        said += &format!("> {line}\n");
        match read(&session, line) {
            Ok(Line::Play(command)) => {
                for line in session.act(&command).lines {
                    said += &format!("{line}\n");
                }
                if session.is_pointing() && command == Command::Impossible {
                    said += &(places(&session).join("\n") + "\n");
                }
                if matches!(session.game().position(), Position::Open { .. }) {
                    said += &format!("  {}\n  {}\n", standings(&session), objects(&session));
                }
            }
            Ok(other) => said += &format!("({other:?})\n"),
            Err(wrong) => said += &format!("error: {wrong}\n"),
        }
    }
    said
}

#[test]
fn an_attack_by_lines() {
    let level = attack("lost_update");
    let lines = [
        "h",
        "hint",
        "left",
        "",
        "why",
        "main",
        "u",
        "right",
        "2",
        "why main",
        "left",
        "c",
        "f",
        "t",
        "left",
        "restart",
        "undo",
        "undo 99",
        "left right×2 left",
        "main",
        "main",
        "t",
        "q",
    ];
    insta::assert_snapshot!(transcript(&level, &lines));
}

#[test]
fn what_is_no_move_gets_a_clear_error_and_changes_nothing() {
    let level = attack("lost_update");
    let lines = [
        "lft",
        "undo three",
        "undo 1 2",
        "left left left",
        "right×",
        "right×99999999",
        "(left",
        "3",
        "0",
        "why nobody",
        "hint me",
        "'",
        "leftx2",
        "\u{1b}[31m",
        "left rihgt",
    ];
    insta::assert_snapshot!(transcript(&level, &lines));
}

#[test]
fn a_deadlock_says_who_waits_for_whom() {
    insta::assert_snapshot!(transcript(
        &attack("lock_order"),
        &["there", "there", "back", "back", "there", "back", "w", "t"]
    ));
    insta::assert_snapshot!(transcript(&attack("lock_order"), &["there", "back", "there", "why there"]));
}

#[test]
fn a_defence_ends_with_the_step_that_refuses() {
    let level = defend("lost_update", "fixed_lock");
    let lines = ["h", "h", "h", "left right", "right", "i", "u", "left", "i", "9", "x", "1", "2", "3", "4"];
    insta::assert_snapshot!(transcript(&level, &lines));
}

#[test]
fn in_an_open_level_a_false_claim_is_told() {
    let level = opened(attack("lost_update"));
    insta::assert_snapshot!(transcript(&level, &["h", "t", "i", "left right×2 left main", "t"]));
}

fn drawn(session: &Session<'_>, shown: &Shown, width: usize, height: usize) -> String {
    let lines = screen(session, shown, width, height);
    assert_eq!(lines.len(), height);
    let lines = lines.iter().map(|line| {
        let text: String = line.iter().map(|piece| piece.text.as_str()).collect();
        assert!(columns_of(&text) <= width, "{text}");
        text.trim_end().to_owned() + "\n"
    });
    lines.collect()
}

#[test]
fn screens_of_an_attack() {
    let level = attack("lost_update");
    let mut session = Session::new(&level);
    let mut shown = Shown { on: "threads", ..Shown::default() };
    insta::assert_snapshot!("begun_80x24", drawn(&session, &shown, 80, 24));
    session.act(&Command::Move(session.players()[0]));
    insta::assert_snapshot!("a_move_80x24", drawn(&session, &shown, 80, 24));
    shown.reply = Some(session.act(&Command::Moves("right×2 left main".parse().expect("it is one"))));
    insta::assert_snapshot!("won_80x24", drawn(&session, &shown, 80, 24));
    insta::assert_snapshot!("won_120x40", drawn(&session, &shown, 120, 40));
    insta::assert_snapshot!("won_40x12", drawn(&session, &shown, 40, 12));
    shown.keys = true;
    insta::assert_snapshot!("keys_80x24", drawn(&session, &shown, 80, 24));
}

#[test]
fn screens_of_a_deadlock_and_of_a_defence() {
    let level = attack("lock_order");
    let mut session = Session::new(&level);
    let mut shown = Shown { on: "threads", ..Shown::default() };
    shown.reply = Some(session.act(&Command::Moves("there back".parse().expect("it is one"))));
    insta::assert_snapshot!("deadlock_80x24", drawn(&session, &shown, 80, 24));
    let level = defend("lock_order", "fixed_order");
    let mut session = Session::new(&level);
    shown.reply = Some(session.act(&Command::Impossible));
    insta::assert_snapshot!("pointing_80x24", drawn(&session, &shown, 80, 24));
}

/// Every scenario's levels, of all three kinds.
fn every_level() -> Vec<Level> {
    let mut levels = Vec::new();
    for scenario in ALL {
        let Some(first) = broken(scenario).next() else { continue };
        let first_mapped = mapped(first);
        levels.extend(first_mapped.iter().flat_map(|it| attacks(scenario, it).0));
        levels.extend(first_mapped.iter().filter_map(|it| any_attack(scenario, it).ok()).map(opened));
        for fix in fixes(scenario) {
            let Some(fixed) = mapped(fix) else { continue };
            levels.extend(defence(scenario, &fixed, first, first_mapped.as_ref()));
        }
    }
    levels
}

#[test]
fn every_screen_fits_whatever_is_done() {
    let texts =
        ["1", "2", "3", "", "u", "w", "h", "i", "1", "u", "t", "r", "left right left", "c", "main", "2", "2", "1"];
    let every = if crate::thoroughness::is_thorough() { 1 } else { 4 };
    for level in every_level().into_iter().step_by(every) {
        let mut session = Session::new(&level);
        for (turn, text) in texts.iter().cycle().take(40).enumerate() {
            let reply = match read(&session, text) {
                Ok(Line::Play(command)) => Some(session.act(&command)),
                _ => None,
            };
            for (width, height) in [(80, 24), (120, 40), (40, 12), (39, 11), (200, 60), (61, 17)] {
                let shown = Shown { reply: reply.clone(), scrolled: turn, on: "processes", ..Shown::default() };
                drawn(&session, &shown, width, height);
            }
        }
    }
}

proptest! {
    #![proptest_config(crate::random_programs(50, 200))]

    /// Whatever is typed: nothing panics, and what is refused changes nothing.
    #[test]
    fn whatever_is_typed(lines in prop::collection::vec("[a-z0-9×()#@' *]{0,12}|left|right|u|i|h|w|1|2|\\PC{0,6}", 1..20)) {
        let level = attack("lost_update");
        let mut session = Session::new(&level);
        for line in lines {
            let before = session.game().moves().to_vec();
            match read(&session, &line) {
                Ok(Line::Play(command)) => {
                    let reply = session.act(&command);
                    prop_assert!(!reply.lines.is_empty());
                }
                Ok(_) => prop_assert_eq!(session.game().moves(), before),
                Err(wrong) => {
                    prop_assert!(!wrong.is_empty());
                    prop_assert_eq!(session.game().moves(), before);
                }
            }
        }
    }
}
