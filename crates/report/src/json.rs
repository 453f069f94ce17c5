//! The report for scripts. `docs/json.md` says what each field means; what is there stays there.

use std::collections::BTreeMap;
use std::time::Duration;

use racecourse_layout::shown_json;
use serde::Serialize;

use super::{Checked, Forced, sentences};
use crate::scenario::{Role, Scenario};
use crate::verdict::{EngineVerdict, Verdict};
use racecourse_trace::exploration::{
    Change, Counterfactual, Coverage, Event, Exploration, LockCycle, ObjectInfo, OddStep, Overlap, Shortest,
    Strengthening,
};
use racecourse_trace::failure::{Access, ActorState, Evidence, FailureKind, Holding, Site};

/// The version of the document: raised when a field changes its meaning or goes away, not when one is added.
pub const SCHEMA: u32 = 2;

/// `checked` as one JSON document. Variants of the same scenario must stand next to each other.
pub fn document(checked: &[Checked]) -> String {
    let scenarios = checked
        .chunk_by(|one, next| one.scenario.id == next.scenario.id)
        .map(|group| scenario(group[0].scenario, group));
    let as_expected = checked.iter().all(|one| one.verdict.as_expected());
    let document = Document { schema: SCHEMA, as_expected, scenarios: scenarios.collect() };
    let mut text =
        serde_json::to_string_pretty(&document).unwrap_or_else(|error| format!("{{\"error\": \"{error}\"}}"));
    text.push('\n');
    shown_json(&text)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    as_expected: bool,
    scenarios: Vec<ScenarioEntry<'a>>,
}

#[derive(Serialize)]
struct ScenarioEntry<'a> {
    id: &'a str,
    name: &'a str,
    family: &'a str,
    hazard: &'a str,
    title: &'a str,
    variants: Vec<VariantEntry<'a>>,
}

#[derive(Serialize)]
struct VariantEntry<'a> {
    name: &'a str,
    role: &'a str,
    file: &'a str,
    verdict: Verdict,
    as_expected: bool,
    reasons: Vec<String>,
    engines: Vec<EngineEntry<'a>>,
    forced: Option<ForcedEntry<'a>>,
}

#[derive(Default, Serialize)]
struct ForcedEntry<'a> {
    runs: u64,
    outcomes: BTreeMap<&'a str, u64>,
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct EngineEntry<'a> {
    engine: &'a str,
    verdict: Verdict,
    as_expected: bool,
    reason: String,
    seconds: Option<f64>,
    coverage: CoverageEntry,
    outcomes: BTreeMap<&'a str, u64>,
    failure: Option<FailureEntry<'a>>,
    schedule: Option<&'a str>,
    shortest: Option<ShortestEntry>,
    notes: Vec<String>,
    potential_deadlocks: &'a [LockCycle],
    overlaps: &'a [Overlap],
}

#[derive(Serialize)]
struct CoverageEntry {
    kind: &'static str,
    executions: u64,
    bound: Option<String>,
    seed: Option<u64>,
    reason: Option<String>,
}

#[derive(Serialize)]
struct ShortestEntry {
    preemptions: usize,
    proven: bool,
}

#[derive(Serialize)]
struct FailureEntry<'a> {
    kind: Option<FailureKind>,
    label: &'a str,
    summary: String,
    first_seen: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<EvidenceEntry<'a>>,
    actors: &'a [String],
    objects: Vec<ObjectEntry<'a>>,
    steps: Vec<StepEntry<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    counterfactuals: Vec<CounterfactualEntry<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    repair: &'a [Strengthening],
    #[serde(skip_serializing_if = "Option::is_none")]
    odd: Option<&'a [OddStep]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on_x86: Option<bool>,
}

#[derive(Serialize)]
struct CounterfactualEntry<'a> {
    change: Change,
    outcome: &'a str,
    schedule: &'a str,
    always: &'a [String],
    missing: &'a [usize],
}

