//! A program through the facade.

use std::cell::RefCell;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use racecourse::outcome::Outcome;
use racecourse::sync::atomic::{AtomicU8, Ordering::SeqCst};
use racecourse::sync::{Condvar, Mutex, MutexGuard};
use racecourse::{hint, thread};

use super::places::PLACES;
use super::{Action, Code, DATA_WRAPS_AT, Instruction, LOCKS, Program, REGISTERS, VARIABLES, ending};

thread_local! {
    static CODE: RefCell<Arc<Code>> = RefCell::default();
}

/// Makes `program` the one that [`run`] runs on this thread: engines take a plain function.
pub(crate) fn set(program: &Program) {
    CODE.set(Arc::new(Code::of(program)));
}

/// What the actors share.
pub(super) struct Memory {
    variables: [AtomicU8; VARIABLES],
    locks: [Mutex<u8>; LOCKS],
    signals: [Condvar; LOCKS],
}

impl Memory {
    pub(super) fn new(variables: [u8; VARIABLES], data: [u8; LOCKS]) -> Self {
        Self {
            variables: variables.map(AtomicU8::new),
            locks: data.map(Mutex::new),
            signals: std::array::from_fn(|_| Condvar::new()),
        }
    }
}

/// One of those who run: its local variables, and the locks that it holds.
pub(super) struct Actor<'m> {
    memory: &'m Memory,
    registers: [u8; REGISTERS],
    guards: [Option<MutexGuard<'m, u8>>; LOCKS],
}

impl<'m> Actor<'m> {
    pub(super) fn new(memory: &'m Memory) -> Self {
        Self { memory, registers: [0; REGISTERS], guards: [const { None }; LOCKS] }
    }

    /// Says by which place the facade was called. No call stands in a closure: that would be a place for itself.
    #[track_caller]
    pub(super) fn take(&mut self, action: Action) -> &'static Location<'static> {
        let Memory { variables, locks, signals } = self.memory;
        match action {
            Action::Load(register, variable) => self.registers[register] = variables[variable].load(SeqCst),
            Action::Store(variable, value) => variables[variable].store(value, SeqCst),
            Action::Add(register, variable) => self.registers[register] = variables[variable].fetch_add(1, SeqCst),
            Action::Toggle(register, variable) => self.registers[register] = variables[variable].fetch_xor(1, SeqCst),
            Action::Exchange(register, variable, from, to) => {
                let exchanged = variables[variable].compare_exchange(from, to, SeqCst, SeqCst);
                self.registers[register] = exchanged.is_ok().into();
            }
            Action::Lock(lock) => self.guards[lock] = Some(locks[lock].lock()),
            Action::TryLock(register, lock) => {
                let guard = locks[lock].try_lock();
                self.registers[register] = guard.is_some().into();
                self.guards[lock] = guard;
            }
            Action::Unlock(lock) => self.guards[lock] = None,
            Action::Wait(lock) => signals[lock].wait(self.guard(lock)),
            Action::WaitAWhile(register, lock) => {
                let waited = signals[lock].wait_for(self.guard(lock), Duration::from_millis(1));
                self.registers[register] = waited.timed_out().into();
            }
            Action::NotifyOne(lock) => signals[lock].notify_one(),
            Action::NotifyAll(lock) => signals[lock].notify_all(),
            Action::Hint => hint::spin_loop(),
            Action::Yield => thread::yield_now(),
            Action::Read(register, lock) => self.registers[register] = **self.guard(lock),
            Action::Write(lock, value) => **self.guard(lock) = value,
            Action::Increase(lock) => {
                let data: &mut u8 = self.guard(lock);
                *data = (*data + 1) % DATA_WRAPS_AT;
            }
            Action::Set(register, value) => self.registers[register] = value,
            Action::Count(register) => self.registers[register] += 1,
        }
        Location::caller()
    }

    fn guard(&mut self, lock: usize) -> &mut MutexGuard<'m, u8> {
        self.guards[lock].as_mut().expect("data is used, and a wait begins, by who holds the lock")
    }

    fn execute(mut self, code: &[Instruction]) -> [u8; REGISTERS] {
        let mut at = 0;
        while let Some(instruction) = code.get(at) {
            at += 1;
            match *instruction {
                Instruction::Do(place, action) => {
                    let place = PLACES.get(place).expect("a program has no more instructions than places");
                    place(&mut self, action);
                }
                Instruction::Jump(to) => at = to,
                Instruction::JumpIf { register, value, is, to } => {
                    if (self.registers[register] == value) == is {
                        at = to;
                    }
                }
            }
        }
        self.registers
    }
}

/// The program through the facade. Its outcome is all that is left in the end.
pub(crate) fn run() -> Outcome {
    let code = CODE.with_borrow(Arc::clone);
    let memory = Memory::new(code.variables, code.data);
    let registers: Vec<_> = thread::scope(|scope| {
        let memory = &memory;
        let start = |code| scope.spawn(move || Actor::new(memory).execute(code));
        let actors: Vec<_> = code.actors.iter().map(|code| start(code)).collect();
        actors.into_iter().map(|actor| actor.join().expect("no panic")).collect()
    });
    let variables = memory.variables.map(|variable| variable.load(SeqCst));
    Outcome::new(ending(&registers, variables, memory.locks.map(Mutex::into_inner)))
}
