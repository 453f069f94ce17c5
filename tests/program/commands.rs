//! The command line, run as a user runs it. The engines are replaced by a file, so that the output is known.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use racecourse_commands::dry::DryCourse;
use racecourse_report::human::SCREEN;
use serde_json::Value;
use tempfile::TempDir;

use crate::fixtures;

/// Runs the program on the course of the fixtures, without the scenarios named in `without`.
fn racecourse_without(without: &[&str], arguments: &[&str]) -> Output {
    let folder = TempDir::new().expect("a folder");
    command(&folder, without, arguments).output().expect("the program runs")
}

/// Runs the program on the whole course of the fixtures. One of its verdicts differs.
fn racecourse(arguments: &[&str]) -> Output {
    racecourse_without(&[], arguments)
}

/// Runs the program on those scenarios of the fixtures that are as expected.
fn racecourse_as_expected(arguments: &[&str]) -> Output {
    racecourse_without(&["runaway"], arguments)
}

fn command(folder: &TempDir, without: &[&str], arguments: &[&str]) -> Command {
    let mut dry = DryCourse::default();
    for scenario in fixtures::ALL.iter().filter(|scenario| !without.contains(&scenario.name)) {
        dry.scenario(scenario);
        for variant in scenario.variants {
            for exploration in fixtures::explorations(scenario, variant) {
                dry.exploration(scenario, variant, exploration);
            }
        }
    }
    let file = folder.path().join("course.json");
    std::fs::write(&file, serde_json::to_string(&dry).expect("it can be written")).expect("the file can be written");
    let mut command = plain_command();
    command.arg("--dry-engine").arg(file).args(arguments);
    command
}

fn plain_command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_racecourse"));
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "CI"] {
        command.env_remove(variable);
    }
    // What it suggests is the same wherever it was built.
    command.env("RACECOURSE_INVOCATION", "racecourse");
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the output is text")
}

#[track_caller]
fn ends_with_code(output: &Output, code: i32) -> String {
    let stdout = text(&output.stdout);
    assert_eq!(output.status.code(), Some(code), "stdout:\n{stdout}\nstderr:\n{}", text(&output.stderr));
    stdout
}

#[test]
fn help_names_the_commands_the_exit_codes_and_examples() {
    let output = plain_command().arg("--help").output().expect("the program runs");
    insta::assert_snapshot!("help", ends_with_code(&output, 0));
}

#[test]
fn help_of_each_command_fits_the_page() {
    for name in [
        "check",
        "list",
        "show",
        "run",
        "replay",
        "play",
        "predict",
        "find",
        "orderings",
        "explain",
        "hint",
        "lecture",
        "completions",
        "man",
    ] {
        let output = plain_command().args([name, "--help"]).output().expect("the program runs");
        let help = ends_with_code(&output, 0);
        assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
    }
}

/// The commands, as help lists them.
fn command_names() -> Vec<String> {
    let help = ends_with_code(&plain_command().arg("--help").output().expect("the program runs"), 0);
    let (_, list) = help.split_once("Commands:\n").expect("a list of commands");
    let lines = list.lines().take_while(|line| !line.is_empty());
    lines.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn completions_and_manual_know_every_command() {
    let printed =
        |arguments: &[&str]| ends_with_code(&plain_command().args(arguments).output().expect("the program runs"), 0);
    let names = command_names();
    assert!(names.len() >= 10, "{names:?}");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = printed(&["completions", shell]);
        assert!(names.iter().all(|name| script.contains(name.as_str())), "{shell}:\n{script}");
        assert!(!script.contains("cargo run") && !script.contains("dry-engine"), "{shell}");
    }
    let manual = printed(&["man"]);
    for name in &names {
        assert!(manual.contains(&format!("racecourse\\-{name}(1)")), "{name}:\n{manual}");
        let page = printed(&["man", name]);
        assert!(page.starts_with(".ie") && page.contains(&format!("racecourse\\-{name}")), "{page}");
    }
    let output = plain_command().args(["man", "chekc"]).output().expect("the program runs");
    ends_with_code(&output, 2);
    assert!(text(&output.stderr).contains("did you mean `check`?"), "{}", text(&output.stderr));
}

