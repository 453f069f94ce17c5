//! What is derived, and what an author is told. The functions are the ones that run in the compiler.

use std::panic;

use racecourse::budget::Budget;
use racecourse::engine::EngineId;
use racecourse::scenario::derive::{self, HINTS, READ_ON};
use racecourse::scenario::{Actors, Blind, Concurrent, Grade, Graded, Role, Scenario, Variant};

use super::example::SCENARIO;

const FOLDER: &str = "scenarios/races/lost_update/";

/// The message with which the compiler would stop.
fn complaint<T>(function: impl FnOnce() -> T + panic::UnwindSafe) -> String {
    let Err(payload) = panic::catch_unwind(function) else { panic!("nothing to complain about") };
    payload.downcast_ref::<String>().expect("a message made of parts").clone()
}

#[test]
fn a_declaration_is_completed_from_its_files() {
    assert_eq!((SCENARIO.id, SCENARIO.name, SCENARIO.family), ("X01", "example", "scenario"));
    assert_eq!((SCENARIO.title, SCENARIO.actors), ("Two additions", Actors::Threads));
    assert_eq!(SCENARIO.summary, "Two actors each add 1 by reading and then writing, and one addition can vanish.");
    assert!(SCENARIO.lesson.starts_with("# Two additions\n") && SCENARIO.lesson.ends_with("both of its steps.\n"));
    let hints = ["Which two steps of an actor belong together?", "`fetch_add` reads and writes in one step."];
    assert_eq!(SCENARIO.hints, hints);
    assert_eq!(SCENARIO.references.len(), 1);

    let [broken, fixed] = SCENARIO.variants else { panic!("two variants") };
    assert_eq!((broken.role, fixed.role), (Role::Broken, Role::Fixed));
    assert_eq!((broken.summary, fixed.summary), (SCENARIO.summary, "Reading and writing are one step."));
    assert_eq!(
        (broken.file, broken.source),
        ("src/scenario/example/broken.rs", include_str!("../../src/scenario/example/broken.rs"))
    );
    assert_eq!((fixed.run)().label(), "counter=2");

    assert_eq!(SCENARIO.outcomes[0].grade, Grade::Works);
    let graded = |variant| SCENARIO.grading(variant, "counter=1").map(|graded| graded.grade);
    assert_eq!((graded(broken), graded(fixed)), (Some(Grade::MustSee), Some(Grade::Forbidden)));
    assert_eq!((broken.budget.samples, fixed.budget.samples), (Budget::DEFAULT.samples, 100));
    assert_eq!(SCENARIO.blind.iter().map(|blind| blind.engine).collect::<Vec<_>>(), [EngineId::RoundRobin]);
    let [Concurrent { sections, serialised }] = SCENARIO.concurrent else { panic!("one statement") };
    assert_eq!((sections, serialised[0].0), (&["add"; 2], "fixed"));
}

#[test]
fn a_declaration_stands_in_the_mod_of_its_folder() {
    let folder = derive::folder("src/../scenarios/races/lost_update/mod.rs", "course::races::lost_update");
    assert_eq!((folder, derive::family(folder), derive::name(folder)), (FOLDER, "races", "lost_update"));

    let told = complaint(|| derive::folder("scenarios/races/lost_update.rs", "course::races::lost_update"));
    assert_eq!(told, "scenarios/races/lost_update.rs: a scenario is declared in FAMILY/NAME/mod.rs");
    let told = complaint(|| derive::folder("scenarios/races/lost_updates/mod.rs", "course::races::lost_update"));
    let expected = "the folder is called `lost_updates` and the module `lost_update`";
    assert_eq!(told, format!("scenarios/races/lost_updates/mod.rs: {expected}"));
}

#[test]
fn a_lesson_has_a_title_hints_and_references() {
    let whole = "# Title\n\nText.\n\n```text\n## Hints\n```\n\n## Hints\n\n<details>\n\n1. One\n- Two\n\n</details>\n\n## Read on\n\n* A book\n";
    assert_eq!(derive::title(whole, FOLDER), "Title");
    assert_eq!(derive::body(whole, FOLDER), "# Title\n\nText.\n\n```text\n## Hints\n```\n");
    assert_eq!(derive::count(whole, HINTS, 2, FOLDER), 2);
    assert_eq!(derive::items::<2>(whole, HINTS, FOLDER), ["One", "Two"]);
    assert_eq!(derive::items::<1>(whole, READ_ON, FOLDER), ["A book"]);
}

#[test]
fn what_a_lesson_lacks_is_named_with_its_file() {
    let body = |text: &'static str| complaint(move || derive::body(text, FOLDER));
    let hints = |text: &'static str| complaint(move || derive::count(text, HINTS, 2, FOLDER));
    let told = [
        complaint(|| derive::title("Title\n", FOLDER)),
        body("# Title\n\n## Read on\n\n- A book\n"),
        body("# Title\n\n## Hints\n\n- One\n"),
        body("# Title\n\n## Hints\n\n- One\n\n## Read on\n\n- A book\n\n## Why\n"),
        hints("# Title\n\n## Hints\n\n## Read on\n"),
        hints("# Title\n\n## Hints\n\n1. One\n"),
        hints("# Title\n\n## Hints\n\n1. One\n2.\n"),
        hints("# Title\n\n## Hints\n\n1. One,\n   and more.\n"),
    ];
    let expected = [
        "does not begin with a `# ` heading",
        "has no section `## Hints`",
        "has no section `## Read on`",
        "`## Why` has to come before `## Hints` and `## Read on`",
        "`## Hints` has no item",
        "`## Hints` has only one item",
        "an item under `## Hints` is empty",
        "under `## Hints` stand items of one line each, and this is none:    and more.",
    ];
    assert_eq!(told, expected.map(|text| format!("scenarios/races/lost_update/README.md: {text}")));
}

