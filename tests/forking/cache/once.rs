//! Those who miss at once compute once, threads and processes alike.

use std::sync::Barrier;
use std::sync::atomic::Ordering::SeqCst;
use std::thread;

use racecourse::process::SharedMemory;
use racecourse_labs::lab::cache::{Cache, Origin, Tally};
use racecourse_labs::lab::fork;

pub(crate) const ALL: &[(&str, fn())] = &[
    ("threads that miss at once compute once", threads),
    ("processes that miss at once compute once", processes),
    ("threads of several processes compute every value once", threads_of_processes),
    ("functions, versions and inputs are told apart", told_apart),
    ("a function that panics leaves the cache usable", panicking),
];

fn threads() {
    let folder = tempfile::tempdir().expect("there is a folder");
    let cache = Cache::open(folder.path()).expect("the folder will do");
    for input in 0..20_u64 {
        let start = Barrier::new(16);
        let one = || {
            start.wait();
            cache.function("square", 1).call(&input, |n| n * n)
        };
        let answers: Vec<_> = thread::scope(|scope| {
            let all: Vec<_> = (0..16).map(|_| scope.spawn(one)).collect();
            all.into_iter().map(|one| one.join().expect("it ends well")).collect()
        });
        assert!(answers.iter().all(|answer| answer.value == input * input), "{answers:?}");
        let tally: Tally = answers.iter().map(|answer| answer.tally()).sum();
        assert_eq!(tally, Tally { computed: 1, remembered: 15, ..Tally::default() });
    }
}

fn processes() {
    let folder = tempfile::tempdir().expect("there is a folder");
    let cache = Cache::open(folder.path()).expect("the folder will do");
    for input in 0..20_u64 {
        let memory = SharedMemory::new(2);
        let one = || {
            memory.fetch_add(0, 1, SeqCst);
            while memory.load(0, SeqCst) < 8 {
                thread::yield_now();
            }
            cache.function("square", 1).call(&input, |n| {
                memory.fetch_add(1, 1, SeqCst);
                n * n
            })
        };
        let all: Vec<_> = (0..8).map(|_| fork("caller", one)).collect();
        let answers: Vec<_> = all.into_iter().map(|one| one.join().expect("it ends well")).collect();
        assert!(answers.iter().all(|answer| answer.value == input * input), "{answers:?}");
        assert_eq!(answers.iter().filter(|answer| answer.origin == Origin::Computed).count(), 1);
        assert_eq!(memory.load(1, SeqCst), 1);
    }
}

fn threads_of_processes() {
    let folder = tempfile::tempdir().expect("there is a folder");
    let cache = Cache::open(folder.path()).expect("the folder will do");
    let inputs = 100_u64;
    // Everybody begins elsewhere, so that they meet everywhere.
    let all_inputs = |from: u64| -> Tally {
        let answers = (0..inputs).map(|n| (from + n) % inputs).map(|n| {
            let answer = cache.function("square", 1).call(&n, |n| n * n);
            assert_eq!(answer.value, n * n);
            answer.tally()
        });
        answers.sum()
    };
    let process = |number: u64| {
        thread::scope(|scope| {
            let all: Vec<_> = (0..4).map(|thread| scope.spawn(move || all_inputs(number * 25 + thread))).collect();
            all.into_iter().map(|one| one.join().expect("it ends well")).sum::<Tally>()
        })
    };
    let all: Vec<_> = (0..4).map(|number| fork("caller", move || process(number))).collect();
    let tally: Tally = all.into_iter().map(|one| one.join().expect("it ends well")).sum();
    assert_eq!(tally, Tally { computed: 100, remembered: 1500, ..Tally::default() });
    let files = std::fs::read_dir(folder.path()).expect("it is there").count();
    assert_eq!(files, 100, "nothing is there but entries");
}

fn told_apart() {
    let folder = tempfile::tempdir().expect("there is a folder");
    let cache = Cache::open(folder.path()).expect("the folder will do");
    for (name, version, input) in [("a", 1, "x"), ("a", 2, "x"), ("b", 1, "x"), ("a", 1, "y"), ("a", 1, "")] {
        let text = format!("{name} {version} {input}");
        let answer = cache.function(name, version).call(input, |_| text.clone());
        assert_eq!((answer.value, answer.origin), (text, Origin::Computed));
    }
    let old = cache.function("a", 1).look::<_, String>("x");
    assert_eq!(old, Ok(Some("a 1 x".to_owned())));
}

fn panicking() {
    let folder = tempfile::tempdir().expect("there is a folder");
    let cache = Cache::open(folder.path()).expect("the folder will do");
    let function = cache.function("square", 1);
    let call = || function.call(&12_u64, |_| -> u64 { std::panic::resume_unwind(Box::new("as told")) });
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(call)).is_err());
    assert_eq!(std::fs::read_dir(folder.path()).expect("it is there").count(), 0);
    assert_eq!(function.call(&12_u64, |n| n * n).value, 144);
}
