//! wrong: right, another sum

use racecourse::process::{self, Inherit, PipeWriter};

struct Task {
    part: u64,
    work: fn(u64) -> u64,
    writer: PipeWriter,
}

impl Inherit for Task {
    fn inherit(&self) -> Self {
        Self { part: self.part, work: self.work, writer: self.writer.inherit() }
    }
}

pub fn sum_in_children(parts: &[u64], work: fn(u64) -> u64) -> u64 {
    let mut readers = Vec::new();
    let mut children = Vec::new();
    for part in parts {
        let (reader, writer) = process::pipe();
        readers.push(reader);
        children.push(process::fork("child", &Task { part: *part, work, writer }, |mut task: Task| {
            let result = (task.work)(task.part) as u16;
            task.writer.write_all(&result.to_le_bytes()).unwrap();
        }));
    }
    let mut sum = 0;
    for mut reader in readers {
        let mut bytes = [0; 2];
        reader.read_exact(&mut bytes).unwrap();
        sum += u64::from(u16::from_le_bytes(bytes));
    }
    for mut child in children {
        child.wait();
    }
    sum
}
