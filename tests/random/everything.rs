//! Random programs of everything: a program draws on a few of the facade's objects, and mixes them.
//!
//! What needs pipes, queues and files is in `forked`.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::strategy::Union;
use racecourse::cell::RacyCell;
use racecourse::channel::{self, Receiver, Sender};
use racecourse::outcome::Outcome;
use racecourse::process::{self, Child, FileLock, Inherit, SharedMemory};
use racecourse::progress;
use racecourse::sync::atomic::{AtomicBool, AtomicI64, AtomicU8, Ordering, fence};
use racecourse::sync::{Arc as Counted, Barrier, Condvar, Mutex, Once, OnceLock, RwLock, Semaphore, Weak};
use racecourse::thread::{self, JoinHandle, Thread};

/// What somebody has seen who was refused, was too late, or found nothing.
const NOTHING: i64 = 99;
/// What somebody has seen whose child panicked.
const PANICKED: i64 = 77;

/// An atomic, by its width.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Word {
    Byte,
    Wide,
    Flag,
}

/// A read-modify-write. A flag is neither added to nor compared by size: there these are an `Or`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Change {
    Swap,
    Add,
    Sub,
    And,
    Or,
    Xor,
    Max,
    Min,
    /// Of 0.
    Exchange,
    /// As long as it is 0.
    FetchUpdate,
}

#[derive(Clone, Debug)]
pub(crate) enum Statement {
    Load(Word),
    Store(Word, u8),
    Change(Word, Change, u8),
    Fence,
    ReadCell,
    WriteCell(u8),
    Locked(Vec<Statement>),
    IfFree(Vec<Statement>),
    Raise,
    Read(Vec<Statement>),
    TryRead(Vec<Statement>),
    Write(Vec<Statement>),
    TryWrite(Vec<Statement>),
    /// Waits once, unless the flag is raised.
    Await,
    AwaitWhile,
    AwaitAWhile,
    Notify {
        all: bool,
        raise: bool,
    },
    Meet,
    /// A permit for the time of what is inside.
    WithPermit(Vec<Statement>),
    Take,
    TryTake,
    Release,
    Initialise(Vec<Statement>),
    Set(u8),
    Get,
    CallOnce(Vec<Statement>),
    IsCompleted,
    Send(u8),
    TrySend(u8),
    Receive,
    TryReceive,
    ReceiveAWhile,
    ReceiveAll,
    DropSender,
    DropReceiver,
    Park,
    /// The how-manieth of those that the actor knows.
    Unpark(usize),
    Yield,
    Sleep,
    /// An actor that locks what its parent has made for it, and is joined.
    Nested(Vec<Statement>),
    /// An actor that nobody joins.
    Detached(Vec<Statement>),
    /// What a scoped actor does, and what its parent does meanwhile.
    Scoped(Vec<Statement>, Vec<Statement>),
    Turn(Vec<Statement>),
    Section(Vec<Statement>),
    Made,
    Panic,
    Caught(Vec<Statement>),
    /// For the time of the second ones, a value that does the first ones when it is dropped.
    Owns(Vec<Statement>, Vec<Statement>),
    /// The same with a value that joins an actor, which does the first ones.
    OwnsActor(Vec<Statement>, Vec<Statement>),
    /// A value that an actor shares with its parent.
    Shares {
        /// What the value does when it is dropped.
        does: Vec<Statement>,
        theirs: Vec<Statement>,
        own: Vec<Statement>,
        /// What the actor asks of its pointer before it drops it.
        asks: Ask,
    },
    /// A process with a copy of memory.
    Forks {
        theirs: Vec<Statement>,
        own: Vec<Statement>,
        end: End,
    },
    /// Adds to memory that processes share.
    AddInCommon,
    /// Under a lock that processes share.
    FileLocked(Vec<Statement>),
}

/// What becomes of a process.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    WaitedFor,
    Killed,
    KilledAndWaitedFor,
    LeftAlone,
}

/// What depends on how many share a value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ask {
    Nothing,
    Count,
    GetMut,
    TryUnwrap,
    IntoInner,
    /// Whether the value is still there: the pointer is a weak one.
    Upgrade,
}

/// What the statements of a program are about.
#[derive(Clone, Copy, Debug)]
enum Family {
    Atomics,
    Cells,
    Locks,
    Tables,
    Signals,
    Meetings,
    Permits,
    Onces,
    Messages,
    Parking,
    Actors,
    Marks,
    Panics,
    Pointers,
    Processes,
}

