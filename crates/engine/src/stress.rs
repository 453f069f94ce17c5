//! Real threads, free to run: what happens here, now, and how often. Never a proof, and never an assertion.
//!
//! The runs are those of a [`Crew`]: threads that last, and actors that set out together. Its first thread makes run after run by
//! itself; the engine's own only looks, every now and then, whether a run has got stuck.

use std::any::Any;
use std::collections::HashMap;
use std::panic::{self, AssertUnwindSafe, Location};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use parking_lot::{Condvar, Mutex, MutexGuard};

use super::{EngineId, Program};
use racecourse_kernel::{self as kernel, heartbeat, hook};
use racecourse_native::crew::{Crew, Dice, Plan};
use racecourse_native::fair_clock::FairClock;
use racecourse_native::hang::{self, HangDetector};
use racecourse_native::lack;
use racecourse_native::record::{self, ActorId, Naming, Run, Seen};
use racecourse_native::supervision;
use racecourse_trace::budget::Budget;
use racecourse_trace::exploration::{Coverage, Execution, Exploration, Note, Reason};
use racecourse_trace::failure::Failure;
use racecourse_trace::outcome::Outcome;

/// How often the engine looks.
const LOOK: Duration = Duration::from_millis(20);
/// How long threads that were left behind have to end.
const GRACE: Duration = Duration::from_millis(100);
/// So many runs set out in the same way before another one is tried.
const RUNS_OF_A_PLAN: u64 = 64;
/// A run in which there have been so many operations of the facade does not come to its end.
const MOST_STEPS: u64 = 10_000_000;

/// What `main` came to.
type Ending = Result<Outcome, Failure>;

/// Runs the program `budget.runs` times.
///
/// Threads cannot be killed: a run that gets stuck, or leaves threads behind, is left where it is, and the next one is made with
/// new threads; but after `budget.stuck_runs` of them there are no more runs. One that loops for ever outside the facade is not
/// noticed here, but by the watchdog of the process.
pub(super) fn explore(program: &Program, budget: &Budget) -> Exploration {
    let names = program.names();
    let naming: Naming<'_> = &|at| names.at(at);
    let exploration = Exploration::new(EngineId::Stress, Coverage::Sampled { executions: 0, seed: None });
    if let Err(error) = record::enable() {
        return interrupted(exploration, 0, Reason::NoRecord(error.to_string()));
    }
    let mut tally = Tally { exploration, begun: 0, ended: 0 };
    let mut stuck = 0;
    loop {
        let shared = Arc::new(Shared::new(tally, budget.runs));
        let (of_crew, program) = (Arc::clone(&shared), program.clone());
        let all = move |crew: &'static Crew| of_crew.make_runs(crew, &program);
        let over = match Crew::muster(budget.seed.wrapping_add(stuck), all) {
            Ok(crew) => shared.supervise(crew, naming),
            Err(error) => Over::Lacks(Reason::NoThread(error.to_string())),
        };
        tally = shared.take();
        match over {
            Over::AllMade => return tally.conclude(),
            Over::Lacks(reason) => return interrupted(tally.exploration, tally.ended, reason),
            Over::Stuck => stuck += 1,
        }
        if stuck >= budget.stuck_runs.max(1) {
            if tally.ended < budget.runs {
                let note = Note::LastRun { nth: tally.ended, of: budget.runs };
                tally.exploration.notes.push(note);
            }
            return tally.conclude();
        }
        // Runs that were begun and left are made up for by nobody: each of them has been counted.
        tally.begun = tally.ended;
    }
}

fn interrupted(mut exploration: Exploration, executions: u64, reason: Reason) -> Exploration {
    exploration.coverage = Coverage::Interrupted { executions, reason };
    exploration
}

/// What has been seen so far.
struct Tally {
    exploration: Exploration,
    begun: u64,
    ended: u64,
}

impl Tally {
    /// One more run came to this.
    fn counts(&mut self, ending: Ending, naming: Naming<'_>) {
        let label = match &ending {
            Ok(outcome) => outcome.label(),
            Err(failure) => failure.kind.label(),
        };
        if supervision::count(&mut self.exploration, label) {
            return self.one_more();
        }
        let (outcome, failure) = judge_end(ending, &[]);
        self.keeps(hang::execution(naming, &[], outcome, failure));
    }

