//! right: a byte at a time, until there are no more
use racecourse::process::{self, Inherit, PipeWriter};

struct Task {
    program: fn(PipeWriter) -> i32,
    writer: PipeWriter,
}

impl Inherit for Task {
    fn inherit(&self) -> Self {
        Self { program: self.program, writer: self.writer.inherit() }
    }
}

pub fn output_of(program: fn(PipeWriter) -> i32) -> (Vec<u8>, i32) {
    let (mut reader, writer) = process::pipe_with_capacity(4096);
    let task = Task { program, writer };
    let mut child = process::fork("child", &task, |task: Task| (task.program)(task.writer));
    drop(task);

    let mut output = Vec::new();
    let mut byte = [0];
    while reader.read_exact(&mut byte).is_ok() {
        output.push(byte[0]);
    }
    (output, child.wait().code().unwrap())
}
