//! Executions with old values as schedules: what is found is followed again, and comes to the same.

use proptest::prelude::*;
use racecourse::engine::replay;
use racecourse::schedule::{Mark, Refusal, Schedule, ScheduleError, Wrong};

use super::*;
use crate::relaxed;

/// All that is found is followed again; how many of those schedules are marked.
fn all_are_followed(run: fn() -> Outcome) -> Result<usize, TestCaseError> {
    let program = Program::unnamed(run);
    let found = explore(&program, EngineId::WeakMemory, &Budget { executions: 20_000, ..Budget::DEFAULT });
    let mut marked = 0;
    for (label, seen) in &found.observations {
        let example = &seen.example;
        let is_odd = example.is_whole() && example.odd.as_ref().is_some_and(|odd| !odd.is_empty());
        let schedule: Schedule = example.schedule.to_string().parse().expect("it can be read again");
        prop_assert!(!is_odd || schedule.first_marked().is_some(), "{}: {}", label, schedule);
        if !example.is_whole() {
            continue;
        }
        marked += usize::from(schedule.first_marked().is_some());
        let followed = replay(&program, &schedule, &Budget::DEFAULT);
        let followed = followed.map_err(|why| TestCaseError::fail(format!("{label}: {schedule}: {why} {why:?}")))?;
        prop_assert_eq!(followed.execution.label(), label, "{}", schedule);
        prop_assert_eq!(
            &followed.execution.odd.unwrap_or_default(),
            &example.odd.clone().unwrap_or_default(),
            "{}",
            schedule
        );
        // What is shorter and comes to the same is a schedule as well.
        let shortest = replay(&program, &followed.shortest, &Budget::DEFAULT).expect("it can be followed");
        prop_assert_eq!(shortest.execution.label(), label, "{}", followed.shortest);
    }
    Ok(marked)
}

#[test]
fn what_is_found_with_old_values_is_followed_again() {
    let marked = |run: fn() -> Outcome| all_are_followed(run).expect("all of it is followed");
    assert_eq!(marked(|| store_buffering(Relaxed, Relaxed)), 1);
    assert_eq!(marked(|| message_passing(Relaxed, Relaxed)), 0, "the race has a schedule without old values");
}

/// One looks twice at one place in the program, and could be taken to go round there.
fn looks_twice_at_one_place() -> Outcome {
    let x = Arc::new(AtomicU32::new(0));
    let theirs = Arc::clone(&x);
    let looks = thread::spawn_named("looks", move || [(); 2].map(|()| theirs.load(Relaxed)));
    let theirs = Arc::clone(&x);
    let stores = thread::spawn_named("stores", move || theirs.store(1, Relaxed));
    let seen = looks.join().unwrap();
    stores.join().unwrap();
    Outcome::new(format!("{seen:?}"))
}

#[test]
fn who_goes_on_by_default_where_somebody_is_named_is_who_would_if_nobody_were() {
    all_are_followed(looks_twice_at_one_place).expect("all of it is followed");
    let of = |schedule: &str| {
        let schedule: Schedule = schedule.parse().expect("it is one");
        let program = Program::unnamed(looks_twice_at_one_place);
        let followed = replay(&program, &schedule, &Budget::DEFAULT).expect("it can be followed");
        (followed.execution.label().to_owned(), followed.shortest.to_string())
    };
    assert_eq!(of("looks×2 stores"), ("[0, 0]".to_owned(), "looks×2".to_owned()));
    assert_eq!(of(""), ("[0, 1]".to_owned(), String::new()));
}

fn refusal(of: fn() -> Outcome, schedule: &str) -> (Option<usize>, Refusal) {
    let schedule: Schedule = schedule.parse().expect("it is one");
    let why: ScheduleError = replay(&Program::unnamed(of), &schedule, &Budget::DEFAULT).expect_err("it is wrong");
    let Wrong::Refused(refusal) = why.wrong() else { panic!("{why}") };
    (why.step(), (**refusal).clone())
}

/// Two threads, of which the second looks twice at what the first has stored twice.
fn looks_twice() -> Outcome {
    let x = Arc::new(AtomicU32::new(0));
    let theirs = Arc::clone(&x);
    let stores = thread::spawn_named("stores", move || {
        theirs.store(1, Relaxed);
        theirs.store(2, Relaxed);
    });
    let looks = thread::spawn_named("looks", move || (x.load(Relaxed), x.load(Relaxed)));
    stores.join().unwrap();
    Outcome::new(format!("{:?}", looks.join().unwrap()))
}

#[test]
fn a_schedule_that_the_language_does_not_allow_is_refused_where_it_goes_wrong() {
    let comes_to = |schedule: &str| {
        let schedule: Schedule = schedule.parse().expect("it is one");
        let followed = replay(&Program::unnamed(looks_twice), &schedule, &Budget::DEFAULT);
        followed.expect("it can be followed").execution.label().to_owned()
    };
    assert_eq!(comes_to("stores×2 looks~2 looks~1"), "(0, 1)");
    assert_eq!(comes_to("stores×2 looks~1 looks"), "(1, 2)");
    // Who has seen the second store sees it again.
    assert_eq!(refusal(looks_twice, "stores×2 looks looks~1"), (Some(3), Refusal::Forbidden));
    assert_eq!(refusal(looks_twice, "stores looks~2"), (Some(1), Refusal::NotSoOld { stores: 1 }));
    assert_eq!(refusal(looks_twice, "stores!"), (Some(0), Refusal::NeverFails));
    // A store of its own actor counts after the one before.
    assert_eq!(refusal(looks_twice, "stores stores~1"), (Some(1), Refusal::Forbidden));
    let locks = || {
        drop(Mutex::new(0).lock());
        Outcome::new("locked")
    };
    assert_eq!(refusal(locks, "main main~1"), (Some(1), Refusal::NeverOld));
    let forks = || {
        let words = SharedMemory::new(1);
        let mut child = process::fork("child", &words.inherit(), |words| words.store(0, 1, Relaxed));
        let seen = words.load(0, Relaxed);
        child.wait();
        Outcome::new(seen)
    };
    assert!(matches!(refusal(forks, "child main~1"), (Some(0), Refusal::NoOldValues(_))));
}

#[test]
fn marks_stand_behind_names() {
    let text = "left~2 right! 'a b'~1!×3 left";
    let schedule: Schedule = text.parse().expect("it is one");
    let mark = |back: u16, fails: bool| Mark { back, fails };
    let marks: Vec<Mark> = schedule.marked().map(|(_, mark)| mark).collect();
    let same = mark(1, true);
    assert_eq!(marks, [mark(2, false), mark(0, true), same, same, same, mark(0, false)]);
    assert_eq!(schedule.to_string(), text);
    assert_eq!(schedule.unmarked().to_string(), "left right 'a b'×3 left");
    assert_ne!(schedule, schedule.unmarked());
    assert!("left~".parse::<Schedule>().is_err() && "left~99999".parse::<Schedule>().is_err());
    // What looks like a mark can stand in a name.
    assert_eq!(Schedule::of(["a~1", "b!"]).iter().collect::<Vec<_>>(), ["a~1", "b!"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: thoroughness::cases(20, 300), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_random_programs_all_is_followed_again(program in relaxed::program()) {
        relaxed::set(&program);
        all_are_followed(relaxed::run)?;
    }
}
