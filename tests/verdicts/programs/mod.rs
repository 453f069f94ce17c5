//! The programs, and what a complete search comes to in each.

mod engine_cut_release_sequence;
mod engine_forgotten_lock;
mod engine_read_then_write;
mod engine_short_pipe;
mod engine_two_reads_then_write;
mod foreign_lock_over_a_step;
mod holder_polls;
mod kill_without_wait;
mod killed_owner;
mod looks_at_several;
mod mutual_courtesy;
mod mutual_spin;
mod not_repeatable_ends_sooner;
mod not_repeatable_first_is_missing;
mod not_repeatable_later;
mod not_repeatable_somebody_else;
mod not_repeatable_static;
mod not_repeatable_who_is_there;
mod nothing_overlaps;
mod one_pipe_two_children;
mod polling_pool;
mod spurious_alone;
mod thread_local_of_std;
mod try_lock_in_vain;

use std::collections::BTreeSet;

use racecourse::Outcome;
use racecourse::budget::Budget;
use racecourse::engine::{EngineId, Program, explain, explore};
use racecourse::exploration::{Note, Verb};
use racecourse::failure::{Cause, FailureKind};

use crate::claims::every_claim_is_so;

/// What the explorer sees of a program within the default budget, which has to be all there is.
#[track_caller]
fn comes_to(run: fn() -> Outcome, budget: &Budget, expected: &[&str]) {
    let exploration = explore(&Program::unnamed(run), EngineId::Explorer, budget);
    let seen: BTreeSet<&str> = exploration.observations.keys().map(String::as_str).collect();
    assert_eq!(seen, expected.iter().copied().collect(), "{:?}", exploration.coverage);
    assert!(exploration.coverage.is_exhaustive(), "{:?} {:?}", exploration.coverage, exploration.notes);
}

#[test]
fn mutual_spin() {
    comes_to(mutual_spin::run, &Budget::DEFAULT, &["livelock"]);
}

#[test]
fn mutual_courtesy() {
    comes_to(mutual_courtesy::run, &Budget::DEFAULT, &["livelock", "ok"]);
}

#[test]
fn try_lock_in_vain() {
    comes_to(try_lock_in_vain::run, &Budget::DEFAULT, &["done", "livelock"]);
}

#[test]
fn holder_polls() {
    comes_to(holder_polls::run, &Budget::DEFAULT, &["hold-and-poll", "sent"]);
}

#[test]
fn looks_at_several() {
    comes_to(looks_at_several::run, &Budget::DEFAULT, &["ok"]);
}

#[test]
fn polling_pool() {
    comes_to(polling_pool::run, &Budget::DEFAULT, &["[2, 2]"]);
}

/// The program does not repeat itself, and that is said.
#[track_caller]
fn is_not_deterministic(run: fn() -> Outcome, engines: impl IntoIterator<Item = EngineId>) {
    for engine in engines {
        let exploration = explore(&Program::unnamed(run), engine, &Budget::DEFAULT);
        let label = FailureKind::NotDeterministic.label();
        assert!(exploration.saw(label), "{engine}: {:?} {:?}", exploration.observations.keys(), exploration.coverage);
        assert!(!exploration.coverage.is_exhaustive());
    }
}

#[test]
fn not_repeatable_static() {
    // It differs once in a process.
    is_not_deterministic(not_repeatable_static::run, [EngineId::Explorer]);
}

#[test]
fn not_repeatable_later() {
    is_not_deterministic(not_repeatable_later::run, [EngineId::Explorer]);
}

#[test]
fn not_repeatable_ends_sooner() {
    is_not_deterministic(not_repeatable_ends_sooner::run, [EngineId::Explorer]);
}

#[test]
fn not_repeatable_somebody_else() {
    is_not_deterministic(not_repeatable_somebody_else::run, [EngineId::Explorer]);
}

#[test]
fn not_repeatable_first_is_missing() {
    is_not_deterministic(not_repeatable_first_is_missing::run, [EngineId::Explorer]);
}

