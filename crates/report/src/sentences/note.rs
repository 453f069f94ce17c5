//! A note in a sentence.

use super::said::value;
use racecourse_trace::exploration::Note;

/// What a reader should know, for instance `1 execution was cut after too many steps`.
pub fn note(note: &Note) -> String {
    match note {
        Note::Redundant(n) => format!("{n} more executions were begun and recognised as equivalent to others"),
        Note::Repeating(1) => "1 execution came back to an earlier state again and again and was given up".to_owned(),
        Note::Repeating(n) => format!("{n} executions came back to earlier states again and again and were given up"),
        Note::TooLong(1) => "1 execution was cut after too many steps".to_owned(),
        Note::TooLong(n) => format!("{n} executions were cut after too many steps"),
        Note::AwaitedLoops { loops, rounds, alone } => {
            let subject = if *loops == 1 { "1 loop looks".to_owned() } else { format!("{loops} loops look") };
            format!(
                "{subject} again and again at what does not change; after {rounds} such rounds, and {alone} steps \
                 alone, it is taken to wait for a change"
            )
        }
        Note::NotSimplified => "the search was stopped when it was done, before simpler examples were found".to_owned(),
        Note::NothingToChoose => "there was never more than one actor to choose".to_owned(),
        Note::LastRun { nth, of } => format!("run {nth} of {of} was the last: its threads cannot be stopped"),
        Note::Differs { run, label, expected } => {
            format!("Run {run} ended with `{}`; under the model it is `{}`.", value(label), value(expected))
        }
    }
}
