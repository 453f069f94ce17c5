//! Which steps of an execution are worth a row, and what stands in it.

use std::collections::{BTreeMap, BTreeSet};

use crate::counterexample::{Counterexample, decisive_steps, lost_write, name_of};
use crate::exploration::{Event, Execution};
use crate::failure::{Evidence, FailureKind, Site};

/// More rows than this and the reader is lost.
pub(super) const MOST_ROWS: usize = 15;

/// A line of the schedule.
#[derive(Clone, Debug)]
pub(super) enum Row {
    /// A step.
    Step(Step),
    /// Words across all columns: what was left out, or what repeats.
    Words(String),
}

/// A step as it is shown.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// Index among the execution's events.
    pub(super) event: usize,
    /// Its number for the reader.
    pub(super) number: usize,
    pub(super) actor: usize,
    pub(super) text: String,
    pub(super) site: Site,
    /// Why it matters.
    pub(super) remark: Option<String>,
}

/// The rows for the execution of `shown`, in order.
pub(super) fn rows(shown: &Counterexample) -> Vec<Row> {
    let execution = &shown.execution;
    let marks = decisive_steps(execution);
    let mut steps: Vec<Step> = Vec::new();
    for (at, event) in execution.events.iter().enumerate() {
        if matters(execution, event) || marks.contains_key(&at) {
            steps.push(Step {
                event: at,
                number: steps.len() + 1,
                actor: event.actor,
                text: words(execution, event, marks.contains_key(&at)),
                site: event.site.clone(),
                remark: marks.get(&at).cloned(),
            });
        }
    }
    let last_words = epilogue(execution, &mut steps);
    let mut rows = match lasso_of(execution) {
        Some((stem, round)) => looped(execution, &steps, stem, round),
        None => folded(execution, &steps),
    };
    rows.extend(last_words.map(Row::Words));
    rows
}

fn lasso_of(execution: &Execution) -> Option<(usize, usize)> {
    match execution.failure.as_ref()?.evidence {
        Evidence::Lasso { stem, round, .. } if round > 0 => Some((stem, round)),
        _ => None,
    }
}

/// Whether a step belongs to the story: starting and ending actors does not, unless it is where somebody is stuck.
fn matters(execution: &Execution, event: &Event) -> bool {
    if event.note.contains("blocks") {
        // Somebody who merely waits for the others to end is named in the evidence; the story is not about it.
        return event.action != "join" || in_the_circle(execution, event);
    }
    match event.action.as_str() {
        "spawn" | "finish" | "join" => false,
        "progress" => is_about_liveness(execution),
        "yield" | "sleep" => lasso_of(execution).is_some(),
        "panic" | "kill" | "fork" | "exit" | "fence" => true,
        _ => event.object.is_some_and(|object| is_shared(execution, object)),
    }
}

fn is_about_liveness(execution: &Execution) -> bool {
    let kind = execution.failure.as_ref().map(|failure| failure.kind);
    matches!(kind, Some(FailureKind::Livelock | FailureKind::Starvation))
}

fn in_the_circle(execution: &Execution, event: &Event) -> bool {
    match execution.failure.as_ref().map(|failure| &failure.evidence) {
        Some(Evidence::Waits { cycle, .. }) if !cycle.is_empty() => {
            cycle.iter().any(|name| name == name_of(execution, event))
        }
        _ => true,
    }
}

/// Whether more than one actor has touched the object.
fn is_shared(execution: &Execution, object: usize) -> bool {
    let touched = execution.events.iter().filter(|event| event.object == Some(object));
    touched.map(|event| event.actor).collect::<BTreeSet<_>>().len() > 1
}

/// A step in words: what it does, to what, and which values it reads and writes.
fn words(execution: &Execution, event: &Event, marked: bool) -> String {
    let object = event.object.and_then(|object| execution.objects.get(object));
    if event.action == "progress" {
        // A mark of the scenario's own: its words say it all.
        return event.read.iter().chain(&event.written).cloned().chain(said(&event.note)).collect::<Vec<_>>().join(" ");
    }
    let mut text = event.action.clone();
    if let Some(object) = object {
        text += &format!(" {}", object.name);
    }
    match (&event.read, &event.written) {
        (Some(read), Some(written)) => text += &format!(" {read}→{written}"),
        (Some(read), None) => text += &format!(" → {read}"),
        (None, Some(written)) => text += &format!(" ← {written}"),
        (None, None) => {}
    }
    match event.note.as_str() {
        "" => {}
        // The mark says it already.
        "blocks for ever" if marked => {}
        "blocks for ever" => text += "  waits",
        note => text += &format!("  {note}"),
    }
    text
}

fn said(note: &str) -> Option<String> {
    (!note.is_empty()).then(|| note.to_owned())
}

/// What `main` reads when everybody else is done needs no column of its own: it is taken out of `steps` and put into
/// words.
fn epilogue(execution: &Execution, steps: &mut Vec<Step>) -> Option<String> {
    if execution.failure.is_some() {
        return None;
    }
    let ended = match &execution.outcome {
        Some(outcome) => format!("ends with {outcome}"),
        None => "ends without an outcome".to_owned(),
    };
    let from = steps.iter().rposition(|step| step.actor != 0).map_or(0, |last| last + 1);
    let only_at_the_end = from > 0 && steps[..from].iter().all(|step| step.actor != 0);
    if !only_at_the_end || steps[from..].iter().any(|step| step.remark.is_some()) {
        return Some(format!("✗ {ended}"));
    }
    let said: Vec<String> = steps.drain(from..).map(|step| step.text).filter(|text| text.contains('→')).collect();
    match said.is_empty() || said.len() > 3 {
        true => Some(format!("✗ {ended}")),
        false => Some(format!("✗ main: {}; {ended}", said.join(", "))),
    }
}