impl Family {
    const ALL: [Self; 15] = [
        Family::Atomics,
        Family::Cells,
        Family::Locks,
        Family::Tables,
        Family::Signals,
        Family::Meetings,
        Family::Permits,
        Family::Onces,
        Family::Messages,
        Family::Parking,
        Family::Actors,
        Family::Marks,
        Family::Panics,
        Family::Pointers,
        Family::Processes,
    ];

    /// A statement, with what may be inside of it.
    fn statement(self, inside: &BoxedStrategy<Vec<Statement>>) -> BoxedStrategy<Statement> {
        let inside = || inside.clone();
        match self {
            Family::Atomics => {
                let word = || select(vec![Word::Byte, Word::Byte, Word::Wide, Word::Flag]);
                let changes = vec![
                    Change::Swap,
                    Change::Add,
                    Change::Sub,
                    Change::And,
                    Change::Or,
                    Change::Xor,
                    Change::Max,
                    Change::Min,
                    Change::Exchange,
                    Change::FetchUpdate,
                ];
                let change = (word(), select(changes), 1..4_u8);
                prop_oneof![
                    2 => word().prop_map(Statement::Load),
                    2 => (word(), 1..4_u8).prop_map(|(word, value)| Statement::Store(word, value)),
                    4 => change.prop_map(|(word, change, value)| Statement::Change(word, change, value)),
                    1 => Just(Statement::Fence),
                ]
                .boxed()
            }
            Family::Cells => prop_oneof![Just(Statement::ReadCell), (1..4_u8).prop_map(Statement::WriteCell)].boxed(),
            Family::Locks => prop_oneof![
                2 => inside().prop_map(Statement::Locked),
                1 => inside().prop_map(Statement::IfFree),
                1 => Just(Statement::Raise),
            ]
            .boxed(),
            Family::Tables => prop_oneof![
                inside().prop_map(Statement::Read),
                inside().prop_map(Statement::TryRead),
                inside().prop_map(Statement::Write),
                inside().prop_map(Statement::TryWrite),
            ]
            .boxed(),
            Family::Signals => {
                let notify = (any::<bool>(), any::<bool>());
                prop_oneof![
                    1 => Just(Statement::Await),
                    1 => Just(Statement::AwaitWhile),
                    1 => Just(Statement::AwaitAWhile),
                    2 => notify.prop_map(|(all, raise)| Statement::Notify { all, raise }),
                ]
                .boxed()
            }
            Family::Meetings => Just(Statement::Meet).boxed(),
            Family::Permits => prop_oneof![
                inside().prop_map(Statement::WithPermit),
                Just(Statement::Take),
                Just(Statement::TryTake),
                Just(Statement::Release),
            ]
            .boxed(),
            Family::Onces => prop_oneof![
                inside().prop_map(Statement::Initialise),
                (1..4_u8).prop_map(Statement::Set),
                Just(Statement::Get),
                inside().prop_map(Statement::CallOnce),
                Just(Statement::IsCompleted),
            ]
            .boxed(),
            Family::Messages => prop_oneof![
                3 => (1..4_u8).prop_map(Statement::Send),
                2 => (4..7_u8).prop_map(Statement::TrySend),
                2 => Just(Statement::Receive),
                1 => Just(Statement::TryReceive),
                1 => Just(Statement::ReceiveAWhile),
                1 => Just(Statement::ReceiveAll),
                1 => Just(Statement::DropSender),
                1 => Just(Statement::DropReceiver),
            ]
            .boxed(),
            Family::Parking => prop_oneof![Just(Statement::Park), (0..3_usize).prop_map(Statement::Unpark)].boxed(),
            Family::Actors => prop_oneof![
                Just(Statement::Yield),
                Just(Statement::Sleep),
                inside().prop_map(Statement::Nested),
                inside().prop_map(Statement::Detached),
                (inside(), inside()).prop_map(|(theirs, own)| Statement::Scoped(theirs, own)),
            ]
            .boxed(),
            Family::Marks => prop_oneof![
                inside().prop_map(Statement::Turn),
                inside().prop_map(Statement::Section),
                Just(Statement::Made),
            ]
            .boxed(),
            Family::Panics => prop_oneof![
                2 => Just(Statement::Panic),
                3 => inside().prop_map(Statement::Caught),
                3 => (inside(), inside()).prop_map(|(does, inside)| Statement::Owns(quiet(does), inside)),
                1 => (inside(), inside()).prop_map(|(theirs, inside)| Statement::OwnsActor(theirs, inside)),
            ]
            .boxed(),
            Family::Pointers => {
                let asks = vec![
                    Ask::Nothing,
                    Ask::Nothing,
                    Ask::Count,
                    Ask::GetMut,
                    Ask::TryUnwrap,
                    Ask::IntoInner,
                    Ask::Upgrade,
                ];
                (inside(), inside(), inside(), select(asks))
                    .prop_map(|(does, theirs, own, asks)| Statement::Shares { does: quiet(does), theirs, own, asks })
                    .boxed()
            }
            Family::Processes => {
                let ends = vec![End::WaitedFor, End::WaitedFor, End::Killed, End::KilledAndWaitedFor, End::LeftAlone];
                let forks = (inside(), inside(), select(ends));
                prop_oneof![
                    3 => forks.prop_map(|(theirs, own, end)| Statement::Forks { theirs, own, end }),
                    1 => Just(Statement::AddInCommon),
                    1 => inside().prop_map(Statement::FileLocked),
                ]
                .boxed()
            }
        }
    }
}

