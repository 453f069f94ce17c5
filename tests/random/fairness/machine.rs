//! One state of a program, and what a step makes of it.

use super::signal::Signal;
use crate::random::loops::{Action, Code, DATA_WRAPS_AT, Instruction, LOCKS, REGISTERS, VARIABLES, ending};

/// Whether an actor can take its next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Readiness {
    Finished,
    Blocked,
    /// Only by waking up for no reason: it may, and nobody can count on it.
    May,
    /// Whoever schedules has to let it go on some time.
    Must,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Phase {
    /// Before an instruction.
    Ready,
    /// Has given up its lock, and waits for a notification.
    Waiting,
    /// Has woken up, and takes the lock again.
    Woken { timed_out: bool },
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Actor {
    at: usize,
    phase: Phase,
    registers: [u8; REGISTERS],
    /// Whether it may not wake up for no reason any more. Once in an execution is enough to show the harm; that its time was
    /// over counts as well.
    has_woken: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct State {
    variables: [u8; VARIABLES],
    owners: [Option<usize>; LOCKS],
    data: [u8; LOCKS],
    signals: [Signal; LOCKS],
    actors: Vec<Actor>,
}

impl State {
    pub(super) fn first(code: &Code) -> Self {
        let actor = Actor { at: 0, phase: Phase::Ready, registers: [0; REGISTERS], has_woken: false };
        let mut state = Self {
            variables: code.variables,
            owners: [None; LOCKS],
            data: code.data,
            signals: Default::default(),
            actors: vec![actor; code.actors.len()],
        };
        for me in 0..code.actors.len() {
            state.run_on(code, me);
        }
        state
    }

    pub(super) fn readiness(&self, code: &Code, me: usize) -> Readiness {
        let actor = &self.actors[me];
        let Some(action) = self.next(code, me) else { return Readiness::Finished };
        let possible = match (actor.phase, action) {
            (Phase::Waiting, Action::WaitAWhile(..)) => true,
            (Phase::Waiting, Action::Wait(lock)) => {
                let notified = self.signals[lock].is_for(me);
                if !notified && code.spurious_wakeups && !actor.has_woken {
                    return Readiness::May;
                }
                notified
            }
            _ => self.wants(code, me).is_none_or(|lock| self.owners[lock].is_none()),
        };
        if possible { Readiness::Must } else { Readiness::Blocked }
    }

    /// The owner of the lock that the actor has to wait for.
    pub(super) fn waits_for(&self, code: &Code, me: usize) -> Option<usize> {
        self.wants(code, me).and_then(|lock| self.owners[lock])
    }

    /// The lock that its next step takes.
    fn wants(&self, code: &Code, me: usize) -> Option<usize> {
        match (self.actors[me].phase, self.next(code, me)?) {
            (Phase::Ready, Action::Lock(lock)) => Some(lock),
            (Phase::Woken { .. }, Action::Wait(lock) | Action::WaitAWhile(_, lock)) => Some(lock),
            _ => None,
        }
    }

    fn next(&self, code: &Code, me: usize) -> Option<Action> {
        match code.actors[me].get(self.actors[me].at)? {
            Instruction::Do(_, action) => Some(*action),
            jump => unreachable!("nobody stops before {jump:?}"),
        }
    }

    /// The actor, which is ready, takes its next step and comes to the one after it.
    pub(super) fn step(&mut self, code: &Code, me: usize) {
        let action = self.next(code, me).expect("it has not finished");
        if let Action::Wait(lock) | Action::WaitAWhile(_, lock) = action {
            if !self.go_on_waiting(action, lock, me) {
                return;
            }
        } else {
            self.act(action, me);
        }
        self.actors[me].at += 1;
        self.run_on(code, me);
    }

    /// Takes one of the steps of a wait; whether it is over.
    fn go_on_waiting(&mut self, action: Action, lock: usize, me: usize) -> bool {
        let actor = &mut self.actors[me];
        let signal = &mut self.signals[lock];
        match actor.phase {
            Phase::Ready => {
                signal.enter(me);
                self.owners[lock] = None;
                actor.phase = Phase::Waiting;
                false
            }
            Phase::Waiting => {
                let notified = signal.is_for(me);
                signal.leave(me);
                actor.has_woken |= !notified;
                actor.phase = Phase::Woken { timed_out: !notified && matches!(action, Action::WaitAWhile(..)) };
                false
            }
            Phase::Woken { timed_out } => {
                self.owners[lock] = Some(me);
                if let Action::WaitAWhile(register, _) = action {
                    actor.registers[register] = timed_out.into();
                }
                actor.phase = Phase::Ready;
                true
            }
        }
    }

    fn act(&mut self, action: Action, me: usize) {
        let registers = &mut self.actors[me].registers;
        match action {
            Action::Load(register, variable) => registers[register] = self.variables[variable],
            Action::Store(variable, value) => self.variables[variable] = value,
            Action::Add(register, variable) => {
                registers[register] = self.variables[variable];
                self.variables[variable] = self.variables[variable].wrapping_add(1);
            }
            Action::Toggle(register, variable) => {
                registers[register] = self.variables[variable];
                self.variables[variable] ^= 1;
            }
            Action::Exchange(register, variable, from, to) => {
                let found = self.variables[variable] == from;
                registers[register] = found.into();
                if found {
                    self.variables[variable] = to;
                }
            }
            Action::Lock(lock) => self.owners[lock] = Some(me),
            Action::TryLock(register, lock) => {
                let free = self.owners[lock].is_none();
                registers[register] = free.into();
                if free {
                    self.owners[lock] = Some(me);
                }
            }
            Action::Unlock(lock) => self.owners[lock] = None,
            Action::NotifyOne(lock) => self.signals[lock].notify_one(),
            Action::NotifyAll(lock) => self.signals[lock].notify_all(),
            Action::Read(register, lock) => registers[register] = self.data[lock],
            Action::Write(lock, value) => self.data[lock] = value,
            Action::Increase(lock) => self.data[lock] = (self.data[lock] + 1) % DATA_WRAPS_AT,
            Action::Set(register, value) => registers[register] = value,
            Action::Count(register) => registers[register] += 1,
            Action::Hint | Action::Yield => {}
            Action::Wait(_) | Action::WaitAWhile(..) => unreachable!("a wait is several steps"),
        }
    }

    /// The actor does what it does for itself alone, up to its next step that others may notice.
    fn run_on(&mut self, code: &Code, me: usize) {
        while let Some(instruction) = code.actors[me].get(self.actors[me].at) {
            let actor = &mut self.actors[me];
            match *instruction {
                Instruction::Jump(to) => actor.at = to,
                Instruction::JumpIf { register, value, is, to } => {
                    let jumps = (actor.registers[register] == value) == is;
                    actor.at = if jumps { to } else { actor.at + 1 };
                }
                Instruction::Do(_, action) if is_private(action) => {
                    actor.at += 1;
                    self.act(action, me);
                }
                Instruction::Do(..) => return,
            }
        }
    }

    pub(super) fn label(&self) -> String {
        let registers: Vec<_> = self.actors.iter().map(|actor| actor.registers).collect();
        ending(&registers, self.variables, self.data)
    }
}

/// Whether nobody else can tell when it is done. Data is used by whoever holds its lock.
const fn is_private(action: Action) -> bool {
    matches!(
        action,
        Action::Read(..)
            | Action::Write(..)
            | Action::Increase(_)
            | Action::Set(..)
            | Action::Count(_)
            | Action::Hint
            | Action::Yield
    )
}
