//! A channel has messages in it, at most so many, and ends that are open.
//!
//! `send` waits while it is full, `try_send` is refused; with no receiver left both are told that it is closed. `receive` waits
//! while it is empty, `try_receive` and one with a time are refused; with no sender left and no message either they are told
//! that it is closed. Messages come out in the order in which they went in.
//!
//! Who receives comes after the senders; and where there is a limit, who sends comes after the receivers that have made room.
//! So a channel for one message can be a lock.
//!
//! Where there is no limit, the messages that are in it go with the last receiver, as nobody can receive them any more; so who
//! closes that one comes after those who have sent them. Where there is one they go with the last end of all. So has it crossbeam.
//!
//! Without a buffer a message is handed over: it is left, and then its sender waits until it is taken (`Taken`), and takes it back
//! if the last receiver goes. A receiver that waits says so first (`Offer`), which is what `try_send` looks for.
//!
//! How many messages there have been is in no state: who sends what it has received comes back to where it was.

use super::{Effect, Way};
use crate::operation::{Action, ActorId, Operation};
use racecourse_trace::exploration::Remark;
use serde::{Deserialize, Serialize};

/// The counts of a channel.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Channel {
    /// Messages it takes; 0 without a buffer, `None` without a limit.
    pub capacity: Option<usize>,
    /// Messages in it.
    pub queued: usize,
    /// Who has left the message that is in it, without a buffer.
    left_by: Option<ActorId>,
    /// Handles to send by.
    pub senders: usize,
    /// Handles to receive by.
    pub receivers: usize,
    /// Receivers that wait, without a buffer.
    offers: usize,
}

/// An end of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// Where messages go in.
    Sender,
    /// Where they come out.
    Receiver,
}

impl Channel {
    /// An empty one with an end of each kind.
    pub const fn new(capacity: Option<usize>) -> Self {
        Self { capacity, queued: 0, left_by: None, senders: 1, receivers: 1, offers: 0 }
    }

    /// There is one end more.
    pub fn open(&mut self, end: End) {
        match end {
            End::Sender => self.senders += 1,
            End::Receiver => self.receivers += 1,
        }
    }

    fn hands_over(&self) -> bool {
        self.capacity == Some(0)
    }

    pub(super) fn way(&self, me: ActorId, op: &Operation) -> Option<Way> {
        match op.action {
            Action::Send | Action::TrySend if self.receivers == 0 => Some(Way::Closed),
            // A message can be left only with a receiver that is waiting already.
            Action::TrySend if self.hands_over() && self.offers <= self.queued => Some(Way::Refused),
            Action::Send if !self.has_room() => None,
            Action::TrySend if !self.hands_over() && !self.has_room() => Some(Way::Refused),
            Action::Taken if self.left_by != Some(me) => Some(Way::Done),
            Action::Taken => (self.receivers == 0).then_some(Way::Closed),
            Action::Receive { .. } | Action::TryReceive if self.queued == 0 => match op.action {
                _ if self.senders == 0 => Some(Way::Closed),
                Action::Receive { timed: false } => None,
                _ => Some(Way::Refused),
            },
            // A search tries steps out where they may make no sense: nobody closes an end that nobody has.
            Action::CloseSender => (self.senders > 0).then_some(Way::Done),
            Action::CloseReceiver => (self.receivers > 0).then_some(Way::Done),
            _ => Some(Way::Done),
        }
    }

    fn has_room(&self) -> bool {
        self.capacity.is_none_or(|capacity| self.queued < capacity.max(1))
    }

    pub(super) fn take(&mut self, me: ActorId, op: &Operation, way: Way) -> Effect {
        match op.action {
            Action::Send | Action::TrySend => match way {
                Way::Closed => Effect::of(way).remark(Remark::Closed),
                Way::Refused => Effect::of(way).remark(Remark::Full),
                Way::Done => {
                    self.queued += 1;
                    self.left_by = self.hands_over().then_some(me);
                    // Who finds room comes after the receivers that have made it.
                    let acquires = self.capacity.is_some() && !self.hands_over();
                    Effect { acquires, ..Effect::RELEASES }
                }
            },
            Action::Taken => {
                if way == Way::Done {
                    return Effect { changed: false, ..Effect::ACQUIRES };
                }
                self.queued = 0;
                self.left_by = None;
                Effect { acquires: true, changed: true, ..Effect::of(way).remark(Remark::Closed) }
            }
            Action::Offer => {
                self.offers += 1;
                Effect::DONE
            }
            Action::Receive { .. } | Action::TryReceive => {
                let offered = self.hands_over() && op.action != Action::TryReceive;
                self.offers = self.offers.saturating_sub(usize::from(offered));
                if way == Way::Done {
                    self.queued -= 1;
                    self.left_by = None;
                }
                let remark = match way {
                    Way::Done => Remark::Nothing,
                    Way::Refused => Remark::Empty,
                    Way::Closed => Remark::Closed,
                };
                // Whoever waits for room, or for its message to be taken, comes after this.
                let changed = offered || way == Way::Done;
                Effect { acquires: true, releases: true, changed, ..Effect::of(way).remark(remark) }
            }
            action => {
                let left = if action == Action::CloseSender { &mut self.senders } else { &mut self.receivers };
                *left -= 1;
                let is_last = *left == 0;
                let takes_all_along = is_last && action == Action::CloseReceiver && self.capacity.is_none();
                if takes_all_along {
                    self.queued = 0;
                }
                let effect = Effect { acquires: takes_all_along, ..Effect::RELEASES };
                effect.remark(if is_last { Remark::Last } else { Remark::Nothing })
            }
        }
    }
}