    /// The same, with what there is to show for it.
    fn keeps(&mut self, execution: Execution) {
        supervision::record(&mut self.exploration, self.begun, execution);
        self.one_more();
    }

    fn one_more(&mut self) {
        self.ended += 1;
        heartbeat::executions(self.ended);
        supervision::ended(self.ended);
    }

    fn conclude(mut self) -> Exploration {
        self.exploration.coverage = Coverage::Sampled { executions: self.ended, seed: None };
        self.exploration
    }
}

/// What the engine and the thread that makes the runs of a crew have in common.
struct Shared {
    inside: Mutex<Inside>,
    /// The engine is told that it has something to do.
    told: Condvar,
    /// The runs' thread is told that it may go on, or not.
    answered: Condvar,
    runs: u64,
}

struct Inside {
    /// It goes to the next crew with the engine.
    tally: Option<Tally>,
    /// The present run in the record.
    run: Option<Run>,
    stage: Stage,
}

/// Where the present run is.
enum Stage {
    /// On its way, or about to begin.
    Under,
    /// `main` has ended, and others may not have.
    Left(Box<Ending>),
    /// There are no more runs of this crew, for this reason. Whoever is still there does not go on.
    Over(Over),
}

/// Why a crew makes no more runs.
enum Over {
    AllMade,
    Stuck,
    Lacks(Reason),
}

impl Shared {
    fn new(tally: Tally, runs: u64) -> Self {
        let inside = Inside { tally: Some(tally), run: None, stage: Stage::Under };
        Self { inside: Mutex::new(inside), told: Condvar::new(), answered: Condvar::new(), runs }
    }

    /// What has been seen. After this there is nothing here any more.
    fn take(&self) -> Tally {
        self.inside.lock().tally.take().expect("it is taken once, by the engine")
    }

    /// On the first thread of `crew`: one run after another.
    fn make_runs(&self, crew: &'static Crew, program: &Program) {
        let (names, run) = (program.names(), program.body());
        let naming: Naming<'_> = &|at| names.at(at);
        let mut dice = None;
        let mut of_plan = 0;
        while let Some(nth) = self.begins() {
            if of_plan == 0 {
                crew.follow(Plan::next(dice.get_or_insert_with(|| Dice::new(nth))));
                of_plan = RUNS_OF_A_PLAN;
            }
            of_plan -= 1;
            crew.begins();
            hook::reset();
            let main = record::new_actor(Some("main"), Location::caller()).begin();
            let ending = hook::inside(|| panic::catch_unwind(AssertUnwindSafe(|| run())));
            let ending = ending.map_err(|payload: Box<dyn Any + Send>| kernel::panic_failure(payload.as_ref()));
            // From here on it is no longer in the record, so whoever is was left behind.
            drop(main);
            kernel::locals::end_for_real();
            let is_over = crew.ends();
            if !self.ends(is_over, ending, naming) {
                return;
            }
        }
    }

    /// A run is about to begin, the how-manieth is said; `None` if there is none.
    fn begins(&self) -> Option<u64> {
        let mut inside = self.inside.lock();
        let tally = inside.tally.as_mut()?;
        if tally.begun == self.runs {
            self.is_over(&mut inside, Over::AllMade);
            return None;
        }
        tally.begun += 1;
        let nth = tally.begun;
        lack::forget();
        inside.run = record::reset();
        Some(nth)
    }

    /// The run's `main` came to this, and so did all others if it `is_over`. Whether the next one may begin.
    fn ends(&self, is_over: bool, ending: Ending, naming: Naming<'_>) -> bool {
        let mut inside = self.inside.lock();
        if !matches!(inside.stage, Stage::Under) {
            return false;
        }
        if let Some(error) = lack::noted() {
            self.is_over(&mut inside, Over::Lacks(Reason::NoRun(error.to_string())));
            return false;
        }
        if is_over {
            inside.counts(ending, naming);
            return true;
        }
        inside.stage = Stage::Left(Box::new(ending));
        self.told.notify_one();
        loop {
            match inside.stage {
                Stage::Under => return true,
                Stage::Left(_) => self.answered.wait(&mut inside),
                Stage::Over(_) => return false,
            }
        }
    }

    fn is_over(&self, inside: &mut Inside, over: Over) {
        inside.stage = Stage::Over(over);
        self.told.notify_one();
    }

