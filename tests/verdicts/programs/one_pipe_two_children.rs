//! never `["end", "got 4"]`: end of file cannot come before what a living writer still sends.

use racecourse::Outcome;
use racecourse::process::{self, PipeReader, PipeWriter};

fn work((mut to_parent, n): (PipeWriter, u8)) {
    to_parent.write_all(&[n * n]).unwrap();
}

fn result(reader: &mut PipeReader) -> String {
    let mut byte = [0];
    reader.read_exact(&mut byte).map_or("end".to_owned(), |()| format!("got {}", byte[0]))
}

pub(super) fn run() -> Outcome {
    let (mut reader, to_parent) = process::pipe();
    let both = (to_parent, 2);
    let mut first = process::fork("first", &both, work);
    let both = (both.0, 3);
    let mut second = process::fork("second", &both, work);
    drop(both);
    second.kill();
    let results = [result(&mut reader), result(&mut reader)];
    first.wait();
    second.wait();
    Outcome::new(format!("{results:?}"))
}
