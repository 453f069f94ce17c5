//! What a program says, so that it can stand in a report: no label, name, value or panic changes what stands around it.
//!
//! A program may return, print and be called whatever it likes: escape sequences, new lines, marks that turn the direction of
//! writing, text without end. Data keep all of that, and two labels that differ are two outcomes. A report for a reader is made
//! of a copy in which every such text stands on one line, is cut if it is long, and has in place of each character that a terminal
//! would obey or not show the escape that Rust writes for it. So no sentence or table has to think of it.

use std::collections::BTreeMap;

use super::sentences::value;
use super::{Checked, Forced};
use crate::counterexample::Counterexample;
use crate::verdict::{Complaint, Grounds, VariantVerdict};
use racecourse_trace::exploration::{
    Counterfactual, Event, Execution, Exploration, LockCycle, ObjectInfo, Observation, Overlap, Shown,
};
use racecourse_trace::failure::{ActorState, Cause, Evidence, Failure, Holding, Unordered, Waiting};

impl Checked {
    /// The same, with everything that its program has said as it can stand in a report.
    #[must_use]
    pub fn printable(&self) -> Self {
        let Self { scenario, variant, explorations, verdict, forced, times } = self;
        let VariantVerdict { verdict, standing, reasons, engines, counterexample } = verdict;
        let mut engines = engines.clone();
        for one in &mut engines {
            one.label.iter_mut().for_each(make_printable);
            make_grounds_printable(&mut one.reason);
        }
        let mut reasons = reasons.clone();
        for reason in &mut reasons {
            if let Complaint::Of(_, grounds) = reason {
                make_grounds_printable(grounds);
            }
        }
        let counterexample = counterexample.as_ref().map(|shown| Counterexample {
            label: value(&shown.label),
            execution: execution(&shown.execution),
            ..shown.clone()
        });
        let forced = forced.as_ref().map(|forced| match forced {
            Forced::Played { runs, schedule, labels } => {
                Forced::Played { runs: *runs, schedule: schedule.clone(), labels: keys(labels, |count| *count) }
            }
            Forced::Impossible { reason } => Forced::Impossible { reason: value(reason) },
        });
        Self {
            scenario,
            variant,
            explorations: explorations.iter().map(exploration).collect(),
            verdict: VariantVerdict { verdict: *verdict, standing: *standing, reasons, engines, counterexample },
            forced,
            times: times.clone(),
        }
    }
}

/// The same, with everything that the program has said as it can stand in a report. Of examples that are kept in brief nothing
/// but the label is left.
pub fn exploration(found: &Exploration) -> Exploration {
    let observation = |seen: &Observation| Observation {
        example: match seen.example.is_whole() {
            true => execution(&seen.example).into(),
            false => Execution { outcome: seen.example.outcome.as_deref().map(value), ..Execution::default() }.into(),
        },
        ..*seen
    };
    let order = |cycle: &LockCycle| {
        let mut cycle = cycle.clone();
        for order in &mut cycle.orders {
            make_printable(&mut order.actor);
            make_holding_printable(&mut order.held);
            make_holding_printable(&mut order.taken);
        }
        cycle
    };
    let overlap = |overlap: &Overlap| {
        let mut overlap = overlap.clone();
        overlap.actors.iter_mut().for_each(make_printable);
        overlap
    };
    Exploration {
        engine: found.engine,
        coverage: found.coverage.clone(),
        observations: keys(&found.observations, observation),
        notes: found.notes.clone(),
        potential_deadlocks: found.potential_deadlocks.iter().map(order).collect(),
        overlaps: found.overlaps.iter().map(overlap).collect(),
    }
}

