//! Whatever a scenario does, its exploration ends with a clear word, and disturbs nobody else.

use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::Duration;

use libtest_mimic::{Failed, Trial};
use racecourse::budget::Budget;
use racecourse::engine::EngineId;
use racecourse::exploration::{Coverage, Exploration, Note, Reason};
use racecourse::failure::{Evidence, Failure};
use racecourse::isolate::{self, Limits};
use racecourse::outcome::Outcome;
use racecourse::process::{self, FileLock};
use racecourse::scenario::{Scenario, Variant};
use racecourse::sync::{Condvar, Mutex};
use racecourse::thread;
use racecourse_report::sentences::{failure as summary, reason as reason_in_words};

const LIMITS: Limits =
    Limits { silence: Duration::from_millis(700), total: Duration::from_secs(20), memory: 512 << 20 };

/// One scenario whose variants do what no scenario should.
pub(crate) static TROUBLE: Scenario = Scenario {
    id: "T01",
    name: "trouble",
    family: "test",
    title: "Trouble",
    summary: "Does what no scenario should do.",
    variants: &[
        variant("fine", fine),
        variant("loops", loops),
        variant("allocates", allocates),
        variant("exits", exits),
        variant("aborts", aborts),
        variant("panics", panics),
        variant("leaks", leaks),
        variant("overflows", overflows),
        variant("prints", prints),
        variant("inverts", inverts),
        variant("waits_in_vain", waits_in_vain),
        variant("spins_in_the_facade", spins_in_the_facade),
        variant("fills_the_pipe", fills_the_pipe),
        variant("reads_its_own_pipe", reads_its_own_pipe),
        variant("forks", forks),
        variant("forks_and_leaves", forks_and_leaves),
        variant("forks_and_loops", forks_and_loops),
        variant("crosses_file_locks", crosses_file_locks),
    ],
    ..Scenario::EMPTY
};

const fn variant(name: &'static str, run: fn() -> Outcome) -> Variant {
    let (source, file) = (include_str!("isolation.rs"), "tests/isolated/isolation.rs");
    Variant { name, run, source, file, ..Variant::EMPTY }
}

fn fine() -> Outcome {
    let worker = thread::spawn(|| 1);
    Outcome::new(format!("sum={}", worker.join().unwrap_or(0) + 1))
}

fn loops() -> Outcome {
    drop(Mutex::new(0).lock());
    loop {
        std::hint::spin_loop();
    }
}

fn allocates() -> Outcome {
    let mut all = Vec::new();
    loop {
        all.push(vec![1_u8; 1 << 20]);
    }
}

fn exits() -> Outcome {
    std::process::exit(3)
}

fn aborts() -> Outcome {
    std::process::abort()
}

fn panics() -> Outcome {
    panic!("on purpose")
}

fn leaks() -> Outcome {
    thread::spawn_named("runaway", || {
        loop {
            std::thread::park();
        }
    });
    Outcome::new("returned")
}

fn overflows() -> Outcome {
    fn down(depth: u64) -> u64 {
        let here = std::hint::black_box([depth; 64]);
        if depth == u64::MAX { 0 } else { down(depth + 1) + here[usize::from(depth as u8 % 64)] }
    }
    Outcome::new(down(0))
}

fn prints() -> Outcome {
    println!("{{\"done\": null}}");
    eprintln!("memory allocation of nothing failed");
    Outcome::new("printed")
}

fn inverts() -> Outcome {
    let first = Arc::new(Mutex::new(0));
    let second = Arc::new(Mutex::new(0));
    let (both, all) = (Arc::new(std::sync::Barrier::new(2)), [Arc::clone(&first), Arc::clone(&second)]);
    let met = Arc::clone(&both);
    let left = thread::spawn_named("left", move || {
        let _first = all[0].lock();
        met.wait();
        let _second = all[1].lock();
    });
    let right = thread::spawn_named("right", move || {
        let _second = second.lock();
        both.wait();
        let _first = first.lock();
    });
    let _ = (left.join(), right.join());
    Outcome::new("both done")
}

fn waits_in_vain() -> Outcome {
    let pair = Arc::new((Mutex::new(false), Condvar::new()));
    let consumer = thread::spawn_named("consumer", move || {
        let mut ready = pair.0.lock();
        pair.1.wait_while(&mut ready, |ready| !*ready);
    });
    let _ = consumer.join();
    Outcome::new("woken")
}

fn spins_in_the_facade() -> Outcome {
    let flag = racecourse::sync::atomic::AtomicBool::new(false);
    while !flag.load(racecourse::sync::atomic::Ordering::Relaxed) {
        thread::yield_now();
    }
    Outcome::new("set")
}

