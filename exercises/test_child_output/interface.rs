//! What the tests are handed. Which implementation is behind it they do not know.

use racecourse::process::PipeWriter;

/// What a child does: it writes into a pipe, and ends with a code.
pub type Program = fn(PipeWriter) -> i32;

/// Has a child run a program: all that it has written, and the code with which it has ended.
pub type OutputOf = fn(Program) -> (Vec<u8>, i32);

/// A test: its name, and what it does.
pub type Test = (&'static str, fn(OutputOf));
