//! What the reports look like: explorations made by hand, so that every byte is known.

use std::time::Duration;

use crate::fixtures;
use crate::fixtures::{ALL, Story, exhaustive, explorations, odd, odd_story, sampled};
use racecourse::engine::EngineId;
use racecourse::exploration::{Execution, Exploration, ObjectKind, Remark, Verb};
use racecourse::failure::{ActorState, Evidence, FailureKind};
use racecourse::scenario::Scenario;
use racecourse_report::verdict::{Complaint, Grounds};
use racecourse_report::{Checked, Forced, Layout, Repair, columns_of, human, json, junit, matrix};

/// Both widths that a report must look good at.
const WIDTHS: [usize; 2] = [80, 100];

fn checked(scenario: &str, variant: &str) -> Checked {
    let scenario = ALL.iter().find(|one| one.name == scenario).expect("a scenario of the fixtures");
    let variant = scenario.variant(variant).expect("a variant of the fixtures");
    Checked::new(scenario, variant, explorations(scenario, variant))
}

fn whole_course() -> Vec<Checked> {
    let pairs = ALL.iter().flat_map(|scenario| scenario.variants.iter().map(move |variant| (scenario, variant)));
    pairs.map(|(scenario, variant)| Checked::new(scenario, variant, explorations(scenario, variant))).collect()
}

#[track_caller]
fn finding_looks_the_same(scenario: &str, variant: &str) {
    let checked = checked(scenario, variant);
    for width in WIDTHS {
        let name = format!("{scenario}_{variant}_{width}");
        insta::assert_snapshot!(name, human::finding(&checked, &Layout::plain(width)));
    }
}

#[test]
fn a_wrong_outcome() {
    finding_looks_the_same("lost_update", "broken");
}

#[test]
fn a_cure_that_holds() {
    finding_looks_the_same("lost_update", "fixed_rmw");
}

#[test]
fn a_data_race() {
    finding_looks_the_same("plain_counter", "broken");
}

#[test]
fn a_deadlock_with_its_cycle() {
    finding_looks_the_same("lock_order", "broken");
}

#[test]
fn a_livelock_with_its_round() {
    finding_looks_the_same("back_off", "broken");
}

#[test]
fn a_starvation_with_its_bound() {
    finding_looks_the_same("writer_starvation", "broken");
}

#[test]
fn an_abort() {
    finding_looks_the_same("runaway", "broken_abort");
}

#[test]
fn a_hang_with_its_diagnosis() {
    finding_looks_the_same("runaway", "broken_hang");
}

#[test]
fn a_stale_read_that_the_explorer_is_blind_to() {
    finding_looks_the_same("store_buffering", "broken");
}

#[test]
fn a_cure_that_only_weak_memory_can_confirm() {
    finding_looks_the_same("store_buffering", "fixed_seqcst");
}

/// All variants of a scenario of the fixtures.
fn checked_together(scenario: &'static Scenario) -> Vec<Checked> {
    scenario.variants.iter().map(|variant| checked(scenario.name, variant.name)).collect()
}

#[test]
fn a_scenario_on_one_screen() {
    for scenario in [&fixtures::LOCK_ORDER, &fixtures::RUNAWAY, &fixtures::STORE_BUFFERING] {
        insta::assert_snapshot!(
            format!("{}_brief", scenario.name),
            human::brief(&checked_together(scenario), &Layout::plain(80))
        );
    }
    insta::assert_snapshot!("lost_update_fixed_rmw_brief", {
        human::brief(&[checked("lost_update", "fixed_rmw")], &Layout::plain(80))
    });
}

#[test]
fn one_screen_is_enough() {
    for width in [60, 72, 80, 100, 120] {
        let together = ALL.iter().map(|scenario| checked_together(scenario));
        let alone = whole_course().into_iter().map(|one| vec![one]);
        for checked in together.chain(alone) {
            let text = human::brief(&checked, &Layout::plain(width));
            let long = text.lines().find(|line| columns_of(line) > width);
            assert_eq!(long, None, "{width} columns");
            // In a very narrow layout sentences take more lines than there are.
            assert!(width < 80 || text.lines().count() <= human::SCREEN, "{}:\n{text}", text.lines().count());
        }
    }
}

