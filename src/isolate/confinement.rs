//! What whoever starts a program that is not to be trusted has to say of the walls around it.

use std::fmt;
use std::io;
use std::process::Command;

/// What stands between a program and the rest of the machine.
pub trait Confinement: fmt::Debug {
    /// Raises the walls that stand before the program is started. `command` is no leader of a process group of its own yet, and has
    /// to become one.
    ///
    /// # Errors
    ///
    /// If one of them cannot stand. Then the program is not started.
    fn confine(&self, command: &mut Command) -> io::Result<()>;

    /// What the engine's process forbids itself before it runs anything of the program: programs for the system, see
    /// `racecourse_native::call_filter`.
    fn call_filters(&self) -> Vec<Vec<u64>>;
}
