//! How far an engine looked, and why not further: parts of sentences, without a full stop.

use super::failure::{bytes, cause};
use super::refusal::refused_briefly;
use super::said::message;
use super::verb::verb;
use racecourse_layout::count;
use racecourse_trace::exploration::{Bound, Reason};

/// What an engine kept to, for instance `at most 2 preemptions`.
pub fn bound(bound: &Bound) -> String {
    match bound {
        Bound::Preemptions(usize::MAX) => "any number of preemptions".to_owned(),
        Bound::Preemptions(most) => format!("at most {}", count(*most as u64, "preemption")),
        Bound::Steps(most) => format!("{} an execution", count(*most as u64, "step")),
        Bound::First(0) | Bound::FirstInDepth(0) | Bound::FirstOfLoom(0) => "none of the executions".to_owned(),
        Bound::First(executions) => first(*executions),
        Bound::FirstInDepth(executions) => format!("{} in depth-first order", first(*executions)),
        Bound::FirstOfLoom(1) => "loom's first execution".to_owned(),
        Bound::FirstOfLoom(executions) => format!("loom's first {}", count(*executions, "execution")),
        Bound::Rounds(times) => format!("loops followed until a state came back {times} times"),
        Bound::LoopsForAWhile => "loops that go on for ever are followed for a while".to_owned(),
        Bound::ChangesUnderLocks => {
            "loops that change what their lock guards, or the message that they pass on, in each round are followed as if they left it as it was"
                .to_owned()
        }
        Bound::StrongerOrderings => "orderings that loom takes to be a little stronger than they are".to_owned(),
        Bound::LastValues(values) => format!("the last {values} values of each atomic"),
        Bound::UpToFailures => "nothing beyond the point where an execution fails".to_owned(),
        Bound::InWords(words) => message(words),
    }
}

/// `the first execution`, `the first 200 000 executions`.
fn first(executions: u64) -> String {
    if executions == 1 {
        "the first execution".to_owned()
    } else {
        format!("the first {}", count(executions, "execution"))
    }
}

/// Why an engine stopped, or did not begin.
pub fn reason(reason: &Reason) -> String {
    match reason {
        Reason::NoSchedule => "it plays a schedule, and none was given: use engine::play".to_owned(),
        Reason::NotBuiltIn { engine } => {
            let library = engine.library().unwrap_or(engine.name());
            format!("racecourse was built without {library}: add its feature `{library}`")
        }
        Reason::NeedsOneThread => "real processes are started from a process with one thread: use isolate".to_owned(),
        Reason::Undecided { action } => {
            format!("the program has steps that this engine does not decide, such as `{}`", verb(*action))
        }
        Reason::TooManyActors { most } => format!("loom runs at most {most} actors, `main` included"),
        Reason::EnginePanicked(said) => format!("the engine failed: {}", message(said)),
        Reason::NoRecord(error) => format!("there is no memory for the record: {error}"),
        Reason::NoGates(error) => format!("there is no memory for gates: {error}"),
        Reason::NoThread(error) => format!("the system did not start a thread: {error}"),
        Reason::NoRun(error) => format!("the system did not give what a run needs: {error}"),
        Reason::NoChild(error) => format!("a child process could not be started: {error}"),
        Reason::UnknownTest => "this process has several threads, and the name of the test is not known, by which it \
                                could be started again"
            .to_owned(),
        Reason::NoWatchdog(error) => format!("the system did not start the watchdog: {error}"),
        Reason::ChildFailed(words) => format!("the child process failed to start: {}", message(words)),
        Reason::ChildKilled { signal: Some(signal) } => {
            format!(
                "somebody has ended the engine's process by signal {signal}: the system that was short of memory, perhaps"
            )
        }
        Reason::ChildKilled { signal: None } => "somebody has ended the engine's process".to_owned(),
        Reason::NoMemory { limit } => {
            format!("an allocation failed: the machine gives a process no more than {}", bytes(*limit))
        }
        Reason::NoChildOfOurs => "the child process did not say that it is one: a program that uses isolate::explore \
                                  has to call isolate::enter_if_child first in its main"
            .to_owned(),
        Reason::CheckNotReached => {
            "the test was started again by its name, in a child process, and did not come to this \
                                    check: a check in a child process is made in the test's own thread, and a test \
                                    makes its checks in the same order every time"
                .to_owned()
        }
        Reason::NotEntered => "this program does not call isolate::enter_if_child first".to_owned(),
        Reason::UnknownVariant { scenario, variant } => format!("the child does not know {scenario}/{variant}"),
        Reason::TooLong(time) => format!("stopped after {time:?}"),
        Reason::Enough => "stopped by whoever had asked for it".to_owned(),
        Reason::Silent(time) => format!("no step for {time:?}"),
        Reason::Died(how) => cause(how),
        Reason::Refused(error) => refused_briefly(error),
        Reason::DoesNotRepeat => "the program does not repeat itself when its choices are repeated".to_owned(),
        Reason::SearchPanicked(words) | Reason::InWords(words) => message(words),
    }
}