/// The steps up to the first round of a circle, and that round; what comes after is the same again.
fn looped(execution: &Execution, steps: &[Step], stem: usize, round: usize) -> Vec<Row> {
    let before: Vec<Step> = steps.iter().filter(|step| step.event < stem).cloned().collect();
    let inside: Vec<Step> = steps.iter().filter(|step| (stem..stem + round).contains(&step.event)).cloned().collect();
    let (Some(first), Some(last)) = (inside.first(), inside.last()) else { return folded(execution, steps) };
    let says = match first.number == last.number {
        true => format!("┄┄ step {} repeats for ever ┄┄", first.number),
        false => format!("┄┄ back where it was before step {0}: steps {0} to {1} repeat ┄┄", first.number, last.number),
    };
    let mut rows = shortened(execution, before, MOST_ROWS.saturating_sub(inside.len()).max(3));
    if !rows.is_empty() {
        rows.push(Row::Words("┄┄ from here on in a circle ┄┄".to_owned()));
    }
    rows.extend(shortened(execution, inside, MOST_ROWS));
    rows.push(Row::Words(says));
    rows
}

/// The steps with repetitions put together, and then no more than a reader can follow.
fn folded(execution: &Execution, steps: &[Step]) -> Vec<Row> {
    if steps.len() <= MOST_ROWS {
        return steps.iter().cloned().map(Row::Step).collect();
    }
    let mut kept = Vec::new();
    let mut repeats: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let mut at = 0;
    while at < steps.len() {
        let (period, times) =
            (1..=4).map(|period| (period, times(&steps[at..], period))).max_by_key(|(p, k)| p * k).unwrap_or((1, 1));
        let taken = if times > 1 { period } else { 1 };
        kept.extend_from_slice(&steps[at..at + taken]);
        if times > 1 {
            repeats.insert(steps[at + taken - 1].event, (period, times));
        }
        at += taken * times.max(1);
    }
    let mut rows = Vec::new();
    for row in shortened(execution, kept, MOST_ROWS) {
        let repeated = match &row {
            Row::Step(step) => repeats.get(&step.event).copied(),
            Row::Words(_) => None,
        };
        rows.push(row);
        if let Some((period, times)) = repeated {
            let what = if period == 1 { "this step".to_owned() } else { format!("these {period} steps") };
            rows.push(Row::Words(format!("… {what} ×{times}")));
        }
    }
    rows
}

/// How often the first `period` steps come one after the other.
fn times(steps: &[Step], period: usize) -> usize {
    let same = |one: &[Step], other: &[Step]| {
        one.iter()
            .zip(other)
            .all(|(a, b)| a.actor == b.actor && a.text == b.text && a.site == b.site && b.remark.is_none())
    };
    let mut rounds = steps.chunks_exact(period);
    let Some(first) = rounds.next() else { return 1 };
    1 + rounds.take_while(|round| same(first, round)).count()
}

/// No more than `most` of the steps: the beginning, the end, and what is marked or touches what matters.
fn shortened(execution: &Execution, steps: Vec<Step>, most: usize) -> Vec<Row> {
    let total = steps.len();
    if total <= most {
        return steps.into_iter().map(Row::Step).collect();
    }
    let focus = focus(execution);
    let mut by_weight: Vec<usize> = (0..total).collect();
    by_weight.sort_by_key(|&at| {
        let step = &steps[at];
        let object = execution.events[step.event].object;
        let weight = match () {
            () if step.remark.is_some() => 0,
            () if at + 3 > total => 1,
            () if object.is_some() && focus == object => 2,
            () if at < 3 => 3,
            () => 4,
        };
        // Of two equal ones the later is nearer to the failure.
        (weight, std::cmp::Reverse(at))
    });
    let keep: BTreeSet<usize> = by_weight.into_iter().take(most).collect();
    let mut rows = Vec::new();
    let mut left_out = 0;
    for (at, step) in steps.into_iter().enumerate() {
        if !keep.contains(&at) {
            left_out += 1;
            continue;
        }
        rows.extend(gap(left_out));
        left_out = 0;
        rows.push(Row::Step(step));
    }
    rows.extend(gap(left_out));
    rows
}

fn gap(steps: usize) -> Option<Row> {
    let plural = if steps == 1 { "" } else { "s" };
    (steps > 0).then(|| Row::Words(format!("… {steps} step{plural} …")))
}

/// The object the failure is about, if the steps say which.
pub(super) fn focus(execution: &Execution) -> Option<usize> {
    if let Some(lost) = lost_write(execution) {
        return execution.events[lost.steps[2]].object;
    }
    match &execution.failure.as_ref()?.evidence {
        Evidence::Race { object, .. } => execution.objects.iter().position(|info| info.name == *object),
        _ => None,
    }
}
