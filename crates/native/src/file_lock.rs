//! Locks between processes: one that the kernel releases, and one that nobody does.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::panic::Location;
use std::path::PathBuf;
use std::sync::Arc;

use nix::errno::Errno;
use nix::fcntl::{Flock, FlockArg};

use super::gates;
use super::private_directory::PrivateDirectory;
use super::record::{self, NativeObject};
use racecourse_trace::exploration::{ObjectKind, Verb};

/// A lock on a file of its own (`flock`). If its holder dies, the kernel releases it.
#[derive(Debug)]
pub struct FileLock {
    path: PathBuf,
    object: NativeObject,
    /// Keeps the file in place.
    _directory: Arc<PrivateDirectory>,
}

impl FileLock {
    /// The lock called `name`; two of the same name are the same lock.
    pub fn new(name: &str, site: &'static Location<'static>) -> io::Result<Self> {
        let directory = PrivateDirectory::current()?;
        let path = directory.path().join(file_name(name, "flock"));
        OpenOptions::new().create(true).append(true).open(&path)?;
        let mut object = NativeObject::shared(ObjectKind::FileLock, site);
        object.set_name(name);
        Ok(Self { path, object, _directory: directory })
    }

    /// Waits until it is free, and takes it.
    pub fn lock(&self, site: &'static Location<'static>) -> io::Result<FileLockGuard<'_>> {
        gates::enter(site);
        if let Some(file) = self.take(FlockArg::LockExclusiveNonblock)? {
            return Ok(self.guard(file, site));
        }
        let wait = record::waiting(Verb::FileLock, &self.object, site);
        loop {
            if let Some(file) = self.take(FlockArg::LockExclusive)? {
                drop(wait);
                return Ok(self.guard(file, site));
            }
        }
    }

    /// Takes it if it is free.
    pub fn try_lock(&self, site: &'static Location<'static>) -> io::Result<Option<FileLockGuard<'_>>> {
        gates::enter(site);
        Ok(self.take(FlockArg::LockExclusiveNonblock)?.map(|file| self.guard(file, site)))
    }

    /// The file, locked; `None` if it is locked by somebody else, or the call was interrupted.
    fn take(&self, how: FlockArg) -> io::Result<Option<Flock<File>>> {
        // The lock belongs to the open file, not to the process: so that threads and forked children exclude each
        // other too, everyone opens it anew.
        match Flock::lock(File::open(&self.path)?, how) {
            Ok(file) => Ok(Some(file)),
            Err((_, Errno::EWOULDBLOCK | Errno::EINTR)) => Ok(None),
            Err((_, error)) => Err(error.into()),
        }
    }

    fn guard(&self, file: Flock<File>, site: &'static Location<'static>) -> FileLockGuard<'_> {
        record::holding(&self.object, site);
        FileLockGuard { lock: self, _file: file }
    }
}

/// The right to what the lock guards; dropping it releases the lock.
#[derive(Debug)]
pub struct FileLockGuard<'a> {
    lock: &'a FileLock,
    _file: Flock<File>,
}

impl Drop for FileLockGuard<'_> {
    fn drop(&mut self) {
        gates::pass();
        record::released(&self.lock.object);
    }
}

/// A file whose existence is the lock. If its creator dies, it stays.
#[derive(Debug)]
pub struct LockFile {
    path: PathBuf,
    /// Keeps the file in place.
    _directory: Arc<PrivateDirectory>,
}

impl LockFile {
    /// The lock file called `name`, which is not created yet.
    pub fn new(name: &str) -> io::Result<Self> {
        let directory = PrivateDirectory::current()?;
        Ok(Self { path: directory.path().join(file_name(name, "lock")), _directory: directory })
    }

    /// Creates it; `false` if it exists.
    pub fn try_create(&self, site: &'static Location<'static>) -> io::Result<bool> {
        gates::enter(site);
        match OpenOptions::new().write(true).create_new(true).open(&self.path) {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Removes it, if it exists.
    pub fn remove(&self, site: &'static Location<'static>) -> io::Result<()> {
        gates::enter(site);
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            result => result,
        }
    }

    /// Whether it exists.
    pub fn exists(&self, site: &'static Location<'static>) -> io::Result<bool> {
        gates::enter(site);
        self.path.try_exists()
    }
}

/// A file name for any name: nothing in it leads out of the directory.
fn file_name(name: &str, kind: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '_' };
    format!("{}.{kind}", name.chars().map(plain).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::fork;
    use crate::shared_words::SharedWords;
    use std::sync::atomic::Ordering::SeqCst;

    fn here() -> &'static Location<'static> {
        Location::caller()
    }

    #[test]
    fn the_kernel_releases_the_lock_of_a_killed_process_but_its_lock_file_stays() {
        let lock = FileLock::new("accounts", here()).expect("there is a lock");
        let file = LockFile::new("accounts").expect("there is a lock file");
        let taken = SharedWords::new(1).expect("there is memory");
        let hold = || {
            let _guard = lock.lock(here());
            let _created = file.try_create(here());
            taken[0].store(1, SeqCst);
            loop {
                std::thread::sleep(std::time::Duration::from_secs(1));
            }
        };
        let mut child = fork("holder", here(), hold).expect("there is a child");
        while taken[0].load(SeqCst) == 0 {
            std::thread::yield_now();
        }
        assert!(lock.try_lock(here()).expect("one can try").is_none());
        child.kill().expect("it can be killed");
        child.wait(here()).expect("it has ended");
        assert!(lock.try_lock(here()).expect("one can try").is_some());
        assert!(!file.try_create(here()).expect("one can try"));
        assert!(file.exists(here()).expect("one can look"));
    }
}
