//! The system's own walls around what is not to be trusted: the compiler while it reads a submission, and the program that it
//! makes of it.
//!
//! The [wall of names](crate::walls) leaves a submission nothing to do harm with. These stand behind it, for whoever finds a hole
//! in the compiler. Not every machine has each of them, so each is [tried](trial) before it is relied on.

mod calls;
mod files;
mod raised;
pub mod trial;
mod user;

use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use racecourse::isolate;
use serde::{Deserialize, Serialize};

use self::files::Files;
use self::raised::Limits;
pub use self::user::{User, is_open_to_all};

/// A wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Wall {
    /// It runs as a user that owns nothing, and without the powers of root.
    User,
    /// It has so much memory, time of a processor, descriptors and bytes in a file, and no more.
    Limits,
    /// It is in a session of its own, with a folder of its own.
    Session,
    /// It inherits no open file.
    Descriptors,
    /// What it starts has no more rights than itself.
    Privileges,
    /// It reads what it needs and writes into its own folder (landlock).
    Files,
    /// It has no network, starts no process, traces nobody, and opens nothing to write (seccomp).
    Calls,
}

impl Wall {
    /// All, in the order in which they are raised.
    pub const ALL: [Wall; 7] =
        [Wall::Session, Wall::Descriptors, Wall::Limits, Wall::User, Wall::Privileges, Wall::Files, Wall::Calls];

    /// What it is.
    pub const fn says(self) -> &'static str {
        match self {
            Wall::User => "a user that owns nothing, without the powers of root",
            Wall::Limits => "so much memory, time of a processor, descriptors, and no more",
            Wall::Session => "a session and an empty folder of its own",
            Wall::Descriptors => "nothing that was left open is inherited",
            Wall::Privileges => "no program that it starts has more rights",
            Wall::Files => "reads what it needs, writes into its own folder (landlock)",
            Wall::Calls => "no network, no process, no tracing, no file to write (seccomp)",
        }
    }

    /// What to do where it does not stand.
    pub const fn advice(self) -> &'static str {
        match self {
            Wall::User => {
                "run it as root, in a container or a virtual machine of its own, or as a user that owns nothing else"
            }
            Wall::Limits => "let the system's own limits be no lower than they have to be (ulimit -a)",
            Wall::Session | Wall::Descriptors | Wall::Privileges => "a Linux of 5.9 or later has it",
            Wall::Files => {
                "a Linux of 5.13 or later has it, with landlock among its security modules; containers have to let it through"
            }
            Wall::Calls => "a Linux on x86_64 or aarch64 has it; containers have to let it through",
        }
    }

    /// Its word.
    pub const fn name(self) -> &'static str {
        match self {
            Wall::User => "user",
            Wall::Limits => "limits",
            Wall::Session => "session",
            Wall::Descriptors => "descriptors",
            Wall::Privileges => "privileges",
            Wall::Files => "files",
            Wall::Calls => "calls",
        }
    }
}

/// Which walls are raised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walls(Vec<Wall>);

impl Walls {
    /// These.
    pub fn of(walls: impl IntoIterator<Item = Wall>) -> Self {
        Self(walls.into_iter().collect())
    }

    /// All but this one.
    pub fn without(&self, wall: Wall) -> Self {
        Self(self.0.iter().copied().filter(|one| *one != wall).collect())
    }

    /// Whether `wall` is one of them.
    pub fn has(&self, wall: Wall) -> bool {
        self.0.contains(&wall)
    }
}

/// What is confined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Confined {
    /// The compiler of a submission: it starts nobody.
    Compiler,
    /// The compiler of a driver: it starts a linker.
    Linker,
    /// The program: it starts the engine's process, which forbids itself everything else.
    Program,
}

/// The walls around one process.
#[derive(Clone, Debug)]
pub(crate) struct Enclosure {
    walls: Walls,
    confined: Confined,
    user: Option<User>,
    limits: Limits,
    folder: PathBuf,
    files: Option<Arc<Files>>,
}

impl Enclosure {
    /// Walls around something that has to read `reads` and may write into `folder`, for so long at most.
    ///
    /// # Errors
    ///
    /// If one of them cannot stand.
    pub(crate) fn around(
        confined: Confined,
        walls: &Walls,
        user: Option<User>,
        reads: &[&Path],
        folder: &Path,
        patience: Duration,
    ) -> io::Result<Self> {
        let files = if walls.has(Wall::Files) { Some(Arc::new(Files::of(confined, reads, folder)?)) } else { None };
        let has_own_number = user.is_some_and(User::is_stranger);
        let limits = Limits::of(confined, patience, has_own_number);
        Ok(Self { walls: walls.clone(), confined, user, limits, folder: folder.to_owned(), files })
    }

    /// Raises them around `command`.
    pub(crate) fn raise(&self, command: &mut Command) -> io::Result<()> {
        if self.walls.has(Wall::Session) {
            command.current_dir(&self.folder);
        } else {
            command.process_group(0);
        }
        let own = self.clone();
        let filters = if own.walls.has(Wall::Calls) { calls::before(self.confined)? } else { Vec::new() };
        // Held for as long as the command can be started.
        let rules: Option<Arc<Files>> = own.files.clone();
        let raise = move || {
            let has = |wall: Wall| own.walls.has(wall);
            if has(Wall::Session) {
                raised::session()?;
            }
            if has(Wall::Descriptors) {
                raised::close_what_is_inherited()?;
            }
            if has(Wall::Limits) {
                own.limits.set()?;
            }
            if let Some(user) = own.user.filter(|_| has(Wall::User)) {
                user.become_it()?;
            }
            // The rules about files want it, too.
            if has(Wall::Privileges) || has(Wall::Files) {
                raised::no_new_privileges()?;
            }
            if let Some(rules) = &rules {
                rules.restrict_this_process()?;
            }
            filters.iter().try_for_each(|filter| racecourse_native::call_filter::put_up(filter))
        };
        // SAFETY: between fork and exec this makes system calls alone; what it needs was made before, but for the instructions of
        // a filter, whose memory the C library lets a forked process ask for.
        #[expect(unsafe_code, reason = "what runs between fork and exec may not need what the other threads hold")]
        unsafe {
            command.pre_exec(raise)
        };
        Ok(())
    }
}

impl isolate::Confinement for Enclosure {
    fn confine(&self, command: &mut Command) -> io::Result<()> {
        self.raise(command)
    }

    fn call_filters(&self) -> Vec<Vec<u64>> {
        let filters = self.walls.has(Wall::Calls).then(|| calls::inside().ok()).flatten();
        filters.unwrap_or_default()
    }
}
