//! What is said of a checked submission. Pure: the same findings give the same text.
//!
//! The reader knows Rust and no theory of concurrency. Nothing here shows or names a solution.

use std::collections::BTreeSet;

use racecourse::exploration::{Note, Observation};
use racecourse::failure::{FailureKind, Site};
use racecourse_layout::{Layout, Style, columns_of, count, ends, fill, grouped, hanging, pad, shorten, shown};
use racecourse_report::human::{Steps, steps};
use racecourse_report::sentences;

mod of_tests;

use crate::audit::Contradiction;
use crate::check::Checked;
use crate::exercise::Exercise;
use crate::format::{Kind, Program};
use crate::ladder::{Doubt, Fault, Judgement, LOOKS_AGAIN, Seen, Why, notes};
use crate::layer::Layer;
use crate::workshop::{NotBuilt, SPEC};

/// More outcomes than this are counted, not listed.
const MOST_OUTCOMES: usize = 6;
/// A panic may say as much as it likes; this many characters of it are told.
const MOST_OF_A_SENTENCE: usize = 600;
/// What is said of a submission, in parts that a screen or a report puts together.
#[derive(Clone, Debug)]
pub struct Words {
    /// `✓`, `✗` or `?`.
    pub sign: &'static str,
    /// How that looks.
    pub style: Style,
    /// All of it in some words: `wrong: one addition is overwritten`.
    pub headline: String,
    /// Sections of lines, none wider than the layout.
    pub sections: Vec<Vec<String>>,
    /// How far it has come, and its points.
    pub ladder: String,
}

impl Words {
    /// What is said of `checked`.
    pub fn of(checked: &Checked<'_>, layout: &Layout) -> Self {
        let (sign, style) = match checked.judgement {
            Judgement::Right => ("✓", Style::Good),
            Judgement::Wrong(_) => ("✗", Style::Bad),
            Judgement::Undecided(_) => ("?", Style::Open),
        };
        let (headline, sections) = match &checked.judgement {
            Judgement::Right if checked.exercise.description.kind == Kind::Test => {
                ("right".to_owned(), of_tests::right(checked, layout))
            }
            Judgement::Right => ("right".to_owned(), right(checked, layout)),
            Judgement::Wrong(fault) => wrong(checked, fault, layout),
            Judgement::Undecided(doubt) => undecided(checked, doubt, layout),
        };
        Self { sign, style, headline, sections, ladder: ladder(checked, layout) }
    }

    /// All of it as a text, under a title whose right end is `aside`.
    pub fn text(&self, aside: &str, layout: &Layout) -> String {
        let (left, right) = ends(&format!("{} {}", self.sign, self.headline), aside, layout.width);
        let mut text = format!("{}{}\n", layout.paint(self.style, left), layout.paint(Style::Faint, right));
        for section in self.sections.iter().filter(|section| !section.is_empty()) {
            text.push('\n');
            for line in section {
                text += format!("  {line}").trim_end();
                text.push('\n');
            }
        }
        text += &format!("\n  {}\n", self.ladder);
        text
    }
}

/// In the words of [`Header`](crate::header::Header): `right`, `wrong: live, deadlock`, `undecided: …`.
pub fn in_short(judgement: &Judgement) -> String {
    match judgement {
        Judgement::Right => "right".to_owned(),
        Judgement::Wrong(fault) => format!("wrong: {}, {}", fault.layer, fault.label),
        Judgement::Undecided(doubt) => format!("undecided: {}", why(&doubt.why)),
    }
}

/// `builds ✓   right ✗   live –                      1 of 10`
fn ladder(checked: &Checked<'_>, layout: &Layout) -> String {
    let sign = |state: Option<bool>, layer: Layer| match (state, &checked.judgement) {
        (Some(true), _) => "✓",
        (Some(false), _) => "✗",
        (None, Judgement::Undecided(doubt)) if doubt.layer == layer => "?",
        (None, _) => "–",
    };
    let layers = checked.passed.iter().map(|(layer, state)| format!("{layer} {}", sign(*state, *layer)));
    let left = layers.collect::<Vec<_>>().join("    ");
    let all = checked.exercise.description.points().total();
    let (left, right) = ends(&left, &format!("{} of {all}", checked.points()), layout.width.saturating_sub(2));
    format!("{left}{right}")
}

