//! The facade means the same on every backend: the same small programs, run by every engine, come to the same ends.
//!
//! `explorer` must see exactly the outcomes a program can have under sequential consistency. The other engines must see
//! none besides, and the exhaustive ones all of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use racecourse::budget::Budget;
use racecourse::engine::{EngineId, Program, explore};
use racecourse::exploration::Exploration;
use racecourse::outcome::Outcome;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;

const ON_SHUTTLE: [EngineId; 5] =
    [EngineId::DepthFirst, EngineId::Random, EngineId::Pct, EngineId::Urw, EngineId::RoundRobin];

fn budget() -> Budget {
    Budget { samples: 50, ..Budget::DEFAULT }
}

fn seen(exploration: &Exploration) -> BTreeSet<&str> {
    exploration.observations.keys().map(String::as_str).collect()
}

/// Checks that exactly `expected` can come out of `run`, under every model.
#[track_caller]
fn comes_to(run: fn() -> Outcome, expected: &[&str]) {
    let expected: BTreeSet<&str> = expected.iter().copied().collect();
    let exploration = explore(&Program::unnamed(run), EngineId::Explorer, &budget());
    assert!(exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
    assert_eq!(seen(&exploration), expected, "explorer: {exploration:#?}");
    // The others have a few thousand executions for each of these, or far more than they could ever try.
    let budget = Budget { executions: 5_000, ..budget() };
    for engine in ON_SHUTTLE {
        let exploration = explore(&Program::unnamed(run), engine, &budget);
        let seen = seen(&exploration);
        assert!(seen.is_subset(&expected), "{engine} saw {seen:?}, possible is {expected:?}: {exploration:#?}");
        if exploration.coverage.is_exhaustive() {
            assert_eq!(seen, expected, "{engine} is exhaustive");
        }
    }
    let exploration = explore(&Program::unnamed(run), EngineId::Loom, &budget);
    let seen = self::seen(&exploration);
    assert_eq!(seen, expected, "loom: {:?} {:?}", exploration.coverage, exploration.notes);
}

/// Checks that `run` on real threads comes only to `expected`.
#[track_caller]
fn comes_to_on_threads(run: fn() -> Outcome, expected: &[&str]) {
    for _ in 0..50 {
        let outcome = run();
        assert!(expected.contains(&outcome.label()), "real threads came to {outcome}");
    }
}

use crate::programs::*;

macro_rules! same_everywhere {
    ($($name:ident: $run:path => [$($label:literal),*];)*) => {$(
        #[test]
        fn $name() {
            comes_to($run, &[$($label),*]);
            comes_to_on_threads($run, &[$($label),*]);
        }
    )*};
}

/// Programs that fail: on real threads they would hang, or are left to `stress`.
macro_rules! in_models {
    ($($name:ident: $run:path => [$($label:literal),*];)*) => {$(
        #[test]
        fn $name() {
            comes_to($run, &[$($label),*]);
        }
    )*};
}

same_everywhere! {
    two_increments_by_load_and_store_may_lose_one: lost_update => ["1", "2"];
    two_increments_under_a_lock_lose_none: locked_update => ["2"];
    a_failed_try_lock_is_seen: try_lock => ["busy", "taken"];
    a_condition_variable_has_one_mutex_at_a_time: two_mutexes => ["one after the other", "refused"];
    wait_while_returns_when_the_condition_is_met: waits_for_a_flag => ["ok"];
    a_timed_wait_may_time_out: waits_for_a_time => ["in time", "too late"];
    notify_one_wakes_one: notify_one_of_two => ["ok"];
    a_read_lock_is_shared: readers_overlap => ["both", "one at a time"];
    a_writer_is_alone: write_lock => ["0", "1"];
    a_barrier_has_one_leader_each_round: barrier_twice => ["ok"];
    a_once_lock_is_written_once: once => ["left", "right"];
    a_semaphore_lets_in_as_many_as_it_has_permits: semaphore_of_one => ["alone"];
    messages_go_with_the_last_receiver: unread_requests => ["closed unanswered", "sent unanswered"];
    who_lets_messages_go_comes_after_those_who_sent_them: message_that_goes_unread => ["closed 2", "sent 2"];
    try_acquire_fails_when_no_permit_is_left: semaphore_try => ["none", "some"];
    who_tries_in_vain_leaves_all_as_it_was: tries_in_vain => ["none"];
    a_bounded_channel_keeps_order: bounded_channel => ["012"];
    a_channel_for_one_message_can_be_a_lock: channel_as_a_lock => ["2"];
    an_unbounded_channel_keeps_order: unbounded_channel => ["012"];
    a_rendezvous_hands_over: rendezvous => ["01"];
    a_rendezvous_try_send_needs_a_waiting_receiver: rendezvous_try_send => ["handed over", "refused"];
    try_recv_may_find_nothing: try_receive => ["empty", "7"];
    recv_timeout_may_time_out: receive_for_a_time => ["7", "timeout"];
    sending_to_nobody_gives_the_message_back: send_to_nobody => ["back: 5"];
    an_iterator_ends_with_the_last_sender: two_senders => ["3"];
    park_returns_after_unpark: park_and_unpark => ["ok"];
    two_may_unpark_a_third: two_unpark_a_third => ["ok"];
    a_thread_local_is_dropped_in_steps: thread_local_at_the_end => ["0, 1 after 1", "1, 1 after 1"];
    unpark_before_park_is_kept: unpark_first => ["ok"];
    scoped_threads_borrow: scoped => ["2"];
    a_scoped_result_comes_back: scoped_results => ["5"];
    whether_a_thread_has_ended_depends_on_when_it_is_asked: asks_who_has_ended => ["ended", "not yet"];
    who_does_nothing_returns_sooner_or_later: asks_who_has_returned => ["1 not yet", "1 returned"];
    whether_one_of_a_scope_has_returned_can_be_asked: asks_who_of_a_scope_has_returned => ["0 not yet", "1 not yet", "1 returned"];
    who_panics_has_returned: asks_who_has_panicked => ["true not yet", "true returned"];
    what_a_thread_has_for_itself_is_dropped_when_it_has_returned: asks_before_what_it_has_is_dropped =>
        ["just now", "not yet", "returned, and dropped", "returned, and not dropped"];
    to_ask_until_it_has_ended_comes_to_an_end: asks_until_it_has_ended => ["ended"];
    a_panic_comes_back_through_join: joined_panic => ["boom"];
    what_a_destructor_does_in_a_panic_is_ordered_like_anything: steps_in_a_panic => ["0 true 1", "1 true 1"];
    fetch_update_loses_nothing: fetch_update => ["2"];
    compare_exchange_has_one_winner: compare_exchange => ["one"];
    plain_memory_handed_over_by_join_is_no_race: cell_handed_over_by_join => ["1"];
    plain_memory_handed_over_by_a_channel_is_no_race: cell_handed_over_by_channel => ["1"];
    plain_memory_under_a_lock_is_no_race: cell_under_a_lock => ["2"];
    sleeping_costs_nothing_and_orders_nothing: sleep => ["0", "1"];
}

in_models! {
    messages_stay_with_the_last_sender_where_there_is_a_limit: unread_requests_that_stay => ["closed unanswered", "deadlock"];
    locks_in_opposite_order_may_deadlock: opposite_order => ["deadlock", "ok"];
    parking_twice_after_one_unpark_deadlocks: park_twice => ["deadlock"];
    locking_twice_deadlocks: lock_twice => ["deadlock"];
    reading_twice_around_a_writer_deadlocks: read_twice => ["deadlock", "ok"];
    upgrading_a_read_lock_deadlocks: upgrade => ["deadlock"];
    joining_before_draining_deadlocks: join_before_drain => ["deadlock"];
    a_live_sender_keeps_the_receiver_waiting: live_sender => ["deadlock"];
    a_notification_before_the_wait_is_lost: lost_wakeup => ["deadlock", "ok"];
    too_few_at_a_barrier_deadlock: lonely_barrier => ["deadlock"];
    a_deadlock_inside_a_scope_ends_the_scope: scoped_deadlock => ["deadlock"];
    a_panic_in_main_is_reported: panics => ["panic"];
    unordered_plain_accesses_race: unguarded_cell => ["data race"];
    relaxed_publication_of_plain_memory_races: published_relaxed => ["data race", "not yet"];
}

/// loom has no step for the end of a thread, so `loom` sees the leak but not that it might not happen.
#[test]
fn a_thread_left_running_may_be_a_leak() {
    let both = &["leak", "ok"][..];
    for (engine, expected) in [(EngineId::Explorer, both), (EngineId::WeakMemory, both), (EngineId::Loom, &["leak"])] {
        let exploration = explore(&Program::unnamed(leak), engine, &budget());
        assert_eq!(seen(&exploration), expected.iter().copied().collect(), "{engine}");
    }
}

#[test]
fn the_language_s_model_decides_who_has_ended() {
    for run in [asks_who_has_ended, asks_who_has_returned, asks_who_has_panicked] {
        let exploration = explore(&Program::unnamed(run), EngineId::WeakMemory, &budget());
        assert!(exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
    }
}

/// All that it does comes before the return, and it has not ended: it sleeps.
#[test]
fn who_sleeps_for_ever_is_left_when_nothing_more_is_to_come() {
    let run = || {
        let said = Arc::new(AtomicU32::new(0));
        let says = Arc::clone(&said);
        let sleeper = thread::spawn(move || {
            says.store(1, SeqCst);
            thread::park();
        });
        if said.load(SeqCst) == 1 {
            return Outcome::new("left asleep");
        }
        sleeper.thread().unpark();
        sleeper.join().unwrap();
        Outcome::new("woken")
    };
    for engine in [EngineId::Explorer, EngineId::WeakMemory] {
        let exploration = explore(&Program::unnamed(run), engine, &budget());
        assert!(exploration.coverage.is_exhaustive(), "{engine}: {:?}", exploration.coverage);
        assert_eq!(seen(&exploration), BTreeSet::from(["leak", "woken"]), "{engine}");
    }
}

/// Whoever is found to go on decides: whether others have ended makes no other graph.
#[test]
fn of_two_who_may_be_left_the_first_one_decides() {
    let run = || {
        let said = Arc::new([AtomicU32::new(0), AtomicU32::new(0)]);
        for place in 0..2 {
            let said = Arc::clone(&said);
            drop(thread::spawn(move || said[place].store(1, SeqCst)));
        }
        Outcome::new("returned")
    };
    let exploration = explore(&Program::unnamed(run), EngineId::WeakMemory, &budget());
    assert!(exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
    assert_eq!(seen(&exploration), BTreeSet::from(["leak", "returned"]));
    assert_eq!(exploration.coverage.executions(), 3, "the first one, or only the second one, or nobody");
}

#[test]
fn release_and_acquire_publish_plain_memory() {
    comes_to(published_release_acquire, &["1", "not yet"]);
}

#[test]
fn fences_publish_plain_memory() {
    comes_to(published_by_fences, &["1", "not yet"]);
}

#[test]
fn a_wait_for_no_reason_happens_only_when_asked_for() {
    let calm = explore(&Program::unnamed(waits_once), EngineId::Explorer, &budget());
    assert_eq!(seen(&calm), BTreeSet::from(["set"]));
    let restless = Budget { spurious_wakeups: true, ..budget() };
    for engine in [EngineId::Explorer, EngineId::Loom] {
        let exploration = explore(&Program::unnamed(waits_once), engine, &restless);
        assert_eq!(seen(&exploration), BTreeSet::from(["set", "unset"]), "{engine}");
    }
}

use crate::programs::pointers;

same_everywhere! {
    whoever_drops_the_last_pointer_drops_the_value: pointers::dropped_last => ["left", "right"];
    a_count_is_of_one_moment: pointers::counted => ["1", "2"];
    a_weak_pointer_is_upgraded_or_too_late: pointers::upgraded => ["gone", "there"];
    a_weak_pointer_to_nothing_is_never_upgraded: pointers::upgraded_in_vain => ["None 0"];
    a_weak_pointer_that_is_gone_is_not_counted: pointers::weak_ones_counted => ["1", "2"];
    get_mut_needs_the_only_pointer: pointers::got_mut => ["alone", "shared"];
    of_two_that_unwrap_both_may_be_refused: pointers::unwrapped => ["0", "1"];
    of_two_that_take_the_value_one_gets_it: pointers::inner_value => ["1"];
    make_mut_copies_what_is_shared: pointers::made_mut => ["0 copied", "0 in place"];
    the_last_one_comes_after_all_others: pointers::cell_read_by_the_last => ["1"];
    get_mut_comes_after_all_others: pointers::cell_read_alone => ["1", "shared"];
}

in_models! {
    a_count_orders_nothing: pointers::cell_read_by_count => ["data race", "shared"];
}

use crate::programs::processes;

in_models! {
    a_child_works_on_a_copy: processes::a_copy_of_memory => ["child=4 parent=2"];
    a_lock_that_is_held_during_a_fork_is_held_for_ever: processes::a_copy_of_a_lock => ["0", "1", "deadlock"];
    so_is_one_that_is_held_for_writing: processes::a_copy_of_a_read_write_lock => ["0", "1", "deadlock"];
    what_a_child_finds_depends_on_when_it_is_forked: processes::a_copy_of_an_atomic => ["0", "1"];
    shared_memory_is_shared: processes::shared_memory => ["2"];
    a_child_waits_for_its_child: processes::child_waits_for_its_child => ["0 10", "1 10", "10 10"];
    an_update_in_shared_memory_can_be_lost: processes::lost_in_shared_memory => ["1", "2"];
    a_pipe_ends_when_all_write_ends_are_closed: processes::pipe_to_the_end => ["hello world"];
    writing_to_a_pipe_nobody_reads_fails: processes::broken_pipe => ["BrokenPipe"];
    an_end_that_is_inherited_twice_is_one_end: processes::an_end_is_inherited_twice => ["child parent"];
    an_open_write_end_keeps_the_reader_waiting: processes::open_write_end => ["deadlock"];
    waiting_for_a_child_before_draining_its_pipe_deadlocks: processes::full_pipe => ["deadlock"];
    draining_first_does_not: processes::drained_pipe => ["5000"];
    a_queue_takes_values_from_two_processes: processes::queue => ["6"];
    long_values_do_not_mix: processes::long_values_in_a_queue => ["whole"];
    an_exit_code_comes_back: processes::exit_code => ["exit code 3"];
    a_panicking_child_exits_with_101: processes::panicking_child => ["exit code 101"];
    a_kill_ends_a_blocked_child: processes::killed_while_blocked => ["signal 9"];
    who_is_killed_holds_a_lock_until_it_is_buried: processes::flock_of_the_killed =>
        ["signal 9, free", "signal 9, left behind"];
    the_kernel_releases_a_dead_childs_flock: processes::flock_is_released_by_death => ["busy=true free=true"];
    a_lock_file_outlives_its_creator: processes::lock_file_stays => ["left behind"];
    a_file_lock_excludes_other_processes: processes::file_lock_excludes => ["2"];
    a_kill_strikes_between_any_two_steps: processes::killed_at_any_moment =>
        ["killed after 0", "killed after 1", "killed after 2", "ended after 2"];
    a_killed_process_does_not_exit_any_more: processes::killed_before_its_pipe_is_read =>
        ["killed after 0", "killed after 1", "ended after 1"];
    a_child_nobody_waits_for_may_be_left_running: processes::child_left_running => ["leak", "0", "1"];
    memory_that_was_not_inherited_is_out_of_reach: processes::captured_by_mistake => ["exit code 101"];
}

/// loom has too many executions of it.
#[test]
fn an_heir_of_the_killed_comes_in_time_or_too_soon() {
    let killed = ["signal 9, 0 more, 0", "signal 9, 0 more, 1", "signal 9, 1 more, 0", "signal 9, 1 more, 1"];
    let expected = killed.into_iter().chain(["exit code 0, 1 more, 0", "exit code 0, 1 more, 1"]).collect();
    let exploration = explore(&Program::unnamed(processes::heir_of_the_killed), EngineId::Explorer, &budget());
    assert!(exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
    assert_eq!(seen(&exploration), expected);
}
