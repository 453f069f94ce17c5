//! Why a program cannot follow a schedule.

use super::remark::obstacle;
use super::said::value;
use super::verb::verb;
use racecourse_trace::exploration::Verb;
use racecourse_trace::failure::Waiting;
use racecourse_trace::schedule::{Refusal, ScheduleError, Wrong};

/// What is wrong with a schedule, and under it the place.
pub fn refused(error: &ScheduleError) -> String {
    match error.shown() {
        Some((text, marks)) => format!("{}\n  {text}\n  {marks}", refused_briefly(error)),
        None => refused_briefly(error),
    }
}

/// What is wrong with a schedule, without the place.
pub(super) fn refused_briefly(error: &ScheduleError) -> String {
    let says = match error.wrong() {
        Wrong::Written(message) => message.clone(),
        Wrong::Refused(why) => refusal(why),
    };
    match (error.step(), error.word()) {
        (Some(step), Some(word)) => format!("step {} (word {}): {says}", step + 1, word + 1),
        _ => says,
    }
}

fn refusal(why: &Refusal) -> String {
    match why {
        Refusal::Unknown { word, nearest: Some(name), .. } => {
            format!("no actor is called `{}`; did you mean `{}`?", value(word), value(name))
        }
        Refusal::Unknown { word, nearest: None, actors } => {
            let actors: Vec<String> = actors.iter().map(|actor| value(actor)).collect();
            format!("no actor is called `{}`; there are {}", value(word), actors.join(", "))
        }
        Refusal::NotStarted(actor) => format!("{actor} has not been started yet"),
        Refusal::Finished(actor) => format!("{actor} has finished"),
        Refusal::Killed(actor) => format!("{actor} was killed"),
        Refusal::NoStep(actor) => format!("{actor} has no step to take"),
        Refusal::Waits(actor, waits) => cannot_go_on(actor, waits),
        Refusal::WaitsForEndOf(actor, other) => format!("{actor} waits for {other} to end"),
        Refusal::HasToWait => "it would have to wait".to_owned(),
        Refusal::Over(end) => format!("the execution is over before this step: it ended with `{}`", value(end)),
        Refusal::RunOver(end) => {
            let end = value(end.as_deref().unwrap_or("nothing"));
            format!("the run is over before this step: it ended with `{end}`")
        }
        Refusal::ForReal(why) => format!("impossible for real: {}", refusal(why)),
        Refusal::NoEnd { steps } => {
            format!("the schedule leads to no end: the execution was given up after {steps} steps")
        }
        Refusal::TooManyActors { most } => format!("more than {most} actors cannot be held at gates"),
    }
}

/// Why an actor cannot take its next step, which it waits for.
fn cannot_go_on(who: &str, waits: &Waiting) -> String {
    let (what, by) = (&waits.object, waits.on.join(" and "));
    match waits.action {
        Verb::Join | Verb::WaitFor => format!("{who} waits for {what} to end"),
        Verb::Lock | Verb::ReadLock | Verb::WriteLock | Verb::FileLock | Verb::Acquire if !by.is_empty() => {
            format!("{who} waits for {what}, which {by} holds")
        }
        Verb::Wait | Verb::Wake => format!("{who} waits in `wait` on {what}, and nobody has notified it"),
        action if what.is_empty() || *what == who => format!("{who} waits in `{}`", verb(action)),
        action => match &waits.obstacle {
            None => format!("{who} waits in `{}` on {what}", verb(action)),
            Some(it) => format!("{who} waits in `{}` on {what} ({})", verb(action), obstacle(it)),
        },
    }
}
