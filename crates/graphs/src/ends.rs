//! Ends of channels and pipes.
//!
//! That another one is made is no step: whoever has one can have made two at once, and a process has those of its parent from the
//! beginning. So the state of such an object is kept by which of its ends are closed; which are open follows from that and from
//! those that have been made.

use racecourse_meaning::{Action, End, Ends, Operation, State};

/// A channel none of whose ends is closed is kept with so many of each kind, one that has closed ends with so many fewer.
const UNCLOSED: usize = 1 << 20;

/// The ends that an object has had so far, closed ones included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EndsMade {
    /// Of a channel, besides the first ones: to send by, and to receive by.
    counted: [usize; 2],
    /// Of a pipe: to write by, and to read by, in order.
    named: [Ends; 2],
}

const fn at(end: End) -> usize {
    match end {
        End::Sender => 0,
        End::Receiver => 1,
    }
}

impl EndsMade {
    /// All that an object has that is as it was made.
    pub(crate) fn of(state: &State) -> Self {
        match state {
            State::Channel(channel) => Self {
                counted: [channel.senders.saturating_sub(1), channel.receivers.saturating_sub(1)],
                ..Self::default()
            },
            State::Pipe(pipe) => Self { named: [sorted(&pipe.writers), sorted(&pipe.readers)], ..Self::default() },
            _ => Self::default(),
        }
    }

    /// The ends of a pipe that `self` has and `other` does not.
    pub(crate) fn named_besides(mut self, other: &Self) -> Self {
        self.counted = [0; 2];
        for (mine, theirs) in self.named.iter_mut().zip(&other.named) {
            mine.retain(|end| !theirs.contains(end));
        }
        self
    }

    /// One more is made: of a pipe by a fork, whose numbers are the process that has it then and its handle.
    pub fn open(&mut self, end: End, op: &Operation) {
        if op.action == Action::Fork {
            let ends = &mut self.named[at(end)];
            ends.push(named_by(op));
            ends.sort_unstable();
        } else {
            self.counted[at(end)] += 1;
        }
    }

    /// It was not made.
    pub(crate) fn take_back(&mut self, end: End, op: &Operation) {
        if op.action == Action::Fork {
            self.named[at(end)].retain(|it| *it != named_by(op));
        } else {
            self.counted[at(end)] -= 1;
        }
    }

    /// Those of both.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        for kind in 0..2 {
            self.counted[kind] += other.counted[kind];
            self.named[kind].extend(other.named[kind].iter().copied());
            self.named[kind].sort_unstable();
        }
        self
    }

    /// How many of a channel there have been: to send by, and to receive by.
    fn counts(&self) -> [usize; 2] {
        self.counted.map(|besides| besides + 1)
    }

    /// What is kept of a state: which of these ends are closed.
    pub(crate) fn to_keep(&self, mut state: State) -> State {
        match &mut state {
            State::Channel(channel) => {
                let [senders, receivers] = self.counts();
                channel.senders = UNCLOSED + channel.senders - senders;
                channel.receivers = UNCLOSED + channel.receivers - receivers;
            }
            State::Pipe(pipe) => {
                pipe.writers = besides(&self.named[0], &pipe.writers);
                pipe.readers = besides(&self.named[1], &pipe.readers);
            }
            _ => {}
        }
        state
    }

    /// The state of which this was kept.
    pub(crate) fn as_it_is(&self, mut kept: State) -> State {
        match &mut kept {
            State::Channel(channel) => {
                let [senders, receivers] = self.counts();
                channel.senders = (senders + channel.senders).saturating_sub(UNCLOSED);
                channel.receivers = (receivers + channel.receivers).saturating_sub(UNCLOSED);
            }
            State::Pipe(pipe) => {
                pipe.writers = besides(&self.named[0], &pipe.writers);
                pipe.readers = besides(&self.named[1], &pipe.readers);
            }
            _ => {}
        }
        kept
    }
}

fn named_by(op: &Operation) -> (usize, usize) {
    (op.operands[0] as usize, op.operands[1] as usize)
}

fn sorted(ends: &Ends) -> Ends {
    let mut sorted = ends.clone();
    sorted.sort_unstable();
    sorted
}

/// Those of `all` that are not among `some`.
fn besides(all: &Ends, some: &Ends) -> Ends {
    all.iter().copied().filter(|end| !some.contains(end)).collect()
}