/// What a destructor may do: one that panics in the middle of a panic ends the process, and whether that or something else that goes
/// wrong is told first is left open.
fn quiet(mut does: Vec<Statement>) -> Vec<Statement> {
    does.retain(|statement| !format!("{statement:?}").contains("Panic"));
    does
}

/// Whom `main` joins in the end, and in which order.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Joins {
    InOrder,
    Backwards,
    TheLast,
    Nobody,
}

/// How strongly the accesses to atomics are ordered, which decides what is a data race.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Strength {
    Strict,
    InPairs,
    Relaxed,
}

#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) actors: Vec<Vec<Statement>>,
    /// What `main` does when it has started them.
    pub(crate) main: Vec<Statement>,
    /// Of the channel.
    pub(crate) capacity: Option<usize>,
    pub(crate) permits: usize,
    pub(crate) strength: Strength,
    pub(crate) joins: Joins,
}

impl Program {
    /// A program of these actors, as plain as can be otherwise.
    pub(crate) const fn plain(actors: Vec<Vec<Statement>>) -> Self {
        Self {
            actors,
            main: Vec::new(),
            capacity: Some(1),
            permits: 0,
            strength: Strength::Strict,
            joins: Joins::InOrder,
        }
    }

    /// Whether something is made while somebody may fork. A fork reads whatever its process has made by then, also what the child does
    /// not get; what is made is no step, so the classes of such a program are as many as a search happens to tell apart.
    pub(crate) fn makes_while_it_forks(&self) -> bool {
        let text = format!("{self:?}");
        let mentions = |word: &&str| text.contains(word);
        mentions(&"Forks") && ["Nested", "Detached", "OwnsActor", "Shares"].iter().any(mentions)
    }

    /// Whether somebody may race and somebody fail otherwise: of two failures that nothing orders the first is told, and which that
    /// is differs within a class.
    pub(crate) fn may_race_and_fail(&self) -> bool {
        let text = format!("{self:?}");
        let mentions = |word: &&str| text.contains(word);
        mentions(&"Cell") && ["Panic", "Detached", "Forks", "TheLast", "Nobody"].iter().any(mentions)
    }

    /// Whether somebody may panic, race, or be left alone at the end.
    pub(crate) fn may_fail_by_itself(&self) -> bool {
        let text = format!("{self:?}");
        ["Panic", "Cell", "Detached", "Forks", "TheLast", "Nobody"].iter().any(|word| text.contains(word))
    }
}

