//! A graded submission, as plain data, and how it is told to other programs. Pure.

use std::fmt::Write;

use nix::sys::signal::Signal;
use racecourse::exploration::Exploration;
use racecourse::failure::Cause;
use racecourse_layout::{Layout, shown, shown_json, shown_lines};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::around::Around;
use crate::check::Checked;
use crate::exercise::Exercise;
use crate::ladder::{Judgement, Why};
use crate::layer::Layer;
use crate::library;
use crate::tripwire;
use crate::words::{Words, in_short};

/// The version of the documents.
const SCHEMA: u32 = 1;
/// No more bytes than this are told to a student.
const MOST: usize = 4096;

/// A graded submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Graded {
    /// Whose it is.
    pub student: String,
    /// The exercise.
    pub exercise: String,
    /// What was graded, as a number: the submission, the exercise and this program's library.
    pub key: String,
    /// What has become of it.
    pub verdict: Value,
    /// The same in short: `wrong: live, deadlock`.
    pub says: String,
    /// Its points.
    pub points: u32,
    /// Of so many.
    pub of: u32,
    /// Each layer that is asked for, with whether it is passed.
    pub layers: Vec<(Layer, Option<bool>)>,
    /// Where it lies, from where it was graded.
    #[serde(default)]
    pub file: Option<String>,
    /// How long that took, in milliseconds.
    #[serde(default)]
    pub took_ms: u64,
    /// The walls that stood around it.
    #[serde(default)]
    pub walls: Vec<String>,
    /// How many states were gone through once more outside of its process, where it is right.
    #[serde(default)]
    pub audited: Option<usize>,
    /// What is for a person to look at.
    #[serde(default)]
    pub flags: Vec<String>,
    /// What is told to the student.
    pub text: String,
}

/// One of three values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Value {
    /// Shown.
    Right,
    /// Refuted.
    Wrong,
    /// For a person to look at; never counted as wrong.
    Undecided,
}

/// The number of a submission to an exercise.
pub fn key(exercise: &Exercise, text: &str) -> String {
    let about = format!("{:?}", exercise.description);
    let tried_on =
        exercise.sound.iter().chain(&exercise.mutants).map(|it| it.text.as_str()).chain(exercise.interface.as_deref());
    let rest = [text, &exercise.name, &about, &exercise.spec, &library::stamp()];
    library::numbered(rest.into_iter().chain(tried_on))
}

impl Graded {
    /// What became of `student`'s submission.
    pub fn of(student: &str, checked: &Checked<'_>, around: &Around) -> Self {
        let verdict = match checked.judgement {
            Judgement::Right => Value::Right,
            Judgement::Wrong(_) => Value::Wrong,
            Judgement::Undecided(_) => Value::Undecided,
        };
        let layout = Layout::plain(80);
        let text = Words::of(checked, &layout).text(&checked.exercise.name, &layout);
        Self {
            student: student.to_owned(),
            exercise: checked.exercise.name.clone(),
            key: key(checked.exercise, &checked.text),
            verdict,
            says: in_short(&checked.judgement),
            points: checked.points(),
            of: checked.exercise.description.points().total(),
            layers: checked.passed.clone(),
            file: None,
            took_ms: 0,
            walls: around.stand.clone(),
            audited: checked.audits.iter().map(|it| it.found.as_ref().ok().copied()).sum(),
            flags: flags(checked),
            text: cut(&text) + &around.to_student(),
        }
    }

    /// A submission that cannot be graded, and why.
    pub fn unread(student: &str, exercise: &Exercise, why: &str) -> Self {
        let says = format!("undecided: {}", shown(why, 200));
        Self {
            student: student.to_owned(),
            exercise: exercise.name.clone(),
            key: String::new(),
            verdict: Value::Undecided,
            text: format!("? {says}\n"),
            says,
            points: 0,
            of: exercise.description.points().total(),
            layers: Vec::new(),
            file: None,
            took_ms: 0,
            walls: Vec::new(),
            audited: None,
            flags: Vec::new(),
        }
    }
}

