//! right: half a kilobyte at a time, until there is no more
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
    let mut part = [0; 512];
    loop {
        match reader.read(&mut part).unwrap() {
            0 => break,
            read => output.extend(&part[..read]),
        }
    }
    (output, child.wait().code().unwrap())
}
