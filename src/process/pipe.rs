//! Pipes: bytes from one process to another, so many at a time.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::panic::Location;
use std::sync::{Arc, Weak};

use super::Inherit;
use crate::exploration::ObjectKind;
use crate::object;
use racecourse_kernel as kernel;
use racecourse_kernel::made::Made;
use racecourse_meaning::{Action, Effect, ObjectId, Operation, PIPE_BUF, Pipe, ProcessId, State};
use racecourse_native::{gates, lack, pipe as native};

/// The capacity of a pipe in bytes where nothing else is asked for: what Linux gives (pipe(7)).
pub const DEFAULT_CAPACITY: usize = 65_536;

/// A pipe of [`DEFAULT_CAPACITY`].
#[track_caller]
pub fn pipe() -> (PipeReader, PipeWriter) {
    make(DEFAULT_CAPACITY, Location::caller())
}

/// A pipe that holds so many bytes. Systems round up: on Linux to a power of two of at least 4096, and so do the models.
#[track_caller]
pub fn pipe_with_capacity(bytes: usize) -> (PipeReader, PipeWriter) {
    make(bytes, Location::caller())
}

/// What a pipe holds that is asked to hold so many bytes.
pub(super) fn capacity_for(bytes: usize) -> usize {
    bytes.next_power_of_two().max(PIPE_BUF)
}

fn make(bytes: usize, at: &'static Location<'static>) -> (PipeReader, PipeWriter) {
    let capacity = capacity_for(bytes);
    if !kernel::in_model() {
        let pipe = native::pipe(ObjectKind::Pipe, Some(capacity), at);
        let (reader, writer) = pipe.unwrap_or_else(|error| lack::give_up("make a pipe", &error));
        return (PipeReader { inner: ReaderOn::Native(reader) }, PipeWriter { inner: WriterOn::Native(writer) });
    }
    let pipe = ModelPipe::new(capacity, at);
    let [reading, writing] = pipe.ends();
    let reader = PipeReader { inner: ReaderOn::Model(pipe.clone(), reading) };
    (reader, PipeWriter { inner: WriterOn::Model(pipe, writing) })
}

/// The handles of a pipe's ends: every process has at most one of each.
const READING: usize = 1;
const WRITING: usize = 2;

/// A pipe of a model. The bytes are here, the counting is the world's.
#[derive(Clone)]
pub(super) struct ModelPipe {
    id: Made<ObjectId>,
    created: &'static Location<'static>,
    bytes: Arc<parking_lot::Mutex<VecDeque<u8>>>,
    /// Ends that processes have inherited.
    inherited: Arc<parking_lot::Mutex<Vec<Weak<ModelEnd>>>>,
}

impl ModelPipe {
    /// A new pipe, with both ends open.
    fn new(capacity: usize, at: &'static Location<'static>) -> Self {
        Self::of(Pipe::new(capacity, running_process(), READING, WRITING), at)
    }

    /// The same, for frames.
    pub(super) fn for_frames(capacity: usize, at: &'static Location<'static>) -> Self {
        Self::of(Pipe::new(capacity, running_process(), READING, WRITING).for_frames(), at)
    }

    fn of(pipe: Pipe, at: &'static Location<'static>) -> Self {
        let id = Made::new(kernel::add_object(State::Pipe(pipe), at, true));
        Self { id, created: at, bytes: Arc::default(), inherited: Arc::default() }
    }

    /// The read end and the write end that the running process has open, to be closed when they are dropped.
    fn ends(&self) -> [Arc<ModelEnd>; 2] {
        let (id, created, process) = (self.id, self.created, running_process());
        [READING, WRITING].map(|handle| Arc::new(ModelEnd { id, created, process, handle }))
    }

    /// The end of whoever inherits this one: a child has one of its own. Inherited twice, or without a child, an end is still one
    /// end, as a descriptor of a real process is.
    fn inherit(&self, end: &Arc<ModelEnd>) -> Arc<ModelEnd> {
        let child = kernel::world(|world| world.copying_into());
        let Some(process) = child.filter(|child| *child != end.process) else { return Arc::clone(end) };
        let mut inherited = self.inherited.lock();
        inherited.retain(|end| end.strong_count() > 0);
        let is_it = |it: &Arc<ModelEnd>| it.process == process && it.handle == end.handle;
        if let Some(known) = inherited.iter().filter_map(Weak::upgrade).find(is_it) {
            return known;
        }
        let new = Arc::new(ModelEnd { id: end.id, created: end.created, process, handle: end.handle });
        inherited.push(Arc::downgrade(&new));
        new
    }

