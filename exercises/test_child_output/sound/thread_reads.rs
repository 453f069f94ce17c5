//! sound: a thread that reads while the parent waits
use racecourse::process::{self, Inherit, PipeWriter};
use racecourse::thread;

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
    let mut child = {
        let task = Task { program, writer };
        process::fork("child", &task, |task: Task| (task.program)(task.writer))
    };
    let drain = thread::spawn(move || reader.read_to_end().unwrap());
    let code = child.wait().code().unwrap();
    (drain.join().unwrap(), code)
}
