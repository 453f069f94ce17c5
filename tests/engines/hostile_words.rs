//! Labels, names, values and panics that are made to change what stands around them, in every format of a report.

use proptest::prelude::*;
use racecourse::Outcome;
use racecourse::budget::Budget;
use racecourse::exploration::{
    Change, Counterfactual, Coverage, EngineId, Event, Execution, Exploration, Moment, ObjectInfo, ObjectKind, Remark,
    Shown, Verb,
};
use racecourse::failure::{Cause, Evidence, Failure, FailureKind, Site};
use racecourse::scenario::{Grade, Graded, Role, Scenario, Variant};
use racecourse::schedule::Schedule;
use racecourse::state_graph::{Actor, End, Object, Standing, StateGraph, Status, Step};
use racecourse_report::state_graph;
use racecourse_report::{Checked, Layout, human, is_invisible, json, junit, matrix, printable};

const VARIANT: Variant = Variant {
    name: "broken",
    role: Role::Broken,
    summary: "It returns what it likes.",
    run: || Outcome::new("not run"),
    source: "fn run() {\n    say();\n}\n",
    file: "scenarios/words/hostile/broken.rs",
    outcomes: &[],
    budget: Budget::DEFAULT,
};
static SCENARIO: Scenario = Scenario {
    id: "W01",
    name: "hostile",
    family: "words",
    title: "Hostile words",
    summary: "It says what it likes.",
    variants: &[VARIANT],
    outcomes: &[Graded { outcome: "fine", grade: Grade::Allowed, why: "nothing is said" }],
    ..Scenario::EMPTY
};

/// Pieces of which a hostile text is made.
fn piece() -> impl Strategy<Value = String> {
    let dangerous = [
        "\u{1b}[2J",
        "\u{1b}[31m",
        "\u{1b}]0;title\u{7}",
        "\n",
        "\r",
        "\r\n",
        "\t",
        "\0",
        "\u{8}",
        "\u{7f}",
        "\u{9b}2J",
        "\u{85}",
        "\u{202e}",
        "\u{2066}",
        "\u{2069}",
        "\u{200e}",
        "\u{200f}",
        "\u{61c}",
        "\u{200b}",
        "\u{200d}",
        "\u{feff}",
        "\u{2028}",
        "\u{2029}",
        "\u{ad}",
        "\u{fe0f}",
        "\u{e0041}",
        "\u{3164}",
        "]]>",
        "<!--",
        "&amp;",
        "</testcase>",
        "</script><script>",
        "<script",
        "<!--<script",
        "</pre>",
        "=1+1",
        "Grade :=>> 10",
        "\"",
        "\\n",
        "'",
        "`",
        "  Verdict     confirmed",
        "{}",
        "{0}",
        "a\u{301}\u{301}\u{301}\u{301}\u{301}",
    ];
    prop_oneof![
        3 => proptest::sample::select(dangerous.to_vec()).prop_map(str::to_owned),
        2 => "[a-z0-9 =,]{1,8}",
        1 => any::<char>().prop_map(String::from),
        1 => Just("very long ".repeat(300)),
    ]
}

fn words() -> impl Strategy<Value = String> {
    proptest::collection::vec(piece(), 1..6).prop_map(|pieces| pieces.concat())
}

/// What an engine has found, all of it in these words.
fn found(label: &str, name: &str, object: &str, value: &str, panics: bool) -> Exploration {
    let event = |actor, action, written: Option<&str>| Event {
        actor,
        action,
        object: Some(0),
        also: None,
        read: written.is_none().then(|| Shown::Text(value.to_owned())),
        written: written.map(|text| Shown::Text(text.to_owned())),
        passed: Some(value.to_owned()),
        remark: Remark::Nothing,
        site: Site { file: VARIANT.file.to_owned(), line: 2 },
    };
    let said = format!("{value}{label}");
    let failure = panics.then(|| Failure {
        kind: FailureKind::Panic,
        cause: Cause::Panicked { said, at: Some(Site { file: VARIANT.file.to_owned(), line: 2 }) },
        evidence: Evidence::None,
    });
    let execution = Execution {
        actors: vec!["main".to_owned(), name.to_owned()],
        objects: vec![ObjectInfo {
            name: object.to_owned(),
            kind: ObjectKind::Atomic,
            initial: Some(Shown::Text(value.to_owned())),
            capacity: None,
        }],
        events: vec![
            event(1, Verb::Load, None),
            event(0, Verb::Store, Some(value)),
            event(1, Verb::Store, Some(label)),
        ],
        outcome: failure.is_none().then(|| label.to_owned()),
        failure,
        // Without the first store before it, it would have come to something that is called like the value.
        counterfactuals: vec![Counterfactual {
            change: Change::Before {
                step: Moment { actor: 0, event: Some(1) },
                other: Moment { actor: 1, event: Some(0) },
            },
            label: "fine".to_owned(),
            schedule: Schedule::default(),
            always: vec!["fine".to_owned(), value.to_owned()],
            missing: vec![2],
        }],
        ..Execution::default()
    };
    let mut found = Exploration::new(EngineId::Explorer, Coverage::Exhaustive { executions: 2 });
    found.record(1, execution);
    found.record(2, Execution { outcome: Some("fine".to_owned()), ..Execution::default() });
    found
}

