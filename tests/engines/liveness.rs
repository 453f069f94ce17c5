//! Livelock and starvation are reported as what they are, and honest waiting is not.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;
use proptest::sample::select;
use racecourse::budget::Budget;
use racecourse::channel;
use racecourse::engine::{EngineId, Program, explore, replay};
use racecourse::exploration::{Bound, Coverage, Event, Exploration, Note};
use racecourse::failure::Evidence;
use racecourse::outcome::Outcome;
use racecourse::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use racecourse::sync::{Condvar, Mutex, RwLock, Semaphore};
use racecourse::{hint, progress, thread};
use racecourse_report::sentences::failure as summary;

fn found(run: fn() -> Outcome, engine: EngineId, budget: &Budget) -> Exploration {
    explore(&Program::unnamed(run), engine, budget)
}

fn labels(exploration: &Exploration) -> Vec<&str> {
    exploration.observations.keys().map(String::as_str).collect()
}

/// Each takes one lock, fails to take the other, lets go, and tries again: in step, for ever.
fn back_off() -> Outcome {
    let (a, b) = (Arc::new(Mutex::new(())), Arc::new(Mutex::new(())));
    let meet = |mine: Arc<Mutex<()>>, other: Arc<Mutex<()>>| {
        move || {
            loop {
                let _mine = mine.lock();
                if other.try_lock().is_some() {
                    return;
                }
                drop(_mine);
                thread::yield_now();
            }
        }
    };
    let left = thread::spawn_named("left", meet(Arc::clone(&a), Arc::clone(&b)));
    let right = thread::spawn_named("right", meet(b, a));
    left.join().expect("no panic");
    right.join().expect("no panic");
    Outcome::new("met")
}

#[test]
fn backing_off_in_step_is_a_livelock() {
    for engine in [EngineId::Explorer, EngineId::RoundRobin] {
        let exploration = found(back_off, engine, &Budget::DEFAULT);
        assert!(exploration.saw("livelock"), "{engine}: {exploration:#?}");
        let example = &exploration.observations["livelock"].example;
        let failure = example.failure.as_ref().expect("a livelock is a failure");
        let Evidence::Lasso { stem, round, steps, progressed, .. } = &failure.evidence else {
            panic!("the evidence of a livelock is its circle: {failure:?}")
        };
        // Two rounds are kept, and both actors take part in each.
        assert_eq!(example.events.len(), stem + 2 * round, "{engine}");
        // And what comes before them is no round of it.
        let same = |at: usize| {
            let [one, other] = [at, at + round].map(|at| &example.events[at]);
            (one.actor, one.action, &one.site) == (other.actor, other.action, &other.site)
        };
        assert!(stem < round || !(stem - round..*stem).all(same), "{engine}: {:#?}", example.events);
        assert_eq!(steps.iter().map(|(actor, _)| actor.as_str()).collect::<Vec<_>>(), ["left", "right"]);
        assert_eq!(steps.iter().map(|(_, steps)| steps).sum::<usize>(), *round);
        assert!(*round <= 10, "the shortest circle has eight steps, or ten with the yields: {round}");
        assert!(progressed.is_empty());
    }
}

/// Somebody polls under a lock which the one waited for needs: each round lets it in.
fn polls_under_a_lock() -> Outcome {
    let ready = Arc::new(Mutex::new(false));
    let theirs = Arc::clone(&ready);
    let waiter = thread::spawn(move || while !*theirs.lock() {});
    *ready.lock() = true;
    waiter.join().expect("no panic");
    Outcome::new("seen")
}

#[test]
fn who_is_let_in_by_each_round_is_not_kept_out_for_ever() {
    let engines = [EngineId::Explorer, EngineId::RoundRobin, EngineId::Random, EngineId::Pct, EngineId::Urw];
    for engine in engines {
        let budget = Budget { samples: 300, ..Budget::DEFAULT };
        assert_eq!(labels(&found(polls_under_a_lock, engine, &budget)), ["seen"], "{engine}");
    }
}

/// A loop whose later rounds are answered the same and ask for something else.
fn asks_for_something_else_later() -> Outcome {
    let words = Arc::new([0; 3].map(AtomicU32::new));
    let theirs = Arc::clone(&words);
    let waiter = thread::spawn(move || {
        for _ in 0..5 {
            if theirs[0].load(SeqCst) != 0 {
                return;
            }
            hint::spin_loop();
        }
        theirs[1].store(1, SeqCst);
        while theirs[2].load(SeqCst) == 0 {
            hint::spin_loop();
        }
    });
    while words[1].load(SeqCst) == 0 {
        hint::spin_loop();
    }
    words[2].store(1, SeqCst);
    waiter.join().expect("no panic");
    Outcome::new("seen")
}

#[test]
fn a_loop_that_asks_for_something_else_later_has_an_end() {
    assert_eq!(labels(&found(asks_for_something_else_later, EngineId::Explorer, &Budget::DEFAULT)), ["seen"]);
}

/// One gets its turn again and again, and the other one asks for ever.
fn one_gets_every_turn() -> Outcome {
    let never = Arc::new(AtomicBool::new(false));
    let theirs = Arc::clone(&never);
    thread::spawn_named("waits", move || {
        progress::request("turn");
        while !theirs.load(SeqCst) {
            thread::yield_now();
        }
        progress::granted("turn");
    });
    while !never.load(SeqCst) {
        progress::request("turn");
        progress::granted("turn");
        thread::yield_now();
    }
    Outcome::new("over")
}