pub(crate) fn program() -> impl Strategy<Value = Program> {
    subsequence(Family::ALL.to_vec(), 1..=3).prop_flat_map(|families| {
        let one_of = |inside: &BoxedStrategy<Vec<Statement>>| {
            Union::new(families.iter().map(|family| family.statement(inside))).boxed()
        };
        let innermost = one_of(&Just(Vec::new()).boxed());
        let statement = one_of(&prop::collection::vec(innermost, 0..=1).boxed());
        let actors = prop_oneof![
            prop::collection::vec(prop::collection::vec(statement.clone(), 1..=3), 1..=1),
            prop::collection::vec(prop::collection::vec(statement.clone(), 1..=2), 2..=2),
        ];
        let joins = prop_oneof![
            4 => Just(Joins::InOrder),
            2 => Just(Joins::Backwards),
            1 => Just(Joins::TheLast),
            1 => Just(Joins::Nobody),
        ];
        let capacity = prop_oneof![1 => Just(None), 4 => (0..=2_usize).prop_map(Some)];
        let strength = select(vec![Strength::Strict, Strength::InPairs, Strength::Relaxed]);
        (actors, prop::collection::vec(statement, 0..=2), capacity, 0..=2_usize, strength, joins).prop_map(
            |(actors, main, capacity, permits, strength, joins)| Program {
                actors,
                main,
                capacity,
                permits,
                strength,
                joins,
            },
        )
    })
}

thread_local! {
    static PROGRAM: RefCell<Program> = const { RefCell::new(Program::plain(Vec::new())) };
}

/// Makes `program` the one that [`run`] runs on this thread.
pub(crate) fn set(program: &Program) {
    PROGRAM.set(program.clone());
}

struct Shared {
    byte: AtomicU8,
    wide: AtomicI64,
    flag: AtomicBool,
    strength: Strength,
    cell: RacyCell<u8>,
    raised: Mutex<u8>,
    signal: Condvar,
    table: RwLock<u8>,
    meeting: Barrier,
    permits: Semaphore,
    value: OnceLock<i64>,
    once: Once,
    common: SharedMemory,
    file: FileLock,
}

impl Inherit for Shared {
    fn inherit(&self) -> Self {
        Self {
            byte: self.byte.inherit(),
            wide: self.wide.inherit(),
            flag: self.flag.inherit(),
            strength: self.strength,
            cell: self.cell.inherit(),
            raised: self.raised.inherit(),
            signal: Condvar::new(),
            table: self.table.inherit(),
            meeting: Barrier::new(2),
            permits: Semaphore::new(1),
            value: OnceLock::new(),
            once: Once::new(),
            common: self.common.inherit(),
            file: self.file.inherit(),
        }
    }
}

/// What a process is begun with.
struct Begun {
    shared: Arc<Shared>,
    statements: Vec<Statement>,
}

impl Inherit for Begun {
    fn inherit(&self) -> Self {
        Self { shared: self.shared.inherit(), statements: self.statements.clone() }
    }
}

/// What a child has seen shows in its exit code alone.
fn child(begun: Begun) -> i32 {
    let mut actor = Actor::child_of(thread::current(), &begun.shared);
    actor.execute(&begun.statements);
    let code = actor.seen.iter().fold(0, |code, seen| (code * 10 + seen).rem_euclid(97));
    i32::try_from(code).unwrap_or(-1)
}

impl Shared {
    fn new(program: &Program) -> Self {
        Self {
            byte: AtomicU8::new(0),
            wide: AtomicI64::new(0),
            flag: AtomicBool::new(false),
            strength: program.strength,
            cell: RacyCell::new(0),
            raised: Mutex::new(0),
            signal: Condvar::new(),
            table: RwLock::new(0),
            meeting: Barrier::new(2),
            permits: Semaphore::new(program.permits),
            value: OnceLock::new(),
            once: Once::new(),
            common: SharedMemory::new(1),
            file: FileLock::new("file"),
        }
    }

    /// How a load, a store and an update are ordered.
    const fn orders(&self) -> (Ordering, Ordering, Ordering) {
        match self.strength {
            Strength::Strict => (Ordering::SeqCst, Ordering::SeqCst, Ordering::SeqCst),
            Strength::InPairs => (Ordering::Acquire, Ordering::Release, Ordering::AcqRel),
            Strength::Relaxed => (Ordering::Relaxed, Ordering::Relaxed, Ordering::Relaxed),
        }
    }

    fn load(&self, word: Word) -> i64 {
        let (order, _, _) = self.orders();
        match word {
            Word::Byte => self.byte.load(order).into(),
            Word::Wide => self.wide.load(order),
            Word::Flag => self.flag.load(order).into(),
        }
    }

