//! A process for a piece of work: forked, so that it finds all of memory as it was, and with a result.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Write};
use std::marker::PhantomData;
use std::panic::{self, AssertUnwindSafe, Location};

use nix::unistd::pipe;
use serde::Serialize;
use serde::de::DeserializeOwned;

use racecourse::internals::panic_text;
use racecourse::internals::process::{Ended, NativeChild, fork as fork_native};

/// A process that works on something and will have a result.
#[derive(Debug)]
pub struct Forked<T> {
    name: String,
    child: NativeChild,
    results: File,
    result: PhantomData<fn() -> T>,
}

/// A worker that came to its end without a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// The worker's name.
    pub worker: String,
    /// How it ended, as in `was killed by signal 9`.
    pub why: String,
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.worker, self.why)
    }
}

impl std::error::Error for Lost {}

/// Starts a process that runs `body` and hands its result over through a pipe.
///
/// The process finds all of memory as it is at this moment. No page of it is copied before one of the two writes to it,
/// and nothing it writes reaches the parent. It has only the thread that calls this, so a program must have no others
/// that hold locks at the time.
///
/// # Panics
///
/// If the system has no more pipes or processes to give.
#[track_caller]
pub fn fork<T: Serialize + DeserializeOwned>(name: &str, body: impl FnOnce() -> T) -> Forked<T> {
    let (results, sender) = pipe().unwrap_or_else(|error| panic!("failed to make a pipe: {error}"));
    let (results, mut sender) = (File::from(results), File::from(sender));
    let work = || {
        let result = panic::catch_unwind(AssertUnwindSafe(body)).map_err(|panic| panic_text(panic.as_ref()));
        // If this fails the parent is told: it finds no result in the pipe.
        let sent = postcard::to_stdvec(&result).map_err(io::Error::other).and_then(|bytes| sender.write_all(&bytes));
        i32::from(sent.is_err())
    };
    let child = fork_native(name, Location::caller(), work);
    let child = child.unwrap_or_else(|error| panic!("failed to start a process: {error}"));
    Forked { name: name.to_owned(), child, results, result: PhantomData }
}

impl<T: DeserializeOwned> Forked<T> {
    /// The system's number for it.
    pub fn id(&self) -> i32 {
        self.child.pid()
    }

    /// Waits for its end, and takes its result.
    ///
    /// The result is read before the end is waited for: a large one would otherwise fill the pipe and be waited for by
    /// both sides.
    ///
    /// # Errors
    ///
    /// If it panicked, was killed, or ended in any other way before its result was there.
    #[track_caller]
    pub fn join(mut self) -> Result<T, Lost> {
        let mut bytes = Vec::new();
        let read = self.results.read_to_end(&mut bytes);
        let ended = self.child.wait(Location::caller());
        let lost = |why: String| Lost { worker: self.name.clone(), why };
        match (read, ended) {
            (Err(error), _) | (_, Err(error)) => Err(lost(format!("could not be heard: {error}"))),
            (Ok(_), Ok(Ended::Signal(signal))) => Err(lost(format!("was killed by signal {signal}"))),
            (Ok(_), Ok(Ended::Code(code))) => match postcard::from_bytes::<Result<T, String>>(&bytes) {
                Ok(Ok(result)) => Ok(result),
                Ok(Err(panic)) => Err(lost(format!("panicked: {panic}"))),
                Err(_) => Err(lost(format!("ended with exit code {code} and without a result"))),
            },
        }
    }

    /// Kills it at once. Nothing happens if it has ended.
    ///
    /// # Errors
    ///
    /// If the system refuses.
    pub fn kill(&mut self) -> io::Result<()> {
        self.child.kill()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_comes_back_even_if_it_is_larger_than_a_pipe() {
        let numbers: Vec<u64> = (0..200_000).collect();
        let doubled = fork("doubler", || numbers.iter().map(|n| n * 2).collect::<Vec<_>>());
        let doubled = doubled.join().expect("it has a result");
        assert_eq!(doubled.len(), 200_000);
        assert_eq!(doubled[199_999], 399_998);
    }

    #[test]
    fn who_is_lost_is_named_with_the_reason() {
        let sleep = || {
            std::thread::sleep(std::time::Duration::from_secs(1000));
            1
        };
        let mut killed = fork("sleeper", sleep);
        killed.kill().expect("it can be killed");
        assert_eq!(killed.join().map_err(|lost| lost.to_string()), Err("sleeper was killed by signal 9".to_owned()));
        let left = fork("leaver", || -> u8 { racecourse::internals::process::exit_at_once(3) });
        let why = "leaver ended with exit code 3 and without a result";
        assert_eq!(left.join().map_err(|lost| lost.to_string()), Err(why.to_owned()));
        let panicked = fork("panicker", || -> u8 { panic::resume_unwind(Box::new("as told")) });
        let why = "panicker panicked: as told";
        assert_eq!(panicked.join().map_err(|lost| lost.to_string()), Err(why.to_owned()));
    }
}
