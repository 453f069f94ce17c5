//! Where submissions are built and run: a folder for this process, of which nothing stays.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::sys::signal::kill;
use nix::unistd::{Pid, geteuid};
use racecourse_exercises::confinement::is_open_to_all;

/// How such folders are called, before the number of the process.
const NAME: &str = "racecourse-grading-";

/// A folder that is there as long as this is.
#[derive(Debug)]
pub(super) struct Place(PathBuf);

impl Place {
    /// One below `cache`; or, where root grades and others cannot come there, where all have theirs: a submission runs as another.
    ///
    /// What processes have left that are no more, since they were killed, is removed.
    pub(super) fn of(cache: &Path) -> io::Result<Self> {
        let all =
            if geteuid().is_root() && !is_open_to_all(cache) { std::env::temp_dir() } else { cache.join("grading") };
        fs::create_dir_all(&all)?;
        for entry in fs::read_dir(&all)?.flatten() {
            let name = entry.file_name();
            let number = name.to_str().and_then(|name| name.strip_prefix(NAME)).and_then(|number| number.parse().ok());
            if number.is_some_and(|number| kill(Pid::from_raw(number), None) == Err(Errno::ESRCH)) {
                // Somebody else's stays, which cannot be removed.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        let place = all.join(format!("{NAME}{}", std::process::id()));
        DirBuilder::new().mode(0o711).create(&place)?;
        Ok(Self(place))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_process_has_left_is_removed_and_what_a_living_one_uses_stays() {
        let cache = tempfile::tempdir().unwrap();
        let grading = cache.path().join("grading");
        // No process has a number above this (`proc_sys_kernel(5)`, pid_max).
        let (dead, alive) = (grading.join(format!("{NAME}4194304")), grading.join(format!("{NAME}1")));
        [&dead, &alive].into_iter().for_each(|it| fs::create_dir_all(it.join("submission")).unwrap());
        let all_may_come: fs::Permissions = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(cache.path(), all_may_come).unwrap();
        let place = Place::of(cache.path()).unwrap();
        assert_eq!((dead.exists(), alive.exists(), place.path().exists()), (false, true, true));
        let path = place.path().to_owned();
        drop(place);
        assert!(!path.exists());
    }
}
