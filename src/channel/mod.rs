//! Channels: bounded, unbounded, and rendezvous, as in `crossbeam`.
//!
//! Natively these are `crossbeam_channel`'s. Both ends can be cloned; a channel is closed when all handles of the other
//! end are gone.

mod model;

use std::fmt;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use crate::exploration::{ObjectKind, Verb};
use crate::object;
use racecourse_kernel as kernel;
use racecourse_meaning::{Action, End};
use racecourse_native::gates;
use racecourse_native::record::{self, NativeObject};
use racecourse_native::rendezvous::Rendezvous;

use self::model::Model;

pub use crossbeam_channel::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};

/// A channel for at most `capacity` messages on their way; a sender waits while it is full. With 0 every send waits for
/// its receiver: a rendezvous.
#[track_caller]
pub fn bounded<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    make(Some(capacity), Location::caller())
}

/// A channel that takes any number of messages; a sender never waits.
#[track_caller]
pub fn unbounded<T>() -> (Sender<T>, Receiver<T>) {
    make(None, Location::caller())
}

fn make<T>(capacity: Option<usize>, at: &'static Location<'static>) -> (Sender<T>, Receiver<T>) {
    if !kernel::in_model() && capacity == Some(0) && gates::are_up() {
        let channel = Arc::new(Rendezvous::new(at));
        let sender = Sender { inner: SenderOn::BehindGates(Arc::clone(&channel)) };
        return (sender, Receiver { inner: ReceiverOn::BehindGates(channel) });
    }
    if !kernel::in_model() {
        let (sender, receiver) = match capacity {
            Some(capacity) => crossbeam_channel::bounded(capacity),
            None => crossbeam_channel::unbounded(),
        };
        let object = Arc::new(NativeObject::new(ObjectKind::Channel, at));
        let sender = Sender { inner: SenderOn::Native(sender, Arc::clone(&object)) };
        return (sender, Receiver { inner: ReceiverOn::Native(receiver, object) });
    }
    let model = Arc::new(Model::new(capacity, at));
    (Sender { inner: SenderOn::Model(Arc::clone(&model)) }, Receiver { inner: ReceiverOn::Model(model) })
}

/// The end that messages go in.
pub struct Sender<T> {
    inner: SenderOn<T>,
}

enum SenderOn<T> {
    Native(crossbeam_channel::Sender<T>, Arc<NativeObject>),
    BehindGates(Arc<Rendezvous<T>>),
    Model(Arc<Model<T>>),
}

impl<T> Sender<T> {
    /// Sends a message; waits while the channel is full.
    ///
    /// # Errors
    ///
    /// Gives the message back if there is no receiver any more.
    #[track_caller]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        let site = Location::caller();
        match &self.inner {
            SenderOn::Native(sender, object) => {
                object::enter(site);
                match sender.try_send(message) {
                    Ok(()) => Ok(()),
                    Err(TrySendError::Disconnected(message)) => Err(SendError(message)),
                    Err(TrySendError::Full(message)) => {
                        let _wait = record::waiting(Verb::Send, object, site);
                        sender.send(message)
                    }
                }
            }
            SenderOn::BehindGates(channel) => channel.send(message, site).map_err(SendError),
            SenderOn::Model(model) => {
                model.send(Action::Send, message, site).map_err(|error| SendError(error.into_inner()))
            }
        }
    }

    /// Sends a message if there is room.
    ///
    /// # Errors
    ///
    /// Gives the message back if the channel is full or closed.
    #[track_caller]
    pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        let site = Location::caller();
        match &self.inner {
            SenderOn::Native(sender, _) => {
                object::enter(site);
                sender.try_send(message)
            }
            SenderOn::BehindGates(channel) => channel.try_send(message, site),
            SenderOn::Model(model) => model.send(Action::TrySend, message, site),
        }
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        let inner = match &self.inner {
            SenderOn::Native(sender, object) => SenderOn::Native(sender.clone(), Arc::clone(object)),
            SenderOn::BehindGates(channel) => {
                channel.open(End::Sender);
                SenderOn::BehindGates(Arc::clone(channel))
            }
            SenderOn::Model(model) => {
                // Nobody can notice a handle more while this one exists, so it is no step.
                model.open(End::Sender);
                SenderOn::Model(Arc::clone(model))
            }
        };
        Self { inner }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        match &self.inner {
            SenderOn::Native(..) => gates::pass(),
            SenderOn::BehindGates(channel) => channel.close(End::Sender),
            SenderOn::Model(model) => model.close(Action::CloseSender),
        }
    }
}

