//! Memory in loom's executions: its own atomics and cells, so that loom sees every access with its order.
//!
//! loom shows stale reads and orderings, but treats `SeqCst` accesses as `AcqRel` and loses some interleavings. What is done
//! about that:
//!
//! * a `SeqCst` access is preceded and followed by `fence(SeqCst)`, which loom does model. This is a little stronger than
//!   the language, where one `SeqCst` access orders nothing by itself;
//! * before each load an unrelated "shadow" atomic is updated with `Relaxed`, so that loom sees the load as dependent on
//!   what others do there. This adds no ordering by itself, but together with fences it may;
//! * an atomic that is both stored to and updated by read-modify-writes gets its stores made by `swap` in a second
//!   exploration: loom can otherwise show values that no execution has. A `swap` continues a release sequence where a
//!   store ends it, which is stronger than the language.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe, Location};

use loom::cell::UnsafeCell;
use loom::sync::atomic::{self as model, Ordering};

use super::lessons::{MadeAt, found_mixed, made_at, stores_by_swap};
use super::strength;
use racecourse_meaning::{Action, ActorId, AsWord, Operation, Order, State, Update, Word};
use racecourse_trace::exploration::StrongerBy;
use racecourse_trace::failure::{Cause, Evidence, Failure, FailureKind};

/// What loom has in place of an atomic or of plain memory.
pub(super) enum Memory {
    Atomic(Atomic),
    /// Only the accesses are loom's: there are no stale reads of plain memory, so the value can stay where it is.
    Plain(UnsafeCell<()>),
}

impl Memory {
    /// For a new object, if it is memory.
    pub(super) fn of(state: &State, created: &'static Location<'static>) -> Option<Self> {
        match state {
            State::Atomic { word, value } => Some(Memory::Atomic(Atomic::new(*word, *value, created))),
            State::Cell { .. } => Some(Memory::Plain(UnsafeCell::new(()))),
            _ => None,
        }
    }

    /// Accesses it as `op` says; the value that was found. loom may let others go first.
    ///
    /// # Errors
    ///
    /// loom's report of a data race.
    pub(super) fn access(&self, me: ActorId, op: &Operation) -> Result<Option<u64>, Box<Failure>> {
        match self {
            Memory::Atomic(atomic) => Ok(atomic.access(me, op)),
            Memory::Plain(cell) => {
                let access = AssertUnwindSafe(|| {
                    if op.action == Action::CellWrite {
                        cell.with_mut(|_| ());
                    } else {
                        cell.with(|_| ());
                    }
                });
                match panic::catch_unwind(access) {
                    Ok(()) => Ok(None),
                    Err(payload) => {
                        let seen = race(payload.as_ref()).unwrap_or_else(|| panic::resume_unwind(payload));
                        Err(Box::new(seen))
                    }
                }
            }
        }
    }

    /// The newest value of an atomic, where others may change it at any time.
    pub(super) fn newest(&self) -> Option<u64> {
        match self {
            Memory::Atomic(atomic) => Some(atomic.value.update(Update::Add, 0, Ordering::Relaxed)),
            Memory::Plain(_) => None,
        }
    }

    /// The value of an atomic, for who is alone with it.
    pub(super) fn peek(&self) -> Option<u64> {
        match self {
            Memory::Atomic(atomic) => Some(atomic.value.load(Ordering::Relaxed)),
            Memory::Plain(_) => None,
        }
    }
}

/// The failure that loom reports by a panic of its own.
fn race(payload: &(dyn Any + Send)) -> Option<Failure> {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| payload.downcast_ref::<&str>().copied())?;
    let says = text.split_once("Causality violation: ")?.1.lines().next()?;
    Some(Failure { kind: FailureKind::DataRace, cause: Cause::Loom(says.to_owned()), evidence: Evidence::None })
}

/// The two loom atomics behind one of the facade's.
pub(super) struct Atomic {
    value: Number,
    /// Updated before each load, see above.
    shadow: model::AtomicUsize,
    /// Where it was made: what one exploration learns about it holds in the next.
    made_at: MadeAt,
    /// Whether it has been stored to, and updated, in this execution.
    stored: Cell<bool>,
    updated: Cell<bool>,
    /// How many values it has had in this execution.
    values: Cell<usize>,
    /// Who has loaded it last.
    loaded_by: Cell<Option<ActorId>>,
}

impl Atomic {
    fn new(word: Word, value: u64, at: &'static Location<'static>) -> Self {
        let (stored, updated) = (Cell::new(false), Cell::new(false));
        let shadow = model::AtomicUsize::new(0);
        let (values, loaded_by) = (Cell::new(1), Cell::new(None));
        Self { value: Number::new(word, value), shadow, made_at: made_at(at), stored, updated, values, loaded_by }
    }

