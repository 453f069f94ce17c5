//! Whatever a program does to its process, to that one's relatives and to what it says, the caller hears of it, hears it soon, and
//! nobody and nothing is left.

use std::fs;
use std::panic::panic_any;
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use libtest_mimic::Trial;
use nix::sys::signal::{Signal, kill, killpg, raise};
use nix::sys::wait::waitpid;
use nix::unistd::{Pid, getpid, getppid, setpgid, setsid};
use racecourse::budget::Budget;
use racecourse::engine::EngineId;
use racecourse::exploration::{Coverage, Exploration};
use racecourse::failure::Cause;
use racecourse::isolate::{self, Limits};
use racecourse::outcome::Outcome;
use racecourse::process::{self, FileLock};
use racecourse::scenario::{Scenario, Variant};
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;

use crate::side_by_side;

/// Programs that speak much, and that do not stay where they are.
pub(crate) static HOSTILE: Scenario = Scenario {
    id: "T03",
    name: "hostile",
    family: "test",
    title: "Hostile",
    summary: "Does to its process what no scenario should.",
    variants: &[
        variant("says_much", says_much),
        variant("panics_with_much", panics_with_much),
        variant("panics_with_no_text", panics_with_no_text),
        variant("complains_much", complains_much),
        variant("allocates", allocates),
        variant("leaves_its_group", leaves_its_group),
        variant("joins_the_group_of_its_parent", joins_the_group_of_its_parent),
        variant("kills_its_group", kills_its_group),
        variant("leaves_a_daemon", leaves_a_daemon),
        variant("leaves_a_daemon_and_aborts", leaves_a_daemon_and_aborts),
        variant("leaves_a_daemon_and_spins", leaves_a_daemon_and_spins),
        variant("is_traced", is_traced),
        variant("is_traced_and_aborts", is_traced_and_aborts),
        variant("is_traced_in_a_thread", is_traced_in_a_thread),
        variant("is_traced_and_stops", is_traced_and_stops),
        variant("stops", stops),
        variant("uses_files_for_ever", uses_files_for_ever),
    ],
    ..Scenario::EMPTY
};

const fn variant(name: &'static str, run: fn() -> Outcome) -> Variant {
    let (source, file) = (include_str!("hostile.rs"), "tests/isolated/hostile.rs");
    Variant { name, run, source, file, ..Variant::EMPTY }
}

const MUCH: usize = 5_000_000;

/// Two values that differ in their last byte alone.
fn says_much() -> Outcome {
    let first = std::sync::Arc::new(AtomicU32::new(0));
    let other = std::sync::Arc::clone(&first);
    let setter = thread::spawn(move || other.store(1, SeqCst));
    let seen = first.load(SeqCst);
    let _ = setter.join();
    Outcome::new("x".repeat(MUCH) + &seen.to_string())
}

fn panics_with_much() -> Outcome {
    panic!("{}", "y".repeat(8_000_000))
}

fn panics_with_no_text() -> Outcome {
    panic_any(vec![0_u8; MUCH])
}

fn complains_much() -> Outcome {
    let line = "z".repeat(100) + "\n";
    eprint!("{}", line.repeat(MUCH / line.len()));
    std::process::abort()
}

fn allocates() -> Outcome {
    let mut all = Vec::new();
    loop {
        all.push(vec![1_u8; 1 << 24]);
    }
}

fn leaves_its_group() -> Outcome {
    let _ = setsid();
    let _ = setpgid(Pid::from_raw(0), Pid::from_raw(0));
    Outcome::new("left")
}

fn joins_the_group_of_its_parent() -> Outcome {
    let _ = setpgid(Pid::from_raw(0), nix::unistd::getpgid(Some(getppid())).unwrap_or(getpid()));
    Outcome::new("joined")
}

fn kills_its_group() -> Outcome {
    let _ = killpg(Pid::from_raw(0), Signal::SIGKILL);
    Outcome::new("not reached")
}

/// What tells the processes that this test leaves behind from all others.
const MARK: &str = "left-behind-by-a-test-of-racecourse";

/// A process in a session of its own, whose parent is dead.
fn daemonise() {
    let loops = format!("setsid sh -c 'while :; do sleep 1; done' {MARK}-{} &", std::process::id());
    let _ = Command::new("sh").args(["-c", &loops]).stdin(Stdio::null()).status();
}

fn leaves_a_daemon() -> Outcome {
    daemonise();
    Outcome::new("left")
}

fn leaves_a_daemon_and_aborts() -> Outcome {
    daemonise();
    std::process::abort()
}

fn leaves_a_daemon_and_spins() -> Outcome {
    daemonise();
    loop {
        std::hint::spin_loop();
    }
}

/// Asks to be traced by whoever has forked this process.
fn ask_to_be_traced() {
    let _ = nix::sys::ptrace::traceme();
}

