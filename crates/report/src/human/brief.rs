//! A scenario, or one variant of it, on one screen: what was found, the steps, the verdict, and what to do next.
//!
//! It is the full report with what does not fit left out, the least important first, so that the steps, which are what
//! there is to learn, are seen without scrolling.

use super::super::{Checked, Forced, Layout, Style, sentences, style_of};
use super::command::command_lines;
use super::heading::{finder, sentence};
use super::layout::{INDENT, LEAD, indented};
use super::rows::Sign;
use super::schedule::Extent;
use super::source::{Source, texts};
use super::{engines, evidence, outcomes, schedule, why};
use crate::counterexample::Counterexample;
use crate::scenario::{Actors, Role};
use crate::verdict::{Standing, Verdict};
use racecourse_layout::{columns_of, count, ends, fill, grouped, hanging, pad, shorten};
use racecourse_trace::exploration::EngineId;
use racecourse_trace::hazard::Hazard;

/// Lines of the smallest terminal, less the one in which the next command is typed.
pub const SCREEN: usize = 23;
/// With fewer lines than this, a table of steps says nothing.
const LEAST_STEPS: usize = 6;
/// Of more reasons than this the full report has the rest.
const MOST_REASONS: usize = 3;

/// What was found out about variants of one scenario, on one screen.
pub fn brief(checked: &[Checked], layout: &Layout) -> String {
    let Some(first) = checked.first() else { return String::new() };
    let inner = Layout { width: layout.width.saturating_sub(INDENT).max(1), ..*layout };
    let title = match checked {
        [one] => title_of_one(one, layout),
        _ => title_of_all(checked, layout),
    };
    let about = match checked {
        [one] => sentence(one),
        _ => first.scenario.summary.to_owned(),
    };
    // Of one variant the steps are wanted, of a scenario what it is about.
    let rank = if checked.len() == 1 { Rank::Sentence } else { Rank::Always };
    let mut parts = vec![Part { under: false, ..Part::new(rank, fill(&about, inner.width)) }];
    match checked {
        [one] => parts.push(Part::new(Rank::Outcomes, outcomes::table(one, &inner))),
        _ => parts.push(Part::new(Rank::Always, variants(checked, &inner))),
    }
    if let Some((one, shown)) = to_be_shown(checked) {
        parts.extend(failure(one, shown, checked.len() > 1, &inner));
    }
    if let [one] = checked {
        parts.push(Part::new(Rank::Engines, engines::section(one, &inner)));
    }
    let mut last = verdict(checked, &inner);
    last.extend(next(checked, &inner));
    parts.push(Part::new(Rank::Always, last));
    title + &fitted(parts, SCREEN - 1)
}

/// How important a part is: the first one has to be there, the last one is left out first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Always,
    Steps,
    Sentence,
    Why,
    Schedule,
    Real,
    Evidence,
    Outcomes,
    Engines,
}

/// Lines that stand together.
struct Part {
    rank: Rank,
    /// Whether there is a blank line above.
    under: bool,
    lines: Vec<String>,
}

impl Part {
    fn new(rank: Rank, lines: Vec<String>) -> Self {
        Self { rank, under: true, lines }
    }

    fn height(&self) -> usize {
        if self.lines.is_empty() { 0 } else { usize::from(self.under) + self.lines.len() }
    }
}

/// As many of the parts as fit into `room` lines, in the order in which they are.
fn fitted(mut parts: Vec<Part>, room: usize) -> String {
    let mut by_rank: Vec<usize> = (0..parts.len()).collect();
    by_rank.sort_by_key(|&at| parts[at].rank);
    let mut left = room;
    let mut taken = vec![false; parts.len()];
    for at in by_rank {
        if parts[at].rank == Rank::Steps && parts[at].height() > left && left > LEAST_STEPS {
            cut(&mut parts[at].lines, left - 1);
        }
        let height = parts[at].height();
        if height <= left || parts[at].rank == Rank::Always {
            taken[at] = true;
            left = left.saturating_sub(height);
        }
    }
    let kept = parts.into_iter().zip(taken).filter(|(part, taken)| *taken && !part.lines.is_empty());
    let lines = kept.flat_map(|(part, _)| part.under.then(String::new).into_iter().chain(part.lines));
    indented(&lines.collect::<Vec<_>>())
}

/// Leaves the two headings of a table of steps, and of its rows the last, which are nearest to the failure.
fn cut(lines: &mut Vec<String>, most: usize) {
    let gone = lines.len() + 1 - most;
    lines.splice(2..2 + gone, [format!("      … {gone} lines; --verbose has them")]);
}

