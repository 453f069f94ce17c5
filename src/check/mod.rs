//! Checks for anybody's `#[test]`: every interleaving of a closure, and a report that can be read.

mod outcomes;
mod place;
mod schedule;

use std::any::{Any, TypeId};
use std::fmt::Debug;

use crate::budget::Budget;
use crate::engine::{self, EngineId, Program};
use crate::exploration::{Bound, Coverage, Execution, Exploration, Note};
use crate::failure::FailureKind;
use crate::last_words::say_why_this_process_ends;
use crate::outcome::Outcome;
use crate::schedule::Schedule;
use racecourse_report::human::Finding;
use racecourse_report::sentences;
use racecourse_sources::Sources;

pub use self::outcomes::Outcomes;

use self::place::Place;

/// Runs `program` in every interleaving that can make a difference, and panics with a report if one of them goes wrong.
///
/// What goes wrong is a deadlock, a data race, a panic, a livelock, starvation, a spin or work that is left behind; and, if
/// `program` returns a value, that it does not return the same in all interleavings. [`Check::allow`] says which values may
/// come out, where there are several.
///
/// `program` is called again and again, so apart from scheduling it has to do the same each time: no clocks, no randomness,
/// and everything that its threads share is made inside it, of [`sync`](crate::sync), [`channel`](crate::channel),
/// [`cell`](crate::cell) and [`thread`](crate::thread).
///
/// ```
/// use racecourse::sync::Mutex;
/// use racecourse::thread;
///
/// racecourse::check(|| {
///     let balance = Mutex::new(100);
///     thread::scope(|scope| {
///         scope.spawn(|| *balance.lock() -= 30);
///         scope.spawn(|| *balance.lock() -= 20);
///     });
///     assert_eq!(*balance.lock(), 50);
/// });
/// ```
///
/// # Panics
///
/// With the report, if something goes wrong, and if not all interleavings could be searched: see [`Check`] for what can be
/// done about that.
#[track_caller]
pub fn check<T: Debug + 'static>(program: impl Fn() -> T + Send + Sync + 'static) {
    Check::new().run(program);
}

/// Runs `program` in every interleaving that can make a difference, and returns what it came to.
///
/// A value counts as its `Debug` writes it, text as it is, and a failure by its kind, for instance `deadlock`. A returned text
/// that is itself called like a failure stands in quotes, `"deadlock"`, so that it is never taken for one.
///
/// ```
/// use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
/// use racecourse::thread;
///
/// let found = racecourse::explore(|| {
///     let counter = AtomicU32::new(0);
///     let add = || counter.store(counter.load(SeqCst) + 1, SeqCst);
///     thread::scope(|scope| {
///         scope.spawn(add);
///         scope.spawn(add);
///     });
///     counter.load(SeqCst)
/// });
/// assert_eq!(found, ["1", "2"]);
/// ```
///
/// # Panics
///
/// If not all interleavings could be searched, or none: see [`Check`] for what can be done about that.
#[track_caller]
pub fn explore<T: Debug + 'static>(program: impl Fn() -> T + Send + Sync + 'static) -> Outcomes {
    Check::new().explore(program)
}

