//! Checking a submission: building it, having an engine run its programs in a process of their own, and judging what that saw.

use std::path::Path;
use std::time::Duration;

use racecourse::exercise::name_of;
use racecourse::exercise::tripwire::Watched;
use racecourse::failure::FailureKind;
use racecourse::isolate::{self, Limits, Other, TakenDown};
use racecourse_report::counterexample::Counterexample;

use crate::audit::{MOST_STATES, audit, audit_of_some, kills};
use crate::driver::Order;
use crate::exercise::Exercise;
use crate::format::{Kind, Program};
use crate::ladder::{self, Doubt, Fate, Fault, Judgement, Seen, Why};
use crate::layer::Layer;
use crate::reference;
use crate::running::{Behind, budget_of, explore};
use crate::tried;
use crate::workshop::{NotBuilt, Workshop};

pub use crate::running::Extent;

/// For so long other orders of what is wrong are looked at.
const EXPLAINED_WITHIN: Duration = Duration::from_secs(1);

/// What became of a submission, with what shows it.
#[derive(Debug)]
pub struct Checked<'a> {
    /// The exercise.
    pub exercise: &'a Exercise,
    /// The submission's text.
    pub text: String,
    /// The judgement.
    pub judgement: Judgement,
    /// Each layer that is asked for, with whether it is passed.
    pub passed: Vec<(Layer, Option<bool>)>,
    /// What the engine saw.
    pub seen: Vec<Seen<'a>>,
    /// What the tests are called, if tests were submitted.
    pub tests: Vec<String>,
    /// What has become of each wrong implementation under them.
    pub fates: Vec<Fate>,
    /// What the engine saw of the tests that have failed with one.
    pub kills: Vec<Seen<'a>>,
    /// The most shared steps that a call took, if they were counted.
    pub steps: Option<usize>,
    /// Why there is no program, if it was not built.
    pub not_built: Option<NotBuilt>,
    /// What became of the audit of each program in each variation, if there was one.
    pub audits: Vec<Audited<'a>>,
    /// What the driver does otherwise than with its author's right submissions, in some words; looked for by an audit.
    pub strange: Option<String>,
    /// What came of watching its memory in what was audited: some of what its actors share past the facade.
    pub watched: Watched,
    /// The execution that shows what is wrong, as it was replayed.
    pub shown: Option<Counterexample>,
}

impl Checked<'_> {
    /// Whether it is right.
    pub fn is_right(&self) -> bool {
        self.judgement == Judgement::Right
    }

    /// Its points.
    pub fn points(&self) -> u32 {
        ladder::points(&self.exercise.description, &self.passed)
    }
}

/// Checks `text` as a submission to `exercise`. What is built goes to `place`.
pub fn check<'a>(
    workshop: &Workshop,
    exercise: &'a Exercise,
    text: &str,
    place: &Path,
    extent: &Extent,
) -> Checked<'a> {
    let mut checked = Checked {
        exercise,
        text: text.to_owned(),
        judgement: Judgement::Right,
        passed: Vec::new(),
        seen: Vec::new(),
        tests: Vec::new(),
        fates: Vec::new(),
        kills: Vec::new(),
        steps: None,
        not_built: None,
        audits: Vec::new(),
        strange: None,
        watched: Watched { is_all: true, races: Vec::new() },
        shown: None,
    };
    match workshop.build(exercise, text, place) {
        Ok(built) => match built.enclosure(extent.limits.total) {
            Ok(enclosure) => {
                let orders = search(&mut checked, &Behind { program: &built.program, enclosure: &enclosure }, extent);
                // Nobody needs what was built any more, so that there is room for what it is held against.
                if !orders.is_empty() && checked.judgement == Judgement::Right {
                    checked.strange = strange(exercise, &orders, workshop, place, extent);
                }
            }
            Err(error) => {
                let why = Why::Stopped(format!("a wall cannot stand: {error}"));
                checked.judgement = Judgement::Undecided(Doubt { at: None, layer: Layer::Right, why });
            }
        },
        Err(not_built) => {
            checked.judgement = judgement_of(&not_built);
            checked.not_built = Some(not_built);
        }
    }
    checked.passed = ladder::passed(&exercise.description, &checked.seen, &checked.fates, &checked.judgement);
    checked
}

/// The order of the driver's own steps in a program in a variation.
type Found = ((String, usize), Order);

