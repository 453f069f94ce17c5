//! Processes that end when they should not, and pools that are left early.

use std::fmt;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use nix::sys::resource::{Resource, setrlimit};
use nix::sys::signal::{Signal, raise};
use racecourse::process::SharedMemory;
use racecourse_labs::lab::fork;
use racecourse_labs::lab::pool::{Pool, TaskLost};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(crate) const ALL: &[(&str, fn())] = &[
    ("a_worker_that_ends_loses_one_task", a_worker_that_ends_loses_one_task),
    ("every_task_may_kill_its_worker", every_task_may_kill_its_worker),
    ("nobody_waits_for_what_comes_after_a_lost_task", nobody_waits_for_what_comes_after_a_lost_task),
    ("a_panic_in_the_parent_leaves_no_worker", a_panic_in_the_parent_leaves_no_worker),
    (
        "a_grandchild_that_keeps_the_pipe_open_is_not_waited_for",
        a_grandchild_that_keeps_the_pipe_open_is_not_waited_for,
    ),
    ("a_task_that_forks_and_comes_back_twice_has_one_result", a_task_that_forks_and_comes_back_twice_has_one_result),
    ("results_that_cannot_travel_are_lost", results_that_cannot_travel_are_lost),
    ("a_pool_within_a_pool_works", a_pool_within_a_pool_works),
    ("pools_on_several_threads_do_not_disturb_each_other", pools_on_several_threads_do_not_disturb_each_other),
    ("with_few_descriptors_there_are_few_workers", with_few_descriptors_there_are_few_workers),
];

fn sleep_for_ever() -> ! {
    loop {
        std::thread::sleep(Duration::from_secs(1000));
    }
}

fn processes(workers: usize) -> Pool {
    Pool::processes(workers).expect("there are workers")
}

fn why<R>(results: Vec<Result<R, TaskLost>>) -> Vec<Result<R, String>> {
    results.into_iter().map(|result| result.map_err(|lost| lost.why)).collect()
}

fn a_worker_that_ends_loses_one_task() {
    let work = |n: &i32| -> i32 {
        match n {
            2 => std::process::exit(3),
            4 => std::process::exit(0),
            6 => {
                let _ = raise(Signal::SIGKILL);
                0
            }
            8 => std::process::abort(),
            n => n * 10,
        }
    };
    let tasks: Vec<i32> = (1..10).collect();
    let lost = |why: &str| Err(format!("its worker {why}"));
    let expected = [
        Ok(10),
        lost("ended with exit code 3"),
        Ok(30),
        lost("ended with exit code 0"),
        Ok(50),
        lost("was killed by signal 9"),
        Ok(70),
        lost("was killed by signal 6"),
        Ok(90),
    ];
    for (workers, chunk) in [(1, 1), (1, 9), (2, 1), (3, 4), (20, 1)] {
        assert_eq!(why(processes(workers).chunk(chunk).try_map(&tasks, work)), expected, "{workers}, {chunk}");
        let first = processes(workers).chunk(chunk).map(&tasks, work).expect_err("a worker ends");
        assert_eq!(first.to_string(), "task 1 is lost (2): its worker ended with exit code 3");
    }
}

fn every_task_may_kill_its_worker() {
    let tasks: Vec<i32> = (0..60).collect();
    let killed = |_: &i32| raise(Signal::SIGKILL).is_ok();
    for chunk in [1, 60] {
        let results = why(processes(3).chunk(chunk).try_map(&tasks, killed));
        assert!(results.iter().all(|result| *result == Err("its worker was killed by signal 9".to_owned())));
    }
}

fn nobody_waits_for_what_comes_after_a_lost_task() {
    for stop in [false, true] {
        let lost = processes(3).map(&[0, 1, 2], |n| match n {
            0 => panic::resume_unwind(Box::new("early")),
            // A process that was stopped does not even hear that it should end.
            1 if stop => raise(Signal::SIGSTOP).is_ok(),
            _ => sleep_for_ever(),
        });
        assert_eq!(lost.map_err(|lost| lost.why), Err("panicked: early".to_owned()));
    }
}

/// A task that cannot be shown.
struct Shy;

impl fmt::Debug for Shy {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic::resume_unwind(Box::new("do not look"))
    }
}

fn a_panic_in_the_parent_leaves_no_worker() {
    let look = || processes(4).try_map(&[Shy, Shy, Shy, Shy], |_| -> u8 { panic::resume_unwind(Box::new("lost")) });
    assert!(panic::catch_unwind(AssertUnwindSafe(look)).is_err());
}

