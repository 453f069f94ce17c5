//! A scenario, or one variant of it, on one screen: what was found, the steps, the verdict, and what to do next.
//!
//! It is the full report with what does not fit left out, the least important first, so that the steps, which are what
//! there is to learn, are seen without scrolling.

use super::super::repair::{WANTED_BROKEN, put_back, to_repair};
use super::super::{Checked, Forced, Layout, Repair, Style, sentences, style_of};
use super::command::{command_lines, shell_lines};
use super::heading::{self, finder, sentence};
use super::layout::{INDENT, LEAD, indented};
use super::rows::Sign;
use super::schedule::Extent;
use super::source::{Source, texts};
use super::{engines, evidence, outcomes, schedule, why};
use crate::counterexample::Counterexample;
use crate::scenario::{Actors, Role};
use crate::verdict::{Standing, Verdict};
use std::collections::BTreeSet;

use racecourse_layout::{columns_of, count, ends, fill, grouped, hanging, pad, shorten};
use racecourse_trace::exploration::{EngineId, Note};
use racecourse_trace::hazard::Hazard;

/// Lines of the smallest terminal, less the one in which the next command is typed.
pub const SCREEN: usize = 23;
/// With fewer lines than this, a table of steps says nothing.
const LEAST_STEPS: usize = 6;
/// Of more reasons than this the full report has the rest.
const MOST_REASONS: usize = 3;

/// What was found out about variants of one scenario, on one screen.
pub fn brief(checked: &[Checked], layout: &Layout) -> String {
    let checked: &[Checked] = &checked.iter().map(Checked::printable).collect::<Vec<_>>();
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
    let rank = match checked {
        [_] => Rank::Sentence,
        // How a program goes wrong that somebody has changed is not what the scenario is about.
        _ if not_yet(checked).is_some() => Rank::Evidence,
        _ => Rank::Always,
    };
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
    parts.push(Part { under: false, ..Part::new(Rank::Always, alone(checked, &inner)) });
    let mut last = verdict(checked, &inner);
    last.extend(next(checked, &inner));
    parts.push(Part::new(Rank::Always, last));
    title + &fitted(parts, SCREEN - 1)
}

/// How important a part is: the first one has to be there, the last one is left out first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Always,
    Why,
    Steps,
    Sentence,
    Schedule,
    Real,
    Evidence,
    Outcomes,
    Engines,
}

impl Rank {
    /// Whether its lines have headings in front of them, by which they stand apart.
    fn has_headings(self) -> bool {
        matches!(self, Rank::Why | Rank::Schedule | Rank::Real)
    }
}

/// Lines that stand together.
struct Part {
    rank: Rank,
    /// Whether there is a blank line above.
    under: bool,
    lines: Vec<String>,
    /// The same in fewer lines, if that can be said so.
    in_brief: Option<Vec<String>>,
}

impl Part {
    fn new(rank: Rank, lines: Vec<String>) -> Self {
        Self { rank, under: true, lines, in_brief: None }
    }

    fn height(&self) -> usize {
        if self.lines.is_empty() { 0 } else { usize::from(self.under) + self.lines.len() }
    }
}

