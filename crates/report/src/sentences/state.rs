//! What objects are and what actors are about to do, in a state of a graph of states.

use super::said::ended;
use super::verb;
use racecourse_trace::exploration::Verb;
use racecourse_trace::state_graph::{Datum, Standing, StateGraph, Status, Step, Value};

/// What an object is, in a word or two: `7`, `left`, `free`, `2 of 3`.
pub fn object(graph: &StateGraph, value: &Value) -> String {
    let name = |actor: usize| actor_name(graph, actor);
    match value {
        Value::Memory { value } => datum(value),
        Value::Lock { owner } => owner.map_or("free", name).to_owned(),
        Value::RwLock { writer, readers, queue } => {
            let has = match (writer, readers.as_slice()) {
                (Some(writer), _) => name(*writer).to_owned(),
                (None, []) => "free".to_owned(),
                (None, [one]) => format!("{} reads", name(*one)),
                (None, many) => format!("{} read", many.len()),
            };
            match queue.as_slice() {
                [] => has,
                [one] => format!("{has}, {} waits to write", name(*one)),
                many => format!("{has}, {} wait to write", many.len()),
            }
        }
        Value::Condvar { waiters, notified } => {
            let wait = match waiters.as_slice() {
                [] => "nobody waits".to_owned(),
                [one] => format!("{} waits", name(*one)),
                many => format!("{} wait", many.len()),
            };
            match notified.len() {
                0 => wait,
                1 if waiters.len() == 1 => format!("{wait}, and is notified"),
                1 => format!("{wait}, one is notified"),
                n => format!("{wait}, {n} are notified"),
            }
        }
        Value::Barrier { size, arrived, .. } => format!("{} of {size}", arrived.len()),
        Value::Semaphore { permits, .. } => format!("{permits} free"),
        Value::Once { done: true, .. } => "done".to_owned(),
        Value::Once { runner: Some(runner), .. } => format!("{} is at it", name(*runner)),
        Value::Once { runner: None, .. } => "not done".to_owned(),
        Value::Channel { capacity: Some(capacity), queued, .. } => format!("{queued} of {}", (*capacity).max(1)),
        Value::Channel { capacity: None, queued, .. } => queued.to_string(),
        Value::Pipe { capacity, queued, .. } => format!("{queued} of {capacity}"),
        Value::Token { set } => if *set { "set" } else { "not set" }.to_owned(),
        Value::Thread { finished } => if *finished { "has ended" } else { "runs" }.to_owned(),
        Value::Process { ended: None } => "runs".to_owned(),
        Value::Process { ended: Some(end) } => ended(*end),
        Value::File { exists } => if *exists { "there" } else { "not there" }.to_owned(),
        Value::Pointer { strong, weak: 0 } => strong.to_string(),
        Value::Pointer { strong, weak } => format!("{strong}, {weak} weak"),
        Value::Turns => String::new(),
    }
}

/// What an actor does next, or why it does not: `lock right`, `waits to lock right, which right-hand has`, `has ended`.
pub fn standing(graph: &StateGraph, standing: &Standing) -> String {
    match (standing.status, &standing.next) {
        (Status::Killed, _) => "was killed".to_owned(),
        (Status::Blocked, Some(next)) => waits(graph, next, &standing.waits_for),
        (_, Some(next)) if next.action == Verb::Bury => "was killed, and is still to be buried".to_owned(),
        (_, Some(next)) => step(graph, next),
        (Status::Finished, None) => "has ended".to_owned(),
        (_, None) => "has not begun".to_owned(),
    }
}

/// A step: `store counter: 3`.
fn step(graph: &StateGraph, step: &Step) -> String {
    let mut text = verb(step.action).to_owned();
    if let Some(object) = step.object {
        text = format!("{text} {}", object_name(graph, object));
    }
    if let Some(also) = step.also {
        text = format!("{text}, gives up {}", object_name(graph, also));
    }
    let operands: Vec<String> = step.operands.iter().map(datum).collect();
    if operands.is_empty() { text } else { format!("{text}: {}", operands.join(" → ")) }
}

fn waits(graph: &StateGraph, next: &Step, on: &[usize]) -> String {
    let what = next.object.map_or("", |object| object_name(graph, object));
    let on: Vec<&str> = on.iter().map(|&actor| actor_name(graph, actor)).collect();
    let locks = matches!(next.action, Verb::Lock | Verb::ReadLock | Verb::WriteLock | Verb::Acquire | Verb::FileLock);
    match (next.action, on.as_slice()) {
        (Verb::Join | Verb::WaitFor, _) => format!("waits for {what} to end"),
        (Verb::Wake, _) => format!("waits on {what}"),
        (action, [one]) if locks => format!("waits to {} {what}, which {one} has", verb(action)),
        (action, [_, _, ..]) if locks => format!("waits to {} {what}, which {} have", verb(action), on.join(" and ")),
        (action, _) => format!("waits to {} {what}", verb(action)).trim_end().to_owned(),
    }
}

fn datum(value: &Datum) -> String {
    match value {
        Datum::Truth(truth) => truth.to_string(),
        Datum::Number(number) => number.to_string(),
        Datum::Negative(number) => number.to_string(),
        Datum::Text(text) => text.clone(),
    }
}

fn actor_name(graph: &StateGraph, actor: usize) -> &str {
    graph.actors.get(actor).map_or("", |actor| &actor.name)
}

fn object_name(graph: &StateGraph, object: usize) -> &str {
    graph.objects.get(object).map_or("", |object| &object.name)
}