fn a_grandchild_that_keeps_the_pipe_open_is_not_waited_for() {
    let over = SharedMemory::new(1);
    let work = |n: &u32| {
        if *n == 1 {
            let grandchild = fork("grandchild", || {
                while over.load(0, SeqCst) == 0 {
                    std::thread::sleep(Duration::from_millis(10));
                }
            });
            std::mem::forget(grandchild);
            let _ = raise(Signal::SIGKILL);
        }
        *n
    };
    let results = why(processes(2).try_map(&[0, 1, 2], work));
    over.store(0, 1, SeqCst);
    assert_eq!(results, [Ok(0), Err("its worker was killed by signal 9".to_owned()), Ok(2)]);
}

fn a_task_that_forks_and_comes_back_twice_has_one_result() {
    let work = |n: &u32| {
        // SAFETY: this process has one thread.
        #[expect(unsafe_code, reason = "there is no safe call that forks and comes back twice")]
        let forked = unsafe { nix::unistd::fork() };
        if let Ok(nix::unistd::ForkResult::Parent { child }) = forked {
            let _ = nix::sys::wait::waitpid(child, None);
        }
        n * 2
    };
    assert_eq!(processes(2).map(&[1, 2, 3, 4, 5], work), Ok(vec![2, 4, 6, 8, 10]));
}

/// A result that breaks on its way.
#[derive(Debug, PartialEq)]
enum Fragile {
    Refuses,
    Garbles,
    Whole,
}

impl Serialize for Fragile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Fragile::Refuses => Err(serde::ser::Error::custom("never")),
            Fragile::Garbles => serializer.serialize_u8(1),
            Fragile::Whole => serializer.serialize_u8(2),
        }
    }
}

impl<'de> Deserialize<'de> for Fragile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u8::deserialize(deserializer)? {
            2 => Ok(Fragile::Whole),
            _ => Err(serde::de::Error::custom("unreadable")),
        }
    }
}

fn results_that_cannot_travel_are_lost() {
    let results = processes(2).try_map(&[0, 1, 2], |n| match n {
        0 => Fragile::Refuses,
        1 => Fragile::Garbles,
        _ => Fragile::Whole,
    });
    let results = why(results);
    let begins = |at: usize, text: &str| results[at].as_ref().is_err_and(|why| why.starts_with(text));
    assert!(begins(0, "its result could not be sent: "), "{results:?}");
    assert!(begins(1, "its result could not be read: "), "{results:?}");
    assert_eq!(results[2], Ok(Fragile::Whole));
}

fn a_pool_within_a_pool_works() {
    let sums = processes(3).map(&[10_u32, 20, 30], |n| {
        let numbers: Vec<u32> = (1..=*n).collect();
        processes(2).chunk(4).map(&numbers, |x| x * x).map(|squares| squares.iter().sum::<u32>()).unwrap_or(0)
    });
    assert_eq!(sums, Ok(vec![385, 2870, 9455]));
}

fn pools_on_several_threads_do_not_disturb_each_other() {
    let tasks: Vec<u32> = (0..40).collect();
    // A worker may have been forked by one thread while another had both ends of a pipe open: it keeps that pipe open.
    let many = |thread: u32| {
        for _ in 0..10 {
            let results = processes(3).try_map(&tasks, |n| {
                if *n == thread * 10 { u32::from(raise(Signal::SIGKILL).is_err()) } else { n * thread }
            });
            for (n, result) in (0..).zip(results) {
                match result {
                    Ok(product) => assert_eq!(product, n * thread),
                    Err(lost) => assert_eq!((lost.index as u32, n), (n, thread * 10)),
                }
            }
        }
    };
    let many = &many;
    std::thread::scope(|scope| (0..4).for_each(|thread| drop(scope.spawn(move || many(thread)))));
}

fn with_few_descriptors_there_are_few_workers() {
    let with_limit = |limit: u64| {
        let map = move || {
            setrlimit(Resource::RLIMIT_NOFILE, limit, limit).expect("less is always allowed");
            let tasks: Vec<u32> = (0..100).collect();
            let sum = |results: Vec<u32>| results.iter().sum::<u32>();
            processes(100).map(&tasks, |n| n + 1).map(sum).map_err(|lost| lost.to_string())
        };
        fork("limited", map).join().expect("it ends well")
    };
    assert_eq!(with_limit(40), Ok(5050));
    // The first three descriptors, and the pipe of `fork`, are taken: there is no room for a worker's four.
    let nobody = with_limit(5).expect_err("nobody can be started");
    assert!(nobody.starts_with("task 0 is lost (0): no process could be started for it: "), "{nobody}");
}
