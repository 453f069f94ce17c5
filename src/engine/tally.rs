//! Counting executions of a model.

use std::collections::BTreeMap;

use crate::engine::EngineId;
use crate::exploration::{Coverage, Exploration, Observation};
use crate::kernel::world::{Stop, World};
use crate::naming::Names;

/// What has been seen so far.
pub(crate) struct Tally {
    names: Names,
    observations: BTreeMap<String, Observation>,
    complexities: BTreeMap<String, (usize, usize)>,
    /// Executions that ended, well or badly.
    pub(crate) ended: u64,
    /// Whether an execution failed.
    pub(crate) failed: bool,
    /// Executions given up after too many steps.
    pub(crate) too_long: u64,
    /// Executions given up because they had come back to a state they had been in.
    pub(crate) repeating: u64,
    /// Executions given up because another one stands for them.
    pub(crate) redundant: u64,
}

/// Why the explorer gives an execution up.
pub(crate) const REDUNDANT: &str = "another execution stands for this one";
/// Why a loop is not followed further.
pub(crate) const REPEATS: &str = "back in an earlier state";

impl Tally {
    pub(crate) fn new(names: Names) -> Self {
        Self {
            names,
            observations: BTreeMap::new(),
            complexities: BTreeMap::new(),
            ended: 0,
            failed: false,
            too_long: 0,
            repeating: 0,
            redundant: 0,
        }
    }

    /// Executions started so far.
    pub(crate) fn tried(&self) -> u64 {
        self.ended + self.too_long + self.repeating + self.redundant
    }

    pub(crate) fn add(&mut self, world: &World) {
        self.failed |= matches!(world.stop, Some(Stop::Failed(_)));
        match world.stop {
            Some(Stop::Cut(REDUNDANT)) => self.redundant += 1,
            Some(Stop::Cut(REPEATS)) => self.repeating += 1,
            Some(Stop::Cut(_)) => self.too_long += 1,
            _ => self.ended += 1,
        }
        crate::native::heartbeat::executions(self.ended);
        let Some(label) = world.label() else { return };
        let complexity = world.complexity();
        let simpler = self.complexities.get(label).is_none_or(|best| complexity < *best);
        let example = simpler.then(|| world.execution(&self.names));
        if simpler {
            self.complexities.insert(label.to_owned(), complexity);
        }
        let tried = self.tried();
        match (self.observations.get_mut(label), example) {
            (Some(seen), example) => {
                seen.count += 1;
                example.into_iter().for_each(|example| seen.example = example);
            }
            (None, Some(example)) => {
                self.observations
                    .insert(label.to_owned(), Observation { count: 1, first_seen: tried, example, shortest: None });
            }
            (None, None) => unreachable!("the first of its label is the simplest so far"),
        }
    }

    pub(crate) fn into_exploration(self, engine: EngineId, coverage: Coverage) -> Exploration {
        let mut exploration = Exploration::new(engine, coverage);
        exploration.observations = self.observations;
        if self.repeating > 0 {
            exploration.notes.push(format!(
                "{} executions came back to a state they had been in and were not followed further",
                self.repeating
            ));
        }
        if self.too_long > 0 {
            exploration.notes.push(format!("{} executions were cut after too many steps", self.too_long));
        }
        exploration
    }
}