fn wrong(checked: &Checked<'_>, fault: &Fault, layout: &Layout) -> (String, Vec<Vec<String>>) {
    let Some(seen) = fault.at.and_then(|at| checked.seen.get(at)) else {
        return match &checked.not_built {
            None if checked.exercise.description.kind == Kind::Test => of_tests::wrong(checked, fault, layout),
            _ => not_built(checked, layout),
        };
    };
    let label = visible_label(fault.failure(), layout.width / 2);
    match fault.layer {
        Layer::Concurrent => {
            let (one, other) = fault.label.split_once(" never overlaps ").unwrap_or((&fault.label, ""));
            let says = format!(
                "In no execution of {} {} at the same time: one is always over before the other begins.",
                seen.program.name,
                plain(&both(one, other, if one == other { "is" } else { "are" }))
            );
            let advice = "They need not be done one after the other. Usually a lock is held for longer than it has to be, or one is \
                          begun only when the last one has been waited for.";
            (
                format!("wrong: {label}"),
                vec![program(checked, seen, layout), fill(&says, layout.width), fill(advice, layout.width)],
            )
        }
        Layer::Cost if fault.label == LOOKS_AGAIN => {
            let says = format!(
                "Somebody waits in {} by looking again and again until something has changed. That is right, and it keeps a core busy \
                 for as long as it takes: whoever waits is to sleep, and to be woken.",
                seen.program.name
            );
            (format!("wrong: it {LOOKS_AGAIN}"), vec![program(checked, seen, layout), fill(&says, layout.width)])
        }
        Layer::Cost => {
            let limit =
                checked.exercise.description.cost.and_then(|cost| cost.shared_steps_per_call).unwrap_or_default();
            let says = format!(
                "A call takes {label}, and {limit} are allowed. A step is one operation on something that others use too: to lock, to \
                 unlock, to read or to write an atomic, to send."
            );
            let mut sections = vec![program(checked, seen, layout), fill(&says, layout.width)];
            sections.extend(told(checked, layout));
            (format!("wrong: a call takes {label}"), sections)
        }
        _ if !fault.has_schedule => {
            let says = format!(
                "All executions of {} were tried, and none comes to what has to come out: {}",
                seen.program.name,
                sentence_of(fault.label.trim_start_matches("never "))
            );
            (
                format!("wrong: {label}"),
                vec![program(checked, seen, layout), fill(&says, layout.width), outcomes(seen, fault, layout)],
            )
        }
        _ => {
            let mut sections = vec![program(checked, seen, layout)];
            let failure = checked.shown.as_ref().and_then(|shown| shown.failure());
            sections.extend(
                failure.map(|failure| fill(&shown(&sentences::failure(failure), MOST_OF_A_SENTENCE), layout.width)),
            );
            sections.push(outcomes(seen, fault, layout));
            sections.extend(told(checked, layout));
            let meaning = meaning_in(seen, fault.failure()).unwrap_or(label);
            if checked.exercise.description.kind == Kind::Test {
                sections.insert(0, fill(of_tests::REFUSED, layout.width));
                return ("wrong: a test fails with a right implementation".to_owned(), sections);
            }
            (format!("wrong: {}", shorten(&meaning, layout.width)), sections)
        }
    }
}

/// What the program is about, and in which variation.
fn program(checked: &Checked<'_>, seen: &Seen<'_>, layout: &Layout) -> Vec<String> {
    if checked.exercise.description.kind == Kind::Test {
        let says = format!("Your test `{}`, {}", of_tests::name(checked, seen.variation), seen.program.does);
        return fill(&says, layout.width.saturating_sub(2));
    }
    // Of a file of somebody's own there is nothing to be said that they do not know.
    if checked.exercise.own.is_some() {
        return Vec::new();
    }
    let says = match seen.program.does.as_str() {
        "" => format!("Program {}.", seen.program.name),
        does => format!("Program {}: {does}", seen.program.name),
    };
    let again = match (seen.variation, seen.program.variations) {
        (0, _) => String::new(),
        (n, of) => format!(" (variation {} of {of}: other numbers)", n + 1),
    };
    fill(&format!("{says}{again}"), layout.width.saturating_sub(2))
}

