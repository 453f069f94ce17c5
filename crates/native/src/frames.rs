//! Whole messages over a pipe, for any number of processes on both sides.
//!
//! A message longer than the pipe's atomic unit is written in pieces, so a writer keeps others out until it is done; so
//! does a reader. The lock is a POSIX record lock: it belongs to the process, is not inherited by a forked child, and
//! the kernel releases it when its holder dies. A holder that was killed in the middle has left a torn message;
//! that is noticed, and said, by everyone who comes after.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::panic::Location;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, fcntl};
use nix::libc;
use parking_lot::Mutex;

use super::gates;
use super::pipe::{PipeReader, PipeWriter, pipe};
use super::private_directory::PrivateDirectory;
use super::record::{self, NativeObject};
use super::shared_words::SharedWords;
use racecourse_meaning::PIPE_BUF;
use racecourse_trace::exploration::{ObjectKind, Verb};

/// How often a reader in the middle of a message looks whether its writer still lives.
const LOOK: u16 = 50;

// On some systems these are ints, while the field they are for is a short on all.
const TAKEN: libc::c_short = libc::F_WRLCK as libc::c_short;
const FREE: libc::c_short = libc::F_UNLCK as libc::c_short;

/// A queue of messages.
#[derive(Debug)]
pub struct FrameQueue {
    reader: PipeReader,
    writer: PipeWriter,
    /// Locked by whoever writes (first byte) and whoever reads (second byte).
    locks: File,
    /// For the writing and the reading side: not zero while a message is in the middle.
    in_the_middle: SharedWords,
    writing: Side,
    reading: Side,
}

/// What keeps out others on one side of the queue.
#[derive(Debug)]
struct Side {
    byte: libc::off_t,
    /// A record lock does not exclude threads of one process.
    threads: Mutex<()>,
    object: NativeObject,
}

impl Side {
    fn new(byte: libc::off_t, kind: ObjectKind, site: &'static Location<'static>) -> Self {
        Self { byte, threads: Mutex::new(()), object: NativeObject::shared(kind, site) }
    }
}

