//! shuttle's own strategies on shuttle's runtime: a scheduler that asks the world who can go on, and lets one of shuttle's
//! choose among those. What searches by itself has coroutines of its own (`search`).

use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use parking_lot::Mutex;
use shuttle::scheduler::{Schedule, Scheduler, Task, TaskId};
use shuttle::{Config, FailurePersistence, MaxSteps, Runner};

use super::Program;
use super::in_depth::Shared;
use super::resting::Resting;
use super::standstill::has_been_blocked_outside;
use super::tally::Tally;
use racecourse_kernel as kernel;
use racecourse_kernel::on_shuttle::{actor_in, within};
use racecourse_kernel::stop::{Stop, Why};
use racecourse_kernel::world::{Rules, Status, World};
use racecourse_meaning::{ActorId, Operation};
use racecourse_trace::budget::Budget;

/// What there is to choose from.
struct Choice<'a> {
    world: &'a mut World,
    /// Those that can go on, in order; never empty.
    enabled: &'a [ActorId],
    /// The tasks that run them, in the same order.
    tasks: &'a [&'a Task],
    current: Option<TaskId>,
    is_yielding: bool,
}

/// One of shuttle's schedulers, and what it has to see.
pub(crate) struct Shuttles<S> {
    scheduler: S,
    counts: Counts,
    /// Who only goes round, if the scheduler is fair: then what everybody does there shows livelock. It has as many executions
    /// as are needed for one that is not broken off.
    rest: Option<Resting>,
    begun: bool,
    /// What it has chosen, if it makes the same choices again.
    choices: Option<Shared>,
}

/// What a scheduler counts, which decides what it has to see of steps that are nobody's choice.
#[derive(Clone, Copy, Debug)]
enum Counts {
    /// Nothing, or real choices only.
    Choices,
    /// How many steps each task takes: it sees who took the step.
    StepsOfEach,
    /// How long an execution is: it sees all who could go on, and what it answers does not matter.
    StepsOfAll,
}

impl<S: Scheduler> Shuttles<S> {
    pub(crate) fn new(scheduler: S) -> Self {
        Self { scheduler, counts: Counts::Choices, rest: None, begun: false, choices: None }
    }

    /// For a scheduler that estimates how many steps each task has left.
    pub(crate) fn counting_each(scheduler: S) -> Self {
        Self { counts: Counts::StepsOfEach, ..Self::new(scheduler) }
    }

    /// For a scheduler that spreads its changes over the length of an execution.
    pub(crate) fn counting_all(scheduler: S) -> Self {
        Self { counts: Counts::StepsOfAll, ..Self::new(scheduler) }
    }

    /// For a scheduler that goes through a tree in depth-first order, trying those that can go on in theirs.
    pub(crate) fn in_depth(scheduler: S, choices: Shared) -> Self {
        Self { choices: Some(choices), ..Self::new(scheduler) }
    }

    /// For a fair scheduler of which one execution is wanted.
    pub(crate) fn fair(scheduler: S) -> Self {
        Self { rest: Some(Resting::trusting()), ..Self::new(scheduler) }
    }

    /// Whether there is another execution, which then begins.
    fn begin(&mut self) -> Option<Schedule> {
        if kernel::lessons::is_news() {
            // What is learned has all done anew.
            return None;
        }
        let begun = std::mem::replace(&mut self.begun, true);
        if let Some(rest) = &mut self.rest {
            if begun && !rest.is_discarded() {
                return None;
            }
            rest.begin(0);
        }
        if let Some(choices) = &self.choices {
            let mut choices = choices.lock();
            if choices.difference().is_some() {
                return None;
            }
            choices.begin();
        }
        self.scheduler.new_execution()
    }

    /// The actor that takes its announced step next; `None` if the world has been stopped instead.
    fn choose(&mut self, choice: Choice<'_>) -> Option<ActorId> {
        let Choice { world, enabled, tasks, current, is_yielding } = choice;
        if let Some(rest) = &mut self.rest {
            rest.settle(world);
            if let Err(led) = rest.is_open(world, enabled) {
                return led;
            }
        }
        if let Some(choices) = &self.choices
            && !choices.lock().is_among(world, enabled)
        {
            world.stop = Some(Stop::Abandoned(Why::TriedOut));
            return None;
        }
        let task = self.scheduler.next_task(tasks, current, is_yielding)?;
        let at = tasks.iter().position(|it| it.id() == task)?;
        if let Some(choices) = &self.choices {
            choices.lock().is_made(at);
        }
        let actor = enabled[at];
        if let Some(rest) = &mut self.rest {
            match world.actors[actor].pending.filter(|op| passes(rest, actor, op)) {
                Some(op) => rest.path.passes(actor, &op),
                None => rest.path.takes(world, actor, usize::MAX),
            }
        }
        Some(actor)
    }

    /// Whether `actor` is about to do what is no choice while somebody is led round.
    fn is_led_past(&self, actor: ActorId, op: &Operation) -> bool {
        self.rest.as_ref().is_some_and(|rest| rest.is_leading() && passes(rest, actor, op))
    }

    /// Told of a step that `task` takes without a choice, while `runnable` could go on too.
    fn forced_step(&mut self, task: &Task, runnable: &[&Task], current: Option<TaskId>) {
        match self.counts {
            Counts::Choices => {}
            Counts::StepsOfEach => {
                self.scheduler.next_task(&[task], current, false);
            }
            Counts::StepsOfAll => {
                self.scheduler.next_task(runnable, current, false);
            }
        }
    }
}

/// Whether a step is one that nobody else notices, and is not all that `actor` does.
fn passes(rest: &Resting, actor: ActorId, op: &Operation) -> bool {
    op.action.is_local() && rest.takes_in_passing(actor)
}

