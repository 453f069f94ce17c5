//! Random programs of counted pointers, whose value may do something in its destructor.

use std::cell::RefCell;

use proptest::prelude::*;
use racecourse::outcome::Outcome;
use racecourse::sync::atomic::AtomicU64;
use racecourse::sync::atomic::Ordering::SeqCst;
use racecourse::sync::{Arc, Weak};
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
    /// Looks at what the destructor changes.
    Look,
}

#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// What each actor does, `main` first.
    pub(crate) actors: Vec<Vec<Statement>>,
    /// Whether the value's destructor does what others notice.
    pub(crate) weighs: bool,
}

pub(crate) fn program() -> impl Strategy<Value = Program> {
    use Statement::{
        Clone, CloneWeak, Count, CountWeak, Downgrade, Drop, DropWeak, GetMut, IntoInner, Look, MakeMut, TryUnwrap,
        Upgrade,
    };
    let statement = prop_oneof![
        4 => prop::sample::select(vec![Clone, Drop, Look]),
        3 => prop::sample::select(vec![Downgrade, CloneWeak, DropWeak, Upgrade]),
        2 => prop::sample::select(vec![Count, CountWeak, GetMut, TryUnwrap, IntoInner, MakeMut]),
    ];
    let actors = prop::collection::vec(prop::collection::vec(statement, 0..=3), 2..=3);
    (actors, any::<bool>()).prop_map(|(actors, weighs)| Program { actors, weighs })
}

thread_local! {
    static PROGRAM: RefCell<Program> = const { RefCell::new(Program { actors: Vec::new(), weighs: false }) };
}

/// Makes `program` the one that [`run`] runs on this thread.
pub(crate) fn set(program: &Program) {
    PROGRAM.set(program.clone());
}

#[derive(Clone)]
struct Counted {
    dropped: std::sync::Arc<AtomicU64>,
    weighs: bool,
}

impl Drop for Counted {
    fn drop(&mut self) {
        if self.weighs {
            self.dropped.fetch_add(1, SeqCst);
        }
    }
}

struct Actor {
    strong: Vec<Arc<Counted>>,
    weak: Vec<Weak<Counted>>,
    dropped: std::sync::Arc<AtomicU64>,
    seen: Vec<usize>,
}

impl Actor {
    fn step(&mut self, statement: Statement) {
        let seen = match statement {
            Statement::Clone => return self.strong.extend(self.strong.last().map(Arc::clone)),
            Statement::Drop => return drop(self.strong.pop()),
            Statement::Downgrade => return self.weak.extend(self.strong.last().map(Arc::downgrade)),
            Statement::CloneWeak => return self.weak.extend(self.weak.last().map(Weak::clone)),
            Statement::DropWeak => return drop(self.weak.pop()),
            Statement::Upgrade => {
                let upgraded = self.weak.last().and_then(Weak::upgrade);
                let seen = upgraded.is_some().into();
                self.strong.extend(upgraded);
                seen
            }
            Statement::Count => self.strong.last().map_or(9, Arc::strong_count),
            Statement::CountWeak => self.strong.last().map_or(9, Arc::weak_count),
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
                self.strong.last_mut().map(|it| Arc::make_mut(it).weighs);
                return;
            }
            Statement::Look => self.dropped.load(SeqCst) as usize,
        };
        self.seen.push(seen);
    }
}

pub(crate) fn run() -> Outcome {
    let program = PROGRAM.with_borrow(Clone::clone);
    let dropped = std::sync::Arc::new(AtomicU64::new(0));
    let value = Arc::new(Counted { dropped: dropped.clone(), weighs: program.weighs });
    let mut actors = program.actors.into_iter().map(|statements| {
        let (strong, weak) = (vec![Arc::clone(&value)], vec![Arc::downgrade(&value)]);
        let mut actor = Actor { strong, weak, dropped: dropped.clone(), seen: Vec::new() };
        move || {
            statements.into_iter().for_each(|statement| actor.step(statement));
            actor.seen
        }
    });
    let main = actors.next();
    let others: Vec<_> = actors.collect();
    drop(value);
    let others: Vec<_> = others.into_iter().map(thread::spawn).collect();
    let mut seen: Vec<Vec<usize>> = main.map(|main| main()).into_iter().collect();
    seen.extend(others.into_iter().map(|other| other.join().expect("it does not panic")));
    Outcome::new(format!("{seen:?} {}", dropped.load(SeqCst)))
}
