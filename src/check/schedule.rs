//! A check that follows a schedule instead of searching: what `RACECOURSE_SCHEDULE` asks for.

use std::env;

use super::place::Place;
use super::{Check, Outcomes, ran, texts};
use crate::budget::Budget;
use crate::engine::{self, EngineId, Program};
use crate::exploration::{Coverage, Exploration};
use crate::schedule::Schedule;
use racecourse_report::human::Finding;
use racecourse_report::sentences;
use racecourse_sources::visible;

/// The schedule to follow, with what [`Request`] has besides behind it: `--on threads`, `--check 2`.
pub(super) const VARIABLE: &str = "RACECOURSE_SCHEDULE";

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    schedule: String,
    /// Whether real threads or processes are to follow it.
    real: bool,
    /// Which check of its test is to follow it, counted from 1.
    check: usize,
}

/// What was asked for, if something was, and of the check at `place`.
///
/// # Panics
///
/// If that makes no sense.
#[track_caller]
pub(super) fn requested(place: &Place) -> Option<Request> {
    let text = env::var_os(VARIABLE)?;
    let Some(text) = text.to_str() else { panic!("{VARIABLE} is not UTF-8") };
    match Request::read(text) {
        Ok(request) => Some(request).filter(|request| request.check == place.number()),
        Err(why) => panic!("{VARIABLE}: {why}"),
    }
}

impl Request {
    /// Reads the text of the variable: a schedule, then options.
    fn read(text: &str) -> Result<Self, String> {
        let (schedule, options) = text.split_at(options_at(text));
        let mut request = Self { schedule: schedule.trim().to_owned(), real: false, check: 1 };
        let mut words = options.split_whitespace();
        while let Some(option) = words.next() {
            request.set(option, words.next().unwrap_or_default())?;
        }
        Ok(request)
    }

    /// Sets one option.
    fn set(&mut self, option: &str, value: &str) -> Result<(), String> {
        match (option, value) {
            ("--on", "model") => self.real = false,
            ("--on", "threads" | "processes") => self.real = true,
            ("--on", _) => return Err(format!("`--on {}` is neither model nor threads nor processes", visible(value))),
            ("--check", _) => {
                let number = value.parse().ok().filter(|number| *number > 0);
                let why = || format!("`--check {}` is not the number of a check, as 2 is", visible(value));
                self.check = number.ok_or_else(why)?;
            }
            _ => return Err(format!("`{}` is neither --on nor --check", visible(option))),
        }
        Ok(())
    }
}

/// Where the first word with `--` in front of it begins, outside of the quotes in which the name of an actor may stand.
fn options_at(text: &str) -> usize {
    let mut quote = None;
    let mut escaped = false;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '\'' | '"') => quote = Some(c),
            None if before.is_whitespace() && text[at..].starts_with("--") => return at,
            None => {}
        }
        before = c;
    }
    text.len()
}

/// Follows the schedule; fails as it does, and also if one execution cannot tell whether all return the same.
#[track_caller]
pub(super) fn follow(check: &Check, program: &Program, place: &Place, request: &Request, returns_nothing: bool) {
    let (exploration, finding) = followed(check, program, place, request, returns_nothing);
    let report = report(check, program, place, &exploration, &finding);
    if finding.is_fine() {
        println!("{report}");
    } else {
        panic!("{report}");
    }
}

/// Follows the schedule; what it comes to is all there is.
#[track_caller]
pub(super) fn explore(check: &Check, program: &Program, place: &Place, request: &Request) -> Outcomes {
    let (exploration, finding) = followed(check, program, place, request, false);
    let report = report(check, program, place, &exploration, &finding);
    if !ran(&exploration) {
        panic!("{report}");
    }
    println!("{report}");
    Outcomes::of(&[exploration])
}

/// What came of it, in words.
fn report(check: &Check, program: &Program, place: &Place, exploration: &Exploration, finding: &Finding) -> String {
    let texts = texts(program.sources(), std::slice::from_ref(exploration));
    place.report(&check.title(place), &texts).followed(exploration, finding)
}

#[track_caller]
fn followed(
    check: &Check,
    program: &Program,
    place: &Place,
    request: &Request,
    returns_nothing: bool,
) -> (Exploration, Finding) {
    let follow = |schedule: &Schedule| {
        if request.real {
            let once = Budget { runs: 1, ..check.budget.clone() };
            return place.play(program, schedule, &once);
        }
        let replayed = engine::replay(program, schedule, &check.budget)?;
        let mut exploration = Exploration::new(EngineId::Explorer, Coverage::Sampled { executions: 1, seed: None });
        exploration.record(1, replayed.execution);
        Ok(exploration)
    };
    let exploration = request.schedule.parse().and_then(|schedule: Schedule| schedule.followed_by(follow));
    let exploration = match exploration {
        Ok(exploration) => exploration,
        Err(why) => panic!("{VARIABLE}: failed to follow the schedule: {}", sentences::refused(&why)),
    };
    let mut exploration = exploration;
    // In a process of its own: what the program prints is printed once, in the order of the schedule.
    let label = exploration.observations.keys().next().filter(|_| !request.real).cloned();
    let is_allowed = |label: &String| check.allowed.as_ref().is_some_and(|allowed| allowed.contains(label));
    if let Some(label) = label.filter(|label| !is_allowed(label))
        && let Some(schedule) = exploration.schedule_to_explain(&label)
        && let Some(asked) = place.explain(program, &schedule, &label, &check.budget)
    {
        exploration.explain(&label, asked);
    }
    // Whether others return the same is not known, unless there is only one thing to return.
    let decides = check.allowed.is_some() || returns_nothing;
    let complete = ran(&exploration) && decides;
    // One execution comes to one of the values that have to be seen.
    let finding = Finding::of(std::slice::from_ref(&exploration), check.allowed.as_deref(), &[], complete);
    (exploration, finding)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(String, bool, usize), String> {
        Request::read(text).map(|request| (request.schedule, request.real, request.check))
    }

    #[test]
    fn options_stand_behind_the_schedule_and_outside_of_quotes() {
        let request = |schedule: &str, real, check| Ok((schedule.to_owned(), real, check));
        assert_eq!(read(" left right×2 "), request("left right×2", false, 1));
        assert_eq!(read("left --on threads"), request("left", true, 1));
        assert_eq!(read("left --check 3 --on processes"), request("left", true, 3));
        assert_eq!(read("--check 2"), request("", false, 2));
        for named in [r"'it\'s --on threads' left", r#""--check 7" left"#, "a--on"] {
            assert_eq!(read(named), request(named, false, 1));
            assert_eq!(read(&format!("{named} --on threads")), request(named, true, 1));
        }
    }

    #[test]
    fn options_that_make_no_sense_are_refused() {
        for text in ["left --on", "left --on mars", "left --check", "left --check 0", "left --check x", "left --of it"]
        {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
