//! The crate's tests. What is right passes in every interleaving; what is wrong fails with a report that is kept in
//! `reports/`, so that it is seen what such a report looks like.

use std::panic::catch_unwind;
use std::path::Path;
use std::sync::Arc;

use own_tests::bank::{Account, transfer, transfer_in_order};
use own_tests::cache::Cache;
use own_tests::once::Published;
use own_tests::pool::Tasks;
use own_tests::queue::Slot;
use racecourse::sync::atomic::Ordering::{self, Relaxed, Release};
use racecourse::{Check, check, explore, thread};

/// Two transfers between the same accounts, in opposite directions.
fn two_transfers(transfer: fn(&Account, &Account, u32)) {
    let savings = Account::new(1, 100);
    let current = Account::new(2, 100);
    thread::scope(|scope| {
        scope.spawn_named("saver", || transfer(&current, &savings, 30));
        scope.spawn_named("spender", || transfer(&savings, &current, 50));
    });
    assert_eq!(savings.balance() + current.balance(), 200);
}

#[test]
fn transfers_in_order_keep_the_sum() {
    check(|| two_transfers(transfer_in_order));
}

#[test]
fn transfers_deadlock() {
    assert_report("transfers_deadlock", || check(|| two_transfers(transfer)));
}

fn one_item(take: fn(&Slot) -> u32) -> u32 {
    let slot = Slot::new();
    thread::scope(|scope| {
        scope.spawn_named("producer", || slot.put(7));
        take(&slot)
    })
}

#[test]
fn an_item_arrives() {
    assert_eq!(explore(|| one_item(Slot::take)), ["7"]);
    Check::new().spurious_wakeups().run(|| one_item(Slot::take));
}

#[test]
fn a_signal_is_missed() {
    assert_report("a_signal_is_missed", || check(|| one_item(Slot::take_carelessly)));
}

fn asked_twice(get: fn(&Cache) -> u32) -> u32 {
    let cache = Cache::new();
    thread::scope(|scope| {
        scope.spawn_named("left", || get(&cache));
        scope.spawn_named("right", || get(&cache));
    });
    cache.computed()
}

#[test]
fn a_value_is_computed_once() {
    Check::new().allow(["1"]).run(|| asked_twice(Cache::get));
}

#[test]
fn a_value_is_computed_twice() {
    let careful = Check::new().name("the cache computes once").allow(["1"]);
    assert_report("a_value_is_computed_twice", move || careful.run(|| asked_twice(Cache::get_twice)));
}

/// Parameters come into a check as into any closure.
fn published(ordering: Ordering) -> impl Fn() -> Option<u32> + Send + Sync {
    move || {
        let value = Arc::new(Published::new());
        let writer = {
            let value = Arc::clone(&value);
            thread::spawn(move || value.publish(7, ordering))
        };
        let read = value.read();
        writer.join().expect("it does not panic");
        read
    }
}

#[test]
fn who_sees_the_flag_sees_the_value() {
    assert_eq!(explore(published(Release)), ["None", "Some(7)"]);
}

/// Whoever publishes nothing is in no data race either: what it is for has to be seen.
#[test]
fn a_value_is_never_published() {
    let silent = || {
        let value = Published::new();
        thread::scope(|scope| {
            scope.spawn_named("writer", || value.publish_silently(7));
            value.read()
        })
    };
    check(silent);
    let arrives = Check::new().name("what is published arrives").allow(["None"]).must_return(["Some(7)"]);
    arrives.run(published(Release));
    assert_report("a_value_is_never_published", move || arrives.run(silent));
}

#[test]
fn a_relaxed_flag_is_a_data_race() {
    assert_report("a_relaxed_flag_is_a_data_race", || check(published(Relaxed)));
}

fn two_workers(take: fn(&Tasks) -> bool) {
    let tasks = Tasks::new(1);
    thread::scope(|scope| {
        scope.spawn_named("left", || take(&tasks));
        scope.spawn_named("right", || take(&tasks));
    });
}

#[test]
fn a_task_is_taken_once() {
    Check::new().preemptions(2).run(|| two_workers(Tasks::take));
}

#[test]
fn a_task_is_taken_twice() {
    assert_report("a_task_is_taken_twice", || check(|| two_workers(Tasks::take_if_any)));
}

/// Checks that `failing` panics with the report in `reports/`; `UPDATE_REPORTS=1` writes it.
fn assert_report(name: &str, failing: impl FnOnce() + std::panic::UnwindSafe) {
    let panic = catch_unwind(failing).expect_err("it fails");
    let report = panic.downcast_ref::<String>().expect("it says why");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports").join(format!("{name}.txt"));
    if std::env::var_os("UPDATE_REPORTS").is_some() {
        std::fs::write(&file, report).expect("it can be written");
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(*report, kept, "{} is not what is said now", file.display());
}