fn is_traced() -> Outcome {
    ask_to_be_traced();
    let _ = raise(Signal::SIGWINCH);
    Outcome::new("traced")
}

fn is_traced_and_aborts() -> Outcome {
    ask_to_be_traced();
    std::process::abort()
}

fn is_traced_in_a_thread() -> Outcome {
    let _ = std::thread::spawn(|| {
        ask_to_be_traced();
        let _ = raise(Signal::SIGWINCH);
    })
    .join();
    Outcome::new("traced")
}

fn is_traced_and_stops() -> Outcome {
    ask_to_be_traced();
    let _ = raise(Signal::SIGSTOP);
    Outcome::new("went on")
}

fn stops() -> Outcome {
    let _ = raise(Signal::SIGSTOP);
    Outcome::new("went on")
}

fn uses_files_for_ever() -> Outcome {
    let lock = FileLock::new("accounts");
    let _held = lock.lock();
    let _child = process::fork("child", &0, |_| -> i32 {
        loop {
            std::thread::sleep(Duration::from_secs(1));
        }
    });
    loop {
        std::thread::sleep(Duration::from_secs(1));
    }
}

const LIMITS: Limits = Limits { silence: Duration::from_secs(1), total: Duration::from_secs(60), memory: 512 << 20 };

const ENGINES: [EngineId; 4] = [EngineId::Explorer, EngineId::Random, EngineId::Stress, EngineId::Processes];

fn explore_within(name: &str, engine: EngineId, limits: &Limits) -> Exploration {
    let variant = HOSTILE.variant(name).expect("the variant is in the list");
    let budget = Budget { runs: 2, process_runs: 2, samples: 2, ..Budget::DEFAULT };
    isolate::explore(&HOSTILE, variant, engine, &budget, limits)
}

fn explore(name: &str, engine: EngineId) -> Exploration {
    explore_within(name, engine, &LIMITS)
}

fn labels(found: &Exploration) -> Vec<&str> {
    found.observations.keys().map(String::as_str).collect()
}

fn words_without_end_are_cut_and_still_told_apart() {
    for engine in [EngineId::Explorer, EngineId::Stress, EngineId::Processes] {
        // To write so much takes a while in which no step is taken.
        let explore = |name| explore_within(name, engine, &Limits::DEFAULT);
        let found = explore("says_much");
        let said = labels(&found);
        let is_cut = |label: &&str| label.len() < 300_000 && label.contains("5000001 bytes in all");
        assert!(said.iter().all(is_cut), "{engine}");
        assert!(engine != EngineId::Explorer || said.len() == 2, "{}", said.len());
        let found = explore("panics_with_much");
        let failure = found.observations["panic"].example.failure().expect("it failed");
        let Cause::Panicked { said, .. } = &failure.cause else { panic!("{engine}: {:?}", failure.cause) };
        assert!(said.starts_with("yyy") && said.contains("8000000 bytes in all"), "{engine}: {said}");
        assert_eq!(labels(&explore("panics_with_no_text")), ["panic"]);
        assert_eq!(labels(&explore("complains_much")), ["abort"]);
    }
}

fn whoever_leaves_is_found() {
    for engine in ENGINES {
        assert_eq!(labels(&explore("leaves_its_group", engine)), ["left"], "{engine}");
        assert_eq!(labels(&explore("joins_the_group_of_its_parent", engine)), ["joined"], "{engine}");
        let killed = explore("kills_its_group", engine);
        assert!(matches!(killed.coverage, Coverage::Interrupted { executions: 0, .. }), "{engine}: {killed:?}");
        for name in ["leaves_a_daemon", "leaves_a_daemon_and_aborts", "leaves_a_daemon_and_spins"] {
            explore(name, engine);
            // All that an exploration has started is gone when it is over, not some time later.
            assert_eq!(processes_with(MARK), Vec::<String>::new(), "{name} under {engine}");
        }
    }
}

/// The command lines of those that live and have `mark` in theirs, but for the shells that are to start one.
fn processes_with(mark: &str) -> Vec<String> {
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    let lines = all.filter_map(|entry| fs::read_to_string(entry.path().join("cmdline")).ok());
    lines.filter(|line| line.contains(mark)).collect()
}

fn whoever_is_traced_comes_to_its_end() {
    for engine in ENGINES {
        assert_eq!(labels(&explore("is_traced", engine)), ["traced"], "{engine}");
        assert_eq!(labels(&explore("is_traced_in_a_thread", engine)), ["traced"], "{engine}");
        assert_eq!(labels(&explore("is_traced_and_aborts", engine)), ["abort"], "{engine}");
    }
}

fn whoever_stands_still_meets_the_limit() {
    let limits = Limits { total: Duration::from_secs(2), ..LIMITS };
    let cases = ENGINES.into_iter().flat_map(|engine| ["stops", "is_traced_and_stops"].map(|name| (engine, name)));
    side_by_side::each(cases, |(engine, name)| {
        let found = explore_within(name, engine, &limits);
        assert!(!found.saw("went on"), "{name} under {engine}: {found:?}");
        assert!(!matches!(found.coverage, Coverage::Exhaustive { .. }), "{name} under {engine}: {found:?}");
    });
}

