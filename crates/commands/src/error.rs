//! Why a command could not be done.

use std::io;

/// Why a command could not be done. A verdict is none of it: finding a bug is what the program is for.
#[derive(Debug)]
pub enum Error {
    /// The user asked for something that does not exist.
    Usage(String),
    /// Reading or writing did not work: what was to be done, and what the system says.
    Io(String, io::Error),
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Error::Io("write the report".to_owned(), error)
    }
}