#[test]
fn in_a_pipe_nothing_is_paged() {
    let folder = TempDir::new().expect("a folder");
    let show =
        command(&folder, &[], &["show", "lost_update"]).env("PAGER", "false").output().expect("the program runs");
    ends_with_code(&show, 0);
    let whole = ends_with_code(&racecourse(&["show", "lost_update", "--no-pager"]), 0);
    assert_eq!(text(&show.stdout), whole);
}

#[test]
fn without_a_command_the_whole_matrix_is_shown() {
    let stdout = ends_with_code(&racecourse_as_expected(&[]), 0);
    insta::assert_snapshot!("no_command", stdout);
}

#[test]
fn the_matrix_of_all_engines_fits_the_narrowest_page() {
    let stdout = ends_with_code(&racecourse(&["--width", "72", "check", "--verbose"]), 1);
    let long = stdout.lines().find(|line| racecourse_report::columns_of(line) > 72);
    assert_eq!(long, None);
}

#[test]
fn a_verdict_that_differs_is_exit_code_one() {
    let stdout = ends_with_code(&racecourse(&[]), 1);
    assert!(stdout.contains("DIFFERS"), "{stdout}");
}

#[test]
fn engines_that_cannot_decide_are_exit_code_three() {
    let stdout =
        ends_with_code(&racecourse(&["check", "lost_update", "--variant", "fixed_rmw", "--engine", "stress"]), 3);
    assert!(stdout.contains("UNDECIDED"), "{stdout}");
    ends_with_code(&racecourse(&["check", "lost_update", "--variant", "fixed_rmw", "--engine", "explorer"]), 0);
    ends_with_code(&racecourse(&["check", "lost_update", "--variant", "broken", "--engine", "random"]), 0);
}

#[test]
fn a_named_scenario_is_reported_on_one_screen() {
    for scenario in fixtures::ALL {
        let screen = |arguments: &[&str]| {
            let output = racecourse(&[&["--width", "80", "check", scenario.name], arguments].concat());
            let stdout = text(&output.stdout);
            assert!(stdout.lines().count() <= SCREEN, "{} lines:\n{stdout}", stdout.lines().count());
            let [.., verdict, next] = stdout.split("\n  Verdict  ").collect::<Vec<_>>()[..] else {
                panic!("no verdict:\n{stdout}")
            };
            assert!(next.contains("racecourse "), "no next step after {verdict}:\n{stdout}");
        };
        screen(&[]);
        scenario.variants.iter().for_each(|variant| screen(&["--variant", variant.name]));
    }
    insta::assert_snapshot!("check", ends_with_code(&racecourse(&["check", "lost_update", "--width", "80"]), 0));
}

#[test]
fn everything_is_there_on_demand() {
    let stdout = ends_with_code(&racecourse(&["check", "lock_order", "--verbose"]), 0);
    assert!(stdout.contains("Wait-for cycle"), "{stdout}");
    let whole = ends_with_code(&racecourse_as_expected(&["check", "--verbose"]), 0);
    assert!(whole.contains("Wait-for cycle") && whole.contains("old value"), "{whole}");
}

#[test]
fn scenarios_can_be_named_by_id_family_or_with_hyphens() {
    for name in ["A01", "a01", "lost-update", "races/lost_update"] {
        let stdout = ends_with_code(&racecourse(&["check", name]), 0);
        assert!(stdout.starts_with("A01 Lost update "), "{stdout}");
    }
    let stdout = ends_with_code(&racecourse(&["check", "races"]), 0);
    assert!(stdout.contains("2 scenarios,"), "{stdout}");
}

