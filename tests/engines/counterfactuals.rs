//! What comes of other orders of the steps of random programs: what is said of them is so.
//!
//! `PROPTEST_CASES=10000 cargo test --release -p racecourse-tests --test engines counterfactuals` looks longer.

use proptest::prelude::*;
use racecourse::budget::Budget;
use racecourse::engine::{EngineId, Program, explain, explore};
use racecourse::exploration::{Change, Counterfactual, Execution, Moment, Verb};
use racecourse::process::{self, SharedMemory};
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::sync::{Barrier, Mutex};
use racecourse::{Outcome, thread};

use crate::claims::every_claim_is_so;
use crate::random::{everything, forked};

/// Executions that are searched of each program: what is not seen in them is another program's matter.
const MOST_EXECUTIONS: u64 = 300;
/// Labels of a program that are asked about, failures first.
const MOST_LABELS: usize = 2;

fn every_explanation_is_so(run: fn() -> Outcome, budget: &Budget) {
    let program = Program::unnamed(run);
    let found = explore(&program, EngineId::Explorer, budget);
    let mut labels: Vec<&String> = found.observations.keys().collect();
    labels.sort_by_key(|label| found.observations[*label].example.failure().is_none());
    for label in labels.into_iter().take(MOST_LABELS) {
        let Some(schedule) = found.schedule_to_explain(label) else { continue };
        let asked = explain(&program, &schedule, label, budget).expect("the explorer came to it");
        assert_eq!(asked.label(), label, "{schedule}");
        every_claim_is_so(label, &program, &asked, budget);
    }
}

proptest! {
    #![proptest_config(crate::random_programs(5, 60))]

    #[test]
    fn of_threads(program in everything::program(), spurious_wakeups in any::<bool>()) {
        everything::set(&program);
        let budget = Budget { executions: MOST_EXECUTIONS, spurious_wakeups, ..Budget::DEFAULT };
        every_explanation_is_so(everything::run, &budget);
    }

    #[test]
    fn of_processes(program in forked::program()) {
        forked::set(&program);
        every_explanation_is_so(forked::run, &Budget { executions: MOST_EXECUTIONS, ..Budget::DEFAULT });
    }
}

/// What is said of other orders of the steps of this schedule, which comes to `label`.
#[track_caller]
fn asked(run: fn() -> Outcome, schedule: &str, label: &str) -> Execution {
    let schedule = schedule.parse().unwrap_or_else(|error| panic!("{error}"));
    let asked = explain(&Program::unnamed(run), &schedule, label, &Budget::DEFAULT).expect("it comes to an end");
    every_claim_is_so(label, &Program::unnamed(run), &asked, &Budget::DEFAULT);
    asked
}

/// Which step came before which other one, as their places in the execution, and what that came to.
fn orders(asked: &Execution) -> Vec<(usize, usize, &str)> {
    let order = |it: &Counterfactual| match it.change {
        Change::Before { step, other } => Some((step.event?, other.event?)),
        _ => None,
    };
    let orders = asked.counterfactuals.iter().filter_map(|it| Some((order(it)?, it.label.as_str())));
    orders.map(|((step, other), label)| (step, other, label)).collect()
}

fn lost_update() -> Outcome {
    let number = AtomicU32::new(0);
    thread::scope(|scope| {
        for name in ["left", "right"] {
            scope.spawn_named(name, || number.store(number.load(SeqCst) + 1, SeqCst));
        }
    });
    Outcome::new(number.load(SeqCst))
}

#[test]
fn steps_that_are_near_to_each_other_are_asked_about_first() {
    let asked = asked(lost_update, "left right left right main", "1");
    let distances: Vec<usize> = orders(&asked).iter().map(|(step, other, _)| step - other).collect();
    assert!(distances.len() > 2 && distances.is_sorted(), "{distances:?}");
}

#[test]
fn a_step_that_stays_where_it_was_is_not_held_back() {
    let alone: fn() -> Outcome = || {
        let number = AtomicU32::new(0);
        number.store(1, SeqCst);
        Outcome::new(number.load(SeqCst))
    };
    assert_eq!(asked(alone, "main×2", "1").counterfactuals, []);
}

#[test]
fn nothing_is_said_of_an_execution_that_comes_to_something_else() {
    let schedule = "left right left right main".parse().unwrap_or_else(|error| panic!("{error}"));
    let asked = explain(&Program::unnamed(lost_update), &schedule, "2", &Budget::DEFAULT).expect("it comes to an end");
    assert!(asked.events.is_empty(), "{asked:?}");
    let [only] = &asked.counterfactuals[..] else { panic!("{asked:?}") };
    assert_eq!((only.change, only.label.as_str()), (Change::NewestValues, "1"));
}