#[test]
fn not_repeatable_who_is_there() {
    is_not_deterministic(not_repeatable_who_is_there::run, [EngineId::Explorer]);
}

#[test]
fn thread_local_of_std() {
    is_not_deterministic(thread_local_of_std::run, EngineId::ALL.into_iter().filter(|engine| !engine.is_native()));
}

#[test]
#[cfg(target_os = "linux")]
fn foreign_lock_over_a_step() {
    let models = EngineId::ALL.into_iter().filter(|engine| !engine.is_native());
    let run = |engine| move || explore(&Program::unnamed(foreign_lock_over_a_step::run), engine, &Budget::DEFAULT);
    // All at once: each of them takes as long as there is patience with the program.
    let all: Vec<_> = models.map(|engine| (engine, std::thread::spawn(run(engine)))).collect();
    for (engine, exploration) in all {
        let exploration = exploration.join().expect("no panic");
        let failure = exploration.observations[FailureKind::Hang.label()].example.failure.clone();
        let cause = failure.map(|failure| failure.cause);
        let Some(Cause::BlockedOutside { actor, inside, .. }) = cause else { panic!("{engine}: {cause:?}") };
        let inside: Vec<_> = inside.iter().map(|(who, does, at)| (who.as_str(), *does, at.line)).collect();
        let other = if actor == "thread-1" { "thread-2" } else { "thread-1" };
        assert_eq!(inside, [("main", Verb::Join, 21), (other, Verb::Yield, 15)], "{engine}");
    }
}

#[test]
fn spurious_alone() {
    let budget = Budget { spurious_wakeups: true, ..Budget::DEFAULT };
    comes_to(spurious_alone::run, &budget, &["deadlock", "done"]);
}

#[test]
fn a_release_sequence_is_cut_by_a_plain_store() {
    comes_to(engine_cut_release_sequence::run, &Budget::DEFAULT, &["9", "data race"]);
}

#[test]
fn the_end_of_a_process_frees_its_locks() {
    comes_to(engine_forgotten_lock::run, &Budget::DEFAULT, &["false", "true"]);
}

/// Every model has both: the lock is free, and the killed one has it still.
#[test]
fn a_kill_is_not_the_end_yet() {
    let both = BTreeSet::from(["free", "left behind"]);
    let complete = [EngineId::Explorer, EngineId::DepthFirst, EngineId::Loom];
    for engine in complete.into_iter().chain([EngineId::Random, EngineId::Pct, EngineId::Urw]) {
        let exploration = explore(&Program::unnamed(kill_without_wait::run), engine, &Budget::DEFAULT);
        let seen: BTreeSet<&str> = exploration.observations.keys().map(String::as_str).collect();
        assert_eq!(seen, both, "{engine}: {:?}", exploration.coverage);
        assert_eq!(exploration.coverage.is_exhaustive(), complete.contains(&engine), "{engine}");
    }
}

/// Whoever is killed owns ends of pipes whose numbers are those of a living process too. Under loom others run at the branch
/// points of its end; its destructors do not, and what is closed is its own.
#[test]
fn the_end_of_the_killed_closes_nothing_of_the_living() {
    let expected = BTreeSet::from(["exit code 0, 2, signal 9", "exit code 0, 2, exit code 0"]);
    for engine in [EngineId::Explorer, EngineId::DepthFirst, EngineId::Loom, EngineId::Random] {
        let exploration = explore(&Program::unnamed(killed_owner::run), engine, &Budget::DEFAULT);
        let seen: BTreeSet<&str> = exploration.observations.keys().map(String::as_str).collect();
        assert_eq!(seen, expected, "{engine}: {:?}", exploration.coverage);
    }
}

#[test]
fn a_read_races_with_a_later_write() {
    comes_to(engine_read_then_write::run, &Budget::DEFAULT, &["data race", "done"]);
}

#[test]
fn the_first_of_two_reads_races_with_a_later_write() {
    comes_to(engine_two_reads_then_write::run, &Budget::DEFAULT, &["data race", "done"]);
}

