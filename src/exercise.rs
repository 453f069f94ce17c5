//! What the driver of an exercise is written with: functions that use what somebody has submitted, and say what came of it.
//!
//! A driver is `spec.rs` of an exercise, and its functions are the exercise's *programs*. It is built together with the
//! submission into a program of its own, whose `main` is [`serve`]; whoever judges starts that for each program and each
//! variation as an engine's child.

pub mod tripwire;

use std::fmt::Debug;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::Outcome;
use crate::check::label;
use crate::engine::Program;
use crate::isolate;
use racecourse_kernel as kernel;

/// Which of the variations is explored, counted from 0. It is set once, before the engine begins.
static VARIATION: AtomicUsize = AtomicUsize::new(0);

/// Most steps that a call has taken in the execution that is under way. All actors of a model are on one thread.
static MOST_STEPS: AtomicUsize = AtomicUsize::new(0);

/// How many calls there have been in it.
static CALLS: AtomicUsize = AtomicUsize::new(0);

/// One of `values`: each variation of a program is a search of its own and gets its own, the first one if there are not as many.
///
/// So a submission that knows the result by heart is not right. Outcomes must be the same in all variations, so they are told
/// relative to the value.
///
/// # Panics
///
/// If there are no values.
pub fn vary<T: Copy>(values: &[T]) -> T {
    assert!(!values.is_empty(), "vary: there is nothing to choose from");
    values.get(VARIATION.load(Ordering::Relaxed)).copied().unwrap_or(values[0])
}

/// Calls `body`, an operation of what was submitted, and counts the steps that its actor takes meanwhile. What it costs is the
/// most that any call takes in any execution.
///
/// It is no section: one around a whole call overlaps even if the call takes one big lock.
pub fn call<R>(body: impl FnOnce() -> R) -> R {
    CALLS.fetch_add(1, Ordering::Relaxed);
    let steps = || kernel::try_world(|world| world.steps_of_running()).unwrap_or_default();
    let before = steps();
    let result = body();
    MOST_STEPS.fetch_max(steps().saturating_sub(before), Ordering::Relaxed);
    result
}

/// How often anything was [called](call) in the execution that is under way: a driver that knows how often it has to be tells by it
/// whether work was done twice, or only to be seen. `None` where it is run for real, since processes have nothing in common there.
pub fn calls() -> Option<usize> {
    kernel::try_world(|_| CALLS.load(Ordering::Relaxed))
}

/// Whether whoever asks is in a child that was forked, or in one of its. For real it is always said that it is not: there a child
/// writes nothing into anybody else's memory.
pub fn in_a_child() -> bool {
    kernel::try_world(|world| world.runs_in_a_child()).unwrap_or_default()
}

/// What stands behind the label of an outcome in the search in which steps are counted.
const COST: &str = " · steps in a call: ";

/// The name under which a variation of `program` is known to [`serve`], counted from 0. With `counted`, the outcomes also say
/// what [`call`] has counted.
pub fn name_of(program: &str, variation: usize, counted: bool) -> String {
    format!("{program}/{variation}{}", if counted { "/counted" } else { "" })
}

/// An outcome of a search in which steps are counted: the program's own, and the most steps that a call took.
pub fn cost_in(label: &str) -> Option<(&str, usize)> {
    let (outcome, steps) = label.rsplit_once(COST)?;
    Some((outcome, steps.parse().ok()?))
}

/// A test that was submitted: what it is called, and the function, which is handed what it tests.
pub type Test<T> = (&'static str, fn(T));

/// What a test comes to that has found nothing wrong.
pub const PASSES: &str = "passes";
/// What comes of a variation for which there is no test.
pub const NO_TEST: &str = "no such test";
/// The name of the program that tells what tests there are.
pub const TESTS: &str = "tests";

/// Hands `subject` to the test whose number is that of the variation.
pub fn tested<T>(tests: &[Test<T>], subject: T) -> Outcome {
    let Some((_, test)) = tests.get(VARIATION.load(Ordering::Relaxed)) else { return Outcome::new(NO_TEST) };
    test(subject);
    Outcome::new(PASSES)
}

/// What the tests are called, one a line.
pub fn names_of_tests<T>(tests: &[Test<T>]) -> Outcome {
    let names = tests.iter().map(|(name, _)| name.replace('\n', " "));
    Outcome::new(names.collect::<Vec<_>>().join("\n"))
}

/// What an execution came to that returned `value`: an outcome, or any value as it shows itself, as with [`check`](crate::check).
pub fn told<T: Debug + 'static>(value: &T) -> Outcome {
    label(value)
}

