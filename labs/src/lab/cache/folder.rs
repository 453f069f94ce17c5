//! The cache's folder: an entry's file, its lock, and the file it is written to first.

use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::entry::{self, Damage, Key};

/// How an entry's file is called while it is being written.
const NEW: &str = "new";
/// How the file is called whose lock is the right to write an entry.
const LOCK: &str = "lock";

/// Where an entry is.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) entry: PathBuf,
}

/// The right to write an entry. Nobody else has it at the same time, in this process or another.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    path: PathBuf,
}

/// Makes the folder if it is not there, and clears up. Says how many files it has removed.
pub(super) fn open(folder: &Path) -> io::Result<usize> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let mut left = BTreeSet::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        if path.extension().is_some_and(|kind| kind == NEW || kind == LOCK) {
            left.insert(path.with_extension(""));
        }
    }
    // What cannot be removed does no harm.
    Ok(left.into_iter().map(|entry| Place { entry }.sweep().unwrap_or(0)).sum())
}

impl Place {
    pub(super) fn of(folder: &Path, key: &Key) -> Self {
        Self { entry: folder.join(key.name()) }
    }

    /// The value that is there; none if there is no entry.
    pub(super) fn read<V: DeserializeOwned>(&self, key: &Key) -> Result<Option<V>, Damage> {
        let bytes = match fs::read(&self.entry) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Damage::Unreadable(error.to_string())),
        };
        match postcard::take_from_bytes(entry::unseal(&bytes, key)?) {
            Ok((value, [])) => Ok(Some(value)),
            _ => Err(Damage::OtherType),
        }
    }

    /// Writes an entry, so that it is there as a whole or not at all.
    pub(super) fn write(&self, _lock: &Lock, key: &Key, value: &impl Serialize) -> Result<(), String> {
        let value = postcard::to_stdvec(value).map_err(|error| format!("as bytes: {error}"))?;
        let new = self.entry.with_extension(NEW);
        let written = replace(&new, &self.entry, &entry::seal(key, &value));
        written.map_err(|error| {
            // If that fails too the next writer does it.
            let _ = fs::remove_file(&new);
            error.to_string()
        })
    }

    /// Waits for the right to write.
    pub(super) fn lock(&self) -> io::Result<Lock> {
        self.locked(File::lock)
    }

    /// Takes the right to write again and again by `take`, until the lock is that of the file which is there.
    ///
    /// Whoever has the lock removes its file in the end, so that the folder does not fill with them. One who has waited
    /// may find that what was waited for is no longer the lock.
    fn locked(&self, take: impl Fn(&File) -> io::Result<()>) -> io::Result<Lock> {
        let path = self.entry.with_extension(LOCK);
        loop {
            // Opened anew by everyone: the lock belongs to the open file, so this excludes threads, too.
            let file = OpenOptions::new().create(true).append(true).open(&path)?;
            match take(&file) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            }
            let mine = file.metadata()?;
            match fs::metadata(&path) {
                Ok(there) if (there.dev(), there.ino()) == (mine.dev(), mine.ino()) => return Ok(Lock { file, path }),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Removes what a killed writer has left, unless somebody is at work there.
    fn sweep(&self) -> io::Result<usize> {
        let had_lock = self.entry.with_extension(LOCK).exists();
        let lock = self.locked(|file| match file.try_lock() {
            Ok(()) => Ok(()),
            Err(TryLockError::WouldBlock) => Err(ErrorKind::WouldBlock.into()),
            Err(TryLockError::Error(error)) => Err(error),
        })?;
        let removed = fs::remove_file(self.entry.with_extension(NEW)).is_ok();
        drop(lock);
        Ok(usize::from(removed) + usize::from(had_lock))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
        // To close the file is not enough: a process that was forked meanwhile has it open as well.
        let _ = self.file.unlock();
    }
}

/// Puts `bytes` into the file `path`, by way of the file `new`.
fn replace(new: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::remove_file(new) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(new)?;
    file.write_all(bytes)?;
    // The name must not be on disk before the bytes are.
    file.sync_all()?;
    fs::rename(new, path)
}