#[test]
fn a_bug_that_is_caught_does_not_look_like_a_failure() {
    let caught: Vec<Checked> = whole_course().into_iter().filter(|one| one.verdict.as_expected()).collect();
    for text in [matrix::report(&caught, &Layout::plain(80)), human::brief(&caught[..1], &Layout::plain(80))] {
        let (legend, table) = text.split_once("\n\n").expect("parts");
        assert!(!table.contains("refuted") && !table.contains("FAIL"), "{legend}\n{table}");
    }
    let rows = matrix::report(&caught, &Layout::plain(80));
    let rows = rows.lines().filter(|line| line.ends_with("caught") || line.ends_with("holds"));
    assert_eq!(rows.filter(|row| row.contains('✗')).count(), 0);
}

#[track_caller]
fn odd_looks_the_same(name: &str, execution: Execution) {
    let (scenario, variant, found) = odd(execution);
    let checked = Checked::new(scenario, variant, found);
    let text = human::counterexample(&checked, &Layout::plain(96)).expect("something went wrong");
    insta::assert_snapshot!(name, text);
}

fn lasso(stem: usize, round: usize, steps: &[(&str, usize)], progressed: &[&str]) -> Evidence {
    Evidence::Lasso {
        stem,
        round,
        repeated: 20,
        steps: steps.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect(),
        progressed: progressed.iter().map(|name| (*name).to_owned()).collect(),
        waits: Vec::new(),
    }
}

#[test]
fn a_spin_that_lets_nobody_else_run() {
    let story = odd_story(&["main", "worker"], &[("ready", ObjectKind::Atomic)]);
    let spins = story.load(0, 0, "false", 4).load(0, 0, "false", 4).schedule("main×2");
    let summary = "main reads the same for ever and never yields.";
    odd_looks_the_same("a_spin", spins.fails(FailureKind::Spin, summary, lasso(0, 1, &[("main", 1)], &[])));
}

#[test]
fn a_starvation_with_its_circle() {
    let mut story = odd_story(&["main", "small", "large"], &[("permits", ObjectKind::Mutex)]);
    for _ in 0..3 {
        story = story.act(1, Verb::Lock, 0, Remark::Nothing, 6).act(2, Verb::TryLock, 0, Remark::Busy, 7).act(
            1,
            Verb::Unlock,
            0,
            Remark::Nothing,
            6,
        );
    }
    let summary = "Others go on for ever and large never gets to lift.";
    let evidence = lasso(3, 3, &[("small", 2), ("large", 1)], &["small"]);
    odd_looks_the_same("a_starvation_in_a_circle", story.fails(FailureKind::Starvation, summary, evidence));
}

#[test]
fn work_that_is_left_over() {
    let story = odd_story(&["main", "worker"], &[("worker", ObjectKind::Thread), ("queue", ObjectKind::Mutex)])
        .act(0, Verb::Spawn, 0, Remark::Nothing, 5)
        .act(1, Verb::Lock, 1, Remark::Nothing, 6)
        .act(0, Verb::Lock, 1, Remark::BlocksForEver, 7);
    let state = ActorState { actor: "worker".to_owned(), holds: Vec::new(), waits: None };
    let evidence = Evidence::Waits { actors: vec![state], cycle: Vec::new() };
    let summary = "The scenario returned while worker had not finished.";
    odd_looks_the_same("work_left_over", story.fails(FailureKind::Leak, summary, evidence));
}

#[test]
fn a_check_that_is_no_longer_true_and_a_panic() {
    let story = odd_story(&["main", "one", "two"], &[("queue", ObjectKind::Mutex)])
        .act(1, Verb::Lock, 0, Remark::Nothing, 6)
        .act(1, Verb::Unlock, 0, Remark::Read, 6)
        .act(2, Verb::Lock, 0, Remark::Nothing, 7)
        .act(2, Verb::Unlock, 0, Remark::Written, 7)
        .act(1, Verb::Lock, 0, Remark::Nothing, 7)
        .act(1, Verb::Unlock, 0, Remark::Written, 7)
        .otherwise(0, 2, "fine", "two×2");
    odd_looks_the_same("a_check_too_early", story.clone().ends("done"));
    let panics = story.alone(1, Verb::Panic, 7);
    let summary = "The scenario panicked at broken.rs:7: called `Option::unwrap()` on a `None` value";
    odd_looks_the_same("a_panic", panics.fails(FailureKind::Panic, summary, Evidence::None));
}