/// A check with something else than the usual settings.
///
/// ```
/// use racecourse::Check;
/// use racecourse::channel;
/// use racecourse::thread;
///
/// Check::new().name("two senders").allow(["[1, 2]", "[2, 1]"]).run(|| {
///     let (sender, receiver) = channel::unbounded();
///     let other = sender.clone();
///     thread::spawn_named("left", move || sender.send(1));
///     thread::spawn_named("right", move || other.send(2));
///     receiver.iter().collect::<Vec<i32>>()
/// });
/// ```
///
/// # When not all can be searched
///
/// A check whose search is not complete panics, because it has decided nothing. Make the program smaller (two or three
/// threads with one or two operations each show nearly every bug), raise [`executions`](Self::executions) or
/// [`steps`](Self::steps), bound the [`preemptions`](Self::preemptions), or say that an incomplete search will do
/// ([`accept_incomplete`](Self::accept_incomplete)).
///
/// A check of which nothing was run at all panics whatever was said: an engine that cannot run the program, or that was
/// stopped before the first execution ended, has decided nothing either.
///
/// # Replaying
///
/// A report ends with the schedule that leads to the failure. With that in the variable `RACECOURSE_SCHEDULE`, a check
/// follows it once instead of searching, so that what the program prints is printed once, in that order:
///
/// ```console
/// $ RACECOURSE_SCHEDULE='left right×2' cargo test that_test -- --exact --nocapture
/// $ RACECOURSE_SCHEDULE='left right×2 --on threads' cargo test that_test -- --exact --nocapture
/// $ RACECOURSE_SCHEDULE='left right×2 --check 2' cargo test that_test -- --exact --nocapture
/// ```
///
/// The second one holds real threads to the schedule (`--on processes` for a program that forks). The third one is for a test
/// that makes several checks: its second check follows the schedule, and the others search as usual. Without `--check` the
/// first one follows it.
///
/// The test fails if the execution does, or if it returns what [`allow`](Self::allow) does not name. Where a value is returned
/// and nothing is allowed, it fails as well: whether all interleavings return the same cannot be seen in one of them.
#[derive(Clone, Debug)]
#[must_use = "a check does nothing before it is run"]
pub struct Check {
    name: Option<String>,
    allowed: Option<Vec<String>>,
    demanded: Vec<String>,
    budget: Budget,
    engines: Vec<EngineId>,
    isolated: bool,
    accepts_incomplete: bool,
}

/// Steps of an execution that a check follows where nothing else is said.
const STEPS: usize = 2_000;
/// Executions that an engine may search in place of [`Budget::few_executions`]: who checks waits for one program alone.
const FEW_EXECUTIONS: u64 = 200_000;

impl Default for Check {
    fn default() -> Self {
        Self::new()
    }
}

impl Check {
    /// The usual settings: by `explorer`, in this process, at most 1 000 000 executions of at most 2 000 steps. Where
    /// `weak_memory` or `depth_first` is asked, these go through at most 200 000.
    pub fn new() -> Self {
        let budget = Budget { steps: STEPS, ..Budget::DEFAULT };
        Self {
            name: None,
            allowed: None,
            demanded: Vec::new(),
            budget,
            engines: vec![EngineId::Explorer],
            isolated: false,
            accepts_incomplete: false,
        }
    }

    /// Gives the check a name for its report. Without one it is that of its test.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Says which values may come out, as `Debug` writes them (text as it is). Any other one is a failure.
    ///
    /// What returns `()` comes to `finished`. No failure can be allowed: `deadlock` stands for a returned text, here as well.
    pub fn allow<S: Into<String>>(mut self, outcomes: impl IntoIterator<Item = S>) -> Self {
        let labels = outcomes.into_iter().map(|outcome| stated(outcome.into()));
        self.allowed.get_or_insert_default().extend(labels);
        self
    }

    /// Says which values have to come out, each in some interleaving; they are [allowed](Self::allow), too.
    ///
    /// A program that does nothing does nothing wrong: a cache that never stores anything never returns half an entry. So what
    /// it is for has to be seen.
    ///
    /// ```should_panic
    /// # use racecourse::sync::Mutex;
    /// # use racecourse::{Check, thread};
    /// let find_what_was_stored = || {
    ///     let cache = Mutex::new(None::<u32>);
    ///     thread::scope(|scope| {
    ///         scope.spawn_named("writer", || *cache.lock() = None); // should be Some(7)
    ///         *cache.lock()
    ///     })
    /// };
    /// Check::new().allow(["None"]).run(find_what_was_stored);
    /// Check::new().allow(["None"]).must_return(["Some(7)"]).run(find_what_was_stored); // panics
    /// ```
    pub fn must_return<S: Into<String>>(mut self, outcomes: impl IntoIterator<Item = S>) -> Self {
        let labels: Vec<String> = outcomes.into_iter().map(|outcome| stated(outcome.into())).collect();
        self.allowed.get_or_insert_default().extend(labels.iter().cloned());
        self.demanded.extend(labels);
        self
    }