/// The execution that shows it: evidence, steps, why, and what the steps are in the file.
fn told(checked: &Checked<'_>, layout: &Layout) -> Vec<Vec<String>> {
    let Some(shown) = &checked.shown else { return Vec::new() };
    let texts = [(checked.exercise.file(), checked.text.as_str()), (SPEC, checked.exercise.spec.as_str())];
    let inside = Layout { width: layout.width.saturating_sub(2), ..*layout };
    let heading = match shown.shortest {
        Some(shortest) if shortest.proven && shortest.preemptions > 0 => {
            format!("Shortest schedule   ({}, and none with fewer)", count(shortest.preemptions as u64, "interruption"))
        }
        _ => "A schedule that leads there".to_owned(),
    };
    let Steps { evidence, schedule, why, below } = steps(shown, &texts, &heading, &inside);
    vec![evidence, schedule, why, below]
}

/// What came out, how often, and what of it may.
fn outcomes(seen: &Seen<'_>, fault: &Fault, layout: &Layout) -> Vec<String> {
    let all = &seen.exploration.observations;
    let most = layout.width / 3;
    let mut rows: Vec<(String, u64, &str, String)> = Vec::new();
    let is_fine =
        |label: &str, observation: &Observation| seen.may_end(label) && observation.example.failure().is_none();
    // What is wrong is never among those that are only counted.
    let wrong = all.iter().filter(|(label, observation)| !is_fine(label, observation)).count();
    let mut fine_ones = MOST_OUTCOMES.saturating_sub(wrong);
    let mut wrong_ones = MOST_OUTCOMES;
    let listed = all.iter().filter(|(label, observation)| {
        let room = if is_fine(label, observation) { &mut fine_ones } else { &mut wrong_ones };
        let is_one = *label == fault.failure();
        let fits = *room > 0 || is_one;
        *room = room.saturating_sub(1);
        fits
    });
    let listed: Vec<_> = listed.collect();
    for (label, observation) in &listed {
        let fine = seen.may_end(label);
        let grade = if fine && observation.example.failure().is_none() { "allowed" } else { "FORBIDDEN" };
        let meaning = if fine { String::new() } else { meaning(seen.program, label).unwrap_or_default() };
        rows.push(((*label).clone(), observation.count, grade, meaning));
    }
    // Of a part it is not known what is missing in the whole.
    let has_to_come = seen.program.must.iter().filter(|_| seen.program.is_searched_whole());
    for label in has_to_come.filter(|label| !all.contains_key(*label)) {
        rows.push((label.clone(), 0, "MISSING", "has to come out".to_owned()));
    }
    let labels: Vec<String> = rows.iter().map(|(label, ..)| visible_label(label, most)).collect();
    let widest = labels.iter().map(|label| columns_of(label)).max().unwrap_or(0).max("outcome".len());
    let mut lines = vec![format!("  {}  executions  {}  meaning", pad("outcome", widest), pad("grade", 9))];
    for ((label, executions, grade, meaning), shown) in rows.iter().zip(&labels) {
        let is_it = label == fault.failure() || fault.failure() == format!("never {label}");
        let mark = if is_it { "▶" } else { " " };
        let line = format!("{mark} {}  {:>10}  {}  {meaning}", pad(shown, widest), grouped(*executions), pad(grade, 9));
        lines.push(shorten(line.trim_end(), layout.width.saturating_sub(2)));
    }
    if all.len() > listed.len() {
        lines.push(format!("  and {}", count((all.len() - listed.len()) as u64, "more outcome")));
    }
    lines
}

/// How an exercise fails at first, in some words.
pub fn at_first(exercise: &Exercise) -> String {
    let label = &exercise.description.starts.label;
    let meaning = exercise.description.programs.iter().find_map(|program| meaning(program, label));
    meaning.map_or_else(|| label.clone(), |meaning| format!("{meaning} ({label})"))
}

/// What an outcome means that was seen beside others. Where nobody has said what may come out, it is that there are others.
fn meaning_in(seen: &Seen<'_>, label: &str) -> Option<String> {
    let usual = seen.usual().filter(|usual| seen.program.agrees && *usual != label);
    meaning(seen.program, label).or_else(|| {
        usual
            .map(|usual| format!("it comes to {} as well as to {}", visible_label(label, 24), visible_label(usual, 24)))
    })
}