#[test]
fn a_write_that_fits_in_a_pipe_comes_whole() {
    comes_to(engine_short_pipe::run, &Budget::DEFAULT, &["4000+200"]);
}

/// Under loom too, which does not get through in time: whoever is killed closes the ends of its own process, and of no other.
#[test]
fn the_end_of_a_pipe_comes_after_its_last_writer() {
    for engine in [EngineId::Explorer, EngineId::Loom] {
        let exploration = explore(&Program::unnamed(one_pipe_two_children::run), engine, &Budget::DEFAULT);
        let seen: BTreeSet<&str> = exploration.observations.keys().map(String::as_str).collect();
        let both = [r#"["got 4", "got 9"]"#, r#"["got 9", "got 4"]"#];
        let expected: BTreeSet<&str> = both.into_iter().chain([r#"["got 4", "end"]"#]).collect();
        assert!(seen.is_subset(&expected), "{engine}: {seen:?}");
        assert!(seen.contains(r#"["got 4", "end"]"#), "{engine}: {seen:?}");
        assert_eq!(exploration.coverage.is_exhaustive(), engine == EngineId::Explorer);
        assert!(!exploration.coverage.is_exhaustive() || seen == expected, "{engine}: {seen:?}");
    }
}

/// It has nothing wrong, and nothing to be wrong: that is said.
#[test]
fn nothing_overlaps() {
    comes_to(nothing_overlaps::run, &Budget::DEFAULT, &["2"]);
    let is_said = |run: fn() -> Outcome| {
        let exploration = explore(&Program::unnamed(run), EngineId::Explorer, &Budget::DEFAULT);
        exploration.notes.contains(&Note::NothingToChoose)
    };
    assert!(is_said(nothing_overlaps::run));
    // Two who have nothing in common can run at the same time, although one execution stands for all.
    assert!(!is_said(two_alone));
    // And one who is alone has nobody to run beside.
    assert!(!is_said(|| Outcome::new("alone")));
}

/// A name, and a program.
type Named = (&'static str, fn() -> Outcome);

/// Every order of steps that is told of, of whatever they come to, is one that was tried.
#[test]
fn what_is_said_of_other_orders_is_so() {
    let programs: [Named; 14] = [
        ("mutual_spin", mutual_spin::run),
        ("mutual_courtesy", mutual_courtesy::run),
        ("try_lock_in_vain", try_lock_in_vain::run),
        ("holder_polls", holder_polls::run),
        ("looks_at_several", looks_at_several::run),
        ("spurious_alone", spurious_alone::run),
        ("engine_cut_release_sequence", engine_cut_release_sequence::run),
        ("engine_forgotten_lock", engine_forgotten_lock::run),
        ("kill_without_wait", kill_without_wait::run),
        ("killed_owner", killed_owner::run),
        ("engine_read_then_write", engine_read_then_write::run),
        ("engine_two_reads_then_write", engine_two_reads_then_write::run),
        ("engine_short_pipe", engine_short_pipe::run),
        ("one_pipe_two_children", one_pipe_two_children::run),
    ];
    let budget = Budget { executions: 2_000, spurious_wakeups: true, ..Budget::DEFAULT };
    for (name, run) in programs {
        let program = Program::unnamed(run);
        let found = explore(&program, EngineId::Explorer, &budget);
        for label in found.observations.keys() {
            let Some(schedule) = found.schedule_to_explain(label) else { continue };
            let asked = explain(&program, &schedule, label, &budget).expect("the explorer came to it");
            assert_eq!(asked.label(), label, "{name} along {schedule}");
            every_claim_is_so(&format!("{name} {label}"), &program, &asked, &budget);
        }
    }
}

fn two_alone() -> Outcome {
    use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
    let start = || racecourse::thread::spawn(|| AtomicU32::new(0).fetch_add(1, SeqCst));
    let (one, two) = (start(), start());
    Outcome::new(one.join().expect("no panic") + two.join().expect("no panic"))
}
