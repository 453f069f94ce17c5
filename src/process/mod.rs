//! Processes: children with their own copy of memory, and what goes between them.
//!
//! Natively these are real processes: `fork`, pipes, shared mappings, file locks and signals. In the models a process is
//! an actor with its own copy of what it inherited, pipes have a stated capacity, and a kill can come between any two
//! steps. Natively and in the models what a killed process has may be given back only some time after the kill. The kernel's side of a process behaves as in Unix: a child has a copy of every open end of a pipe, and when a
//! process ends, however it ends, its open ends are closed and its file locks released, but a lock *file* stays.

mod child;
mod file;
mod inherit;
mod pipe;
mod queue;
mod shared_memory;

pub use self::child::{Child, Exit, ExitStatus, fork};
pub use self::file::{FileLock, FileLockGuard, LockFile};
pub use self::inherit::Inherit;
pub use self::pipe::{DEFAULT_CAPACITY, PipeReader, PipeWriter, pipe, pipe_with_capacity};
pub use self::queue::{Queue, queue, queue_with_capacity};
pub use self::shared_memory::SharedMemory;
