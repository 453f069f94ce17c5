//! A process that works: the pool's side, and its own.
//!
//! Two pipes lead to it and back. What travels is frames: a length, and so many bytes. Every task is answered with one
//! frame, in the order in which the tasks were given, and as soon as it is done: so the first task without an answer is
//! the one that a dead worker died of.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read, Write};
use std::mem;
use std::ops::Range;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::panic::Location;
use std::time::Duration;

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::unistd::{Pid, getpid, getppid};

use racecourse::internals::process::{Ended, NativeChild, exit_at_once, fork};

/// Bytes of a frame's length.
const HEADER: usize = 8;
/// How much it is worth reading at a time: what a pipe holds on Linux.
pub(super) const PIECE: usize = 64 * 1024;
/// How often, and with what pause, a worker that has closed its pipe is looked at before it is taken for alive.
const LOOKS: u32 = 1000;
const PAUSE: Duration = Duration::from_millis(1);

/// The pool's side: a worker, and what it has been given.
#[derive(Debug)]
pub(super) struct Worker {
    child: NativeChild,
    /// Both ends are such that they never make the pool wait.
    tasks: File,
    answers: File,
    outgoing: Vec<u8>,
    /// How much of that the pipe has taken.
    sent: usize,
    incoming: Vec<u8>,
    /// The tasks it has been given and has not answered, in order.
    pub(super) held: VecDeque<usize>,
    /// Whether it has ever answered.
    pub(super) proven: bool,
}

impl Worker {
    /// Starts a worker that does `serve` and ends. It ends with this process, too.
    pub(super) fn start(serve: &dyn Fn(&mut Line)) -> io::Result<Self> {
        let (its_tasks, tasks) = io::pipe()?;
        let (answers, its_answers) = io::pipe()?;
        let (tasks, answers) = (File::from(OwnedFd::from(tasks)), File::from(OwnedFd::from(answers)));
        for end in [&tasks, &answers] {
            let flags = OFlag::from_bits_truncate(fcntl(end, FcntlArg::F_GETFL)?);
            fcntl(end, FcntlArg::F_SETFL(flags | OFlag::O_NONBLOCK))?;
        }
        let pool = getpid();
        let mut ours = Some((tasks, answers));
        // What is moved into the body belongs to the worker. The pool's copy of it is closed when `fork` returns.
        let body = {
            let ours = &mut ours;
            move || {
                // With these open it would not notice that the pool is gone. The ends of workers that were started
                // before it do stay open: the last worker notices first, then the one before it, and so on.
                drop(ours.take());
                die_with_parent();
                // It may have died before that was said.
                if getppid() == pool {
                    let (tasks, answers) = (OwnedFd::from(its_tasks).into(), OwnedFd::from(its_answers).into());
                    serve(&mut Line { tasks: BufReader::new(tasks), answers, owner: getpid() });
                }
                0
            }
        };
        let child = fork("worker", Location::caller(), body)?;
        let (tasks, answers) = ours.ok_or(ErrorKind::BrokenPipe)?;
        Ok(Self {
            child,
            tasks,
            answers,
            outgoing: Vec::new(),
            sent: 0,
            incoming: Vec::new(),
            held: VecDeque::new(),
            proven: false,
        })
    }

    /// Gives it a task, which `write` puts into bytes. It is sent later.
    pub(super) fn give(
        &mut self,
        index: usize,
        write: impl FnOnce(Vec<u8>) -> Result<Vec<u8>, String>,
    ) -> Result<(), String> {
        let begin = self.outgoing.len();
        // If writing fails, what was there before it has to be there still.
        let mut frame = write(vec![0; HEADER])?;
        seal(&mut frame);
        match begin {
            0 => self.outgoing = frame,
            _ => self.outgoing.extend_from_slice(&frame),
        }
        self.held.push_back(index);
        Ok(())
    }