#[test]
fn more_actors_than_columns_are_told_line_by_line() {
    let mut story = odd_story(&["main", "a", "b", "c", "d", "e"], &[("x", ObjectKind::Atomic)]);
    for actor in 1..=5 {
        story = story.load(actor, 0, "0", 4);
    }
    for actor in 1..=5 {
        story = story.store(actor, 0, "1", 6);
    }
    odd_looks_the_same("five_actors", story.load(0, 0, "1", 8).otherwise(4, 8, "fine", "d×2").ends("done"));
}

#[test]
fn a_broken_variant_that_was_repaired() {
    let scenario = &fixtures::LOST_UPDATE;
    let variant = &scenario.variants[0];
    let fine = explorations(scenario, &scenario.variants[1]);
    insta::assert_snapshot!(human::finding(&Checked::new(scenario, variant, fine), &Layout::plain(80)));
}

/// The broken lost update, after somebody has worked on it.
fn worked_on(found: Vec<Exploration>) -> Vec<Checked> {
    let [broken, fixed] = fixtures::LOST_UPDATE.variants else { panic!("two variants") };
    let fine = explorations(&fixtures::LOST_UPDATE, fixed);
    vec![Checked::new(&fixtures::LOST_UPDATE, broken, found), Checked::new(&fixtures::LOST_UPDATE, fixed, fine)]
}

#[test]
fn a_repair_is_told_as_a_success() {
    let checked = worked_on(explorations(&fixtures::LOST_UPDATE, &fixtures::LOST_UPDATE.variants[1]));
    let plain = Layout::plain(80);
    let shown = [human::brief(&checked, &plain), human::brief(&checked[..1], &plain), matrix::report(&checked, &plain)];
    insta::assert_snapshot!("a_repair", shown.join("\n"));
    let junit = junit::document(&checked);
    assert!(junit.contains("failure message=\"repaired: counter=1 can no longer happen"), "{junit}");
    assert!(!checked[0].verdict.as_expected(), "the course wants it broken");
    // Samples prove nothing, whoever takes them.
    let sampled = explorations(&fixtures::LOST_UPDATE, &fixtures::LOST_UPDATE.variants[1]).split_off(2);
    assert_eq!(worked_on(sampled)[0].repair(), Repair::None);
}

#[test]
fn a_repair_that_only_weak_memory_can_confirm() {
    let [broken, fixed] = fixtures::STORE_BUFFERING.variants else { panic!("two variants") };
    let fine = explorations(&fixtures::STORE_BUFFERING, fixed);
    let by_both = Checked::new(&fixtures::STORE_BUFFERING, broken, fine.clone());
    let text = human::brief(&[by_both], &Layout::plain(80));
    assert!(text.contains("★ repaired"), "{text}");
    let by_explorer = Checked::new(&fixtures::STORE_BUFFERING, broken, fine[..1].to_vec());
    assert_eq!(by_explorer.repair(), Repair::None);
}

#[test]
fn a_repair_that_goes_wrong_in_another_way_says_so_once() {
    let plain = Layout::plain(80);
    let stuck = fixtures::deadlock(fixtures::LOST_UPDATE_FILE);
    let found = [EngineId::Explorer, EngineId::WeakMemory].map(|engine| exhaustive(engine, &[(2, stuck.clone())]));
    let checked = worked_on(found.to_vec());
    let shown = [human::brief(&checked, &plain), human::brief(&checked[..1], &plain), matrix::report(&checked, &plain)];
    insta::assert_snapshot!("a_repair_with_a_deadlock", shown.join("\n"));
    let whole = human::finding(&checked[0], &plain);
    for text in shown.iter().chain([&whole]) {
        assert!(!text.contains("table of outcomes") && !text.contains("must_see"), "{text}");
    }
    // What it was there to show may be left beside it.
    let both = [(2, stuck), (1, fixtures::overwritten())];
    let text = human::brief(&worked_on(vec![exhaustive(EngineId::Explorer, &both)]), &plain);
    assert!(text.contains("counter=1 can still happen, too."), "{text}");
}