/// A program of a driver's: its name, and the function.
pub type Named = (&'static str, fn() -> Outcome);

/// Does what this process was started for: lets an engine run one of `programs`, and ends the process.
///
/// `texts` are the files that they stand in, which reports take names from.
pub fn serve(programs: &'static [Named], texts: &'static [(&'static str, &'static str)]) {
    isolate::enter_if_child_of(|_, name| {
        let Search { run, variation, counted } = Search::named(programs, name)?;
        VARIATION.store(variation, Ordering::Relaxed);
        let begins = move || {
            MOST_STEPS.store(0, Ordering::Relaxed);
            CALLS.store(0, Ordering::Relaxed);
            if counted { counting(run) } else { run() }
        };
        Some(Program::of_files(begins, texts))
    });
    eprintln!("error: this is the driver of an exercise, which `racecourse` starts");
    std::process::exit(2);
}

/// What is to be searched.
struct Search {
    run: fn() -> Outcome,
    variation: usize,
    /// Whether steps are counted.
    counted: bool,
}

impl Search {
    fn named(programs: &[Named], name: &str) -> Option<Self> {
        let mut parts = name.split('/');
        let (program, variation) = (parts.next()?, parts.next()?);
        let counted = match parts.next() {
            None => false,
            Some("counted") => true,
            Some(_) => return None,
        };
        let (_, run) = programs.iter().find(|(known, _)| *known == program)?;
        Some(Self { run: *run, variation: variation.parse().ok()?, counted })
    }
}

fn counting(run: fn() -> Outcome) -> Outcome {
    let outcome = run();
    Outcome::new(format!("{outcome}{COST}{}", MOST_STEPS.load(Ordering::Relaxed)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_which_search_is_meant() {
        let run: fn() -> Outcome = || Outcome::new("ran");
        let found = |name: &str| Search::named(&[("one", run)], name).map(|it| (it.variation, it.counted));
        assert_eq!(found(&name_of("one", 1, false)), Some((1, false)));
        assert_eq!(found(&name_of("one", 0, true)), Some((0, true)));
        for unknown in ["two/0", "one", "one/x", "one/0/other"] {
            assert_eq!(found(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn what_was_counted_is_told_from_the_outcome() {
        assert_eq!(cost_in("total=10 · steps in a call: 3"), Some(("total=10", 3)));
        assert_eq!(cost_in("total=10"), None);
    }

    #[test]
    fn calls_are_counted_in_every_execution() {
        use crate::budget::Budget;
        use crate::engine::{EngineId, explore};
        use crate::sync::atomic::{AtomicU32, Ordering::SeqCst};

        fn run() -> Outcome {
            let counter = AtomicU32::new(0);
            crate::thread::scope(|scope| {
                scope.spawn(|| call(|| counter.fetch_add(1, SeqCst)));
                // It takes another step only where it comes second.
                scope.spawn(|| {
                    call(|| {
                        if counter.load(SeqCst) == 1 {
                            counter.store(2, SeqCst)
                        }
                    })
                });
            });
            Outcome::new("done")
        }
        let program = Program::unnamed(|| {
            MOST_STEPS.store(0, Ordering::Relaxed);
            counting(run)
        });
        let found = explore(&program, EngineId::Explorer, &Budget::DEFAULT);
        let costs: Vec<_> = found.observations.keys().filter_map(|label| cost_in(label)).collect();
        assert_eq!(costs, [("done", 1), ("done", 2)]);
    }
}