#[test]
fn unknown_names_suggest_the_nearest() {
    let cases: [(&[&str], &str); 18] = [
        (&["show", "deadlocks"], "`deadlocks` is a family of scenarios"),
        (&["check", "lost_update", "broken"], "did you mean `lost_update --variant broken`?"),
        (&["lost_update"], "did you mean `racecourse check lost_update`?"),
        (&["races"], "did you mean `racecourse check races`?"),
        (&["chekc"], "'check'"),
        (&["lab", "list"], "`racecourse lab` alone lists them"),
        (
            &["lab", "lost_update"],
            "`lost_update` is a scenario, not a lab; it is not measured, but checked:\n  racecourse check lost_update",
        ),
        (&["lab", "mean", "Lost-Update", "-n", "1"], "checked:\n  racecourse check lost_update\n"),
        (&["lab", "races"], "`races` is a family of scenarios, not a lab"),
        (&["lecture", "x"], "a lecture is a whole number from 1 to 5"),
        (&["lecture", "-1"], "a lecture is a whole number from 1 to 5"),
        (&["--width", "39", "list"], "a number of columns is a whole number from 40 to 1000"),
        (&["list", "racse"], "did you mean `races`?"),
        (&["explain", "lost_updaet"], "did you mean `lost_update`?"),
        (&["check", "lost_updaet"], "did you mean `lost_update`?"),
        (&["show", "lockorder"], "did you mean `lock_order`?"),
        (&["check", "lost_update", "--variant", "fixed_rwm"], "did you mean `fixed_rmw`?"),
        (&["check", "--engine", "explorr"], "explorer"),
    ];
    for (arguments, suggestion) in cases {
        let output = racecourse(arguments);
        ends_with_code(&output, 2);
        let stderr = text(&output.stderr);
        assert!(stderr.contains(suggestion), "{arguments:?}: {stderr}");
        assert!(output.stdout.is_empty(), "{arguments:?} printed a result");
    }
}

#[test]
fn a_name_like_nothing_lists_what_there_is() {
    let output = racecourse(&["show", "zzzzzz"]);
    ends_with_code(&output, 2);
    insta::assert_snapshot!("unknown_name", text(&output.stderr));
}

