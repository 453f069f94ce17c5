//! mutant: it waits for the end before it reads
//! look: a child that has much to say.
use racecourse::process::{self, Inherit, PipeWriter};

/// What a child is given.
struct Task {
    program: fn(PipeWriter) -> i32,
    writer: PipeWriter,
}

impl Inherit for Task {
    fn inherit(&self) -> Self {
        Self { program: self.program, writer: self.writer.inherit() }
    }
}

/// What the program writes, and the code with which it ends.
pub fn output_of(program: fn(PipeWriter) -> i32) -> (Vec<u8>, i32) {
    let (mut reader, writer) = process::pipe_with_capacity(4096);
    let task = Task { program, writer };
    let mut child = process::fork("child", &task, |task: Task| (task.program)(task.writer));
    // Now only the child can write, so the report ends when the child does.
    drop(task);

    let status = child.wait();
    let output = reader.read_to_end().unwrap();
    (output, status.code().unwrap())
}
