//! The parent waits for a child before it reads what the child writes; the child waits for room in the pipe.
//!
//! `racecourse check pipe_full --variant broken`

use racecourse::Outcome;
use racecourse::process::{self, PipeWriter};

/// A child writes 6000 bytes into a pipe that holds 4096.
pub fn run() -> Outcome {
    let (mut reader, writer) = process::pipe_with_capacity(4096);

    let mut child = process::fork("child", &writer, write_report);
    drop(writer); // now only the child can write, so the report ends when the child does

    child.wait(); // wait: the child cannot end before somebody reads
    let received = reader.read_to_end().unwrap().len();

    Outcome::new(format!("received={received}"))
}

fn write_report(mut writer: PipeWriter) {
    writer.write_all(&[b'.'; 6000]).unwrap();
}
