//! Hands data over to a process in memory that both share: only the word that it is there is sent.

use std::io::{self, Read, Write, pipe};
use std::time::{Duration, Instant};

use racecourse_labs::lab::fork;
use racecourse_labs::lab::shared::SharedNumbers;

/// Hands `data` over so many times to a worker that answers with its last number. Returns the answers and the time.
///
/// `made_there` says that the data was made in the shared memory. Otherwise it has to be copied there each time.
///
/// # Errors
///
/// If the system has no pipe or no memory to give, or the worker is gone.
pub fn hand_over(data: &[f64], times: usize, made_there: bool) -> io::Result<(Vec<f64>, Duration)> {
    let shared = &SharedNumbers::new(data.len())?;
    let copy = || data.iter().enumerate().for_each(|(at, &number)| shared.set(at, number));
    copy();
    let ((mut given, mut give), (mut answers, mut answer)) = (pipe()?, pipe()?);
    let worker = fork("reader", move || {
        let mut word = [0];
        let last = || shared.get(shared.len() - 1).to_le_bytes();
        (0..times).all(|_| given.read_exact(&mut word).is_ok() && answer.write_all(&last()).is_ok())
    });
    let start = Instant::now();
    let mut all = Vec::new();
    for _ in 0..times {
        if !made_there {
            copy();
        }
        give.write_all(&[1])?;
        let mut last = [0; 8];
        answers.read_exact(&mut last)?;
        all.push(f64::from_le_bytes(last));
    }
    let taken = start.elapsed();
    worker.join().map_err(io::Error::other)?;
    Ok((all, taken))
}
