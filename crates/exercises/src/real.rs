//! What was found wrong, on real threads and processes: the schedule that shows it is played there, some times. It is for a student
//! who runs their own program, and not for grading.

use std::collections::BTreeMap;
use std::path::Path;

use racecourse::exploration::Coverage;
use racecourse_report::sentences;

use crate::check::{Checked, Extent};
use crate::ladder::Judgement;
use crate::layer::Layer;
use crate::playable::{One, Playable};
use crate::workshop::Workshop;

/// How often it is played.
pub const RUNS: u64 = 20;

/// How real runs have ended: labels, and how many ended so. Built in `place`.
///
/// # Errors
///
/// In a sentence: there is no schedule, or it cannot be followed for real.
pub fn play(
    checked: &Checked<'_>,
    workshop: &Workshop,
    place: &Path,
    extent: &Extent,
) -> Result<BTreeMap<String, u64>, String> {
    let (Judgement::Wrong(fault), Some(shown)) = (&checked.judgement, &checked.shown) else {
        return Err("there is no schedule that shows it".to_owned());
    };
    let seen = fault.at.and_then(|at| checked.seen.get(at)).ok_or("there is no program that shows it")?;
    let playable = Playable::build(workshop, checked.exercise, &checked.text, place, extent)
        .map_err(|_| "it does not build any more")?;
    let one = One { program: seen.program.clone(), variation: seen.variation };
    let played = playable.for_real(&one, fault.layer == Layer::Cost, &shown.execution.schedule, RUNS)?;
    if let (Coverage::NotApplicable { reason } | Coverage::Interrupted { reason, .. }, true) =
        (&played.coverage, played.observations.is_empty())
    {
        return Err(sentences::reason(reason));
    }
    Ok(played.observations.into_iter().map(|(label, seen)| (label, seen.count)).collect())
}