#[test]
fn a_repair_of_a_part_says_which() {
    // Of the four ends that the odd scenario has to show only one is left.
    let story = odd_story(&["main"], &[]).alone(0, Verb::Panic, 7);
    let (scenario, variant, found) = odd(story.fails(FailureKind::Panic, "It panicked.", Evidence::None));
    let checked = Checked::new(scenario, variant, found);
    assert_eq!(checked.repair(), Repair::Partly);
    for text in
        [human::brief(std::slice::from_ref(&checked), &Layout::plain(80)), human::finding(&checked, &Layout::plain(80))]
    {
        assert!(text.contains("✗ still goes wrong: panic"), "{text}");
        assert!(text.contains("spin, leak and starvation can no longer happen."), "{text}");
    }
}

#[test]
fn the_schedule_of_real_runs_is_named_where_it_is_another() {
    let labels = [("total=1".to_owned(), 20)].into();
    let schedule = Some("left right×2 left".to_owned());
    let forced = Some(Forced::Played { runs: 20, schedule, labels });
    let checked = Checked { forced, ..checked("plain_counter", "broken") };
    let named = "`left right×2 left`";
    for text in [human::finding(&checked, &Layout::plain(100)), human::brief(&[checked], &Layout::plain(100))] {
        assert!(text.contains(named), "{text}");
    }
}

#[test]
fn one_execution_is_no_plural() {
    let one = fixtures::kept(fixtures::LOST_UPDATE_FILE);
    let found = vec![exhaustive(EngineId::Explorer, &[(1, one.clone())]), sampled(EngineId::RoundRobin, &[(1, one)])];
    let text = junit::document(&[Checked::new(&fixtures::LOST_UPDATE, &fixtures::LOST_UPDATE.variants[1], found)]);
    assert!(text.contains("nothing forbidden in the only execution explored"), "{text}");
    assert!(text.contains("The only execution explored, nothing forbidden."), "{text}");
    assert!(text.contains("Nothing forbidden in 1 execution, but that was a sample."), "{text}");
}

#[test]
fn a_sign_means_the_same_in_every_report() {
    let caught: Vec<Checked> = whole_course().into_iter().filter(|one| one.verdict.as_expected()).collect();
    for one in &caught {
        let text = human::finding(one, &Layout::plain(100));
        assert!(!text.contains("FAIL"), "{text}");
        let engines =
            text.lines().filter(|line| EngineId::ALL.iter().any(|engine| line.trim().starts_with(engine.name())));
        assert_eq!(engines.filter(|line| line.contains(" ✗ ")).count(), 0, "{text}");
    }
}

#[test]
fn the_matrix() {
    for width in WIDTHS {
        insta::assert_snapshot!(format!("matrix_{width}"), matrix::report(&whole_course(), &Layout::plain(width)));
    }
}

#[test]
fn the_json_document() {
    insta::assert_snapshot!(json::document(&[checked("lost_update", "broken"), checked("lost_update", "fixed_rmw")]));
}

/// The first example in the description of the JSON report.
fn documented_failure() -> serde_json::Value {
    let text = include_str!("../../docs/json.md");
    let (_, rest) = text.split_once("```json\n").expect("an example");
    serde_json::from_str(rest.split_once("```").expect("its end").0).expect("it is JSON")
}

#[test]
fn the_documented_failure_is_the_one_that_is_printed() {
    let text = json::document(&[checked("lost_update", "broken")]);
    let document: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let failure = &document["scenarios"][0]["variants"][0]["engines"][0]["failure"];
    assert_eq!(&documented_failure(), failure, "docs/json.md should have\n{failure:#}");
}

fn timed(checked: Checked) -> Checked {
    let times = (1..=checked.explorations.len() as u64).map(|n| Duration::from_millis(250 * n)).collect();
    Checked { times, ..checked }
}

