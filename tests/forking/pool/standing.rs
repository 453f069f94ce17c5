//! Pools of processes that stay.

use std::panic;
use std::sync::atomic::Ordering::SeqCst;

use nix::sys::signal::{Signal, kill, raise};
use nix::unistd::{Pid, getpid};
use racecourse_labs::lab::pool::Standing;

pub(crate) const ALL: &[(&str, fn())] = &[
    ("workers_stay_from_map_to_map", workers_stay_from_map_to_map),
    ("tasks_and_results_larger_than_a_pipe_travel", tasks_and_results_larger_than_a_pipe_travel),
    ("a_standing_worker_that_ends_is_replaced", a_standing_worker_that_ends_is_replaced),
    ("who_is_killed_between_two_maps_loses_nothing", who_is_killed_between_two_maps_loses_nothing),
    ("after_an_early_end_the_next_map_is_right", after_an_early_end_the_next_map_is_right),
    ("nobody_is_no_standing_pool", nobody_is_no_standing_pool),
];

fn workers_stay_from_map_to_map() {
    let mut pool = Standing::start(2, |_: &()| getpid().as_raw()).expect("processes can be had");
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..20 {
        seen.extend(pool.map(&[(); 10]).expect("nothing goes wrong"));
    }
    assert!((1..=2).contains(&seen.len()), "{seen:?}");
    assert_eq!(pool.map(&[]), Ok(vec![]));
}

fn tasks_and_results_larger_than_a_pipe_travel() {
    let reverse = |bytes: &Vec<u8>| bytes.iter().rev().copied().collect::<Vec<u8>>();
    let tasks: Vec<Vec<u8>> = (0..9).map(|n| (0..100_000_u32 + n).map(|at| at.to_le_bytes()[0]).collect()).collect();
    let reversed: Vec<Vec<u8>> = tasks.iter().map(reverse).collect();
    for chunk in [1, 3, 100] {
        let mut pool = Standing::start(2, reverse).expect("processes can be had").chunk(chunk);
        for _ in 0..3 {
            assert!(pool.map(&tasks).as_ref() == Ok(&reversed));
        }
    }
}

fn a_standing_worker_that_ends_is_replaced() {
    let work = |n: &u32| match n % 4 {
        1 => std::process::exit(3),
        2 => panic::resume_unwind(Box::new("no")),
        3 => u32::from(raise(Signal::SIGKILL).is_ok()),
        _ => *n,
    };
    let tasks: Vec<u32> = (0..40).collect();
    let why = ["", "its worker ended with exit code 3", "panicked: no", "its worker was killed by signal 9"];
    for chunk in [1, 7] {
        let mut pool = Standing::start(3, work).expect("processes can be had").chunk(chunk);
        for _ in 0..3 {
            for (n, result) in (0..).zip(pool.try_map(&tasks)) {
                match result {
                    Ok(m) => assert_eq!((m, n % 4), (n, 0)),
                    Err(lost) => assert_eq!((lost.task, &*lost.why), (n.to_string(), why[n as usize % 4])),
                }
            }
        }
    }
}

fn who_is_killed_between_two_maps_loses_nothing() {
    let mut pool = Standing::start(3, |n: &i32| (*n, getpid().as_raw())).expect("processes can be had");
    let tasks: Vec<i32> = (0..30).collect();
    for _ in 0..30 {
        let results = pool.map(&tasks).expect("nothing goes wrong within a map");
        assert!(results.iter().map(|(n, _)| n).eq(&tasks));
        let victim = Pid::from_raw(results[0].1);
        kill(victim, Signal::SIGKILL).expect("it is there");
        // Until that has been done to it, it may still take a task.
        while !is_dead(victim) {
            std::thread::yield_now();
        }
    }
}

/// Whether a child has ended, without waiting for it.
fn is_dead(child: Pid) -> bool {
    use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid};
    let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
    !matches!(waitid(Id::Pid(child), flags), Ok(WaitStatus::StillAlive))
}

fn after_an_early_end_the_next_map_is_right() {
    let is_patient = racecourse::process::SharedMemory::new(1);
    let work = |n: &u32| {
        while *n > 0 && is_patient.load(0, SeqCst) == 0 {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        if *n == 0 { panic::resume_unwind(Box::new("early")) } else { *n }
    };
    let mut pool = Standing::start(3, work).expect("processes can be had");
    let lost = pool.map(&[0, 1, 2, 3, 4]).expect_err("the first one panics");
    assert_eq!((lost.index, &*lost.why), (0, "panicked: early"));
    is_patient.store(0, 1, SeqCst);
    assert_eq!(pool.map(&[7, 8, 9, 10]), Ok(vec![7, 8, 9, 10]));
}

fn nobody_is_no_standing_pool() {
    let error = Standing::start(0, |n: &u8| *n).map(drop).expect_err("nobody works");
    assert_eq!(error.to_string(), "a pool needs at least one worker");
}