    /// Searches at most so many executions.
    pub fn executions(mut self, most: u64) -> Self {
        self.budget.executions = most;
        self
    }

    /// Follows an execution for at most so many steps.
    pub fn steps(mut self, most: usize) -> Self {
        self.budget.steps = most;
        self
    }

    /// Searches only executions with at most so many preemptions: switches away from a thread that could have gone on. Only
    /// `explorer` and `weak_memory` can be bounded so; the other engines do as without.
    ///
    /// Two find most bugs (Musuvathi and Qadeer, PLDI 2007), in far fewer executions than there are.
    pub fn preemptions(mut self, most: usize) -> Self {
        self.budget.preemptions = Some(most);
        self
    }

    /// Lets condition variables and `park` wake for no reason, each thread once.
    pub fn spurious_wakeups(mut self) -> Self {
        self.budget.spurious_wakeups = true;
        self
    }

    /// Limits how often a thread that has asked for its turn ([`progress::request`](crate::progress::request)) may be
    /// overtaken; more often is starvation.
    pub fn overtaken_at_most(mut self, times: usize) -> Self {
        self.budget.bypass_bound = Some(times);
        self
    }

    /// Uses these engines in place of `explorer`. The check fails if one of them finds a failure.
    ///
    /// Those that sample, and real runs ([`EngineId::Stress`]), can find one but not decide that there is none. One that is not
    /// built in ([`engine::is_built_in`](crate::engine::is_built_in)) runs nothing, so that the check fails and says so.
    ///
    /// # Panics
    ///
    /// If there is no engine among them.
    #[track_caller]
    pub fn engines(mut self, engines: impl IntoIterator<Item = EngineId>) -> Self {
        self.engines = engines.into_iter().collect();
        assert!(!self.engines.is_empty(), "Check::engines was given no engine: nothing would be checked");
        self
    }

    /// Runs the engines in a child process, which the program may end, hang or fill with memory.
    ///
    /// The child is the running program started again for this one test; where it has one thread only, it is forked.
    pub fn isolated(mut self) -> Self {
        self.isolated = true;
        self
    }

    /// Lets the check pass if nothing went wrong as far as the search came.
    pub fn accept_incomplete(mut self) -> Self {
        self.accepts_incomplete = true;
        self
    }

