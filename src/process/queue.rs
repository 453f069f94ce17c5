//! A queue between processes: whole values over a pipe.

use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::pipe::{DEFAULT_CAPACITY, ModelPipe, capacity_for};
use super::{FileLock, Inherit};
use crate::object;
use racecourse_kernel as kernel;
use racecourse_meaning::PIPE_BUF;
use racecourse_native::frames::FrameQueue;
use racecourse_native::lack;

/// Bytes of the length that stands before each value.
const HEADER: usize = 4;

/// A queue over a pipe of [`DEFAULT_CAPACITY`].
#[track_caller]
pub fn queue<T: Serialize + DeserializeOwned>() -> Queue<T> {
    make(DEFAULT_CAPACITY, Location::caller())
}

/// A queue over a pipe that holds so many bytes, rounded up as by [`pipe_with_capacity`](super::pipe_with_capacity).
#[track_caller]
pub fn queue_with_capacity<T: Serialize + DeserializeOwned>(bytes: usize) -> Queue<T> {
    make(bytes, Location::caller())
}

fn make<T>(bytes: usize, at: &'static Location<'static>) -> Queue<T> {
    let capacity = capacity_for(bytes);
    if !kernel::in_model() {
        let queue = FrameQueue::new(Some(capacity), at);
        let queue = queue.unwrap_or_else(|error| lack::give_up("make a pipe and a lock file", &error));
        return Queue { inner: QueueOn::Native(Arc::new(queue)), values: PhantomData };
    }
    let pipe = ModelPipe::for_frames(capacity, at);
    let model = ModelQueue { pipe, partial: Arc::default(), writing: FileLock::unnamed(at) };
    Queue { inner: QueueOn::Model(model), values: PhantomData }
}

/// Values on their way between processes, in order. Any process that has the queue may put and get.
///
/// A value travels as JSON behind its length. One that fits in a piece of 4096 bytes is put in one step; longer ones are
/// put under a lock, and shorter ones wait for them, so that they do not mix; a killed process cannot leave that lock taken. Both ends stay open in
/// every process that has the queue: a `get` from an empty queue that nobody puts into waits for ever.
pub struct Queue<T> {
    inner: QueueOn,
    values: PhantomData<fn(T) -> T>,
}

enum QueueOn {
    Native(Arc<FrameQueue>),
    Model(ModelQueue),
}

/// A queue of a model.
struct ModelQueue {
    pipe: ModelPipe,
    /// What has been read of a value that is not complete yet. Whoever goes on reading goes on from here.
    partial: Arc<parking_lot::Mutex<Vec<u8>>>,
    writing: FileLock,
}

impl<T: Serialize + DeserializeOwned> Queue<T> {
    /// Puts a value in; waits while the pipe is full.
    ///
    /// # Errors
    ///
    /// If the value cannot be written as JSON, or is longer than 4 GiB, and those of the system's `write`.
    #[track_caller]
    pub fn put(&self, value: &T) -> io::Result<()> {
        let site = Location::caller();
        let message = serde_json::to_vec(value)?;
        match &self.inner {
            QueueOn::Native(queue) => {
                object::tick(site);
                queue.put(&message, site)
            }
            QueueOn::Model(queue) => {
                let length = u32::try_from(message.len()).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
                let frame = [&length.to_le_bytes(), message.as_slice()].concat();
                // A long frame goes in pieces, and no other may come between them.
                let _turn = (frame.len() > PIPE_BUF).then(|| queue.writing.lock());
                queue.pipe.write_all(&frame, site)
            }
        }
    }

    /// Takes the next value out; waits while there is none.
    ///
    /// # Errors
    ///
    /// If what was put in is not a `T`, or is cut off because its writer was killed in the middle, and those of the
    /// system's `read`.
    #[track_caller]
    pub fn get(&self) -> io::Result<T> {
        let site = Location::caller();
        let message = match &self.inner {
            QueueOn::Native(queue) => {
                object::tick(site);
                queue.get(site)?
            }
            QueueOn::Model(queue) => queue.get(site),
        };
        Ok(serde_json::from_slice(&message)?)
    }
}

impl ModelQueue {
    fn get(&self, site: &'static Location<'static>) -> Vec<u8> {
        loop {
            // One step takes as much as there is of one value, header and all.
            let more = self.pipe.read_frame(site, |queued| {
                let mut whole = self.partial.lock().clone();
                whole.extend(queued);
                frame_length(&whole).map_or(queued.len(), |length| length - self.partial.lock().len())
            });
            let mut partial = self.partial.lock();
            partial.extend(more);
            if frame_length(&partial) == Some(partial.len()) {
                let message = partial.split_off(HEADER);
                partial.clear();
                return message;
            }
        }
    }
}

/// The length of the frame that `bytes` begin with, once its header is there.
fn frame_length(bytes: &[u8]) -> Option<usize> {
    bytes.first_chunk::<HEADER>().map(|header| HEADER + u32::from_le_bytes(*header) as usize)
}

/// The child's handle of the same queue.
impl<T> Inherit for Queue<T> {
    fn inherit(&self) -> Self {
        let inner = match &self.inner {
            QueueOn::Native(queue) => QueueOn::Native(Arc::clone(queue)),
            QueueOn::Model(queue) => QueueOn::Model(ModelQueue {
                pipe: queue.pipe.clone(),
                partial: Arc::clone(&queue.partial),
                writing: queue.writing.inherit(),
            }),
        };
        Self { inner, values: PhantomData }
    }
}

impl<T> fmt::Debug for Queue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue").finish_non_exhaustive()
    }
}
