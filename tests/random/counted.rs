//! Random programs of counted pointers, whose value may do something in its destructor.

use std::cell::RefCell;

use proptest::prelude::*;
use racecourse::outcome::Outcome;
use racecourse::process::{self, SharedMemory};
use racecourse::sync::atomic::Ordering::SeqCst;
use racecourse::sync::{Arc, Mutex, Weak};
use racecourse::thread;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Statement {
    Clone,
    Drop,
    Downgrade,
    CloneWeak,
    DropWeak,
    Upgrade,
    Count,
    CountWeak,
    GetMut,
    TryUnwrap,
    IntoInner,
    MakeMut,
    /// Puts a pointer where others can take it.
    Leave,
    Take,
    /// A thread of the actor's own, with a pointer that it drops in the end.
    Lend,
    Panic,
    /// Looks at what the destructor changes.
    Look,
}

/// What a value does when it is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Destructor {
    /// Nothing that others notice.
    Silent,
    Adds,
    /// It adds under the lock that guards what is left for others.
    AddsLocked,
    /// Unless it is `main` who drops it.
    AddsElsewhere,
    /// Only in the middle of a panic.
    AddsInPanic,
    /// It drops the last pointer to another value, which adds.
    DropsAnother,
    /// It never comes to its end.
    Parks,
    Panics,
}

/// Where all of it takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Where {
    Here,
    InChild,
    /// In a child that is killed at any moment.
    InKilledChild,
}

#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// What each actor does, `main` first.
    pub(crate) actors: Vec<Vec<Statement>>,
    pub(crate) destructor: Destructor,
    pub(crate) place: Where,
}

pub(crate) fn program() -> impl Strategy<Value = Program> {
    use Statement::{
        Clone, CloneWeak, Count, CountWeak, Downgrade, Drop, DropWeak, GetMut, IntoInner, Leave, Lend, Look, MakeMut,
        Panic, Take, TryUnwrap, Upgrade,
    };
    let statement = prop_oneof![
        4 => prop::sample::select(vec![Clone, Drop, Look]),
        3 => prop::sample::select(vec![Downgrade, CloneWeak, DropWeak, Upgrade]),
        2 => prop::sample::select(vec![Count, CountWeak, GetMut, TryUnwrap, IntoInner, MakeMut]),
        1 => prop::sample::select(vec![Leave, Take, Lend, Panic]),
    ];
    let destructor = prop::sample::select(vec![
        Destructor::Silent,
        Destructor::Adds,
        Destructor::Adds,
        Destructor::AddsLocked,
        Destructor::AddsElsewhere,
        Destructor::AddsInPanic,
        Destructor::DropsAnother,
        Destructor::Parks,
        Destructor::Panics,
    ]);
    let place = prop_oneof![6 => Just(Where::Here), 1 => Just(Where::InChild), 1 => Just(Where::InKilledChild)];
    let actors = prop::collection::vec(prop::collection::vec(statement, 0..=3), 2..=3);
    (actors, destructor, place).prop_map(|(actors, destructor, place)| Program { actors, destructor, place })
}

thread_local! {
    static PROGRAM: RefCell<Program> = const {
        RefCell::new(Program { actors: Vec::new(), destructor: Destructor::Silent, place: Where::Here })
    };
}

/// Makes `program` the one that [`run`] runs on this thread.
pub(crate) fn set(program: &Program) {
    PROGRAM.set(program.clone());
}

/// What everybody has.
struct Shared {
    /// What destructors add to.
    dropped: SharedMemory,
    left: Mutex<Option<Arc<Counted>>>,
}

#[derive(Clone)]
struct Counted {
    shared: std::sync::Arc<Shared>,
    destructor: Destructor,
    _another: Option<Arc<Adds>>,
}

impl Counted {
    fn adds(&self) {
        self.shared.dropped.fetch_add(0, 1, SeqCst);
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        match self.destructor {
            Destructor::Silent | Destructor::DropsAnother => {}
            Destructor::Adds => self.adds(),
            Destructor::AddsLocked => {
                let _guard = self.shared.left.lock();
                self.adds();
            }
            Destructor::AddsElsewhere => {
                if thread::current().name().as_deref() != Some("main") {
                    self.adds();
                }
            }
            Destructor::AddsInPanic => {
                if thread::panicking() {
                    self.adds();
                }
            }
            Destructor::Parks => thread::park(),
            Destructor::Panics => assert!(thread::panicking(), "as it is written"),
        }
    }
}

struct Adds(std::sync::Arc<Shared>);

impl Drop for Adds {
    fn drop(&mut self) {
        self.0.dropped.fetch_add(0, 1, SeqCst);
    }
}