/// Two write, and what a third reads tells who came last.
fn read_by_a_third() -> Outcome {
    let number = AtomicU32::new(0);
    thread::scope(|scope| {
        scope.spawn_named("one", || number.store(1, SeqCst));
        scope.spawn_named("two", || number.store(2, SeqCst));
        let third = scope.spawn_named("third", || number.load(SeqCst));
        Outcome::new(third.join().expect("no panic"))
    })
}

#[test]
fn who_is_overtaken_goes_on_where_it_was() {
    let asked = asked(read_by_a_third, "one two third", "2");
    let [first, ..] = orders(&asked)[..] else { panic!("{asked:?}") };
    let writes = |at: usize| asked.events[at].action == Verb::Store;
    assert!(writes(first.0) && writes(first.1), "{first:?}");
    assert_eq!(first.2, "1", "one comes after two, and still before the third");
}

fn locked_in_turn() -> Outcome {
    let order = Mutex::new(String::new());
    thread::scope(|scope| {
        for name in ["left", "right"] {
            let order = &order;
            scope.spawn_named(name, move || order.lock().push_str(name));
        }
    });
    Outcome::new(order.lock().as_str())
}

#[test]
fn which_lock_comes_first_is_asked_of_who_takes_it() {
    let asked = asked(locked_in_turn, "left×2 right×2 main×2", "leftright");
    let [(step, other, label)] = orders(&asked)[..] else { panic!("{asked:?}") };
    assert_eq!([step, other].map(|at| asked.events[at].action), [Verb::Lock; 2]);
    assert_eq!(label, "rightleft");
}

/// What is written at last depends on what was read before.
fn writes_elsewhere() -> Outcome {
    let (x, y, flag) = (AtomicU32::new(0), AtomicU32::new(0), AtomicU32::new(0));
    thread::scope(|scope| {
        scope.spawn_named("tells", || {
            x.store(1, SeqCst);
            flag.store(1, SeqCst);
        });
        scope.spawn_named("is told", || if flag.load(SeqCst) == 1 { x.store(5, SeqCst) } else { y.store(7, SeqCst) });
    });
    Outcome::new(format!("{} {}", x.load(SeqCst), y.load(SeqCst)))
}

#[test]
fn a_step_that_has_become_another_one_has_not_come_before() {
    let asked = asked(writes_elsewhere, "tells×2 'is told'×2 main×2", "5 0");
    let stores: Vec<_> = asked.events.iter().enumerate().filter(|(_, it)| it.action == Verb::Store).collect();
    let [(first, _), _, (last, _)] = stores[..] else { panic!("{:?}", asked.events) };
    assert!(orders(&asked).iter().all(|(step, other, _)| (*step, *other) != (last, first)), "{asked:?}");
}

/// Looks twice at the same.
fn looks_twice() -> Outcome {
    let number = AtomicU32::new(0);
    thread::scope(|scope| {
        let looks = scope.spawn_named("looks", || (0..2).map(|_| number.load(SeqCst)).sum::<u32>());
        scope.spawn_named("writes", || number.store(1, SeqCst));
        Outcome::new(looks.join().expect("no panic"))
    })
}

#[test]
fn what_was_there_twice_and_is_there_once_is_missing_once() {
    let asked = asked(looks_twice, "looks×2 writes", "0");
    let loads: Vec<_> = asked.events.iter().enumerate().filter(|(_, it)| it.action == Verb::Load).collect();
    let [(first, _), (second, _)] = loads[..] else { panic!("{:?}", asked.events) };
    let missing = |label: &str| {
        let it = asked.counterfactuals.iter().find(|it| it.label == label);
        it.unwrap_or_else(|| panic!("{label}: {:?}", asked.counterfactuals)).missing.clone()
    };
    assert_eq!(missing("1"), [second]);
    assert_eq!(missing("2"), [first, second]);
}

/// The kill comes before one of two steps that were to be seen together.
fn killed_in_between() -> Outcome {
    let words = SharedMemory::new(1);
    let mut child = process::fork("child", &words, |words| {
        words.store(0, 1, SeqCst);
        words.store(0, 2, SeqCst);
    });
    child.kill();
    Outcome::new(words.load(0, SeqCst))
}

