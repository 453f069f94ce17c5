//! mutant: it reads once
//! look: a child that has much to say, or says it bit by bit.
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

    let mut output = vec![0; 10_000];
    let length = reader.read(&mut output).unwrap();
    output.truncate(length);
    drop(reader);
    let status = child.wait();
    (output, status.code().unwrap())
}
