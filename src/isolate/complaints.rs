//! What a child writes to its standard error: the beginning and the end of it.

use std::collections::VecDeque;

/// How much of the beginning is kept, and of the end.
const KEPT: usize = 4 * 1024;
/// How much of a line is looked at.
const LOOKED_AT: usize = 160;

/// What has been written, as far as it is kept.
#[derive(Debug, Default)]
pub(super) struct Complaints {
    end: VecDeque<u8>,
    /// The beginning of the line that is being written.
    line: Vec<u8>,
    failed_allocation: bool,
    speaks_of_memory: bool,
}

impl Complaints {
    /// `bytes` were written.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        let last = &bytes[bytes.len().saturating_sub(KEPT)..];
        self.end.extend(last);
        let surplus = self.end.len().saturating_sub(KEPT);
        self.end.drain(..surplus);
        let mut pieces = bytes.split_inclusive(|byte| *byte == b'\n');
        pieces.by_ref().for_each(|piece| self.read(piece));
    }

    fn read(&mut self, piece: &[u8]) {
        let room = LOOKED_AT - self.line.len().min(LOOKED_AT);
        self.line.extend_from_slice(&piece[..piece.len().min(room)]);
        if piece.ends_with(b"\n") {
            self.failed_allocation |= says_that_an_allocation_failed(&self.line);
            self.speaks_of_memory |= speaks_of_memory(&self.line);
            self.line.clear();
        }
    }

    /// Whether the standard library has said that it got no memory. What it says after that, in a trace of the stack, may be
    /// long.
    pub(super) fn failed_allocation(&self) -> bool {
        self.failed_allocation || says_that_an_allocation_failed(&self.line)
    }

    /// Whether somebody has begun to say so: where several get no memory at once, nobody may come to an end with it.
    pub(super) fn speaks_of_memory(&self) -> bool {
        self.failed_allocation() || self.speaks_of_memory || speaks_of_memory(&self.line)
    }

    /// The last line that is not empty.
    pub(super) fn last_line(&self) -> String {
        let end: Vec<u8> = self.end.iter().copied().collect();
        let end = String::from_utf8_lossy(&end);
        end.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it did not say why").to_owned()
    }
}

/// Whether `line` has the standard library's words for it, `memory allocation of 64 bytes failed`, or those of the system's library,
/// `Fatal glibc error: …: out of memory`. Both may come from two threads at once, in pieces.
fn says_that_an_allocation_failed(line: &[u8]) -> bool {
    let line = String::from_utf8_lossy(line);
    if line.split_once("Fatal glibc error: ").is_some_and(|(_, says)| says.trim_end().ends_with(": out of memory")) {
        return true;
    }
    line.split("memory allocation of ").skip(1).any(|after| {
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        digits > 0 && after[digits..].starts_with(" bytes failed")
    })
}

fn speaks_of_memory(line: &[u8]) -> bool {
    let line = String::from_utf8_lossy(line);
    line.contains("memory allocation of ") || line.contains("out of memory")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(text: &str, size: usize) -> Complaints {
        let mut complaints = Complaints::default();
        text.as_bytes().chunks(size).for_each(|piece| complaints.add(piece));
        complaints
    }

    #[test]
    fn a_failed_allocation_is_known_however_long_the_trace_behind_it_is() {
        let trace = "   0: somewhere deep\n".repeat(10_000);
        for size in [1, 7, 4096, 1 << 20] {
            let complaints = heard(&format!("memory allocation of 64 bytes failed\n{trace}the end\n\n"), size);
            assert!(complaints.failed_allocation());
            assert_eq!(complaints.last_line(), "the end");
            assert!(!heard("memory allocation of nothing failed\n", size).failed_allocation());
        }
        assert!(heard("memory allocation of 1 bytes failed", 3).failed_allocation());
        let two = "memory allocation of 20Fatal glibc error: failed to register TLS destructor: out of memory\n bytes failed\n";
        assert!(heard(two, 7).failed_allocation());
        for at_once in [
            "memory allocation of 16 bytes failed",
            "16 bytes failed\n bytes failed",
            "1677 bytes failed\n bytes failed",
        ] {
            assert!(heard(&format!("memory allocation of {at_once}\n"), 7).failed_allocation());
            assert!(heard(&format!("memory allocation of memory allocation of {at_once}\n"), 7).failed_allocation());
        }
        assert!(heard("memory allocation of 16 bytes failedmemory allocation of \n77", 7).failed_allocation());
        assert!(!heard("Fatal glibc error: something else\n", 7).failed_allocation());
    }

    #[test]
    fn very_much_is_read_and_little_of_it_kept() {
        let mut complaints = Complaints::default();
        (0..100).for_each(|_| complaints.add(&vec![b'x'; 1 << 20]));
        assert_eq!((complaints.end.len(), complaints.line.len()), (KEPT, LOOKED_AT));
    }
}
