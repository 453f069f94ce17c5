//! Where everybody is, in memory that forked processes share.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use nix::unistd::getpid;
use racecourse_trace::wire::Wired;

use crate::record;
use crate::shared_words::SharedWords;
use racecourse_trace::schedule::Refusal;

/// Actors that a run may have.
pub(super) const MOST: usize = 64;

/// What an actor is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// On its way to a gate.
    Running,
    AtGate,
    Ended,
    /// It is a process that does nothing more; but the system may not have closed its files yet.
    Exiting,
    Killed,
    /// Waits for the end of the actor with this number.
    BlockedOn(usize),
}

impl State {
    const FIRST_BLOCKED: u64 = 16;

    fn number(self) -> u64 {
        match self {
            State::Running => 1,
            State::AtGate => 2,
            State::Ended => 3,
            State::Exiting => 4,
            State::Killed => 5,
            State::BlockedOn(other) => Self::FIRST_BLOCKED + other as u64,
        }
    }

    /// `None` for a slot that nobody has taken.
    fn from_number(number: u64) -> Option<Self> {
        match number {
            0 => None,
            1 => Some(State::Running),
            2 => Some(State::AtGate),
            3 => Some(State::Ended),
            4 => Some(State::Exiting),
            5 => Some(State::Killed),
            _ => usize::try_from(number - Self::FIRST_BLOCKED).ok().map(State::BlockedOn),
        }
    }
}

// The words: first those of the run, then a row for each slot.
const CURSOR: usize = 0;
/// Count all changes, when they begin and when they are made, so that a look at all slots is known to be of one moment.
const BEGUN: usize = 1;
const MADE: usize = 2;
const IMPOSSIBLE: usize = 3;
const OPEN: usize = 4;
const REASON: usize = 5;
const REASON_WORDS: usize = 256;
const SLOTS: usize = REASON + REASON_WORDS;

const STATE: usize = 0;
/// The words of the schedule that mean this actor, as bits.
const MEANT: usize = 1;
const NAME: usize = 2;
const PID: usize = 3;
/// Whether its process was killed, and whether that is dead.
const FATE: usize = 4;
/// Whether a thread's function has returned.
const RETURNED: usize = 5;
const SLOT_WORDS: usize = 6;

/// Its end is certain, and has not come.
const CONDEMNED: u64 = 1;
const BURIED: u64 = 2;

/// The slots, and how far the schedule has come.
pub(super) struct Table(SharedWords);

