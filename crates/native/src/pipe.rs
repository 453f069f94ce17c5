//! Real pipes, with a capacity one can rely on and waits one can see.

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::panic::Location;
use std::sync::{Arc, Weak};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, FdFlag, OFlag, fcntl};
use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::unistd::{Pid, getpid, pipe as system_pipe, read, write};
use parking_lot::Mutex;

use super::gates;
use super::record::{self, NativeObject, Part, WaitGuard, Waits};
use racecourse_trace::exploration::{ObjectKind, Verb};
use racecourse_trace::failure::Obstacle;

/// What both ends of a pipe know.
#[derive(Debug)]
struct Pipe {
    object: NativeObject,
    capacity: usize,
}

/// One end, open for as long as one of the handles of its process is alive.
#[derive(Debug)]
struct End {
    fd: OwnedFd,
    pipe: Arc<Pipe>,
    part: Part,
    /// The process whose handle this is: a forked child sees its parent's, and has to adopt it.
    owner: Pid,
}

/// Makes a pipe of at least `capacity` bytes; the system's usual size if that is `None`.
///
/// The system rounds up, on Linux to whole pages; a wait for room says what it came to. Where the size of a
/// pipe cannot be set, it is what the system gives. `kind` is what a report calls it if it has no name.
pub fn pipe(
    kind: ObjectKind,
    capacity: Option<usize>,
    site: &'static Location<'static>,
) -> io::Result<(PipeReader, PipeWriter)> {
    let (reading, writing) = system_pipe()?;
    for end in [&reading, &writing] {
        fcntl(end, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC))?;
        // So that we know before we block, and can say so.
        fcntl(end, FcntlArg::F_SETFL(OFlag::O_NONBLOCK | OFlag::from_bits_truncate(fcntl(end, FcntlArg::F_GETFL)?)))?;
    }
    let capacity = set_capacity(&writing, capacity)?;
    let pipe = Arc::new(Pipe { object: NativeObject::shared(kind, site), capacity });
    record::plays(&pipe.object, Part::Takes, site);
    record::plays(&pipe.object, Part::Gives, site);
    let end = |fd, part| Arc::new(End { fd, pipe: Arc::clone(&pipe), part, owner: getpid() });
    Ok((PipeReader(end(reading, Part::Takes)), PipeWriter(end(writing, Part::Gives))))
}

#[cfg(target_os = "linux")]
fn set_capacity(writing: &OwnedFd, capacity: Option<usize>) -> io::Result<usize> {
    if let Some(bytes) = capacity {
        let bytes = libc::c_int::try_from(bytes).map_err(|_| Errno::EINVAL)?;
        // Who has very many pipes is not permitted larger ones: the system is short of memory for them.
        fcntl(writing, FcntlArg::F_SETPIPE_SZ(bytes))
            .map_err(|error| if error == Errno::EPERM { Errno::ENOMEM } else { error })?;
    }
    let real = fcntl(writing, FcntlArg::F_GETPIPE_SZ)?;
    Ok(usize::try_from(real).unwrap_or_default())
}

#[cfg(not(target_os = "linux"))]
fn set_capacity(_: &OwnedFd, _: Option<usize>) -> io::Result<usize> {
    // What a pipe grows to on macOS and the BSDs.
    Ok(64 * 1024)
}

/// The end that bytes come out of. Clones are the same end.
#[derive(Clone, Debug)]
pub struct PipeReader(Arc<End>);

/// The end that bytes go into. Clones are the same end.
#[derive(Clone, Debug)]
pub struct PipeWriter(Arc<End>);

