//! Random programs: the search and the judge find the same graphs under every model, whoever goes on first.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use racecourse_graphs::judge::{judge, searched};
use racecourse_graphs::{Leaf, Model, Preference};
use racecourse_meaning::{ObjectId, Order};

use crate::language::*;

/// More graphs than this are too many for the judge: the program says nothing then.
const MOST: usize = 2_500;

fn order(of: &'static [Order], sequential: bool) -> BoxedStrategy<Order> {
    let weak = proptest::sample::select(of);
    if sequential { prop_oneof![weak, Just(SeqCst)].boxed() } else { weak.boxed() }
}

fn atomic(sequential: bool) -> BoxedStrategy<Stmt> {
    let object = || 0..2_usize;
    let value = || 1..3_u64;
    let loads = order(&[Relaxed, Acquire, SeqCst], sequential);
    let stores = order(&[Relaxed, Release, SeqCst], sequential);
    let both = || order(&[Relaxed, Acquire, Release, AcqRel, SeqCst], sequential);
    let failure = || proptest::sample::select(&[Relaxed, Acquire, SeqCst][..]);
    let fences = order(&[Acquire, Release, AcqRel, SeqCst], sequential);
    prop_oneof![
        4 => (object(), loads).prop_map(|(object, order)| Stmt::Load(object, order)),
        4 => (object(), value(), stores).prop_map(|(object, value, order)| Stmt::Store(object, value, order)),
        1 => (object(), both()).prop_map(|(object, order)| Stmt::Add(object, 1, order)),
        1 => (object(), both(), failure())
            .prop_map(|(object, order, failure)| Stmt::Cas(object, 0, 2, order, failure)),
        1 => (object(), both(), failure())
            .prop_map(|(object, order, failure)| Stmt::WeakCas(object, 1, 2, order, failure)),
        1 => fences.prop_map(Stmt::Fence),
        1 => (0..2_u64).prop_map(|value| Stmt::If(value, 1)),
        1 => proptest::sample::select(&[Stmt::Read(CELL), Stmt::Write(CELL)][..]),
    ]
    .boxed()
}

fn waiting() -> BoxedStrategy<Vec<Stmt>> {
    let awaited = (0..2_usize, 0..2_u64).prop_map(|(object, value)| vec![Stmt::Await(object, value, Acquire)]);
    let try_for =
        |object: ObjectId, inside: Stmt| vec![Stmt::TryLock(object), Stmt::IfDone(2), inside, Stmt::Unlock(object)];
    let twice = move |object: ObjectId, inside: Stmt| {
        [vec![Stmt::Lock(object)], try_for(object, inside), vec![Stmt::Unlock(object)]].concat()
    };
    prop_oneof![
        3 => awaited,
        1 => (0..2_usize).prop_map(|object| vec![Stmt::AwaitCas(object, 1, 2, 0, AcqRel)]),
        1 => Just(vec![Stmt::Acquire(SEMAPHORE)]),
        1 => Just(vec![Stmt::Release(SEMAPHORE)]),
        1 => Just(vec![Stmt::TryAcquire(SEMAPHORE)]),
        1 => Just(vec![Stmt::Send(CHANNEL)]),
        1 => Just(vec![Stmt::Receive(CHANNEL)]),
        1 => Just(vec![Stmt::TryReceive(CHANNEL)]),
        2 => atomic(false).prop_map(move |inner| try_for(MUTEX, inner)),
        1 => atomic(false).prop_map(move |inner| twice(MUTEX, inner)),
        3 => atomic(false).prop_map(|inner| vec![Stmt::Lock(MUTEX), inner, Stmt::Unlock(MUTEX)]),
        1 => Just(vec![Stmt::Lock(MUTEX), Stmt::Lock(OTHER_MUTEX), Stmt::Unlock(OTHER_MUTEX), Stmt::Unlock(MUTEX)]),
        1 => Just(vec![Stmt::Lock(OTHER_MUTEX), Stmt::Lock(MUTEX), Stmt::Unlock(MUTEX), Stmt::Unlock(OTHER_MUTEX)]),
        1 => Just(vec![
            Stmt::Lock(MUTEX), Stmt::Enlist(CONDVAR), Stmt::Unlock(MUTEX), Stmt::Wake(CONDVAR), Stmt::Lock(MUTEX),
            Stmt::Unlock(MUTEX)
        ]),
        1 => Just(vec![Stmt::Enlist(CONDVAR), Stmt::WakeOrTime(CONDVAR)]),
        1 => Just(vec![Stmt::Enlist(CONDVAR), Stmt::WakeAnyway(CONDVAR)]),
        2 => Just(vec![Stmt::NotifyOne(CONDVAR)]),
        1 => Just(vec![Stmt::NotifyAll(CONDVAR)]),
        1 => Just(vec![Stmt::ReadLock(RWLOCK), Stmt::ReadUnlock(RWLOCK)]),
        1 => Just(vec![Stmt::Arrive(BARRIER)]),
        1 => Just(vec![Stmt::Arrive(BARRIER), Stmt::Leave(BARRIER)]),
        1 => Just(vec![Stmt::Park(TOKEN)]),
        1 => Just(vec![Stmt::Unpark(TOKEN)]),
    ]
    .boxed()
}