#[test]
fn who_never_gets_its_turn_while_another_does_starves() {
    assert_eq!(labels(&found(one_gets_every_turn, EngineId::Explorer, &Budget::DEFAULT)), ["starvation"]);
}

/// It does nothing but let others go first.
fn only_yields() -> Outcome {
    let idle: thread::JoinHandle<()> = thread::spawn_named("idle", || {
        loop {
            thread::yield_now();
        }
    });
    idle.join().expect("no panic");
    Outcome::new("over")
}

#[test]
fn who_only_yields_gets_nowhere() {
    assert_eq!(labels(&found(only_yields, EngineId::Explorer, &Budget::DEFAULT)), ["livelock"]);
}

/// No round leaves all as it was: there is a permit more after each.
fn adds_permits_for_ever() -> Outcome {
    let permits = Semaphore::new(0);
    loop {
        permits.release();
    }
}

#[test]
fn what_grows_for_ever_is_no_circle() {
    let budget = Budget { steps: 500, ..Budget::DEFAULT };
    let exploration = found(adds_permits_for_ever, EngineId::Explorer, &budget);
    assert_eq!(labels(&exploration), [""; 0]);
    assert!(!exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
}

/// Waiting in a loop for something that will come.
fn honest_spin() -> Outcome {
    let ready = Arc::new(AtomicBool::new(false));
    let theirs = Arc::clone(&ready);
    let waiter = thread::spawn(move || {
        while !theirs.load(SeqCst) {
            hint::spin_loop();
        }
    });
    ready.store(true, SeqCst);
    waiter.join().expect("no panic");
    Outcome::new("seen")
}

#[test]
fn spinning_until_something_comes_is_no_livelock() {
    for engine in EngineId::ALL.into_iter().filter(|engine| !engine.is_native()) {
        let exploration = found(honest_spin, engine, &Budget { executions: 1000, ..Budget::DEFAULT });
        assert_eq!(labels(&exploration), ["seen"], "{engine}");
        if engine == EngineId::Explorer {
            assert_eq!(exploration.coverage, Coverage::Exhaustive { executions: 2 }, "looked before, or only after");
            assert!(matches!(exploration.notes[0], Note::AwaitedLoops { .. }), "{:?}", exploration.notes);
        }
    }
}

/// Polls what a lock guards, by reading or by taking from it.
fn polls(take: fn(&Mutex<Vec<u32>>) -> Option<u32>) -> Outcome {
    let jobs = Arc::new(Mutex::new(Vec::new()));
    let theirs = Arc::clone(&jobs);
    let worker = thread::spawn(move || {
        loop {
            if let Some(job) = take(&theirs) {
                return job;
            }
            hint::spin_loop();
        }
    });
    jobs.lock().push(7);
    Outcome::new(worker.join().expect("no panic"))
}

#[test]
fn what_polling_may_do_under_a_lock_is_said() {
    let looks: fn() -> Outcome = || polls(|jobs| jobs.lock().first().copied());
    let takes: fn() -> Outcome = || polls(|jobs| jobs.lock().pop());
    for (run, writes) in [(looks, 0), (takes, 1)] {
        let exploration = found(run, EngineId::Explorer, &Budget::DEFAULT);
        assert_eq!(labels(&exploration), ["7"]);
        let note = exploration.notes.iter().find(|note| matches!(note, Note::AwaitedLoops { .. }));
        assert!(matches!(note, Some(Note::AwaitedLoops { writing, .. }) if *writing == writes), "{note:?}");
        let said = racecourse_report::sentences::note(note.expect("it is there"));
        assert_eq!(said.contains("for writing"), writes > 0, "{said}");
    }
}

/// A producer and a consumer who both look again and again at a buffer with room for so many.
fn poll_at_a_buffer(capacity: usize, items: u32, first: u32) -> Outcome {
    let buffer = Arc::new(Mutex::new((0..first).collect::<VecDeque<u32>>()));
    let theirs = Arc::clone(&buffer);
    let producer = thread::spawn(move || {
        for item in first..items {
            loop {
                let mut buffer = theirs.lock();
                if buffer.len() < capacity {
                    buffer.push_back(item);
                    break;
                }
                drop(buffer);
                hint::spin_loop();
            }
        }
    });
    let mut taken = Vec::new();
    while taken.len() < items as usize {
        let item = buffer.lock().pop_front();
        match item {
            Some(item) => taken.push(item),
            None => hint::spin_loop(),
        }
    }
    producer.join().expect("no panic");
    Outcome::new(format!("taken={taken:?}"))
}

/// What one does who polls at a buffer.
#[derive(Clone, Copy, Debug)]
enum Polls {
    /// Puts so many in.
    Puts(usize),
    /// Takes so many out.
    Takes(usize),
}

/// How it gets at the buffer.
#[derive(Clone, Copy, Debug)]
enum Way {
    Lock,
    TryLock,
    Write,
    TryWrite,
    /// A message is the buffer: who receives it sends it back.
    Token,
    /// If there is nothing to do, it waits on a condition variable until its time is over.
    LockAndSleep,
}

#[derive(Clone, Debug)]
struct Pollers {
    way: Way,
    /// So often it offers its turn before it looks again.
    yields: usize,
    capacity: usize,
    first: usize,
    actors: Vec<Polls>,
}

impl Pollers {
    /// Whether all of them come to an end, whatever the order.
    fn end(&self) -> bool {
        let (mut puts, mut takes) = (self.first, 0);
        for polls in &self.actors {
            match polls {
                Polls::Puts(items) => puts += items,
                Polls::Takes(items) => takes += items,
            }
        }
        takes <= puts && puts - takes <= self.capacity
    }
}

fn pollers() -> impl Strategy<Value = Pollers> {
    let polls = |most| prop_oneof![(1..=most).prop_map(Polls::Puts), (1..=most).prop_map(Polls::Takes)];
    let few = prop::collection::vec(polls(3_usize), 2..=2);
    let many = prop::collection::vec(polls(1_usize), 3..=3);
    let ways: &'static [Way] = &[Way::Lock, Way::TryLock, Way::Write, Way::TryWrite, Way::Token, Way::LockAndSleep];
    let sizes = (select(ways), 0..=2_usize, 1..=3_usize, 0..=3_usize, prop_oneof![3 => few, 1 => many]);
    sizes.prop_map(|(way, yields, capacity, first, actors)| {
        // Two steps in each round under a lock are many executions.
        let once = |polls: &Polls| match polls {
            Polls::Puts(_) => Polls::Puts(1),
            Polls::Takes(_) => Polls::Takes(1),
        };
        let actors = if matches!(way, Way::LockAndSleep) { actors[..2].iter().map(once).collect() } else { actors };
        Pollers { way, yields, capacity, first: first.min(capacity), actors }
    })
}

/// A buffer that is got at in one of these ways.
#[derive(Clone)]
struct Buffer {
    way: Way,
    mutex: Arc<Mutex<VecDeque<usize>>>,
    lock: Arc<RwLock<VecDeque<usize>>>,
    token: (channel::Sender<VecDeque<usize>>, channel::Receiver<VecDeque<usize>>),
    nobody: Arc<Condvar>,
}

impl Buffer {
    fn of(way: Way, items: &VecDeque<usize>) -> Self {
        let (mutex, lock) = (Arc::new(Mutex::new(items.clone())), Arc::new(RwLock::new(items.clone())));
        let token = channel::bounded(1);
        token.0.send(items.clone()).expect("both ends are here");
        Self { way, mutex, lock, token, nobody: Arc::new(Condvar::new()) }
    }

    /// Whether it got at it and did what it is for.
    fn does(&self, job: impl Fn(&mut VecDeque<usize>) -> bool) -> bool {
        match self.way {
            Way::Lock => job(&mut self.mutex.lock()),
            Way::TryLock => self.mutex.try_lock().is_some_and(|mut items| job(&mut items)),
            Way::Write => job(&mut self.lock.write()),
            Way::TryWrite => self.lock.try_write().is_some_and(|mut items| job(&mut items)),
            Way::Token => {
                let mut items = self.token.1.recv().expect("both ends are here");
                let done = job(&mut items);
                self.token.0.send(items).expect("both ends are here");
                done
            }
            Way::LockAndSleep => {
                let mut items = self.mutex.lock();
                job(&mut items) || {
                    self.nobody.wait_for(&mut items, Duration::from_millis(1));
                    false
                }
            }
        }
    }
}

thread_local! {
    static POLLERS: RefCell<Option<Pollers>> = const { RefCell::new(None) };
}

fn all_poll() -> Outcome {
    let Pollers { way, yields, capacity, first, actors } = POLLERS.with_borrow(Clone::clone).expect("it is set");
    let buffer = Buffer::of(way, &(0..first).collect());
    let poll = |polls| {
        let buffer = buffer.clone();
        move || {
            let put = |items: &mut VecDeque<usize>| (items.len() < capacity).then(|| items.push_back(1)).is_some();
            let take = |items: &mut VecDeque<usize>| items.pop_front().is_some();
            let (times, is_put) = match polls {
                Polls::Puts(times) => (times, true),
                Polls::Takes(times) => (times, false),
            };
            for _ in 0..times {
                while !buffer.does(|items| if is_put { put(items) } else { take(items) }) {
                    hint::spin_loop();
                    (0..yields).for_each(|_| thread::yield_now());
                }
            }
        }
    };
    let handles: Vec<_> = actors[1..].iter().map(|polls| thread::spawn(poll(*polls))).collect();
    poll(actors[0])();
    for handle in handles {
        handle.join().expect("no panic");
    }
    Outcome::new("done")
}

proptest! {
    #![proptest_config(crate::random_programs(4, 20))]

    /// Who polls comes to an end if there is enough of what it looks for, and else it is seen that somebody waits for ever.
    #[test]
    fn whether_pollers_come_to_an_end_is_known(pollers in pollers()) {
        let end = pollers.end();
        // Who tries may do so each time just when somebody has it.
        let may_go_on = !end || matches!(pollers.way, Way::TryLock | Way::TryWrite);
        POLLERS.set(Some(pollers));
        let budget = Budget { executions: 300, ..Budget::DEFAULT };
        let exploration = found(all_poll, EngineId::Explorer, &budget);
        let coverage = &exploration.coverage;
        prop_assert!(!matches!(coverage, Coverage::Bounded { bound: Bound::Steps(_), .. }), "{:?}", coverage);
        prop_assert_eq!(exploration.observations.contains_key("done"), end, "{:?}", labels(&exploration));
        let known = ["done", "livelock"].into_iter().filter(|label| if *label == "done" { end } else { may_go_on });
        prop_assert!(labels(&exploration).iter().all(|label| known.clone().any(|it| it == *label)), "{:?}", labels(&exploration));
        prop_assert!(!labels(&exploration).is_empty());
        // None of them changes anything for ever.
        let is_enough = coverage.is_exhaustive() || matches!(coverage, Coverage::Bounded { bound: Bound::First(_), .. });
        prop_assert!(is_enough, "{:?}", coverage);
    }
}

/// The same by places that are taken or free, which takes no more and no less memory.
fn poll_at_places() -> Outcome {
    let places = Arc::new(RwLock::new([None, Some(0), Some(1)]));
    let theirs = Arc::clone(&places);
    let producer = thread::spawn(move || {
        for item in 2..4_u32 {
            while theirs.write().iter_mut().find(|place| place.is_none()).map(|place| *place = Some(item)).is_none() {
                hint::spin_loop();
            }
        }
    });
    let mut sum = 0;
    for _ in 0..4 {
        let item = loop {
            if let Some(item) = places.write().iter_mut().find_map(Option::take) {
                break item;
            }
            hint::spin_loop();
        };
        sum += item;
    }
    producer.join().expect("no panic");
    Outcome::new(format!("sum={sum}"))
}

/// So many who go a round again and again.
fn go_round(actors: usize, round: impl Fn() -> bool + Clone + Send + 'static) -> Outcome {
    let handles: Vec<_> = (0..actors)
        .map(|_| {
            let round = round.clone();
            thread::spawn(move || {
                while !round() {
                    thread::yield_now();
                }
            })
        })
        .collect();
    handles.into_iter().for_each(|handle| handle.join().expect("no panic"));
    Outcome::new("done")
}

/// That a writer has had to queue is nothing that its program is told: else each of its rounds is another one than the last.
#[test]
fn who_goes_round_by_queueing_for_a_lock_rests() {
    let for_ever = || {
        let lock = Arc::new(RwLock::new(false));
        go_round(2, move || *lock.write())
    };
    let set_at_last = || {
        let lock = Arc::new(RwLock::new(false));
        let theirs = Arc::clone(&lock);
        let setter = thread::spawn(move || *theirs.write() = true);
        let outcome = go_round(2, move || *lock.write());
        setter.join().expect("no panic");
        outcome
    };
    for (run, expected) in [(for_ever as fn() -> Outcome, "livelock"), (set_at_last, "done")] {
        // The second one has 17 868.
        let exploration = found(run, EngineId::Explorer, &Budget { executions: 20_000, ..Budget::DEFAULT });
        assert!(exploration.coverage.is_exhaustive(), "{expected}: {:?}", exploration.coverage);
        assert_eq!(labels(&exploration), [expected]);
        for failure in exploration.observations.values().filter_map(|seen| seen.example.failure.clone()) {
            // What is shown has been gone as often as it says, and that is often.
            assert!(matches!(failure.evidence, Evidence::Lasso { repeated: 1_000, .. }), "{:?}", failure.evidence);
        }
    }
}

/// On the way back to how things were it comes by the beginning of its loop several times.
#[test]
fn who_counts_round_and_round_gets_nowhere() {
    let run = || {
        let place = Arc::new(AtomicU32::new(0));
        let read = Arc::clone(&place);
        let counts = thread::spawn(move || {
            while place.load(SeqCst) < 5 {
                place.store((place.load(SeqCst) + 1) % 5, SeqCst);
            }
        });
        let seen = read.load(SeqCst);
        counts.join().expect("no panic");
        Outcome::new(format!("seen={seen}"))
    };
    let exploration = found(run, EngineId::Explorer, &Budget::DEFAULT);
    assert!(exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
    assert_eq!(labels(&exploration), ["livelock"]);
}

/// A reader that finds a writer in the queue has noticed it.
#[test]
fn a_writer_in_the_queue_is_seen_by_readers() {
    let run = || {
        let lock = Arc::new(RwLock::new(false));
        let (reads, writes) = (Arc::clone(&lock), Arc::clone(&lock));
        let reader = thread::spawn(move || (0..2).map(|_| reads.try_read().is_some()).collect::<Vec<_>>());
        let writer = thread::spawn(move || while !*writes.write() {});
        let seen = reader.join().expect("no panic");
        *lock.write() = true;
        writer.join().expect("no panic");
        Outcome::new(format!("{seen:?}"))
    };
    let exploration = found(run, EngineId::Explorer, &Budget::DEFAULT);
    assert!(exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
    let all = ["[false, false]", "[false, true]", "[true, false]", "[true, true]"];
    assert_eq!(labels(&exploration), all);
}

/// How many messages there have been makes no difference to who sends what it has received.
#[test]
fn who_passes_a_message_round_goes_round() {
    let token = |capacity: usize| {
        move || {
            let (sender, receiver) = channel::bounded(capacity);
            sender.send(false).expect("both ends are here");
            go_round(2, move || {
                let is_last = receiver.recv().expect("both ends are here");
                sender.send(is_last).expect("both ends are here");
                is_last
            })
        }
    };
    for exploration in [
        explore(&Program::unnamed(token(1)), EngineId::Explorer, &Budget::DEFAULT),
        explore(&Program::unnamed(token(2)), EngineId::Explorer, &Budget::DEFAULT),
    ] {
        assert!(exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
        assert_eq!(labels(&exploration), ["livelock"]);
    }
}

/// A message that says how often it has been passed on is another one each time.
#[test]
fn a_message_that_counts_comes_to_an_end() {
    let run = || {
        let (sender, receiver) = channel::bounded(1);
        sender.send(5).expect("both ends are here");
        go_round(2, move || {
            let left: u32 = receiver.recv().expect("both ends are here");
            sender.send(left.saturating_sub(1)).expect("both ends are here");
            left == 0
        })
    };
    let exploration = found(run, EngineId::Explorer, &Budget::DEFAULT);
    assert!(exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
    assert_eq!(labels(&exploration), ["done"]);
}

/// Where an execution is shown, steps that nobody chooses stand elsewhere among those of others, and a cycle is cut elsewhere.
#[test]
fn who_offers_its_turn_more_than_once_a_round_repeats_itself() {
    let run = || {
        let lock = Arc::new(Mutex::new(false));
        go_round(2, move || {
            thread::yield_now();
            lock.try_lock().is_some_and(|it| *it)
        })
    };
    let exploration = found(run, EngineId::Explorer, &Budget::DEFAULT);
    assert!(exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
    assert_eq!(labels(&exploration), ["livelock"]);
    let seen = &exploration.observations["livelock"].example;
    let replayed = replay(&Program::unnamed(run), &seen.schedule, &Budget::DEFAULT).expect("it can be followed");
    assert_eq!(replayed.execution.label(), "livelock");
}

/// Rounds in which somebody finds something to do, and rounds in which there is nothing, are not the same.
#[test]
fn two_who_poll_at_a_buffer_come_to_an_end() {
    type Run = fn() -> Outcome;
    let runs: [(Run, &str); 7] = [
        (|| poll_at_a_buffer(1, 2, 0), "taken=[0, 1]"),
        (|| poll_at_a_buffer(1, 3, 1), "taken=[0, 1, 2]"),
        (|| poll_at_a_buffer(2, 2, 0), "taken=[0, 1]"),
        (|| poll_at_a_buffer(2, 3, 0), "taken=[0, 1, 2]"),
        (|| poll_at_a_buffer(2, 3, 2), "taken=[0, 1, 2]"),
        (|| poll_at_a_buffer(3, 4, 3), "taken=[0, 1, 2, 3]"),
        (poll_at_places, "sum=6"),
    ];
    for (at, (run, label)) in runs.into_iter().enumerate() {
        let exploration = found(run, EngineId::Explorer, &Budget::DEFAULT);
        let coverage = &exploration.coverage;
        assert_eq!(labels(&exploration), [label], "{at}: {coverage:?}");
        assert!(coverage.is_exhaustive(), "{at}: {coverage:?}");
    }
}

/// One goes round until the other has spoken, and does something under a lock meanwhile.
fn polls_with(each_round: impl Fn() + Send + 'static) -> Outcome {
    let ready = Arc::new(AtomicBool::new(false));
    let theirs = Arc::clone(&ready);
    let poller = thread::spawn(move || {
        while !theirs.load(SeqCst) {
            each_round();
            hint::spin_loop();
        }
    });
    ready.store(true, SeqCst);
    poller.join().expect("no panic");
    Outcome::new("done")
}

fn counts_its_rounds_under_a_lock() -> Outcome {
    let rounds = Mutex::new(0_u64);
    polls_with(move || *rounds.lock() += 1)
}

fn counts_its_rounds_under_a_lock_for_writing() -> Outcome {
    let rounds = RwLock::new(0_u64);
    polls_with(move || *rounds.write() += 1)
}

fn counts_its_rounds_in_a_list() -> Outcome {
    let rounds = Mutex::new(vec![0_u64, 0]);
    polls_with(move || rounds.lock()[1] += 1)
}

fn counts_its_rounds_through_a_cell() -> Outcome {
    let rounds = Mutex::new(Cell::new(0_u64));
    polls_with(move || {
        let rounds = rounds.lock();
        rounds.set(rounds.get() + 1);
    })
}

fn counts_its_rounds_and_waits_a_while() -> Outcome {
    let (rounds, signal) = (Mutex::new(0_u64), Condvar::new());
    polls_with(move || {
        let mut rounds = rounds.lock();
        *rounds += 1;
        signal.wait_for(&mut rounds, Duration::from_millis(1));
    })
}

fn keeps_a_list_as_it_was() -> Outcome {
    let waiting = Mutex::new(vec![1_u64]);
    polls_with(move || {
        let mut waiting = waiting.lock();
        let last = waiting.pop();
        waiting.extend(last);
    })
}

fn counts_its_rounds_in_a_message() -> Outcome {
    let (sender, receiver) = channel::bounded(1);
    sender.send(0_u64).expect("both ends are here");
    polls_with(move || {
        let rounds = receiver.recv().expect("both ends are here");
        sender.send(rounds + 1).expect("both ends are here");
    })
}

fn writes_the_same_again() -> Outcome {
    let last = Mutex::new((0_u8, 0_u64));
    polls_with(move || *last.lock() = (1, 7))
}

/// What it changes takes a single byte.
fn turns_a_flag_over_in_each_round() -> Outcome {
    let is_odd = Mutex::new(false);
    polls_with(move || {
        let mut is_odd = is_odd.lock();
        *is_odd = !*is_odd;
    })
}

fn writes_the_same_again_for_writing() -> Outcome {
    let last = RwLock::new(0_u64);
    polls_with(move || *last.write() = 7)
}

#[test]
fn rounds_that_change_what_a_lock_guards_are_not_called_exhaustive() {
    let changing: [fn() -> Outcome; 7] = [
        counts_its_rounds_under_a_lock,
        turns_a_flag_over_in_each_round,
        counts_its_rounds_under_a_lock_for_writing,
        counts_its_rounds_in_a_list,
        counts_its_rounds_through_a_cell,
        counts_its_rounds_and_waits_a_while,
        counts_its_rounds_in_a_message,
    ];
    for (at, run) in changing.into_iter().enumerate() {
        let exploration = found(run, EngineId::Explorer, &Budget::DEFAULT);
        let coverage = &exploration.coverage;
        assert!(
            matches!(coverage, Coverage::Bounded { bound: Bound::ChangesUnderLocks, .. }),
            "number {at}: {coverage:?}"
        );
        assert_eq!(labels(&exploration), ["done"], "number {at}");
    }
    for run in [keeps_a_list_as_it_was, writes_the_same_again, writes_the_same_again_for_writing] {
        let exploration = found(run, EngineId::Explorer, &Budget::DEFAULT);
        assert!(matches!(exploration.coverage, Coverage::Exhaustive { .. }), "{:?}", exploration.coverage);
        assert_eq!(labels(&exploration), ["done"]);
    }
}

/// Waiting for something that never comes, without blocking.
fn hopeless_spin() -> Outcome {
    let ready = Arc::new(AtomicBool::new(false));
    let theirs = Arc::clone(&ready);
    let waiter = thread::spawn(move || {
        while !theirs.load(SeqCst) {
            thread::yield_now();
        }
    });
    waiter.join().expect("no panic");
    Outcome::new("seen")
}

/// The same without a yield.
fn rude_spin() -> Outcome {
    let ready = Arc::new(AtomicBool::new(false));
    let theirs = Arc::clone(&ready);
    let waiter = thread::spawn_named("waiter", move || while !theirs.load(SeqCst) {});
    waiter.join().expect("no panic");
    Outcome::new("seen")
}

#[test]
fn spinning_for_ever_without_a_yield_is_called_that() {
    for engine in [EngineId::Explorer, EngineId::RoundRobin] {
        let exploration = found(rude_spin, engine, &Budget::DEFAULT);
        assert_eq!(labels(&exploration), ["spin"], "{engine}");
        let failure = exploration.observations["spin"].example.failure.clone().expect("a failure");
        assert!(summary(&failure).starts_with("waiter never yields"), "{}", summary(&failure));
    }
}

/// Looks at one thing for a while, and then at another one for ever.
fn looks_elsewhere_for_ever() -> Outcome {
    let first = AtomicU32::new(0);
    let second = AtomicU32::new(0);
    for _ in 0..5 {
        first.load(SeqCst);
    }
    while second.load(SeqCst) == 0 {}
    Outcome::new("seen")
}

/// A round that is told is one that is gone.
#[test]
fn what_is_looked_at_for_ever_is_what_is_looked_at_last() {
    let exploration = found(looks_elsewhere_for_ever, EngineId::Explorer, &Budget::DEFAULT);
    assert_eq!(labels(&exploration), ["spin"]);
    let example = &exploration.observations["spin"].example;
    let Some(Evidence::Lasso { stem, .. }) = example.failure.as_ref().map(|it| &it.evidence) else {
        panic!("{example:?}");
    };
    let looked_at = |event: &Event| event.object.map(|object| example.objects[object].name.as_str());
    let round: BTreeSet<Option<&str>> = example.events[*stem..].iter().map(looked_at).collect();
    assert_eq!(round, BTreeSet::from([Some("atomic#2")]), "{:#?}", example.events);
}

/// A loop that looks a limited number of times is no loop without an end.
fn impatient() -> Outcome {
    let ready = AtomicBool::new(false);
    thread::scope(|scope| {
        let waiter = scope.spawn_named("waiter", || (0..3).any(|_| ready.load(SeqCst)));
        scope.spawn_named("other", || ready.store(true, SeqCst));
        Outcome::new(if waiter.join().expect("no panic") { "seen" } else { "gave up" })
    })
}

/// The same, but it gives up so late that it is first taken for one without an end.
fn patient() -> Outcome {
    let ready = AtomicBool::new(false);
    thread::scope(|scope| {
        let waiter = scope.spawn_named("waiter", || (0..30).any(|_| ready.load(SeqCst)));
        Outcome::new(if waiter.join().expect("no panic") { "seen" } else { "gave up" })
    })
}

#[test]
fn a_loop_that_counts_its_rounds_is_explored_as_it_stands() {
    let exploration = found(impatient, EngineId::Explorer, &Budget::DEFAULT);
    assert_eq!(labels(&exploration), ["gave up", "seen"]);
    assert_eq!(exploration.coverage, Coverage::Exhaustive { executions: 4 });
    let exploration = found(patient, EngineId::Explorer, &Budget::DEFAULT);
    assert_eq!(labels(&exploration), ["gave up"]);
    assert_eq!(exploration.coverage, Coverage::Exhaustive { executions: 1 });
}

/// Gives up late, beside somebody who may be quicker.
fn patient_beside_another() -> Outcome {
    let ready = AtomicBool::new(false);
    thread::scope(|scope| {
        let waiter = scope.spawn_named("waiter", || (0..30).any(|_| ready.load(SeqCst)));
        scope.spawn_named("other", || ready.store(true, SeqCst));
        Outcome::new(if waiter.join().expect("no panic") { "seen" } else { "gave up" })
    })
}

/// Two who give up late, and what they do then matters.
fn two_patient_ones() -> Outcome {
    let (ready, last) = (AtomicBool::new(false), AtomicU32::new(0));
    thread::scope(|scope| {
        for number in [1, 2] {
            let (ready, last) = (&ready, &last);
            scope.spawn(move || {
                if !(0..25).any(|_| ready.load(SeqCst)) {
                    last.store(number, SeqCst);
                }
            });
        }
    });
    Outcome::new(format!("last={}", last.load(SeqCst)))
}

#[test]
fn a_loop_that_gives_up_late_is_explored_as_it_stands_too() {
    let exploration = found(patient_beside_another, EngineId::Explorer, &Budget::DEFAULT);
    assert_eq!(labels(&exploration), ["gave up", "seen"]);
    // The other's store comes before, between or after the thirty looks.
    assert_eq!(exploration.coverage, Coverage::Exhaustive { executions: 31 });
    let exploration = found(two_patient_ones, EngineId::Explorer, &Budget::DEFAULT);
    assert_eq!(labels(&exploration), ["last=1", "last=2"]);
    assert_eq!(exploration.coverage, Coverage::Exhaustive { executions: 2 });
}

/// Looks at twenty things in turn, none of which ever changes.
fn large_circle() -> Outcome {
    let flags: Vec<AtomicBool> = (0..20).map(|_| AtomicBool::new(false)).collect();
    thread::scope(|scope| {
        scope.spawn_named("waiter", || {
            while !flags.iter().any(|flag| flag.load(SeqCst)) {
                thread::yield_now();
            }
        });
    });
    Outcome::new("done")
}

/// The same, if somebody was quicker.
fn large_circle_behind_a_gate() -> Outcome {
    let (gate, flags) = (AtomicBool::new(false), (0..20).map(|_| AtomicBool::new(false)).collect::<Vec<_>>());
    thread::scope(|scope| {
        scope.spawn_named("waiter", || {
            while gate.load(SeqCst) && !flags.iter().any(|flag| flag.load(SeqCst)) {
                thread::yield_now();
            }
        });
        scope.spawn_named("other", || gate.store(true, SeqCst));
    });
    Outcome::new("done")
}

#[test]
fn a_large_circle_is_a_livelock_like_a_small_one() {
    let exploration = found(large_circle, EngineId::Explorer, &Budget::DEFAULT);
    assert_eq!(labels(&exploration), ["livelock"]);
    let exploration = found(large_circle_behind_a_gate, EngineId::Explorer, &Budget::DEFAULT);
    assert_eq!(labels(&exploration), ["done", "livelock"]);
}

#[test]
fn spinning_for_what_never_comes_is_a_livelock() {
    for engine in [EngineId::Explorer, EngineId::RoundRobin] {
        assert_eq!(labels(&found(hopeless_spin, engine, &Budget::DEFAULT)), ["livelock"], "{engine}");
    }
}

/// A loop that looks the same from outside each time round, but counts.
fn bounded_retry() -> Outcome {
    let lock = Arc::new(Mutex::new(()));
    let theirs = Arc::clone(&lock);
    let holder = thread::spawn(move || {
        let _guard = theirs.lock();
        thread::yield_now();
    });
    let tries = (0..4).find(|_| lock.try_lock().is_some());
    holder.join().expect("no panic");
    Outcome::new(tries.map_or("gave up".to_owned(), |tries| format!("after {tries}")))
}

#[test]
fn a_loop_with_an_end_is_searched_to_its_end() {
    let exploration = found(bounded_retry, EngineId::Explorer, &Budget::DEFAULT);
    let every = found(bounded_retry, EngineId::DepthFirst, &Budget::DEFAULT);
    assert!(every.coverage.is_exhaustive());
    assert_eq!(labels(&exploration), labels(&every));
    assert!(exploration.saw("gave up") && exploration.saw("after 3"));
    assert!(exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
}

/// A lock that readers share; a writer gets it when no reader is inside. `polite` readers let a waiting writer go first.
struct ReadersWriter {
    state: Mutex<(u32, bool)>,
    changed: Condvar,
    polite: bool,
}

impl ReadersWriter {
    fn read(&self) {
        let mut state = self.state.lock();
        self.changed.wait_while(&mut state, |(_, writer_waits)| self.polite && *writer_waits);
        state.0 += 1;
        progress::granted("read");
        drop(state);
        let mut state = self.state.lock();
        state.0 -= 1;
        self.changed.notify_all();
    }

    fn write(&self) {
        let mut state = self.state.lock();
        progress::request("write");
        state.1 = true;
        self.changed.wait_while(&mut state, |(inside, _)| *inside > 0);
        progress::granted("write");
        state.1 = false;
        self.changed.notify_all();
    }
}

fn readers_and_writer(polite: bool) -> Outcome {
    let lock = ReadersWriter { state: Mutex::new((0, false)), changed: Condvar::new(), polite };
    thread::scope(|scope| {
        scope.spawn_named("reader", || (0..2).for_each(|_| lock.read()));
        scope.spawn_named("writer", || lock.write());
    });
    Outcome::new("all served")
}

#[test]
fn being_overtaken_too_often_is_starvation() {
    let budget = Budget { bypass_bound: Some(0), ..Budget::DEFAULT };
    let broken = found(|| readers_and_writer(false), EngineId::Explorer, &budget);
    assert!(broken.saw("starvation"), "{:?}", labels(&broken));
    let failure = broken.observations["starvation"].example.failure.clone().expect("starvation is a failure");
    let Evidence::Bypass { actor, overtaken, bound, .. } = failure.evidence else { panic!("{failure:?}") };
    assert_eq!((actor.as_str(), overtaken, bound), ("writer", 1, 0));
    let fixed = found(|| readers_and_writer(true), EngineId::Explorer, &budget);
    assert_eq!(labels(&fixed), ["all served"]);
    assert!(fixed.coverage.is_exhaustive(), "{:?}", fixed.coverage);
}

#[test]
fn being_overtaken_as_often_as_was_promised_is_none() {
    let budget = |bypass_bound| Budget { bypass_bound, ..Budget::DEFAULT };
    for run in [|| readers_and_writer(false), ask_after_unrelated_steps] {
        let worst = (0..5).find(|bound| !found(run, EngineId::Explorer, &budget(Some(*bound))).saw("starvation"));
        let worst = worst.expect("there are two readings at most");
        assert!(worst > 0, "somebody is overtaken");
        let broken = found(run, EngineId::Explorer, &budget(Some(worst - 1)));
        let failure = broken.observations["starvation"].example.failure.clone().expect("starvation is a failure");
        let Evidence::Bypass { overtaken, bound, .. } = failure.evidence else { panic!("{failure:?}") };
        assert_eq!((overtaken, bound), (worst, worst - 1));
    }
}

/// One works for ever; the other asked for its turn and never gets it.
fn never_its_turn() -> Outcome {
    let (turns, stop) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicBool::new(false)));
    let (their_turns, theirs) = (Arc::clone(&turns), Arc::clone(&stop));
    let greedy = thread::spawn_named("greedy", move || {
        while !theirs.load(SeqCst) {
            progress::made("work");
            thread::yield_now();
        }
    });
    let humble = thread::spawn_named("humble", move || {
        progress::request("work");
        while their_turns.load(SeqCst) == 0 {
            thread::yield_now();
        }
        progress::granted("work");
        stop.store(true, SeqCst);
    });
    greedy.join().expect("no panic");
    humble.join().expect("no panic");
    Outcome::new("both worked")
}

#[test]
fn a_fair_circle_in_which_one_never_gets_its_turn_is_starvation() {
    for engine in [EngineId::Explorer, EngineId::RoundRobin] {
        let exploration = found(never_its_turn, engine, &Budget::DEFAULT);
        assert_eq!(labels(&exploration), ["starvation"], "{engine}");
        let failure = exploration.observations["starvation"].example.failure.clone().expect("a failure");
        let Evidence::Lasso { progressed, .. } = failure.evidence else { panic!("{failure:?}") };
        assert_eq!(progressed, ["greedy"]);
    }
}

/// Asks and gets, each after a step that nothing of the other's depends on.
fn ask_after_unrelated_steps() -> Outcome {
    let (a, b, c) = (AtomicU32::new(0), AtomicU32::new(0), AtomicU32::new(0));
    thread::scope(|scope| {
        scope.spawn_named("left", || {
            a.store(1, SeqCst);
            progress::request("go");
            c.store(1, SeqCst);
            progress::granted("go");
        });
        scope.spawn_named("right", || {
            b.store(1, SeqCst);
            progress::granted("go");
        });
    });
    Outcome::new("done")
}

#[test]
fn who_asked_before_whom_is_looked_for_even_if_nothing_else_depends_on_it() {
    let budget = Budget { bypass_bound: Some(0), ..Budget::DEFAULT };
    for engine in [EngineId::Explorer, EngineId::DepthFirst] {
        assert_eq!(labels(&found(ask_after_unrelated_steps, engine, &budget)), ["done", "starvation"], "{engine}");
    }
}
