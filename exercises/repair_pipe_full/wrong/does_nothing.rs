//! wrong: right, something else
use racecourse::process::PipeWriter;

pub fn output_of(program: fn(PipeWriter) -> i32) -> (Vec<u8>, i32) {
    let _ = program;
    (Vec::new(), 3)
}
