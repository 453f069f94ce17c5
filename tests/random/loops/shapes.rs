//! The shapes that loops and waits have, and programs made of them.
//!
//! Of several alternatives the simplest stands first, because a program that fails shrinks towards it.

use proptest::prelude::*;
use proptest::strategy::Union;

use super::Step::{Do, If, Leave, Loop, Unless};
use super::{Action, LOCKS, Program, Step, VARIABLES};

/// The registers that answers go to.
const A: usize = 0;
const B: usize = 1;
/// The register that counts rounds.
const ROUNDS: usize = 2;

/// Whether programs may do what an engine that sees no local variables cannot judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlindSpots {
    LeftOut,
    /// Rounds that change what a lock guards while they poll, and loops that count further than an engine may look.
    In,
}

/// A program of 2 or 3 actors with a few statements each.
pub(crate) fn program(blind_spots: BlindSpots) -> impl Strategy<Value = Program> {
    let shapes = Shapes { blind_spots, held: [false; LOCKS], inside: false };
    let statement = shapes.statement();
    let actor = |most| prop::collection::vec(statement.clone(), 1..=most).prop_map(|statements| statements.concat());
    let actors = prop_oneof![
        2 => prop::collection::vec(actor(3), 2..=2),
        1 => prop::collection::vec(actor(2), 3..=3),
    ];
    let data = value().prop_map(|first| [first, 0]);
    let spurious_wakeups = prop::bool::weighted(0.25);
    (actors, [value(), value(), value()], data, spurious_wakeups)
        .prop_map(|(actors, variables, data, spurious_wakeups)| Program { actors, variables, data, spurious_wakeups })
}

fn value() -> std::ops::Range<u8> {
    0..2
}

/// The first ones more often, so that actors meet there.
fn variable() -> impl Strategy<Value = usize> + Clone {
    prop_oneof![3 => Just(0), 2 => Just(1), 1 => 2..VARIABLES]
}

/// Two different ones.
fn two_variables() -> impl Strategy<Value = (usize, usize)> + Clone {
    (variable(), 1..VARIABLES).prop_map(|(first, further)| (first, (first + further) % VARIABLES))
}

/// A single access to an atomic.
fn access() -> BoxedStrategy<Step> {
    prop_oneof![
        1 => (A..=B, variable()).prop_map(|(register, x)| Do(Action::Load(register, x))),
        2 => (variable(), value()).prop_map(|(x, v)| Do(Action::Store(x, v))),
        1 => variable().prop_map(|x| Do(Action::Add(A, x))),
        1 => (variable(), value()).prop_map(|(x, v)| Do(Action::Exchange(A, x, v, 1 - v))),
    ]
    .boxed()
}

/// What a round says to the scheduler at its end, if anything.
fn pause() -> impl Strategy<Value = Option<Action>> + Clone {
    prop_oneof![3 => Just(None), 1 => Just(Some(Action::Hint)), 1 => Just(Some(Action::Yield))]
}

/// Leaves the loop if the register has this value.
fn leave_if(register: usize, value: u8) -> Step {
    If(register, value, vec![Leave])
}

/// Where an actor is: what it may do there depends on what it holds.
#[derive(Clone, Copy)]
struct Shapes {
    blind_spots: BlindSpots,
    held: [bool; LOCKS],
    /// Whether this is inside of a statement.
    inside: bool,
}

type Steps = BoxedStrategy<Vec<Step>>;

impl Shapes {
    /// The same with this lock held, and one level further in.
    fn holding(mut self, lock: usize) -> Self {
        self.held[lock] = true;
        Self { inside: true, ..self }
    }

    fn free(self) -> impl Iterator<Item = usize> {
        (0..LOCKS).filter(move |lock| !self.held[*lock])
    }

    fn statement(self) -> Steps {
        let mut shapes: Vec<(u32, Steps)> = vec![(16, access().prop_map(|step| vec![step]).boxed())];
        for lock in self.free() {
            // The first one more often, so that actors meet there.
            let often = (LOCKS - lock) as u32;
            let polls = self.polls(lock);
            shapes.extend([
                (3 * often, self.section(lock)),
                (2 * often, waits(lock)),
                (often, notifies_under(lock)),
                (often, self.tries(lock)),
                (2 * often, self.goes_round(polls)),
            ]);
        }
        shapes.push((1, notifies()));
        for round in looks() {
            shapes.push((2, self.goes_round(round)));
        }
        if self.free().count() == LOCKS {
            shapes.push((2, self.goes_round((0..LOCKS).prop_map(backs_off).boxed())));
        }
        for lock in (0..LOCKS).filter(|lock| self.held[*lock]) {
            shapes.push((2, self.goes_round(lets_go(lock))));
        }
        Union::new_weighted(shapes).boxed()
    }