#[test]
fn the_junit_document() {
    let document = junit::document(&[
        timed(checked("lost_update", "fixed_rmw")),
        timed(checked("lost_update", "broken")),
        timed(checked("runaway", "broken_abort")),
    ]);
    insta::assert_snapshot!(document);
}

#[test]
fn what_xml_cannot_say_is_escaped() {
    let panics = odd_story(&["main"], &[]).alone(0, Verb::Panic, 7);
    let summary = "It said \u{1b}[31m<&\0>";
    let (scenario, variant, found) = odd(panics.fails(FailureKind::Panic, summary, Evidence::None));
    let mut checked = Checked::new(scenario, variant, found);
    checked.verdict.reasons.push(Complaint::Of(EngineId::Explorer, Grounds::Ungraded(summary.to_owned())));
    let text = junit::document(&[checked]);
    assert!(text.contains(r"It said \u{1b}[31m&lt;&amp;\u{0}&gt;"), "{text}");
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
}

#[test]
fn no_line_is_longer_than_the_page() {
    for width in [60, 66, 72, 80, 96, 100, 120] {
        let layout = Layout::plain(width);
        let course = whole_course();
        let findings = course.iter().map(|one| human::finding(one, &layout));
        for text in findings.chain([matrix::report(&course, &layout)]) {
            for line in text.lines() {
                assert!(columns_of(line) <= width, "{} columns of {width}:\n{line}", columns_of(line));
            }
        }
    }
}

#[test]
fn long_names_fit_too() {
    let long = "a_worker_with_a_name_that_nobody_would_want_to_type_twice";
    let file = "scenarios/races/lost_update/a_file_name_that_is_rather_long_for_a_column.rs";
    let actors = ["main", long, "another_worker_with_quite_a_long_name", "third", "fourth"];
    let mut story = Story::new(
        file,
        &actors,
        &[("an object whose name is a sentence of its own, more or less", ObjectKind::Atomic)],
    );
    for round in 0..40 {
        for actor in 1..actors.len() {
            story = story.load(actor, 0, &round.to_string(), 1000 + round).store(actor, 0, "123456789", 14);
        }
    }
    let execution = story.schedule(&format!("{long}×99 ").repeat(40)).ends("counter=1");
    let scenario = &fixtures::LOST_UPDATE;
    let found = vec![exhaustive(EngineId::Explorer, &[(1, execution)])];
    let checked = Checked::new(scenario, &scenario.variants[0], found);
    for width in [60, 80, 100] {
        let text = human::finding(&checked, &Layout::plain(width));
        assert!(text.lines().all(|line| columns_of(line) <= width), "{text}");
        let rows = text.lines().filter(|line| line.contains("store ") || line.contains("load ")).count();
        assert!(rows <= 20, "{rows} rows:\n{text}");
    }
}

#[test]
fn colours_change_nothing_but_the_colour() {
    for one in whole_course() {
        let plain = human::finding(&one, &Layout::plain(80));
        let coloured = human::finding(&one, &Layout { colour: true, ..Layout::plain(80) });
        assert_ne!(plain, coloured);
        assert_eq!(plain, without_trailing_spaces(&anstream::adapter::strip_str(&coloured).to_string()));
    }
}

/// A colour that ends after spaces keeps them from being trimmed.
fn without_trailing_spaces(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[test]
fn a_label_that_nobody_graded_is_shown_first() {
    let scenario = &fixtures::LOST_UPDATE;
    let odd = fixtures::two_workers(fixtures::LOST_UPDATE_FILE).ends("counter=7");
    let panic =
        fixtures::two_workers(fixtures::LOST_UPDATE_FILE).fails(FailureKind::Panic, "It panicked.", Evidence::None);
    let found = vec![exhaustive(EngineId::Explorer, &[(1, fixtures::overwritten()), (1, odd), (2, panic)])];
    let checked = Checked::new(scenario, &scenario.variants[0], found);
    let text = human::finding(&checked, &Layout::plain(80));
    assert!(text.contains("UNGRADED"), "{text}");
    assert!(text.contains("DIFFERS"), "{text}");
}