    /// Checks `program`; see [`check`].
    ///
    /// # Panics
    ///
    /// With the report, if something goes wrong, if something that has to be returned is not, or if the search is not complete.
    #[track_caller]
    pub fn run<T: Debug + 'static>(&self, program: impl Fn() -> T + Send + Sync + 'static) {
        let returns_nothing = TypeId::of::<T>() == TypeId::of::<()>();
        self.run_program(&Program::on_disk(move || label(&program())), returns_nothing);
    }

    /// Returns what `program` comes to; see [`explore()`].
    ///
    /// # Panics
    ///
    /// If the search is not complete, or nothing was run.
    #[track_caller]
    pub fn explore<T: Debug + 'static>(&self, program: impl Fn() -> T + Send + Sync + 'static) -> Outcomes {
        self.explore_program(&Program::on_disk(move || label(&program())))
    }

    #[track_caller]
    fn run_program(&self, program: &Program, returns_nothing: bool) {
        let place = Place::here();
        place.serve(program);
        if let Some(request) = schedule::requested(&place) {
            return schedule::follow(self, program, &place, &request, returns_nothing);
        }
        let (explorations, finding) = self.find(program, &place);
        if !finding.is_fine() {
            let texts = texts(program.sources(), &explorations);
            panic!("{}", place.report(&self.title(&place), &texts).failed(&explorations, &finding));
        }
        // A passing test is silent; `--show-output` shows this.
        if explorations.iter().any(|one| one.notes.contains(&Note::NothingToChoose)) {
            eprintln!("{}: {}.", self.title(&place), sentences::note(&Note::NothingToChoose));
        }
    }

    #[track_caller]
    fn explore_program(&self, program: &Program) -> Outcomes {
        let place = Place::here();
        place.serve(program);
        if let Some(request) = schedule::requested(&place) {
            return schedule::explore(self, program, &place, &request);
        }
        let (explorations, finding) = self.find(program, &place);
        if !finding.complete {
            panic!("{}", place.report(&self.title(&place), &[]).undecided(&explorations));
        }
        Outcomes::of(&explorations)
    }

    /// What the engines find, and what it means.
    fn find(&self, program: &Program, place: &Place) -> (Vec<Exploration>, Finding) {
        let mut explorations: Vec<_> = self.engines.iter().map(|engine| self.ask(*engine, program, place)).collect();
        let complete = explorations.iter().all(|one| self.is_enough(one));
        let finding = Finding::of(&explorations, self.allowed.as_deref(), &self.demanded, complete);
        let Some(wrong) = &finding.wrong else { return (explorations, finding) };
        let is_shown = |one: &&mut Exploration| wrong.engine == one.engine;
        if let Some(one) = explorations.iter_mut().find(is_shown) {
            if let Some(execution) =
                one.schedule_to_show(&wrong.label).and_then(|it| self.follow_to_show(program, place, &it))
            {
                one.show(execution);
            }
            self.explain(program, place, &wrong.label, one);
        }
        let finding = Finding::of(&explorations, self.allowed.as_deref(), &self.demanded, complete);
        (explorations, finding)
    }

    /// Asks what comes of other orders of the steps that lead to `label`.
    fn explain(&self, program: &Program, place: &Place, label: &str, exploration: &mut Exploration) {
        let Some(schedule) = exploration.schedule_to_explain(label) else { return };
        // Where not all was searched, an order that was not tried yet may take the process along.
        let asked = match self.isolated || !exploration.coverage.is_exhaustive() {
            true => place.explain(program, &schedule, label, &self.budget),
            false => engine::explain(program, &schedule, label, &self.budget),
        };
        asked.into_iter().for_each(|asked| exploration.explain(label, asked));
    }

    /// The whole execution that `schedule` leads to, for a report.
    fn follow_to_show(&self, program: &Program, place: &Place, schedule: &Schedule) -> Option<Execution> {
        if !self.isolated {
            return engine::replay(program, schedule, &self.budget).ok().map(|replayed| replayed.execution);
        }
        let followed = place.replay(program, schedule, &self.budget).ok()?;
        followed.observations.into_values().next().map(|seen| seen.example.into_execution())
    }

    /// What `engine` finds.
    fn ask(&self, engine: EngineId, program: &Program, place: &Place) -> Exploration {
        say_why_this_process_ends();
        let mut budget = self.budget.clone();
        if engine != EngineId::Explorer && budget.executions == Budget::DEFAULT.executions {
            budget.executions = FEW_EXECUTIONS;
        }
        match budget.preemptions {
            _ if self.isolated || engine.is_native() => place.explore(program, engine, &budget),
            Some(most) if engine == EngineId::Explorer => racecourse_engine::explore_within(program, &budget, most),
            _ => engine::explore(program, engine, &budget),
        }
    }

    /// Whether `exploration` went as far as this check asks for. One without a single execution never did.
    fn is_enough(&self, exploration: &Exploration) -> bool {
        let is_whole_sample = matches!(exploration.coverage, Coverage::Sampled { .. }) && !decides(exploration.engine);
        ran(exploration) && (self.accepts_incomplete || self.is_all(exploration) || is_whole_sample)
    }

    /// Whether `exploration` is all there is, or all that was asked for.
    fn is_all(&self, exploration: &Exploration) -> bool {
        match exploration.coverage {
            Coverage::Exhaustive { .. } => true,
            Coverage::Bounded { bound: Bound::Preemptions(most), .. } => self.budget.preemptions == Some(most),
            _ => false,
        }
    }

    /// What the report is headed by.
    fn title(&self, place: &Place) -> String {
        self.name.clone().or_else(|| place.test().map(str::to_owned)).unwrap_or_else(|| place.to_string())
    }
}

