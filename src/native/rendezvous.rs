//! A channel without a buffer, behind gates.
//!
//! crossbeam's hands a message over in one piece, which needs both sides at once. Behind gates one actor runs at a time, so
//! sending and being relieved of the message, and coming to receive and receiving, are steps of their own, as in the
//! models.

use std::collections::VecDeque;
use std::panic::Location;
use std::time::{Duration, Instant};

use crossbeam::channel::{RecvTimeoutError, TryRecvError, TrySendError};
use parking_lot::Mutex;

use super::gates;
use super::record::{self, NativeObject};
use crate::exploration::{ObjectKind, Verb};

/// A channel with both its ends.
#[derive(Debug)]
pub(crate) struct Rendezvous<T> {
    object: NativeObject,
    inside: Mutex<Inside<T>>,
}

#[derive(Debug)]
struct Inside<T> {
    messages: VecDeque<T>,
    sent: usize,
    received: usize,
    /// Receivers that have come and not yet received.
    offers: usize,
    senders: usize,
    receivers: usize,
}

/// Which end of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EndOf {
    Sending,
    Receiving,
}

impl<T> Rendezvous<T> {
    /// A channel with one handle of each end.
    pub(crate) fn new(at: &'static Location<'static>) -> Self {
        let inside = Inside { messages: VecDeque::new(), sent: 0, received: 0, offers: 0, senders: 1, receivers: 1 };
        Self { object: NativeObject::new(ObjectKind::Channel, at), inside: Mutex::new(inside) }
    }

    /// One handle more.
    pub(crate) fn open(&self, end: EndOf) {
        *self.inside.lock().handles(end) += 1;
    }

    /// One handle less.
    pub(crate) fn close(&self, end: EndOf) {
        gates::pass();
        *self.inside.lock().handles(end) -= 1;
    }

    /// Sends a message and waits until it is taken.
    pub(crate) fn send(&self, message: T, site: &'static Location<'static>) -> Result<(), T> {
        gates::enter(site);
        let is_free = || {
            let inside = self.inside.lock();
            inside.messages.is_empty() || inside.receivers == 0
        };
        if !is_free() {
            let _wait = record::waiting(Verb::Send, &self.object, site);
            gates::until(is_free);
        }
        let number = {
            let mut inside = self.inside.lock();
            if inside.receivers == 0 {
                return Err(message);
            }
            inside.messages.push_back(message);
            inside.sent += 1;
            inside.sent
        };
        gates::pass();
        let is_over = || {
            let inside = self.inside.lock();
            inside.received >= number || inside.receivers == 0
        };
        if !is_over() {
            let _wait = record::waiting(Verb::Send, &self.object, site);
            gates::until(is_over);
        }
        let mut inside = self.inside.lock();
        if inside.received >= number {
            return Ok(());
        }
        inside.received = number;
        inside.messages.pop_front().map_or(Ok(()), Err)
    }

    /// Leaves a message with a receiver that has come already.
    pub(crate) fn try_send(&self, message: T, site: &'static Location<'static>) -> Result<(), TrySendError<T>> {
        gates::enter(site);
        let mut inside = self.inside.lock();
        if inside.receivers == 0 {
            return Err(TrySendError::Disconnected(message));
        }
        if inside.offers <= inside.messages.len() {
            return Err(TrySendError::Full(message));
        }
        inside.messages.push_back(message);
        inside.sent += 1;
        Ok(())
    }

    /// Takes a message; waits while there is none, for `time` at most.
    pub(crate) fn receive(
        &self,
        time: Option<Duration>,
        site: &'static Location<'static>,
    ) -> Result<T, RecvTimeoutError> {
        gates::enter(site);
        self.inside.lock().offers += 1;
        gates::pass();
        let mut received = self.inside.lock().take();
        // Behind a gate, to go on without a message means that the time is over.
        let is_over = time.is_some() && gates::in_turn();
        if matches!(received, Err(TryRecvError::Empty)) && !is_over {
            let _wait = match time {
                None => record::waiting(Verb::Receive, &self.object, site),
                Some(_) => record::waiting_for_a_time(Verb::Receive, &self.object, site),
            };
            let end = time.map(|time| Instant::now() + time);
            gates::until(|| {
                received = self.inside.lock().take();
                !matches!(received, Err(TryRecvError::Empty)) || end.is_some_and(|end| Instant::now() >= end)
            });
        }
        self.inside.lock().offers -= 1;
        received.map_err(|error| match error {
            TryRecvError::Empty => RecvTimeoutError::Timeout,
            TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
        })
    }

    /// Takes a message if there is one.
    pub(crate) fn try_receive(&self, site: &'static Location<'static>) -> Result<T, TryRecvError> {
        gates::enter(site);
        self.inside.lock().take()
    }
}

impl<T> Inside<T> {
    fn handles(&mut self, end: EndOf) -> &mut usize {
        match end {
            EndOf::Sending => &mut self.senders,
            EndOf::Receiving => &mut self.receivers,
        }
    }

    fn take(&mut self) -> Result<T, TryRecvError> {
        match self.messages.pop_front() {
            Some(message) => {
                self.received += 1;
                Ok(message)
            }
            None if self.senders == 0 => Err(TryRecvError::Disconnected),
            None => Err(TryRecvError::Empty),
        }
    }
}
