//! wrong: live, refuses what is right: deadlock
use racecourse::process;

use subject::{OutputOf, Test};

pub const TESTS: &[Test] = &[("it reads, too", it_reads)];

// Nobody writes what this child waits for.
fn it_reads(output_of: OutputOf) {
    let (_, code) = output_of(|_writer| {
        let (mut reader, other) = process::pipe();
        let read = reader.read_to_end().map_or(1, |_| 0);
        drop(other);
        read
    });
    assert_eq!(code, 0);
}
