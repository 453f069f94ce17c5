//! A directory for the files of one run, that disappears with it.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};

use nix::unistd::{Pid, getpid};
use parking_lot::Mutex;

use crate::held_directory::HeldDirectory;

static BASE: Mutex<Option<PathBuf>> = Mutex::new(None);
/// The base, from the first private directory in it on.
static HELD: Mutex<Option<HeldDirectory>> = Mutex::new(None);
static CURRENT: Mutex<(u32, Weak<PrivateDirectory>)> = Mutex::new((0, Weak::new()));

/// A directory that only its owner can look into. Removed when the process that made it lets go of it.
#[derive(Debug)]
pub struct PrivateDirectory {
    path: PathBuf,
    creator: Pid,
}

/// From now on private directories are made in `base`, which need not exist yet.
///
/// So somebody else can clear up after a process that was killed.
pub fn make_them_in(base: PathBuf) {
    *BASE.lock() = Some(base);
}

impl PrivateDirectory {
    /// The directory that is in use, or a new one: all who have it at the same time have the same one.
    pub fn current() -> io::Result<Arc<Self>> {
        let mut current = CURRENT.lock();
        if let Some(directory) = current.1.upgrade() {
            return Ok(directory);
        }
        let base = match BASE.lock().clone() {
            Some(base) => {
                // Somebody else may have cleared up.
                if !base.exists() || HELD.lock().is_none() {
                    *HELD.lock() = Some(HeldDirectory::at(&base)?);
                }
                base
            }
            None => std::env::temp_dir(),
        };
        let mut builder = DirBuilder::new();
        builder.mode(0o700);
        let directory = loop {
            current.0 += 1;
            let path = base.join(format!("racecourse-{}-{}", getpid(), current.0));
            match builder.create(&path) {
                Ok(()) => break Arc::new(Self { path, creator: getpid() }),
                // Left by a process of the same number that was killed: not ours to remove.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        };
        current.1 = Arc::downgrade(&directory);
        Ok(directory)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for PrivateDirectory {
    fn drop(&mut self) {
        // A forked child has a copy of this, but the directory is its parent's.
        if self.creator == getpid() {
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}