/// What an outcome means: in the author's words, or what its kind of failure is.
pub(crate) fn meaning(program: &Program, label: &str) -> Option<String> {
    if let Some(why) = program.why.get(label) {
        return Some(why.clone());
    }
    let kind = FailureKind::from_label(label)?;
    Some(
        match kind {
            FailureKind::DataRace => "plain memory is used by two at once, and nothing orders them",
            FailureKind::Deadlock => "all wait, and nobody is left to wake them",
            FailureKind::Livelock => "all are busy, and nobody gets anywhere",
            FailureKind::HoldAndPoll => "somebody looks again and again, and holds what the other needs",
            FailureKind::Starvation => "somebody is overtaken again and again",
            FailureKind::Spin => "a loop looks again and again and never lets others go first",
            FailureKind::Panic => "it panics",
            FailureKind::Abort => "it panics while it panics, which ends a program",
            FailureKind::Leak => "it returns while a thread of its own still runs",
            FailureKind::Hang => "it takes no step and does not end",
            FailureKind::NotDeterministic => "it does not do the same when it is repeated",
        }
        .to_owned(),
    )
}

fn not_built(checked: &Checked<'_>, layout: &Layout) -> (String, Vec<Vec<String>>) {
    let verbatim = |text: &str| text.lines().flat_map(|line| of_compiler(line, layout)).collect();
    match &checked.not_built {
        Some(NotBuilt::Refused(refused)) => {
            let line = checked.text.lines().nth(refused.line.saturating_sub(1)).unwrap_or_default();
            let quoted = format!("{}:{}: {}", checked.exercise.file(), refused.line, plain(line.trim()));
            let headline = "does not build: a name that no exercise has".to_owned();
            (headline, vec![fill(&sentence_of(refused.why), layout.width), vec![shorten(&quoted, layout.width)]])
        }
        Some(NotBuilt::Submission(complaints)) => {
            let mut sections = vec![verbatim(&complaints.first)];
            if is_about_names(&complaints.first) && checked.exercise.own.is_some() {
                let says = "Here std is another one: std::sync, std::thread and std::hint are those of the library, under which every \
                            order of steps is tried. There are no files, processes, clocks or locks of the system's.";
                sections.push(fill(says, layout.width));
            } else if is_about_names(&complaints.first) {
                let says = "An exercise has no files, processes, clocks or locks of the system's. What it has: std::sync, std::thread, \
                            std::hint, collections, and racecourse::channel, cell, process; `racecourse explain facade` (in `learn`, \
                            ?) lists their functions.";
                sections.push(fill(says, layout.width));
            }
            if is_about_guards(&complaints.first) {
                let says = "Locks here have no poison: `lock`, `read` and `write` return the guard itself, without `unwrap`. \
                            `Condvar::wait` takes `&mut guard` and returns nothing.";
                sections.push(fill(says, layout.width));
            }
            let more = complaints.errors.saturating_sub(1);
            if more > 0 {
                sections.push(vec![format!("and {}", count(more as u64, "more error"))]);
            }
            ("does not build".to_owned(), sections)
        }
        Some(NotBuilt::Driver(complaints)) => {
            let says = match checked.exercise.own {
                None => "It builds by itself, but cannot be used as the exercise says. What has to be there:",
                Some(_) => "It builds by itself, but has no function that can be checked. What has to be there:",
            };
            let api = checked.exercise.description.api.iter().map(|line| format!("  {line}")).collect();
            let headline = "does not build: not what is asked for".to_owned();
            (headline, vec![fill(says, layout.width), api, verbatim(&complaints.first)])
        }
        _ => ("does not build".to_owned(), Vec::new()),
    }
}

/// A line of the compiler's in the width that there is: sentences go on below, lines of source end with a mark.
pub fn of_compiler(line: &str, layout: &Layout) -> Vec<String> {
    let line = &plain(&line.replace('\t', "    "));
    let is_source = line.trim_start().starts_with(|first: char| first.is_ascii_digit() || "|-.:".contains(first));
    match () {
        () if columns_of(line) <= layout.width => vec![line.clone()],
        () if is_source => vec![shorten(line, layout.width)],
        () => fill(line.trim_start(), layout.width),
    }
}

