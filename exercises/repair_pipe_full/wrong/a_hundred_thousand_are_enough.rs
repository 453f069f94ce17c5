//! wrong: right, something else
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

    let mut output = reader.read_to_end().unwrap();
    output.truncate(100_000);
    let status = child.wait();
    (output, status.code().unwrap())
}