/// The evidence as it is, except for what is a sentence here.
#[derive(Serialize)]
#[serde(untagged)]
enum EvidenceEntry<'a> {
    InWords(InWords<'a>),
    AsItIs(&'a Evidence),
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
enum InWords<'a> {
    Waits { actors: Vec<ActorEntry<'a>>, cycle: &'a [String] },
    Race { object: &'a str, first: AccessEntry<'a>, second: AccessEntry<'a>, why: String },
}

#[derive(Serialize)]
struct ActorEntry<'a> {
    actor: &'a str,
    holds: &'a [Holding],
    waits: Option<WaitingEntry<'a>>,
}

#[derive(Serialize)]
struct WaitingEntry<'a> {
    action: &'a str,
    object: &'a str,
    site: &'a Site,
    on: &'a [String],
    note: String,
}

#[derive(Serialize)]
struct AccessEntry<'a> {
    actor: &'a str,
    action: &'a str,
    site: &'a Site,
}

#[derive(Serialize)]
struct ObjectEntry<'a> {
    name: &'a str,
    kind: &'a str,
    initial: Option<String>,
    capacity: Option<usize>,
}

#[derive(Serialize)]
struct StepEntry<'a> {
    actor: usize,
    action: &'a str,
    object: Option<usize>,
    also: Option<usize>,
    read: Option<String>,
    written: Option<String>,
    passed: Option<&'a str>,
    note: String,
    file: &'a str,
    line: u32,
}

fn scenario<'a>(scenario: &'static Scenario, group: &'a [Checked]) -> ScenarioEntry<'a> {
    ScenarioEntry {
        id: scenario.id,
        name: scenario.name,
        family: scenario.family,
        hazard: scenario.hazard.name(),
        title: scenario.title,
        variants: group.iter().map(variant).collect(),
    }
}

fn variant(checked: &Checked) -> VariantEntry<'_> {
    let engines = checked.explorations.iter().zip(&checked.verdict.engines).enumerate();
    VariantEntry {
        name: checked.variant.name,
        role: match checked.variant.role {
            Role::Broken => "broken",
            Role::Fixed => "fixed",
        },
        file: checked.variant.file,
        verdict: checked.verdict.verdict,
        as_expected: checked.verdict.as_expected(),
        reasons: sentences::complaints(&checked.verdict.reasons),
        engines: engines.map(|(at, (found, verdict))| engine(checked, found, verdict, checked.times.get(at))).collect(),
        forced: checked.forced.as_ref().map(|forced| match forced {
            Forced::Played { runs, labels, .. } => {
                let outcomes = labels.iter().map(|(label, times)| (label.as_str(), *times)).collect();
                ForcedEntry { runs: *runs, outcomes, reason: None }
            }
            Forced::Impossible { reason } => ForcedEntry { reason: Some(reason), ..ForcedEntry::default() },
        }),
    }
}

fn engine<'a>(
    checked: &Checked,
    exploration: &'a Exploration,
    verdict: &'a EngineVerdict,
    time: Option<&Duration>,
) -> EngineEntry<'a> {
    let worst = verdict.label.as_deref().and_then(|label| exploration.observations.get_key_value(label));
    // With nothing wrong there is nothing to replay: the schedule is that of the failure.
    let failure = worst.map(|(label, seen)| FailureEntry {
        kind: seen.example.failure.as_ref().map(|failure| failure.kind),
        label,
        summary: match &seen.example.failure {
            Some(failure) => sentences::failure(failure),
            None => {
                checked.scenario.grading(checked.variant, label).map_or("not graded", |graded| graded.why).to_owned()
            }
        },
        first_seen: seen.first_seen,
        evidence: seen.example.failure.as_ref().map(|failure| evidence(&failure.evidence)),
        actors: &seen.example.actors,
        objects: seen.example.objects.iter().map(object).collect(),
        steps: seen.example.events.iter().map(step).collect(),
        counterfactuals: seen.example.counterfactuals.iter().map(counterfactual).collect(),
        repair: &seen.example.repair,
        odd: seen.example.odd.as_deref(),
        on_x86: seen.example.on_x86,
    });
    EngineEntry {
        engine: exploration.engine.name(),
        verdict: verdict.verdict,
        as_expected: verdict.as_expected(),
        reason: sentences::grounds(&verdict.reason),
        // No clock is so exact that more digits would say something.
        seconds: time.map(|time| (time.as_secs_f64() * 1000.0).round() / 1000.0),
        coverage: coverage(&exploration.coverage),
        outcomes: exploration.observations.iter().map(|(label, seen)| (label.as_str(), seen.count)).collect(),
        failure,
        schedule: worst.map(|(_, seen)| seen.example.schedule.written()).filter(|schedule| !schedule.is_empty()),
        shortest: worst.and_then(|(_, seen)| seen.shortest).map(shortest),
        notes: exploration.notes.iter().map(sentences::note).collect(),
        potential_deadlocks: &exploration.potential_deadlocks,
        overlaps: &exploration.overlaps,
    }
}

