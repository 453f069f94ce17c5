//! A thread reads while the parent waits.
//!
//! `racecourse check pipe_full --variant fixed_drain_thread`

use racecourse::Outcome;
use racecourse::process::{self, PipeWriter};
use racecourse::thread;

/// A child writes 6000 bytes into a pipe that holds 4096.
pub fn run() -> Outcome {
    let (mut reader, writer) = process::pipe_with_capacity(4096);

    let mut child = process::fork("child", &writer, write_report);
    drop(writer); // now only the child can write, so the report ends when the child does

    let drain = thread::spawn_named("drain", move || reader.read_to_end().unwrap());
    child.wait(); // wait: the thread reads meanwhile
    let received = drain.join().unwrap().len();

    Outcome::new(format!("received={received}"))
}

fn write_report(mut writer: PipeWriter) {
    writer.write_all(&[b'.'; 6000]).unwrap();
}