/// Whether an execution came to an end, whatever that was.
fn ran(exploration: &Exploration) -> bool {
    !exploration.observations.is_empty()
}

/// Whether an engine's search can be complete.
fn decides(engine: EngineId) -> bool {
    matches!(engine, EngineId::Explorer | EngineId::WeakMemory | EngineId::DepthFirst)
}

/// What an execution that returned `value` came to.
pub(crate) fn label<T: Debug + 'static>(value: &T) -> Outcome {
    let any: &dyn Any = value;
    label_of(any, value)
}

/// The same, of any type: this is compiled once.
fn label_of(value: &dyn Any, debug: &dyn Debug) -> Outcome {
    if value.is::<()>() {
        return Outcome::new("finished");
    }
    let outcome = value.downcast_ref::<Outcome>().map(Outcome::label);
    let string = value.downcast_ref::<String>().map(String::as_str);
    let text = outcome.or(string).or_else(|| value.downcast_ref::<&str>().copied());
    Outcome::new(told_apart(text.map_or_else(|| format!("{debug:?}"), str::to_owned)))
}

/// The label of an outcome that somebody has written down.
fn stated(outcome: String) -> String {
    Outcome::new(told_apart(outcome)).label().to_owned()
}

/// The label of something that was returned: `returned` as it is, or in quotes if a failure is called so. Executions are
/// counted by label, so it would hide that failure.
///
/// What is such a text in quotes already gets more of them: no two texts share a label.
fn told_apart(returned: String) -> String {
    let bare: String = returned.chars().filter(|c| !matches!(c, '"' | '\\')).collect();
    if FailureKind::from_label(&bare).is_some() { format!("{returned:?}") } else { returned }
}

/// The texts of all files that the examples of `explorations` have steps in.
fn texts(sources: &Sources, explorations: &[Exploration]) -> Vec<(String, String)> {
    let seen = explorations.iter().flat_map(|one| one.observations.values());
    let whole = seen.map(|seen| &seen.example).filter(|example| example.is_whole());
    let mut files: Vec<&str> = whole.flat_map(|one| &one.events).map(|event| event.site.file.as_str()).collect();
    files.sort_unstable();
    files.dedup();
    files.into_iter().filter_map(|file| Some((file.to_owned(), sources.text(file)?.to_string()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_labels_that_can_be_written_in_a_test() {
        let labels = [label(&()), label(&2), label(&"two"), label(&"two".to_owned()), label(&Some(2))];
        assert_eq!(labels.map(|label| label.to_string()), ["finished", "2", "two", "two", "Some(2)"]);
        assert_eq!(label(&Outcome::new("x=1")).label(), "x=1");
    }

    #[test]
    fn nothing_that_is_returned_has_the_label_of_a_failure_or_of_another_text() {
        for kind in FailureKind::ALL {
            let (name, quoted) = (kind.label(), format!("{:?}", kind.label()));
            let labels = [label(&name), label(&name.to_owned()), label(&Outcome::new(name)), label(&quoted)];
            let labels = labels.map(|label| label.to_string());
            assert_eq!(labels[..3], [quoted.clone(), quoted.clone(), quoted.clone()]);
            assert_eq!(labels[3], format!("{quoted:?}"));
        }
    }
}
