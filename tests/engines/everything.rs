//! Random programs of all operations together: `explorer` and brute force come to the same.
//!
//! `PROPTEST_CASES=10000 cargo test --release -p racecourse-tests --test engines everything` looks longer.

use std::cell::Cell;
use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use racecourse::budget::Budget;
use racecourse::engine::execution_graphs::{Model, explore_under};
use racecourse::engine::explorer::Method;
use racecourse::engine::{EngineId, Program, explore, replay};
use racecourse::exploration::{Coverage, Exploration, Reason, Verb};
use racecourse::outcome::Outcome;
use racecourse::process::{self, FileLock, SharedMemory};
use racecourse::sync::atomic::Ordering::SeqCst;
use racecourse::sync::{Condvar, Mutex};
use racecourse::thread;

use crate::random::classes::{compare_with, through};
use crate::random::{counted, ends, everything, forked, forked_beside, piped, processes};
use crate::thoroughness::is_thorough;

/// More interleavings than this and a program is not small.
fn most() -> u64 {
    if many() { 2_000 } else { 500 }
}

/// Whether this is more than a look in passing.
fn many() -> bool {
    crate::thoroughness::cases(6, 150) > 1_000
}

fn found(run: fn() -> Outcome, budget: &Budget) -> Exploration {
    explore(&Program::unnamed(run), EngineId::Explorer, budget)
}

/// The outcomes alone, of a program that has no more to be compared by.
fn come_to_the_same(run: fn() -> Outcome, budget: &Budget) -> Result<(), TestCaseError> {
    let budget = Budget { executions: most(), ..budget.clone() };
    let Ok(every) = through(run, &budget, Method::EveryInterleaving) else { return Ok(()) };
    for method in [Method::Optimal, Method::OptimalDrawing(1), Method::OptimalDrawing(2), Method::SourceSets] {
        let found = through(run, &budget, method).map_err(TestCaseError::fail)?;
        prop_assert!(
            found.labels.keys().eq(every.labels.keys()),
            "{:?}: {:?}, {:?}",
            method,
            found.labels,
            every.labels
        );
    }
    Ok(())
}

