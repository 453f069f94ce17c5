//! Random programs: the search and the judge find the same graphs under every model, whoever goes on first.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

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
        2 => proptest::sample::select(&[Stmt::Read(CELL), Stmt::Write(CELL)][..]),
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

/// Programs in which ends of a channel are made while it is in use. Nobody makes an end who has none, and nobody closes more than
/// it has: a program that could do so says nothing of channels. So what is skipped by an `If` is never the making of an end.
///
/// In all of them the first actor makes an end for the second one before it starts it. In some, each message has another end in it,
/// which is closed by who receives it.
pub fn handed_ends() -> impl Strategy<Value = Text> {
    let other = || atomic(false).prop_filter("it skips nothing", |stmt| !matches!(stmt, Stmt::If(..)));
    let sender = move |in_messages: bool| {
        let send =
            if in_messages { vec![Stmt::OpenSender(CHANNEL), Stmt::Send(CHANNEL)] } else { vec![Stmt::Send(CHANNEL)] };
        let opens = vec![Stmt::OpenSender(CHANNEL)];
        let at_times = |value: u64| vec![Stmt::If(value, 1), Stmt::CloseSender(CHANNEL)];
        let part = prop_oneof![
            2 => Just(send),
            1 => other().prop_map(|stmt| vec![stmt]),
            1 => Just(opens.clone()),
            1 => (0..2_u64).prop_map(move |value| [opens.clone(), at_times(value)].concat()),
        ];
        (proptest::collection::vec(part, 0..3_usize), any::<bool>()).prop_map(move |(parts, closes)| {
            let mut body = parts.concat();
            let of = |wanted: Stmt| body.iter().filter(|stmt| **stmt == wanted).count();
            let sent = if in_messages { of(Stmt::Send(CHANNEL)) } else { 0 };
            // The one that it has been handed is closed in the end, or it is kept.
            let left = of(Stmt::OpenSender(CHANNEL)) - of(Stmt::CloseSender(CHANNEL)) - sent + usize::from(closes);
            body.extend(std::iter::repeat_n(Stmt::CloseSender(CHANNEL), left));
            body
        })
    };
    let receiver = move |in_messages: bool| {
        let with_end = move |stmt: Stmt| {
            let mut taken = vec![stmt];
            if in_messages {
                taken.extend([Stmt::IfDone(1), Stmt::CloseSender(CHANNEL)]);
            }
            taken
        };
        let part = prop_oneof![
            1 => Just(with_end(Stmt::Receive(CHANNEL))),
            1 => Just(with_end(Stmt::TryReceive(CHANNEL))),
            1 => other().prop_map(|stmt| vec![stmt]),
        ];
        (proptest::collection::vec(part, 1..4_usize), any::<bool>(), any::<bool>()).prop_map(
            |(parts, opens, closes)| {
                let mut body = parts.concat();
                if opens {
                    body.insert(0, Stmt::OpenReceiver(CHANNEL));
                    body.push(Stmt::CloseReceiver(CHANNEL));
                }
                body.extend(closes.then_some(Stmt::CloseReceiver(CHANNEL)));
                body
            },
        )
    };
    any::<bool>().prop_flat_map(move |in_messages| {
        let senders = (sender(in_messages), sender(in_messages));
        (senders, receiver(in_messages), 0..4_usize).prop_map(|((mut first, second), receiver, looks)| {
            first.splice(0..0, [Stmt::OpenSender(CHANNEL), Stmt::Spawn(1)]);
            if looks < 2 {
                first.insert(looks * 2, Stmt::Load(X, Relaxed));
            }
            Text::new(vec![first, second, receiver])
        })
    })
}

const PREFERENCES: [Preference; 3] = [Preference::First, Preference::Last, Preference::Writes];

/// Under how many models a program can get stuck, and under how many there is a race.
#[derive(Default)]
struct About {
    stuck: u32,
    racy: u32,
}

/// The search and brute force find the same graphs of a program; what it is about, if brute force has no more than so many to look at.
fn agree(program: &Text, most: usize) -> Result<Option<About>, TestCaseError> {
    let mut about = About::default();
    for model in Model::ALL {
        let Some(judged) = judge(program, model, most) else { return Ok(None) };
        for preference in PREFERENCES {
            let (found, twice, _) = searched(program, model, preference);
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
        about.stuck += u32::from(judged.values().any(|it| it.leaf == Leaf::Stuck));
        about.racy += u32::from(judged.values().any(|it| it.races));
    }
    Ok(Some(about))
}

/// How many of so many programs were compared, and under how many models, taken together, they can get stuck and have a race.
fn agree_on(config: Config, programs: &impl Strategy<Value = Text>, most: usize) -> (u32, u32, u32) {
    let (compared, stuck, racy) = (Cell::new(0_u32), Cell::new(0_u32), Cell::new(0_u32));
    let result = TestRunner::new(config).run(programs, |program| {
        if let Some(about) = agree(&program, most)? {
            compared.set(compared.get() + 1);
            stuck.set(stuck.get() + about.stuck);
            racy.set(racy.get() + about.racy);
        }
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
    (compared.get(), stuck.get(), racy.get())
}

#[test]
fn the_search_finds_what_brute_force_finds() {
    let config = crate::random_programs(150, 1_500);
    let all = config.cases;
    let (compared, stuck, racy) = agree_on(config, &programs(), MOST);
    println!("{compared} of {all} programs were small enough to be compared");
    // It has to be about something.
    assert!(
        compared > all / 3 * 2 && stuck > all / 15 && racy > all / 30,
        "{compared} compared, {stuck} stuck, {racy} racy of {all}"
    );
}

#[test]
fn ends_of_channels_may_be_made_at_any_time() {
    let config = crate::random_programs(100, 400);
    let all = config.cases;
    let (compared, stuck, _) = agree_on(config, &handed_ends(), MOST / 4);
    assert!(compared > all / 3 * 2 && stuck > all / 30, "{compared} compared, {stuck} stuck of {all}");
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
