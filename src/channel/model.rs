//! A channel of a model.

use std::collections::VecDeque;
use std::panic::Location;

use crossbeam_channel::{TryRecvError, TrySendError};

use crate::show::{self, Contents};
use racecourse_kernel::made::Made;
use racecourse_kernel::shown::{Trace, Value};
use racecourse_kernel::{self as kernel, tripwire};
use racecourse_meaning::{Action, ActorId, Channel, End, ObjectId, Operation, State, Way};
use racecourse_trace::exploration::Remark;

/// A channel of a model. The messages are here, the counting is the world's: that orders who sends and who receives, and nobody
/// else, so what is done here is left [aside](tripwire::aside).
pub(super) struct Model<T> {
    id: Made<ObjectId>,
    rendezvous: bool,
    has_limit: bool,
    pub(super) created: &'static Location<'static>,
    messages: parking_lot::Mutex<VecDeque<T>>,
    /// What each actor has taken out last, where the execution asks whether it puts in another one than that.
    taken_out: parking_lot::Mutex<Vec<(ActorId, Contents)>>,
}

impl<T> Model<T> {
    /// A channel for at most `capacity` messages, or for any number.
    pub(super) fn new(capacity: Option<usize>, at: &'static Location<'static>) -> Self {
        Self {
            id: Made::new(kernel::add_object(State::Channel(Channel::new(capacity)), at, false)),
            rendezvous: capacity == Some(0),
            has_limit: capacity.is_some(),
            created: at,
            messages: parking_lot::Mutex::new(VecDeque::new()),
            taken_out: parking_lot::Mutex::new(Vec::new()),
        }
    }

    /// The running actor has taken this message out.
    fn note_taken_out(&self, message: &T) {
        let Some(contents) = Contents::of_message(message) else { return };
        let (me, mut all) = (kernel::locals::running(), self.taken_out.lock());
        match all.iter_mut().find(|(actor, _)| *actor == me) {
            Some((_, last)) => *last = contents,
            None => all.push((me, contents)),
        }
    }

    /// The running actor puts this message in.
    fn note_put_in(&self, message: &T) {
        if kernel::looks_inside()
            && let Some((_, last)) = self.taken_out.lock().iter().find(|(actor, _)| *actor == kernel::locals::running())
        {
            last.compare_message(message);
        }
    }

    #[track_caller]
    pub(super) fn send(
        &self,
        action: Action,
        message: T,
        site: &'static Location<'static>,
    ) -> Result<(), TrySendError<T>> {
        let mut message = Some(message);
        let sent = kernel::perform_showing(Operation::on(action, self.id.here(), site), &mut |sent| {
            let message = message.as_ref().filter(|_| sent.is_done());
            Trace::default().passing(message.map_or(Value::None, show::value))
        });
        if sent.is_done() {
            message.iter().for_each(|message| self.note_put_in(message));
            tripwire::aside(|| self.messages.lock().extend(message.take()));
        }
        match (sent.way, message) {
            (Way::Done, _) if self.rendezvous && action == Action::Send => self.hand_over(site),
            (Way::Refused, Some(message)) => Err(TrySendError::Full(message)),
            (Way::Closed, Some(message)) => Err(TrySendError::Disconnected(message)),
            _ => Ok(()),
        }
    }

    /// Waits until the message that was left is taken.
    #[track_caller]
    fn hand_over(&self, site: &'static Location<'static>) -> Result<(), TrySendError<T>> {
        let taken = kernel::perform(Operation::on(Action::Taken, self.id.here(), site)).is_done();
        match tripwire::aside(|| self.messages.lock().pop_front()).filter(|_| !taken) {
            Some(message) => Err(TrySendError::Disconnected(message)),
            None => Ok(()),
        }
    }

    #[track_caller]
    pub(super) fn receive(&self, action: Action, site: &'static Location<'static>) -> Result<T, TryRecvError> {
        if self.rendezvous && matches!(action, Action::Receive { .. }) {
            kernel::perform(Operation::on(Action::Offer, self.id.here(), site));
        }
        let received = kernel::perform_showing(Operation::on(action, self.id.here(), site), &mut |received| {
            let messages = self.messages.lock();
            let first = messages.front().filter(|_| received.is_done());
            Trace::default().passing(first.map_or(Value::None, show::value))
        });
        match received.way {
            Way::Done => {
                let first = tripwire::aside(|| self.messages.lock().pop_front());
                let first = first.expect("as many messages as are counted");
                self.note_taken_out(&first);
                Ok(first)
            }
            Way::Refused => Err(TryRecvError::Empty),
            Way::Closed => Err(TryRecvError::Disconnected),
        }
    }

    pub(super) fn close(&self, action: Action) {
        let Some(id) = self.id.if_here() else { return };
        let closed = kernel::perform(Operation::on(action, id, self.created));
        // Where there is no limit, what nobody can receive any more goes with the last receiver, and not with the last end.
        if action == Action::CloseReceiver && closed.remark == Remark::Last && !self.has_limit {
            let left = tripwire::aside(|| std::mem::take(&mut *self.messages.lock()));
            // Their destructors may take steps.
            drop(left);
        }
    }

    /// There is one end more of that kind. It is no step: who has one end can have made two at once.
    #[track_caller]
    pub(super) fn open(&self, end: End) {
        kernel::open_end(self.id.here(), end, Location::caller());
    }
}