fn title_of_all(checked: &[Checked], layout: &Layout) -> String {
    let scenario = checked[0].scenario;
    let standing = checked.iter().map(|one| one.verdict.standing).max().unwrap_or(Standing::AsExpected);
    let right = match standing {
        Standing::AsExpected => "✓ as expected",
        Standing::Undecided => "? UNDECIDED",
        Standing::Differs => "✗ DIFFERS",
    };
    let (left, right) = ends(&format!("{} {}", scenario.id, scenario.title), right, layout.width);
    format!("{}{}\n", layout.paint(Style::Strong, left), layout.paint(style_of(standing), right))
}

fn title_of_one(checked: &Checked, layout: &Layout) -> String {
    let file = checked.variant.file.rsplit('/').next().unwrap_or(checked.variant.file);
    let (sign, word) = checked.settled();
    let kind = checked.failure_kind().map_or_else(String::new, |kind| format!(": {kind}"));
    let left = format!("{} {} · {file}", checked.scenario.id, checked.scenario.title);
    let (left, right) = ends(&left, &format!("{sign} {word}{kind}"), layout.width);
    format!("{}{}\n", layout.paint(Style::Strong, left), layout.paint(style_of(checked.verdict.standing), right))
}

/// A line for each variant.
fn variants(checked: &[Checked], layout: &Layout) -> Vec<String> {
    let widest = checked.iter().map(|one| columns_of(one.variant.name)).max().unwrap_or(0);
    let width = widest.min(layout.width / 3);
    let line = |one: &Checked| {
        let (sign, word) = one.settled();
        let says = format!("{word}: {}", said_of(one));
        let name = pad(&shorten(one.variant.name, width), width);
        let says = shorten(&says, layout.width.saturating_sub(width + 4));
        format!("{}  {says}", layout.paint(style_of(one.verdict.standing), format!("{sign} {name}")))
    };
    checked.iter().map(line).collect()
}

/// What was found, and by what.
fn said_of(checked: &Checked) -> String {
    let of = |verdict: Verdict| checked.verdict.engines.iter().filter(move |one| one.verdict == verdict);
    match (checked.verdict.standing, &checked.verdict.counterexample) {
        (Standing::AsExpected, Some(shown)) => {
            let others = of(Verdict::Refuted).filter(|one| one.engine != shown.engine).count() as u64;
            let others = if others == 0 { String::new() } else { format!(" and {}", count(others, "other engine")) };
            format!("{}, seen by {}{others}", shown.label, shown.engine)
        }
        (Standing::AsExpected, None) => {
            let first = match checked.scenario.hazard {
                Hazard::WeakMemory => EngineId::WeakMemory,
                _ => EngineId::Explorer,
            };
            let engine =
                of(Verdict::Confirmed).find(|one| one.engine == first).or_else(|| of(Verdict::Confirmed).next());
            let searched = engine.and_then(|one| checked.explorations.iter().find(|found| found.engine == one.engine));
            match searched {
                Some(searched) => match searched.coverage.executions() {
                    1 => format!("nothing wrong in the only execution ({})", searched.engine),
                    n => format!("nothing wrong in all {} executions ({})", grouped(n), searched.engine),
                },
                None => "nothing wrong".to_owned(),
            }
        }
        (_, Some(shown)) => {
            let why = checked
                .verdict
                .reasons
                .first()
                .map_or_else(String::new, |why| format!("; {}", sentences::complaint(why)));
            format!("{}{why}", shown.label)
        }
        (_, None) => checked.verdict.reasons.first().map_or_else(|| checked.headline(), sentences::complaint),
    }
}

/// The failure to show: one that should not be there before one that should.
fn to_be_shown(checked: &[Checked]) -> Option<(&Checked, &Counterexample)> {
    let mut failing: Vec<&Checked> = checked.iter().filter(|one| one.verdict.counterexample.is_some()).collect();
    failing.sort_by_key(|one| std::cmp::Reverse(one.verdict.standing));
    let one = failing.first()?;
    Some((one, one.verdict.counterexample.as_ref()?))
}