impl FrameQueue {
    /// A queue over a pipe of at least so many bytes.
    pub fn new(capacity: Option<usize>, site: &'static Location<'static>) -> io::Result<Self> {
        let directory = PrivateDirectory::current()?;
        let path = directory.path().join("queue");
        let locks = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path)?;
        // Everyone inherits the open file, nobody needs its name, and the next queue gets a file of its own.
        fs::remove_file(&path)?;
        let (reader, writer) = pipe(ObjectKind::Queue, capacity, site)?;
        Ok(Self {
            reader,
            writer,
            locks,
            in_the_middle: SharedWords::new(2)?,
            writing: Side::new(0, ObjectKind::RightToWrite, site),
            reading: Side::new(1, ObjectKind::RightToRead, site),
        })
    }

    /// Puts a message in; waits while there is no room.
    pub fn put(&self, message: &[u8], site: &'static Location<'static>) -> io::Result<()> {
        gates::enter(site);
        let length = u32::try_from(message.len()).map_err(|_| io::Error::other("message too long"))?;
        let mut frame = length.to_le_bytes().to_vec();
        frame.extend_from_slice(message);
        self.alone(&self.writing, Verb::Put, site, |in_the_middle| {
            // In the models, taking and leaving the lock are steps for those frames that need it.
            let locks = frame.len() > PIPE_BUF;
            if locks {
                gates::pass();
            }
            in_the_middle.store(1, SeqCst);
            self.writer.write_on(&frame, site)?;
            in_the_middle.store(0, SeqCst);
            if locks {
                gates::pass();
            }
            Ok(())
        })
    }

    /// Takes the next message out; waits while there is none.
    pub fn get(&self, site: &'static Location<'static>) -> io::Result<Vec<u8>> {
        gates::enter(site);
        self.alone(&self.reading, Verb::Get, site, |in_the_middle| {
            let mut length = [0; 4];
            let mut at_hand = self.at_hand();
            self.fill(&mut length, &mut at_hand, in_the_middle, site)?;
            let length = usize::try_from(u32::from_le_bytes(length)).map_err(io::Error::other)?;
            let mut message = Vec::new();
            // Piece by piece, so that a torn length does not ask for memory that is not needed.
            while message.len() < length {
                let mut piece = [0; 4096];
                let piece = &mut piece[..(length - message.len()).min(4096)];
                self.fill(piece, &mut at_hand, in_the_middle, site)?;
                message.extend_from_slice(piece);
            }
            in_the_middle.store(0, SeqCst);
            Ok(message)
        })
    }

    /// How many bytes a step can take: behind a gate those that were there when it began.
    fn at_hand(&self) -> usize {
        if gates::in_turn() { self.reader.waiting() } else { usize::MAX }
    }

    /// Fills `buffer` from the pipe; `at_hand` counts what is left for this step.
    fn fill(
        &self,
        buffer: &mut [u8],
        at_hand: &mut usize,
        in_the_middle: &AtomicU64,
        site: &'static Location<'static>,
    ) -> io::Result<()> {
        let mut filled = 0;
        let mut wait = None;
        let mut begun = false;
        while filled < buffer.len() {
            if *at_hand == 0 && begun {
                gates::pass();
                *at_hand = self.at_hand();
            }
            begun = true;
            let room = (buffer.len() - filled).min((*at_hand).max(1));
            match self.reader.read_now(&mut buffer[filled..filled + room])? {
                Some(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Some(count) => {
                    in_the_middle.store(1, SeqCst);
                    filled += count;
                    *at_hand = at_hand.saturating_sub(count);
                }
                None if self.writer_died() => return Err(torn()),
                None => {
                    // In the record this is one wait, however often we look whether the writer still lives.
                    wait.get_or_insert_with(|| self.reader.seen_waiting(Verb::Get, site));
                    self.reader.poll(LOOK)?;
                }
            }
        }
        Ok(())
    }

    /// Whether a message was begun by a process that is no longer there to finish it.
    fn writer_died(&self) -> bool {
        if self.in_the_middle[0].load(SeqCst) == 0 {
            return false;
        }
        // A thread of this process may be writing: its own lock does not stand in its own way.
        let Some(_threads) = self.writing.threads.try_lock() else { return false };
        let mut lock = record_lock(self.writing.byte, TAKEN);
        let nobody = fcntl(&self.locks, FcntlArg::F_GETLK(&mut lock)).is_ok() && lock.l_type == FREE;
        // It may have finished, and let go, between the two looks.
        nobody && self.in_the_middle[0].load(SeqCst) != 0
    }

    /// Runs `act` while nobody else is on the same side.
    fn alone<T>(
        &self,
        side: &Side,
        action: Verb,
        site: &'static Location<'static>,
        act: impl FnOnce(&AtomicU64) -> io::Result<T>,
    ) -> io::Result<T> {
        let seen_waiting = || record::waiting(action, &side.object, site);
        let _threads = side.threads.try_lock().unwrap_or_else(|| {
            let _wait = seen_waiting();
            side.threads.lock()
        });
        if !self.lock(side, false)? {
            let _wait = seen_waiting();
            while !self.lock(side, true)? {}
        }
        record::holding(&side.object, site);
        let in_the_middle = &self.in_the_middle[usize::try_from(side.byte).unwrap_or_default()];
        let result = if in_the_middle.load(SeqCst) == 0 { act(in_the_middle) } else { Err(torn()) };
        record::released(&side.object);
        fcntl(&self.locks, FcntlArg::F_SETLK(&record_lock(side.byte, FREE)))?;
        result
    }

    /// Locks one side between processes; `false` if somebody else has it, or the call was interrupted.
    fn lock(&self, side: &Side, wait: bool) -> io::Result<bool> {
        let lock = record_lock(side.byte, TAKEN);
        let how = if wait { FcntlArg::F_SETLKW(&lock) } else { FcntlArg::F_SETLK(&lock) };
        match fcntl(&self.locks, how) {
            Ok(_) => Ok(true),
            Err(Errno::EAGAIN | Errno::EACCES | Errno::EINTR) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

fn torn() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "torn message: a process died in the middle of it")
}

fn record_lock(byte: libc::off_t, kind: libc::c_short) -> libc::flock {
    libc::flock { l_type: kind, l_whence: libc::SEEK_SET as libc::c_short, l_start: byte, l_len: 1, l_pid: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::{Ended, fork};

    fn here() -> &'static Location<'static> {
        Location::caller()
    }

    #[test]
    fn messages_of_several_processes_arrive_whole() {
        let queue = FrameQueue::new(Some(4096), here()).expect("there is a queue");
        let mut children: Vec<_> = (0..3_u8)
            .map(|writer| {
                let write = || (0..20).all(|_| queue.put(&[writer; 3000], here()).is_ok());
                fork("writer", here(), || i32::from(!write())).expect("there is a child")
            })
            .collect();
        let mut counts = [0; 3];
        for _ in 0..60 {
            let message = queue.get(here()).expect("there is a message");
            assert_eq!(message, [message[0]; 3000]);
            counts[usize::from(message[0])] += 1;
        }
        assert_eq!(counts, [20; 3]);
        for child in &mut children {
            assert_eq!(child.wait(here()).ok(), Some(Ended::Code(0)));
        }
    }

    #[test]
    fn a_writer_that_dies_within_a_message_leaves_the_queue_torn_not_locked() {
        let queue = FrameQueue::new(Some(4096), here()).expect("there is a queue");
        let too_long = vec![0; 10_000];
        let mut child =
            fork("writer", here(), || i32::from(queue.put(&too_long, here()).is_err())).expect("there is a child");
        while queue.in_the_middle[0].load(SeqCst) == 0 {
            std::thread::yield_now();
        }
        child.kill().expect("it can be killed");
        child.wait(here()).expect("it has ended");
        assert_eq!(queue.get(here()).map_err(|error| error.kind()), Err(io::ErrorKind::InvalidData));
        assert_eq!(queue.put(b"more", here()).map_err(|error| error.kind()), Err(io::ErrorKind::InvalidData));
    }
}
