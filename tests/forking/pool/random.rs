//! Random tasks that behave and misbehave, and workers that are killed at random moments.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::panic;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use nix::sys::signal::{Signal, kill, raise};
use nix::unistd::{Pid, getpid};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use racecourse::process::SharedMemory;
use racecourse_labs::lab::fork;
use racecourse_labs::lab::pool::{Pool, Standing, TaskLost};
use serde::{Deserialize, Serialize};

pub(crate) const ALL: &[(&str, fn())] = &[
    ("whatever_tasks_do_the_results_say_it", whatever_tasks_do_the_results_say_it),
    ("whoever_is_killed_whenever_the_rest_is_done", whoever_is_killed_whenever_the_rest_is_done),
    (
        "standing_workers_are_killed_in_the_middle_of_large_tasks",
        standing_workers_are_killed_in_the_middle_of_large_tasks,
    ),
];

/// What a task does.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Task {
    Gives(u32),
    Panics,
    Exits(u8),
    Kills,
}

impl Task {
    fn run(&self) -> Vec<u8> {
        match self {
            Task::Gives(bytes) => vec![7; *bytes as usize],
            Task::Panics => panic::resume_unwind(Box::new("as told")),
            Task::Exits(code) => std::process::exit(i32::from(*code)),
            Task::Kills => vec![u8::from(raise(Signal::SIGKILL).is_ok())],
        }
    }

    fn expected(&self) -> Result<usize, String> {
        match self {
            Task::Gives(bytes) => Ok(*bytes as usize),
            Task::Panics => Err("panicked: as told".to_owned()),
            Task::Exits(code) => Err(format!("its worker ended with exit code {code}")),
            Task::Kills => Err("its worker was killed by signal 9".to_owned()),
        }
    }
}

fn tasks() -> impl Strategy<Value = Vec<Task>> {
    let task = prop_oneof![
        6 => (0..200_u32).prop_map(Task::Gives),
        1 => (66_000..100_000_u32).prop_map(Task::Gives),
        1 => Just(Task::Panics),
        1 => any::<u8>().prop_map(Task::Exits),
        1 => Just(Task::Kills),
    ];
    prop::collection::vec(task, 0..30)
}

fn whatever_tasks_do_the_results_say_it() {
    let mut runner = TestRunner::new(Config { cases: 60, failure_persistence: None, ..Config::default() });
    let check = |(tasks, workers, chunk): (Vec<Task>, usize, usize)| {
        let expected: Vec<_> = tasks.iter().map(Task::expected).collect();
        let told = |results: Vec<Result<Vec<u8>, TaskLost>>| {
            let told = results.into_iter().map(|result| result.map(|bytes| bytes.len()).map_err(|lost| lost.why));
            told.collect::<Vec<_>>()
        };
        let first = expected.iter().position(Result::is_err);
        let pool = Pool::processes(workers).expect("there are workers").chunk(chunk);
        prop_assert_eq!(&told(pool.try_map(&tasks, Task::run)), &expected);
        prop_assert_eq!(pool.map(&tasks, Task::run).err().map(|lost| lost.index), first);
        let mut pool = Standing::start(workers, Task::run).expect("processes can be had").chunk(chunk);
        prop_assert_eq!(&told(pool.try_map(&tasks)), &expected);
        prop_assert_eq!(pool.map(&tasks).err().map(|lost| lost.index), first);
        prop_assert_eq!(&told(pool.try_map(&tasks)), &expected);
        let harmless: Vec<Task> =
            tasks.into_iter().filter(|task| matches!(task, Task::Gives(_) | Task::Panics)).collect();
        let expected: Vec<_> = harmless.iter().map(Task::expected).collect();
        let pool = Pool::threads(workers).expect("there are workers").chunk(chunk);
        prop_assert_eq!(&told(pool.try_map(&harmless, Task::run)), &expected);
        Ok(())
    };
    if let Err(error) = runner.run(&(tasks(), 1..6_usize, 1..8_usize), check) {
        panic!("{error}");
    }
}