fn failure(checked: &Checked, shown: &Counterexample, of_many: bool, layout: &Layout) -> Vec<Part> {
    let texts = texts(checked.variant);
    let source = Source::of(&texts);
    let of = if of_many { Some(checked.variant.name) } else { None };
    let mut heading = finder(shown, of, "");
    if columns_of(&heading) > layout.width {
        // The line of the variant, or the outcomes, say it too.
        heading = heading.replace(&format!("; found by {}", shown.engine), "");
    }
    let (lines, numbers) = schedule::section(shown, source, &heading, Sign::Bad, Extent::Brief, layout);
    // The steps; the lines of source that they stand on are in the file; the text to name them by.
    let mut paragraphs = lines.split(String::is_empty);
    let steps = paragraphs.next().unwrap_or_default().to_vec();
    let schedule = paragraphs.find(|lines| lines.iter().any(|line| line.starts_with("Schedule")));
    let steps = match steps.is_empty() {
        // Where no step was recorded, the evidence is all there is.
        true => Part::new(Rank::Steps, evidence::section(shown, source, layout)),
        false => Part::new(Rank::Steps, steps),
    };
    let evidence = match shown.execution.events.is_empty() {
        true => Vec::new(),
        false => evidence::section(shown, source, layout),
    };
    vec![
        Part::new(Rank::Evidence, evidence),
        steps,
        Part::new(Rank::Schedule, schedule.unwrap_or_default().to_vec()),
        Part::new(Rank::Why, why::section(shown, &numbers, layout)),
        Part::new(Rank::Real, for_real(checked, layout)),
    ]
}

/// What came of playing the schedule for real.
fn for_real(checked: &Checked, layout: &Layout) -> Vec<String> {
    let Some(Forced::Played { runs, labels }) = &checked.forced else { return Vec::new() };
    let ends: Vec<String> = labels.iter().map(|(label, times)| format!("{label} in {}", grouped(*times))).collect();
    let actors = match checked.scenario.actors {
        Actors::Threads => "threads",
        Actors::Processes => "processes",
    };
    let says = format!("{} of {} on real {actors}, held to this schedule", ends.join(", "), count(*runs, "run"));
    hanging("For real", LEAD, &says, layout.width)
}

fn verdict(checked: &[Checked], layout: &Layout) -> Vec<String> {
    let standing = checked.iter().map(|one| one.verdict.standing).max().unwrap_or(Standing::AsExpected);
    let not_as_expected = checked.iter().filter(|one| !one.verdict.as_expected());
    let names: Vec<&str> = not_as_expected.clone().map(|one| one.variant.name).collect();
    let says = match standing {
        Standing::AsExpected => format!("✓ as expected: {}", as_expected(checked)),
        Standing::Undecided => format!("? UNDECIDED: {}", names.join(", ")),
        Standing::Differs => format!("✗ DIFFERS from what the scenario promises: {}", names.join(", ")),
    };
    let lines = hanging("Verdict", NEXT_LEAD, &says, layout.width);
    let mut lines: Vec<String> = lines.iter().map(|line| layout.paint(style_of(standing), line)).collect();
    let mut reasons: Vec<String> = Vec::new();
    for reason in not_as_expected.flat_map(|one| &one.verdict.reasons).map(sentences::complaint) {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    lines.extend(reasons.iter().take(MOST_REASONS).flat_map(|reason| hanging("", NEXT_LEAD, reason, layout.width)));
    lines
}

/// Columns for the headings of the last lines.
const NEXT_LEAD: usize = 9;

fn as_expected(checked: &[Checked]) -> String {
    if let [one] = checked {
        return match one.variant.role {
            Role::Broken => "it is broken on purpose, and the bug is found".to_owned(),
            Role::Fixed => "the fix holds".to_owned(),
        };
    }
    let of = |role: Role| checked.iter().filter(move |one| one.variant.role == role).count() as u64;
    let caught = match of(Role::Broken) {
        0 => None,
        1 => Some("the bug is found".to_owned()),
        n => Some(format!("the bugs of {n} variants are found")),
    };
    let hold = match of(Role::Fixed) {
        0 => None,
        1 => Some("the fix holds".to_owned()),
        2 => Some("both fixes hold".to_owned()),
        n => Some(format!("all {n} fixes hold")),
    };
    caught.into_iter().chain(hold).collect::<Vec<_>>().join(", and ")
}

/// What to do next, and how to see everything. What solves the exercise is never among it.
fn next(checked: &[Checked], layout: &Layout) -> Vec<String> {
    let scenario = checked[0].scenario;
    let differs = checked.iter().find(|one| !one.verdict.as_expected());
    let mut lines = Vec::new();
    let mut add = |lead: &str, arguments: &str| lines.extend(command_lines(lead, NEXT_LEAD, arguments, layout));
    let all = match (checked, differs) {
        ([one], _) | (_, Some(one)) => format!("check {} --variant {} --verbose", scenario.name, one.variant.name),
        _ => format!("check {} --verbose", scenario.name),
    };
    match (checked, differs) {
        (_, Some(_)) => {}
        ([one], None) if !one.is_broken() => {
            add("Next", &format!("show {} --variant {} --diff", scenario.name, one.variant.name));
        }
        _ if scenario.hints.is_empty() => add("Next", &format!("show {}", scenario.name)),
        _ => add("Next", &format!("hint {}", scenario.name)),
    }
    add(if differs.is_some() { "Next" } else { "More" }, &all);
    lines
}