#[test]
fn a_bad_flag_is_exit_code_two_and_no_panic() {
    for arguments in [&["--colour"][..], &["check", "--format", "xml"], &["run"], &["run", "lost_update", "-n", "0"]] {
        let output = racecourse(arguments);
        ends_with_code(&output, 2);
        assert!(text(&output.stderr).starts_with("error:"), "{}", text(&output.stderr));
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let output = plain_command().args(["--dry-engine", "/no/such/file", "list"]).output().expect("the program runs");
    ends_with_code(&output, 2);
    assert!(text(&output.stderr).contains("/no/such/file"));
}

#[test]
fn a_closed_pipe_ends_it_in_silence() {
    let folder = TempDir::new().expect("a folder");
    for arguments in [&["check", "--verbose"][..], &["list"], &["show", "lost_update"], &["--help"]] {
        let mut child = command(&folder, &["runaway"], arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let mut stderr = String::new();
        child.stderr.take().expect("a pipe").read_to_string(&mut stderr).expect("text");
        let status = child.wait().expect("it ends");
        assert_eq!((status.code(), stderr.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn nothing_is_written_to_disk() {
    let here = TempDir::new().expect("a folder");
    let elsewhere = TempDir::new().expect("a folder");
    let mut permissions = std::fs::metadata(here.path()).expect("it is there").permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(here.path(), permissions).expect("it can be closed");
    for arguments in [&[][..], &["show", "lost_update"], &["run", "lost_update"]] {
        let mut command = command(&elsewhere, &["runaway"], arguments);
        ends_with_code(&command.current_dir(here.path()).output().expect("the program runs"), 0);
    }
    assert_eq!(entries(here.path()), 0);
}

fn entries(folder: &Path) -> usize {
    std::fs::read_dir(folder).expect("it can be read").count()
}

#[test]
fn colours_are_for_terminals_or_on_demand() {
    let folder = TempDir::new().expect("a folder");
    let escape = |command: &mut Command| command.output().expect("the program runs").stdout.contains(&0x1b);
    let check = || command(&folder, &[], &["check", "lost_update"]);
    assert!(!escape(&mut check()));
    assert!(escape(check().env("CLICOLOR_FORCE", "1")));
    assert!(!escape(check().env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").arg("--color=never")));
    assert!(!escape(check().env("NO_COLOR", "1")));
    assert!(escape(check().arg("--color=always")));
    let show = || command(&folder, &[], &["show", "lost_update"]);
    assert!(!escape(&mut show()));
    assert!(escape(show().arg("--color=always")));
}

#[test]
fn json_has_the_documented_shape() {
    let stdout = ends_with_code(&racecourse(&["check", "--format", "json"]), 1);
    let document: Value = serde_json::from_str(&stdout).expect("it is JSON");
    assert_eq!(document["schema"], 2);
    for scenario in array(&document["scenarios"]) {
        for field in ["id", "name", "family", "hazard"] {
            assert!(scenario[field].is_string(), "{field}");
        }
        for variant in array(&scenario["variants"]) {
            assert!(variant["name"].is_string());
            for engine in array(&variant["engines"]) {
                has_the_documented_shape(engine);
            }
        }
    }
}

fn array(value: &Value) -> &Vec<Value> {
    value.as_array().expect("an array")
}

#[track_caller]
fn has_the_documented_shape(engine: &Value) {
    let verdicts = ["confirmed", "refuted", "inconclusive", "not-applicable"];
    let kinds = ["exhaustive", "bounded", "sampled", "interrupted", "not-applicable"];
    assert!(engine["engine"].is_string());
    assert!(verdicts.contains(&engine["verdict"].as_str().expect("a verdict")));
    let coverage = &engine["coverage"];
    assert!(kinds.contains(&coverage["kind"].as_str().expect("a kind")));
    assert!(coverage["executions"].is_u64());
    assert_eq!(coverage["bound"].is_string(), coverage["kind"] == "bounded");
    assert!(engine["outcomes"].as_object().expect("an object").values().all(Value::is_u64));
    let fields = engine.as_object().expect("an object");
    assert!(fields.contains_key("failure") && fields.contains_key("schedule"));
    assert_eq!(engine["failure"].is_object(), engine["verdict"] == "refuted");
    assert_eq!(engine["seconds"], 0.0);
    if let Some(failure) = engine["failure"].as_object() {
        let (actors, objects) = (array(&failure["actors"]).len(), array(&failure["objects"]).len());
        for step in array(&failure["steps"]) {
            assert!(step["actor"].as_u64().is_some_and(|at| at < actors as u64), "{step}");
            assert!(step["object"].as_u64().is_none_or(|at| at < objects as u64), "{step}");
            assert!(step["file"].is_string() && step["line"].is_u64() && step["action"].is_string(), "{step}");
        }
    }
}

#[test]
fn junit_parses_and_counts_what_differs() {
    let stdout = ends_with_code(&racecourse(&["check", "--format", "junit"]), 1);
    let report = quick_junit::Report::deserialize_from_str(&stdout).expect("it is JUnit XML");
    assert_eq!(report.test_suites.len(), 7);
    // Each variant is counted once, and the one that differs is the only failure.
    let variants = fixtures::ALL.iter().map(|scenario| scenario.variants.len()).sum();
    assert_eq!((report.tests, report.failures, report.errors), (variants, 1, 0));
    for suite in &report.test_suites {
        assert_eq!(suite.tests, suite.test_cases.len());
        assert!(suite.time.is_some() && suite.test_cases.iter().all(|case| case.time.is_some()));
    }
    assert_eq!(stdout.matches(" file=\"scenarios/").count(), variants);
    let fine = ends_with_code(&racecourse_as_expected(&["check", "--format", "junit"]), 0);
    let report = quick_junit::Report::deserialize_from_str(&fine).expect("it is JUnit XML");
    assert_eq!((report.failures, report.errors), (0, 0));
}

#[test]
fn list_names_every_scenario() {
    insta::assert_snapshot!("list", ends_with_code(&racecourse(&["list"]), 0));
    let stdout = ends_with_code(&racecourse(&["list", "--format", "json"]), 0);
    let document: Value = serde_json::from_str(&stdout).expect("it is JSON");
    assert_eq!(array(&document["scenarios"]).len(), fixtures::ALL.len());
    let races = ends_with_code(&racecourse(&["list", "races"]), 0);
    assert!(
        races.contains("lost_update") && !races.contains("lock_order") && races.contains("2 scenarios."),
        "{races}"
    );
    let one = ends_with_code(&racecourse(&["list", "A01"]), 0);
    assert!(one.contains("1 scenario."), "{one}");
}

#[test]
fn show_has_the_lesson_and_the_programs() {
    insta::assert_snapshot!("show", ends_with_code(&racecourse(&["show", "lost_update"]), 0));
    insta::assert_snapshot!("show_wide", ends_with_code(&racecourse(&["show", "lost_update", "--width=120"]), 0));
    insta::assert_snapshot!("show_diff", ends_with_code(&racecourse(&["show", "lost_update", "--diff"]), 0));
    let one = ends_with_code(&racecourse(&["show", "lost_update", "--variant", "fixed_rmw"]), 0);
    assert!(one.contains("fetch_add") && !one.contains("A lesson"), "{one}");
}

#[test]
fn run_shows_a_histogram_and_claims_nothing() {
    insta::assert_snapshot!("run", ends_with_code(&racecourse(&["run", "store_buffering"]), 0));
}

#[test]
fn what_never_ends_is_counted_and_run_goes_on() {
    let output = plain_command().args(["run", "join_before_drain", "-n", "3"]).output().expect("the program runs");
    let stdout = ends_with_code(&output, 0);
    assert!(stdout.contains("3 runs on real threads") && stdout.contains("too few to say how often"), "{stdout}");
}

#[test]
fn run_until_failure_says_what_is_known_of_the_run_and_how_it_can_happen() {
    let arguments = ["run", "join_before_drain", "--until-failure"];
    let stdout = ends_with_code(&plain_command().args(arguments).output().expect("the program runs"), 0);
    insta::assert_snapshot!("run_until_failure", stdout);
}

#[test]
fn run_refuses_what_makes_no_sense() {
    for arguments in
        [&["run", "lost_update", "-n", "0"][..], &["run", "lost_updat"], &["run", "lost_update", "--variant=x"]]
    {
        let output = plain_command().args(arguments).output().expect("the program runs");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).starts_with("error: "), "{arguments:?}");
    }
}

#[test]
fn a_replay_shows_the_steps_and_the_end() {
    let output = plain_command().args(["replay", "lost_update", "--schedule", "left right×2 left"]).output();
    insta::assert_snapshot!("replay", ends_with_code(&output.expect("the program runs"), 0));
}

#[test]
fn a_cure_is_held_against_the_schedule_of_what_it_repairs() {
    let held = |arguments: &[&str]| {
        let output = plain_command().arg("replay").args(arguments).output();
        ends_with_code(&output.expect("the program runs"), 0)
    };
    let all = [
        held(&["lost_update", "--variant", "fixed_lock"]),
        held(&["lost_update", "--variant", "fixed_rmw", "--on", "threads", "-n", "3"]),
        held(&["lost_update", "--variant", "fixed_merge"]),
        held(&["guard_in_match", "--variant", "fixed_bind_first"]),
        held(&["guard_in_match", "--variant", "fixed_bind_first", "--on", "threads", "-n", "3"]),
    ];
    insta::assert_snapshot!("cures_held_against_schedules", all.join("\n"));
}

#[test]
fn what_no_order_of_steps_can_do_is_replayed_under_the_model_alone() {
    let output = plain_command().args(["replay", "store_buffering", "--on", "threads"]).output();
    let stdout = ends_with_code(&output.expect("the program runs"), 3);
    assert!(stdout.contains("no schedule to replay") && stdout.contains("r1=0 r2=0"), "{stdout}");
    let replayed = |arguments: &[&str], code: i32| {
        let output = plain_command().args(["replay", "store_buffering"]).args(arguments).output();
        ends_with_code(&output.expect("the program runs"), code)
    };
    let broken = replayed(&[], 0);
    assert!(broken.contains("ends with r1=0 r2=0") && broken.contains("old value"), "{broken}");
    let fixed = replayed(&["--variant", "fixed_seqcst"], 0);
    assert!(fixed.contains("the language does not allow it"), "{fixed}");
    let for_real = ["replay", "store_buffering", "--on", "threads", "--schedule", "left×2 right right~1"];
    let refused = plain_command().args(for_real).output().expect("the program runs");
    ends_with_code(&refused, 2);
    assert!(text(&refused.stderr).contains("up to the machine"), "{}", text(&refused.stderr));
}

#[test]
fn a_schedule_on_real_threads_fails_every_time() {
    let arguments = ["replay", "lost_update", "--on", "threads", "-n", "20", "--schedule", "left right×2 left"];
    let stdout = ends_with_code(&plain_command().args(arguments).output().expect("the program runs"), 0);
    assert!(stdout.contains("20 of 20 runs ended with counter=1"), "{stdout}");
}

#[test]
fn an_x_is_a_times_in_a_schedule() {
    let replayed = |schedule: &str, more: &[&str]| {
        let arguments = [&["replay", "lost_update", "--schedule", schedule], more].concat();
        ends_with_code(&plain_command().args(arguments).output().expect("the program runs"), 0)
    };
    for more in [&[][..], &["--on", "threads", "-n", "3"]] {
        assert_eq!(replayed("left rightx2 left", more), replayed("left right×2 left", more));
    }
}

/// What `check` says of the lost update of the fixtures after somebody has repaired it, with its exit code.
fn checked_when_repaired(arguments: &[&str]) -> (Option<i32>, String) {
    let mut dry = DryCourse::default();
    let scenario = &fixtures::LOST_UPDATE;
    dry.scenario(scenario);
    for variant in scenario.variants {
        for exploration in fixtures::explorations(scenario, &scenario.variants[1]) {
            dry.exploration(scenario, variant, exploration);
        }
    }
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("course.json");
    std::fs::write(&file, serde_json::to_string(&dry).expect("it can be written")).expect("the file can be written");
    let output = plain_command().arg("--dry-engine").arg(file).args(arguments).output().expect("the program runs");
    (output.status.code(), text(&output.stdout))
}

#[test]
fn a_repair_is_success_for_who_asks_for_it_and_not_for_the_course() {
    for named in [&["check", "lost_update"][..], &["check", "A01", "--variant", "broken"], &["check", "races"]] {
        let (code, says) = checked_when_repaired(named);
        assert_eq!(code, Some(0), "{named:?}: {says}");
        assert!(says.contains("git checkout scenarios/races/lost_update/broken.rs"), "{says}");
    }
    for whole in
        [&[][..], &["check"], &["check", "lost_update", "--format", "json"], &["check", "A01", "--format=junit"]]
    {
        assert_eq!(checked_when_repaired(whole).0, Some(1), "{whole:?}");
    }
    for arguments in [
        &["check", "lost_update"][..],
        &["check", "lost_update", "--verbose"],
        &["check", "lost_update", "--format", "junit"],
        &[],
    ] {
        assert!(!checked_when_repaired(arguments).1.contains("must_see"), "{arguments:?}");
    }
    let (_, run) = checked_when_repaired(&["run", "lost_update"]);
    assert!(!run.contains("broken all the same"), "{run}");
}

#[test]
fn bad_schedules_are_refused_at_the_place() {
    let refused = |scenario: &str, schedule: &str| {
        let output = plain_command().args(["replay", scenario, "--schedule", schedule]).output();
        let output = output.expect("the program runs");
        assert!(output.stdout.is_empty(), "{schedule} printed a result");
        ends_with_code(&output, 2);
        text(&output.stderr)
    };
    let all = [
        refused("lost_update", "left rigth left"),
        refused("lost_update", "left×3"),
        refused("lost_update", "(left right"),
        refused("lost_update", "left×1000000000"),
        refused("lost_update", "left right×2 left main×2"),
        refused("lock_order", "there there back there back"),
        refused("orphan_lock", "holder×2 main×2 holder"),
        refused("lost_update", "\u{1b}[31m ☠ '"),
        refused("lost_update", "LEFT"),
        refused("lost_update", "'\u{1b}[31mred\u{7}'"),
        refused("lost_update", "\u{202e}left le\u{200b}ft"),
        refused("lost_update", "left 右 left"),
        refused("lost_update", "(left right))"),
        refused("lost_update", "(left)×99999999999999999999"),
    ];
    insta::assert_snapshot!("bad_schedules", all.concat());
    for long in
        ["left ".repeat(20_000), "left".repeat(25_000), "(".repeat(100_000), format!("@{}7", "0".repeat(100_000))]
    {
        let says = refused("lost_update", &long);
        assert!(says.len() < 500 && says.contains('^') && says.contains('…'), "{says}");
    }
}

#[test]
fn what_was_typed_is_no_command_to_the_terminal() {
    let escape = "\u{1b}[31mred\u{7}";
    let arguments = [
        ["replay", escape, "--schedule", ""],
        ["replay", "lost_update", "--variant", escape],
        ["replay", "lost_update", "--schedule", &format!("'{escape}'")],
    ];
    for arguments in arguments {
        // As on a terminal, where nobody takes escapes out.
        let output = plain_command().env("CLICOLOR_FORCE", "1").args(arguments).output().expect("the program runs");
        ends_with_code(&output, 2);
        let stderr = text(&output.stderr);
        assert!(stderr.contains("\\u{1b}[31mred\\u{7}"), "{stderr}");
        assert!(stderr.chars().all(|c| c == '\n' || !c.is_control()), "{stderr:?}");
    }
}

#[test]
fn a_replay_that_makes_no_sense_is_refused() {
    let cases: [(&[&str], &str); 7] = [
        (&["lost_update", "--on", "processes"], "are threads, not processes; use `--on threads`"),
        (&["orphan_lock", "--on", "threads"], "are processes, not threads; use `--on processes`"),
        (&["lost_update", "-n", "5"], "add `--on threads`"),
        (&["orphan_lock", "-n", "5"], "add `--on processes`"),
        (&["lost_update", "--on", "threads", "-n", "0"], "not in 1..=10000000"),
        (&["lost_update", "--on", "threads", "-n", "99999999999999999999999"], "too large"),
        (&["lost_update", "--variant", "fixed_rwm"], "did you mean `fixed_rmw`?"),
    ];
    for (arguments, says) in cases {
        let output = plain_command().arg("replay").args(arguments).output().expect("the program runs");
        assert!(ends_with_code(&output, 2).is_empty(), "{arguments:?} printed a result");
        assert!(text(&output.stderr).contains(says), "{arguments:?}: {}", text(&output.stderr));
    }
}

#[test]
fn an_empty_schedule_leaves_everything_to_the_program() {
    let output = plain_command().args(["replay", "lost_update", "--schedule", ""]).output();
    let stdout = ends_with_code(&output.expect("the program runs"), 0);
    assert!(stdout.contains("It ends with counter=2") && stdout.contains("✓ main"), "{stdout}");
}

#[test]
fn a_schedule_from_standard_input_may_be_anything() {
    use std::io::Write;
    for (bytes, says) in
        [(vec![b'('; 3_000_000], "longer than"), (vec![0xff, 0xfe], "no text: byte 1"), (vec![0], "'\\0'")]
    {
        let mut child = plain_command()
            .args(["replay", "lost_update", "--schedule", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        // It need not read all of it.
        let _ = child.stdin.take().expect("a pipe").write_all(&bytes);
        let output = child.wait_with_output().expect("it ends");
        ends_with_code(&output, 2);
        assert!(text(&output.stderr).contains(says), "{}", text(&output.stderr));
    }
}

#[test]
fn hints_come_one_at_a_time() {
    let first = ends_with_code(&racecourse(&["hint", "lost_update"]), 0);
    assert!(first.contains("separated") && !first.contains("one step that does both"), "{first}");
    let second = ends_with_code(&racecourse(&["hint", "lost_update", "--level", "2"]), 0);
    assert!(second.contains("one step that does both"), "{second}");
    let output = racecourse(&["hint", "lost_update", "--level", "3"]);
    ends_with_code(&output, 2);
    assert!(text(&output.stderr).contains("hints 1 to 2"));
    assert!(
        first.contains("scenarios/races/lost_update/broken.rs, then:\n  racecourse check lost_update\n"),
        "{first}"
    );
}

#[test]
fn explain_knows_every_hazard() {
    insta::assert_snapshot!("explain", ends_with_code(&racecourse(&["explain", "deadlock"]), 0));
    let all = ends_with_code(&racecourse(&["explain"]), 0);
    for hazard in racecourse::hazard::Hazard::ALL {
        assert!(all.contains(hazard.name()), "{hazard}");
        let by_name = ends_with_code(&racecourse(&["explain", hazard.name()]), 0);
        assert_eq!(ends_with_code(&racecourse(&["explain", &hazard.name().replace('-', "_")]), 0), by_name);
    }
    assert!(all.contains("memory-model"), "{all}");
    let page = ends_with_code(&racecourse(&["explain", "memory_model"]), 0);
    assert!(page.contains("load buffering") || page.contains("Load buffering"), "{page}");
    let of_scenario = ends_with_code(&racecourse(&["explain", "lock_order"]), 0);
    assert_eq!(of_scenario, ends_with_code(&racecourse(&["explain", "deadlock"]), 0));
}

#[test]
fn each_lecture_has_its_table_and_there_are_five() {
    let titles = ends_with_code(&racecourse(&["lecture"]), 0);
    assert_eq!(titles.lines().take_while(|line| !line.is_empty()).count(), 5, "{titles}");
    insta::assert_snapshot!("lecture", ends_with_code(&racecourse(&["lecture", "5"]), 0));
    for number in ["1", "2", "3", "4", "5"] {
        let shown = ends_with_code(&racecourse(&["lecture", number, "--width", "80"]), 0);
        assert!(shown.starts_with(number) && shown.contains("racecourse"), "{shown}");
        assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    }
    ends_with_code(&racecourse(&["lecture", "6"]), 2);
}

#[test]
fn columns_say_how_wide_the_output_is_and_the_option_says_it_louder() {
    let widest = |columns: &str, arguments: &[&str]| {
        let mut command = plain_command();
        let output = command.args(arguments).env("COLUMNS", columns).output().expect("the program runs");
        let shown = ends_with_code(&output, 0);
        let is_command = |line: &&str| !line.trim_start().starts_with("racecourse ");
        shown.lines().filter(is_command).map(|line| line.chars().count()).max().unwrap_or(0)
    };
    let lecture = &["lecture", "1"];
    assert!((50..=60).contains(&widest("60", lecture)));
    assert!((61..=80).contains(&widest("80", lecture)));
    assert!((61..=80).contains(&widest("60", &["lecture", "1", "--width", "80"])));
    // What says nothing is as if it were not there, and a report is not cut to pieces.
    assert_eq!(widest("", lecture), widest("many", lecture));
    assert_eq!(widest("60", &["list"]), widest("72", &["list"]));
}

#[test]
fn what_others_call_it_leads_to_what_is_here() {
    let mutex = ends_with_code(&racecourse(&["show", "mutex"]), 0);
    assert!(
        mutex.contains("show lost_update       a scenario") && mutex.contains("show threading_gotcha  a lab"),
        "{mutex}"
    );
    let listed = ends_with_code(&racecourse(&["list", "GIL"]), 0);
    assert!(listed.contains("global_lock") && !listed.contains("lost_update"), "{listed}");
    let labs = ends_with_code(&racecourse(&["list", "labs"]), 0);
    assert!(labs.contains("17 labs") && !labs.contains("scenario"), "{labs}");
    let output = racecourse(&["check", "mutex"]);
    ends_with_code(&output, 2);
    assert!(text(&output.stderr).contains("did you mean `lost_update`?"), "{}", text(&output.stderr));
}
