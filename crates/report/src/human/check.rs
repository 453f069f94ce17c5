//! The report on a check in somebody's own test: what a panic says.

use std::borrow::Cow;

use racecourse_layout::{Layout, columns_of, count, ends, fill, grouped, hanging, pad, shorten};

use super::super::sentences;
use super::command::shell_lines;
use super::engines::coverage_words;
use super::heading::finder;
use super::kinds::is_not;
use super::layout::{LEAD, bound, inner};
use super::rows::Sign;
use super::schedule::Extent;
use super::source::Source;
use super::{evidence, schedule, why};
use crate::counterexample::Counterexample;
use crate::verdict::Finding;
use racecourse_trace::exploration::{EngineId, Exploration};
use racecourse_trace::failure::FailureKind;

/// What the report is about.
#[derive(Clone, Copy, Debug)]
pub struct CheckReport<'a> {
    /// What the check is called.
    pub name: &'a str,
    /// The test that it is in, if that is known.
    pub test: Option<&'a str>,
    /// The files that its program has steps in, with their texts.
    pub texts: &'a [(String, String)],
}

/// As wide as reports are where there is no terminal to fit.
const PAGE: Layout = Layout::plain(Layout::DEFAULT_WIDTH);
/// More outcomes than this are counted, not listed.
const MOST_OUTCOMES: usize = 8;

impl CheckReport<'_> {
    /// Why the check fails.
    pub fn failed(&self, explorations: &[Exploration], finding: &Finding) -> String {
        let layout = inner(&PAGE);
        let Some(shown) = &finding.wrong else { return self.undecided(explorations) };
        let mut sections =
            vec![fill(&sentence(finding, shown), layout.width), outcomes(explorations, finding, shown, &layout)];
        let more = match shown.first_seen {
            0 => String::new(),
            n => format!(", first seen in execution {n}"),
        };
        sections.extend(self.steps(shown, &finder(shown, None, &more), Sign::Bad, &layout));
        sections.push(self.replay(shown, &layout));
        bound(self.title(&format!("FAIL: {}", kind(shown))), &sections)
    }

    /// Why the check has decided nothing.
    pub fn undecided(&self, explorations: &[Exploration]) -> String {
        let layout = inner(&PAGE);
        let engines = explorations.iter().flat_map(|one| {
            let notes = one.notes.iter().flat_map(|note| hanging("", LEAD, &sentences::note(note), layout.width));
            hanging(one.engine.name(), LEAD, &coverage_words(one), layout.width).into_iter().chain(notes)
        });
        let advice = "Make the program smaller, or give the check more room by Check::executions or Check::steps, or \
                      bound it by Check::preemptions; Check::accept_incomplete takes an incomplete search for enough.";
        let says = "Nothing went wrong as far as the search came, but that was not all there is.";
        let sections = [fill(says, layout.width), engines.collect(), fill(advice, layout.width)];
        bound(self.title("NOT DECIDED"), &sections)
    }

    /// What came of following a schedule.
    pub fn followed(&self, exploration: &Exploration, finding: &Finding) -> String {
        let layout = inner(&PAGE);
        let mut sections = Vec::new();
        let real = exploration.engine == EngineId::Gated;
        for (label, seen) in &exploration.observations {
            let times = if real { format!(" in {}", count(seen.count, "real run")) } else { String::new() };
            let is_failure = seen.example.failure.is_some();
            let is_wrong = is_failure || finding.stated && !finding.allowed.contains(label);
            let grade = match (is_failure, finding.stated) {
                (true, _) => ", a failure",
                (false, false) => "",
                (false, true) if is_wrong => ", which is not allowed",
                (false, true) => ", which is allowed",
            };
            sections.push(fill(&format!("It ends with {label}{times}{grade}."), layout.width));
            let shown = Counterexample::of(exploration, label).filter(|_| !real);
            if let Some(shown) = shown {
                let sign = if is_wrong { Sign::Bad } else { Sign::Good };
                sections.extend(self.steps(&shown, "The steps", sign, &layout));
            }
        }
        sections.extend(exploration.notes.iter().map(|note| fill(&sentences::note(note), layout.width)));
        if exploration.observations.is_empty() {
            sections.push(fill(&format!("Nothing was run: {}.", coverage_words(exploration)), layout.width));
        }
        bound(self.title(if real { "played for real" } else { "replayed" }), &sections)
    }

    fn title(&self, right: &str) -> String {
        let (left, right) = ends(self.name, right, PAGE.width);
        format!("{left}{right}\n")
    }

    /// The evidence, the steps, why, and, of something wrong, what it is not.
    fn steps(&self, shown: &Counterexample, heading: &str, sign: Sign, layout: &Layout) -> Vec<Vec<String>> {
        let texts: Vec<_> = self
            .texts
            .iter()
            .map(|(file, text)| (Cow::Borrowed(file.as_str()), Cow::Borrowed(text.as_str())))
            .collect();
        let source = Source::of(&texts);
        let is_wrong = matches!(sign, Sign::Bad);
        let (lines, numbers) = schedule::section(shown, source, heading, sign, Extent::Whole, layout);
        let mut why = Vec::new();
        if is_wrong {
            why = why::section(shown, &numbers, layout);
            why.extend(is_not(shown, layout));
        }
        vec![evidence::section(shown, source, layout), lines, why]
    }

    /// How to see it again.
    fn replay(&self, shown: &Counterexample, layout: &Layout) -> Vec<String> {
        if shown.execution.schedule.is_empty() {
            return Vec::new();
        }
        if shown.engine == EngineId::WeakMemory {
            let says = "No order of steps leads here: a load reads an old value. So there is no schedule to follow.";
            return hanging("Replay", LEAD, says, layout.width);
        }
        let schedule = shown.execution.schedule.to_string();
        let command = |schedule: &str| match self.test {
            Some(test) => format!("RACECOURSE_SCHEDULE={} cargo test {test} -- --nocapture", quoted(schedule)),
            None => format!("RACECOURSE_SCHEDULE={}, and the same command again", quoted(schedule)),
        };
        let mut lines = shell_lines("Replay", 8, &command(&schedule), layout);
        // What is undefined in the language has no schedule of its own on real threads.
        if shown.failure().is_none_or(|failure| failure.kind != FailureKind::DataRace) {
            let real = "(with ` --on threads` at the end of the schedule, real threads take the same steps)";
            lines.extend(hanging("", 8, real, layout.width));
        }
        lines
    }
}