/// This program once more, in another role.
fn ourselves(role: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("a test knows where it is"));
    command.env(ROLE, role).stdin(Stdio::null());
    command
}

const ROLE: &str = "RACECOURSE_TEST_HOSTILE_ROLE";

/// Does what this process is to do in another role than that of the tests, if it has one.
pub(crate) fn in_another_role() -> Option<ExitCode> {
    match std::env::var(ROLE).ok()?.as_str() {
        "allocates" => {
            for engine in [EngineId::Explorer, EngineId::Stress] {
                let found = explore("allocates", engine);
                println!("{:?}", found.observations["abort"].example.failure().map(|failure| failure.cause.clone()));
            }
        }
        _ => {
            explore_within("uses_files_for_ever", EngineId::Processes, &Limits::DEFAULT);
        }
    }
    Some(ExitCode::SUCCESS)
}

fn a_failed_allocation_is_called_that_whatever_is_said_of_the_stack() {
    for backtrace in ["0", "1", "full"] {
        let output = ourselves("allocates").env("RUST_BACKTRACE", backtrace).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(said.matches("OutOfMemory { limit: 536870912 }").count(), 2, "{backtrace}: {said}");
    }
}

/// The processes that `pid` has started, and those that they have.
fn descendants(pid: i32) -> Vec<i32> {
    let mut found = vec![pid];
    let mut next = 0;
    while let Some(parent) = found.get(next) {
        let tasks = fs::read_dir(format!("/proc/{parent}/task")).into_iter().flatten().flatten();
        let texts = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
        let children: Vec<i32> =
            texts.flat_map(|it| it.split_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<_>>()).collect();
        found.extend(children);
        next += 1;
    }
    found.split_off(1)
}

fn wait_until(what: impl Fn() -> bool) -> bool {
    (0..1500).any(|_| {
        what() || {
            std::thread::sleep(Duration::from_millis(10));
            false
        }
    })
}

fn directories_of(pid: i32) -> Vec<String> {
    let all = fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten();
    let names = all.filter_map(|entry| entry.file_name().into_string().ok());
    names.filter(|name| name.starts_with(&format!("racecourse-child-{pid}-"))).collect()
}

/// The caller, the one that watches over the engine's process, that process, `main` of the program and its child: any of them
/// may be killed, several at once.
fn whoever_is_killed_takes_all_with_it_and_the_files_go() {
    // If all three are killed at once that clear up, nobody is left to.
    for killed in (1_u32..1 << 5).filter(|killed| killed & 7 != 7) {
        let mut caller = ourselves("uses files").stdout(Stdio::null()).spawn().expect("it runs");
        let pid = i32::try_from(caller.id()).expect("a process number fits");
        let ready = || descendants(pid).len() == 4 && !directories_of(pid).is_empty();
        assert!(wait_until(ready), "they have not started: {:?}", descendants(pid));
        let all: Vec<i32> = [pid].into_iter().chain(descendants(pid)).collect();
        let is_gone = |pid: &i32| !std::path::Path::new(&format!("/proc/{pid}/exe")).exists();
        let struck = |at: &usize| killed & (1 << at) != 0;
        for at in (0..5).filter(struck) {
            let _ = kill(Pid::from_raw(all[at]), Signal::SIGKILL);
        }
        // If only those were killed whose end is the program's own affair, the caller goes on.
        if !struck(&0) {
            assert!(killed & 7 == 0 || wait_until(|| all[1..].iter().all(is_gone)), "{killed:05b}: {all:?}");
            let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
        }
        let _ = waitpid(Pid::from_raw(pid), None);
        let _ = caller.wait();
        assert!(wait_until(|| all[1..].iter().all(is_gone)), "{killed:05b}: {all:?}");
        let cleared = || {
            // Whoever explores next removes what nobody could.
            directories_of(pid).is_empty() || {
                let _ = ourselves("allocates").env("RUST_BACKTRACE", "0").stdout(Stdio::null()).status();
                false
            }
        };
        assert!(wait_until(cleared), "{killed:05b}: {:?}", directories_of(pid));
    }
}

pub(crate) fn trials() -> Vec<Trial> {
    macro_rules! tests {
        ($($test:ident),* $(,)?) => { vec![$(Trial::test(stringify!($test), || { $test(); Ok(()) })),*] };
    }
    tests![
        words_without_end_are_cut_and_still_told_apart,
        whoever_leaves_is_found,
        whoever_is_traced_comes_to_its_end,
        whoever_stands_still_meets_the_limit,
        a_failed_allocation_is_called_that_whatever_is_said_of_the_stack,
        whoever_is_killed_takes_all_with_it_and_the_files_go,
    ]
}