    fn access(&self, me: ActorId, op: &Operation) -> Option<u64> {
        let order = Ordering::from(op.order);
        let surrounds = op.order == Order::SeqCst;
        match op.action {
            Action::Load => {
                self.shadow.fetch_add(1, Ordering::Relaxed);
            }
            Action::Store if !stores_by_swap(self.made_at) => self.note_use(&self.stored),
            Action::Update(_) => self.note_use(&self.updated),
            _ => {}
        }
        self.note_strength(me, op, order);
        if surrounds {
            model::fence(Ordering::SeqCst);
        }
        let [first, second] = op.operands;
        let found = match op.action {
            Action::Load => Some(self.value.load(order)),
            Action::Update(update) if update.is_exchange() => {
                Some(self.value.compare_exchange(first, second, order, op.on_failure.into()))
            }
            Action::Update(update) => Some(self.value.update(update, first, order)),
            _ if stores_by_swap(self.made_at) => {
                self.value.update(Update::Swap, first, order);
                None
            }
            _ => {
                self.value.store(first, order);
                None
            }
        };
        if surrounds {
            model::fence(Ordering::SeqCst);
        }
        found
    }

    fn note_strength(&self, me: ActorId, op: &Operation, order: Ordering) {
        let on_failure = if op.expected().is_some() { op.on_failure.into() } else { order };
        strength::accessed([order, on_failure]);
        if order == Ordering::SeqCst {
            strength::strengthened(op, StrongerBy::Fences);
        }
        match op.action {
            Action::Load => {
                let others = self.loaded_by.replace(Some(me)).is_some_and(|other| other != me);
                strength::loaded(order, self.values.get(), others);
                if others {
                    strength::strengthened(op, StrongerBy::Update);
                }
            }
            Action::Store if stores_by_swap(self.made_at) => {
                strength::swapped();
                strength::strengthened(op, StrongerBy::Swap);
            }
            _ => {}
        }
        if op.action != Action::Load {
            self.values.set(self.values.get() + 1);
        }
    }

    fn note_use(&self, how: &Cell<bool>) {
        how.set(true);
        if self.stored.get() && self.updated.get() {
            found_mixed(self.made_at);
        }
    }
}

macro_rules! numbers {
    ($($kind:pat => $name:ident($atomic:ident, $int:ty)),* $(,)?) => {
        /// An atomic of loom's of the right width and sign.
        enum Number {
            $($name(model::$atomic)),*
        }

        impl Number {
            fn new(word: Word, value: u64) -> Self {
                match word {
                    $($kind => Number::$name(model::$atomic::new(<$int>::from_word(value))),)*
                    _ => unreachable!("no atomic is {word:?}"),
                }
            }

            fn load(&self, order: Ordering) -> u64 {
                match self {
                    $(Number::$name(atomic) => atomic.load(order).to_word(),)*
                }
            }

            fn store(&self, value: u64, order: Ordering) {
                match self {
                    $(Number::$name(atomic) => atomic.store(<$int>::from_word(value), order),)*
                }
            }

            fn compare_exchange(&self, expected: u64, new: u64, order: Ordering, on_failure: Ordering) -> u64 {
                match self {
                    $(Number::$name(atomic) => {
                        let (expected, new) = (<$int>::from_word(expected), <$int>::from_word(new));
                        let found = atomic.compare_exchange(expected, new, order, on_failure);
                        found.unwrap_or_else(|found| found).to_word()
                    })*
                }
            }

            fn update(&self, update: Update, operand: u64, order: Ordering) -> u64 {
                match self {
                    $(Number::$name(atomic) => {
                        let operand = <$int>::from_word(operand);
                        let before = match update {
                            Update::Swap | Update::CompareExchange | Update::WeakExchange => {
                                atomic.swap(operand, order)
                            }
                            Update::Add => atomic.fetch_add(operand, order),
                            Update::Sub => atomic.fetch_sub(operand, order),
                            Update::And => atomic.fetch_and(operand, order),
                            Update::Or => atomic.fetch_or(operand, order),
                            Update::Xor => atomic.fetch_xor(operand, order),
                            Update::Max => atomic.fetch_max(operand, order),
                            Update::Min => atomic.fetch_min(operand, order),
                        };
                        before.to_word()
                    })*
                }
            }
        }
    };
}

numbers! {
    // What is done with truths is the same for 0 and 1.
    Word::Bool | Word::Unsigned { bits: 8 } => U8(AtomicU8, u8),
    Word::Unsigned { bits: 16 } => U16(AtomicU16, u16),
    Word::Unsigned { bits: 32 } => U32(AtomicU32, u32),
    Word::Unsigned { bits: 64 } => U64(AtomicU64, u64),
    Word::Signed { bits: 8 } => I8(AtomicI8, i8),
    Word::Signed { bits: 16 } => I16(AtomicI16, i16),
    Word::Signed { bits: 32 } => I32(AtomicI32, i32),
    Word::Signed { bits: 64 } => I64(AtomicI64, i64),
}
