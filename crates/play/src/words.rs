//! What actors do and why they wait, in the words of the reports, and shorter where a line has to hold it.

use racecourse_report::sentences;
use racecourse_trace::exploration::Verb;
use racecourse_trace::failure::Waiting;
use racecourse_trace::schedule::Refusal;
use racecourse_trace::state_graph::{Datum, Standing, StateGraph, Status, Step, Value};

use crate::place::Place;

/// A step that is still to be taken: `load counter`, `store counter ← 1`.
pub fn step(graph: &StateGraph, step: &Step) -> String {
    let mut text = sentences::verb(step.action).to_owned();
    if let Some(object) = step.object {
        text = format!("{text} {}", graph.objects[object].name);
    }
    if let Some(also) = step.also {
        text = format!("{text}, gives up {}", graph.objects[also].name);
    }
    let operands: Vec<String> = step.operands.iter().map(datum).collect();
    match (step.action, operands.as_slice()) {
        (_, []) => text,
        (Verb::Store | Verb::Write, [value]) => format!("{text} ← {value}"),
        _ => format!("{text}: {}", operands.join(" → ")),
    }
}

/// A step that somebody waits to take, with who is in the way: `lock alice: there has it`, `join left`.
pub fn waited(graph: &StateGraph, standing: &Standing) -> Option<String> {
    let next = standing.next.as_ref()?;
    let text = step(graph, next);
    let locks = matches!(
        next.action,
        Verb::Lock | Verb::ReadLock | Verb::WriteLock | Verb::FileLock | Verb::Acquire | Verb::QueueWriter
    );
    let names: Vec<&str> = standing.waits_for.iter().map(|&actor| graph.actors[actor].name.as_str()).collect();
    Some(match names.as_slice() {
        [one] if locks => format!("{text}: {one} has it"),
        [_, _, ..] if locks => format!("{text}: {} have it", names.join(" and ")),
        _ => text,
    })
}

/// A place in words: `lock alice`.
pub fn place(place: &Place) -> String {
    format!("{} {}", sentences::verb(place.action), place.object).trim_end().to_owned()
}

/// A step that was taken in `before` and has led to `after`, with what it has found: `load counter → 0`.
pub fn taken(graph: &StateGraph, before: usize, actor: usize, after: usize) -> String {
    let Some(next) = graph.standing(before, actor).and_then(|standing| standing.next.as_ref()) else {
        return String::new();
    };
    let [was, is] = [before, after].map(|state| next.object.and_then(|object| graph.value(state, object)));
    let plain = step(graph, next);
    let bare = || step(graph, &Step { operands: Vec::new(), ..next.clone() });
    let found = match (next.action, was, is) {
        (Verb::Load | Verb::Read, Some(Value::Memory { value }), _) => return format!("{plain} → {}", datum(value)),
        (Verb::CompareExchange, Some(Value::Memory { value }), _) if next.operands.first() != Some(value) => {
            let wanted = next.operands.first().map_or_else(String::new, datum);
            format!("finds {}, not {wanted}", datum(value))
        }
        (verb, Some(Value::Memory { value: was }), Some(Value::Memory { value: is })) if updates(verb) => {
            return format!("{}: {} → {}", bare(), datum(was), datum(is));
        }
        (Verb::TryLock | Verb::TryFileLock, _, Some(Value::Lock { owner })) => has(*owner == Some(actor)).to_owned(),
        (Verb::TryReadLock, _, Some(Value::RwLock { readers, .. })) => has(readers.contains(&actor)).to_owned(),
        (Verb::TryWriteLock, _, Some(Value::RwLock { writer, .. })) => has(*writer == Some(actor)).to_owned(),
        (Verb::TryAcquire, Some(Value::Semaphore { permits, .. }), _) => has(*permits > 0).to_owned(),
        (Verb::NotifyOne | Verb::NotifyAll, Some(Value::Condvar { waiters, .. }), _) if waiters.is_empty() => {
            "nobody waits".to_owned()
        }
        (Verb::OnceEnter, Some(Value::Once { done, .. }), _) => {
            if *done { "it is done" } else { "is the first" }.to_owned()
        }
        (Verb::TryReceive, Some(Value::Channel { queued: 0, .. }), _) => "finds nothing".to_owned(),
        (Verb::Exists, Some(Value::File { exists }), _) => if *exists { "it is" } else { "it is not" }.to_owned(),
        (Verb::Create, Some(Value::File { exists: true }), _) => "it is there".to_owned(),
        (Verb::Wake | Verb::Park, _, _) if could_only_wake(graph, before, actor) => "for no reason".to_owned(),
        _ => return plain,
    };
    format!("{plain}: {found}")
}

