//! Which steps of an execution are worth a row, and what stands in it.

use std::collections::BTreeSet;

use super::super::sentences;
use super::focus::focus;
use super::fold::{folded, looped};
use super::round::lasso_of;
use super::row::{Row, Step};
use crate::counterexample::{Counterexample, decisive_steps, is_shared, told_steps};
use racecourse_trace::exploration::{Event, Execution, Remark, Verb};
use racecourse_trace::failure::FailureKind;

/// With more than so many characters of what `main` reads at the end, the end itself might not fit.
const MOST_SAID: usize = 48;

/// The steps of an execution that are worth showing, with their numbers.
pub(super) struct Story {
    pub(super) rows: Vec<Row>,
    /// Every numbered step, shown or left out.
    pub(super) steps: Vec<Step>,
}

/// The rows for the execution of `shown`, in order.
pub(super) fn story(shown: &Counterexample, sign: Sign) -> Story {
    let execution = &shown.execution;
    let mut steps = steps(execution);
    let last_words = epilogue(execution, &mut steps).map(|words| format!("{} {words}", sign.text()));
    let mut rows = match lasso_of(execution) {
        Some(round) => looped(execution, &steps, round),
        None => folded(execution, &steps),
    };
    rows.extend(last_words.map(Row::Words));
    Story { rows, steps }
}

/// Whether an end is as it should be; it may not be known.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sign {
    Good,
    Bad,
    Open,
}

impl Sign {
    fn text(self) -> &'static str {
        match self {
            Sign::Good => "✓",
            Sign::Bad => "✗",
            Sign::Open => "~",
        }
    }
}

fn steps(execution: &Execution) -> Vec<Step> {
    let marks = decisive_steps(execution);
    let focus = focus(execution);
    let explaining = told_steps(execution);
    let mut steps: Vec<Step> = Vec::new();
    for (at, event) in execution.events.iter().enumerate() {
        let explains = explaining.contains(&at);
        let mark = marks.get(&at);
        if !(matters(execution, event, &focus) || mark.is_some() || explains) {
            continue;
        }
        if mark.is_none()
            && let Some(before) = steps.last_mut()
            && let Some(text) = joined(execution, before, at)
        {
            (before.last, before.text) = (at, text);
            before.explains |= explains;
            continue;
        }
        steps.push(Step {
            event: at,
            last: at,
            number: steps.len() + 1,
            actor: event.actor,
            text: words(execution, event, mark.is_some()),
            site: event.site.clone(),
            remark: None,
            explains,
        });
    }
    let number = |event: usize| steps.iter().find(|step| (step.event..=step.last).contains(&event)).map(|it| it.number);
    let remark = |step: &Step| {
        let mark = marks.get(&step.event).or_else(|| marks.get(&step.last))?;
        let about = mark.about.and_then(number).map_or_else(|| "an earlier step".to_owned(), |n| format!("step {n}"));
        Some(mark.text.replace("{}", &about))
    };
    let remarks: Vec<Option<String>> = steps.iter().map(remark).collect();
    steps.iter_mut().zip(remarks).for_each(|(step, remark)| step.remark = remark);
    without_cleaning_up(execution, steps)
}

/// After the step that explains it all, what is dropped at the end is of no interest.
fn without_cleaning_up(execution: &Execution, mut steps: Vec<Step>) -> Vec<Step> {
    let cleans = |step: &Step| {
        let action = execution.events[step.event].action;
        let drops = matches!(
            action,
            Verb::Close | Verb::CloseSender | Verb::CloseReceiver | Verb::Unlock | Verb::ReadUnlock | Verb::WriteUnlock
        );
        drops && step.remark.is_none() && !step.explains
    };
    if steps.iter().any(|step| step.remark.is_some()) {
        while steps.last().is_some_and(cleans) {
            steps.pop();
        }
    }
    steps
}

/// The text for two steps in one row: an actor's lock with nothing of interest before its unlock, and waking up with
/// taking the lock again.
fn joined(execution: &Execution, before: &Step, at: usize) -> Option<String> {
    let (one, two) = (&execution.events[before.last], &execution.events[at]);
    if one.actor != two.actor || before.event != before.last || two.remark.blocks() {
        return None;
    }
    let name = |event: &Event| event.object.and_then(|object| execution.objects.get(object)).map(|it| it.name.as_str());
    let value =
        |sign: &str, event: &Event| event.passed.as_ref().map_or_else(String::new, |passed| format!("{sign}{passed}"));
    match (one.action, two.action) {
        (Verb::Lock, Verb::Unlock) if one.object == two.object => Some(match two.remark {
            Remark::Read => format!("read {}{}, locked", name(one)?, value(" → ", two)),
            Remark::Written => format!("write {}{}, locked", name(one)?, value(" ← ", two)),
            _ => format!("lock, unlock {}", name(one)?),
        }),
        (Verb::Wake, Verb::Lock) if one.site == two.site => Some(format!("wake, lock {}", name(two)?)),
        _ => None,
    }
}