/// Whether a lock or a condition variable is used as that of the standard library is.
fn is_about_guards(error: &str) -> bool {
    error.contains("Guard") && ["`unwrap`", "`expect`", "`is_ok`", "&mut "].iter().any(|it| error.contains(it))
}

fn is_about_names(error: &str) -> bool {
    let modules = ["in `sync`", "in `thread`", "in `hint`"];
    ["in `std`", "in `core`", "in `alloc`", "in `racecourse`", "in the root", "is not part of an exercise"]
        .iter()
        .chain(&modules)
        .any(|it| error.contains(it))
}

fn undecided(checked: &Checked<'_>, doubt: &Doubt, layout: &Layout) -> (String, Vec<Vec<String>>) {
    let seen = doubt.at.and_then(|at| checked.seen.get(at));
    let of = seen.map_or(String::new(), |seen| format!(" of {}", seen.program.name));
    let (headline, says, advice) = match &doubt.why {
        Why::TooManyExecutions(executions) => (
            "too many executions",
            format!("Nothing wrong in the first {} executions{of}, and no end in sight.", grouped(*executions)),
            "Usually a loop that tries again and again makes the search long: let it wait (lock, Condvar, park) instead, or call \
             hint::spin_loop() in it.",
        ),
        Why::OutOfTime { executions, limit } => (
            "the time was over",
            format!(
                "Nothing wrong in the {} executions{of} that there was time for: {} s.",
                grouped(*executions),
                limit.as_secs()
            ),
            "Usually a loop that tries again and again makes the search long, or much is done between two steps. On a machine that does \
             much else it may also be the machine.",
        ),
        Why::TooLong => (
            "executions are too long",
            format!("Some executions{of} take more steps than are followed."),
            "Usually a loop goes round too often before it waits or ends.",
        ),
        Why::NotRepeatable => (
            "it does not do the same twice",
            format!("The same order of steps{of} did not lead to the same."),
            "Everything that actors share has to be made inside the program, of std::sync and the like; a number that stays from one \
             execution to the next, or an address, makes a difference here.",
        ),
        Why::Silent { says, last } => (
            "it takes no step and does not end",
            format!(
                "{}{says}{}",
                seen.map_or(String::new(), |seen| format!("In {}: ", seen.program.name)),
                last.as_ref().map_or(String::new(), |last| of_driver(checked, last))
            ),
            "Usually a loop has no end, or does far too much between two steps.",
        ),
        Why::Memory => (
            "it has used up its memory",
            format!("The engine's process{of} was out of memory."),
            "Usually something grows without end.",
        ),
        Why::Stopped(why) => {
            let headline =
                if doubt.layer == Layer::Builds { "it could not be built" } else { "the engine was stopped" };
            (headline, sentence_of(why), "That is no judgement on your program; check it again.")
        }
        Why::Contradicts(contradiction) => (
            "it contradicts itself",
            format!(
                "What its process says it has done{of} was gone through once more: {}.",
                contradicts(contradiction)
            ),
            "No program does that: something makes a difference that is not shared through std::sync and the like, or the process does \
             not tell what it does. Somebody should look at it.",
        ),
        Why::OtherwiseWhenReplayed { seen, now } => (
            "it does not do the same twice",
            format!(
                "One execution{of} came to `{}`, and by the same schedule to `{}`.",
                visible_label(seen, 30),
                visible_label(now, 30)
            ),
            "Something makes a difference that no schedule determines.",
        ),
    };
    let note = "This is not a verdict.";
    (format!("undecided: {headline}"), vec![fill(&format!("{says} {note}"), layout.width), fill(advice, layout.width)])
}

