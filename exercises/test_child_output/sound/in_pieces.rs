//! sound: pieces that are read until there are none
pub use started::output_of;

mod started {
    use racecourse::process::{self, Child, Inherit, PipeReader, PipeWriter};

    type Program = fn(PipeWriter) -> i32;

    struct Task(Program, PipeWriter);

    impl Inherit for Task {
        fn inherit(&self) -> Self {
            Self(self.0, self.1.inherit())
        }
    }

    struct Running {
        child: Child,
        output: PipeReader,
    }

    impl Running {
        fn start(program: Program) -> Self {
            let (output, writer) = process::pipe_with_capacity(4096);
            let child = process::fork("child", &Task(program, writer), |Task(program, writer)| program(writer));
            Self { child, output }
        }
    }

    pub fn output_of(program: Program) -> (Vec<u8>, i32) {
        let mut running = Running::start(program);
        let (mut all, mut piece) = (Vec::new(), [0; 4096]);
        loop {
            match running.output.read(&mut piece).unwrap() {
                0 => break,
                length => all.extend_from_slice(&piece[..length]),
            }
        }
        (all, running.child.wait().code().unwrap())
    }
}