impl PipeReader {
    /// Reads some bytes, at least one unless the pipe is empty and nobody has its writing end open any more.
    pub fn read(&self, buffer: &mut [u8], site: &'static Location<'static>) -> io::Result<usize> {
        gates::enter(site);
        loop {
            match read(&self.0.fd, buffer) {
                Ok(count) => return Ok(count),
                Err(Errno::EAGAIN) => self.0.wait(PollFlags::POLLIN, Verb::Read, site)?,
                Err(Errno::EINTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Waits until there is something to read or the end has come, for so many milliseconds at most.
    pub(super) fn poll(&self, at_most: u16) -> io::Result<()> {
        self.0.poll(PollFlags::POLLIN, at_most.into())
    }

    /// The record sees a wait for something to read while the guard lives.
    pub(super) fn seen_waiting(&self, action: Verb, site: &'static Location<'static>) -> WaitGuard {
        self.0.seen_waiting(action, site)
    }

    /// How many bytes there are now.
    pub(super) fn waiting(&self) -> usize {
        waiting_bytes(self.0.fd.as_fd())
    }

    /// Reads what there is now; `None` if there is nothing now.
    pub(super) fn read_now(&self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        loop {
            match read(&self.0.fd, buffer) {
                Ok(count) => return Ok(Some(count)),
                Err(Errno::EAGAIN) => return Ok(None),
                Err(Errno::EINTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// The same end in a forked child, to be called there: the child has a copy of it, and says so in the record.
    pub fn inherit(&self) -> Self {
        Self(End::adopted(&self.0))
    }
}

impl PipeWriter {
    /// Writes all of `bytes`; waits while the pipe is full.
    ///
    /// Fails with `BrokenPipe` if nobody has the reading end open any more.
    pub fn write_all(&self, bytes: &[u8], site: &'static Location<'static>) -> io::Result<()> {
        gates::enter(site);
        self.write_on(bytes, site)
    }

    /// The same within a step: what there is no room for in the first piece takes more of them.
    pub(super) fn write_on(&self, bytes: &[u8], site: &'static Location<'static>) -> io::Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            match write(&self.0.fd, rest) {
                Ok(count) => {
                    rest = &rest[count..];
                    if !rest.is_empty() {
                        gates::pass();
                    }
                }
                Err(Errno::EAGAIN) => self.0.wait(PollFlags::POLLOUT, Verb::Write, site)?,
                Err(Errno::EINTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// The same end in a forked child, to be called there: the child has a copy of it, and says so in the record.
    pub fn inherit(&self) -> Self {
        Self(End::adopted(&self.0))
    }
}

/// Ends that a process has adopted, by descriptor: adopted twice, an end is still one end.
static ADOPTED: Mutex<Adopted> = Mutex::new(Adopted { by: 0, ends: Vec::new() });

struct Adopted {
    /// The process. Its own children inherit the list, but not the ownership.
    by: i32,
    ends: Vec<(RawFd, Weak<End>)>,
}

impl End {
    /// The end as the child's own: dropping it closes it there.
    ///
    /// A forked child has every descriptor of its parent, under the same number. What it sees in its copy of the
    /// memory is the parent's handle, which is never dropped in the child, because a child leaves by `_exit`.
    fn adopted(original: &Arc<Self>) -> Arc<Self> {
        let me = getpid();
        if original.owner == me {
            return Arc::clone(original);
        }
        let mut table = ADOPTED.lock();
        if table.by != me.as_raw() {
            *table = Adopted { by: me.as_raw(), ends: Vec::new() };
        }
        let number = original.fd.as_raw_fd();
        if let Some(end) = table.ends.iter().find(|(fd, _)| *fd == number).and_then(|(_, end)| end.upgrade()) {
            return end;
        }
        // SAFETY: the descriptor is open, as fork copied it, and its owner in this process is nobody: the original
        // handle is never dropped here, and an adopted one was looked for above.
        #[expect(unsafe_code, reason = "ownership of a descriptor passes from parent to child by number")]
        let fd = unsafe { OwnedFd::from_raw_fd(number) };
        let end = Arc::new(Self { fd, pipe: Arc::clone(&original.pipe), part: original.part, owner: me });
        table.ends.retain(|(fd, _)| *fd != number);
        table.ends.push((number, Arc::downgrade(&end)));
        end
    }

    /// Waits until the pipe is ready for `what`.
    fn wait(&self, what: PollFlags, action: Verb, site: &'static Location<'static>) -> io::Result<()> {
        let _wait = self.seen_waiting(action, site);
        self.poll(what, PollTimeout::NONE)
    }

    fn poll(&self, what: PollFlags, at_most: PollTimeout) -> io::Result<()> {
        match poll(&mut [PollFd::new(self.fd.as_fd(), what)], at_most) {
            Ok(_) | Err(Errno::EINTR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn seen_waiting(&self, action: Verb, site: &'static Location<'static>) -> WaitGuard {
        let (queued, capacity) = (waiting_bytes(self.fd.as_fd()), self.pipe.capacity);
        let (obstacle, ended_by) = match self.part {
            Part::Gives if queued == capacity => (Obstacle::PipeFull { queued, capacity }, Part::Takes),
            Part::Gives => (Obstacle::PipeHasNoRoom { queued, capacity }, Part::Takes),
            _ => (Obstacle::PipeEmpty { capacity: None }, Part::Gives),
        };
        Waits::on(action, &self.pipe.object, site).behind(obstacle).ended_by(ended_by).begin()
    }
}

impl Drop for End {
    fn drop(&mut self) {
        record::stops(&self.pipe.object, self.part);
    }
}

/// How many bytes are in the pipe.
fn waiting_bytes(end: BorrowedFd<'_>) -> usize {
    let mut count: libc::c_int = 0;
    // SAFETY: the descriptor is open, and the call writes one int where one int is.
    #[expect(unsafe_code, reason = "there is no safe call that asks how much a pipe holds")]
    let result = unsafe { libc::ioctl(end.as_raw_fd(), libc::FIONREAD, &raw mut count) };
    if result == 0 { usize::try_from(count).unwrap_or_default() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::{Ended, fork};

    fn here() -> &'static Location<'static> {
        Location::caller()
    }

    fn read_to_end(reader: &PipeReader) -> Vec<u8> {
        let mut all = Vec::new();
        let mut byte = [0];
        while reader.read(&mut byte, here()).expect("one can read") > 0 {
            all.extend_from_slice(&byte);
        }
        all
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_capacity_is_the_real_one() {
        let (_reader, writer) = pipe(ObjectKind::Pipe, Some(10), here()).expect("there is a pipe");
        assert_eq!(writer.0.pipe.capacity, 4096);
        writer.write_all(&[0; 4096], here()).expect("there is room");
        assert_eq!(waiting_bytes(writer.0.fd.as_fd()), 4096);
    }

    #[test]
    fn the_end_comes_when_all_copies_of_the_writing_end_are_closed() {
        let (reader, writer) = pipe(ObjectKind::Pipe, None, here()).expect("there is a pipe");
        let body = || {
            let mine = writer.inherit();
            let sent = mine.write_all(b"from the child", here());
            drop(mine);
            // Adopted and dropped: it is closed here. Were it still open, the number would still be good.
            let closed = nix::sys::stat::fstat(&writer.0.fd).is_err();
            i32::from(sent.is_err() || !closed)
        };
        let mut child = fork("child", here(), body).expect("there is a child");
        drop(writer);
        assert_eq!(read_to_end(&reader), b"from the child");
        assert_eq!(child.wait(here()).ok(), Some(Ended::Code(0)));
    }

    #[test]
    fn writing_where_nobody_reads_is_an_error_not_a_signal() {
        let (reader, writer) = pipe(ObjectKind::Pipe, None, here()).expect("there is a pipe");
        drop(reader);
        assert_eq!(writer.write_all(b"lost", here()).map_err(|error| error.kind()), Err(io::ErrorKind::BrokenPipe));
    }
}