/// The scheduler shuttle sees.
struct Watched<S> {
    strategy: Shuttles<S>,
    /// What went wrong in the strategy itself: not the scenario's fault, and the end of the exploration.
    trouble: Arc<Mutex<Option<String>>>,
}

impl<S: Scheduler> Scheduler for Watched<S> {
    fn new_execution(&mut self) -> Option<Schedule> {
        if self.trouble.lock().is_some() || has_been_blocked_outside() {
            return None;
        }
        self.strategy.begin()
    }

    fn next_task(&mut self, runnable: &[&Task], current: Option<TaskId>, is_yielding: bool) -> Option<TaskId> {
        let strategy = &mut self.strategy;
        let chosen = kernel::try_world(|world| {
            let choose = AssertUnwindSafe(|| next(world, strategy, runnable, current, is_yielding));
            // This runs on the stack of the actor that has just stopped: a panic would look like its own.
            panic::catch_unwind(choose).unwrap_or_else(|payload| {
                self.trouble.lock().get_or_insert(kernel::hook::panic_text(payload.as_ref()));
                world.stop = Some(Stop::Abandoned(Why::SchedulerFailed));
                next(world, strategy, runnable, current, is_yielding)
            })
        });
        Some(chosen.unwrap_or_else(|| {
            // The main task, which has not begun: there is nothing to choose.
            strategy.forced_step(runnable[0], runnable, current);
            runnable[0].id()
        }))
    }

    fn next_u64(&mut self) -> u64 {
        // The facade makes every choice a choice of actors.
        0
    }
}

fn next(
    world: &mut World,
    strategy: &mut Shuttles<impl Scheduler>,
    runnable: &[&Task],
    current: Option<TaskId>,
    is_yielding: bool,
) -> TaskId {
    let actor_of = |task: &Task| actor_in(usize::from(task.id()));
    if world.stop.is_none() {
        // Steps that commute with everything are taken at once: they are nobody's choice.
        for task in runnable {
            match actor_of(task) {
                None => {
                    strategy.forced_step(task, runnable, current);
                    return task.id();
                }
                Some(actor) => {
                    let it = &world.actors[actor];
                    let between_steps = it.status != Status::Finished && it.pending.is_none();
                    let commutes = it.pending.is_some_and(|op| world.commutes(actor, &op));
                    // Who is led round does nothing else that is a choice.
                    let led = it.pending.is_some_and(|op| strategy.is_led_past(actor, &op));
                    let leaves = world.is_killed(actor) && !world.awaits_burial(actor);
                    if between_steps || leaves || ((commutes || led) && world.can_step(actor)) {
                        strategy.forced_step(task, runnable, current);
                        return task.id();
                    }
                }
            }
        }
        let enabled: Vec<(ActorId, &Task)> = runnable
            .iter()
            .filter_map(|task| actor_of(task).map(|actor| (actor, *task)))
            .filter(|(actor, _)| world.can_step(*actor))
            .collect();
        if enabled.is_empty() {
            kernel::stop_if_stuck(world);
        } else {
            let (actors, tasks): (Vec<ActorId>, Vec<&Task>) = enabled.iter().copied().unzip();
            let choice = Choice { world, enabled: &actors, tasks: &tasks, current, is_yielding };
            if let Some(actor) = strategy.choose(choice)
                && let Some((_, task)) = enabled.iter().find(|(enabled, _)| *enabled == actor)
            {
                return task.id();
            }
            if world.stop.is_none() {
                world.stop = Some(Stop::Abandoned(Why::NobodyChosen));
            }
        }
    }
    // The execution is over and everybody leaves, the youngest first: `main` sees the others out.
    let others = runnable.iter().rev().find(|task| Some(task.id()) != current);
    others.unwrap_or(&runnable[0]).id()
}

/// Runs `program` until the strategy has no more executions; says what was seen, and why it ended early if it did.
pub(crate) fn run<S>(program: &Program, budget: &Budget, strategy: Shuttles<S>) -> (Tally, Option<String>)
where
    S: Scheduler + Send + 'static,
{
    run_on(Tally::new(program.names()), program, budget, strategy)
}

/// Like [`run`], added to what was seen before.
pub(crate) fn run_on<S>(
    seen: Tally,
    program: &Program,
    budget: &Budget,
    strategy: Shuttles<S>,
) -> (Tally, Option<String>)
where
    S: Scheduler + Send + 'static,
{
    let tally = Arc::new(Mutex::new(seen));
    let rules = Rules { looks_inside: strategy.rest.is_some(), ..Rules::of(budget) };
    let mut config = Config::new();
    config.stack_size = kernel::STACK;
    config.max_steps = MaxSteps::None;
    config.failure_persistence = FailurePersistence::None;
    config.silence_warnings = true;
    let counted = Arc::clone(&tally);
    let scenario = program.body();
    let once = move || {
        kernel::hook::reset();
        kernel::run_execution(rules, &*scenario);
        let world = kernel::take_world();
        if let Some(world) = world {
            counted.lock().add(&world);
            kernel::recycle(world);
        }
    };
    let trouble = Arc::new(Mutex::new(None));
    let watched = Watched { strategy, trouble: Arc::clone(&trouble) };
    let explored =
        within(program.names(), || panic::catch_unwind(AssertUnwindSafe(|| Runner::new(watched, config).run(once))));
    let trouble =
        trouble.lock().take().or_else(|| explored.err().map(|payload| kernel::hook::panic_text(payload.as_ref())));
    // After a panic shuttle may still hold its closure.
    let tally = std::mem::replace(&mut *tally.lock(), Tally::of_trials(program.names()));
    (tally, trouble)
}
