//! What was found wrong, on real threads and processes: the schedule that shows it is played there, some times. It is for a student
//! who runs their own program, and not for grading.

use std::collections::BTreeMap;
use std::path::Path;

use racecourse::exercise::name_of;
use racecourse::exploration::Coverage;
use racecourse::isolate;
use racecourse_report::sentences;

use crate::check::{Checked, Extent};
use crate::ladder::Judgement;
use crate::layer::Layer;
use crate::running::{Behind, budget_of};
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
    let exercise = checked.exercise;
    let built = workshop.build(exercise, &checked.text, place).map_err(|_| "it does not build any more")?;
    let enclosure =
        built.enclosure_for_real(extent.limits.total).map_err(|error| format!("a wall cannot stand: {error}"))?;
    let behind = Behind { program: &built.program, enclosure: &enclosure };
    let variant = name_of(&seen.program.name, seen.variation, fault.layer == Layer::Cost);
    let budget = racecourse::budget::Budget { runs: RUNS, ..budget_of(seen.program, extent) };
    let other = behind.other(&exercise.name, &variant);
    let played = isolate::play_other(&other, &shown.execution.schedule, &budget, &extent.limits);
    let played = played.map_err(|why| sentences::refused(&why).replace('\n', " "))?;
    if let (Coverage::NotApplicable { reason } | Coverage::Interrupted { reason, .. }, true) =
        (&played.coverage, played.observations.is_empty())
    {
        return Err(sentences::reason(reason));
    }
    Ok(played.observations.into_iter().map(|(label, seen)| (label, seen.count)).collect())
}