/// The same for one execution.
pub fn execution(it: &Execution) -> Execution {
    let mut execution = it.clone();
    execution.actors.iter_mut().for_each(make_printable);
    for ObjectInfo { name, initial, .. } in &mut execution.objects {
        make_printable(name);
        make_value_printable(initial);
    }
    for Event { read, written, passed, .. } in &mut execution.events {
        make_value_printable(read);
        make_value_printable(written);
        passed.iter_mut().for_each(make_printable);
    }
    execution.outcome.iter_mut().for_each(make_printable);
    execution.failure.iter_mut().for_each(make_failure_printable);
    for Counterfactual { label, always, .. } in &mut execution.counterfactuals {
        make_printable(label);
        always.iter_mut().for_each(make_printable);
    }
    execution
}

/// The same entries under keys that can be shown. Two that look the same are told apart.
fn keys<T>(entries: &BTreeMap<String, T>, shown: impl Fn(&T) -> T) -> BTreeMap<String, T> {
    let mut printable = BTreeMap::new();
    for (label, entry) in entries {
        let mut key = value(label);
        while printable.contains_key(&key) {
            key.push('′');
        }
        printable.insert(key, shown(entry));
    }
    printable
}

fn make_printable(text: &mut String) {
    let printable = value(text);
    if printable != *text {
        *text = printable;
    }
}

fn make_value_printable(shown: &mut Option<Shown>) {
    if let Some(Shown::Text(text)) = shown {
        make_printable(text);
    }
}

fn make_holding_printable(holding: &mut Holding) {
    make_printable(&mut holding.object);
}

fn make_grounds_printable(grounds: &mut Grounds) {
    // What a coverage has to say of a program is put in words by sentences that escape it.
    if let Grounds::Saw { label, .. } | Grounds::Ungraded(label) = grounds {
        make_printable(label);
    }
}

fn make_failure_printable(failure: &mut Failure) {
    match &mut failure.cause {
        Cause::NotBlocked(seen) => seen.iter_mut().for_each(|(actor, _)| make_printable(actor)),
        Cause::BlockedOutside { actor, inside, .. } => {
            make_printable(actor);
            inside.iter_mut().for_each(|(actor, ..)| make_printable(actor));
        }
        Cause::Spinning(actors) => actors.iter_mut().for_each(make_printable),
        Cause::Starving(requests) => requests.iter_mut().for_each(|(actor, wanted)| {
            make_printable(actor);
            make_printable(wanted);
        }),
        Cause::Differs { actor, .. } => make_printable(actor),
        Cause::InWords(words) => make_printable(words),
        // A panic has several lines, and is made printable where it becomes a sentence, as what loom says is.
        _ => {}
    }
    match &mut failure.evidence {
        Evidence::None => {}
        Evidence::Waits { actors, cycle } => {
            actors.iter_mut().for_each(make_state_printable);
            cycle.iter_mut().for_each(make_printable);
        }
        Evidence::Race { object, first, second, why } => {
            make_unordered_printable(why);
            make_printable(object);
            make_printable(&mut first.actor);
            make_printable(&mut second.actor);
        }
        Evidence::Lasso { steps, progressed, waits, .. } => {
            steps.iter_mut().for_each(|(actor, _)| make_printable(actor));
            progressed.iter_mut().for_each(make_printable);
            waits.iter_mut().for_each(make_state_printable);
        }
        Evidence::Bypass { actor, wanted, .. } => {
            make_printable(actor);
            make_printable(wanted);
        }
    }
}

fn make_unordered_printable(why: &mut Unordered) {
    match why {
        Unordered::NotTakenOver(handover) => make_printable(&mut handover.object),
        Unordered::Relayed(relays) => {
            for relay in relays {
                make_printable(&mut relay.by);
                make_printable(&mut relay.to);
                make_printable(&mut relay.handover.object);
            }
        }
        // Words are made printable where they become a sentence.
        Unordered::NothingBetween | Unordered::InWords(_) => {}
    }
}

fn make_state_printable(state: &mut ActorState) {
    make_printable(&mut state.actor);
    state.holds.iter_mut().for_each(make_holding_printable);
    if let Some(Waiting { object, on, .. }) = &mut state.waits {
        make_printable(object);
        on.iter_mut().for_each(make_printable);
    }
}