/// Two or three actors that may wait for each other; in some programs one is started and awaited by another.
pub fn programs() -> impl Strategy<Value = Text> {
    (any::<bool>(), any::<bool>(), 2..4_usize, 0..4_usize).prop_flat_map(|(sequential, waits, actors, starts)| {
        let few = if actors == 2 { 2..6_usize } else { 1..4_usize };
        let part = if waits {
            prop_oneof![3 => atomic(sequential).prop_map(|stmt| vec![stmt]), 2 => waiting()].boxed()
        } else {
            atomic(sequential).prop_map(|stmt| vec![stmt]).boxed()
        };
        let body = proptest::collection::vec(part, few).prop_map(|parts| parts.concat());
        proptest::collection::vec(body, actors).prop_map(move |mut actors| {
            if starts == 0 {
                let child = actors.len() - 1;
                let at = actors[0].len() / 2;
                actors[0].insert(at, Stmt::Spawn(child));
                actors[0].push(Stmt::Join(child));
                actors[0].push(Stmt::Load(X, Relaxed));
            }
            Text::new(actors)
        })
    })
}

const PREFERENCES: [Preference; 3] = [Preference::First, Preference::Last, Preference::Writes];

#[test]
fn the_search_finds_what_brute_force_finds() {
    let (compared, stuck, racy) = (Cell::new(0_u32), Cell::new(0_u32), Cell::new(0_u32));
    let config = crate::random_programs(150, 1_500);
    let result = TestRunner::new(config.clone()).run(&programs(), |program| {
        for model in Model::ALL {
            let Some(judged) = judge(&program, model, MOST) else { return Ok(()) };
            for preference in PREFERENCES {
                let (found, twice, _) = searched(&program, model, preference);
                prop_assert!(twice.is_empty(), "{} graphs twice, {model:?}, {preference:?}", twice.len());
                let missing = judged.keys().filter(|shape| !found.contains_key(*shape)).count();
                let extra = found.keys().filter(|shape| !judged.contains_key(*shape)).count();
                prop_assert!(
                    (missing, extra) == (0, 0),
                    "{missing} graphs missing, {extra} of none, of {}, {model:?}, {preference:?}",
                    judged.len()
                );
                for (shape, one) in &found {
                    prop_assert_eq!(one, &judged[shape], "{:?}, {:?}", model, preference);
                }
            }
            compared.set(compared.get() + 1);
            stuck.set(stuck.get() + u32::from(judged.values().any(|it| it.leaf == Leaf::Stuck)));
            racy.set(racy.get() + u32::from(judged.values().any(|it| it.races)));
        }
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
    // It has to be about something.
    let (all, compared, stuck, racy) = (config.cases, compared.get(), stuck.get(), racy.get());
    assert!(
        compared > all / 3 * 2 && stuck > all / 15 && racy > all / 30,
        "{compared} compared, {stuck} stuck, {racy} racy of {all}"
    );
}

#[test]
fn stronger_models_allow_less() {
    let result = TestRunner::new(crate::random_programs(50, 500)).run(&programs(), |program| {
        let of = |model: Model| searched(&program, model, Preference::First).0;
        let language = of(Model::Language);
        prop_assume!(language.len() < 3_000);
        let is_within = |small: &std::collections::BTreeMap<_, _>, large: &std::collections::BTreeMap<_, _>| {
            small.iter().all(|(shape, it)| large.get(shape) == Some(it))
        };
        let sc = of(Model::Sc);
        for model in [Model::Cxx20, Model::GenMc, Model::Tso] {
            let middle = of(model);
            prop_assert!(is_within(&sc, &middle), "sequential consistency is no part of {model:?}");
            prop_assert!(is_within(&middle, &language), "{model:?} is no part of the language's");
        }
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
}
