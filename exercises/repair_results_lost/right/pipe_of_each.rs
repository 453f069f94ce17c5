//! right: a pipe for each child, read by a generic function, and a macro
use racecourse::process::{self, Child, Inherit, PipeReader, PipeWriter};

struct Job<W> {
    part: u64,
    work: W,
    to_parent: PipeWriter,
}

impl<W: Copy> Inherit for Job<W> {
    fn inherit(&self) -> Self {
        Self { part: self.part, work: self.work, to_parent: self.to_parent.inherit() }
    }
}

macro_rules! number_from {
    ($reader:expr) => {{
        let mut bytes = [0; 8];
        $reader.read_exact(&mut bytes).unwrap();
        u64::from_le_bytes(bytes)
    }};
}

fn started<W: Fn(u64) -> u64 + Copy + Send + 'static>(part: u64, work: W) -> (Child, PipeReader) {
    let (from_child, to_parent) = process::pipe();
    let child = process::fork("child", &Job { part, work, to_parent }, |mut job: Job<W>| {
        let result = (job.work)(job.part);
        job.to_parent.write_all(&result.to_le_bytes()).unwrap();
    });
    (child, from_child)
}

pub fn sum_in_children(parts: &[u64], work: fn(u64) -> u64) -> u64 {
    let children: Vec<_> = parts.iter().map(|part| started(*part, work)).collect();
    let results = children.into_iter().map(|(mut child, mut from_child)| {
        let result = number_from!(from_child);
        child.wait();
        result
    });
    results.sum()
}