    /// Writes all of `bytes`: in one step if there are at most `PIPE_BUF`, else as room comes free.
    #[track_caller]
    pub(super) fn write_all(&self, bytes: &[u8], site: &'static Location<'static>) -> io::Result<()> {
        let id = self.id.here();
        // The end of a long write is not joined together again either.
        let in_pieces = u64::from(bytes.len() > PIPE_BUF);
        let mut rest = bytes;
        while !rest.is_empty() {
            let op = Operation::on(Action::PipeWrite, id, site).both(rest.len() as u64, in_pieces);
            let written = kernel::perform(op);
            if !written.is_done() {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            let (now, later) = rest.split_at(usize::try_from(written.number).unwrap_or(rest.len()));
            self.bytes.lock().extend(now);
            rest = later;
        }
        Ok(())
    }

    /// Reads at most so many of the bytes that are there; none are there only at the end.
    #[track_caller]
    fn read(&self, site: &'static Location<'static>, most: usize) -> Vec<u8> {
        let op = Operation::on(Action::PipeRead, self.id.here(), site);
        self.taken(&kernel::perform(op.amount(most)))
    }

    /// Reads what is there of the first frame: as many bytes as `wanted` says, which sees them.
    #[track_caller]
    pub(super) fn read_frame(&self, site: &'static Location<'static>, wanted: impl Fn(&[u8]) -> usize) -> Vec<u8> {
        let op = Operation::on(Action::PipeRead, self.id.here(), site);
        self.taken(&kernel::perform_exactly(op, &mut || wanted(self.bytes.lock().make_contiguous())))
    }

    /// The bytes that a read has come to.
    fn taken(&self, read: &Effect) -> Vec<u8> {
        let count = usize::try_from(read.number).expect("a number of bytes that are there");
        self.bytes.lock().drain(..count).collect()
    }
}

fn running_process() -> ProcessId {
    kernel::world(|world| world.actors[world.running].process)
}

/// An end of a pipe of a model that a process has open, until nothing in that process refers to it any more.
struct ModelEnd {
    id: Made<ObjectId>,
    created: &'static Location<'static>,
    process: ProcessId,
    handle: usize,
}

impl Drop for ModelEnd {
    fn drop(&mut self) {
        if let Some(id) = self.id.if_here() {
            kernel::perform(Operation::on(Action::PipeClose, id, self.created).amount(self.handle));
        }
    }
}

/// The end that bytes come out of. Dropping it closes this process's copy.
pub struct PipeReader {
    inner: ReaderOn,
}

enum ReaderOn {
    Native(native::PipeReader),
    Model(ModelPipe, Arc<ModelEnd>),
}

impl PipeReader {
    /// Reads some bytes, at most as many as fit in `buffer`; waits while the pipe is empty. 0 is the end: the pipe is
    /// empty and every copy of the write end, in whatever process, is closed.
    ///
    /// # Errors
    ///
    /// Those of the system's `read`.
    #[track_caller]
    pub fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let site = Location::caller();
        match &mut self.inner {
            ReaderOn::Native(reader) => {
                object::for_real();
                reader.read(buffer, site)
            }
            ReaderOn::Model(pipe, _) => {
                let bytes = pipe.read(site, buffer.len());
                buffer[..bytes.len()].copy_from_slice(&bytes);
                Ok(bytes.len())
            }
        }
    }

    /// Fills `buffer`.
    ///
    /// # Errors
    ///
    /// `UnexpectedEof` if the end comes first, and those of [`read`](Self::read).
    #[track_caller]
    pub fn read_exact(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.read(&mut buffer[filled..])? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                count => filled += count,
            }
        }
        Ok(())
    }

    /// Reads until the end.
    ///
    /// # Errors
    ///
    /// Those of [`read`](Self::read).
    #[track_caller]
    pub fn read_to_end(&mut self) -> io::Result<Vec<u8>> {
        let mut all = Vec::new();
        let mut buffer = vec![0; DEFAULT_CAPACITY];
        loop {
            match self.read(&mut buffer)? {
                0 => return Ok(all),
                count => all.extend_from_slice(&buffer[..count]),
            }
        }
    }
}

impl Drop for PipeReader {
    fn drop(&mut self) {
        match &self.inner {
            ReaderOn::Native(_) => gates::pass(),
            // The last that refers to its end closes it.
            ReaderOn::Model(..) => {}
        }
    }
}

/// The end that bytes go in. Dropping it closes this process's copy.
pub struct PipeWriter {
    inner: WriterOn,
}

enum WriterOn {
    Native(native::PipeWriter),
    Model(ModelPipe, Arc<ModelEnd>),
}

impl PipeWriter {
    /// Writes all of `bytes`; waits while the pipe is full. At most 4096 bytes go in one piece, never mixed with
    /// another's.
    ///
    /// # Errors
    ///
    /// `BrokenPipe` if every copy of the read end is closed, and those of the system's `write`.
    #[track_caller]
    pub fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let site = Location::caller();
        match &mut self.inner {
            WriterOn::Native(writer) => {
                object::for_real();
                writer.write_all(bytes, site)
            }
            WriterOn::Model(pipe, _) => pipe.write_all(bytes, site),
        }
    }
}

impl Drop for PipeWriter {
    fn drop(&mut self) {
        match &self.inner {
            WriterOn::Native(_) => gates::pass(),
            WriterOn::Model(..) => {}
        }
    }
}

/// The child's copy of this end. `fork` has opened it already, so this only gives it an owner.
impl Inherit for PipeReader {
    fn inherit(&self) -> Self {
        let inner = match &self.inner {
            ReaderOn::Native(reader) => ReaderOn::Native(reader.inherit()),
            ReaderOn::Model(pipe, end) => ReaderOn::Model(pipe.clone(), pipe.inherit(end)),
        };
        Self { inner }
    }
}

/// The child's copy of this end. `fork` has opened it already, so this only gives it an owner.
impl Inherit for PipeWriter {
    fn inherit(&self) -> Self {
        let inner = match &self.inner {
            WriterOn::Native(writer) => WriterOn::Native(writer.inherit()),
            WriterOn::Model(pipe, end) => WriterOn::Model(pipe.clone(), pipe.inherit(end)),
        };
        Self { inner }
    }
}

impl fmt::Debug for PipeReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PipeReader").finish_non_exhaustive()
    }
}

impl fmt::Debug for PipeWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PipeWriter").finish_non_exhaustive()
    }
}
