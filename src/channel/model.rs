//! A channel of a model.

use std::collections::VecDeque;
use std::panic::Location;

use crossbeam::channel::{TryRecvError, TrySendError};

use crate::kernel::object::State;
use crate::kernel::operation::{Action, ObjectId, Operation, Trace, Value};
use crate::kernel::{self, world::World};
use crate::show;

/// A channel of a model. The messages are here, the counting is the world's.
pub(super) struct Model<T> {
    pub(super) id: ObjectId,
    rendezvous: bool,
    pub(super) created: &'static Location<'static>,
    messages: parking_lot::Mutex<VecDeque<T>>,
}

/// What the world knows of a channel.
pub(super) struct Counts<'a> {
    capacity: Option<usize>,
    queued: &'a mut usize,
    sent: &'a mut usize,
    received: &'a mut usize,
    pub(super) senders: &'a mut usize,
    pub(super) receivers: &'a mut usize,
    offers: &'a mut usize,
}

pub(super) fn counts(world: &mut World, id: ObjectId) -> Counts<'_> {
    match &mut world.objects[id].state {
        State::Channel { capacity, queued, sent, received, senders, receivers, offers } => {
            Counts { capacity: *capacity, queued, sent, received, senders, receivers, offers }
        }
        other => unreachable!("a channel's state is {other:?}"),
    }
}

/// What a model's send came to.
enum Sent {
    /// The message is number so many of the channel.
    As(usize),
    Full,
    Closed,
}

/// What a model's receive came to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Received {
    Message,
    Empty,
    Closed,
}

impl<T> Model<T> {
    /// A channel for at most `capacity` messages, or for any number.
    pub(super) fn new(capacity: Option<usize>, at: &'static Location<'static>) -> Self {
        let state = State::Channel { capacity, queued: 0, sent: 0, received: 0, senders: 1, receivers: 1, offers: 0 };
        Self {
            id: kernel::add_object(state, at, false),
            rendezvous: capacity == Some(0),
            created: at,
            messages: parking_lot::Mutex::new(VecDeque::new()),
        }
    }

    pub(super) fn send(
        &self,
        action: Action,
        message: T,
        site: &'static Location<'static>,
    ) -> Result<(), TrySendError<T>> {
        let mut message = Some(message);
        let sent = kernel::step(Operation::on(action, self.id, site), |world| {
            let channel = counts(world, self.id);
            let room = match (channel.capacity, action) {
                (None, _) => true,
                // Without a buffer a message can be left only with a receiver that is waiting already.
                (Some(0), Action::TrySend) => *channel.offers > *channel.queued,
                (Some(capacity), _) => *channel.queued < capacity.max(1),
            };
            if *channel.receivers == 0 {
                return (Sent::Closed, Trace::note("closed"));
            }
            if !room {
                return (Sent::Full, Trace::note("full"));
            }
            let passed = message.as_ref().map_or(Value::None, show::value);
            let number = *channel.sent;
            *channel.sent += 1;
            *channel.queued += 1;
            self.messages.lock().extend(message.take());
            world.release(self.id);
            (Sent::As(number), Trace::default().passing(passed))
        });
        match (sent, message) {
            (Sent::As(number), _) if self.rendezvous && action == Action::Send => self.hand_over(number, site),
            (Sent::Full, Some(message)) => Err(TrySendError::Full(message)),
            (Sent::Closed, Some(message)) => Err(TrySendError::Disconnected(message)),
            _ => Ok(()),
        }
    }

    /// Waits until message `number` is taken.
    fn hand_over(&self, number: usize, site: &'static Location<'static>) -> Result<(), TrySendError<T>> {
        let taken = kernel::step(Operation::on(Action::Taken, self.id, site).amount(number), |world| {
            let channel = counts(world, self.id);
            let taken = *channel.received > number;
            if !taken {
                *channel.queued = 0;
                *channel.received = number + 1;
            }
            world.acquire(self.id);
            (taken, Trace::note(if taken { "" } else { "closed" }))
        });
        match self.messages.lock().pop_front().filter(|_| !taken) {
            Some(message) => Err(TrySendError::Disconnected(message)),
            None => Ok(()),
        }
    }

    pub(super) fn receive(&self, action: Action, site: &'static Location<'static>) -> Result<T, TryRecvError> {
        let waits = matches!(action, Action::Receive { .. });
        if self.rendezvous && waits {
            kernel::step(Operation::on(Action::Offer, self.id, site), |world| {
                *counts(world, self.id).offers += 1;
                ((), Trace::default())
            });
        }
        let received = kernel::step(Operation::on(action, self.id, site), |world| {
            let channel = counts(world, self.id);
            if self.rendezvous && waits {
                *channel.offers -= 1;
            }
            let received = match (*channel.queued, *channel.senders) {
                (0, 0) => Received::Closed,
                (0, _) => Received::Empty,
                _ => Received::Message,
            };
            if received == Received::Message {
                *channel.queued -= 1;
                *channel.received += 1;
            }
            world.acquire(self.id);
            // Whoever waits for room, or for its message to be taken, comes after this.
            world.release(self.id);
            let note = match received {
                Received::Message => "",
                Received::Empty => "empty",
                Received::Closed => "closed",
            };
            let first = self.messages.lock();
            let passed = first.front().filter(|_| received == Received::Message).map_or(Value::None, show::value);
            (received, Trace::note(note).passing(passed))
        });
        match received {
            Received::Message => Ok(self.messages.lock().pop_front().expect("as many messages as are counted")),
            Received::Empty => Err(TryRecvError::Empty),
            Received::Closed => Err(TryRecvError::Disconnected),
        }
    }

    pub(super) fn close(&self, action: Action) {
        kernel::step(Operation::on(action, self.id, self.created), |world| {
            let channel = counts(world, self.id);
            let left = if action == Action::CloseSender { channel.senders } else { channel.receivers };
            *left -= 1;
            let note = if *left == 0 { "the last" } else { "" };
            world.release(self.id);
            ((), Trace::note(note))
        });
    }
}