#[test]
fn a_kill_is_held_back_whatever_else_is_known() {
    let asked = asked(killed_in_between, "child main×2", "1");
    assert!(orders(&asked).iter().any(|(.., label)| *label == "0"), "{asked:?}");
    let held = asked.counterfactuals.iter().find(|it| matches!(it.change, Change::HeldBack { .. }));
    assert_eq!(held.map(|it| it.label.as_str()), Some("2"), "{asked:?}");
}

/// What is said to come always of it that the step with this action of `overtaken` comes after that of `comes`.
fn always<'a>(asked: &'a Execution, comes: &str, overtaken: &str, action: Verb) -> &'a [String] {
    let is_of = |moment: &Moment, name: &str| {
        let taken = moment.event.is_some_and(|event| asked.events[event].action == action);
        taken && asked.actors[moment.actor] == name
    };
    let swapped = asked.counterfactuals.iter().find(|it| match &it.change {
        Change::Before { step, other } => is_of(step, comes) && is_of(other, overtaken),
        _ => false,
    });
    &swapped.unwrap_or_else(|| panic!("{comes} before {overtaken}: {:?}", asked.counterfactuals)).always
}

#[test]
fn what_always_comes_of_another_order_is_all_that_can() {
    let order = asked(locked_in_turn, "left×2 right×2 main×2", "leftright");
    assert_eq!(always(&order, "right", "left", Verb::Lock), ["rightleft"]);

    let three = asked(three_lock_in_turn, "one×2 two×2 three×2 main×2", "123");
    assert_eq!(always(&three, "two", "one", Verb::Lock), ["213", "231", "321"], "where three comes is open");
}

#[test]
fn nothing_always_comes_of_an_order_that_can_come_to_the_same() {
    let asked = asked(read_by_a_third, "one two third", "2");
    assert_eq!(always(&asked, "two", "one", Verb::Store), [""; 0], "the third can read 2 before one stores");
}

/// Three lock one after the other, and who comes when is told.
fn three_lock_in_turn() -> Outcome {
    let order = Mutex::new(String::new());
    thread::scope(|scope| {
        for (name, number) in [("one", '1'), ("two", '2'), ("three", '3')] {
            let order = &order;
            scope.spawn_named(name, move || order.lock().push(number));
        }
    });
    Outcome::new(order.lock().as_str())
}

/// The same with a fourth, so that there is more to tell than anybody wants to read.
fn four_lock_in_turn() -> Outcome {
    let order = Mutex::new(String::new());
    thread::scope(|scope| {
        for (name, number) in [("one", '1'), ("two", '2'), ("three", '3'), ("four", '4')] {
            let order = &order;
            scope.spawn_named(name, move || order.lock().push(number));
        }
    });
    Outcome::new(order.lock().as_str())
}

#[test]
fn of_very_many_ends_none_is_told() {
    let asked = asked(four_lock_in_turn, "one×2 two×2 three×2 four×2 main×2", "1234");
    assert_eq!(always(&asked, "two", "one", Verb::Lock), [""; 0]);
}

/// Two lock one after the other, and beside them there are more orders than anybody goes through.
fn locked_beside_many() -> Outcome {
    let (order, counter) = (Mutex::new(String::new()), AtomicU32::new(0));
    thread::scope(|scope| {
        for name in ["left", "right"] {
            let order = &order;
            scope.spawn_named(name, move || order.lock().push_str(name));
        }
        for _ in 0..7 {
            scope.spawn(|| counter.fetch_add(1, SeqCst));
        }
    });
    Outcome::new(order.lock().as_str())
}

#[test]
fn of_what_was_not_all_searched_nothing_comes_always() {
    let asked = asked(locked_beside_many, "left×2 right×2", "leftright");
    assert_eq!(always(&asked, "right", "left", Verb::Lock), [""; 0]);
}

/// Three meet in twos, five times in all, so one of them meets nobody.
fn one_too_many() -> Outcome {
    let barrier = Barrier::new(2);
    let meet = || barrier.wait();
    thread::scope(|scope| {
        scope.spawn_named("left", || (meet(), meet()));
        scope.spawn_named("right", meet);
        meet();
        meet();
    });
    Outcome::new("met")
}