fn evidence(evidence: &Evidence) -> EvidenceEntry<'_> {
    EvidenceEntry::InWords(match evidence {
        Evidence::Waits { actors, cycle } => InWords::Waits { actors: actors.iter().map(actor).collect(), cycle },
        Evidence::Race { object, first, second, why } => {
            let why = sentences::unordered(first, second, why);
            InWords::Race { object, first: access(first), second: access(second), why }
        }
        other => return EvidenceEntry::AsItIs(other),
    })
}

fn access(access: &Access) -> AccessEntry<'_> {
    AccessEntry { actor: &access.actor, action: sentences::verb(access.action), site: &access.site }
}

fn actor(state: &ActorState) -> ActorEntry<'_> {
    let waits = state.waits.as_ref().map(|waits| WaitingEntry {
        action: sentences::verb(waits.action),
        object: &waits.object,
        site: &waits.site,
        on: &waits.on,
        note: waits.obstacle.as_ref().map_or_else(String::new, sentences::obstacle),
    });
    ActorEntry { actor: &state.actor, holds: &state.holds, waits }
}

fn object(info: &ObjectInfo) -> ObjectEntry<'_> {
    let initial = info.initial.as_ref().map(sentences::shown);
    ObjectEntry { name: &info.name, kind: info.kind.name(), initial, capacity: info.capacity }
}

fn step(event: &Event) -> StepEntry<'_> {
    StepEntry {
        actor: event.actor,
        action: sentences::verb(event.action),
        object: event.object,
        also: event.also,
        read: sentences::read(event),
        written: sentences::written(event),
        passed: event.passed.as_deref(),
        note: sentences::remark(&event.remark),
        file: &event.site.file,
        line: event.site.line,
    }
}

fn counterfactual(it: &Counterfactual) -> CounterfactualEntry<'_> {
    CounterfactualEntry {
        change: it.change,
        outcome: &it.label,
        schedule: it.schedule.written(),
        always: &it.always,
        missing: &it.missing,
    }
}

fn shortest(shortest: Shortest) -> ShortestEntry {
    ShortestEntry { preemptions: shortest.preemptions, proven: shortest.proven }
}

fn coverage(coverage: &Coverage) -> CoverageEntry {
    let mut entry =
        CoverageEntry { kind: "exhaustive", executions: coverage.executions(), bound: None, seed: None, reason: None };
    match coverage {
        Coverage::Exhaustive { .. } => {}
        Coverage::Bounded { bound, .. } => (entry.kind, entry.bound) = ("bounded", Some(sentences::bound(bound))),
        Coverage::Sampled { seed, .. } => (entry.kind, entry.seed) = ("sampled", *seed),
        Coverage::Interrupted { reason, .. } => {
            (entry.kind, entry.reason) = ("interrupted", Some(sentences::reason(reason)))
        }
        Coverage::NotApplicable { reason } => {
            (entry.kind, entry.reason) = ("not-applicable", Some(sentences::reason(reason)))
        }
    }
    entry
}

#[cfg(test)]
mod tests {
    use racecourse_trace::exploration::{ObjectKind, ProcessEnd, Remark, Shown, Verb};
    use racecourse_trace::failure::{Obstacle, Unordered, Waiting};
    use serde_json::json;

    use super::*;

    fn site() -> Site {
        Site { file: "scenarios/x/y/broken.rs".to_owned(), line: 7 }
    }

