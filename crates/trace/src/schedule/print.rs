//! Writing a schedule as briefly as it goes.

use super::Mark;
use super::parse::is_bare;
use racecourse_layout::is_invisible;

/// Steps of the longest round that is looked for.
const LONGEST_ROUND: usize = 64;
/// How often several steps must come in a row to be worth brackets.
const WORTH_BRACKETS: usize = 3;

/// The text for these steps: repeats as `×k`, rounds in brackets.
pub(super) fn text(steps: &[(&str, Mark)]) -> String {
    let mut words = Vec::new();
    let mut rest = steps;
    while !rest.is_empty() {
        let (period, times) = longest_repeat(rest);
        let (round, _) = rest.split_at(period);
        words.push(match (period, times) {
            (1, 1) => word(round[0]),
            (1, times) => format!("{}×{times}", word(round[0])),
            (_, times) => format!("({})×{times}", text(round)),
        });
        rest = &rest[period * times..];
    }
    words.join(" ")
}

/// The length of the round with which `steps` begin, and how often it comes, so that most is covered.
fn longest_repeat(steps: &[(&str, Mark)]) -> (usize, usize) {
    let times = |period: usize| {
        let same = steps[period..].iter().zip(steps).take_while(|(one, other)| one == other).count();
        1 + same / period
    };
    let rounds = (1..=LONGEST_ROUND.min(steps.len() / 2)).map(|period| (period, times(period)));
    let worth = rounds.filter(|(period, times)| *times >= if *period == 1 { 2 } else { WORTH_BRACKETS });
    let best = worth.max_by_key(|(period, times)| (period * times, std::cmp::Reverse(*period)));
    best.unwrap_or((1, 1))
}

/// A name with its mark.
fn word((name, mark): (&str, Mark)) -> String {
    format!("{}{mark}", quoted(name))
}

/// The name as a word: in quotes if it would not be read as one without, or be taken for an option behind the schedule.
fn quoted(name: &str) -> String {
    let is_plain = |c: char| is_bare(c) && !is_invisible(c);
    if !name.is_empty() && name.chars().all(is_plain) && !name.starts_with("--") {
        return name.to_owned();
    }
    let escaped = name.chars().map(|c| match c {
        '\n' => "\\n".to_owned(),
        '\\' | '\'' => format!("\\{c}"),
        c if is_invisible(c) => c.escape_unicode().to_string(),
        _ => c.to_string(),
    });
    format!("'{}'", escaped.collect::<String>())
}
