//! A channel without a buffer, behind gates.
//!
//! crossbeam's hands a message over in one piece, which needs both sides at once. Behind gates one actor runs at a time, so
//! sending and being relieved of the message, and coming to receive and receiving, are steps of their own, as in the
//! models.

use std::collections::VecDeque;
use std::panic::Location;
use std::time::{Duration, Instant};

use super::gates::{self, ByRules};
use super::record::{self, NativeObject};
use crossbeam_channel::{RecvTimeoutError, TryRecvError, TrySendError};
use racecourse_meaning::{Action, Channel, Effect, End, Operation, State, Way};
use racecourse_trace::exploration::{ObjectKind, Verb};

/// A channel with both its ends.
#[derive(Debug)]
pub struct Rendezvous<T> {
    object: NativeObject,
    created: &'static Location<'static>,
    /// The messages go with the state.
    rules: ByRules<VecDeque<T>>,
}

impl<T> Rendezvous<T> {
    /// A channel with one handle of each end.
    pub fn new(at: &'static Location<'static>) -> Self {
        let empty = State::Channel(Channel::new(Some(0)));
        let object = NativeObject::new(ObjectKind::Channel, at);
        Self { object, created: at, rules: ByRules::new(empty, VecDeque::new()) }
    }

    /// One handle more.
    pub fn open(&self, end: End) {
        self.rules.change(|state| {
            if let State::Channel(channel) = state {
                channel.open(end);
            }
        });
    }

    /// One handle less.
    pub fn close(&self, end: End) {
        gates::pass();
        let close = match end {
            End::Sender => Action::CloseSender,
            End::Receiver => Action::CloseReceiver,
        };
        self.rules.step_with(&Operation::alone(close, self.created), || (), |_, _| ());
    }

    /// Sends a message and waits until it is taken.
    pub fn send(&self, message: T, site: &'static Location<'static>) -> Result<(), T> {
        gates::enter(site);
        let waits = || record::waiting(Verb::Send, &self.object, site);
        self.rules.step_with(&Operation::alone(Action::Send, site), waits, |sent, messages| {
            if !sent.is_done() {
                return Err(message);
            }
            messages.push_back(message);
            Ok(())
        })?;
        gates::pass();
        let hand_over = Operation::alone(Action::Taken, site);
        self.rules.step_with(&hand_over, waits, |taken, messages| {
            match messages.pop_front().filter(|_| !taken.is_done()) {
                Some(message) => Err(message),
                None => Ok(()),
            }
        })
    }

    /// Leaves a message with a receiver that has come already.
    pub fn try_send(&self, message: T, site: &'static Location<'static>) -> Result<(), TrySendError<T>> {
        gates::enter(site);
        self.rules.step_with(
            &Operation::alone(Action::TrySend, site),
            || (),
            |sent, messages| match sent.way {
                Way::Done => {
                    messages.push_back(message);
                    Ok(())
                }
                Way::Refused => Err(TrySendError::Full(message)),
                Way::Closed => Err(TrySendError::Disconnected(message)),
            },
        )
    }

    /// Takes a message; waits while there is none, for `time` at most.
    pub fn receive(&self, time: Option<Duration>, site: &'static Location<'static>) -> Result<T, RecvTimeoutError> {
        gates::enter(site);
        self.rules.step_with(&Operation::alone(Action::Offer, site), || (), |_, _| ());
        gates::pass();
        // Behind a gate, to go on without a message means that the time is over.
        let goes_on = time.is_some() && gates::in_turn();
        let end = time.map(|time| Instant::now() + time);
        let waits = || match time {
            None => record::waiting(Verb::Receive, &self.object, site),
            Some(_) => record::waiting_for_a_time(Verb::Receive, &self.object, site),
        };
        let receive = Operation::alone(Action::Receive { timed: time.is_some() }, site);
        let is_over = || goes_on || end.is_some_and(|end| Instant::now() >= end);
        let received = self.rules.step_until(&receive, waits, is_over, take);
        received.map_err(|error| match error {
            TryRecvError::Empty => RecvTimeoutError::Timeout,
            TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
        })
    }

    /// Takes a message if there is one.
    pub fn try_receive(&self, site: &'static Location<'static>) -> Result<T, TryRecvError> {
        gates::enter(site);
        self.rules.step_with(&Operation::alone(Action::TryReceive, site), || (), take)
    }
}

/// The message that was received.
fn take<T>(received: Effect, messages: &mut VecDeque<T>) -> Result<T, TryRecvError> {
    match received.way {
        Way::Done => Ok(messages.pop_front().expect("as many messages as are counted")),
        Way::Refused => Err(TryRecvError::Empty),
        Way::Closed => Err(TryRecvError::Disconnected),
    }
}