/// As many of the parts as fit into `room` lines, in the order in which they are.
fn fitted(mut parts: Vec<Part>, room: usize) -> String {
    let mut by_rank: Vec<usize> = (0..parts.len()).collect();
    by_rank.sort_by_key(|&at| parts[at].rank);
    // Where there is not room for both, steps are better than what would have been without them.
    let needed = |part: &&Part| matches!(part.rank, Rank::Always | Rank::Why | Rank::Steps);
    let is_too_much = |parts: &[Part]| parts.iter().filter(needed).map(Part::height).sum::<usize>() > room;
    if is_too_much(&parts) {
        for part in &mut parts {
            part.lines = part.in_brief.take().unwrap_or_else(|| std::mem::take(&mut part.lines));
        }
    }
    // Better without a blank line than not at all.
    if is_too_much(&parts) {
        parts.iter_mut().filter(|part| part.rank == Rank::Why).for_each(|part| part.under = false);
    }
    let told = parts.iter().filter(|part| part.rank == Rank::Why).flat_map(|part| numbers_in(&part.lines)).collect();
    let mut left = room;
    let mut taken = vec![false; parts.len()];
    for at in by_rank {
        if parts[at].rank == Rank::Steps && parts[at].height() > left && left > LEAST_STEPS {
            cut(&mut parts[at].lines, left - 1, &told);
        }
        // What is explained has to be seen.
        let for_why = left.saturating_sub(LEAST_STEPS + 2);
        if parts[at].rank == Rank::Why && parts[at].height() > for_why && for_why > 1 {
            parts[at].lines.truncate(for_why - 1);
            if let Some(last) = parts[at].lines.last_mut() {
                last.truncate(last.trim_end().rfind(' ').unwrap_or(0));
                last.push_str(" …");
            }
        }
        // Better without a blank line than not at all.
        if parts[at].height() == left + 1 && parts[at].rank.has_headings() {
            parts[at].under = false;
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

/// The numbers of the steps that these lines speak of.
fn numbers_in(lines: &[String]) -> BTreeSet<usize> {
    let words: Vec<&str> = lines.iter().flat_map(|line| line.split_whitespace()).collect();
    let number = |word: &str| word.trim_matches(|c: char| !c.is_ascii_digit()).parse().ok();
    let named = words.windows(2).filter(|pair| pair[0].trim_start_matches('(') == "step");
    named.filter_map(|pair| number(pair[1])).collect()
}

/// Leaves the two headings of a table of steps and so many of its rows that there are at most so many lines. What is `told` of and
/// what is marked goes last, and of the rest the later goes after the earlier: it is nearer to the failure.
fn cut(lines: &mut Vec<String>, most: usize, told: &BTreeSet<usize>) {
    let number = |line: &String| line.split_whitespace().next().and_then(|word| word.parse().ok());
    let decides =
        |line: &String| line.contains(['◀', '▲', '✗']) || number(line).is_some_and(|number| told.contains(&number));
    let all = std::mem::take(lines);
    let mut kept = vec![true; all.len()];
    let gaps = |kept: &[bool]| (2..kept.len()).filter(|&at| !kept[at] && kept[at - 1]).count();
    for may_go in [false, true] {
        for at in (2..all.len()).filter(|&at| decides(&all[at]) == may_go) {
            if kept.iter().filter(|kept| **kept).count() + gaps(&kept) <= most {
                break;
            }
            kept[at] = false;
        }
    }
    let mut gone = 0;
    for (line, kept) in all.into_iter().zip(kept) {
        if !kept {
            gone += 1;
            continue;
        }
        lines.extend(gap(std::mem::take(&mut gone)));
        lines.push(line);
    }
    lines.extend(gap(gone));
}

fn gap(lines: usize) -> Option<String> {
    let plural = if lines == 1 { "" } else { "s" };
    (lines > 0).then(|| format!("      … {lines} line{plural}; --verbose has them"))
}

/// The worst standing of all; a variant that somebody has repaired is none of the bad ones.
fn worst(checked: &[Checked]) -> Standing {
    let others = checked.iter().filter(|one| one.repair() != Repair::Done);
    others.map(|one| one.verdict.standing).max().unwrap_or(Standing::AsExpected)
}

fn is_repaired(checked: &[Checked]) -> bool {
    checked.iter().any(|one| one.repair() == Repair::Done)
}

/// The variant that somebody has not repaired yet, and how it ends, if nothing else differs.
fn not_yet(checked: &[Checked]) -> Option<(&Checked, &Counterexample)> {
    let mut differ = checked.iter().filter(|one| !one.verdict.as_expected() && one.repair() != Repair::Done);
    match (differ.next(), differ.next()) {
        (Some(one), None) if one.repair().goes_wrong().is_some() => Some((one, one.verdict.counterexample.as_ref()?)),
        _ => None,
    }
}

fn title_of_all(checked: &[Checked], layout: &Layout) -> String {
    let scenario = checked[0].scenario;
    let standing = worst(checked);
    let right = match standing {
        Standing::AsExpected if is_repaired(checked) => "★ repaired",
        Standing::AsExpected => "✓ as expected",
        Standing::Undecided => "? UNDECIDED",
        Standing::Differs => match not_yet(checked).map(|(one, _)| one.repair()) {
            Some(Repair::Partly) => "✗ still goes wrong",
            Some(_) => "✗ goes wrong",
            None => "✗ DIFFERS",
        },
    };
    let (left, right) = ends(&format!("{} {}", scenario.id, scenario.title), right, layout.width);
    format!("{}{}\n", layout.paint(Style::Strong, left), layout.paint(style_of(standing), right))
}

fn title_of_one(checked: &Checked, layout: &Layout) -> String {
    let file = checked.variant.file.rsplit('/').next().unwrap_or(checked.variant.file);
    let (right, style) = heading::standing(checked);
    let left = format!("{} {} · {file}", checked.scenario.id, checked.scenario.title);
    let (left, right) = ends(&left, &right, layout.width);
    format!("{}{}\n", layout.paint(Style::Strong, left), layout.paint(style, right))
}

/// A line for each variant.
fn variants(checked: &[Checked], layout: &Layout) -> Vec<String> {
    let widest = checked.iter().map(|one| columns_of(one.variant.name)).max().unwrap_or(0);
    let width = widest.min(layout.width / 3);
    let lines = |one: &Checked| {
        let (sign, word) = one.settled();
        let name = pad(&shorten(one.variant.name, width), width);
        let room = layout.width.saturating_sub(width + 4);
        let says = match (one.repair(), &one.verdict.counterexample) {
            // What somebody has worked for is said in full.
            (Repair::Done, _) => fill(&format!("{word}: {}", one.can_no_longer_happen()), room.max(1)),
            (repair, Some(shown)) if let Some(goes_wrong) = repair.goes_wrong() => {
                vec![shorten(&format!("{goes_wrong}: {}", shown.label), room)]
            }
            _ => vec![shorten(&format!("{word}: {}", said_of(one)), room)],
        };
        let first = layout.paint(one.style(), format!("{sign} {name}"));
        let leads = std::iter::once(first).chain(std::iter::repeat(pad("", width + 2)));
        leads.zip(says).map(|(lead, says)| format!("{lead}  {says}")).collect::<Vec<_>>()
    };
    checked.iter().flat_map(lines).collect()
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
    let schedule =
        paragraphs.find(|lines| lines.iter().any(|line| line.starts_with("Schedule") || line.starts_with("Order")));
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
        Part::new(Rank::Schedule, schedule.map(<[String]>::to_vec).unwrap_or_default()),
        Part {
            in_brief: Some(why::in_brief(shown, &numbers, layout)),
            ..Part::new(Rank::Why, why::section(shown, &numbers, layout))
        },
        Part { under: schedule.is_none(), ..Part::new(Rank::Real, for_real(checked, layout)) },
    ]
}

/// What came of playing the schedule for real.
fn for_real(checked: &Checked, layout: &Layout) -> Vec<String> {
    let Some(Forced::Played { runs, schedule, labels }) = &checked.forced else { return Vec::new() };
    let ends: Vec<String> = labels.iter().map(|(label, times)| format!("{label} in {}", grouped(*times))).collect();
    let actors = match checked.scenario.actors {
        Actors::Threads => "threads",
        Actors::Processes => "processes",
    };
    let held = schedule.as_ref().map_or_else(|| "this schedule".to_owned(), |other| format!("the schedule `{other}`"));
    let says = format!("{} of {} on real {actors}, held to {held}", ends.join(", "), count(*runs, "run"));
    hanging("For real", LEAD, &says, layout.width)
}

/// Of variants in which nothing is wrong: those in which nothing was ever beside anything else.
fn alone(checked: &[Checked], layout: &Layout) -> Vec<String> {
    let is_alone = |one: &&Checked| {
        let mut notes = one.explorations.iter().flat_map(|exploration| &exploration.notes);
        one.verdict.counterexample.is_none() && notes.any(|note| *note == Note::NothingToChoose)
    };
    let names: Vec<&str> = checked.iter().filter(is_alone).map(|one| one.variant.name).collect();
    if names.is_empty() {
        return Vec::new();
    }
    let of = if checked.len() == 1 { String::new() } else { format!("{}: ", names.join(", ")) };
    hanging("Note", NEXT_LEAD, &format!("{of}{}", sentences::note(&Note::NothingToChoose)), layout.width)
}

fn verdict(checked: &[Checked], layout: &Layout) -> Vec<String> {
    let standing = worst(checked);
    let not_as_expected = checked.iter().filter(|one| !one.verdict.as_expected() && one.repair() != Repair::Done);
    let names: Vec<&str> = not_as_expected.clone().map(|one| one.variant.name).collect();
    let says = match standing {
        Standing::AsExpected if is_repaired(checked) => "★ Well done: nothing forbidden is left.".to_owned(),
        Standing::AsExpected => format!("✓ as expected: {}", as_expected(checked)),
        Standing::Differs if let Some((one, shown)) = not_yet(checked) => {
            format!("✗ {} {}: {}", one.variant.name, one.repair().goes_wrong().unwrap_or_default(), shown.label)
        }
        Standing::Undecided => format!("? UNDECIDED: {}", names.join(", ")),
        Standing::Differs => format!("✗ DIFFERS from what the scenario promises: {}", names.join(", ")),
    };
    let lines = hanging("Verdict", NEXT_LEAD, &says, layout.width);
    let mut lines: Vec<String> = lines.iter().map(|line| layout.paint(style_of(standing), line)).collect();
    let mut reasons: Vec<String> = Vec::new();
    if let Some((one, _)) = not_yet(checked) {
        lines.extend(one.what_is_left().iter().flat_map(|left| hanging("", NEXT_LEAD, left, layout.width)));
        return lines;
    }
    for one in checked.iter().filter(|one| one.repair() == Repair::Done) {
        lines.extend(hanging("", NEXT_LEAD, WANTED_BROKEN, layout.width));
        lines.extend(shell_lines("", NEXT_LEAD, &put_back(one.variant.file), layout));
    }
    for reason in not_as_expected.flat_map(Checked::told_reasons) {
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
    let differs = checked.iter().find(|one| !one.verdict.as_expected() && one.repair() != Repair::Done);
    let mut lines = Vec::new();
    if let Some(caught) = checked.iter().find(|one| one.is_to_be_repaired()) {
        lines.extend(hanging("Repair", NEXT_LEAD, &to_repair(caught.variant.file), layout.width));
    }
    let mut add = |lead: &str, arguments: &str| lines.extend(command_lines(lead, NEXT_LEAD, arguments, layout));
    let all = match (checked, differs) {
        ([one], _) | (_, Some(one)) => format!("check {} --variant {} --verbose", scenario.name, one.variant.name),
        _ => format!("check {} --verbose", scenario.name),
    };
    match (checked, differs) {
        (_, Some(_)) => {}
        _ if is_repaired(checked) => add("Next", &format!("show {} --diff", scenario.name)),
        ([one], None) if !one.is_broken() => {
            add("Next", &format!("show {} --variant {} --diff", scenario.name, one.variant.name));
        }
        _ if scenario.hints.is_empty() => add("Next", &format!("show {}", scenario.name)),
        _ => add("Next", &format!("hint {}", scenario.name)),
    }
    add(if differs.is_some() { "Next" } else { "More" }, &all);
    lines
}