    /// Sends as much as there is room for.
    pub(super) fn send(&mut self) -> io::Result<()> {
        while self.sent < self.outgoing.len() {
            match (&self.tasks).write(&self.outgoing[self.sent..]) {
                Ok(count) => self.sent += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        self.outgoing = Vec::new();
        self.sent = 0;
        Ok(())
    }

    /// Whether none of what it was given has reached it, although it was alive and well before.
    pub(super) fn has_begun_nothing(&self) -> bool {
        self.proven && self.sent == 0 && !self.outgoing.is_empty()
    }

    /// Reads what is there, by way of `piece`: once, or all of it. `false` if nothing will come any more.
    pub(super) fn receive(&mut self, piece: &mut [u8], all: bool) -> bool {
        loop {
            match (&self.answers).read(piece) {
                Ok(0) => return false,
                Ok(count) => self.incoming.extend_from_slice(&piece[..count]),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return error.kind() == ErrorKind::WouldBlock,
            }
            if !all {
                return true;
            }
        }
    }

    /// Takes out the answers that are complete: their bytes, and for each its task and where it is.
    pub(super) fn answers(&mut self) -> (Vec<u8>, Vec<(usize, Range<usize>)>) {
        let mut answers = Vec::new();
        let mut end = 0;
        while let Some((header, rest)) = self.incoming[end..].split_first_chunk::<HEADER>() {
            let length = usize::try_from(u64::from_le_bytes(*header)).unwrap_or(usize::MAX);
            if rest.len() < length {
                break;
            }
            let begin = end + HEADER;
            end = begin + length;
            if let Some(index) = self.held.pop_front() {
                answers.push((index, begin..end));
                self.proven = true;
            }
        }
        if end == 0 {
            return (Vec::new(), answers);
        }
        let rest = self.incoming.split_off(end);
        (mem::replace(&mut self.incoming, rest), answers)
    }

    /// Where its answers come from.
    pub(super) fn hears(&self) -> BorrowedFd<'_> {
        self.answers.as_fd()
    }

    /// Where its tasks go, if there is something to send.
    pub(super) fn speaks(&self) -> Option<BorrowedFd<'_>> {
        (!self.outgoing.is_empty()).then(|| self.tasks.as_fd())
    }

    /// Whether it can be given something: it has answered everything, and it lives.
    pub(super) fn is_ready(&mut self) -> bool {
        self.held.is_empty() && self.outgoing.is_empty() && self.incoming.is_empty() && !self.has_ended()
    }

    /// Whether it has ended.
    pub(super) fn has_ended(&mut self) -> bool {
        // An error means that somebody else has waited for it.
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// How it ended, now that nothing comes from it any more.
    pub(super) fn bury(mut self) -> String {
        for _ in 0..LOOKS {
            match self.child.try_wait() {
                Ok(Some(Ended::Signal(signal))) => return format!("its worker was killed by signal {signal}"),
                Ok(Some(Ended::Code(code))) => return format!("its worker ended with exit code {code}"),
                Ok(None) => std::thread::sleep(PAUSE),
                Err(error) => return format!("its worker ended, and the system does not say how: {error}"),
            }
        }
        "its worker closed its pipe and went on".to_owned()
    }
}

/// Whatever happens, no worker is left behind: neither at work, nor as a zombie.
impl Drop for Worker {
    fn drop(&mut self) {
        // It has nothing to say any more that anybody would hear. A worker that was stopped ends like this, too.
        if !self.has_ended() && self.child.kill().is_ok() {
            let _ = self.child.wait(Location::caller());
        }
    }
}

/// The worker's side.
#[derive(Debug)]
pub(super) struct Line {
    tasks: BufReader<File>,
    answers: File,
    owner: Pid,
}

impl Line {
    /// Waits for a task, as bytes. None if the pool wants nothing more.
    pub(super) fn next(&mut self) -> Option<Vec<u8>> {
        let mut header = [0; HEADER];
        self.tasks.read_exact(&mut header).ok()?;
        let length = u64::from_le_bytes(header);
        let mut task = Vec::with_capacity(usize::try_from(length).ok()?);
        let read = (&mut self.tasks).take(length).read_to_end(&mut task).ok()?;
        (read as u64 == length).then_some(task)
    }

    /// Answers with what `write` puts into bytes.
    pub(super) fn answer(&mut self, write: impl FnOnce(Vec<u8>) -> Vec<u8>) {
        let mut frame = write(vec![0; HEADER]);
        seal(&mut frame);
        // A task may have forked, and come back twice: then one of the two has nothing to say here.
        if self.owner != getpid() || self.answers.write_all(&frame).is_err() {
            exit_at_once(0);
        }
    }
}

/// Writes a frame's length to where room was left for it.
fn seal(frame: &mut [u8]) {
    let length = frame.len().saturating_sub(HEADER) as u64;
    frame[..HEADER].copy_from_slice(&length.to_le_bytes());
}

/// From now on this process is killed when the thread that started it ends, however that comes about.
#[cfg(target_os = "linux")]
fn die_with_parent() {
    let _ = nix::sys::prctl::set_pdeathsig(nix::sys::signal::Signal::SIGKILL);
}

/// Here it notices the next time it reads or writes.
#[cfg(not(target_os = "linux"))]
fn die_with_parent() {}
