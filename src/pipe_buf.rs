//! What the models and the real thing both know of pipes.

/// The largest write to a pipe that never mixes with another's (`PIPE_BUF` on Linux, see pipe(7)).
pub(crate) const PIPE_BUF: usize = 4096;