/// Whether the program was small enough to be compared.
fn agree(run: fn() -> Outcome, budget: &Budget) -> Result<bool, TestCaseError> {
    let budget = Budget { executions: most(), ..budget.clone() };
    let Ok(every) = through(run, &budget, Method::EveryInterleaving) else { return Ok(false) };
    compare_with(&every, run, &budget)?;
    let exploration = found(run, &budget);
    prop_assert!(exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
    prop_assert_eq!(exploration.coverage.executions(), every.classes.len() as u64);
    prop_assert!(
        exploration.observations.keys().eq(every.labels.keys()),
        "{:?} instead of {:?}",
        exploration.observations.keys(),
        every.labels
    );
    for (label, seen) in &exploration.observations {
        let schedule = &seen.example.schedule;
        let replayed = replay(&Program::unnamed(run), schedule, &budget);
        let replayed =
            replayed.map_err(|error| TestCaseError::fail(format!("{label}: {schedule}: {error} {error:?}")))?;
        prop_assert_eq!(replayed.execution.label(), label, "{}", schedule);
    }
    Ok(true)
}

/// Under sequential consistency the search for graphs comes to what `explorer` does, of what it decides. Whether it did.
fn graphs_agree(run: fn() -> Outcome, budget: &Budget) -> Result<bool, TestCaseError> {
    let budget = Budget { executions: 10 * most(), ..budget.clone() };
    let graphs = explore_under(&Program::unnamed(run), &budget, Model::Sc);
    let explored = found(run, &budget);
    if !graphs.coverage.is_exhaustive() || !explored.coverage.is_exhaustive() {
        return Ok(false);
    }
    prop_assert!(
        graphs.observations.keys().eq(explored.observations.keys()),
        "{:?} instead of {:?}",
        graphs.observations.keys(),
        explored.observations.keys()
    );
    Ok(true)
}

/// How many of random programs are decided as graphs, which come to what `explorer` does; and of how many. `set` makes a program
/// the one that `run` runs, and says by which budget.
fn decided_as_graphs<P: Strategy>(
    config: ProptestConfig,
    programs: &P,
    set: impl Fn(&P::Value) -> Budget,
    run: fn() -> Outcome,
) -> (u32, u32) {
    let decided = Cell::new(0_u32);
    let cases = config.cases;
    let result = TestRunner::new(config).run(programs, |program| {
        let budget = set(&program);
        decided.set(decided.get() + u32::from(graphs_agree(run, &budget)?));
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
    (decided.get(), cases)
}

#[test]
fn as_graphs() {
    let set = |(program, spurious_wakeups): &(everything::Program, bool)| {
        everything::set(program);
        Budget { spurious_wakeups: *spurious_wakeups, bypass_bound: None, ..Budget::DEFAULT }
    };
    let programs = (everything::program(), any::<bool>());
    let (decided, of) = decided_as_graphs(crate::random_programs(12, 100), &programs, set, everything::run);
    assert!(decided > of / 6, "{decided} of {of} decided");
}

#[test]
fn ends_as_graphs() {
    let set = |program: &ends::Program| {
        ends::set(program);
        Budget::DEFAULT
    };
    let (decided, of) = decided_as_graphs(crate::random_programs(25, 300), &ends::program(false), set, ends::run);
    assert!(decided > of / 2, "{decided} of {of} decided");
}

#[test]
fn processes_as_graphs() {
    let set = |(program, kills): &(processes::Program, Option<usize>)| {
        processes::set(program, *kills);
        Budget::DEFAULT
    };
    let programs = (processes::program(), prop_oneof![Just(None), (0..3_usize).prop_map(Some)]);
    let (decided, of) = decided_as_graphs(crate::random_programs(30, 250), &programs, set, processes::run);
    assert!(decided > of / 4, "{decided} of {of} decided");
}

#[test]
fn forks_as_graphs() {
    let set = |program: &forked::Program| {
        forked::set(program);
        Budget::DEFAULT
    };
    let (decided, of) = decided_as_graphs(crate::random_programs(30, 300), &forked::program(), set, forked::run);
    assert!(decided > of / 4, "{decided} of {of} decided");
}

#[test]
fn pipes_as_graphs() {
    let set = |program: &piped::Program| {
        piped::set(program);
        Budget::DEFAULT
    };
    let (decided, of) = decided_as_graphs(crate::random_programs(40, 300), &piped::program(), set, piped::run);
    assert!(decided > of / 3 * 2, "{decided} of {of} decided");
}

proptest! {
    #![proptest_config(crate::random_programs(6, 150))]

    #[test]
    fn of_threads(
        program in everything::program(),
        spurious_wakeups in any::<bool>(),
        past_data_races in any::<bool>(),
        bypass_bound in prop_oneof![Just(None), Just(Some(1))],
    ) {
        everything::set(&program);
        // Of two failures that nothing orders the first is told, and which that is differs within a class.
        let bypass_bound = bypass_bound.filter(|_| !program.may_fail_by_itself());
        let budget = Budget { spurious_wakeups, past_data_races, bypass_bound, ..Budget::DEFAULT };
        if program.makes_while_it_forks() || (program.may_race_and_fail() && !past_data_races) {
            come_to_the_same(everything::run, &budget)?;
        } else {
            agree(everything::run, &budget)?;
        }
    }

    #[test]
    fn of_pipes(program in piped::program()) {
        piped::set(&program);
        agree(piped::run, &Budget::DEFAULT)?;
    }

    #[test]
    fn of_processes(program in forked::program()) {
        forked::set(&program);
        agree(forked::run, &Budget::DEFAULT)?;
    }

    #[test]
    fn of_forks_beside_threads(program in forked_beside::program()) {
        forked_beside::set(&program);
        agree(forked_beside::run, &Budget::DEFAULT)?;
    }
}

proptest! {
    #![proptest_config(crate::random_programs(20, 300))]

    #[test]
    fn of_counted_pointers(program in counted::program()) {
        counted::set(&program);
        agree(counted::run, &Budget::DEFAULT)?;
    }
}

/// What only real runs record.
const REAL_ALONE: [Verb; 3] = [
    // In a model this is two steps, going in and coming out.
    Verb::Initialise,
    // In a model these are a write to a pipe and a read from it.
    Verb::Put,
    Verb::Get,
];

/// The same programs every time.
fn programs<T: Strategy>(strategy: T, count: usize) -> impl Iterator<Item = T::Value> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(move |_| strategy.new_tree(&mut runner).expect("it rejects nothing").current())
}

/// No operation is missing, and most programs are small enough to be compared.
#[test]
fn no_operation_is_missing() {
    let budget = Budget { executions: 1_000, samples: 8, bypass_bound: None, ..Budget::DEFAULT };
    let (mut verbs, mut small, mut compared) = (BTreeSet::new(), 0, 0);
    let is_missing = |verbs: &BTreeSet<Verb>, verb: &Verb| !verbs.contains(verb) && !REAL_ALONE.contains(verb);
    // Whether more is to be looked at: as long as something is missing, or all there is where there is time.
    let mut look = |number: usize, run: fn() -> Outcome| {
        let exploration = explore(&Program::unnamed(run), EngineId::Random, &budget);
        let examples = exploration.observations.values().map(|seen| &seen.example);
        verbs.extend(examples.flat_map(|example| &example.events).map(|event| event.action));
        if number.is_multiple_of(if many() { 8 } else { 24 }) {
            compared += 1;
            small += usize::from(through(run, &budget, Method::EveryInterleaving).is_ok());
        }
        is_thorough() || Verb::ALL.iter().any(|verb| is_missing(&verbs, verb))
    };
    // Each kind has operations of its own, so some of each come first.
    let threads: Vec<_> = programs(everything::program(), 600).enumerate().collect();
    let processes: Vec<_> = programs(forked::program(), 160).enumerate().collect();
    let pointers: Vec<_> = programs(counted::program(), 160).enumerate().collect();
    let ends: Vec<_> = programs(ends::program(true), 40).enumerate().collect();
    for part in 0..20 {
        let share = |all: usize| part * all / 20..(part + 1) * all / 20;
        let mut goes_on = false;
        for (number, program) in &threads[share(threads.len())] {
            everything::set(program);
            goes_on = look(*number, everything::run);
        }
        for (number, program) in &processes[share(processes.len())] {
            forked::set(program);
            goes_on = look(*number, forked::run);
        }
        for (number, program) in &pointers[share(pointers.len())] {
            counted::set(program);
            goes_on = look(*number, counted::run);
        }
        for (number, program) in &ends[share(ends.len())] {
            ends::set(program);
            goes_on = look(*number, ends::run);
        }
        if !goes_on {
            break;
        }
    }
    let missing: Vec<Verb> = Verb::ALL.into_iter().filter(|verb| !verbs.contains(verb)).collect();
    assert_eq!(missing, REAL_ALONE);
    assert!(2 * small >= compared, "{small} of {compared} programs");
}

/// Programs that panic, are stuck or leave somebody while somebody owns a value whose destructor takes steps come to the same on
/// every host, as far as one gets.
#[test]
fn destructors_take_their_steps_on_every_host() {
    let budget = Budget { executions: 300, samples: 100, ..Budget::DEFAULT };
    let owning = programs(everything::program(), if many() { 8_000 } else { 800 });
    let (mut looked_at, mut compared) = (0, 0);
    // Whether somebody who only lets others go first is left behind is not the same question on every host.
    let mentions = |program: &everything::Program, word: &str| format!("{program:?}").contains(word);
    let is_asked = |program: &everything::Program| {
        mentions(program, "Owns") && !mentions(program, "Sleep") && !mentions(program, "Yield")
    };
    for program in owning.filter(is_asked) {
        everything::set(&program);
        looked_at += 1;
        let explored = found(everything::run, &Budget { executions: 20_000, ..budget.clone() });
        assert!(!matches!(explored.coverage, Coverage::Interrupted { .. }), "{program:?}: {:?}", explored.coverage);
        for engine in [EngineId::DepthFirst, EngineId::Random, EngineId::Loom] {
            let there = explore(&Program::unnamed(everything::run), engine, &budget);
            let trouble = match &there.coverage {
                // loom has no more threads than that.
                Coverage::Interrupted { reason: Reason::TooManyActors { .. }, .. } => None,
                Coverage::Interrupted { reason, .. } => Some(reason),
                _ => None,
            };
            assert!(trouble.is_none(), "{engine} {program:?}: {trouble:?}");
            // loom orders memory less, and sees more.
            if explored.coverage.is_exhaustive() && engine != EngineId::Loom {
                compared += 1;
                let unknown: Vec<&String> =
                    there.observations.keys().filter(|label| !explored.observations.contains_key(*label)).collect();
                assert!(unknown.is_empty(), "{engine} {program:?}: {unknown:?}");
            }
        }
    }
    assert!(looked_at > 40 && compared > looked_at, "{compared} of {looked_at}");
}

/// Compares a program of threads that was found to be told differently, whole and small.
fn agree_on(program: &everything::Program) -> Result<(), TestCaseError> {
    everything::set(program);
    prop_assert!(agree(everything::run, &Budget::DEFAULT)?, "it is small");
    Ok(())
}

fn agree_on_forked(
    children: Vec<(Vec<forked::Statement>, u8)>,
    parent: Vec<forked::Statement>,
) -> Result<(), TestCaseError> {
    agree_on_processes(&forked::Program { children, parent, waits: true })
}

fn agree_on_processes(program: &forked::Program) -> Result<(), TestCaseError> {
    forked::set(program);
    prop_assert!(agree(forked::run, &Budget::DEFAULT)?, "it is small");
    Ok(())
}

/// Found by the properties above: who is started in an execution of shuttle's was taken for somebody of an earlier one.
#[test]
fn every_execution_is_tried_where_each_actor_starts_another() {
    use everything::Statement::{Made, Nested};
    let actor = vec![Nested(vec![Made])];
    everything::set(&everything::Program::plain(vec![actor.clone(), actor]));
    let budget = Budget { executions: 100_000, ..Budget::DEFAULT };
    let every = through(everything::run, &budget, Method::EveryInterleaving).expect("it is small");
    let exploration = explore(&Program::unnamed(everything::run), EngineId::DepthFirst, &budget);
    assert!(exploration.coverage.is_exhaustive());
    let counts = exploration.observations.into_iter().map(|(label, seen)| (label, seen.count));
    assert!(every.labels.into_iter().eq(counts));
}

/// Who is started first is called `thread-1` in a schedule, and on one host others were started first than on another.
#[test]
fn a_schedule_names_the_same_actors_whoever_yields() -> Result<(), TestCaseError> {
    use everything::Statement::{Nested, Scoped, Yield};
    let starts = vec![Scoped(Vec::new(), Vec::new())];
    let main = vec![Yield, Nested(Vec::new())];
    agree_on(&everything::Program { main, ..everything::Program::plain(vec![starts]) })
}

/// After a leak the others go on and nothing is recorded any more: the end of one who was started then was.
#[test]
fn an_actor_is_started_after_a_leak() -> Result<(), TestCaseError> {
    use everything::Statement::Nested;
    let actor = vec![Nested(Vec::new()), Nested(Vec::new())];
    let joins = everything::Joins::Nobody;
    agree_on(&everything::Program { joins, ..everything::Program::plain(vec![actor]) })
}

/// A join that a kill had cut short was planned, as if it were a choice.
#[test]
fn a_process_is_killed_that_waits_for_its_thread() -> Result<(), TestCaseError> {
    use forked::Statement::{Kill, Thread};
    agree_on_forked(vec![(vec![Thread(Vec::new())], 0)], vec![Kill(0)])
}

/// That two who were killed are buried when nobody can notice any more was told apart by which of them comes first.
#[test]
fn two_processes_are_killed_and_nobody_waits_for_them() -> Result<(), TestCaseError> {
    use forked::Statement::Kill;
    let children = vec![(Vec::new(), 0), (Vec::new(), 0)];
    agree_on_processes(&forked::Program { children, parent: vec![Kill(0), Kill(1)], waits: false })
}

/// Ends of processes commute: what one of them leaves has to be told with the other one, also if that comes behind it.
#[test]
fn who_reads_waits_for_two_ends() -> Result<(), TestCaseError> {
    use forked::Statement::{CloseWriter, Read};
    let children = vec![(Vec::new(), 0), (vec![CloseWriter], 0)];
    agree_on_processes(&forked::Program { children, parent: vec![CloseWriter, Read(1)], waits: false })
}

/// That it had come to wait was not taken for a step of a process, which may be killed before it or after it.
#[test]
fn a_process_is_killed_that_waits_for_its_child() -> Result<(), TestCaseError> {
    use forked::Statement::{Fork, Kill, Locked, Wait};
    let children = vec![(vec![Fork(Vec::new()), Wait(0)], 0)];
    agree_on_processes(&forked::Program { children, parent: vec![Locked(vec![Kill(0)])], waits: false })
}

/// Somebody has to be buried before another one can have the lock, and that one is killed.
#[test]
fn who_is_killed_waits_for_a_burial() -> Result<(), TestCaseError> {
    use forked::Statement::{AddsAtLast, Kill, Locked};
    let children = vec![(vec![Locked(Vec::new())], 0), (vec![AddsAtLast(Vec::new())], 0)];
    agree_on_processes(&forked::Program { children, parent: vec![Kill(1), Kill(0)], waits: false })
}

/// Who is killed while somebody else has the lock, and keeps it, could have had it before: then both come later.
#[test]
fn who_is_killed_waits_for_what_nobody_gives_up() -> Result<(), TestCaseError> {
    use everything::End::Killed;
    use everything::Statement::{FileLocked, Forks};
    let theirs = vec![FileLocked(Vec::new())];
    let forks = vec![Forks { theirs, own: Vec::new(), end: Killed }];
    let twice = vec![FileLocked(vec![FileLocked(Vec::new())])];
    agree_on(&everything::Program::plain(vec![forks, twice]))
}

/// The same of one who waits for ever for something else with the lock in its hands.
#[test]
fn who_is_killed_waits_for_one_who_waits_for_ever() -> Result<(), TestCaseError> {
    use forked::Statement::{Get, IfFree, Kill, Locked};
    let children = vec![(vec![Locked(Vec::new())], 0), (vec![IfFree(vec![Get])], 0)];
    agree_on_processes(&forked::Program { children, parent: vec![Kill(0)], waits: true })
}

/// The clock of one who was killed had no room for actors that were started later.
#[test]
fn an_actor_is_started_after_a_kill() -> Result<(), TestCaseError> {
    use forked::Statement::{Kill, Thread};
    let children = vec![(vec![Thread(Vec::new())], 0)];
    agree_on_processes(&forked::Program { children, parent: vec![Kill(0), Thread(Vec::new())], waits: false })
}

/// The same where one who was started later takes what the one who was killed waited for.
#[test]
fn who_is_started_after_a_kill_takes_what_the_killed_waited_for() {
    let run: fn() -> Outcome = || {
        let lock = FileLock::new("lock");
        let held = lock.lock();
        process::fork("child", &lock, |lock| drop(lock.lock())).kill();
        drop(held);
        for _ in 0..4 {
            thread::scope(|scope| {
                scope.spawn(|| drop(lock.lock()));
            });
        }
        Outcome::new("over")
    };
    let exploration = found(run, &Budget::DEFAULT);
    assert!(exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
    assert_eq!(exploration.observations.keys().collect::<Vec<_>>(), ["over"]);
}

/// Whose process is waited for, or killed, has ended when the program returns: that is no step then.
#[test]
fn to_return_when_all_processes_are_over_is_no_step() {
    let run: [fn() -> Outcome; 2] = [
        || {
            let words = SharedMemory::new(1);
            let mut child = process::fork("child", &words, |words| words.store(0, 1, SeqCst));
            child.wait();
            Outcome::new(words.load(0, SeqCst))
        },
        || {
            let words = SharedMemory::new(1);
            process::fork("child", &words, |words| words.store(0, 1, SeqCst)).kill();
            Outcome::new(words.load(0, SeqCst))
        },
    ];
    let schedules = run.map(|run| {
        let exploration = found(run, &Budget::DEFAULT);
        exploration.observations.values().map(|seen| seen.example.schedule.to_string()).collect::<Vec<_>>()
    });
    assert_eq!(schedules[0], ["child×2 main"]);
    assert_eq!(schedules[1], ["main×2", "child×2 main×2"]);
}

/// What the ends of two processes take away of one pipe comes to the same in any order.
#[test]
fn two_processes_end_that_have_one_pipe() {
    let run: fn() -> Outcome = || {
        let (reader, writer) = process::pipe();
        let children = ["one", "two"].map(|name| process::fork(name, &writer, std::mem::forget));
        let ends = children.map(|mut child| child.wait().to_string());
        drop((reader, writer));
        Outcome::new(ends.concat())
    };
    assert_eq!(found(run, &Budget::DEFAULT).coverage, Coverage::Exhaustive { executions: 1 });
}

/// The threads of a process went on when it had ended.
#[test]
fn a_process_ends_before_its_thread() -> Result<(), TestCaseError> {
    use forked::Statement::{Panic, Thread};
    agree_on_forked(vec![(vec![Thread(vec![Panic])], 0)], Vec::new())
}

/// What destructors do while their actor unwinds was done with the step before it, and the search did not know of it.
#[test]
fn a_panic_frees_a_lock() -> Result<(), TestCaseError> {
    use everything::Statement::{Change, IfFree, Locked, Panic};
    let panics = vec![Locked(vec![Change(everything::Word::Byte, everything::Change::Add, 1), Panic])];
    agree_on(&everything::Program::plain(vec![panics, vec![IfFree(Vec::new())]]))
}

/// The same of what is closed by a panic of the scenario itself.
#[test]
fn a_panic_closes_a_pipe() -> Result<(), TestCaseError> {
    use forked::Statement::{CloseReader, Locked, Panic, Write};
    agree_on_forked(vec![(vec![CloseReader, Write(4097)], 0)], vec![Locked(vec![Panic])])
}

/// The same right after a join, which is no choice.
#[test]
fn a_panic_after_a_join_closes_a_pipe() -> Result<(), TestCaseError> {
    use forked::Statement::{CloseReader, Panic, Thread};
    agree_on_forked(vec![(Vec::new(), 0)], vec![Thread(vec![CloseReader]), Panic])
}

/// Who was woken in one order wakes for no reason in the other, and only then it depends on others who do.
#[test]
fn one_is_woken_and_one_wakes_for_no_reason() -> Result<(), TestCaseError> {
    use everything::Statement::{Park, Unpark};
    let actors = vec![vec![Park], vec![Unpark(0)]];
    everything::set(&everything::Program { main: vec![Park], ..everything::Program::plain(actors) });
    let budget = Budget { spurious_wakeups: true, ..Budget::DEFAULT };
    prop_assert!(agree(everything::run, &budget)?, "it is small");
    Ok(())
}

/// The same in many orders of the search.
fn agrees_in_any_order(program: &everything::Program) -> Result<(), TestCaseError> {
    everything::set(program);
    let budget = Budget { spurious_wakeups: true, ..Budget::DEFAULT };
    let every = through(everything::run, &budget, Method::EveryInterleaving).map_err(TestCaseError::fail)?;
    for seed in 1..20 {
        let drawn = through(everything::run, &budget, Method::OptimalDrawing(seed)).map_err(TestCaseError::fail)?;
        prop_assert_eq!(&drawn.classes, &every.classes, "{}", seed);
        prop_assert_eq!(drawn.executions, every.classes.len() as u64, "{}", seed);
    }
    Ok(())
}

/// That nobody gets on any more is an end, also where the same steps with a wake-up for no reason in between have been seen.
#[test]
fn a_standstill_is_seen_and_not_only_passed() -> Result<(), TestCaseError> {
    use everything::Statement::{Await, IfFree, Locked};
    let actors = vec![vec![Await], vec![Locked(Vec::new())]];
    agrees_in_any_order(&everything::Program { main: vec![IfFree(Vec::new())], ..everything::Program::plain(actors) })
}

/// Behind a failure a standstill was passed over where the failure had been told of at once, as in the first execution, and else not.
#[test]
fn a_standstill_is_seen_behind_a_data_race() -> Result<(), TestCaseError> {
    use everything::Statement::{Park, ReadCell, WriteCell};
    let actors = vec![vec![ReadCell], vec![WriteCell(1)]];
    agrees_in_any_order(&everything::Program { main: vec![Park], ..everything::Program::plain(actors) })
}

/// That nobody wakes up for no reason belongs to each order that is planned.
#[test]
fn who_could_wake_up_for_no_reason_stands_for_nobody_who_does_not() -> Result<(), TestCaseError> {
    use everything::Statement::{Park, Read, TryRead, Write};
    let actors = vec![vec![Park, Read(Vec::new())], vec![Write(Vec::new())]];
    let main = vec![TryRead(Vec::new()), Read(vec![Park])];
    agrees_in_any_order(&everything::Program { main, ..everything::Program::plain(actors) })
}

/// Two wake up for no reason and a third one does not.
#[test]
fn who_does_not_wake_up_for_no_reason_does_not_whoever_else_does() -> Result<(), TestCaseError> {
    use everything::Statement::{Await, AwaitWhile, Park};
    let actors = vec![vec![Park, Await], vec![AwaitWhile]];
    agrees_in_any_order(&everything::Program { main: vec![AwaitWhile], ..everything::Program::plain(actors) })
}

/// Somebody who waits in a process that is killed may have woken up for no reason before.
#[test]
fn who_is_killed_may_have_woken_up_for_no_reason_before() -> Result<(), TestCaseError> {
    fn run() -> Outcome {
        let words = SharedMemory::new(1);
        let mut child = process::fork("child", &words, |words| {
            let (lock, bell) = (Mutex::new(()), Condvar::new());
            let mut guard = lock.lock();
            words.fetch_add(0, 1, SeqCst);
            bell.wait(&mut guard);
            words.fetch_add(0, 1, SeqCst);
        });
        words.fetch_add(0, 10, SeqCst);
        child.kill();
        child.wait();
        Outcome::new(words.load(0, SeqCst))
    }
    come_to_the_same(run, &Budget { spurious_wakeups: true, ..Budget::DEFAULT })
}

/// A child has what was open when it was forked; so the pipe may never come to its end.
#[test]
fn whether_a_pipe_is_closed_before_a_fork_makes_a_difference() -> Result<(), TestCaseError> {
    fn run() -> Outcome {
        let (mut reader, writer) = process::pipe();
        let (waits, _kept) = process::pipe();
        let closes = thread::spawn_named("closes", move || drop(writer));
        let _child = process::fork("child", &waits, |mut waits| i32::from(waits.read_to_end().is_ok()));
        let all = reader.read_to_end().expect("the pipe works").len();
        closes.join().expect("it does not panic");
        Outcome::new(all)
    }
    let seen = found(run, &Budget::DEFAULT);
    prop_assert!(seen.saw("deadlock") && seen.observations.len() == 2, "{:?}", seen.observations.keys());
    come_to_the_same(run, &Budget::DEFAULT)
}

/// And if it depends on what a step finds whether there is a panic after it.
#[test]
fn a_panic_comes_after_one_way_of_a_step() -> Result<(), TestCaseError> {
    use forked::Statement::{Fork, IfFree, Locked, Panic};
    agree_on_forked(vec![(vec![Fork(vec![Locked(Vec::new())])], 0)], vec![IfFree(vec![Panic])])
}

fn agree_on_counted(actors: Vec<Vec<counted::Statement>>) -> Result<(), TestCaseError> {
    counted::set(&counted::Program { actors, destructor: counted::Destructor::Adds, place: counted::Where::Here });
    prop_assert!(agree(counted::run, &Budget::DEFAULT)?, "it is small");
    Ok(())
}

/// Whether a value goes with a pointer was asked before the drop was chosen, when others still had theirs.
#[test]
fn the_last_pointer_is_upgraded_from_a_weak_one() -> Result<(), TestCaseError> {
    use counted::Statement::{IntoInner, Upgrade};
    agree_on_counted(vec![Vec::new(), vec![IntoInner, Upgrade]])
}

/// Whether the order of two operations on one pointer matters is told right for each two of them.
#[test]
fn each_two_operations_on_a_counted_pointer_come_in_all_orders_that_matter() -> Result<(), TestCaseError> {
    use counted::Statement::{
        Clone, Count, CountWeak, Downgrade, Drop, GetMut, IntoInner, MakeMut, TryUnwrap, Upgrade,
    };
    let all = [Clone, Drop, Downgrade, Upgrade, Count, CountWeak, GetMut, TryUnwrap, IntoInner, MakeMut];
    for (at, one) in all.into_iter().enumerate() {
        for other in all.into_iter().skip(at) {
            agree_on_counted(vec![vec![one], vec![other]])?;
        }
    }
    Ok(())
}

/// Of those who could wake up for no reason some do and some do not, and each way is an end.
#[test]
fn some_wake_for_no_reason_and_others_do_not() -> Result<(), TestCaseError> {
    use everything::Statement::{Await, Park};
    let budget = Budget { spurious_wakeups: true, ..Budget::DEFAULT };
    for actors in [vec![vec![Park], vec![Park]], vec![vec![Await], vec![Await]], vec![vec![Park], vec![Await]]] {
        everything::set(&everything::Program::plain(actors));
        prop_assert!(agree(everything::run, &budget)?, "it is small");
    }
    Ok(())
}

/// Who is started by a value that is made: others were started sooner where somebody went on without a look at them.
#[test]
fn a_schedule_names_those_alike_whom_values_start() -> Result<(), TestCaseError> {
    use everything::Statement::{Locked, OwnsActor};
    let locked = || vec![Locked(Vec::new())];
    let one = vec![OwnsActor(Vec::new(), locked())];
    let two = vec![OwnsActor(locked(), locked()), Locked(Vec::new())];
    agree_on(&everything::Program { main: locked(), ..everything::Program::plain(vec![one, two]) })
}

/// Who panics right behind a join did so before what others did or after it, as a search went on.
#[test]
fn a_panic_behind_a_join_comes_at_once() -> Result<(), TestCaseError> {
    use everything::Statement::{OwnsActor, Panic, ReadCell, WriteCell};
    let main = vec![ReadCell, OwnsActor(Vec::new(), vec![Panic])];
    agree_on(&everything::Program { main, ..everything::Program::plain(vec![vec![ReadCell], vec![WriteCell(1)]]) })
}

/// Whoever starts somebody takes no step, so an execution that is shown may have that in another place.
#[test]
fn one_yields_and_both_start_somebody() -> Result<(), TestCaseError> {
    use everything::Statement::{Nested, Scoped, Yield};
    let starts = vec![Yield, Scoped(Vec::new(), Vec::new())];
    let joins = everything::Joins::InOrder;
    agree_on(&everything::Program { joins, main: vec![Nested(Vec::new())], ..everything::Program::plain(vec![starts]) })
}

#[test]
fn one_yields_and_starts_somebody_as_another_does() -> Result<(), TestCaseError> {
    use everything::Statement::{Nested, Yield};
    let starts = || Nested(Vec::new());
    let joins = everything::Joins::InOrder;
    agree_on(&everything::Program { joins, ..everything::Program::plain(vec![vec![starts()], vec![Yield, starts()]]) })
}
