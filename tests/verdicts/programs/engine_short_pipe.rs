//! first + rest with every way in which the second write, larger than the room that is left but smaller than the pipe's atomic size, arrives whole.

use racecourse::Outcome;
use racecourse::process::{self, PipeWriter};

pub(super) fn run() -> Outcome {
    let (mut reader, writer) = process::pipe_with_capacity(4096);
    let mut child = process::fork("child", &writer, |mut writer: PipeWriter| {
        writer.write_all(&[1; 4000]).unwrap();
        writer.write_all(&[2; 200]).unwrap();
    });
    drop(writer);
    let first = reader.read(&mut [0; 4096]).unwrap();
    let rest = reader.read_to_end().unwrap().len();
    child.wait();
    Outcome::new(format!("{first}+{rest}"))
}