/// The end that messages come out of.
///
/// Messages that nobody has received go with the last receiver if the channel is [`unbounded`], and with the last end if it is
/// [`bounded`], as in crossbeam.
pub struct Receiver<T> {
    inner: ReceiverOn<T>,
}

enum ReceiverOn<T> {
    Native(crossbeam_channel::Receiver<T>, Arc<NativeObject>),
    BehindGates(Arc<Rendezvous<T>>),
    Model(Arc<Model<T>>),
}

impl<T> Receiver<T> {
    /// Takes the next message; waits while there is none.
    ///
    /// # Errors
    ///
    /// If there is no message and no sender any more.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        self.recv_at(Location::caller())
    }

    fn recv_at(&self, site: &'static Location<'static>) -> Result<T, RecvError> {
        match &self.inner {
            ReceiverOn::Native(receiver, object) => {
                object::enter(site);
                match receiver.try_recv() {
                    Ok(message) => Ok(message),
                    Err(TryRecvError::Disconnected) => Err(RecvError),
                    Err(TryRecvError::Empty) => {
                        let _wait = record::waiting(Verb::Receive, object, site);
                        receiver.recv()
                    }
                }
            }
            ReceiverOn::BehindGates(channel) => channel.receive(None, site).map_err(|_| RecvError),
            ReceiverOn::Model(model) => model.receive(Action::Receive { timed: false }, site).map_err(|_| RecvError),
        }
    }

    /// Takes the next message if there is one.
    ///
    /// # Errors
    ///
    /// If there is none now, or none ever again.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        let site = Location::caller();
        match &self.inner {
            ReceiverOn::Native(receiver, _) => {
                object::enter(site);
                receiver.try_recv()
            }
            ReceiverOn::BehindGates(channel) => channel.try_receive(site),
            ReceiverOn::Model(model) => model.receive(Action::TryReceive, site),
        }
    }

    /// Like [`recv`](Self::recv), for `time` at most. In a model the time may be over at any moment.
    ///
    /// # Errors
    ///
    /// If the time is over, or there is no message and no sender any more.
    #[track_caller]
    pub fn recv_timeout(&self, time: Duration) -> Result<T, RecvTimeoutError> {
        let site = Location::caller();
        match &self.inner {
            ReceiverOn::Native(receiver, object) => {
                object::enter(site);
                // Behind a gate, to go on without a message means that the time is over.
                let time = if gates::in_turn() { Duration::ZERO } else { time };
                let _wait = record::waiting_for_a_time(Verb::Receive, object, site);
                receiver.recv_timeout(time)
            }
            ReceiverOn::BehindGates(channel) => channel.receive(Some(time), site),
            ReceiverOn::Model(model) => {
                model.receive(Action::Receive { timed: true }, site).map_err(|error| match error {
                    TryRecvError::Empty => RecvTimeoutError::Timeout,
                    TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
                })
            }
        }
    }

    /// The messages, one after the other, until the channel is empty and closed.
    #[track_caller]
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { receiver: self, site: Location::caller() }
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        let inner = match &self.inner {
            ReceiverOn::Native(receiver, object) => ReceiverOn::Native(receiver.clone(), Arc::clone(object)),
            ReceiverOn::BehindGates(channel) => {
                channel.open(End::Receiver);
                ReceiverOn::BehindGates(Arc::clone(channel))
            }
            ReceiverOn::Model(model) => {
                model.open(End::Receiver);
                ReceiverOn::Model(Arc::clone(model))
            }
        };
        Self { inner }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        match &self.inner {
            ReceiverOn::Native(..) => gates::pass(),
            ReceiverOn::BehindGates(channel) => channel.close(End::Receiver),
            ReceiverOn::Model(model) => model.close(Action::CloseReceiver),
        }
    }
}

/// Messages of a borrowed receiver.
#[derive(Debug)]
pub struct Iter<'a, T> {
    receiver: &'a Receiver<T>,
    /// Where it was made: whoever asks it for messages may be deep in the standard library.
    site: &'static Location<'static>,
}

impl<T> Iterator for Iter<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.receiver.recv_at(self.site).ok()
    }
}

/// Messages of a receiver.
#[derive(Debug)]
pub struct IntoIter<T> {
    receiver: Receiver<T>,
    site: &'static Location<'static>,
}

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.receiver.recv_at(self.site).ok()
    }
}

impl<T> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    #[track_caller]
    fn into_iter(self) -> IntoIter<T> {
        IntoIter { receiver: self, site: Location::caller() }
    }
}

impl<'a, T> IntoIterator for &'a Receiver<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    #[track_caller]
    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").finish_non_exhaustive()
    }
}
