//! A check that follows a schedule instead of searching: what `RACECOURSE_SCHEDULE` asks for.

use std::env;

use super::place::Place;
use super::{Check, Outcomes, texts};
use crate::budget::Budget;
use crate::engine::{self, EngineId, Program};
use crate::exploration::{Coverage, Exploration};
use crate::schedule::Schedule;
use racecourse_report::human::{CheckReport, Finding};
use racecourse_report::sentences;

/// The schedule to follow, with ` --on threads` or ` --on processes` behind it for real ones.
pub(super) const VARIABLE: &str = "RACECOURSE_SCHEDULE";

/// What was asked for.
pub(super) struct Request {
    schedule: String,
    real: bool,
}

/// What was asked for, if something was.
///
/// # Panics
///
/// If that makes no sense.
#[track_caller]
pub(super) fn requested() -> Option<Request> {
    let text = env::var_os(VARIABLE)?;
    let text = text.to_str().unwrap_or_else(|| panic!("{VARIABLE} is not UTF-8")).trim();
    let (schedule, on) = text.rsplit_once("--on").unwrap_or((text, "model"));
    let real = match on.trim() {
        "model" => false,
        "threads" | "processes" => true,
        other => panic!("{VARIABLE}: `--on {other}` is neither model nor threads nor processes"),
    };
    Some(Request { schedule: schedule.trim().to_owned(), real })
}

/// Follows the schedule; fails as it does.
#[track_caller]
pub(super) fn follow(check: &Check, program: &Program, place: &Place, request: &Request) {
    let (exploration, finding) = followed(check, program, place, request);
    let texts = texts(program.sources(), std::slice::from_ref(&exploration));
    let report = CheckReport { name: &check.title(place), test: place.test(), texts: &texts };
    let report = report.followed(&exploration, &finding);
    if finding.is_fine() {
        println!("{report}");
    } else {
        panic!("{report}");
    }
}

/// Follows the schedule; what it comes to is all there is.
#[track_caller]
pub(super) fn explore(check: &Check, program: &Program, place: &Place, request: &Request) -> Outcomes {
    let (exploration, finding) = followed(check, program, place, request);
    let texts = texts(program.sources(), std::slice::from_ref(&exploration));
    let report = CheckReport { name: &check.title(place), test: place.test(), texts: &texts };
    println!("{}", report.followed(&exploration, &finding));
    Outcomes::of(&[exploration])
}

#[track_caller]
fn followed(check: &Check, program: &Program, place: &Place, request: &Request) -> (Exploration, Finding) {
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
    let finding = Finding::of(std::slice::from_ref(&exploration), check.allowed.as_deref(), true);
    (exploration, finding)
}
