//! Damaged entries are computed anew and reported, never returned.

use std::fs;
use std::path::PathBuf;

use racecourse_labs::lab::cache::{Answer, Cache, Damage, Origin, Remembered, Wrong};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(crate) const ALL: &[(&str, fn())] = &[
    ("an entry cut at any length is computed anew and reported", cut_at_any_length),
    ("an entry with any byte flipped is computed anew and reported", any_byte_flipped),
    ("an entry under another entry's name is refused", under_another_name),
    ("a value of another type is refused", of_another_type),
    ("a folder in an entry's place is reported", a_folder_in_its_place),
];

fn square(n: &u64) -> u64 {
    n * n
}

fn entry(function: &Remembered<'_>, input: u64) -> PathBuf {
    function.file::<_, u64>(&input).expect("a number can be a key")
}

/// Why the entry was found damaged; the answer must be right nevertheless, and the entry whole again.
#[track_caller]
fn repaired(function: &Remembered<'_>, what: &str) -> Damage {
    let Answer { value, origin, complaints } = function.call(&12, square);
    assert_eq!((value, origin), (144, Origin::Computed), "{what}");
    let [complaint] = &complaints[..] else { panic!("{what}: {complaints:?}") };
    assert_eq!(complaint.file, entry(function, 12), "{what}");
    let Wrong::Damaged(damage) = &complaint.wrong else { panic!("{what}: {complaint}") };
    let again = function.call(&12, |_: &u64| -> u64 { panic!("{what}: it has just been written") });
    assert_eq!((again.value, again.origin, again.complaints), (144, Origin::Remembered, vec![]), "{what}");
    damage.clone()
}

fn cut_at_any_length() {
    let folder = tempfile::tempdir().expect("there is a folder");
    let cache = Cache::open(folder.path()).expect("the folder will do");
    let function = cache.function("square", 1);
    let _ = function.call(&12, square);
    let whole = fs::read(entry(&function, 12)).expect("the entry is there");
    for length in 0..whole.len() {
        fs::write(entry(&function, 12), &whole[..length]).expect("it can be damaged");
        assert_eq!(repaired(&function, &format!("cut to {length} bytes")), Damage::WrongLength);
    }
    fs::write(entry(&function, 12), [&whole[..], &[0]].concat()).expect("it can be damaged");
    assert_eq!(repaired(&function, "lengthened"), Damage::WrongLength);
    fs::write(entry(&function, 12), vec![0; whole.len()]).expect("it can be damaged");
    assert_eq!(repaired(&function, "all zeros, as after a power cut"), Damage::NoEntry);
}

fn any_byte_flipped() {
    let folder = tempfile::tempdir().expect("there is a folder");
    let cache = Cache::open(folder.path()).expect("the folder will do");
    let function = cache.function("square", 1);
    let _ = function.call(&12, square);
    let whole = fs::read(entry(&function, 12)).expect("the entry is there");
    for at in 0..whole.len() {
        for mask in [0x01, 0x80, 0xff] {
            let mut flipped = whole.clone();
            flipped[at] ^= mask;
            fs::write(entry(&function, 12), flipped).expect("it can be damaged");
            repaired(&function, &format!("byte {at} flipped by {mask:#x}"));
        }
    }
}

fn under_another_name() {
    let folder = tempfile::tempdir().expect("there is a folder");
    let cache = Cache::open(folder.path()).expect("the folder will do");
    let function = cache.function("square", 1);
    let _ = function.call(&13, square);
    fs::rename(entry(&function, 13), entry(&function, 12)).expect("it can be damaged");
    assert_eq!(repaired(&function, "another's entry"), Damage::OtherKey);
}

fn of_another_type() {
    /// What has been written by one version of a program, and cannot be read by the next.
    #[derive(Debug, PartialEq)]
    struct Changed(u64);

    impl Serialize for Changed {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.0.serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for Changed {
        fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
            Err(serde::de::Error::custom("it was a number once"))
        }
    }

    let folder = tempfile::tempdir().expect("there is a folder");
    let cache = Cache::open(folder.path()).expect("the folder will do");
    let function = cache.function("square", 1);
    let _ = function.call(&12_u64, |n| Changed(n * n));
    let again = function.call(&12_u64, |n| Changed(n * n));
    assert_eq!((again.value, again.origin), (Changed(144), Origin::Computed));
    assert_eq!(again.complaints.first().map(|it| &it.wrong), Some(&Wrong::Damaged(Damage::OtherType)));
    // Under another name a type has entries of its own, and so has a number of another sign.
    assert_eq!(function.call(&12_u64, |n| n.to_string()).complaints, []);
    let other = function.call(&6_i64, |_| "the same byte as 12, if it has no sign".to_owned());
    assert_eq!((other.origin, other.complaints), (Origin::Computed, vec![]));
}

fn a_folder_in_its_place() {
    let folder = tempfile::tempdir().expect("there is a folder");
    let cache = Cache::open(folder.path()).expect("the folder will do");
    let function = cache.function("square", 1);
    fs::create_dir(entry(&function, 12)).expect("it can be damaged");
    let answer = function.call(&12, square);
    assert_eq!((answer.value, answer.tally().damaged, answer.tally().not_stored), (144, 1, 1));
    assert_eq!(fs::read_dir(folder.path()).expect("it is there").count(), 1, "nothing is left but what was there");
}