    /// On the engine's thread: looks after the runs until no more come of this crew. Says why.
    fn supervise(&self, crew: &Crew, naming: Naming<'_>) -> Over {
        let mut looks = Looks::default();
        loop {
            let mut inside = self.inside.lock();
            if matches!(inside.stage, Stage::Under) {
                self.told.wait_for(&mut inside, LOOK);
            }
            if let Some(run) = inside.run {
                record::look_at(run);
            }
            match &inside.stage {
                Stage::Under => {
                    let run = inside.run;
                    drop(inside);
                    let Some((seen, failure)) = looks.stuck(run, naming) else { continue };
                    let mut inside = self.inside.lock();
                    if inside.run == run && matches!(inside.stage, Stage::Under) {
                        inside.keeps(hang::execution(naming, &seen, None, Some(failure)));
                        return self.leave(crew, inside);
                    }
                }
                Stage::Left(_) => {
                    drop(inside);
                    let seen = left_behind(crew, naming);
                    let mut inside = self.inside.lock();
                    let Stage::Left(ending) = std::mem::replace(&mut inside.stage, Stage::Under) else { continue };
                    if seen.is_empty() {
                        inside.counts(*ending, naming);
                    } else {
                        let (outcome, failure) = judge_end(*ending, &seen);
                        inside.keeps(hang::execution(naming, &seen, outcome, failure));
                    }
                    // Somebody may be in no record any more and still drop what it has for itself, without an end.
                    if !seen.is_empty() || !crew.is_quiet() {
                        return self.leave(crew, inside);
                    }
                    self.answered.notify_one();
                }
                Stage::Over(_) => {
                    crew.dismiss();
                    let over = std::mem::replace(&mut inside.stage, Stage::Over(Over::AllMade));
                    let Stage::Over(over) = over else { unreachable!("it was looked at") };
                    if matches!(over, Over::Lacks(_)) {
                        crew.abandon();
                    }
                    return over;
                }
            }
        }
    }

    /// Leaves `crew` behind. Should somebody of it come to the end after all, it does not go on.
    fn leave(&self, crew: &Crew, mut inside: MutexGuard<'_, Inside>) -> Over {
        inside.stage = Stage::Over(Over::Stuck);
        self.answered.notify_one();
        crew.abandon();
        Over::Stuck
    }
}

impl Inside {
    fn counts(&mut self, ending: Ending, naming: Naming<'_>) {
        if let Some(tally) = &mut self.tally {
            tally.counts(ending, naming);
        }
    }

    fn keeps(&mut self, execution: Execution) {
        if let Some(tally) = &mut self.tally {
            tally.keeps(execution);
        }
    }
}

/// What has been seen of the present run.
#[derive(Default)]
struct Looks {
    run: Option<Run>,
    detector: HangDetector,
    /// The operations of its actors when they were first seen.
    steps: HashMap<ActorId, u64>,
}

impl Looks {
    /// One look: everybody, and how the run fails, if it is clear that it will not come to its end.
    fn stuck(&mut self, run: Option<Run>, naming: Naming<'_>) -> Option<(Vec<Seen>, Failure)> {
        if run != self.run {
            *self = Self { run, ..Self::default() };
        }
        if let Some(seen) = self.detector.hung(naming) {
            let failure = hang::diagnosis(&seen);
            return Some((seen, failure));
        }
        let seen = record::snapshot(naming);
        let steps = seen.iter().map(|actor| actor.steps - *self.steps.entry(actor.id).or_insert(actor.steps));
        let steps: u64 = steps.sum();
        (steps > MOST_STEPS).then(|| {
            let failure = hang::without_end(&seen, steps);
            (seen, failure)
        })
    }
}

/// Those who are still there some time after `main` has ended.
fn left_behind(crew: &Crew, naming: Naming<'_>) -> Vec<Seen> {
    let mut clock = FairClock::default();
    loop {
        let seen = record::snapshot(naming);
        let all_over = seen.is_empty() && crew.is_quiet();
        if all_over || clock.look([std::process::id().cast_signed()]) > GRACE {
            return seen;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// The outcome and the failure of a run that ended so, with these left over.
fn judge_end(ending: Ending, seen: &[Seen]) -> (Option<String>, Option<Failure>) {
    match ending {
        Err(panic) => (None, Some(panic)),
        Ok(outcome) => (Some(outcome.label().to_owned()), (!seen.is_empty()).then(|| hang::leak(seen))),
    }
}
