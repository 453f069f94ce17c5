//! Writers that are killed leave entries that are right, or none.

use std::fs;
use std::path::Path;
use std::sync::atomic::Ordering::SeqCst;
use std::thread;

use nix::sys::signal::SigHandler;
use racecourse::process::SharedMemory;
use racecourse_labs::lab::cache::{Cache, Origin};
use racecourse_labs::lab::fork;

use super::refusals::no_larger_files_than;

pub(crate) const ALL: &[(&str, fn())] = &[
    ("a writer killed after any byte leaves no entry", after_any_byte),
    ("a writer killed at random moments leaves right entries or none", at_random_moments),
    ("who waits for a killed writer computes", waiting_for_the_dead),
    ("what is at work is not swept away", not_swept_away),
];

/// How many writers are killed at random moments.
const KILLS: u64 = 500;
/// How many numbers there are in a value: more than a hundred thousand bytes, so that writing takes its time.
const LARGE: u64 = 15_000;

fn files(folder: &Path, kind: &str) -> usize {
    let paths = fs::read_dir(folder).expect("it is there").map(|file| file.expect("a file").path());
    paths.filter(|path| path.extension().is_some_and(|it| it == kind)).count()
}

fn after_any_byte() {
    let folder = tempfile::tempdir().expect("there is a folder");
    let cache = Cache::open(folder.path()).expect("the folder will do");
    let function = cache.function("square", 1);
    let call = || function.call(&12_u64, |n| n * n);
    let _ = call();
    let file = function.file::<_, u64>(&12_u64).expect("a number can be a key");
    let whole = fs::metadata(&file).expect("the entry is there").len();
    for room in 0..whole {
        fs::remove_file(&file).expect("it can be removed");
        // The system kills who writes beyond the limit, at exactly that byte.
        let killed = fork("writer", || {
            no_larger_files_than(room, SigHandler::SigDfl);
            call()
        });
        let how = killed.join().expect_err("it was killed").why;
        assert!(how.starts_with("was killed by signal"), "{how}");
        let left = fs::metadata(file.with_extension("new")).expect("it had begun");
        assert_eq!(left.len(), room);
        assert_eq!(function.look::<_, u64>(&12_u64), Ok(None), "{room} bytes");
        // Sometimes it is swept away, sometimes the next writer comes first.
        if room % 2 == 0 {
            assert_eq!(Cache::open(folder.path()).expect("the folder will do").swept(), 2);
            assert_eq!(fs::read_dir(folder.path()).expect("it is there").count(), 0);
        }
        let answer = call();
        assert_eq!((answer.value, answer.origin, answer.complaints), (144, Origin::Computed, vec![]));
        assert_eq!(fs::read_dir(folder.path()).expect("it is there").count(), 1, "{room} bytes");
    }
}

/// A value that is not the same for any two rounds or inputs.
fn large(round: u64, input: u64) -> Vec<u64> {
    (0..LARGE).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (round << 32) ^ input).collect()
}

fn at_random_moments() {
    let folder = tempfile::tempdir().expect("there is a folder");
    let cache = Cache::open(folder.path()).expect("the folder will do");
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let (mut in_the_middle, mut found) = (0, 0);
    for round in 0..KILLS {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let begun = SharedMemory::new(1);
        let function = cache.function(format!("large {round}"), 1);
        let mut writer = fork("writer", || {
            for input in 0.. {
                begun.store(0, input + 1, SeqCst);
                let _ = function.call(&input, |&input| large(round, input));
            }
        });
        // What is read meanwhile has to be right as well; and how much is read decides when the writer is killed.
        let look = |input: u64| match function.look::<_, Vec<u64>>(&input) {
            Ok(Some(value)) => {
                assert!(value == large(round, input), "round {round}: input {input} is wrong");
                true
            }
            Ok(None) => false,
            Err(damage) => panic!("round {round}: input {input} is damaged: {damage}"),
        };
        while begun.load(0, SeqCst) == 0 {
            thread::yield_now();
        }
        for _ in 0..random % 300 {
            look(begun.load(0, SeqCst) - 1);
        }
        writer.kill().expect("it can be killed");
        assert!(writer.join().is_err());
        let last = begun.load(0, SeqCst);
        // All but the last one or two had been written: what was there stays.
        found += (0..last).filter(|&input| look(input)).count() as u64;
        assert!((0..last - 1).all(look), "round {round}: something has gone");
        in_the_middle += files(folder.path(), "new");
        // In every other round the next call has to do without the sweeper.
        let sweep = || Cache::open(folder.path()).expect("the folder will do");
        if round % 2 == 0 {
            sweep();
        }
        let answer = function.call(&(last - 1), |&input| large(round, input));
        assert!(answer.value == large(round, last - 1) && answer.complaints.is_empty());
        assert_eq!(files(folder.path(), "new"), 0, "round {round}");
        sweep();
        assert_eq!(files(folder.path(), "lock"), 0, "round {round}");
        for input in 0..last {
            fs::remove_file(function.file::<_, Vec<u64>>(&input).expect("a number can be a key"))
                .expect("it can be removed");
        }
    }
    println!("{KILLS} writers killed, {in_the_middle} of them while they wrote; {found} entries left, all right");
}

fn waiting_for_the_dead() {
    let folder = tempfile::tempdir().expect("there is a folder");
    let cache = Cache::open(folder.path()).expect("the folder will do");
    let function = cache.function("square", 1);
    let begun = SharedMemory::new(1);
    let mut first = fork("the one that is killed", || {
        function.call(&12_u64, |_| -> u64 {
            begun.store(0, 1, SeqCst);
            loop {
                thread::park();
            }
        })
    });
    while begun.load(0, SeqCst) == 0 {
        thread::yield_now();
    }
    let waiting: Vec<_> = (0..4).map(|_| fork("waiting", || function.call(&12_u64, |n| n * n))).collect();
    first.kill().expect("it can be killed");
    assert!(first.join().is_err());
    let answers: Vec<_> = waiting.into_iter().map(|one| one.join().expect("it ends well")).collect();
    assert!(answers.iter().all(|answer| answer.value == 144 && answer.complaints.is_empty()), "{answers:?}");
    assert_eq!(answers.iter().filter(|answer| answer.origin == Origin::Computed).count(), 1);
}

fn not_swept_away() {
    let folder = tempfile::tempdir().expect("there is a folder");
    let cache = Cache::open(folder.path()).expect("the folder will do");
    let answer = cache.function("square", 1).call(&12_u64, |n| {
        let other = Cache::open(folder.path()).expect("the folder will do");
        assert_eq!((other.swept(), files(folder.path(), "lock")), (0, 1));
        n * n
    });
    assert_eq!((answer.value, answer.complaints), (144, vec![]));
}