fn fills_the_pipe() -> Outcome {
    let (reader, writer) = process::pipe_with_capacity(4096);
    let mut child = process::fork("child", &writer, |mut writer| {
        let _ = writer.write_all(&[0; 10_000]);
    });
    drop(writer);
    let status = child.wait();
    drop(reader);
    Outcome::new(format!("child success={}", status.success()))
}

fn reads_its_own_pipe() -> Outcome {
    let (mut reader, writer) = process::pipe();
    let all = reader.read_to_end();
    drop(writer);
    Outcome::new(format!("read {:?}", all.map(|all| all.len()).ok()))
}

fn forks() -> Outcome {
    let (mut reader, writer) = process::pipe();
    let mut child = process::fork("child", &writer, |mut writer| {
        let _ = writer.write_all(b"hello");
        7
    });
    drop(writer);
    let heard = reader.read_to_end().unwrap_or_default();
    Outcome::new(format!("{} and {:?}", String::from_utf8_lossy(&heard), child.wait().code()))
}

fn forks_and_leaves() -> Outcome {
    let _child = process::fork("runaway", &0, |_| -> i32 {
        loop {
            std::thread::park();
        }
    });
    Outcome::new("returned")
}

fn forks_and_loops() -> Outcome {
    let _child = process::fork("child", &0, |_| loops().label().len() as i32);
    loops()
}

fn crosses_file_locks() -> Outcome {
    let (mut ready, go) = process::pipe();
    let memory = (FileLock::new("accounts"), FileLock::new("audit"), go);
    let held = memory.0.lock();
    let mut child = process::fork("child", &memory, |(accounts, audit, mut go)| {
        let _audit = audit.lock();
        let _ = go.write_all(b"x");
        let _accounts = accounts.lock();
    });
    let _ = ready.read_exact(&mut [0]);
    let both = memory.1.lock();
    drop((both, held));
    let _ = child.wait();
    Outcome::new("both done")
}

fn explore_within(name: &str, engine: EngineId, limits: &Limits) -> Exploration {
    let variant = TROUBLE.variant(name).expect("the variant is in the list");
    let budget = Budget { runs: 20, process_runs: 2, samples: 5, ..Budget::DEFAULT };
    isolate::explore(&TROUBLE, variant, engine, &budget, limits)
}

fn explore(name: &str, engine: EngineId) -> Exploration {
    explore_within(name, engine, &LIMITS)
}

/// The failure that was seen under `label`.
#[track_caller]
fn failure(exploration: &Exploration, label: &str) -> Failure {
    let seen = exploration.observations.get(label);
    let seen = seen.unwrap_or_else(|| panic!("no {label} in {exploration:#?}"));
    seen.example.failure.clone().unwrap_or_else(|| panic!("no failure in {seen:#?}"))
}

#[track_caller]
fn says(text: &str, expected: &str) {
    assert!(text.contains(expected), "expected: {expected}\n     got: {text}");
}

#[track_caller]
fn cycle(failure: &Failure) -> Vec<&str> {
    match &failure.evidence {
        Evidence::Waits { cycle, .. } => cycle.iter().map(String::as_str).collect(),
        other => panic!("no waits in {other:#?}"),
    }
}

fn a_good_scenario_is_explored_to_its_end() {
    let exploration = explore("fine", EngineId::Stress);
    assert_eq!(exploration.count("sum=2"), 20);
    assert_eq!(exploration.coverage, Coverage::Sampled { executions: 20, seed: None });
    assert!(explore("fine", EngineId::Explorer).coverage.is_exhaustive());
}

fn a_loop_without_end_is_a_hang_in_a_model_and_on_threads() {
    for engine in [EngineId::Random, EngineId::Stress] {
        let exploration = explore("loops", engine);
        says(&summary(&failure(&exploration, "hang")), "No step for");
        says(&summary(&failure(&exploration, "hang")), "isolation.rs:");
        assert!(matches!(exploration.coverage, Coverage::Interrupted { executions: 0, .. }));
    }
}

fn memory_without_end_meets_its_limit() {
    // To touch all that memory takes its time.
    let limits = Limits { silence: Duration::from_secs(10), memory: 256 << 20, ..LIMITS };
    for engine in [EngineId::Random, EngineId::Stress] {
        let exploration = explore_within("allocates", engine, &limits);
        says(&summary(&failure(&exploration, "abort")), "An allocation failed under a limit of 256 MiB");
    }
}