/// Kills whoever stands in `targets`, one after the other, with random pauses, until the last word is set. Says how many.
fn killer(targets: &SharedMemory) -> u32 {
    let mut killed = 0;
    let mut random = RandomState::new().hash_one(1);
    while targets.load(targets.len() - 1, SeqCst) == 0 {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_micros((random >> 33) % 1500));
        let slot = (random >> 50) as usize % (targets.len() - 1);
        // Nobody is killed twice, so that no number is used that belongs to somebody else by now.
        let target = targets.load(slot, SeqCst);
        if target != 0 && targets.compare_exchange(slot, target, 0, SeqCst, SeqCst).is_ok() {
            killed += u32::from(kill(Pid::from_raw(target as i32), Signal::SIGKILL).is_ok());
        }
    }
    killed
}

fn whoever_is_killed_whenever_the_rest_is_done() {
    let mut lost_at_all = 0;
    let mut killed = 0;
    for workers in [1, 2, 5] {
        for chunk in [1, 4] {
            let targets = SharedMemory::new(9);
            let killer = fork("killer", || killer(&targets));
            let tasks: Vec<u64> = (0..400).collect();
            let work = |n: &u64| {
                targets.store((*n % 8) as usize, getpid().as_raw() as u64, SeqCst);
                let spun = (0..100_000).fold(*n, |sum, _| std::hint::black_box(sum));
                vec![spun; 2000]
            };
            let results = Pool::processes(workers).expect("there are workers").chunk(chunk).try_map(&tasks, work);
            targets.store(8, 1, SeqCst);
            let kills = killer.join().expect("it ends well");
            let lost = check(&tasks, results, |n, numbers| numbers.len() == 2000 && numbers.iter().all(|m| *m == n));
            assert!(lost <= kills, "{lost} tasks were lost and {kills} workers killed");
            lost_at_all += lost;
            killed += kills;
        }
    }
    assert!(killed > 0, "nobody was killed, {lost_at_all} tasks were lost");
}

fn standing_workers_are_killed_in_the_middle_of_large_tasks() {
    let targets = SharedMemory::new(9);
    let work = |task: &(u64, Vec<u64>)| {
        targets.store((task.0 % 8) as usize, getpid().as_raw() as u64, SeqCst);
        task.1.iter().sum::<u64>()
    };
    let tasks: Vec<(u64, Vec<u64>)> = (0..40).map(|n| (n, vec![n; 60_000])).collect();
    for chunk in [1, 3] {
        targets.store(8, 0, SeqCst);
        let mut pool = Standing::start(3, work).expect("processes can be had").chunk(chunk);
        let killer = fork("killer", || killer(&targets));
        for _ in 0..4 {
            check(&tasks, pool.try_map(&tasks), |(n, _), sum| sum == n * 60_000);
        }
        targets.store(8, 1, SeqCst);
        killer.join().expect("it ends well");
        // Whoever was killed last may still be dying, and be given a task. Afterwards everybody has been heard of.
        check(&tasks, pool.try_map(&tasks), |(n, _), sum| sum == n * 60_000);
        let sums = pool.map(&tasks).expect("nobody kills any more, and who is dead is replaced");
        assert!(sums.iter().zip(0..).all(|(sum, n)| *sum == n * 60_000));
    }
}

/// Every task has its own result, or was lost to the killer. Says how many were lost.
fn check<T: Clone, R>(tasks: &[T], results: Vec<Result<R, TaskLost>>, is_right: impl Fn(T, R) -> bool) -> u32 {
    assert_eq!(results.len(), tasks.len());
    let mut lost = 0;
    for (index, (task, result)) in tasks.iter().zip(results).enumerate() {
        match result {
            Ok(result) => assert!(is_right(task.clone(), result), "task {index}"),
            Err(loss) => {
                assert_eq!((loss.index, &*loss.why), (index, "its worker was killed by signal 9"));
                lost += 1;
            }
        }
    }
    lost
}