#[test]
fn the_end_of_one_wait_is_not_that_of_another() {
    let asked = asked(one_too_many, "main left main×2 right main left", "deadlock");
    // It comes last to its first meeting, so there is nothing to wait for, and its second is the one that does not end.
    let own = asked.events.iter().filter(|event| asked.actors[event.actor] == "left");
    assert_eq!(own.map(|event| event.action).collect::<Vec<_>>(), [Verb::Arrive; 2]);
    let overtaken = |it: &Counterfactual| match &it.change {
        Change::Before { step: Moment { actor, event: None }, other } if asked.actors[*actor] == "left" => other.event,
        _ => None,
    };
    let mut overtaken: Vec<Verb> =
        asked.counterfactuals.iter().filter_map(overtaken).map(|at| asked.events[at].action).collect();
    overtaken.sort_by_key(|verb| format!("{verb:?}"));
    // The first meeting of `main` cannot come after it: there are five, and `left` and `right` have three of them.
    assert_eq!(overtaken, [Verb::Arrive, Verb::Leave], "the second meeting of main, and the end of its first");
}

/// Programs of which something was said that is not so: another step was taken for one that was asked about, or what had been learned
/// of the program's pointers was not known where it was asked.
#[test]
fn of_programs_of_which_something_else_was_said_once() {
    use crate::random::everything::Statement::{
        Await, Forks, Locked, Meet, Notify, Park, Read, Shares, TryRead, TryWrite, Unpark, WithPermit, Write,
    };
    use crate::random::everything::{Ask, End, Joins, Program, Statement, Strength};
    let forks = |theirs| Forks { theirs, own: vec![], end: End::WaitedFor };
    let shares = |theirs, own, asks| Shares { does: vec![], theirs, own, asks };
    let counts = || shares(vec![], vec![], Ask::Count);
    let plain = |actors, main: Vec<Statement>| Program { main, capacity: None, ..Program::plain(actors) };
    let with_a_permit = |actors, main| Program { permits: 1, ..plain(actors, main) };
    let meets_in_the_end = Shares { does: vec![Meet], theirs: vec![Meet], own: vec![Meet], asks: Ask::Nothing };
    let programs = [
        plain(
            vec![vec![shares(vec![Meet], vec![], Ask::Nothing), Meet], vec![meets_in_the_end, counts()]],
            vec![Meet, Meet],
        ),
        plain(vec![vec![Locked(vec![])], vec![forks(vec![])]], vec![Locked(vec![forks(vec![])])]),
        Program {
            joins: Joins::Backwards,
            ..plain(vec![vec![TryWrite(vec![forks(vec![])]), Read(vec![])], vec![Read(vec![])]], vec![forks(vec![])])
        },
        plain(
            vec![
                vec![shares(vec![Park], vec![Unpark(0)], Ask::Count)],
                vec![shares(vec![], vec![shares(vec![], vec![], Ask::Nothing)], Ask::Nothing), Park],
            ],
            vec![],
        ),
        Program {
            permits: 2,
            strength: Strength::InPairs,
            ..plain(
                vec![vec![Read(vec![])], vec![Forks { theirs: vec![], own: vec![Await], end: End::WaitedFor }]],
                vec![forks(vec![]), Notify { all: false, raise: false }],
            )
        },
        with_a_permit(
            vec![vec![TryWrite(vec![]), WithPermit(vec![WithPermit(vec![])])]],
            vec![Write(vec![Statement::Take])],
        ),
        with_a_permit(vec![vec![TryRead(vec![Read(vec![])]), WithPermit(vec![])]], vec![Write(vec![Statement::Take])]),
        plain(vec![vec![counts(), Write(vec![])]], vec![TryRead(vec![forks(vec![])])]),
        Program {
            joins: Joins::Nobody,
            ..plain(vec![vec![forks(vec![Park]), counts()]], vec![shares(vec![], vec![], Ask::Nothing)])
        },
    ];
    for (program, spurious_wakeups) in programs.iter().flat_map(|program| [(program, false), (program, true)]) {
        everything::set(program);
        let budget = Budget { executions: MOST_EXECUTIONS, spurious_wakeups, ..Budget::DEFAULT };
        every_explanation_is_so(everything::run, &budget);
    }
}

/// Two lock one after the other, and each starts somebody afterwards.
fn lock_and_start_others() -> Outcome {
    let order = Mutex::new(String::new());
    thread::scope(|scope| {
        for name in ["left", "right"] {
            let order = &order;
            scope.spawn_named(name, move || {
                order.lock().push_str(name);
                thread::spawn(|| AtomicU32::new(0).store(1, SeqCst)).join().expect("no panic");
            });
        }
    });
    Outcome::new(order.lock().as_str())
}

/// In the other order somebody else is started first, and is who it was all the same.
#[test]
fn what_always_comes_of_an_order_does_not_hang_on_who_is_started_first() {
    let asked = asked(lock_and_start_others, "left×2 right×2", "leftright");
    assert_eq!(always(&asked, "right", "left", Verb::Lock), ["rightleft"]);
}
