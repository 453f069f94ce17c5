//! The report on a check in somebody's own test: what a panic says.

use std::borrow::Cow;

use racecourse_layout::{Layout, columns_of, count, ends, fill, grouped, hanging, pad, shorten, shown};

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
use crate::counterexample::{Counterexample, is_odd, reads_an_old_value};
use crate::verdict::Finding;
use racecourse_trace::exploration::{Coverage, EngineId, Exploration};
use racecourse_trace::failure::FailureKind;

/// What the report is about.
#[derive(Clone, Copy, Debug)]
pub struct CheckReport<'a> {
    /// What the check is called.
    pub name: &'a str,
    /// The test that it is in, if that is known.
    pub test: Option<&'a str>,
    /// The how-manieth check of that test it is, counted from 1.
    pub number: usize,
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
        let Some(shown) = &finding.wrong else {
            return if finding.complete { self.never(explorations, finding) } else { self.undecided(explorations) };
        };
        let mut sections =
            vec![fill(&sentence(finding, shown), layout.width), outcomes(explorations, finding, Some(shown), &layout)];
        let more = match shown.first_seen {
            0 => String::new(),
            n => format!(", first seen in execution {n}"),
        };
        sections.extend(self.steps(shown, &finder(shown, None, &more), Sign::Bad, &layout));
        sections.push(self.replay(shown, &layout));
        self.page(&format!("FAIL: {}", kind(shown)), &sections)
    }

    /// Nothing is wrong, and what has to be returned is not.
    fn never(&self, explorations: &[Exploration], finding: &Finding) -> String {
        let layout = inner(&PAGE);
        let missing: Vec<String> =
            finding.missing.iter().map(|label| format!("`{}`", sentences::value(label))).collect();
        let says = format!(
            "No execution that was searched returns {}, which Check::must_return asks for.",
            missing.join(" or ")
        );
        let notes = explorations.iter().flat_map(|one| &one.notes);
        let mut sections = vec![fill(&says, layout.width), outcomes(explorations, finding, None, &layout)];
        sections.extend(notes.map(|note| fill(&sentences::note(note), layout.width)));
        self.page("FAIL: never returned", &sections)
    }

    /// Why the check has decided nothing.
    pub fn undecided(&self, explorations: &[Exploration]) -> String {
        let layout = inner(&PAGE);
        let engines = explorations.iter().flat_map(|one| {
            let notes = one.notes.iter().flat_map(|note| hanging("", LEAD, &sentences::note(note), layout.width));
            hanging(one.engine.name(), LEAD, &coverage_words(one), layout.width).into_iter().chain(notes)
        });
        let (says, advice) = why_undecided(explorations);
        let sections = [fill(says, layout.width), engines.collect(), fill(advice, layout.width)];
        self.page("NOT DECIDED", &sections)
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
            let (sign, grade) = match (is_failure, finding.stated) {
                (true, _) => (Sign::Bad, ", a failure"),
                (false, false) if finding.complete => (Sign::Good, ""),
                (false, false) => (Sign::Open, ""),
                (false, true) if is_wrong => (Sign::Bad, ", which is not allowed"),
                (false, true) => (Sign::Good, ", which is allowed"),
            };
            sections.push(fill(&format!("It ends with {}{times}{grade}.", sentences::value(label)), layout.width));
            sections.extend(seen.example.failure.as_ref().map(|it| fill(&sentences::failure(it), layout.width)));
            if matches!(sign, Sign::Open) {
                sections.push(fill(ONE_OF_MANY, layout.width));
            }
            let is_allowed = |label: &str| finding.allowed.iter().any(|it| it == label);
            let shown = Counterexample::of(exploration, label).filter(|_| !real);
            let shown = shown.map(|shown| if finding.stated { shown.saved_by(is_allowed) } else { shown });
            if let Some(shown) = shown {
                sections.extend(self.steps(&shown, "The steps", sign, &layout));
            }
        }
        sections.extend(exploration.notes.iter().map(|note| fill(&sentences::note(note), layout.width)));
        if exploration.observations.is_empty() {
            sections.push(fill(&format!("Nothing was run: {}.", coverage_words(exploration)), layout.width));
        }
        self.page(if real { "played for real" } else { "replayed" }, &sections)
    }

    /// The sections under the title. Whatever somebody's program or its text has in it, no terminal obeys it.
    fn page(&self, right: &str, sections: &[Vec<String>]) -> String {
        let (left, right) = ends(&shown_in(self.name, PAGE.width), right, PAGE.width);
        let plain = |line: &String| shown(&line.replace('\t', " "), usize::MAX);
        let sections: Vec<Vec<String>> = sections.iter().map(|lines| lines.iter().map(plain).collect()).collect();
        bound(format!("{left}{right}\n"), &sections)
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
        let is_marked = shown.execution.schedule.first_marked().is_some();
        if !is_marked && matches!(shown.engine, EngineId::WeakMemory | EngineId::Loom) && is_odd(&shown.execution) {
            let says = match reads_an_old_value(&shown.execution) {
                true => "No order of steps leads here: a load reads an old value. So there is no schedule to follow.",
                false => {
                    "No order of steps leads here: a write counts less than one before it. So there is no schedule to follow."
                }
            };
            return hanging("Replay", LEAD, says, layout.width);
        }
        let schedule = shown.execution.schedule.to_string();
        let which = if self.number > 1 { format!(" --check {}", self.number) } else { String::new() };
        let request = quoted(&format!("{schedule}{which}"));
        let command = match self.test {
            Some(test) => format!("RACECOURSE_SCHEDULE={request} cargo test {test} -- --exact --nocapture"),
            None => format!("RACECOURSE_SCHEDULE={request}, and the same command again"),
        };
        let mut lines = shell_lines("Replay", 8, &command, layout);
        // What is undefined in the language has no schedule of its own on real threads, and what these read is up to the machine.
        if !is_marked && shown.failure().is_none_or(|failure| failure.kind != FailureKind::DataRace) {
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

/// What is said of a value that came out where no value was expected.
const ONE_OF_MANY: &str = "This is one interleaving, and others may end otherwise. Where Check::allow names no values, one \
                           alone decides nothing.";

/// Why nothing was decided, and what can be done about it.
fn why_undecided(explorations: &[Exploration]) -> (&'static str, &'static str) {
    let ran = |one: &Exploration| !one.observations.is_empty();
    let failed = explorations.iter().flat_map(|one| one.observations.values()).any(|it| it.example.failure().is_some());
    let says = match explorations {
        all if !all.iter().any(ran) => "Nothing was run, so nothing is known.",
        all if !all.iter().all(ran) => "Not every engine has run the program.",
        _ if failed => "Something went wrong, but what else there is was not searched.",
        _ => "Nothing went wrong as far as the search came, but that was not all there is.",
    };
    let is_refused = |one: &Exploration| matches!(one.coverage, Coverage::NotApplicable { .. });
    let advice = if explorations.iter().any(is_refused) {
        "What an engine cannot run it does not decide: choose others by Check::engines."
    } else if explorations.iter().all(ran) {
        "Make the program smaller, or give the check more room by Check::executions or Check::steps, or bound it by \
         Check::preemptions; Check::accept_incomplete takes an incomplete search for enough."
    } else {
        "Give the check more room by Check::executions or Check::steps, or make the program smaller."
    };
    (says, advice)
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
    let label = sentences::value(&shown.label);
    match (finding.stated, finding.allowed.as_slice()) {
        (false, [usual, ..]) => {
            let [usual, label] = sentences::two_values(usual, &shown.label);
            format!(
                "What it returns depends on the interleaving: `{usual}` in some, `{label}` in others. Where both are \
                 right, Check::allow says so."
            )
        }
        (_, allowed) if label == "finished" && allowed.iter().any(|it| it == "()") => {
            "It returns `()`, which Check::allow calls `finished`.".to_owned()
        }
        _ if reads_an_old_value(&shown.execution) => {
            format!("In some executions it returns `{label}`, which is not allowed.")
        }
        _ => format!("In some interleavings it returns `{label}`, which is not allowed."),
    }
}

/// A label in a table: an empty one is seen.
fn label_in(label: &str, columns: usize) -> String {
    shown_in(if label.is_empty() { "\"\"" } else { label }, columns)
}

/// What came out, as it can stand in a table, in so many columns.
fn shown_in(label: &str, columns: usize) -> String {
    shorten(&shown(label, columns), columns)
}

/// What each engine saw, and how often; `shown` is the outcome to look at, if one was seen.
fn outcomes(
    explorations: &[Exploration],
    finding: &Finding,
    shown: Option<&Counterexample>,
    layout: &Layout,
) -> Vec<String> {
    let mut lines = Vec::new();
    for (at, one) in explorations.iter().enumerate() {
        if at > 0 {
            lines.push(String::new());
        }
        let most = layout.width / 2;
        let listed: Vec<_> = one.observations.iter().take(MOST_OUTCOMES).collect();
        let labels = listed.iter().map(|(label, _)| *label).chain(&finding.missing);
        let widest = labels.map(|label| columns_of(&label_in(label, most))).max().unwrap_or(0).max(7);
        lines.push(format!("  {}  executions", pad("outcome", widest)));
        for (label, seen) in listed {
            let is_shown = shown.is_some_and(|shown| *label == shown.label && one.engine == shown.engine);
            let mark = if is_shown { "▶ " } else { "  " };
            let grade = match (seen.example.failure().is_some(), finding.allowed.contains(label)) {
                (true, _) => "a failure",
                (false, true) if finding.stated => "allowed",
                (false, true) => "",
                (false, false) if finding.stated => "not allowed",
                (false, false) => "another outcome",
            };
            let label = pad(&label_in(label, most), widest);
            lines.push(format!("{mark}{label}  {:>10}  {grade}", grouped(seen.count)).trim_end().to_owned());
        }
        for label in &finding.missing {
            let mark = if shown.is_none() { "▶ " } else { "  " };
            let label = pad(&label_in(label, most), widest);
            lines.push(format!("{mark}{label}  {:>10}  has to be returned", 0));
        }
        if one.observations.len() > MOST_OUTCOMES {
            lines.push(format!("  … and {} more", one.observations.len() - MOST_OUTCOMES));
        }
        let says = format!("by {}, {} (counts, not probabilities)", one.engine, coverage_words(one));
        lines.extend(hanging("", 2, &says, layout.width));
    }
    lines
}