/// What the driver does otherwise than with its author's submissions.
fn strange(
    exercise: &Exercise,
    orders: &[Found],
    workshop: &Workshop,
    place: &Path,
    extent: &Extent,
) -> Option<String> {
    let known = reference::of(exercise, &workshop.unwatched(), &place.join("reference"), extent);
    let known = known.get()?;
    orders.iter().find_map(|(which, order)| {
        let strange = order.strange_to(known.get(which)?)?;
        Some(format!("{}: {strange}", which.0))
    })
}

/// What became of an audit.
#[derive(Clone, Debug)]
pub struct Audited<'a> {
    /// Of which program.
    pub program: &'a Program,
    /// How many states it has, or why they have not been taken down.
    pub found: Result<usize, String>,
}

/// What it means that there is no program.
fn judgement_of(not_built: &NotBuilt) -> Judgement {
    let fault = |label: &str| {
        Judgement::Wrong(Fault { layer: Layer::Builds, label: label.to_owned(), at: None, has_schedule: false })
    };
    match not_built {
        NotBuilt::Refused(_) => fault("names"),
        NotBuilt::Submission(complaints) => fault(complaints.code.as_deref().unwrap_or("error")),
        NotBuilt::Driver(_) => fault("api"),
        NotBuilt::TooMuch => {
            let why = Why::Stopped("the compiler was stopped: it took too long or said too much".to_owned());
            Judgement::Undecided(Doubt { at: None, layer: Layer::Builds, why })
        }
        NotBuilt::Failed(why) => {
            Judgement::Undecided(Doubt { at: None, layer: Layer::Builds, why: Why::Stopped(why.clone()) })
        }
    }
}

/// For so long whoever has taken no step once is waited for when that happens again.
const HAVING_BEEN_SILENT: Duration = Duration::from_millis(500);

/// Goes through all programs in all their variations, and judges. What the driver has done, where it was audited.
fn search(checked: &mut Checked<'_>, built: &Behind<'_>, extent: &Extent) -> Vec<Found> {
    let exercise = checked.exercise;
    if exercise.description.kind == Kind::Test {
        // The driver of tests does nothing by itself.
        try_tests(checked, built, extent);
        return Vec::new();
    }
    let mut patient = extent.clone();
    'all: for program in &exercise.description.programs {
        for variation in 0..program.variations {
            let exploration = explore(exercise, built, program, variation, false, &patient);
            let seen = Seen { program, variation, exploration };
            if matches!(ladder::doubt(&seen), Some(Why::Silent { .. })) {
                // It mostly does the same in the other programs, and all of them have to be waited for.
                patient.limits.silence = patient.limits.silence.min(HAVING_BEEN_SILENT);
            }
            let is_decided = ladder::comes_to_something_wrong(&seen);
            checked.seen.push(seen);
            if is_decided {
                // Nothing that comes of the others is told before that.
                break 'all;
            }
        }
    }
    checked.judgement = ladder::judge(&exercise.description, &checked.seen);
    if checked.judgement == Judgement::Right && exercise.description.cost.is_some() {
        count_steps(checked, built, extent);
    } else {
        replay(checked, built, extent);
    }
    if checked.judgement == Judgement::Right && extent.audits {
        return audit_all(checked, built, extent);
    }
    Vec::new()
}

/// Tries tests that were submitted, and judges them.
fn try_tests(checked: &mut Checked<'_>, built: &Behind<'_>, extent: &Extent) {
    let tried = tried::all(checked.exercise, built, extent);
    (checked.tests, checked.seen, checked.fates, checked.kills) = (tried.tests, tried.seen, tried.fates, tried.kills);
    checked.judgement = tried.judgement;
    replay(checked, built, extent);
    match &mut checked.judgement {
        Judgement::Wrong(fault) if fault.at.is_some() => *fault = fault.clone().of_tests(),
        Judgement::Right if extent.audits => drop(audit_all(checked, built, extent)),
        _ => {}
    }
}