    /// A loop of such rounds. Every fourth counts them, and leaves when it has had enough.
    fn goes_round(self, round: Steps) -> Steps {
        (round, self.count(), pause())
            .prop_map(|(round, most, pause)| {
                let pause = pause.map(Do);
                let Some(most) = most else { return vec![Loop(round.into_iter().chain(pause).collect())] };
                let counts = [Do(Action::Count(ROUNDS)), leave_if(ROUNDS, most)];
                vec![Do(Action::Set(ROUNDS, 0)), Loop(round.into_iter().chain(counts).chain(pause).collect())]
            })
            .boxed()
    }

    fn count(self) -> BoxedStrategy<Option<u8>> {
        match self.blind_spots {
            BlindSpots::LeftOut => prop_oneof![3 => Just(None), 1 => (1..=4_u8).prop_map(Some)].boxed(),
            BlindSpots::In => {
                prop_oneof![4 => Just(None), 1 => (1..=4_u8).prop_map(Some), 1 => (65..=70_u8).prop_map(Some)].boxed()
            }
        }
    }

    /// What is done under a lock.
    fn body(self, lock: usize) -> Steps {
        let data = prop_oneof![
            value().prop_map(move |v| vec![Do(Action::Write(lock, v))]),
            Just(vec![Do(Action::Increase(lock))]),
            access().prop_map(|step| vec![step]),
        ];
        if self.inside {
            return data.boxed();
        }
        let nested = self.holding(lock);
        let waits = Union::new(looks().into_iter().map(|round| nested.goes_round(round)));
        prop_oneof![
            2 => data.clone(),
            1 => (data, nested.statement()).prop_map(|(one, other)| [one, other].concat()),
            1 => waits,
        ]
        .boxed()
    }

    /// A critical section.
    fn section(self, lock: usize) -> Steps {
        let section = move |body: Vec<Step>| {
            let (lock, unlock) = (Do(Action::Lock(lock)), Do(Action::Unlock(lock)));
            [vec![lock], body, vec![unlock]].concat()
        };
        self.body(lock).prop_map(section).boxed()
    }

    /// Tries to take a lock until it is free, and has it for a while.
    fn tries(self, lock: usize) -> Steps {
        let round = Just(vec![Do(Action::TryLock(A, lock)), leave_if(A, 1)]).boxed();
        // Who has counted enough leaves without the lock.
        (self.goes_round(round), self.body(lock))
            .prop_map(move |(tries, body)| {
                let section = [body, vec![Do(Action::Unlock(lock))]].concat();
                [tries, vec![If(A, 1, section)]].concat()
            })
            .boxed()
    }

    /// Looks under a lock, and perhaps at something else when it is given up.
    fn polls(self, lock: usize) -> Steps {
        let looks = prop_oneof![Just(None), variable().prop_map(Some)];
        let also = prop_oneof![2 => Just(None), 1 => variable().prop_map(Some)];
        let changes = match self.blind_spots {
            BlindSpots::LeftOut => Just(false).boxed(),
            BlindSpots::In => prop::bool::weighted(0.3).boxed(),
        };
        (looks, value(), also, changes)
            .prop_map(move |(looks, v, also, changes)| {
                let look = looks.map_or(Action::Read(A, lock), |x| Action::Load(A, x));
                let mut round = vec![Do(Action::Lock(lock)), Do(look)];
                round.extend(changes.then_some(Do(Action::Increase(lock))));
                round.extend([Do(Action::Unlock(lock)), leave_if(A, v)]);
                if let Some(x) = also {
                    round.extend([Do(Action::Load(B, x)), leave_if(B, 1)]);
                }
                round
            })
            .boxed()
    }
}

