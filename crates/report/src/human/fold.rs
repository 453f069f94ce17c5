//! A long story made short: what repeats is told once, what does not matter is counted.

use std::collections::{BTreeMap, BTreeSet};

use super::focus::focus;
use super::round::Round;
use super::row::{MOST_ROWS, Row, Step};
use racecourse_trace::exploration::Execution;

/// The steps up to the first round of a circle, and that round; what comes after is the same again.
pub(super) fn looped(execution: &Execution, steps: &[Step], round: Round) -> Vec<Row> {
    let Round { stem, length } = round;
    let before: Vec<Step> = steps.iter().filter(|step| step.event < stem).cloned().collect();
    let inside: Vec<Step> = steps.iter().filter(|step| (stem..stem + length).contains(&step.event)).cloned().collect();
    let (Some(first), Some(last)) = (inside.first(), inside.last()) else { return folded(execution, steps) };
    let says = match inside.len() {
        1 => format!("┄┄ state {} = state {}: this step repeats ┄┄", last.number, first.number - 1),
        k => format!("┄┄ state {} = state {}: these {k} steps repeat ┄┄", last.number, first.number - 1),
    };
    let mut rows = shortened(execution, before, MOST_ROWS.saturating_sub(inside.len()).max(3));
    if rows.is_empty() {
        rows.push(Row::Start);
    } else {
        rows.push(Row::Words("┄┄ from here the steps repeat ┄┄".to_owned()));
    }
    rows.extend(shortened(execution, inside, MOST_ROWS));
    rows.push(Row::Words(says));
    rows
}

/// The steps with repetitions put together, and then no more than a reader can follow.
pub(super) fn folded(execution: &Execution, steps: &[Step]) -> Vec<Row> {
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
            _ => None,
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
        one.iter().zip(other).all(|(a, b)| {
            a.actor == b.actor && a.text == b.text && a.site == b.site && b.remark.is_none() && !b.explains
        })
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
    let touches_it = |step: &Step| execution.events[step.event].object.is_some_and(|object| focus.contains(&object));
    let mut by_weight: Vec<usize> = (0..total).collect();
    by_weight.sort_by_key(|&at| {
        let step = &steps[at];
        let weight = match () {
            () if step.remark.is_some() || step.explains => 0,
            () if at + 3 > total => 1,
            () if touches_it(step) => 2,
            () if at < 3 => 3,
            () => 4,
        };
        // Of two equal ones the later is nearer to the failure.
        (weight, std::cmp::Reverse(at))
    });
    let mut keep: BTreeSet<usize> = by_weight.into_iter().take(most).collect();
    // A single step that is left out saves nothing: the gap would be as long as the step. Not so
    // when every other step is left out.
    let kept = |at: usize| keep.contains(&at);
    let alone: Vec<usize> =
        (0..total).filter(|&at| (at == 0 || kept(at - 1)) && (at + 1 == total || kept(at + 1))).collect();
    keep.extend(alone.into_iter().take(2));
    let mut rows = Vec::new();
    let mut left_out: Vec<Step> = Vec::new();
    let gap = |steps: &mut Vec<Step>| {
        let untouched = !steps.iter().any(touches_it);
        let text = gap(std::mem::take(steps).len(), untouched.then(|| names(execution, &focus)).flatten());
        text.map(Row::Words)
    };
    for (at, step) in steps.into_iter().enumerate() {
        if !keep.contains(&at) {
            left_out.push(step);
            continue;
        }
        rows.extend(gap(&mut left_out));
        rows.push(Row::Step(step));
    }
    rows.extend(gap(&mut left_out));
    rows
}

/// The names of what matters, if they are few.
fn names(execution: &Execution, focus: &BTreeSet<usize>) -> Option<String> {
    let names: Vec<&str> = focus.iter().map(|object| execution.objects[*object].name.as_str()).collect();
    match names.as_slice() {
        [one] => Some((*one).to_owned()),
        [one, two] => Some(format!("{one} or {two}")),
        _ => None,
    }
}

fn gap(steps: usize, untouched: Option<String>) -> Option<String> {
    let (plural, verb) = if steps == 1 { ("", "does") } else { ("s", "do") };
    let says = untouched.map_or_else(String::new, |names| format!(" that {verb} not touch {names}"));
    (steps > 0).then(|| format!("… {steps} step{plural}{says} …"))
}