struct Actor {
    strong: Vec<Arc<Counted>>,
    weak: Vec<Weak<Counted>>,
    shared: std::sync::Arc<Shared>,
    seen: Vec<usize>,
}

impl Actor {
    fn step(&mut self, statement: Statement) {
        let seen = match statement {
            Statement::Clone => return self.strong.extend(self.strong.last().cloned()),
            Statement::Drop => return drop(self.strong.pop()),
            Statement::Downgrade => return self.weak.extend(self.strong.last().map(Arc::downgrade)),
            Statement::CloneWeak => return self.weak.extend(self.weak.last().cloned()),
            Statement::DropWeak => return drop(self.weak.pop()),
            Statement::Upgrade => {
                let upgraded = self.weak.last().and_then(Weak::upgrade);
                let seen = upgraded.is_some().into();
                self.strong.extend(upgraded);
                seen
            }
            Statement::Count => self.strong.last().map_or(NOTHING, Arc::strong_count),
            Statement::CountWeak => self.strong.last().map_or(NOTHING, Arc::weak_count),
            Statement::GetMut => self.strong.last_mut().and_then(Arc::get_mut).is_some().into(),
            Statement::TryUnwrap => match self.strong.pop().map(Arc::try_unwrap) {
                Some(Err(shared)) => {
                    self.strong.push(shared);
                    0
                }
                taken => taken.is_some().into(),
            },
            Statement::IntoInner => self.strong.pop().and_then(Arc::into_inner).is_some().into(),
            Statement::MakeMut => {
                self.strong.last_mut().map(|it| Arc::make_mut(it).destructor);
                return;
            }
            Statement::Leave => {
                let mine = self.strong.pop();
                let there = std::mem::replace(&mut *self.shared.left.lock(), mine);
                there.is_some().into()
            }
            Statement::Take => {
                let there = self.shared.left.lock().take();
                self.strong.extend(there);
                self.strong.len()
            }
            Statement::Lend => {
                let pointer = self.strong.last().cloned();
                let borrower = thread::spawn(move || drop(pointer));
                borrower.join().map_or(PANICKED, |()| 0)
            }
            Statement::Panic => panic!("as it is written"),
            Statement::Look => self.shared.dropped.load(0, SeqCst) as usize,
        };
        self.seen.push(seen);
    }
}

/// What somebody has seen who had no pointer.
const NOTHING: usize = 9;
/// What somebody has seen whose child panicked.
const PANICKED: usize = 7;

/// What everybody has seen.
fn everybody(program: Program, dropped: &SharedMemory) -> Vec<Vec<usize>> {
    let shared = std::sync::Arc::new(Shared { dropped: dropped.clone(), left: Mutex::new(None) });
    let another = program.destructor == Destructor::DropsAnother;
    let another = another.then(|| Arc::new(Adds(std::sync::Arc::clone(&shared))));
    let value = Counted { shared: std::sync::Arc::clone(&shared), destructor: program.destructor, _another: another };
    let value = Arc::new(value);
    let mut actors = program.actors.into_iter().map(|statements| {
        let (strong, weak) = (vec![Arc::clone(&value)], vec![Arc::downgrade(&value)]);
        let mut actor = Actor { strong, weak, shared: std::sync::Arc::clone(&shared), seen: Vec::new() };
        move || {
            statements.into_iter().for_each(|statement| actor.step(statement));
            std::mem::take(&mut actor.seen)
        }
    });
    let main = actors.next();
    let others: Vec<_> = actors.collect();
    drop(value);
    let others: Vec<_> = others.into_iter().map(thread::spawn).collect();
    let mut seen: Vec<Vec<usize>> = main.map(|main| main()).into_iter().collect();
    seen.extend(others.into_iter().map(|other| other.join().unwrap_or_else(|_| vec![PANICKED])));
    // Else the value would keep itself.
    let left = shared.left.lock().take();
    drop(left);
    seen
}

/// What a child has seen shows in its exit code alone.
fn child(dropped: SharedMemory) -> i32 {
    let seen = everybody(PROGRAM.with_borrow(Clone::clone), &dropped);
    seen.concat().into_iter().fold(0, |code, seen| (code * 3 + seen as i32) % 100)
}

pub(crate) fn run() -> Outcome {
    let program = PROGRAM.with_borrow(Clone::clone);
    let dropped = SharedMemory::new(1);
    let seen = match program.place {
        Where::Here => format!("{:?}", everybody(program, &dropped)),
        place => {
            let mut process = process::fork("child", &dropped, child);
            if place == Where::InKilledChild {
                process.kill();
            }
            process.wait().to_string()
        }
    };
    Outcome::new(format!("{seen} {}", dropped.load(0, SeqCst)))
}