/// What a person should look at, whatever the grade is.
fn flags(checked: &Checked<'_>) -> Vec<String> {
    let contradicts =
        matches!(&checked.judgement, Judgement::Undecided(doubt) if matches!(doubt.why, Why::Contradicts(_)));
    let mut flags: Vec<String> = contradicts.then(|| "contradicts itself".to_owned()).into_iter().collect();
    if checked.seen.iter().any(|seen| was_killed_by_a_wall(&seen.exploration)) {
        flags.push("made a call that a wall forbids".to_owned());
    }
    flags.extend(hidden(checked));
    flags.extend(checked.strange.iter().map(|strange| format!("the driver does something else ({strange})")));
    // Only there is a lifetime chosen by whoever is handed something, which holes in the compiler begin with.
    if checked.text.contains("for<") || checked.text.contains("for <") {
        flags.push("has a lifetime for all (for<…>)".to_owned());
    }
    flags
}

/// What the tripwire says of it.
pub fn hidden(checked: &Checked<'_>) -> Option<String> {
    let first = checked.watched.races.first();
    let too_much = (!checked.watched.is_all).then(|| "touches more memory than is watched".to_owned());
    first.map(|race| format!("shares memory past the facade ({})", tripwire::told(race))).or(too_much)
}

/// Whether the system has ended its process for a call that was forbidden.
fn was_killed_by_a_wall(exploration: &Exploration) -> bool {
    let failures = exploration.observations.values().filter_map(|seen| seen.example.failure());
    failures
        .into_iter()
        .any(|failure| matches!(failure.cause, Cause::Signalled { signal, .. } if signal == Signal::SIGSYS as i32))
}

/// As much of `text` as is told.
fn cut(text: &str) -> String {
    if text.len() <= MOST {
        return text.to_owned();
    }
    const REST: &str = "\n  … and more\n";
    let end = (0..=MOST - REST.len()).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    format!("{}{REST}", &text[..end])
}

/// All as a document for scripts.
pub fn json(all: &[Graded], around: &Around) -> String {
    let warning = around.warning();
    document(&json!({ "schema": SCHEMA, "walls": around.stand, "warning": warning, "submissions": all }), true)
}

/// A document on several lines, or on one. Whoever reads it reads what was said, and no terminal or page obeys that.
fn document(value: &serde_json::Value, in_lines: bool) -> String {
    shown_json(&if in_lines { format!("{value:#}\n") } else { format!("{value}\n") })
}

/// A row for each student.
pub fn csv(all: &[Graded]) -> String {
    let mut text = "student,exercise,points,of,verdict,says,walls,flags\n".to_owned();
    for one in all {
        let verdict = format!("{:?}", one.verdict).to_lowercase();
        let (points, of, walls) = (one.points.to_string(), one.of.to_string(), one.walls.join(" "));
        let flags = one.flags.join("; ");
        let cells = [&one.student, &one.exercise, &points, &of, &verdict, &one.says, &walls, &flags];
        let _ = writeln!(text, "{}", cells.map(|cell| quoted(cell)).join(","));
    }
    text
}

/// A cell as spreadsheets read it. One that begins like a formula is none.
fn quoted(cell: &str) -> String {
    let cell = &shown(cell, usize::MAX);
    let safe = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() };
    if safe.contains([',', '"', '\n', '\r']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}

/// `results.json` of Gradescope, for one submission: a test for each layer.
pub fn gradescope(one: &Graded, points_of: impl Fn(Layer) -> u32) -> String {
    let tests: Vec<_> = one
        .layers
        .iter()
        .map(|(layer, passed)| {
            let passed = *passed == Some(true);
            let most = points_of(*layer);
            json!({
                "name": layer.name(), "score": if passed { most } else { 0 }, "max_score": most,
                "status": if passed { "passed" } else { "failed" }, "visibility": "visible",
            })
        })
        .collect();
    document(
        &json!({ "score": one.points, "output": shown_lines(&one.text), "output_format": "text", "tests": tests }),
        true,
    )
}

