//! "exit code 0, 2" whatever becomes of the second: a process that is killed while it owns a pipe's end closes its own copy,
//! and not that of the first, which is writing.

use racecourse::Outcome;
use racecourse::process::{self, PipeWriter};

pub(super) fn run() -> Outcome {
    let (mut reader, writer) = process::pipe();
    let mut first = process::fork("first", &writer, |mut writer: PipeWriter| {
        let whole = writer.write_all(b"a").and_then(|()| writer.write_all(b"b"));
        i32::from(whole.is_err())
    });
    let mut second = process::fork("second", &writer, drop);
    drop(writer);
    second.kill();
    let end = first.wait();
    let bytes = reader.read_to_end().map_or(9, |bytes| bytes.len());
    Outcome::new(format!("{end}, {bytes}, {}", second.wait()))
}