    #[test]
    fn what_is_in_the_way_is_the_text_of_a_note() {
        let state = |obstacle| {
            let on = vec!["reader".to_owned()];
            let waits = Waiting { action: Verb::Write, object: "pipe".into(), site: site(), on, obstacle };
            ActorState { actor: "writer".to_owned(), holds: Vec::new(), waits: Some(waits) }
        };
        let full = state(Some(Obstacle::PipeFull { queued: 4096, capacity: 4096 }));
        let runs = ActorState { waits: None, ..state(None) };
        let found = Evidence::Waits { actors: vec![full, state(None), runs], cycle: Vec::new() };
        let waits = |note| {
            let place = json!({"file": "scenarios/x/y/broken.rs", "line": 7});
            json!({"action": "write", "object": "pipe", "site": place, "on": ["reader"], "note": note})
        };
        let expected = json!({
            "is": "waits",
            "actors": [
                {"actor": "writer", "holds": [], "waits": waits("pipe is full: 4096 of 4096 bytes")},
                {"actor": "writer", "holds": [], "waits": waits("")},
                {"actor": "writer", "holds": [], "waits": null},
            ],
            "cycle": [],
        });
        assert_eq!(serde_json::to_value(evidence(&found)).expect("it has JSON"), expected);
    }

    #[test]
    fn what_a_terminal_would_obey_is_escaped_and_means_the_same() {
        let said = "a\u{1b}[2Jb\u{202e}c\u{e0041}\u{7f}é</script>a<b";
        let json = shown_json(&serde_json::to_string(said).expect("it has JSON"));
        assert_eq!(json, r#""a\u001b[2Jb\u202ec\udb40\udc41\u007fé\u003c/script>a<b""#);
        assert_eq!(serde_json::from_str::<String>(&json).ok().as_deref(), Some(said));
    }

    #[test]
    fn accesses_have_the_words_of_their_actions() {
        let access = |actor: &str, action| Access { actor: actor.to_owned(), action, site: site(), step: None };
        let (first, second) = (access("left", Verb::Write), access("right", Verb::Read));
        let why = Unordered::InWords("Nothing.".to_owned());
        let found = Evidence::Race { object: "total".to_owned(), first, second, why };
        let place = json!({"file": "scenarios/x/y/broken.rs", "line": 7});
        let expected = json!({
            "is": "race",
            "object": "total",
            "first": {"actor": "left", "action": "write", "site": place},
            "second": {"actor": "right", "action": "read", "site": place},
            "why": "Nothing.",
        });
        assert_eq!(serde_json::to_value(evidence(&found)).expect("it has JSON"), expected);
    }

    #[test]
    fn what_is_read_and_written_is_text() {
        for (action, value, words) in [
            (Verb::Request, "write".into(), json!(["progress", "write", "asks to write"])),
            (Verb::Granted, "write".into(), json!(["progress", "write", "may write"])),
            (Verb::Progress, "a round".into(), json!(["progress", "a round", "a round"])),
            (Verb::Write, Shown::Bytes(1), json!(["write", "1 byte", "1 byte"])),
            (Verb::WaitFor, Shown::Ended(ProcessEnd::Signal(9)), json!(["wait for", "signal 9", "signal 9"])),
        ] {
            let (read, written, remark) = (Some(value.clone()), Some(value), Remark::Nothing);
            let (object, also, passed, site) = (None, None, None, site());
            let event = Event { actor: 1, action, object, also, read, written, passed, remark, site };
            let step = serde_json::to_value(step(&event)).expect("it has JSON");
            assert_eq!(json!([step["action"], step["read"], step["written"]]), words);
        }
        let (initial, kind) = (Some(Shown::Permits(3)), ObjectKind::Semaphore);
        let info = ObjectInfo { name: "permits".to_owned(), kind, initial, capacity: None };
        let expected = json!({"name": "permits", "kind": "semaphore", "initial": "3", "capacity": null});
        assert_eq!(serde_json::to_value(object(&info)).expect("it has JSON"), expected);
    }

    #[test]
    fn what_is_worth_saying_of_a_step_is_the_text_of_its_note() {
        for (remark, note) in [
            (Remark::Nothing, ""),
            (Remark::Busy, "busy"),
            (Remark::BlocksForEver, "blocks for ever"),
            (Remark::Blocks(Some(Obstacle::PipeEmpty { capacity: None })), "blocks: pipe is empty"),
        ] {
            let (action, site) = (Verb::Read, site());
            let (object, also, read, written, passed) = (Some(0), None, None, None, None);
            let event = Event { actor: 1, action, object, also, read, written, passed, remark, site };
            assert_eq!(serde_json::to_value(step(&event)).expect("it has JSON")["note"], note);
        }
    }
}
