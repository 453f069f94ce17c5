//! A cache on disk: what a function said about an input is remembered, across runs and for all processes.
//!
//! ```
//! use racecourse_labs::lab::cache::{Cache, Origin};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let folder = folder.path();
//! let cache = Cache::open(folder)?;
//! let square = cache.function("square", 1);
//! let first = square.call(&12_u64, |x| x * x);
//! // The value's type is part of the key, so it has to be the same.
//! let second = square.call(&12_u64, |_| -> u64 { unreachable!("it is remembered") });
//! assert_eq!((first.value, first.origin), (144, Origin::Computed));
//! assert_eq!((second.value, second.origin), (144, Origin::Remembered));
//! # Ok(())
//! # }
//! ```
//!
//! # What an entry stands for
//!
//! A function's name, its version, the names of the types it takes and returns, and the input, written as bytes: that is
//! the key. Who changes what a function does, or what is in a type, gives it a new version. The name of an entry's file is
//! a hash of the key; the key itself is in the entry and compared, so two keys of the same hash cost time and are never
//! confused.
//!
//! # Who computes
//!
//! Whoever misses takes a lock for this key, looks again, and computes only if the value is still not there. The lock is
//! the kernel's (`flock`), so threads and processes exclude each other alike, and it is free again when its holder dies,
//! together with the processes it has forked while it had the lock.
//! A function that asks the cache for the very key it is being computed for waits for itself for ever.
//!
//! # What can go wrong
//!
//! A writer may be killed at any moment. It writes to a file of another name, which gets the entry's name when all of it
//! is on disk, so an entry is there as a whole or not at all. What is left of the other file is removed by the next who
//! writes this entry, or by the next [`Cache::open`].
//!
//! An entry that is damaged nevertheless is computed anew and replaced, and [`Answer::complaints`] says so. If the folder
//! cannot be written, the value that was computed is returned all the same, with a complaint.

mod answer;
mod entry;
mod folder;

use std::any::type_name;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use self::answer::{Answer, Complaint, Origin, Tally, Wrong};
pub use self::entry::Damage;

use self::entry::Key;
use self::folder::Place;

/// A folder of remembered values.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
    swept: usize,
}

/// A function whose values are remembered.
#[derive(Clone, Debug)]
pub struct Remembered<'a> {
    cache: &'a Cache,
    name: String,
    version: u32,
}

/// A folder that cannot be used as a cache.
#[derive(Debug)]
pub struct NoCache {
    /// The folder.
    pub folder: PathBuf,
    /// Why not.
    pub error: io::Error,
}

impl fmt::Display for NoCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot keep a cache in {}: {}", self.folder.display(), self.error)
    }
}

impl std::error::Error for NoCache {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

impl From<NoCache> for super::Trouble {
    fn from(no_cache: NoCache) -> Self {
        super::Trouble::Failed(no_cache.to_string())
    }
}

impl Cache {
    /// The cache in `folder`, which is made if it is not there. What killed writers have left in it is removed.
    ///
    /// A folder that can be read and not written is good enough for what it remembers.
    ///
    /// # Errors
    ///
    /// If there is no such folder and it cannot be made, or what is there is no folder.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, NoCache> {
        let folder = folder.into();
        match folder::open(&folder) {
            Ok(swept) => Ok(Self { folder, swept }),
            Err(error) => Err(NoCache { folder, error }),
        }
    }

    /// How many files of killed writers were removed when it was opened.
    pub fn swept(&self) -> usize {
        self.swept
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The values of a function. Give it a new version when it returns something else for the same input.
    pub fn function(&self, name: impl Into<String>, version: u32) -> Remembered<'_> {
        Remembered { cache: self, name: name.into(), version }
    }
}

impl Remembered<'_> {
    /// What the function says about `input`: remembered, or computed by `compute` and remembered from now on.
    ///
    /// The input is compared as bytes, so it should have one way to be written: a `BTreeMap` rather than a `HashMap`.
    pub fn call<I, V>(&self, input: &I, compute: impl FnOnce(&I) -> V) -> Answer<V>
    where
        I: Serialize + ?Sized,
        V: Serialize + DeserializeOwned,
    {
        let key = match self.key::<I, V>(input) {
            Ok(key) => key,
            Err(why) => return Answer::computed(compute(input), vec![self.complaint(None, Wrong::NotStored(why))]),
        };
        let place = Place::of(&self.cache.folder, &key);
        // Most often it is there. One that is damaged is looked at again by whoever has the lock.
        if let Ok(Some(value)) = place.read(&key) {
            return Answer::remembered(value);
        }
        let lock = match place.lock() {
            Ok(lock) => lock,
            Err(error) => {
                let mut complaints = Vec::new();
                complaints.extend(place.read::<V>(&key).err().map(|damage| self.damaged(&place, damage)));
                let why = format!("its lock cannot be had: {error}");
                complaints.push(self.complaint(Some(&place), Wrong::NotStored(why)));
                return Answer::computed(compute(input), complaints);
            }
        };
        let mut complaints = Vec::new();
        match place.read(&key) {
            // Somebody else has computed it in the meantime.
            Ok(Some(value)) => return Answer::remembered(value),
            Ok(None) => {}
            Err(damage) => complaints.push(self.damaged(&place, damage)),
        }
        let value = compute(input);
        if let Err(why) = place.write(&lock, &key, &value) {
            complaints.push(self.complaint(Some(&place), Wrong::NotStored(why)));
        }
        Answer::computed(value, complaints)
    }

    /// What is remembered about `input`, if anything is. Nothing is computed, and nobody is waited for.
    ///
    /// # Errors
    ///
    /// If there is an entry and it is damaged.
    pub fn look<I, V>(&self, input: &I) -> Result<Option<V>, Damage>
    where
        I: Serialize + ?Sized,
        V: DeserializeOwned,
    {
        match self.key::<I, V>(input) {
            Ok(key) => Place::of(&self.cache.folder, &key).read(&key),
            Err(_) => Ok(None),
        }
    }

    /// The file of the entry for `input` and a value of type `V`, whether it is there or not. None for an input that
    /// cannot be written as bytes.
    pub fn file<I: Serialize + ?Sized, V>(&self, input: &I) -> Option<PathBuf> {
        let key = self.key::<I, V>(input).ok()?;
        Some(Place::of(&self.cache.folder, &key).entry)
    }

    fn key<I: Serialize + ?Sized, V>(&self, input: &I) -> Result<Key, String> {
        // The same bytes may be inputs of two types. These names are not the same for every compiler, so a new one may
        // have to compute again.
        let types = (type_name::<I>(), type_name::<V>());
        Key::new(&self.name, self.version, &(types, input))
            .map_err(|error| format!("the input of {} cannot be written as bytes: {error}", self.name))
    }

    fn damaged(&self, place: &Place, damage: Damage) -> Complaint {
        self.complaint(Some(place), Wrong::Damaged(damage))
    }

    fn complaint(&self, place: Option<&Place>, wrong: Wrong) -> Complaint {
        let file = place.map_or_else(|| self.cache.folder.clone(), |place| place.entry.clone());
        Complaint { file, wrong }
    }
}
