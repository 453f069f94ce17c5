//! Random programs that go round in loops: they wait for each other, poll, back off, count, and try in vain.
//!
//! A program is data. It is run in two ways: on the facade, by [`run`], and by the machine of `fairness`, which owes
//! nothing to the library. Its registers are local variables, which no engine sees.

mod code;
mod places;
mod run;
mod shapes;

use std::fmt;

pub(crate) use self::code::{Code, Instruction};
pub(crate) use self::run::{run, set};
pub(crate) use self::shapes::{BlindSpots, program};

/// Atomics.
pub(crate) const VARIABLES: usize = 3;
/// Mutexes, each with a condition variable and with data that it guards.
pub(crate) const LOCKS: usize = 2;
/// Local variables of each actor.
pub(crate) const REGISTERS: usize = 3;

/// What guarded data wraps around at, so that a loop that increases it has finitely many states.
pub(crate) const DATA_WRAPS_AT: u8 = 8;

/// What an actor does at once. Where it fills a register, that comes first; variables, locks and registers are numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Load(usize, usize),
    Store(usize, u8),
    /// Adds 1; the register has what was there.
    Add(usize, usize),
    /// Turns 0 into 1 and 1 into 0; the register has what was there.
    Toggle(usize, usize),
    /// The register is 1 if the first value was found, and so replaced by the second.
    Exchange(usize, usize, u8, u8),
    Lock(usize),
    /// The register is 1 if the lock was free.
    TryLock(usize, usize),
    Unlock(usize),
    Wait(usize),
    /// The register is 1 if the time was over.
    WaitAWhile(usize, usize),
    NotifyOne(usize),
    NotifyAll(usize),
    Hint,
    Yield,
    /// This and the two below use what a lock guards, which the actor holds.
    Read(usize, usize),
    Write(usize, u8),
    Increase(usize),
    Set(usize, u8),
    /// Adds 1 to the register.
    Count(usize),
}

/// A piece of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Do(Action),
    /// If the register has this value.
    If(usize, u8, Vec<Step>),
    /// Unless it has.
    Unless(usize, u8, Vec<Step>),
    /// Again and again, until somebody leaves.
    Loop(Vec<Step>),
    /// Leaves the innermost loop.
    Leave,
}

#[derive(Clone)]
pub(crate) struct Program {
    pub(crate) actors: Vec<Vec<Step>>,
    /// What the atomics are at first.
    pub(crate) variables: [u8; VARIABLES],
    /// What the locks guard at first.
    pub(crate) data: [u8; LOCKS],
    /// Whether each actor may wake up for no reason, once in an execution.
    pub(crate) spurious_wakeups: bool,
}

impl Program {
    /// A program of these actors where everything is 0 at first.
    pub(crate) const fn plain(actors: Vec<Vec<Step>>) -> Self {
        Self { actors, variables: [0; VARIABLES], data: [0; LOCKS], spurious_wakeups: false }
    }
}

/// As it stands in a test: a line for each actor.
impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { actors, variables, data, spurious_wakeups } = self;
        writeln!(f, "Program {{ actors: vec![")?;
        for actor in actors {
            writeln!(f, "    {},", format!("{actor:?}").replace('[', "vec!["))?;
        }
        write!(f, "], variables: {variables:?}, data: {data:?}, spurious_wakeups: {spurious_wakeups} }}")
    }
}

/// The label of an execution in which everybody comes to an end. It says all there is to say, so that none is lost
/// behind another one.
pub(crate) fn ending(registers: &[[u8; REGISTERS]], variables: [u8; VARIABLES], data: [u8; LOCKS]) -> String {
    format!("registers {registers:?} variables {variables:?} data {data:?}")
}