/// What a grader of CodeRunner's answers with.
pub fn coderunner(one: &Graded) -> String {
    let escaped = shown_lines(&one.text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let fraction = f64::from(one.points) / f64::from(one.of.max(1));
    document(&json!({ "fraction": fraction, "prologuehtml": format!("<pre>{escaped}</pre>") }), false)
}

/// What VPL reads: comments and a grade.
pub fn vpl(one: &Graded) -> String {
    let mut text = String::new();
    for line in shown_lines(&one.text).lines() {
        let _ = writeln!(text, "Comment :=>> {line}");
    }
    text + &format!("Grade :=>> {}\n", one.points)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(student: &str, says: &str) -> Graded {
        let layers = vec![(Layer::Builds, Some(true)), (Layer::Right, Some(false)), (Layer::Live, None)];
        let (student, says) = (student.to_owned(), says.to_owned());
        let (exercise, key, text) = ("small".to_owned(), "1".to_owned(), "✗ wrong <b>\n  why\n".to_owned());
        let walls = vec!["names".to_owned(), "files".to_owned()];
        Graded {
            student,
            exercise,
            key,
            verdict: Value::Wrong,
            says,
            points: 1,
            of: 10,
            layers,
            file: None,
            took_ms: 0,
            walls,
            audited: None,
            flags: vec!["look".to_owned()],
            text,
        }
    }

    #[test]
    fn a_spreadsheet_gets_no_formula_and_no_broken_row() {
        let text = csv(&[one("=1+1", "wrong: right, a \"b\", c")]);
        assert_eq!(
            text.lines().nth(1),
            Some("'=1+1,small,1,10,wrong,\"wrong: right, a \"\"b\"\", c\",names files,look")
        );
    }

    #[test]
    fn other_programs_get_the_points_of_what_is_passed() {
        let read: serde_json::Value = serde_json::from_str(&gradescope(&one("ada", "wrong"), |_| 5)).unwrap();
        assert_eq!(
            (&read["score"], &read["tests"][0]["score"], &read["tests"][1]["score"]),
            (&json!(1), &json!(5), &json!(0))
        );
        assert_eq!(read["tests"][2]["status"], "failed");
        let read: serde_json::Value = serde_json::from_str(&coderunner(&one("ada", "wrong"))).unwrap();
        assert_eq!(read["fraction"], 0.1);
        assert!(read["prologuehtml"].as_str().is_some_and(|html| html.contains("&lt;b&gt;")));
        assert_eq!(vpl(&one("ada", "wrong")), "Comment :=>> ✗ wrong <b>\nComment :=>>   why\nGrade :=>> 1\n");
    }

    #[test]
    fn hostile_words_change_nothing_around_them() {
        let hostile = "\u{1b}[2J\u{202e}\r\nGrade :=>> 10\n\0</pre></script>\",\t=1+1\u{9b}\u{2028}";
        let text = || Graded { text: hostile.to_owned(), ..one(hostile, hostile) };
        let is_dangerous = |c: char| c != '\n' && racecourse_layout::is_invisible(c);
        let all = [
            json(&[text()], &Around::default()),
            csv(&[text()]),
            gradescope(&text(), |_| 5),
            coderunner(&text()),
            vpl(&text()),
        ];
        for document in &all {
            assert!(!document.contains(is_dangerous), "{document:?}");
        }
        for document in [&all[0], &all[2], &all[3]] {
            assert!(!document.contains("</script") && serde_json::from_str::<serde_json::Value>(document).is_ok());
        }
        let read: serde_json::Value = serde_json::from_str(&all[0]).expect("it is JSON");
        assert_eq!(read["submissions"][0]["student"], hostile, "whoever reads it reads what was said");
        assert_eq!(all[1].lines().count(), 2, "{}", all[1]);
        assert!(!all[3].contains("</pre></"), "{}", all[3]);
        let grades: Vec<&str> = all[4].lines().filter(|line| line.starts_with("Grade")).collect();
        assert_eq!(grades, ["Grade :=>> 1"]);
    }

    #[test]
    fn what_is_told_has_an_end() {
        let long = cut(&"✓".repeat(5000));
        assert!(long.len() <= MOST && long.ends_with("more\n"), "{}", long.len());
        assert_eq!(cut("short"), "short");
    }
}
