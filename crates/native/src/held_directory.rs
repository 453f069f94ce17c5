//! A directory that is known to be in use as long as somebody lives who uses it.
//!
//! Whoever is killed cannot clear up, and if all of them are killed at once nobody can. So each who uses such a directory holds
//! a shared lock on it, which the system gives back for the dead, and one that nobody holds is removed by whoever comes next.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use nix::fcntl::{Flock, FlockArg};

/// A directory in use. It is there as long as this is, and whoever has forked this process's children since.
#[derive(Debug)]
pub struct HeldDirectory {
    path: PathBuf,
    _lock: Flock<File>,
}

impl HeldDirectory {
    /// Uses the directory at `path`, which is made if it is not there. Only its owner can look into it.
    ///
    /// # Errors
    ///
    /// If it cannot be made or opened.
    pub fn at(path: &Path) -> io::Result<Self> {
        loop {
            match DirBuilder::new().mode(0o700).create(path) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
            let directory = match File::open(path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                directory => directory?,
            };
            let Ok(lock) = Flock::lock(directory, FlockArg::LockSharedNonblock) else {
                // Somebody is just removing it.
                std::thread::yield_now();
                continue;
            };
            // It may have been removed before it was locked.
            let same = |now: fs::Metadata| lock.metadata().is_ok_and(|locked| locked.ino() == now.ino());
            if fs::metadata(path).is_ok_and(same) {
                return Ok(Self { path: path.to_owned(), _lock: lock });
            }
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Removes the directories in `place` of which `is_meant` says so by their names, and that nobody uses.
pub fn remove_unused(place: &Path, is_meant: impl Fn(&str) -> bool) {
    for entry in fs::read_dir(place).into_iter().flatten().flatten() {
        if !entry.file_name().to_str().is_some_and(&is_meant) {
            continue;
        }
        // What belongs to somebody else cannot be opened; what is no directory is not ours.
        let Ok(directory) = File::open(entry.path()) else { continue };
        if directory.metadata().is_ok_and(|it| it.is_dir())
            && let Ok(lock) = Flock::lock(directory, FlockArg::LockExclusiveNonblock)
        {
            let _ = fs::remove_dir_all(entry.path());
            drop(lock);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_uses_stays_and_the_rest_goes() {
        let place = std::env::temp_dir().join(format!("racecourse-test-{}-held", std::process::id()));
        let (used, left, other) = (place.join("a-used"), place.join("a-left"), place.join("b-other"));
        let outer = HeldDirectory::at(&place).expect("it can be made");
        drop(HeldDirectory::at(&left).expect("it can be made"));
        fs::write(left.join("file"), "what the dead have left").expect("it can be written");
        let (first, second) = (HeldDirectory::at(&used), HeldDirectory::at(&used));
        drop(first.expect("it can be made"));
        fs::create_dir(&other).expect("it can be made");
        remove_unused(&place, |name| name.starts_with("a-"));
        assert_eq!([&used, &left, &other].map(|path| path.exists()), [true, false, true]);
        drop(second);
        remove_unused(&place, |name| name.starts_with("a-"));
        assert!(!used.exists());
        fs::remove_dir_all(outer.path()).expect("it can be removed");
    }
}