const fn has(has: bool) -> &'static str {
    if has { "has it" } else { "does not get it" }
}

const fn updates(verb: Verb) -> bool {
    matches!(
        verb,
        Verb::Swap
            | Verb::CompareExchange
            | Verb::FetchAdd
            | Verb::FetchSub
            | Verb::FetchAnd
            | Verb::FetchOr
            | Verb::FetchXor
            | Verb::FetchMax
            | Verb::FetchMin
    )
}

/// What an actor does next or why it does not: `can go on`, `waits for bob, which back has`, `has ended`.
pub fn standing(graph: &StateGraph, standing: &Standing) -> String {
    match (standing.status, &standing.next) {
        (Status::Enabled, Some(next)) if next.action == Verb::Bury => sentences::standing(graph, standing),
        (Status::Enabled, _) if standing.for_no_reason => "may wake up for no reason".to_owned(),
        (Status::Enabled, Some(_)) => "can go on".to_owned(),
        _ => sentences::standing(graph, standing),
    }
}

/// Whether an actor can go on only by waking up for no reason.
pub fn could_only_wake(graph: &StateGraph, state: usize, actor: usize) -> bool {
    graph.standing(state, actor).is_some_and(|standing| standing.for_no_reason)
}

/// Why `name` cannot move, as those say it who follow schedules.
pub(crate) fn refusal(graph: &StateGraph, name: &str, standing: &Standing) -> Refusal {
    let Some(next) = &standing.next else { return Refusal::NoStep(name.to_owned()) };
    let on = standing.waits_for.iter().map(|&actor| graph.actors[actor].name.clone()).collect();
    let object = next.object.map_or_else(String::new, |object| graph.objects[object].name.clone());
    let waiting = Waiting { action: next.action, object, site: next.site.clone(), on, obstacle: None };
    Refusal::Waits(name.to_owned(), waiting)
}

/// What is said last of one who waits in a circle.
pub(crate) const CIRCLE: &str = "that is a circle";

/// Why an actor waits, in sentences: what for, who has that since where, and what that one waits for in its turn, round to where it
/// began if it is a circle. Empty if it does not wait.
pub fn why(graph: &StateGraph, state: usize, actor: usize) -> Vec<String> {
    let mut says = Vec::new();
    let mut met = vec![actor];
    let mut at = actor;
    while let Some(it) = graph.standing(state, at).filter(|it| it.status == Status::Blocked) {
        let name = &graph.actors[at].name;
        let since = it.next.as_ref().and_then(|next| next.object).and_then(|object| {
            let holder = graph.standing(state, *it.waits_for.first()?)?;
            holder.holds.iter().find(|held| held.object == object).map(|held| held.site.line)
        });
        let since = since.map_or_else(String::new, |line| format!(" since line {line}"));
        says.push(format!("{name} {}{since}", sentences::standing(graph, it)));
        let [next] = it.waits_for[..] else { break };
        if met.contains(&next) {
            let whole = next == actor;
            says.push(if whole {
                CIRCLE.to_owned()
            } else {
                format!("and {} is in a circle", graph.actors[next].name)
            });
            break;
        }
        met.push(next);
        at = next;
    }
    says
}

/// What an object is, in a word or two.
pub fn value(graph: &StateGraph, state: usize, object: usize) -> Option<String> {
    let value = graph.value(state, object)?;
    Some(sentences::object(graph, value))
}

fn datum(value: &Datum) -> String {
    match value {
        Datum::Truth(truth) => truth.to_string(),
        Datum::Number(number) => number.to_string(),
        Datum::Negative(number) => number.to_string(),
        Datum::Text(text) => text.clone(),
    }
}