fn an_exit_an_abort_and_a_stack_overflow_are_told_apart() {
    says(&summary(&failure(&explore("exits", EngineId::Stress), "abort")), "exit code 3");
    says(&summary(&failure(&explore("exits", EngineId::Explorer), "abort")), "exit code 3");
    says(&summary(&failure(&explore("aborts", EngineId::Stress), "abort")), "Signal 6 (SIGABRT)");
    says(&summary(&failure(&explore("overflows", EngineId::Stress), "abort")), "stack overflow");
    says(&summary(&failure(&explore("overflows", EngineId::Explorer), "abort")), "stack overflow");
}

fn a_process_that_exits_or_aborts_is_one_run_among_others() {
    let exploration = explore("exits", EngineId::Processes);
    assert_eq!(exploration.count("abort"), 2);
    says(&summary(&failure(&exploration, "abort")), "exit code 3");
    says(&summary(&failure(&explore("aborts", EngineId::Processes), "abort")), "SIGABRT");
}

fn a_panic_is_counted_and_the_runs_go_on() {
    for (engine, runs) in [(EngineId::Stress, 20), (EngineId::Processes, 2)] {
        let exploration = explore("panics", engine);
        assert_eq!(exploration.count("panic"), runs);
        says(&summary(&failure(&exploration, "panic")), "on purpose");
    }
}

fn a_thread_left_behind_is_a_leak_and_the_runs_go_on() {
    let exploration = explore("leaks", EngineId::Stress);
    assert_eq!(summary(&failure(&exploration, "leak")), "The program returned while runaway was still running.");
    let most = Budget::DEFAULT.stuck_runs;
    assert_eq!((exploration.count("leak"), exploration.coverage.executions()), (most, most));
    assert_eq!(exploration.notes, [Note::LastRun { nth: most, of: 20 }]);
}

fn who_has_seen_enough_gets_what_was_counted() {
    let variant = TROUBLE.variant("fine").expect("the variant is in the list");
    let budget = Budget { runs: u64::MAX, ..Budget::DEFAULT };
    let is_enough = |label: Option<&str>| label == Some("sum=2");
    let found = isolate::explore_until(&TROUBLE, variant, EngineId::Stress, &budget, &Limits::DEFAULT, &is_enough);
    assert!(matches!(found.coverage, Coverage::Interrupted { reason: Reason::Enough, .. }), "{found:?}");
    assert!(found.count("sum=2") >= 1, "{found:?}");
}

fn a_process_left_behind_is_a_leak_and_is_killed() {
    let exploration = explore("forks_and_leaves", EngineId::Processes);
    assert_eq!(exploration.count("leak"), 2);
    says(&summary(&failure(&exploration, "leak")), "runaway was still running");
}

fn what_a_scenario_prints_corrupts_nothing() {
    assert_eq!(explore("prints", EngineId::Stress).count("printed"), 20);
    assert_eq!(explore("prints", EngineId::Processes).count("printed"), 2);
}

fn a_deadlock_of_threads_is_diagnosed() {
    let failure = failure(&explore("inverts", EngineId::Stress), "deadlock");
    assert_eq!(cycle(&failure), ["left", "right"]);
    says(&summary(&failure), "left waits for second, which right holds; right waits for first, which left holds");
    let Evidence::Waits { actors, .. } = failure.evidence else { panic!("no waits") };
    assert_eq!(actors.len(), 3);
}

fn a_lost_wakeup_of_threads_is_diagnosed() {
    let failure = failure(&explore("waits_in_vain", EngineId::Stress), "deadlock");
    assert_eq!(cycle(&failure), [""; 0]);
    says(
        &summary(&failure),
        "consumer waits for a notification of pair that nobody is left to send; all others wait for them",
    );
}

fn a_run_without_end_is_stopped_in_the_end() {
    let limits = Limits { total: Duration::from_millis(900), ..LIMITS };
    let exploration = explore_within("spins_in_the_facade", EngineId::Stress, &limits);
    assert!(exploration.observations.is_empty());
    let Coverage::Interrupted { reason, .. } = exploration.coverage else { panic!("not interrupted") };
    says(&reason_in_words(&reason), "stopped after 900ms");
}

fn processes_talk_and_end() {
    let exploration = explore("forks", EngineId::Processes);
    assert_eq!(exploration.count("hello and Some(7)"), 2, "{exploration:#?}");
}

fn a_full_pipe_is_diagnosed() {
    let failure = failure(&explore("fills_the_pipe", EngineId::Processes), "deadlock");
    assert_eq!(cycle(&failure), ["main", "child"]);
    says(&summary(&failure), "main waits for child to end");
    says(&summary(&failure), "pipe is full: 4096 of 4096 bytes");
}

fn a_pipe_that_only_its_reader_can_still_write_to_is_diagnosed() {
    let failure = failure(&explore("reads_its_own_pipe", EngineId::Processes), "deadlock");
    assert_eq!(cycle(&failure), ["main"]);
    says(&summary(&failure), "pipe is empty");
}