impl Table {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self(SharedWords::new(SLOTS + MOST * SLOT_WORDS)?))
    }

    fn slot(&self, number: usize, word: usize) -> &AtomicU64 {
        &self.0[SLOTS + number * SLOT_WORDS + word]
    }

    fn change(&self, word: &AtomicU64, to: u64) {
        self.0[BEGUN].fetch_add(1, SeqCst);
        word.store(to, SeqCst);
        self.0[MADE].fetch_add(1, SeqCst);
    }

    pub(super) fn clear(&self) {
        self.0.words().iter().for_each(|word| word.store(0, SeqCst));
    }

    /// Steps that have been begun.
    pub(super) fn cursor(&self) -> usize {
        usize::try_from(self.0[CURSOR].load(SeqCst)).unwrap_or(usize::MAX)
    }

    pub(super) fn advance(&self, to: usize) {
        self.change(&self.0[CURSOR], to as u64);
    }

    pub(super) fn state(&self, number: usize) -> Option<State> {
        State::from_number(self.slot(number, STATE).load(SeqCst))
    }

    pub(super) fn set(&self, number: usize, state: State) {
        self.change(self.slot(number, STATE), state.number());
    }

    /// How many of the first `number` actors have this name.
    pub(super) fn namesakes(&self, number: usize, name: u64) -> usize {
        let same = |other: &usize| self.state(*other).is_some() && self.slot(*other, NAME).load(SeqCst) == name;
        (0..number).filter(same).count()
    }

    pub(super) fn register(&self, number: usize, name: u64, meant: u64) {
        self.slot(number, NAME).store(name, SeqCst);
        self.slot(number, MEANT).store(meant, SeqCst);
        self.slot(number, PID).store(u64::from(getpid().as_raw().unsigned_abs()), SeqCst);
        self.set(number, State::Running);
    }

    /// The slot is that of another process than the one that has given it.
    pub(super) fn moved_here(&self, number: usize) {
        self.slot(number, PID).store(u64::from(getpid().as_raw().unsigned_abs()), SeqCst);
    }

    pub(super) fn is_meant(&self, number: usize, name: usize) -> bool {
        self.slot(number, MEANT).load(SeqCst) & (1 << name) != 0
    }

    /// Whom this name means, with what it is doing.
    pub(super) fn find(&self, name: usize) -> Option<(usize, State)> {
        let mut all = (0..MOST).filter(|number| self.is_meant(*number, name));
        all.find_map(|number| Some((number, self.state(number)?)))
    }

    /// Whether nobody but `me` is on the way to somewhere.
    pub(super) fn is_quiet(&self, me: usize) -> bool {
        let made = self.0[MADE].load(SeqCst);
        // The system changes nothing here when a process dies. So each is asked after once: were it alive when its
        // parent is looked at and dead when it is looked at itself, both would seem to be at rest.
        let exiting = (0..MOST).filter(|number| self.state(*number) == Some(State::Exiting));
        let dead: Vec<usize> = exiting.filter(|number| self.has_ended(*number)).collect();
        let at_rest = (0..MOST).filter(|number| *number != me).all(|number| self.is_at_rest(number, &dead));
        at_rest && self.0[BEGUN].load(SeqCst) == made
    }

    fn is_at_rest(&self, number: usize, dead: &[usize]) -> bool {
        match self.state(number) {
            Some(State::Running) => false,
            // If the other has ended, it will go on as soon as it notices.
            Some(State::BlockedOn(other)) if other < MOST => match self.state(other) {
                Some(State::Ended | State::Killed) => false,
                _ => !dead.contains(&other),
            },
            Some(State::Exiting) => dead.contains(&number),
            None | Some(State::AtGate | State::Ended | State::Killed | State::BlockedOn(_)) => true,
        }
    }

    pub(super) fn has_ended(&self, number: usize) -> bool {
        match self.state(number) {
            Some(State::Ended | State::Killed) => true,
            Some(State::Exiting) => record::process_is_gone(self.pid(number)),
            _ => false,
        }
    }

    /// Its function has returned. What the thread has for itself may still be dropped.
    pub(super) fn returns(&self, number: usize) {
        self.slot(number, RETURNED).store(1, SeqCst);
    }

    pub(super) fn has_returned(&self, number: usize) -> bool {
        self.slot(number, RETURNED).load(SeqCst) == 1
    }

    pub(super) fn pid(&self, number: usize) -> i32 {
        i32::try_from(self.slot(number, PID).load(SeqCst)).unwrap_or(0)
    }

    /// Whether somebody besides `me` has not ended, and is not certain to.
    pub(super) fn is_anybody_left(&self, me: usize) -> bool {
        let is_left = |number: usize| !self.has_ended(number) && !self.is_condemned(number);
        (0..MOST).any(|number| number != me && self.state(number).is_some() && is_left(number))
    }

    /// Whether the end of this actor's process is certain and has not come.
    pub(super) fn is_condemned(&self, number: usize) -> bool {
        number < MOST && self.slot(number, FATE).load(SeqCst) == CONDEMNED
    }

    /// From now on nobody of this process takes a step.
    pub(super) fn condemn(&self, pid: i32) {
        self.sentence(pid, CONDEMNED);
    }

    /// It is dead, and everybody knows.
    pub(super) fn buried(&self, pid: i32) {
        self.sentence(pid, BURIED);
    }

    fn sentence(&self, pid: i32, fate: u64) {
        for number in (0..MOST).filter(|number| self.state(*number).is_some() && self.pid(*number) == pid) {
            self.change(self.slot(number, FATE), fate);
        }
    }

    /// Those whose end is certain and has not come.
    pub(super) fn condemned(&self) -> Vec<usize> {
        (0..MOST).filter(|number| self.is_condemned(*number)).collect()
    }

    /// Whether somebody waits for the end of this one.
    pub(super) fn is_waited_for(&self, number: usize) -> bool {
        (0..MOST).any(|other| self.state(other) == Some(State::BlockedOn(number)))
    }

    /// Everybody who lives in this process and has not ended has ended so.
    pub(super) fn end_all_of(&self, pid: i32, state: State) {
        for number in (0..MOST).filter(|number| self.pid(*number) == pid) {
            if !matches!(self.state(number), None | Some(State::Ended | State::Killed)) {
                self.set(number, state);
            }
        }
    }

    /// From now on everybody may go on.
    pub(super) fn open(&self) {
        self.0[OPEN].store(1, SeqCst);
    }

    pub(super) fn is_open(&self) -> bool {
        self.0[OPEN].load(SeqCst) != 0
    }

    /// Says that `step` cannot be taken. The first to say so is believed.
    pub(super) fn give_up(&self, step: usize, why: &Refusal) {
        if self.is_impossible() {
            return;
        }
        // What does not fit, because somebody has given things very long names, is not said.
        let why = Some(why.encode()).filter(|why| why.len() <= REASON_WORDS * size_of::<u64>()).unwrap_or_default();
        let mut bytes = why.chunks(size_of::<u64>()).chain(std::iter::repeat(&[][..]));
        for word in &self.0.words()[REASON..REASON + REASON_WORDS] {
            let mut eight = [0; size_of::<u64>()];
            let chunk = bytes.next().unwrap_or_default();
            eight[..chunk.len()].copy_from_slice(chunk);
            word.store(u64::from_le_bytes(eight), SeqCst);
        }
        self.0[IMPOSSIBLE].store(step as u64 + 1, SeqCst);
    }

    pub(super) fn is_impossible(&self) -> bool {
        self.0[IMPOSSIBLE].load(SeqCst) != 0
    }

    pub(super) fn impossible(&self) -> Option<(usize, Refusal)> {
        let step = usize::try_from(self.0[IMPOSSIBLE].load(SeqCst)).ok()?.checked_sub(1)?;
        let words = &self.0.words()[REASON..REASON + REASON_WORDS];
        let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.load(SeqCst).to_le_bytes()).collect();
        bytes.truncate(bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len()));
        Some((step, Refusal::decode(&bytes).unwrap_or(Refusal::HasToWait)))
    }
}