/// Everything that is made of it for a reader, at two widths, and for a build server.
fn all_formats(found: &Exploration) -> Vec<String> {
    let checked = Checked::new(&SCENARIO, &SCENARIO.variants[0], vec![found.clone()]);
    let all = std::slice::from_ref(&checked);
    let mut texts = vec![junit::document(all)];
    for layout in [Layout::plain(72), Layout::plain(100)] {
        texts.push(human::brief(all, &layout));
        texts.push(human::finding(&checked, &layout));
        texts.push(human::counterexample(&checked, &layout).unwrap_or_default());
        texts.push(human::histogram(&checked, found, &layout));
        texts.push(human::replayed(&SCENARIO, &SCENARIO.variants[0], found, &layout));
        texts.push(matrix::report(all, &layout));
    }
    texts
}

/// Whether a terminal obeys or hides this, where it shows lines of text.
fn is_dangerous(c: char) -> bool {
    c != '\n' && is_invisible(c)
}

proptest! {
    #![proptest_config(crate::random_programs(15, 100))]

    #[test]
    fn change_nothing_around_them(
        label in words(), name in words(), object in words(), value in words(), panics in any::<bool>(),
    ) {
        let hostile = found(&label, &name, &object, &value, panics);
        let texts = all_formats(&hostile);
        for text in &texts {
            prop_assert!(!text.contains(is_dangerous), "{text:?}");
        }
        // What is said of them is what is said of their escapes, which are plain text.
        if !panics {
            let plain = printable::exploration(&hostile);
            prop_assert_eq!(&texts, &all_formats(&plain));
        }
        let checked = Checked::new(&SCENARIO, &SCENARIO.variants[0], vec![hostile]);
        let text = json::document(std::slice::from_ref(&checked));
        prop_assert!(!text.contains(is_dangerous), "{text:?}");
        prop_assert!(!text.contains("</") && !text.contains("<script") && !text.contains("<!--"), "{text:?}");
        let read: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        let engine = &read["scenarios"][0]["variants"][0]["engines"][0];
        let expected = if panics { "panic" } else { &label };
        prop_assert_eq!(&engine["failure"]["label"], expected, "whoever reads it reads what was said");
        prop_assert_eq!(&engine["failure"]["steps"][0]["read"], &value);
        prop_assert_eq!(&engine["failure"]["actors"][1], &name);
    }

    #[test]
    fn change_nothing_in_a_graph_of_states(actor in words(), object in words(), end in words()) {
        let graph = StateGraph {
            actors: vec![Actor { name: actor.clone(), process: 0, standings: vec![waits(0)] }],
            objects: vec![Object { name: object.clone(), kind: ObjectKind::Mutex, values: Vec::new() }],
            states: Vec::new(),
            ends: vec![End { label: end.clone(), failure: None }],
        };
        let text = state_graph::document(&graph);
        prop_assert!(!text.contains(is_dangerous), "{text:?}");
        prop_assert!(!text.contains("</") && !text.contains("<script") && !text.contains("<!--"), "{text:?}");
        let read: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        prop_assert_eq!(&read["actors"][0]["name"], &actor, "whoever reads it reads what was said");
        prop_assert_eq!(&read["objects"][0]["name"], &object);
        prop_assert_eq!(&read["ends"][0]["label"], &end);
    }
}

/// An actor that waits for an object.
fn waits(object: usize) -> Standing {
    let site = Site { file: VARIANT.file.to_owned(), line: 2 };
    let next = Step { action: Verb::Lock, object: Some(object), also: None, operands: Vec::new(), site };
    Standing {
        status: Status::Blocked,
        next: Some(next),
        holds: Vec::new(),
        waits_for: vec![0],
        has_yielded: false,
        for_no_reason: false,
    }
}