#[test]
fn what_a_program_lacks_is_named_with_its_file() {
    const FILE: &str = "scenarios/races/lost_update/broken.rs";
    let summary = |text: &'static str| complaint(move || derive::summary(text, FILE));
    let no_sentence = format!("{FILE}: its first line is not one sentence that ends with a full stop");
    assert_eq!(summary("use racecourse::Outcome;\n"), format!("{FILE}: does not begin with `//! ` and what happens"));
    assert_eq!(summary("//! This goes on\n//! in a second line.\n"), no_sentence);
    assert_eq!(summary("//! \n"), format!("{FILE}: does not begin with `//! ` and what happens"));

    let told = complaint(|| derive::role("repaired", FOLDER));
    assert_eq!(told, "scenarios/races/lost_update/repaired.rs: the name of a variant is `broken…` or `fixed…`");
    assert_eq!(derive::role("broken_twice", FOLDER), Role::Broken);
    assert!(complaint(|| derive::role("fixedly", FOLDER)).contains("fixedly.rs"));
}

#[test]
fn budgets_and_outcomes_are_for_the_variants_they_name() {
    const STEPS: Budget = Budget { steps: 600, ..Budget::DEFAULT };
    let budgets: &[(&[&str], Budget)] = &[(&["fixed"], STEPS)];
    assert_eq!((derive::budget("fixed", budgets), derive::budget("broken", budgets)), (STEPS, Budget::DEFAULT));
    assert_eq!(derive::budget("broken", &[(&[], STEPS)]), STEPS);

    let told = complaint(move || derive::check_names(budgets, &[], &["broken"], FOLDER));
    assert_eq!(told, "scenarios/races/lost_update/mod.rs: `fixed` is no variant of this scenario");
    let twice: &[(&str, &[Graded])] = &[("broken", &[]), ("broken", &[])];
    let told = complaint(move || derive::check_names(&[], twice, &["broken"], FOLDER));
    assert_eq!(told, "scenarios/races/lost_update/mod.rs: `of broken` stands there twice");
}

const BAD: Graded = Graded { outcome: "bad", grade: Grade::MustSee, why: "the bug" };
const BROKEN: Variant = Variant { name: "broken", ..Variant::EMPTY };
const FIXED: Variant = Variant { name: "fixed", role: Role::Fixed, ..Variant::EMPTY };
const GOOD: Graded = Graded { outcome: "good", grade: Grade::Works, why: "what it is for" };
const SOUND: Scenario = Scenario { variants: &[BROKEN, FIXED], outcomes: &[GOOD, BAD], ..Scenario::EMPTY };

#[test]
fn contradictions_of_a_declaration_are_named() {
    assert_eq!(derive::checked(SOUND, FOLDER).outcomes.len(), 2);
    let own = Scenario { variants: &[BROKEN, Variant { outcomes: &[GOOD], ..FIXED }], outcomes: &[BAD], ..SOUND };
    assert_eq!(derive::checked(own, FOLDER).outcomes.len(), 1);
    let blind = |table: Vec<Blind>| Scenario { blind: table.leak(), ..SOUND };
    let one = |outcome, why| Blind { engine: EngineId::Explorer, outcome, why };
    let told = [
        Scenario { variants: &[BROKEN, BROKEN, FIXED], ..SOUND },
        Scenario { variants: &[FIXED, BROKEN], ..SOUND },
        Scenario { variants: &[FIXED], ..SOUND },
        Scenario { variants: &[BROKEN], ..SOUND },
        Scenario { outcomes: &[Graded { grade: Grade::Allowed, ..BAD }], ..SOUND },
        Scenario { outcomes: &[BAD], ..SOUND },
        Scenario {
            variants: &[BROKEN, Variant { outcomes: &[Graded { grade: Grade::Allowed, ..GOOD }], ..FIXED }],
            ..SOUND
        },
        Scenario { outcomes: &[GOOD, BAD, BAD], ..SOUND },
        Scenario { outcomes: &[Graded { why: "", ..BAD }], ..SOUND },
        Scenario { outcomes: &[Graded { outcome: "", ..BAD }], ..SOUND },
        Scenario { variants: &[BROKEN, Variant { outcomes: &[BAD, BAD], ..FIXED }], ..SOUND },
        blind(vec![one("worse", "it is")]),
        blind(vec![one("bad", "")]),
        blind(vec![one("bad", "it is"), one("bad", "it is")]),
        Scenario {
            concurrent: &[Concurrent { sections: ["a", "b"], serialised: &[("broken", "it is slow")] }],
            ..SOUND
        },
    ]
    .map(|scenario| complaint(move || derive::checked(scenario, FOLDER)));
    let expected = [
        "the variant `broken` is listed twice",
        "`broken` comes after a fixed variant",
        "no variant is broken",
        "no variant is fixed",
        "no outcome is `must_see`: there is no bug to be seen",
        "no outcome of `fixed` is `works`: a fix that does nothing would hold",
        "no outcome of `fixed` is `works`: a fix that does nothing would hold",
        "the outcome `bad` is graded twice",
        "the outcome `bad` does not say what it means",
        "an outcome has an empty label",
        "the outcome `bad` is graded twice",
        "an engine is blind to `worse`, which is no outcome of the table",
        "it is not said why an engine is blind to `bad`",
        "the same engine is said twice to be blind to `bad`",
        "`broken`, which is to give up concurrency, is no fixed variant",
    ];
    assert_eq!(told, expected.map(|text| format!("scenarios/races/lost_update/mod.rs: {text}")));
}
