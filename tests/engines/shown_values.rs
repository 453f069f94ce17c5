//! What locks guard and what messages say stands in the record of an execution, where it can be shown.

use std::sync::Arc;

use racecourse::budget::Budget;
use racecourse::channel;
use racecourse::engine::{EngineId, Program, explore, replay};
use racecourse::exploration::{Execution, Verb};
use racecourse::outcome::Outcome;
use racecourse::sync::{Condvar, Mutex, RwLock};
use racecourse::{process, thread};

/// An execution that comes to `label`, found by `engine`.
fn example(run: fn() -> Outcome, engine: EngineId, label: &str) -> Execution {
    let found = explore(&Program::unnamed(run), engine, &Budget::DEFAULT);
    let seen = found.observations.get(label).unwrap_or_else(|| panic!("{engine:?} never saw {label}"));
    seen.example.clone().into_execution()
}

/// What each step that gives up a lock has left there, in order, and what the locks guarded at first.
fn left(execution: &Execution) -> (Vec<&str>, Vec<&str>) {
    let left = execution.events.iter().filter_map(|event| event.passed.as_deref());
    (execution.objects.iter().filter_map(|object| object.initial.as_ref()?.text()).collect(), left.collect())
}

fn counter() -> Outcome {
    let counter = Arc::new(Mutex::new(0));
    let other = {
        let counter = Arc::clone(&counter);
        thread::spawn(move || *counter.lock() += 1)
    };
    *counter.lock() += 10;
    other.join().unwrap();
    Outcome::new(*counter.lock())
}

#[test]
fn every_model_tells_what_a_mutex_guards() {
    for engine in [EngineId::Explorer, EngineId::Loom, EngineId::DepthFirst, EngineId::Random] {
        let told = example(counter, engine, "11");
        let (initial, left) = left(&told);
        assert_eq!(initial, ["0"], "{engine:?}");
        assert!(left == ["1", "11", "11"] || left == ["10", "11", "11"], "{engine:?}: {left:?}");
    }
}

fn page() -> Outcome {
    let page = RwLock::new(Some(1));
    let before = *page.read();
    *page.write() = None;
    Outcome::new(format!("{before:?}"))
}

fn signal() -> Outcome {
    let pair = Arc::new((Mutex::new([false; 2]), Condvar::new()));
    // Taken before there is anybody else, so that there is something to wait for.
    let mut both = pair.0.lock();
    both[1] = true;
    let other = {
        let pair = Arc::clone(&pair);
        thread::spawn(move || {
            pair.0.lock()[0] = true;
            pair.1.notify_one();
        })
    };
    while !both[0] {
        pair.1.wait(&mut both);
    }
    drop(both);
    other.join().unwrap();
    Outcome::new("signalled")
}

#[test]
fn read_write_locks_and_waits_tell_it_too() {
    let told = example(page, EngineId::Explorer, "Some(1)");
    assert_eq!(left(&told), (vec!["Some(1)"], vec!["None"]));
    let found = explore(&Program::unnamed(signal), EngineId::DepthFirst, &Budget::DEFAULT);
    assert_eq!(found.observations.len(), 1, "{:?}", found.observations.keys());
    let told = example(signal, EngineId::RoundRobin, "signalled");
    let waits = told.events.iter().filter(|event| event.action == Verb::Wait).map(|event| event.passed.as_deref());
    assert_eq!(waits.collect::<Vec<_>>(), [Some("[false, true]")]);
    assert_eq!(left(&told).1.last(), Some(&"[true, true]"));
}

fn letters() -> Outcome {
    let (sender, letters) = channel::bounded(1);
    let (door, visitors) = channel::bounded(0);
    let other = thread::spawn(move || {
        sender.send("first".to_owned()).unwrap();
        sender.try_send("second".to_owned()).ok();
        door.send(7_u8).unwrap();
    });
    let visitor = visitors.recv().unwrap();
    let letter = letters.recv().unwrap();
    other.join().unwrap();
    Outcome::new(format!("{letter} {visitor} {:?}", letters.try_recv().ok()))
}

#[test]
fn messages_are_told_where_they_are_sent_and_received() {
    let told = example(letters, EngineId::Explorer, "first 7 None");
    let of = |action: Verb| -> Vec<Option<&str>> {
        told.events.iter().filter(|event| event.action == action).map(|event| event.passed.as_deref()).collect()
    };
    assert_eq!(of(Verb::Send), [Some("\"first\""), Some("7")]);
    assert_eq!(of(Verb::TrySend), [None], "it is refused, because the channel is full");
    assert_eq!(of(Verb::Receive), [Some("7"), Some("\"first\"")]);
    assert_eq!(of(Verb::TryReceive), [None]);
}

#[derive(Debug)]
struct Account {
    money: u8,
}

trait Pays: Send {
    fn pay(&mut self);
}

impl Pays for Account {
    fn pay(&mut self) {
        self.money -= 1;
    }
}

fn accounts() -> Outcome {
    let hidden = Mutex::new(Account { money: 5 });
    let shown: Arc<Mutex<dyn Pays>> = Arc::new(Mutex::new(Account { money: 7 }).shown());
    hidden.lock().pay();
    shown.lock().pay();
    Outcome::new("paid")
}

#[test]
fn a_type_of_ones_own_is_shown_if_it_is_wanted() {
    let told = example(accounts, EngineId::Explorer, "paid");
    assert_eq!(left(&told), (vec!["Account { money: 7 }"], vec!["Account { money: 6 }"]));
}

/// Whoever reads of one of them has to know which it is.
#[test]
fn actors_of_one_name_have_numbers() {
    let run = || {
        let mut children = [(); 2].map(|()| process::fork("child", &(), |()| ()));
        let namesake = thread::spawn_named("child", || ());
        let alone = thread::spawn_named("alone", || ());
        namesake.join().unwrap();
        alone.join().unwrap();
        for child in &mut children {
            child.wait();
        }
        Outcome::new("done")
    };
    let execution = example(run, EngineId::Explorer, "done");
    assert_eq!(execution.actors, ["main", "child#1", "child#2", "child#3", "alone"]);
    // Their schedule calls them so, too, and can be followed.
    let replayed = replay(&Program::unnamed(run), &execution.schedule, &Budget::DEFAULT).expect("it can be followed");
    assert_eq!(replayed.execution.actors, execution.actors);
}