    fn store(&self, word: Word, value: u8) {
        let (_, order, _) = self.orders();
        match word {
            Word::Byte => self.byte.store(value, order),
            Word::Wide => self.wide.store(-i64::from(value), order),
            Word::Flag => self.flag.store(value % 2 == 1, order),
        }
    }

    fn change(&self, word: Word, change: Change, value: u8) -> i64 {
        let (load, _, order) = self.orders();
        macro_rules! integer {
            ($atomic:expr, $value:expr) => {
                match change {
                    Change::Swap => $atomic.swap($value, order).into(),
                    Change::Add => $atomic.fetch_add($value, order).into(),
                    Change::Sub => $atomic.fetch_sub($value, order).into(),
                    Change::And => $atomic.fetch_and($value, order).into(),
                    Change::Or => $atomic.fetch_or($value, order).into(),
                    Change::Xor => $atomic.fetch_xor($value, order).into(),
                    Change::Max => $atomic.fetch_max($value, order).into(),
                    Change::Min => $atomic.fetch_min($value, order).into(),
                    Change::Exchange => $atomic.compare_exchange(0, $value, order, load).map_or(NOTHING, i64::from),
                    Change::FetchUpdate => {
                        let new = |found| (found == 0).then_some($value);
                        $atomic.fetch_update(order, load, new).map_or_else(i64::from, |_| NOTHING)
                    }
                }
            };
        }
        let on = value % 2 == 1;
        match (word, change) {
            (Word::Byte, _) => integer!(self.byte, value),
            (Word::Wide, _) => integer!(self.wide, -i64::from(value)),
            (Word::Flag, Change::Swap) => self.flag.swap(on, order).into(),
            (Word::Flag, Change::And) => self.flag.fetch_and(on, order).into(),
            (Word::Flag, Change::Xor) => self.flag.fetch_xor(on, order).into(),
            (Word::Flag, Change::Exchange) => {
                self.flag.compare_exchange(false, on, order, load).map_or(NOTHING, i64::from)
            }
            (Word::Flag, Change::FetchUpdate) => {
                self.flag.fetch_update(order, load, |found| (!found).then_some(on)).map_or(NOTHING, i64::from)
            }
            (Word::Flag, _) => self.flag.fetch_or(on, order).into(),
        }
    }
}

/// An actor at work.
struct Actor {
    shared: Arc<Shared>,
    sender: Option<Sender<u8>>,
    receiver: Option<Receiver<u8>>,
    /// Those that it can unpark.
    known: Vec<Thread>,
    seen: Vec<i64>,
    /// What values that it has owned have seen in their destructors.
    last_seen: Arc<std::sync::Mutex<Vec<i64>>>,
}

/// What does something when it is dropped.
struct Owned {
    does: Vec<Statement>,
    joins: Option<JoinHandle<Vec<i64>>>,
    actor: Actor,
    /// Of the one who owns it.
    last_seen: Arc<std::sync::Mutex<Vec<i64>>>,
}

impl Drop for Owned {
    fn drop(&mut self) {
        self.actor.execute(&self.does);
        if let Some(actor) = self.joins.take() {
            self.actor.join(actor);
        }
        self.last_seen.lock().expect("nobody panics while it is locked").append(&mut self.actor.seen);
    }
}

const A_WHILE: Duration = Duration::from_millis(1);

impl Actor {
    /// One that knows only who has started it.
    fn child_of(parent: Thread, shared: &Arc<Shared>) -> Self {
        Self {
            shared: Arc::clone(shared),
            sender: None,
            receiver: None,
            known: vec![parent],
            seen: Vec::new(),
            last_seen: Arc::default(),
        }
    }

    fn execute(&mut self, statements: &[Statement]) {
        for statement in statements {
            let seen = self.step(statement);
            self.seen.append(&mut self.last_seen.lock().expect("nobody panics while it is locked"));
            self.seen.extend(seen);
        }
    }

    /// A value of this actor's that does what is said, and joins.
    fn owned(&self, does: &[Statement], joins: Option<JoinHandle<Vec<i64>>>) -> Owned {
        let sender = self.sender.as_ref().filter(|_| mentions(does, sends)).cloned();
        let actor = Self { sender, ..Self::child_of(thread::current(), &self.shared) };
        Owned { does: does.to_vec(), joins, actor, last_seen: Arc::clone(&self.last_seen) }
    }

