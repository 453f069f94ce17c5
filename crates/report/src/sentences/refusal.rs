//! Why a program cannot follow a schedule.

use super::remark::obstacle;
use super::said::value;
use super::verb::verb;
use racecourse_layout::count;
use racecourse_trace::exploration::Verb;
use racecourse_trace::failure::Waiting;
use racecourse_trace::schedule::{Miswritten, Refusal, ScheduleError, Wrong};

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
        Wrong::Written(how) => miswritten(how),
        Wrong::Refused(why) => refusal(why),
    };
    match (error.step(), error.word()) {
        (Some(step), Some(word)) => format!("step {} (word {}): {says}", step + 1, word + 1),
        _ => says,
    }
}

fn miswritten(how: &Miswritten) -> String {
    let says = match how {
        Miswritten::TooLong { bytes, most } => {
            return format!("the schedule is {bytes} bytes long; at most {most} are read");
        }
        Miswritten::TooManySteps { most } => return format!("the schedule has more than {most} steps from here on"),
        Miswritten::TooDeep { most } => return format!("brackets more than {most} deep"),
        Miswritten::NeedsQuotes(c) => return format!("{c:?} cannot stand in a name without quotes"),
        Miswritten::NoNumber(sign) => return format!("a number must follow `{sign}`"),
        Miswritten::NeverClosed => "this bracket is never closed",
        Miswritten::NeverOpened => "no bracket was opened for this one",
        Miswritten::NothingInBrackets => "there is nothing in these brackets",
        Miswritten::QuoteNeverClosed => "this quote is never closed",
        Miswritten::NothingToRepeat => "a repeat needs a name or a bracket before it",
        Miswritten::NoTimes => "no times is no step: leave it out",
        Miswritten::TooFarBack => "nothing is as old as that",
    };
    says.to_owned()
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
        Refusal::NotSoOld { stores: 0 } => "nothing has been stored there yet that could count more".to_owned(),
        Refusal::NotSoOld { stores } => {
            format!("there {} only {} that could count more", if *stores == 1 { "is" } else { "are" }, count(*stores as u64, "store"))
        }
        Refusal::Forbidden => {
            "the language does not allow it: what comes before this step is newer than what it would read or go behind".to_owned()
        }
        Refusal::NeverOld => "this step neither loads an atomic nor stores to one, so nothing about it can be old".to_owned(),
        Refusal::NeverFails => "this step is no exchange that may fail for no reason".to_owned(),
        Refusal::NoOldValues(step) => {
            format!("old values are followed among threads alone, and not beside a step such as `{}`", verb(*step))
        }
        Refusal::OldForReal => {
            "what a real thread reads is up to the machine: leave the marks (`~`, `!`) out, or follow it under the model".to_owned()
        }
        Refusal::NoEngine => "nothing is followed where no engine runs".to_owned(),
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

#[cfg(test)]
mod tests {
    use racecourse_trace::schedule::Schedule;

    use super::*;

    #[test]
    fn everything_that_can_be_wrong_with_how_a_schedule_is_written_has_its_words() {
        let table = [
            (
                Miswritten::TooLong { bytes: 5_000_000, most: 9 },
                "the schedule is 5000000 bytes long; at most 9 are read",
            ),
            (Miswritten::TooManySteps { most: 100_000 }, "the schedule has more than 100000 steps from here on"),
            (Miswritten::TooDeep { most: 16 }, "brackets more than 16 deep"),
            (Miswritten::NeverClosed, "this bracket is never closed"),
            (Miswritten::NeverOpened, "no bracket was opened for this one"),
            (Miswritten::NothingInBrackets, "there is nothing in these brackets"),
            (Miswritten::QuoteNeverClosed, "this quote is never closed"),
            (Miswritten::NeedsQuotes('\\'), "'\\\\' cannot stand in a name without quotes"),
            (Miswritten::NothingToRepeat, "a repeat needs a name or a bracket before it"),
            (Miswritten::NoNumber('×'), "a number must follow `×`"),
            (Miswritten::NoTimes, "no times is no step: leave it out"),
            (Miswritten::TooFarBack, "nothing is as old as that"),
        ];
        for (it, words) in table {
            assert_eq!(miswritten(&it), words);
        }
    }

    #[test]
    fn the_place_stands_under_what_is_wrong_with_it() {
        let wrong = "left×0".parse::<Schedule>().expect_err("it is no schedule");
        assert_eq!(refused(&wrong), "no times is no step: leave it out\n  left×0\n      ^^");
    }

    #[test]
    fn where_no_engine_runs_nothing_is_followed() {
        let why = ScheduleError::refused(Refusal::NoEngine);
        assert_eq!(refused(&why), "nothing is followed where no engine runs");
    }
}
