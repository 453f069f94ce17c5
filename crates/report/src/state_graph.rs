//! The graph of states for scripts. `docs/state-graph.md` says what each field means.

use racecourse_layout::shown_json;
use serde::Serialize;

use super::sentences;
use racecourse_trace::failure::Site;
use racecourse_trace::state_graph::{
    Actor, Datum, End, Held, Object, Standing, State, StateGraph, Status, Step, Value,
};

/// The version of the document: raised when a field changes its meaning or goes away, not when one is added.
pub const SCHEMA: u32 = 1;

/// `graph` as one JSON document, on one line: with words for actions and kinds, and a text for each standing and value.
pub fn document(graph: &StateGraph) -> String {
    let document = Document {
        schema: SCHEMA,
        actors: graph.actors.iter().map(|actor| actor_entry(graph, actor)).collect(),
        objects: graph.objects.iter().map(|object| object_entry(graph, object)).collect(),
        ends: &graph.ends,
        states: &graph.states,
    };
    let mut text = serde_json::to_string(&document).unwrap_or_else(|error| format!("{{\"error\": \"{error}\"}}"));
    text.push('\n');
    shown_json(&text)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    actors: Vec<ActorEntry<'a>>,
    objects: Vec<ObjectEntry<'a>>,
    ends: &'a [End],
    states: &'a [State],
}

#[derive(Serialize)]
struct ActorEntry<'a> {
    name: &'a str,
    process: usize,
    standings: Vec<StandingEntry<'a>>,
}

#[derive(Serialize)]
struct StandingEntry<'a> {
    text: String,
    status: Status,
    next: Option<StepEntry<'a>>,
    holds: &'a [Held],
    waits_for: &'a [usize],
    has_yielded: bool,
    for_no_reason: bool,
}

#[derive(Serialize)]
struct StepEntry<'a> {
    action: &'static str,
    object: Option<usize>,
    also: Option<usize>,
    operands: &'a [Datum],
    site: &'a Site,
}

#[derive(Serialize)]
struct ObjectEntry<'a> {
    name: &'a str,
    kind: &'static str,
    values: Vec<ValueEntry<'a>>,
}

#[derive(Serialize)]
struct ValueEntry<'a> {
    text: String,
    #[serde(flatten)]
    value: &'a Value,
}

fn actor_entry<'a>(graph: &StateGraph, actor: &'a Actor) -> ActorEntry<'a> {
    let standings = actor.standings.iter().map(|standing| standing_entry(graph, standing));
    ActorEntry { name: &actor.name, process: actor.process, standings: standings.collect() }
}

fn standing_entry<'a>(graph: &StateGraph, standing: &'a Standing) -> StandingEntry<'a> {
    StandingEntry {
        text: sentences::standing(graph, standing),
        status: standing.status,
        next: standing.next.as_ref().map(step_entry),
        holds: &standing.holds,
        waits_for: &standing.waits_for,
        has_yielded: standing.has_yielded,
        for_no_reason: standing.for_no_reason,
    }
}

fn step_entry(step: &Step) -> StepEntry<'_> {
    let Step { action, object, also, operands, site } = step;
    StepEntry { action: sentences::verb(*action), object: *object, also: *also, operands, site }
}

fn object_entry<'a>(graph: &StateGraph, object: &'a Object) -> ObjectEntry<'a> {
    let values = object.values.iter().map(|value| ValueEntry { text: sentences::object(graph, value), value });
    ObjectEntry { name: &object.name, kind: object.kind.name(), values: values.collect() }
}