    /// What it sees in a statement, besides what is inside of that.
    fn step(&mut self, statement: &Statement) -> Option<i64> {
        let shared = Arc::clone(&self.shared);
        match statement {
            Statement::Load(word) => return Some(shared.load(*word)),
            Statement::Store(word, value) => shared.store(*word, *value),
            Statement::Change(word, change, value) => return Some(shared.change(*word, *change, *value)),
            Statement::Fence => fence(Ordering::SeqCst),
            Statement::ReadCell => return Some(shared.cell.get().into()),
            Statement::WriteCell(value) => shared.cell.set(*value),
            Statement::Locked(inside) => {
                let mut raised = shared.raised.lock();
                *raised += 1;
                self.execute(inside);
                return Some((*raised).into());
            }
            Statement::IfFree(inside) => {
                let Some(_raised) = shared.raised.try_lock() else { return Some(NOTHING) };
                self.execute(inside);
            }
            Statement::Raise => *shared.raised.lock() += 1,
            Statement::Read(inside) => {
                let table = shared.table.read();
                self.execute(inside);
                return Some((*table).into());
            }
            Statement::TryRead(inside) => {
                let Some(table) = shared.table.try_read() else { return Some(NOTHING) };
                self.execute(inside);
                return Some((*table).into());
            }
            Statement::Write(inside) => {
                let mut table = shared.table.write();
                *table += 1;
                self.execute(inside);
            }
            Statement::TryWrite(inside) => {
                let Some(mut table) = shared.table.try_write() else { return Some(NOTHING) };
                *table += 2;
                self.execute(inside);
            }
            Statement::Await => {
                let mut raised = shared.raised.lock();
                if *raised == 0 {
                    shared.signal.wait(&mut raised);
                }
                return Some((*raised).into());
            }
            Statement::AwaitWhile => {
                let mut raised = shared.raised.lock();
                shared.signal.wait_while(&mut raised, |raised| *raised == 0);
                return Some((*raised).into());
            }
            Statement::AwaitAWhile => {
                let mut raised = shared.raised.lock();
                return Some(shared.signal.wait_for(&mut raised, A_WHILE).timed_out().into());
            }
            Statement::Notify { all, raise } => {
                if *raise {
                    *shared.raised.lock() += 1;
                }
                if *all {
                    shared.signal.notify_all();
                } else {
                    shared.signal.notify_one();
                }
            }
            Statement::Meet => return Some(shared.meeting.wait().is_leader().into()),
            Statement::WithPermit(inside) => {
                let _permit = shared.permits.acquire();
                self.execute(inside);
            }
            Statement::Take => std::mem::forget(shared.permits.acquire()),
            Statement::TryTake => return Some(shared.permits.try_acquire().map(std::mem::forget).is_some().into()),
            Statement::Release => shared.permits.release(),
            Statement::Initialise(inside) => {
                let value = shared.value.get_or_init(|| {
                    self.execute(inside);
                    7
                });
                return Some(*value);
            }
            Statement::Set(value) => return Some(shared.value.set((*value).into()).is_ok().into()),
            Statement::Get => return Some(shared.value.get().copied().unwrap_or(NOTHING)),
            Statement::CallOnce(inside) => shared.once.call_once(|| self.execute(inside)),
            Statement::IsCompleted => return Some(shared.once.is_completed().into()),
            _ => return self.message_or_actor(statement),
        }
        None
    }