/// What does not fit, in some words. Actors have numbers there: their names are the submission's own.
fn contradicts(contradiction: &Contradiction) -> String {
    match contradiction {
        Contradiction::NoSuchState => "it tells of a state that is not there".to_owned(),
        Contradiction::Impossible { actor } => format!("actor {actor} takes a step that is not possible there"),
        Contradiction::OtherEffect { actor } => format!("a step of actor {actor} does something else than it does"),
        Contradiction::LeftOut { actor } => format!("actor {actor} could go on, and an execution is left out"),
        Contradiction::ChangedItsMind { actor } => {
            format!("the next step of actor {actor} is another one, and it has taken none")
        }
        Contradiction::OrderMatters { actors: [one, other] } => {
            format!("actors {one} and {other} share something that is not told")
        }
        Contradiction::OtherEnds { label } => {
            format!("it ends with `{}` in one search and not in another", visible_label(label, 30))
        }
    }
}

/// Why something is not known, in some words.
pub(crate) fn why(why: &Why) -> String {
    match why {
        Why::TooManyExecutions(executions) => format!("too many executions, {} searched", grouped(*executions)),
        Why::OutOfTime { executions, limit } => {
            format!("out of time, {} executions in {} s", grouped(*executions), limit.as_secs())
        }
        Why::TooLong => "executions are too long".to_owned(),
        Why::NotRepeatable => "it does not do the same twice".to_owned(),
        Why::Silent { .. } => "it takes no step and does not end".to_owned(),
        Why::Memory => "out of memory".to_owned(),
        Why::Stopped(why) => shorten(&plain(why), 120),
        Why::Contradicts(contradiction) => format!("it contradicts itself: {}", contradicts(contradiction)),
        Why::OtherwiseWhenReplayed { seen, now } => {
            format!("`{}`, and `{}` when replayed", visible_label(seen, 40), visible_label(now, 40))
        }
    }
}

/// What a step at `last` was, if it was the driver's, whose text is not before whoever reads this.
fn of_driver(checked: &Checked<'_>, last: &Site) -> String {
    let line = checked.exercise.spec.lines().nth((last.line as usize).saturating_sub(1));
    let line = line.filter(|_| last.short().starts_with(SPEC));
    line.map_or(String::new(), |line| {
        format!(
            " That step is the exercise's own: `{}`. What goes on since then is what you wrote, before its next step.",
            line.trim()
        )
    })
}

/// `one` and `other`, which go on at the same time or do not: after `verb`, if there is one.
fn both(one: &str, other: &str, verb: &str) -> String {
    let both = if one == other { format!("`{one}` done by two") } else { format!("`{one}` and `{other}` done") };
    format!("{verb} {both}").trim_start().to_owned()
}

/// How the executions of a program end, in a sentence that fits whatever outcomes are called.
fn ends_of(program: &str, executions: u64, labels: &[String]) -> String {
    let (all, ends) = match executions {
        1 => ("the only execution".to_owned(), "ends"),
        n => (format!("all {}", count(n, "execution")), "end"),
    };
    match labels {
        [] => format!("{all} of {program} {ends} as they may"),
        [one] => format!("{all} of {program} {ends} with `{one}`"),
        [most @ .., last] => {
            let most: Vec<String> = most.iter().map(|label| format!("`{label}`")).collect();
            format!("{all} of {program} {ends} with {} or `{last}`; each of these comes out", most.join(", "))
        }
    }
}

