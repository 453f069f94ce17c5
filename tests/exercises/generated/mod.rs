//! Submissions that nobody has written: what is right, written otherwise by a machine, and what is right with one thing taken away
//! that no solution can do without.
//!
//! The first have to be right with all points: a grader that minds names, order or helpers is none. The second have to be wrong:
//! they are what tells that a right verdict is about what is there. Some of them stay right, or do not build; `exceptions.txt`
//! names each, with the reason, and whatever is named there has to be so.

mod rewritten;
mod spoiled;
mod spoiled_tests;

use std::path::Path;

use racecourse_exercises::check::{Checked, check};
use racecourse_exercises::exercise::Exercise;
use racecourse_exercises::format::Kind;
use racecourse_exercises::grade::hidden;
use racecourse_exercises::ladder::Judgement;
use racecourse_exercises::layer::Layer;
use racecourse_exercises::words::in_short;
use racecourse_exercises::workshop::Workshop;
use syn::File;

use crate::PATIENT;

/// How a text is changed: the new one, or none if there is nothing to change.
type Change = fn(&File) -> Option<File>;

/// What is right stays right.
const REWRITES: [(&str, Change); 4] = [
    ("renamed", rewritten::renamed),
    ("reordered", rewritten::reordered),
    ("harmless", rewritten::harmless),
    ("helpers", rewritten::in_helpers),
];

/// What is right becomes wrong.
const SPOILED: [(&str, Change); 8] = [
    ("does_nothing", spoiled::does_nothing),
    ("not_written", spoiled::not_written),
    ("sleeps", spoiled::sleeps),
    ("yields", spoiled::yields),
    ("busy", spoiled::busy),
    ("tells_nobody", spoiled::tells_nobody),
    ("guards_leaked", spoiled::guards_leaked),
    ("locked_for_each_use", spoiled::locked_for_each_use),
];

/// Tests that were right become wrong.
const SPOILED_TESTS: [(&str, Change); 8] = [
    ("no_tests", spoiled_tests::no_tests),
    ("only_the_first", spoiled_tests::only_the_first),
    ("only_the_last", spoiled_tests::only_the_last),
    ("do_nothing", spoiled_tests::do_nothing),
    ("not_written", spoiled_tests::not_written),
    ("assert_nothing", spoiled_tests::assert_nothing),
    ("assert_the_opposite", spoiled_tests::assert_the_opposite),
    ("wait_for_nobody", spoiled_tests::wait_for_nobody),
];

/// What has to come of a generated submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Right,
    Wrong,
    /// Wrong, because it does not build.
    NotBuilt,
    /// It is not decided.
    Undecided,
}

/// A submission that a machine has made.
#[derive(Clone, Debug)]
pub(crate) struct Generated {
    exercise: &'static Exercise,
    /// Of which submission, and how.
    pub(crate) name: String,
    text: String,
    fate: Fate,
}

/// All that are made of the right submissions to `exercise`.
pub(crate) fn of(exercise: &'static Exercise) -> Vec<Generated> {
    let mut all = Vec::new();
    for sample in &exercise.right {
        let mut file = syn::parse_file(&sample.text).unwrap_or_else(|why| panic!("{}: {why}", sample.file));
        // What stands at the top is about the author's text.
        file.attrs.clear();
        let stem = sample.file.trim_start_matches("right/").trim_end_matches(".rs");
        let mut add = |changes: &[(&str, Change)], usual: Fate| {
            for (how, change) in changes {
                let Some(changed) = change(&file) else { continue };
                let name = format!("{stem}_{how}");
                let fate = exception(&exercise.name, &name).unwrap_or(usual);
                let text = quote::ToTokens::to_token_stream(&changed).to_string();
                all.push(Generated { exercise, name, text, fate });
            }
        };
        add(&REWRITES, Fate::Right);
        // Tests have no synchronisation of their own.
        if exercise.description.kind == Kind::Test {
            add(&SPOILED_TESTS, Fate::Wrong);
            continue;
        }
        add(&SPOILED, Fate::Wrong);
        if exercise.description.asks_for(Layer::Concurrent) {
            add(&[("one_lock", spoiled::one_lock)], Fate::Wrong);
            // Where there is nothing that could have a lock, threads and processes are begun by what was submitted.
            if spoiled::one_lock(&file).is_none() {
                add(&[("one_after_the_other", spoiled::one_after_the_other)], Fate::Wrong);
            }
        }
    }
    all
}

/// What is said of a submission that is not as the others of its kind: `exercise name: right, reason`, a line each.
fn exception(exercise: &str, name: &str) -> Option<Fate> {
    let lines = include_str!("exceptions.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let mut found = lines.filter_map(|line| {
        let (which, rest) = line.split_once(": ").unwrap_or_else(|| panic!("exceptions.txt: {line}"));
        (which == format!("{exercise} {name}")).then(|| rest.split_once(", ").map_or(rest, |(fate, _)| fate))
    });
    Some(match found.next()? {
        "right" => Fate::Right,
        "not built" => Fate::NotBuilt,
        "undecided" => Fate::Undecided,
        other => panic!("exceptions.txt: {other} is no fate"),
    })
}

/// The names in `exceptions.txt` that no generated submission has.
pub(crate) fn stale(all: &[Generated]) -> Vec<&'static str> {
    let lines = include_str!("exceptions.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let is_there = |line: &&str| {
        let which = line.split_once(": ").map_or(*line, |(which, _)| which);
        all.iter().any(|one| format!("{} {}", one.exercise.name, one.name) == which)
    };
    lines.filter(|line| !is_there(line)).collect()
}

impl Generated {
    /// What is not as it should be.
    pub(crate) fn complaint(&self, workshop: &Workshop, place: &Path) -> Option<String> {
        let checked = check(workshop, self.exercise, &self.text, place, &PATIENT);
        let all = self.exercise.description.points().total();
        let is_so = match (self.fate, &checked.judgement) {
            (Fate::Right, Judgement::Right) => {
                checked.points() == all && checked.strange.is_none() && hidden(&checked).is_none()
            }
            (Fate::Wrong, Judgement::Wrong(fault)) => fault.layer > Layer::Builds,
            (Fate::NotBuilt, Judgement::Wrong(fault)) => fault.layer == Layer::Builds,
            (Fate::Undecided, Judgement::Undecided(_)) => true,
            _ => false,
        };
        (!is_so).then(|| {
            let (found, strange) = (in_short(&checked.judgement), checked.strange.as_deref().unwrap_or_default());
            let hidden = hidden(&checked).unwrap_or_default();
            format!("should be {:?}, and is {found} {strange} {hidden}\n{}", self.fate, self.seen(&checked))
        })
    }

    /// What helps to find out why.
    fn seen(&self, checked: &Checked<'_>) -> String {
        use racecourse_exercises::workshop::NotBuilt;
        let said = match &checked.not_built {
            Some(NotBuilt::Submission(complaints) | NotBuilt::Driver(complaints)) => complaints.first.as_str(),
            _ => "",
        };
        format!("{said}{}", self.text)
    }
}
