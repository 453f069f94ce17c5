//! wrong: right, something else
use racecourse::process::{self, Inherit, PipeWriter};
use std::sync::{Arc, Mutex};
use std::thread;

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
    let output = Arc::new(Mutex::new(Vec::new()));
    let all = Arc::clone(&output);
    thread::spawn(move || {
        let read = reader.read_to_end().unwrap();
        *all.lock() = read;
    });
    let code = child.wait().code().unwrap();
    let output = output.lock().clone();
    (output, code)
}