fn right(checked: &Checked<'_>, layout: &Layout) -> Vec<Vec<String>> {
    let (left, aside) = ends("Shown", "by trying every order of steps", layout.width.saturating_sub(2));
    let mut lines = vec![format!("{left}{aside}")];
    let mut add = |layer: Layer, says: &str| {
        lines.extend(hanging(&format!("  ✓ {layer}"), 15, says, layout.width.saturating_sub(2)));
    };
    for (at, seen) in checked.seen.iter().enumerate() {
        if seen.variation > 0 || !seen.program.is_searched_whole() {
            continue;
        }
        let same = checked.seen.iter().skip(at).filter(|other| other.program.name == seen.program.name);
        let executions: u64 = same.clone().map(|seen| seen.exploration.coverage.executions()).sum();
        let observed: BTreeSet<&String> = same.flat_map(|seen| seen.exploration.observations.keys()).collect();
        let labels: Vec<String> = observed.into_iter().map(|label| visible_label(label, 40)).collect();
        let shown = if labels.len() > MOST_OUTCOMES { &[] } else { labels.as_slice() };
        add(Layer::Right, &ends_of(&seen.program.name, executions, shown));
    }
    add(Layer::Live, "every execution comes to its end");
    for seen in checked.seen.iter().filter(|seen| seen.variation == 0) {
        for [one, other] in &seen.program.overlap {
            let overlaps = seen.exploration.overlaps.iter().find(|it| {
                let [a, b] = &it.sections;
                [a, b] == [one, other] || [a, b] == [other, one]
            });
            let executions = overlaps.map_or(0, |it| it.executions);
            let of = seen.exploration.coverage.executions();
            add(
                Layer::Concurrent,
                &format!("{} at the same time in {executions} of {of} executions", both(one, other, "")),
            );
        }
    }
    let cost = checked.exercise.description.cost;
    if cost.is_some_and(|cost| cost.asleep) {
        add(Layer::Cost, "whoever waits sleeps");
    }
    if let (Some(most), Some(steps)) = (cost.and_then(|cost| cost.shared_steps_per_call), checked.steps) {
        add(Layer::Cost, &format!("at most {} in a call ({most} allowed)", count(steps as u64, "shared step")));
    }
    for seen in &checked.seen {
        let Some(most) = seen.program.preemptions else { continue };
        let executions = count(seen.exploration.coverage.executions(), "execution");
        let with = if most == 0 {
            "without a preemption".to_owned()
        } else {
            format!("with at most {}", count(most as u64, "preemption"))
        };
        let says = format!("nothing wrong in {executions} {with} of {}, which is too large for all", seen.program.name);
        lines.extend(hanging("  · tried", 15, &says, layout.width.saturating_sub(2)));
    }
    lines.extend(audits(checked, layout));
    let weaker = "not looked at: weaker memory orderings (Relaxed, Acquire, Release count as SeqCst here)";
    lines.extend(fill(weaker, layout.width.saturating_sub(2)));
    let said = notes(&checked.seen)
        .into_iter()
        .filter(|note| **note != Note::NothingToChoose)
        .flat_map(|note| fill(&sentences::note(note), layout.width.saturating_sub(2)));
    vec![lines, said.collect()]
}

/// What was gone through once more outside of the submission's process, and what was not.
fn audits(checked: &Checked<'_>, layout: &Layout) -> Vec<String> {
    let states: usize = checked.audits.iter().filter_map(|it| it.found.as_ref().ok()).sum();
    let inside = layout.width.saturating_sub(2);
    let mut lines = Vec::new();
    if states > 0 {
        let says = format!("{} gone through once more outside of its process", count(states as u64, "state"));
        lines.extend(hanging("  ✓ audited", 15, &says, inside));
    }
    let mut said: Vec<String> = Vec::new();
    for audited in &checked.audits {
        let Err(why) = &audited.found else { continue };
        let says = format!("not {}: {}", audited.program.name, plain(why));
        if !said.contains(&says) {
            lines.extend(hanging("  – audited", 15, &says, inside));
            said.push(says);
        }
    }
    lines
}

fn visible_label(label: &str, columns: usize) -> String {
    shorten(&shown(label, columns), columns)
}

/// `text` without anything that a terminal would obey.
fn plain(text: &str) -> String {
    shown(text, usize::MAX)
}

fn sentence_of(text: &str) -> String {
    racecourse_layout::sentence(&plain(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_told_in_a_sentence_whatever_they_are_called() {
        let labels = |all: &[&str]| all.iter().map(|label| (*label).to_owned()).collect::<Vec<_>>();
        assert_eq!(ends_of("one", 1, &labels(&["total=10"])), "the only execution of one ends with `total=10`");
        assert_eq!(
            ends_of("two", 4, &labels(&["nothing arrived"])),
            "all 4 executions of two end with `nothing arrived`"
        );
        let three = ends_of("three", 9, &labels(&["before", "between", "after"]));
        assert_eq!(three, "all 9 executions of three end with `before`, `between` or `after`; each of these comes out");
        assert_eq!(ends_of("many", 9, &[]), "all 9 executions of many end as they may");
    }

    #[test]
    fn what_is_done_at_the_same_time_is_one_thing_or_two() {
        assert_eq!(both("first", "second", "are"), "are `first` and `second` done");
        assert_eq!(both("work", "work", ""), "`work` done by two");
    }
}