/// Has the states of each program taken down, and goes through them here. In which order the driver's own steps come.
fn audit_all(checked: &mut Checked<'_>, built: &Behind<'_>, extent: &Extent) -> Vec<Found> {
    let searched = checked.seen.len();
    let mut orders = Vec::new();
    for (at, seen) in checked.seen.iter().chain(&checked.kills).enumerate() {
        if !seen.program.is_searched_whole() {
            // That nothing was seen in it is held for nothing.
            continue;
        }
        let variant = name_of(&seen.program.name, seen.variation, false);
        let other = built.other(&checked.exercise.name, &variant);
        let budget = budget_of(seen.program, extent);
        let TakenDown { transcript, watched } =
            isolate::transcript_of_other(&other, &budget, MOST_STATES, &extent.limits);
        if let Some(Watched { is_all, races }) = watched {
            checked.watched.is_all &= is_all;
            // One is told.
            checked.watched.races.extend(races.into_iter().take(1));
        }
        let found = match transcript {
            Err(why) => Err(why.to_string()),
            Ok(transcript) if kills(&transcript) => Err("processes are killed in it".to_owned()),
            Ok(transcript) => {
                let told = seen.exploration.observations.keys().map(String::as_str);
                // With a mutant nobody goes on when a test has failed.
                let audited = if at < searched { audit(&transcript, told) } else { audit_of_some(&transcript, told) };
                match audited {
                    Ok(states) => {
                        orders.push(((seen.program.name.clone(), seen.variation), Order::of(&transcript)));
                        Ok(states)
                    }
                    Err(contradiction) => {
                        let why = Why::Contradicts(contradiction);
                        let at = (at < searched).then_some(at);
                        checked.judgement = Judgement::Undecided(Doubt { at, layer: Layer::Right, why });
                        return Vec::new();
                    }
                }
            }
        };
        checked.audits.push(Audited { program: seen.program, found });
    }
    orders
}

/// Has the steps of calls counted, in searches of their own.
fn count_steps(checked: &mut Checked<'_>, built: &Behind<'_>, extent: &Extent) {
    let again = checked.seen.iter().filter(|seen| seen.program.is_searched_whole()).map(|seen| {
        let exploration = explore(checked.exercise, built, seen.program, seen.variation, true, extent);
        Seen { program: seen.program, variation: seen.variation, exploration }
    });
    let counted: Vec<Seen<'_>> = again.collect();
    checked.steps = ladder::most_steps(&counted);
    checked.judgement = ladder::judge_cost(&checked.exercise.description, &counted);
    if checked.judgement != Judgement::Right {
        checked.seen = counted;
        replay(checked, built, extent);
    }
}

/// Follows the schedule of what is wrong once more. Only what fails again so is wrong.
fn replay(checked: &mut Checked<'_>, built: &Behind<'_>, extent: &Extent) {
    let Judgement::Wrong(fault) = &checked.judgement else { return };
    let (Some(at), true) = (fault.at, fault.has_schedule) else { return };
    let counted = fault.layer == Layer::Cost;
    let layer = fault.layer;
    let doubt = |why: Why| Judgement::Undecided(Doubt { at: Some(at), layer, why });
    let seen = &mut checked.seen[at];
    let observed =
        fault.observed(&seen.exploration).and_then(|label| seen.exploration.observations.get_key_value(label));
    let Some((label, schedule)) = observed.map(|(label, seen)| (label.clone(), seen.example.schedule.clone())) else {
        checked.judgement = doubt(Why::Stopped("what was seen was not kept".to_owned()));
        return;
    };
    let variant = name_of(&seen.program.name, seen.variation, counted);
    let other = built.other(&checked.exercise.name, &variant);
    let budget = budget_of(seen.program, extent);
    match isolate::replay_other(&other, &schedule, &budget, &extent.limits) {
        Ok(replayed) if replayed.saw(&label) => {
            let shortest = seen.exploration.observations.get(&label).and_then(|seen| seen.shortest);
            if let Some(observation) = replayed.observations.get(&label) {
                seen.exploration.show((*observation.example).clone());
            }
            if extent.explains {
                explain(seen, &label, &other, extent);
            }
            let found = Counterexample::of(&seen.exploration, &label);
            let is_fine = |label: &str| seen.may_end(label) && FailureKind::from_label(label).is_none();
            checked.shown = found.map(|it| Counterexample { shortest, ..it }.saved_by(is_fine));
        }
        Ok(replayed) => {
            let now = replayed.observations.into_keys().next().unwrap_or_else(|| "nothing".to_owned());
            checked.judgement = doubt(Why::OtherwiseWhenReplayed { seen: label, now });
        }
        Err(why) => {
            checked.judgement = doubt(Why::Stopped(racecourse_report::sentences::refused(&why)));
        }
    }
}

/// Asks what other orders of the steps come to that lead to `label`. It is for the words alone: nothing is judged by it, and who makes
/// it last is told less.
fn explain(seen: &mut Seen<'_>, label: &str, other: &Other<'_>, extent: &Extent) {
    let Some(schedule) = seen.exploration.schedule_to_explain(label) else { return };
    let limits = Limits { total: extent.limits.total.min(EXPLAINED_WITHIN), ..extent.limits };
    let budget = budget_of(seen.program, extent);
    if let Some(asked) = isolate::explain_other(other, &schedule, label, &budget, &limits) {
        seen.exploration.explain(label, asked);
    }
}