    fn message_or_actor(&mut self, statement: &Statement) -> Option<i64> {
        let receiver = self.receiver.as_ref();
        match statement {
            Statement::Send(value) => return Some(self.sender.as_ref()?.send(*value).is_ok().into()),
            Statement::TrySend(value) => return Some(self.sender.as_ref()?.try_send(*value).is_ok().into()),
            Statement::Receive => return Some(receiver?.recv().map_or(NOTHING, i64::from)),
            Statement::TryReceive => return Some(receiver?.try_recv().map_or(NOTHING, i64::from)),
            Statement::ReceiveAWhile => return Some(receiver?.recv_timeout(A_WHILE).map_or(NOTHING, i64::from)),
            Statement::ReceiveAll => self.seen.extend(receiver?.iter().map(i64::from)),
            Statement::DropSender => drop(self.sender.take()),
            Statement::DropReceiver => drop(self.receiver.take()),
            Statement::Park => thread::park(),
            Statement::Unpark(who) => self.known.get(*who)?.unpark(),
            Statement::Yield => thread::yield_now(),
            Statement::Sleep => thread::sleep(A_WHILE),
            Statement::Nested(inside) => {
                // What is made here, and who is started here, is numbered by who has made it, not by the schedule.
                let lock = Arc::new(Mutex::new(0));
                let theirs = Arc::clone(&lock);
                let nested = self.start(inside, move || *theirs.lock() += 1);
                let found = lock.try_lock().map_or(NOTHING, |lock| *lock);
                self.join(nested);
                return Some(found);
            }
            Statement::Detached(inside) => {
                let (sender, receiver) = channel::bounded(0);
                drop(self.start(inside, move || {
                    let _ = sender.try_send(());
                }));
                return Some(receiver.try_recv().is_ok().into());
            }
            Statement::Scoped(theirs, own) => {
                let mut child = Self::child_of(thread::current(), &self.shared);
                thread::scope(|scope| {
                    let handle = scope.spawn(|| child.execute(theirs));
                    self.known.push(handle.thread());
                    self.execute(own);
                });
                self.seen.append(&mut child.seen);
            }
            Statement::Turn(inside) => {
                progress::request("have a turn");
                self.execute(inside);
                progress::granted("have a turn");
            }
            Statement::Section(inside) => {
                let _section = progress::section("work");
                self.execute(inside);
            }
            Statement::Made => progress::made("something"),
            Statement::Panic => panic!("as it is written"),
            Statement::Caught(inside) => {
                return Some(catch_unwind(AssertUnwindSafe(|| self.execute(inside))).is_err().into());
            }
            Statement::Owns(does, inside) => {
                let _owned = self.owned(does, None);
                self.execute(inside);
            }
            Statement::OwnsActor(theirs, inside) => {
                let actor = self.start(theirs, || ());
                let _owned = self.owned(&[], Some(actor));
                self.execute(inside);
            }
            Statement::Shares { does, theirs, own, asks } => self.share(does, theirs, own, *asks),
            Statement::Forks { theirs, own, end } => {
                let begun = Begun { shared: Arc::clone(&self.shared), statements: theirs.clone() };
                let child = process::fork("child", &begun, child);
                self.execute(own);
                return self.end(child, *end);
            }
            Statement::AddInCommon => return Some(self.shared.common.fetch_add(0, 1, Ordering::SeqCst).cast_signed()),
            Statement::FileLocked(inside) => {
                let lock = self.shared.file.inherit();
                let _held = lock.lock();
                self.execute(inside);
            }
            other => unreachable!("{other:?} is done by `step`"),
        }
        None
    }

    fn start(&self, inside: &[Statement], first: impl FnOnce() + Send + 'static) -> JoinHandle<Vec<i64>> {
        let mut child = Self::child_of(thread::current(), &self.shared);
        let inside = inside.to_vec();
        thread::spawn(move || {
            first();
            child.execute(&inside);
            child.seen
        })
    }

    /// Shares a value that `does` this with an actor that does `theirs`.
    fn share(&mut self, does: &[Statement], theirs: &[Statement], own: &[Statement], asks: Ask) {
        // Whoever drops it last is told nothing of what it sees: its owner may be gone.
        let mut value = self.owned(does, None);
        value.last_seen = Arc::default();
        let pointer = Counted::new(value);
        let (strong, weak) = match asks {
            Ask::Upgrade => (None, Counted::downgrade(&pointer)),
            _ => (Some(Counted::clone(&pointer)), Weak::new()),
        };
        let mut child = Self::child_of(thread::current(), &self.shared);
        let theirs = theirs.to_vec();
        let handle = thread::spawn(move || {
            let pointer = strong.or_else(|| weak.upgrade());
            child.execute(&theirs);
            child.seen.push(pointer.map_or(NOTHING, |pointer| asked(pointer, asks)));
            child.seen
        });
        self.known.push(handle.thread());
        self.execute(own);
        drop(pointer);
        self.join(handle);
    }

    fn end(&self, mut child: Child, end: End) -> Option<i64> {
        if matches!(end, End::Killed | End::KilledAndWaitedFor) {
            child.kill();
        }
        matches!(end, End::WaitedFor | End::KilledAndWaitedFor).then(|| child.wait().code().map_or(NOTHING, i64::from))
    }