/// Whether a step belongs to the story: starting and ending actors does not, unless it is where somebody is stuck.
fn matters(execution: &Execution, event: &Event, focus: &BTreeSet<usize>) -> bool {
    if event.remark.blocks() {
        // Somebody who merely waits for the others to end is named in the evidence; the story is not about it.
        return event.action != Verb::Join;
    }
    match event.action {
        Verb::Spawn | Verb::Join => false,
        mark if mark.is_mark() => is_about_liveness(execution),
        Verb::Yield | Verb::Sleep => lasso_of(execution).is_some(),
        Verb::Panic | Verb::Kill | Verb::Bury | Verb::Fork | Verb::Exit | Verb::Fence => true,
        // What only one actor has touched matters if it is what somebody is stuck at.
        _ => event.object.is_some_and(|object| focus.contains(&object) || is_shared(execution, object)),
    }
}

fn is_about_liveness(execution: &Execution) -> bool {
    let kind = execution.failure.as_ref().map(|failure| failure.kind);
    matches!(kind, Some(FailureKind::Livelock | FailureKind::Starvation))
}

/// A step in words: what it does, to what, and which values it reads and writes.
fn words(execution: &Execution, event: &Event, marked: bool) -> String {
    let name =
        |object: Option<usize>| object.and_then(|object| execution.objects.get(object)).map(|it| it.name.as_str());
    let (read, written) = (sentences::read(event), sentences::written(event));
    if event.action.is_mark() {
        // A mark of the scenario's own: its words say it all.
        return written.unwrap_or_default();
    }
    if event.action == Verb::Exit {
        return format!("exit  code {}", written.as_deref().unwrap_or("unknown"));
    }
    if event.action == Verb::Bury {
        // Of whom it is, its column says.
        return "is buried".to_owned();
    }
    let mut text = sentences::verb(event.action).to_owned();
    text.extend(name(event.object).map(|name| format!(" {name}")));
    match (read, written) {
        (Some(read), Some(written)) => text += &format!(" {read}→{written}"),
        (Some(read), None) => text += &format!(" → {read}"),
        // A fence has no value: what is said of it is how it orders.
        (None, Some(written)) if event.action == Verb::Fence => text += &format!("  {written}"),
        (None, Some(written)) => text += &format!(" ← {written}"),
        (None, None) => {}
    }
    let sign = match event.action {
        Verb::Unlock if event.remark == Remark::Written => Some("←"),
        Verb::WriteUnlock | Verb::Send | Verb::TrySend => Some("←"),
        Verb::Receive | Verb::TryReceive => Some("→"),
        // A lock that was only read, or that is given up to wait: its column has it.
        _ => None,
    };
    if let (Some(sign), Some(passed)) = (sign, &event.passed) {
        text += &format!(" {sign} {passed}");
    }
    match event.remark {
        // The mark says it already.
        it if marked && it.blocks() => {}
        Remark::BlocksForEver => text += "  waits",
        Remark::ReleasesLock => text += &format!("  frees {}", name(event.also).unwrap_or("the lock")),
        Remark::Read | Remark::Written => {}
        it => {
            let said = sentences::remark(&it);
            if !said.is_empty() {
                text += &format!("  {said}");
            }
        }
    }
    text
}

/// What `main` reads when everybody else is done needs no column of its own: it is taken out of `steps` and put into
/// words.
fn epilogue(execution: &Execution, steps: &mut Vec<Step>) -> Option<String> {
    if execution.failure.is_some() {
        return None;
    }
    let ended = match &execution.outcome {
        Some(outcome) => format!("ends with {}", sentences::value(outcome)),
        None => "ends without an outcome".to_owned(),
    };
    let from = steps.iter().rposition(|step| step.actor != 0).map_or(0, |last| last + 1);
    let only_at_the_end = from > 0 && steps[..from].iter().all(|step| step.actor != 0);
    if !only_at_the_end || steps[from..].iter().any(|step| step.remark.is_some() || step.explains) {
        return Some(ended);
    }
    let said: Vec<String> = steps.drain(from..).map(|step| step.text).filter(|text| text.contains('→')).collect();
    let said = said.join(", ");
    // How it ends is what has to be read.
    match said.is_empty() || said.chars().count() > MOST_SAID {
        true => Some(ended),
        false => Some(format!("main: {said}; {ended}")),
    }
}
