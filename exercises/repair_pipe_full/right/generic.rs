//! right: generic over what the child does, with a macro that makes the pipe
use racecourse::process::{self, Inherit, PipeReader, PipeWriter};

struct With<F> {
    writer: PipeWriter,
    body: F,
}

impl<F: Copy> Inherit for With<F> {
    fn inherit(&self) -> Self {
        Self { writer: self.writer.inherit(), body: self.body }
    }
}

macro_rules! piped {
    ($reader:ident <- $body:expr, $child:ident) => {
        let (mut $reader, mut $child) = forked($body);
    };
}

fn forked<F>(body: F) -> (PipeReader, process::Child)
where
    F: Fn(PipeWriter) -> i32 + Copy + Send + 'static,
{
    let (reader, writer) = process::pipe_with_capacity(4096);
    let child = process::fork("child", &With { writer, body }, |with: With<F>| (with.body)(with.writer));
    (reader, child)
}

pub fn output_of(program: fn(PipeWriter) -> i32) -> (Vec<u8>, i32) {
    piped!(reader <- program, child);
    let output = reader.read_to_end().unwrap();
    (output, child.wait().code().unwrap())
}
