//! A process runs until it exits or is killed; how it ended can be asked for once it has.
//!
//! To wait for it waits until it has ended, and is answered with how. It exits once, and the system closes its ends of pipes
//! and gives up its file locks in the same step. A kill makes the end certain: no further step of the process is taken. But
//! what it has it keeps until the system has *buried* it, which is a step of its own, some time after the kill. If it has
//! nothing nobody could tell the two apart, and the kill is its end at once. Either way nothing else is freed: not its
//! mutexes, not the files that it has made. To kill one that has ended, or is certain to, changes nothing and is refused.

use super::{Effect, Way};
use crate::operation::{Action, Operation};
use racecourse_trace::exploration::Remark;
use serde::{Deserialize, Serialize};

/// How a process of a model ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProcessExit {
    /// By itself, with this code.
    Code(i32),
    /// By this signal.
    Signal(i32),
}

impl ProcessExit {
    /// What one that waits is answered with.
    const fn to_number(self) -> u64 {
        match self {
            ProcessExit::Code(code) => code.cast_unsigned() as u64,
            ProcessExit::Signal(signal) => 1 << 32 | signal.cast_unsigned() as u64,
        }
    }

    /// The end that this answer says.
    pub const fn from_number(number: u64) -> Self {
        let low = (number as u32).cast_signed();
        if number >> 32 == 0 { ProcessExit::Code(low) } else { ProcessExit::Signal(low) }
    }
}

const SIGKILL: i32 = 9;

pub(super) fn way(killed: bool, ended: Option<ProcessExit>, op: &Operation) -> Option<Way> {
    let is_certain = killed || ended.is_some();
    match op.action {
        Action::WaitChild => ended.map(|_| Way::Done),
        Action::Bury => (killed && ended.is_none()).then_some(Way::Done),
        Action::Exit | Action::Kill | Action::Live if is_certain => Some(Way::Refused),
        _ => Some(Way::Done),
    }
}

pub(super) fn take(killed: &mut bool, ended: &mut Option<ProcessExit>, op: &Operation, way: Way) -> Effect {
    match (op.action, way) {
        (Action::Exit, Way::Done) => {
            *ended = Some(ProcessExit::Code((op.operands[0] as u32).cast_signed()));
            Effect::RELEASES
        }
        (Action::Kill, Way::Done) => {
            *killed = true;
            Effect::RELEASES
        }
        (Action::Bury, Way::Done) => {
            *ended = Some(ProcessExit::Signal(SIGKILL));
            Effect { acquires: true, ..Effect::RELEASES }
        }
        (Action::Live, Way::Done) => Effect { changed: false, ..Effect::DONE },
        (Action::Kill, _) => Effect::of(way).remark(Remark::HadEnded),
        (Action::WaitChild, Way::Done) => {
            let number = ended.map_or(0, ProcessExit::to_number);
            Effect { number, changed: false, ..Effect::ACQUIRES }
        }
        _ => Effect::of(way),
    }
}
