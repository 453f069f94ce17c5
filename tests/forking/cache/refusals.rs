//! Where nothing can be written the value is not lost, and why is said.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use nix::sys::resource::{Resource, setrlimit};
use nix::sys::signal::{SigHandler, Signal, signal};
use racecourse_labs::lab::cache::{Answer, Cache, Origin, Wrong};
use racecourse_labs::lab::fork;
use serde::{Deserialize, Serialize};

pub(crate) const ALL: &[(&str, fn())] = &[
    ("a folder that cannot be made is refused with its path and the reason", cannot_be_made),
    ("a folder that has gone is reported, and the value is not lost", has_gone),
    ("a folder that only can be read still gives what it remembers", only_to_be_read),
    ("a full disk is reported, and leaves nothing behind", full_disk),
    ("what cannot be written as bytes is computed and reported", no_bytes),
];

fn square(n: &u64) -> u64 {
    n * n
}

/// Why the value could not be remembered. It must be right, and computed.
#[track_caller]
fn not_stored(answer: Answer<u64>) -> String {
    assert_eq!((answer.value, answer.origin), (144, Origin::Computed));
    match &answer.complaints[..] {
        [complaint] if matches!(complaint.wrong, Wrong::NotStored(_)) => complaint.to_string(),
        complaints => panic!("{complaints:?}"),
    }
}

fn cannot_be_made() {
    let folder = tempfile::tempdir().expect("there is a folder");
    let file = folder.path().join("file");
    fs::write(&file, "in the way").expect("it can be written");
    let too_long = folder.path().join("x".repeat(300));
    for path in [file.clone(), file.join("cache"), too_long, "/proc/cache".into(), "".into()] {
        let refused = Cache::open(&path).expect_err("it cannot be made").to_string();
        assert!(refused.starts_with(&format!("cannot keep a cache in {}: ", path.display())), "{refused}");
    }
    assert_eq!(fs::read_to_string(&file).expect("it is still there"), "in the way");
}

fn has_gone() {
    let folder = tempfile::tempdir().expect("there is a folder");
    let path = folder.path().join("cache");
    let cache = Cache::open(&path).expect("the folder will do");
    fs::remove_dir(&path).expect("it can be removed");
    let why = not_stored(cache.function("square", 1).call(&12, square));
    assert!(why.contains("its lock cannot be had: "), "{why}");
    // A file where the folder was: then nothing can even be looked for.
    fs::write(&path, "in the way").expect("it can be written");
    let answer = cache.function("square", 1).call(&12, square);
    assert_eq!((answer.value, answer.origin, answer.tally().not_stored), (144, Origin::Computed, 1));
}

fn only_to_be_read() {
    let folder = tempfile::tempdir().expect("there is a folder");
    let cache = Cache::open(folder.path()).expect("the folder will do");
    let _ = cache.function("square", 1).call(&11, square);
    allow(folder.path(), 0o555);
    for entry in fs::read_dir(folder.path()).expect("it is there") {
        allow(&entry.expect("an entry").path(), 0o444);
    }
    let answers = fork("reader", || {
        become_nobody();
        let cache = Cache::open(folder.path()).expect("it can be read");
        let function = cache.function("square", 1);
        (function.call(&11, square), function.call(&12, square))
    });
    let (remembered, computed) = answers.join().expect("it ends well");
    allow(folder.path(), 0o700);
    assert_eq!((remembered.value, remembered.origin), (121, Origin::Remembered));
    let why = not_stored(computed);
    assert!(why.contains("denied"), "{why}");
}

fn full_disk() {
    let folder = tempfile::tempdir().expect("there is a folder");
    let cache = Cache::open(folder.path()).expect("the folder will do");
    let function = cache.function("square", 1);
    let _ = function.call(&12, square);
    let file = function.file::<_, u64>(&12_u64).expect("a number can be a key");
    let whole = fs::metadata(&file).expect("the entry is there").len();
    fs::remove_file(&file).expect("it can be removed");
    for room in 0..whole {
        let answer = fork("writer", || {
            no_larger_files_than(room, SigHandler::SigIgn);
            function.call(&12, square)
        });
        not_stored(answer.join().expect("it ends well"));
        assert_eq!(fs::read_dir(folder.path()).expect("it is there").count(), 0, "{room} bytes");
    }
}

fn no_bytes() {
    #[derive(Deserialize)]
    struct Stubborn(u64);

    impl Serialize for Stubborn {
        fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("will not"))
        }
    }

    let folder = tempfile::tempdir().expect("there is a folder");
    let cache = Cache::open(folder.path()).expect("the folder will do");
    let function = cache.function("square", 1);
    let why = not_stored(function.call(&Stubborn(12), |n| n.0 * n.0));
    assert!(why.contains("the input of square cannot be written as bytes"), "{why}");
    let answer = function.call(&12_u64, |n| Stubborn(n * n));
    assert_eq!((answer.value.0, answer.complaints.len()), (144, 1));
    assert_eq!(fs::read_dir(folder.path()).expect("it is there").count(), 0);
}

fn allow(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("they can be set");
}

/// Gives up the rights of an administrator, whom nothing is denied.
fn become_nobody() {
    // SAFETY: the first call asks who this process is, and the second one changes nothing else.
    #[expect(unsafe_code, reason = "the safe calls are part of a feature that nothing else needs")]
    let is_nobody = unsafe { nix::libc::geteuid() != 0 || nix::libc::setuid(65_534) == 0 };
    assert!(is_nobody);
}

/// From now on this process cannot make files larger than that; what happens if it tries is up to `then`.
pub(super) fn no_larger_files_than(bytes: u64, then: SigHandler) {
    // SAFETY: to ignore a signal, or to let it do what it does, runs no code of ours.
    #[expect(unsafe_code, reason = "there is no safe call that changes what a signal does")]
    unsafe { signal(Signal::SIGXFSZ, then) }.expect("it can be set");
    setrlimit(Resource::RLIMIT_CORE, 0, 0).expect("it can be lowered");
    setrlimit(Resource::RLIMIT_FSIZE, bytes, bytes).expect("it can be lowered");
}