    fn join(&mut self, child: JoinHandle<Vec<i64>>) {
        self.seen.extend(child.join().unwrap_or_else(|_| vec![PANICKED]));
    }
}

/// What is to be seen of a pointer, and who shares it, before it is dropped.
fn asked(mut pointer: Counted<Owned>, asks: Ask) -> i64 {
    match asks {
        Ask::Nothing | Ask::Upgrade => 0,
        Ask::Count => Counted::strong_count(&pointer) as i64,
        Ask::GetMut => Counted::get_mut(&mut pointer).is_some().into(),
        Ask::TryUnwrap => Counted::try_unwrap(pointer).is_ok().into(),
        Ask::IntoInner => Counted::into_inner(pointer).is_some().into(),
    }
}

fn mentions(statements: &[Statement], what: fn(&Statement) -> bool) -> bool {
    statements.iter().any(|statement| what(statement) || mentions_inside(statement, what))
}

fn mentions_inside(statement: &Statement, what: fn(&Statement) -> bool) -> bool {
    match statement {
        Statement::Owns(does, inside) | Statement::Shares { does, own: inside, .. } => {
            mentions(does, what) || mentions(inside, what)
        }
        // Those of another actor have no ends.
        Statement::Scoped(_, inside)
        | Statement::Locked(inside)
        | Statement::IfFree(inside)
        | Statement::Read(inside)
        | Statement::TryRead(inside)
        | Statement::Write(inside)
        | Statement::TryWrite(inside)
        | Statement::WithPermit(inside)
        | Statement::Initialise(inside)
        | Statement::CallOnce(inside)
        | Statement::Turn(inside)
        | Statement::Section(inside)
        | Statement::OwnsActor(_, inside)
        | Statement::Forks { own: inside, .. }
        | Statement::FileLocked(inside)
        | Statement::Caught(inside) => mentions(inside, what),
        _ => false,
    }
}

const fn sends(statement: &Statement) -> bool {
    matches!(statement, Statement::Send(_) | Statement::TrySend(_) | Statement::DropSender)
}

const fn receives(statement: &Statement) -> bool {
    matches!(
        statement,
        Statement::Receive
            | Statement::TryReceive
            | Statement::ReceiveAWhile
            | Statement::ReceiveAll
            | Statement::DropReceiver
    )
}

/// One end for each of those that need it, and no more: every end that is dropped is a step.
fn dealt<T: Clone>(end: T, needed: &[bool]) -> Vec<Option<T>> {
    let Some(last) = needed.iter().rposition(|needed| *needed) else { return needed.iter().map(|_| None).collect() };
    let mut ends: Vec<_> = needed.iter().enumerate().map(|(at, &it)| (it && at != last).then(|| end.clone())).collect();
    ends[last] = Some(end);
    ends
}

pub(crate) fn run() -> Outcome {
    let program = PROGRAM.with_borrow(Clone::clone);
    let shared = Arc::new(Shared::new(&program));
    let everybody = || std::iter::once(&program.main).chain(&program.actors);
    let needed = |what| everybody().map(|statements| mentions(statements, what)).collect::<Vec<_>>();
    let (sender, receiver) = program.capacity.map_or_else(channel::unbounded, channel::bounded);
    let mut ends = dealt(sender, &needed(sends)).into_iter().zip(dealt(receiver, &needed(receives)));
    let mut main = Actor::child_of(thread::current(), &shared);
    (main.sender, main.receiver) = ends.next().unwrap_or_default();
    let mut actors = Vec::new();
    for (statements, (sender, receiver)) in program.actors.iter().cloned().zip(ends) {
        let known = main.known.clone();
        let mut actor = Actor { sender, receiver, known, ..Actor::child_of(thread::current(), &shared) };
        let handle = thread::spawn(move || {
            actor.execute(&statements);
            actor.seen
        });
        main.known.push(handle.thread());
        actors.push(handle);
    }
    main.execute(&program.main);
    match program.joins {
        Joins::InOrder => {}
        Joins::Backwards => actors.reverse(),
        Joins::TheLast => drop(actors.drain(..actors.len().saturating_sub(1))),
        Joins::Nobody => actors.clear(),
    }
    actors.into_iter().for_each(|actor| main.join(actor));
    Outcome::new(format!("{:?}", main.seen))
}
