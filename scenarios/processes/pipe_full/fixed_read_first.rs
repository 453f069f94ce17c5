//! Read to the end, then wait for the child.
//!
//! `racecourse check pipe_full --variant fixed_read_first`

use racecourse::Outcome;
use racecourse::process::{self, PipeWriter};

/// A child writes 6000 bytes into a pipe that holds 4096.
pub fn run() -> Outcome {
    let (mut reader, writer) = process::pipe_with_capacity(4096);

    let mut child = process::fork("child", &writer, write_report);
    drop(writer); // now only the child can write, so the report ends when the child does

    let received = reader.read_to_end().unwrap().len();
    child.wait(); // wait: the whole report is here

    Outcome::new(format!("received={received}"))
}

fn write_report(mut writer: PipeWriter) {
    writer.write_all(&[b'.'; 6000]).unwrap();
}
