//! Writing down what was done.

use super::World;
use crate::shown::{Trace, Value};
use crate::transcript::{Entry, Mark};
use racecourse_meaning::{Action, Effect, Operation, ProcessExit, Share, Way};
use racecourse_trace::exploration::{ProcessEnd, Remark};

impl World {
    /// Writes down a step of the running actor, or a mark it makes, and what `shown` says of it, if that is kept.
    #[inline]
    pub(crate) fn record(&mut self, op: &Operation, effect: &Effect, shown: impl FnOnce() -> Trace) {
        // That memory is copied is told by the mark behind it, which says for whom.
        if !self.is_written_down() || op.action == Action::CopyMemory {
            return;
        }
        self.note_nesting(op);
        self.transcript.push(self.entry(op, effect));
        if matches!(op.action, Action::CellRead | Action::CellWrite) {
            self.note_access();
        }
        if self.rules.recorded {
            let trace = self.trace_of(op, effect, shown());
            self.transcript.shown.push(trace);
        }
    }

    fn entry(&self, op: &Operation, effect: &Effect) -> Entry {
        let Effect { acquires, releases, .. } = *effect;
        Entry { actor: self.running, op: *op, done: effect.is_done(), acquires, releases }
    }

    /// A number that grows with all that anybody does which others could notice.
    pub fn activity(&self) -> usize {
        let transcript = &self.transcript;
        self.choices.len() + self.born.objects.len() + transcript.len() + transcript.marks.len()
    }

    /// Marks something that is no step.
    pub(super) fn mark(&mut self, mark: Mark) {
        if self.is_written_down() {
            self.transcript.mark(mark);
        }
    }

    /// Whether what happens is still part of the record. After a failure the others may go on, and nothing of that is: who is
    /// started then is not known to the record, so it cannot end in it either.
    pub(super) const fn is_written_down(&self) -> bool {
        self.stop.is_none() && self.failed.is_none()
    }

    /// What a step shows: what it read and wrote, as its operation and its effect say, and what it passes on.
    fn trace_of(&self, op: &Operation, effect: &Effect, shown: Trace) -> Trace {
        let value = op.object().and_then(|object| self.states[object].value());
        let show = |number: u64| value.map_or(Value::None, |(word, _)| Value::of(word, number, &self.texts));
        let now = || value.map_or(Value::None, |(word, now)| Value::of(word, now, &self.texts));
        let done = effect.is_done();
        let (read, written) = match op.action {
            Action::Load | Action::CellRead => (show(effect.number), Value::None),
            Action::Store | Action::CellWrite => (Value::None, now()),
            Action::Update(_) if done => (show(effect.number), now()),
            Action::Update(_) => (show(effect.number), Value::None),
            Action::PipeWrite if done => (Value::None, Value::Bytes(effect.number as usize)),
            Action::PipeRead if effect.number > 0 => (Value::Bytes(effect.number as usize), Value::None),
            Action::Share(Share::Count | Share::CountWeak) => (Value::Int(effect.number.into()), Value::None),
            Action::Exists | Action::IsFinished => (Value::Bool(done), Value::None),
            Action::Exit => (Value::None, Value::Int((op.operands[0] as u32).cast_signed().into())),
            Action::WaitChild if done => {
                (Value::Ended(process_end(ProcessExit::from_number(effect.number))), Value::None)
            }
            _ => (Value::None, Value::None),
        };
        let remark = if shown.remark == Remark::Nothing { effect.remark } else { shown.remark };
        let written = if shown.written == Value::None { written } else { shown.written };
        Trace { read, written, passed: shown.passed, remark }
    }
}

/// How a process has ended, as a report is told.
pub fn process_end(exit: ProcessExit) -> ProcessEnd {
    match exit {
        ProcessExit::Code(code) => ProcessEnd::Code(code),
        ProcessExit::Signal(signal) => ProcessEnd::Signal(signal),
    }
}

/// What a mark comes to: it is there.
pub(crate) const MARK: Effect = Effect { way: Way::Done, changed: false, ..Effect::DONE };
