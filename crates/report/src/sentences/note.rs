//! A note in a sentence.

use super::said::value;
use super::verb;
use racecourse_layout::{count, grouped};
use racecourse_trace::exploration::{Note, Strengthened, StrongerBy};

/// What a reader should know, for instance `1 execution was cut after too many steps`.
pub fn note(note: &Note) -> String {
    match note {
        Note::Redundant(n) => format!("{n} more executions were begun and recognised as equivalent to others"),
        Note::Repeating(1) => "1 execution came back to an earlier state again and again and was given up".to_owned(),
        Note::Repeating(n) => format!("{n} executions came back to earlier states again and again and were given up"),
        Note::TooLong(1) => "1 execution was cut after too many steps".to_owned(),
        Note::TooLong(n) => format!("{n} executions were cut after too many steps"),
        Note::AwaitedLoops { loops, rounds, writing } => awaited(*loops, *rounds, *writing),
        Note::AllWithin(most) => {
            format!("all executions with at most {} were searched", count(*most as u64, "preemption"))
        }
        Note::Estimated { executions, of } => estimated(*executions, *of),
        Note::NotSimplified => "the search was stopped when it was done, before simpler examples were found".to_owned(),
        Note::NothingToChoose => {
            "no two actors were ever able to go on at the same time, so there was nothing to choose".to_owned()
        }
        Note::Strengthened(places) => strengthened(places),
        Note::LastRun { nth, of } => {
            format!(
                "run {nth} of {of} was the last: it did not end, as others before it, and threads cannot be stopped"
            )
        }
        Note::Differs { run, label, expected } => {
            format!("Run {run} ended with `{}`; under the model it is `{}`.", value(label), value(expected))
        }
    }
}

/// More places than this are not named.
const MOST_PLACES: usize = 6;

fn strengthened(places: &[Strengthened]) -> String {
    let told = places.iter().take(MOST_PLACES).map(|it| {
        let by = match it.by {
            StrongerBy::Fences => "has SeqCst fences around it",
            StrongerBy::Swap => "is a swap",
            StrongerBy::Update => "comes after an update that all who load there make",
        };
        format!("the {} at {} {by}", verb(it.action), it.site.short())
    });
    let mut told: Vec<String> = told.collect();
    match places.len().saturating_sub(MOST_PLACES) {
        0 => {}
        1 => told.push("and 1 more".to_owned()),
        more => told.push(format!("and {more} more")),
    }
    format!("loom was shown accesses that order more than the program says: {}", told.join("; "))
}

fn awaited(loops: usize, rounds: usize, writing: usize) -> String {
    let (go, are) = if loops == 1 { ("goes", "it is") } else { ("go", "they are") };
    let told = format!(
        "{} {go} round without changing anything; after {rounds} rounds that were all the same {are} taken to wait for a \
         change",
        count(loops as u64, "loop")
    );
    match (writing, loops) {
        (0, _) => told,
        (1, 1) => format!("{told}. It takes its lock for writing, and is taken to leave what that guards as it was"),
        (1, _) => format!("{told}. One takes its lock for writing, and is taken to leave what that guards as it was"),
        (_, _) => {
            format!("{told}. {writing} take their lock for writing, and are taken to leave what that guards as it was")
        }
    }
}

/// More executions than this are not worth waiting for.
const MOST_WORTH: u64 = 20_000_000;

/// What was not covered, and how to go on.
fn estimated(executions: u64, of: u64) -> String {
    if of > MOST_WORTH {
        return format!(
            "about {} executions of more than an estimated {} were searched (from the branching seen): make the program \
             smaller, or search it within a bound of preemptions",
            grouped(rounded(executions)),
            grouped(MOST_WORTH),
        );
    }
    format!(
        "about {} of an estimated {} executions or more were searched (from the branching seen): raise `executions` to {}",
        grouped(rounded(executions)),
        grouped(rounded(of)),
        // The estimate is mostly too small.
        grouped(rounded(of.saturating_mul(2))),
    )
}

/// The number with two digits that are not zero.
fn rounded(number: u64) -> u64 {
    let unit = 10_u64.pow(number.max(1).ilog10().saturating_sub(1));
    number.div_ceil(unit) * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_says_what_it_left_out_and_how_to_go_on() {
        let says = note(&Note::Estimated { executions: 20_000, of: 201_600 });
        assert_eq!(
            says,
            "about 20 000 of an estimated 210 000 executions or more were searched (from the branching seen): raise \
             `executions` to 410 000"
        );
        let says = note(&Note::Estimated { executions: 1_000_000, of: u64::MAX });
        assert!(says.starts_with("about 1 000 000 executions of more than an estimated 20 000 000"), "{says}");
    }

    #[test]
    fn numbers_are_rounded_up_to_two_digits() {
        let numbers = [0, 1, 9, 10, 99, 101, 999, 1_234_567];
        assert_eq!(numbers.map(rounded), [0, 1, 9, 10, 99, 110, 1_000, 1_300_000]);
    }
}
