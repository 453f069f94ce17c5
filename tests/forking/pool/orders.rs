//! Results, and their order, where nothing goes wrong or a task panics.

use racecourse_labs::lab::pool::{NoWorkers, Pool};

pub(crate) const ALL: &[(&str, fn())] = &[
    ("five_workers_square_three_numbers", five_workers_square_three_numbers),
    ("results_come_in_the_order_of_the_tasks", results_come_in_the_order_of_the_tasks),
    ("no_task_and_one_task_are_done_too", no_task_and_one_task_are_done_too),
    ("nobody_is_no_pool", nobody_is_no_pool),
    ("results_larger_than_a_pipe_arrive_whole", results_larger_than_a_pipe_arrive_whole),
    ("a_task_that_panics_is_named_and_the_others_are_done", a_task_that_panics_is_named_and_the_others_are_done),
    ("the_first_lost_task_decides_the_error", the_first_lost_task_decides_the_error),
    ("workers_see_memory_as_it_was_and_keep_what_they_write", workers_see_memory_as_it_was_and_keep_what_they_write),
];

fn pools(workers: usize) -> [(&'static str, Pool); 2] {
    [
        ("threads", Pool::threads(workers).expect("there are workers")),
        ("processes", Pool::processes(workers).expect("there are workers")),
    ]
}

fn five_workers_square_three_numbers() {
    for (kind, pool) in pools(5) {
        assert_eq!(pool.map(&[1, 2, 3], |x| x * x), Ok(vec![1, 4, 9]), "{kind}");
    }
}

fn results_come_in_the_order_of_the_tasks() {
    let tasks: Vec<u64> = (0..1000).collect();
    let tripled: Vec<u64> = tasks.iter().map(|n| n * 3).collect();
    for workers in [1, 2, 7, 40] {
        for chunk in [0, 1, 3, 999, usize::MAX] {
            for (kind, pool) in pools(workers) {
                let results = pool.chunk(chunk).map(&tasks, |n| n * 3);
                assert_eq!(results.as_deref(), Ok(&*tripled), "{workers} {kind}, {chunk} at a time");
            }
        }
    }
    // The first are the slowest here.
    for (kind, pool) in pools(4) {
        let spin = |n: &u64| (0..(20 - n) * 20_000).fold(*n, |sum, _| std::hint::black_box(sum));
        let results = pool.map(&tasks[..20], spin);
        assert_eq!(results.as_deref(), Ok(&tasks[..20]), "{kind}");
    }
}

fn no_task_and_one_task_are_done_too() {
    for workers in [1, 2, 1_000_000] {
        for (kind, pool) in pools(workers) {
            assert_eq!(pool.map(&[] as &[u8], |n| *n), Ok(vec![]), "{workers} {kind}");
            assert_eq!(pool.map(&[7], |n| n + 1), Ok(vec![8]), "{workers} {kind}");
            // A result of no bytes, of tasks of none.
            assert_eq!(pool.map(&[(), ()], |&()| ()), Ok(vec![(), ()]), "{workers} {kind}");
        }
    }
}

fn nobody_is_no_pool() {
    assert_eq!(Pool::threads(0).err(), Some(NoWorkers));
    assert_eq!(
        Pool::processes(0).map_err(|error| error.to_string()).err(),
        Some("a pool needs at least one worker".into())
    );
}

fn results_larger_than_a_pipe_arrive_whole() {
    let tasks: Vec<u8> = (0..12).collect();
    for (kind, pool) in pools(3) {
        for chunk in [1, 5] {
            let results = pool.chunk(chunk).map(&tasks, |&n| vec![n; 300_001]).expect("nothing goes wrong");
            for (n, result) in results.iter().enumerate() {
                assert_eq!(result.len(), 300_001, "{kind}");
                assert!(result.iter().all(|&byte| usize::from(byte) == n), "{kind}");
            }
        }
    }
}

fn a_task_that_panics_is_named_and_the_others_are_done() {
    let tasks = ["a", "b", "c", "d", "e"];
    for (kind, pool) in pools(2) {
        for chunk in [1, 2, 5] {
            let results = pool.chunk(chunk).try_map(&tasks, |task| match *task {
                "c" => std::panic::resume_unwind(Box::new("no such thing")),
                task => task.to_uppercase(),
            });
            let results: Vec<_> = results.into_iter().map(|result| result.map_err(|lost| lost.to_string())).collect();
            let lost = Err("task 2 is lost (\"c\"): panicked: no such thing".to_owned());
            assert_eq!(results, [Ok("A".into()), Ok("B".into()), lost, Ok("D".into()), Ok("E".into())], "{kind}");
        }
    }
}

fn the_first_lost_task_decides_the_error() {
    let tasks: Vec<usize> = (0..200).collect();
    for (kind, pool) in pools(4) {
        for chunk in [1, 3, 64] {
            let lost = pool.chunk(chunk).map(&tasks, |n| match n {
                50 | 51 | 52 | 150 => std::panic::resume_unwind(Box::new(n.to_string())),
                n => *n,
            });
            let lost = lost.expect_err("some tasks panic");
            assert_eq!((lost.index, &*lost.task, &*lost.why), (50, "50", "panicked: 50"), "{kind}");
        }
    }
}

fn workers_see_memory_as_it_was_and_keep_what_they_write() {
    let seen = std::sync::Mutex::new(vec![1]);
    let pool = Pool::processes(2).expect("there are workers");
    let write = |n: &i32| {
        let mut seen = seen.lock().expect("nobody panics");
        seen.push(*n);
        seen[0]
    };
    assert_eq!(pool.map(&[5, 6, 7], write), Ok(vec![1, 1, 1]));
    assert_eq!(*seen.lock().expect("nobody panics"), [1]);
}