fn crossed_file_locks_are_diagnosed() {
    let failure = failure(&explore("crosses_file_locks", EngineId::Processes), "deadlock");
    assert_eq!(cycle(&failure), ["main", "child"]);
    says(&summary(&failure), "main waits for audit, which child holds; child waits for accounts, which main holds");
}

/// This program once more, in another role; see [`main`].
fn ourselves(role: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("a test knows where it is"));
    command.env(ROLE, role).stdin(Stdio::null());
    command
}

fn a_program_that_does_not_enter_is_told_so() {
    let output = ourselves(STRANGER).output().expect("the test runs once more");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    says(&said, "NoChildOfOurs");
}

/// The processes that `pid` has started, and those that they have.
#[cfg(target_os = "linux")]
fn descendants(pid: u32) -> Vec<u32> {
    let mut found = vec![pid];
    let mut next = 0;
    while let Some(parent) = found.get(next) {
        let children = std::fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap_or_default();
        found.extend(children.split_whitespace().filter_map(|pid| pid.parse::<u32>().ok()));
        next += 1;
    }
    found.split_off(1)
}

#[cfg(target_os = "linux")]
fn when_the_parent_is_killed_nobody_is_left() {
    let mut parent = ourselves(PARENT).stdout(Stdio::null()).spawn().expect("the test runs once more");
    let wait_until = |what: &dyn Fn() -> bool| {
        (0..500).any(|_| {
            what() || {
                std::thread::sleep(Duration::from_millis(10));
                false
            }
        })
    };
    // The one that watches over the engine's process, that process, `main` and its child.
    assert!(wait_until(&|| descendants(parent.id()).len() == 4), "they have not started");
    let all = descendants(parent.id());
    parent.kill().expect("it can be killed");
    parent.wait().expect("it has ended");
    let is_gone = |pid: &u32| !std::path::Path::new(&format!("/proc/{pid}/exe")).exists();
    assert!(wait_until(&|| all.iter().all(is_gone)), "{all:?}");
}

/// In which role this program runs, apart from those of the test and of the child of an exploration.
const ROLE: &str = "RACECOURSE_TEST_ROLE";
/// One that does not know that it may be a child.
const STRANGER: &str = "stranger";
/// One that explores for long.
const PARENT: &str = "parent";

/// Whether this process is the one that does not know that it may be a child.
pub(crate) fn is_stranger() -> bool {
    role() == STRANGER
}

/// Says what comes of exploring without having looked whether it is a child.
pub(crate) fn stranger() -> ExitCode {
    println!("{:?}", explore("fine", EngineId::Stress).coverage);
    ExitCode::SUCCESS
}

/// Whether this process is the one that explores for long.
pub(crate) fn is_parent() -> bool {
    role() == PARENT
}

/// Explores for long.
pub(crate) fn parent() -> ExitCode {
    explore_within("forks_and_loops", EngineId::Processes, &Limits::DEFAULT);
    ExitCode::SUCCESS
}

fn role() -> String {
    std::env::var(ROLE).unwrap_or_default()
}

pub(crate) fn trials() -> Vec<Trial> {
    // One word for the test and for its name.
    macro_rules! tests {
        ($($(#[$when:meta])* $test:ident),* $(,)?) => { vec![$($(#[$when])* Trial::test(stringify!($test), || { $test(); Ok::<(), Failed>(()) })),*] };
    }
    tests![
        a_good_scenario_is_explored_to_its_end,
        a_loop_without_end_is_a_hang_in_a_model_and_on_threads,
        memory_without_end_meets_its_limit,
        an_exit_an_abort_and_a_stack_overflow_are_told_apart,
        a_process_that_exits_or_aborts_is_one_run_among_others,
        a_panic_is_counted_and_the_runs_go_on,
        a_thread_left_behind_is_a_leak_and_the_runs_go_on,
        who_has_seen_enough_gets_what_was_counted,
        a_process_left_behind_is_a_leak_and_is_killed,
        what_a_scenario_prints_corrupts_nothing,
        a_deadlock_of_threads_is_diagnosed,
        a_lost_wakeup_of_threads_is_diagnosed,
        a_run_without_end_is_stopped_in_the_end,
        processes_talk_and_end,
        a_full_pipe_is_diagnosed,
        a_pipe_that_only_its_reader_can_still_write_to_is_diagnosed,
        crossed_file_locks_are_diagnosed,
        a_program_that_does_not_enter_is_told_so,
        #[cfg(target_os = "linux")]
        when_the_parent_is_killed_nobody_is_left,
    ]
}
