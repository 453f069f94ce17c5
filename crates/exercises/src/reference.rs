//! What the driver of an exercise does by itself, as the author's right submissions show: they are built and run once, when the first
//! submission is audited.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use racecourse::exercise::name_of;
use racecourse::isolate;

use crate::audit::MOST_STATES;
use crate::driver::Order;
use crate::exercise::Exercise;
use crate::library::numbered;
use crate::running::{Behind, Extent, budget_of};
use crate::workshop::Workshop;

/// The order of the driver's steps, for each program in each variation that could be taken down.
pub(crate) type Known = BTreeMap<(String, usize), Order>;

/// Those of exercises that have been asked for, by what they are made of.
static ALL: Mutex<BTreeMap<String, Arc<OnceLock<Known>>>> = Mutex::new(BTreeMap::new());

/// That of `exercise`; what has to be built for it goes to `place`.
pub(crate) fn of(exercise: &Exercise, workshop: &Workshop, place: &Path, extent: &Extent) -> Arc<OnceLock<Known>> {
    let texts = exercise.right.iter().map(|sample| sample.text.as_str());
    let key = numbered([exercise.name.as_str(), exercise.spec.as_str()].into_iter().chain(texts));
    let known = Arc::clone(ALL.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default());
    // Whoever asks meanwhile for the same waits for it.
    known.get_or_init(|| taken_down(exercise, workshop, place, extent));
    known
}

fn taken_down(exercise: &Exercise, workshop: &Workshop, place: &Path, extent: &Extent) -> Known {
    let mut known = Known::new();
    for sample in &exercise.right {
        let Ok(built) = workshop.build(exercise, &sample.text, place) else { continue };
        let Ok(enclosure) = built.enclosure(extent.limits.total) else { continue };
        let behind = Behind { program: &built.program, enclosure: &enclosure };
        for program in &exercise.description.programs {
            for variation in 0..program.variations {
                let variant = name_of(&program.name, variation, false);
                let other = behind.other(&exercise.name, &variant);
                let budget = budget_of(program, extent);
                let taken_down = isolate::transcript_of_other(&other, &budget, MOST_STATES, &extent.limits);
                if let Ok(transcript) = taken_down.transcript {
                    known.entry((program.name.clone(), variation)).or_default().extend(Order::of(&transcript));
                }
            }
        }
    }
    known
}
