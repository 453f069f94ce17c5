//! wrong: live, deadlock
use racecourse::process::{self, PipeWriter};

pub fn output_of(program: fn(PipeWriter) -> i32) -> (Vec<u8>, i32) {
    let (mut reader, writer) = process::pipe_with_capacity(4096);
    let code = program(writer);
    (reader.read_to_end().unwrap(), code)
}
