//! Hands data over to a process by a pipe: every byte is copied into the pipe, and out of it on the other side.

use std::io::{self, Read, Write, pipe};
use std::time::{Duration, Instant};

use racecourse_labs::lab::fork;

/// Hands `data` over so many times to a worker that answers with its last number. Returns the answers and the time.
///
/// # Errors
///
/// If the system has no pipe to give, or the worker is gone.
pub fn hand_over(data: &[f64], times: usize) -> io::Result<(Vec<f64>, Duration)> {
    // A pipe carries bytes. They are packed beforehand, so that only the pipe is measured.
    let packed: Vec<u8> = data.iter().flat_map(|number| number.to_le_bytes()).collect();
    let length = packed.len();
    let ((mut given, mut give), (mut answers, mut answer)) = (pipe()?, pipe()?);
    let worker = fork("reader", move || {
        let mut data = vec![0; length];
        (0..times).all(|_| given.read_exact(&mut data).is_ok() && answer.write_all(&data[length - 8..]).is_ok())
    });
    let start = Instant::now();
    let mut all = Vec::new();
    for _ in 0..times {
        give.write_all(&packed)?;
        let mut last = [0; 8];
        answers.read_exact(&mut last)?;
        all.push(f64::from_le_bytes(last));
    }
    let taken = start.elapsed();
    worker.join().map_err(io::Error::other)?;
    Ok((all, taken))
}