/// Rounds that need no lock, from simple to strange.
fn looks() -> Vec<Steps> {
    let two = || (two_variables(), value(), value());
    vec![
        // Until a variable has a value.
        (variable(), value()).prop_map(|(x, v)| vec![Do(Action::Load(A, x)), leave_if(A, v)]).boxed(),
        // Until one of two has.
        two()
            .prop_map(|((x, y), v, w)| {
                vec![Do(Action::Load(A, x)), leave_if(A, v), Do(Action::Load(B, y)), leave_if(B, w)]
            })
            .boxed(),
        // Until both have; the second is looked at only if the first has.
        two()
            .prop_map(|((x, y), v, w)| {
                let second = vec![Do(Action::Load(B, y)), leave_if(B, w)];
                vec![Do(Action::Load(A, x)), If(A, v, second)]
            })
            .boxed(),
        // Until a variable could be changed.
        (variable(), value()).prop_map(|(x, v)| vec![Do(Action::Exchange(A, x, v, 1 - v)), leave_if(A, 1)]).boxed(),
        // Looks at another one each time, and keeps what it saw.
        two()
            .prop_map(|((x, y), v, _)| vec![Do(Action::Load(B, y)), Do(Action::Load(A, x)), Unless(A, v, vec![Leave])])
            .boxed(),
        // Raises a flag, and lowers it if the other one is up.
        (two_variables(), any::<bool>())
            .prop_map(|((mine, other), looks_again)| {
                let mut round = vec![Do(Action::Store(mine, 1)), Do(Action::Load(A, other)), leave_if(A, 0)];
                round.push(Do(Action::Store(mine, 0)));
                round.extend(looks_again.then_some(Do(Action::Load(B, other))));
                round
            })
            .boxed(),
        // Changes something in every round.
        two().prop_map(|((x, y), v, _)| vec![Do(Action::Toggle(B, y)), Do(Action::Load(A, x)), leave_if(A, v)]).boxed(),
        // Answers whoever sets the variable, once or each time.
        (variable(), value(), any::<bool>())
            .prop_map(|(x, v, once)| {
                let answer = std::iter::once(Do(Action::Store(x, 1 - v))).chain(once.then_some(Leave));
                vec![Do(Action::Load(A, x)), If(A, v, answer.collect())]
            })
            .boxed(),
        remembers(),
    ]
}

/// What is done in a round depends on what was seen in the last one.
fn remembers() -> Steps {
    let does = prop_oneof![Just(None), value().prop_map(Some)];
    let looks = prop_oneof![Just(None), (variable(), value()).prop_map(Some)];
    (two_variables(), value(), value(), does, looks)
        .prop_map(|((x, y), remembered, w, does, looks)| {
            let then = match does {
                None => vec![Do(Action::Load(A, y)), leave_if(A, w)],
                Some(stored) => vec![Do(Action::Store(y, stored))],
            };
            let mut round = vec![If(B, remembered, then), Do(Action::Load(B, x))];
            if let Some((z, v)) = looks {
                round.extend([Do(Action::Load(A, z)), leave_if(A, v)]);
            }
            round
        })
        .boxed()
}

/// Takes one lock, tries the other one, and lets go of the first if that is taken.
fn backs_off(first: usize) -> Vec<Step> {
    let second = 1 - first;
    vec![
        Do(Action::Lock(first)),
        Do(Action::TryLock(A, second)),
        If(A, 1, vec![Do(Action::Unlock(second))]),
        Do(Action::Unlock(first)),
        leave_if(A, 1),
    ]
}

/// Lets go of a lock for a moment, so that somebody may change what is waited for.
fn lets_go(lock: usize) -> Steps {
    (variable(), value())
        .prop_map(move |(x, v)| {
            vec![Do(Action::Unlock(lock)), Do(Action::Lock(lock)), Do(Action::Load(A, x)), leave_if(A, v)]
        })
        .boxed()
}

/// Waits for a notification: once, or as long as what it waits for is not there.
fn waits(lock: usize) -> Steps {
    let condition = prop_oneof![
        1 => Just(None),
        2 => prop_oneof![Just(Action::Read(A, lock)), variable().prop_map(|x| Action::Load(A, x))].prop_map(Some),
    ];
    (condition, value(), prop::bool::weighted(0.25))
        .prop_map(move |(condition, v, timed)| {
            let wait = Do(if timed { Action::WaitAWhile(B, lock) } else { Action::Wait(lock) });
            let waits = match condition {
                None => wait,
                Some(looks) => Loop(vec![Do(looks), leave_if(A, v), wait]),
            };
            vec![Do(Action::Lock(lock)), waits, Do(Action::Unlock(lock))]
        })
        .boxed()
}

fn notification(lock: usize) -> impl Strategy<Value = Step> {
    any::<bool>().prop_map(move |all| Do(if all { Action::NotifyAll(lock) } else { Action::NotifyOne(lock) }))
}

fn notifies() -> Steps {
    (0..LOCKS).prop_flat_map(notification).prop_map(|notifies| vec![notifies]).boxed()
}

/// Changes something under the lock, and says so.
fn notifies_under(lock: usize) -> Steps {
    let change = prop_oneof![
        value().prop_map(move |v| Action::Write(lock, v)),
        (variable(), value()).prop_map(|(x, v)| Action::Store(x, v)),
    ];
    (change, notification(lock))
        .prop_map(move |(change, notifies)| {
            vec![Do(Action::Lock(lock)), Do(change), notifies, Do(Action::Unlock(lock))]
        })
        .boxed()
}
