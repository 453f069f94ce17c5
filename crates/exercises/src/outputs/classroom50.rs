//! `result.json` of Classroom 50: what its runner reads after a grader has ended with 0, whatever the grade.
//!
//! The form is `classroom50/result/v1` (`schemas/result-v1.schema.json` of `foundation50/classroom50`). Who has submitted what is in
//! the environment of the runner, which also checks it.

use serde_json::json;

use crate::grade::Graded;
use crate::layer::Layer;

/// What the runner says of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    classroom: String,
    assignment: String,
    assignment_type: String,
    owner: String,
    submission: String,
    commit: String,
    release: String,
    review: String,
}

impl Run {
    /// What `variable` says, which gives back what a variable of the environment has if it is set.
    ///
    /// # Errors
    ///
    /// The name of one that is not set and has to be.
    pub fn of(variable: impl Fn(&str) -> Option<String>) -> Result<Self, &'static str> {
        let get = |name: &'static str| variable(name).filter(|value| !value.is_empty());
        let need = |name: &'static str| get(name).ok_or(name);
        let commit = need("COMMIT_URL")?;
        Ok(Self {
            classroom: need("CLASSROOM")?,
            assignment: need("ASSIGNMENT")?,
            assignment_type: get("ASSIGNMENT_TYPE").unwrap_or_else(|| "individual".to_owned()),
            owner: get("OWNER").or_else(|| get("USERNAME")).ok_or("OWNER")?,
            submission: need("SUBMISSION_TAG")?,
            release: need("RELEASE_URL")?,
            review: get("REVIEW_URL").unwrap_or_else(|| commit.clone()),
            commit,
        })
    }
}

/// The document. `now` is the time in seconds since 1970; the runner puts that of the submission in its place.
pub fn document(one: &Graded, points_of: impl Fn(Layer) -> u32, run: &Run, now: u64) -> String {
    let test = |(layer, passed): &(Layer, Option<bool>)| {
        let (most, passed) = (points_of(*layer), *passed == Some(true));
        json!({ "test-name": layer.name(), "passed": passed, "score": if passed { most } else { 0 }, "max-score": most })
    };
    // A layer without points is checked all the same, and told in the text.
    let layers = one.layers.iter().filter(|(layer, _)| points_of(*layer) > 0);
    let mut tests: Vec<_> = layers.map(test).collect();
    if tests.is_empty() {
        tests.push(json!({ "test-name": "submission", "passed": false, "score": 0, "max-score": one.of }));
    }
    if let Some(first) = tests.first_mut() {
        first["output"] = json!(one.text);
    }
    let document = json!({
        "schema": "classroom50/result/v1",
        "classroom": run.classroom,
        "assignment": run.assignment,
        "assignment_type": run.assignment_type,
        "owner": run.owner,
        "submission": run.submission,
        "commit": run.commit,
        "release": run.release,
        "review": run.review,
        "datetime": utc(now),
        "score": one.points,
        "max-score": one.of,
        "tests": tests,
    });
    format!("{document:#}\n")
}

/// A time in seconds since 1970 as `2026-06-01T14:32:01Z`.
fn utc(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let is_leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let (mut year, mut day) = (1970, days);
    while day >= 365 + u64::from(is_leap(year)) {
        day -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let months = [31, 28 + u64::from(is_leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while day >= months[month] {
        day -= months[month];
        month += 1;
    }
    let (hours, minutes, seconds) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{:02}-{:02}T{hours:02}:{minutes:02}:{seconds:02}Z", month + 1, day + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::Value;

    fn environment(name: &str) -> Option<String> {
        let all = [
            ("CLASSROOM", "cs-principles"),
            ("ASSIGNMENT", "hello"),
            ("USERNAME", "alice"),
            ("SUBMISSION_TAG", "submit/2026-06-01T14-32-05Z-a1b2c3d"),
            ("COMMIT_URL", "https://example.org/commit/1"),
            ("RELEASE_URL", "https://example.org/releases/1"),
        ];
        all.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn the_time_is_told_as_the_schema_has_it() {
        // As `date -u -d @… +%FT%TZ` says.
        for (seconds, says) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_780_324_321, "2026-06-01T14:32:01Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(utc(seconds), says);
        }
    }

    #[test]
    fn the_document_has_all_that_the_schema_asks_for_and_nothing_that_it_does_not_know() {
        let run = Run::of(environment).unwrap();
        let exercise = crate::exercise::named("repair_lost_update").unwrap();
        let points = exercise.description.points();
        let layers = vec![(Layer::Builds, Some(true)), (Layer::Right, Some(false)), (Layer::Live, None)];
        let one = Graded { verdict: Value::Wrong, layers, points: 1, ..Graded::unread("alice", &exercise, "why") };
        let read: serde_json::Value =
            serde_json::from_str(&document(&one, |layer| points.of(layer), &run, 1_780_324_321)).unwrap();
        let keys: Vec<&str> = read.as_object().unwrap().keys().map(String::as_str).collect();
        let asked_for = [
            "assignment",
            "assignment_type",
            "classroom",
            "commit",
            "datetime",
            "max-score",
            "owner",
            "release",
            "review",
            "schema",
            "score",
            "submission",
            "tests",
        ];
        assert_eq!(keys, asked_for);
        assert_eq!((&read["review"], &read["owner"]), (&read["commit"], &json!("alice")));
        let tests = read["tests"].as_array().unwrap();
        let sum: u64 = tests.iter().map(|test| test["score"].as_u64().unwrap()).sum();
        assert_eq!((sum, read["score"].as_u64(), read["max-score"].as_u64()), (1, Some(1), Some(10)));
        assert!(tests.iter().all(|test| test["score"].as_u64() <= test["max-score"].as_u64()));
        assert_eq!(tests[1]["test-name"], "right");
    }

    #[test]
    fn a_variable_that_has_to_be_set_is_asked_for_by_name() {
        let without = |left_out: &'static str| Run::of(move |name| environment(name).filter(|_| name != left_out));
        assert_eq!(without("CLASSROOM"), Err("CLASSROOM"));
        assert_eq!(without("USERNAME"), Err("OWNER"));
        assert_eq!(without("REVIEW_URL"), Run::of(environment));
    }
}
