//! What an engine has told of what it found, for the case that it does not come to its end.

use std::collections::BTreeMap;
use std::sync::Arc;

use racecourse_trace::wire::{Over, Sighting};

use crate::engine::EngineId;
use crate::exploration::{Coverage, Execution, Exploration, LockCycle, Note, Observation, Overlap, Reason};
use crate::failure::Failure;

/// What was told.
pub(super) struct Heard {
    engine: EngineId,
    observations: BTreeMap<String, Observation>,
    /// The labels, by their numbers.
    labels: Vec<Option<String>>,
    /// The words of the last schedule. Mostly all have the same.
    words: Arc<[String]>,
    /// Executions that had ended, if they were counted to the end.
    ended: Option<u64>,
    /// How much of the search was done by then.
    share: Option<f64>,
    /// Executions that had been begun when something was last seen.
    begun: u64,
    lock_cycles: Vec<LockCycle>,
    overlaps: Vec<Overlap>,
    /// What is to be said of the search, if that is over.
    searched: Option<Exploration>,
}

impl Heard {
    pub(super) fn new(engine: EngineId) -> Self {
        Self {
            engine,
            observations: BTreeMap::new(),
            labels: Vec::new(),
            words: Arc::default(),
            ended: None,
            share: None,
            begun: 0,
            lock_cycles: Vec::new(),
            overlaps: Vec::new(),
            searched: None,
        }
    }

    /// An execution is kept as the example of its label.
    pub(super) fn saw(&mut self, sighting: Sighting) {
        let Sighting { label, slot, nth, mut example } = sighting;
        example.share_words(&mut self.words);
        self.begun = self.begun.max(nth);
        match self.observations.get_mut(&label) {
            Some(seen) => seen.example = example,
            None => {
                let seen = Observation { count: 1, first_seen: nth, example, shortest: None };
                self.observations.insert(label.clone(), seen);
            }
        }
        // A number that is too large was not given by an engine of ours.
        if slot <= self.labels.len() {
            self.labels.resize(self.labels.len().max(slot + 1), None);
            self.labels[slot] = Some(label);
        }
    }

    pub(super) fn lock_cycle(&mut self, cycle: LockCycle) {
        if !self.lock_cycles.contains(&cycle) {
            self.lock_cycles.push(cycle);
        }
    }

    pub(super) fn overlap(&mut self, overlap: Overlap) {
        let same = |it: &Overlap| (&it.sections, &it.actors) == (&overlap.sections, &overlap.actors);
        if !self.overlaps.iter().any(same) {
            self.overlaps.push(overlap);
        }
    }

    /// The search is over; this is all that is to be said of it but for what was seen.
    pub(super) fn searched(&mut self, exploration: Exploration) {
        self.searched = Some(exploration);
    }

    /// Counts what was seen as far as the engine had counted it.
    pub(super) fn count(&mut self, over: &Over) {
        self.ended = Some(over.executions);
        self.share = over.share;
        for (label, count) in self.labels.iter().zip(&over.counts) {
            if let Some(seen) = label.as_ref().and_then(|label| self.observations.get_mut(label)) {
                seen.count = *count;
            }
        }
    }

    /// All of `done`: with what was kept in brief, which was told before.
    pub(super) fn complete(&mut self, mut done: Exploration) -> Exploration {
        for (label, seen) in std::mem::take(&mut self.observations) {
            if seen.count > 0 && !seen.example.is_whole() {
                done.observations.entry(label).or_insert(seen);
            }
        }
        done
    }

    /// What was found until the engine was stopped for this reason, with how the last execution failed if that was why.
    pub(super) fn exploration(self, reason: Reason, failure: Option<Failure>) -> Exploration {
        let executions = self.ended.unwrap_or(self.begun);
        let interrupted = Coverage::Interrupted { executions, reason };
        let mut exploration = match self.searched {
            // All had been searched; it was to be shown more simply.
            Some(mut searched) if failure.is_none() => {
                searched.notes.push(Note::NotSimplified);
                searched
            }
            _ => {
                let mut exploration = Exploration::new(self.engine, interrupted);
                exploration.notes.extend(self.share.and_then(|share| racecourse_engine::estimated(executions, share)));
                exploration.potential_deadlocks = self.lock_cycles;
                exploration.overlaps = self.overlaps;
                exploration
            }
        };
        exploration.observations = self.observations;
        // What was seen before the search began again, and not since, has been seen.
        exploration.observations.values_mut().for_each(|seen| seen.count = seen.count.max(1));
        if failure.is_some() {
            let actors = vec!["main".to_owned()];
            exploration.record(executions + 1, Execution { actors, failure, ..Execution::default() });
        }
        exploration
    }
}
