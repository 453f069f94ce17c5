//! What the earlier checks of a test came to, for a child process that runs the test again up to a later one.
//!
//! Without it the child would start children of its own for them, and these again: twice as many for every check.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};

use racecourse_native::held_directory::HeldDirectory;
use racecourse_trace::wire::{Known, Which, Wired};

use crate::engine::EngineId;
use crate::exploration::Exploration;

thread_local! {
    /// What the checks of the test on this thread came to in child processes.
    static KNOWN: RefCell<Known> = const { RefCell::new(Vec::new()) };
}

/// A check came to this.
pub(super) fn remember(which: &Which, engine: EngineId, exploration: &Exploration) {
    KNOWN.with_borrow_mut(|known| known.push((which.clone(), engine, exploration.clone())));
}

/// Leaves all that is known for a child, among its files. They are in use as long as what this gives back is there.
pub(super) fn leave_for_child(files: &Path) -> Option<(HeldDirectory, PathBuf)> {
    let known = KNOWN.with_borrow(|known| (!known.is_empty()).then(|| known.encode()))?;
    let directory = HeldDirectory::at(files).ok()?;
    let path = directory.path().join("known");
    fs::write(&path, known).ok().map(|()| (directory, path))
}

/// What the check came to, as the parent has left it in `path`.
pub(super) fn look_up(path: &Path, which: &Which, engine: EngineId) -> Option<Exploration> {
    let known = Known::decode(&fs::read(path).ok()?)?;
    known.into_iter().find(|(it, by, _)| it == which && *by == engine).map(|(_, _, exploration)| exploration)
}