/// `text` as a shell takes it for one word.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// What is wrong, in a word or two.
fn kind(shown: &Counterexample) -> &'static str {
    shown.failure().map_or("wrong outcome", |failure| failure.kind.label())
}

/// What happens, in one sentence of plain words.
fn sentence(finding: &Finding, shown: &Counterexample) -> String {
    if let Some(failure) = shown.failure() {
        return sentences::failure(failure);
    }
    let label = &shown.label;
    match (finding.stated, finding.allowed.as_slice()) {
        (false, [usual, ..]) => format!(
            "What it returns depends on the interleaving: `{usual}` in some, `{label}` in others. Where both are right, \
             Check::allow says so."
        ),
        _ => format!("In some interleavings it returns `{label}`, which is not allowed."),
    }
}

/// What each engine saw, and how often.
fn outcomes(explorations: &[Exploration], finding: &Finding, shown: &Counterexample, layout: &Layout) -> Vec<String> {
    let mut lines = Vec::new();
    for (at, one) in explorations.iter().enumerate() {
        if at > 0 {
            lines.push(String::new());
        }
        let seen = one.observations.iter();
        let widest = seen.clone().map(|(label, _)| columns_of(label)).max().unwrap_or(0).max(7).min(layout.width / 2);
        lines.push(format!("  {}  executions", pad("outcome", widest)));
        for (label, seen) in seen.clone().take(MOST_OUTCOMES) {
            let is_shown = *label == shown.label && one.engine == shown.engine;
            let mark = if is_shown { "▶ " } else { "  " };
            let grade = match (seen.example.failure.is_some(), finding.allowed.contains(label)) {
                (true, _) => "a failure",
                (false, true) if finding.stated => "allowed",
                (false, true) => "",
                (false, false) if finding.stated => "not allowed",
                (false, false) => "another outcome",
            };
            let label = pad(&shorten(label, widest), widest);
            lines.push(format!("{mark}{label}  {:>10}  {grade}", grouped(seen.count)).trim_end().to_owned());
        }
        if one.observations.len() > MOST_OUTCOMES {
            lines.push(format!("  … and {} more", one.observations.len() - MOST_OUTCOMES));
        }
        let says = format!("by {}, {} (counts, not probabilities)", one.engine, coverage_words(one));
        lines.extend(hanging("", 2, &says, layout.width));
    }
    lines
}
