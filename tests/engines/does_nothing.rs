//! Fixes that do nothing do nothing wrong: they are told so. So are those in which nothing is beside anything else.

use std::sync::Arc;

use racecourse::budget::Budget;
use racecourse::engine::{EngineId, explore};
use racecourse::outcome::Outcome;
use racecourse::scenario::{Grade, Graded, Role, Scenario, Variant, program_of};
use racecourse::sync::Mutex;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;
use racecourse_report::sentences::complaints;
use racecourse_report::verdict::{Standing, Verdict};
use racecourse_report::{Checked, Layout, Repair, columns_of, human};

const fn graded(outcome: &'static str, grade: Grade, why: &'static str) -> Graded {
    Graded { outcome, grade, why }
}

const fn variant(name: &'static str, role: Role, run: fn() -> Outcome) -> Variant {
    let file = "tests/engines/does_nothing.rs";
    Variant { name, role, run, file, summary: "A cache of one entry.", budget: Budget::DEFAULT, ..Variant::EMPTY }
}

/// A writer stores both halves of an entry, and somebody looks.
static CACHE: Scenario = Scenario {
    name: "cache",
    title: "Cache",
    variants: &[
        variant("broken", Role::Broken, || looked(one_half_after_the_other)),
        variant("fixed", Role::Fixed, || looked(|cache| *cache.lock() = [1, 2])),
        variant("fixed_by_nothing", Role::Fixed, || looked(|_| ())),
        variant("broken_and_emptied", Role::Broken, || looked(|_| ())),
        variant("fixed_by_waiting", Role::Fixed, one_after_the_other),
    ],
    outcomes: &[
        graded("[1, 2]", Grade::Works, "the whole entry"),
        graded("[0, 0]", Grade::Allowed, "a miss"),
        graded("[1, 0]", Grade::MustSee, "half an entry"),
    ],
    ..Scenario::EMPTY
};

fn looked(store: fn(&Mutex<[u32; 2]>)) -> Outcome {
    let cache = Mutex::new([0, 0]);
    let seen = thread::scope(|scope| {
        scope.spawn_named("writer", || store(&cache));
        *cache.lock()
    });
    Outcome::new(format!("{seen:?}"))
}

fn one_half_after_the_other(cache: &Mutex<[u32; 2]>) {
    cache.lock()[0] = 1;
    cache.lock()[1] = 2;
}

/// Each thread is started when the one before it has ended.
fn one_after_the_other() -> Outcome {
    let cache = Arc::new([AtomicU32::new(0), AtomicU32::new(0)]);
    let start = |at: usize| {
        let cache = Arc::clone(&cache);
        thread::spawn(move || cache[at].store(at as u32 + 1, SeqCst))
    };
    (0..2).map(start).for_each(|started| started.join().expect("no panic"));
    Outcome::new(format!("{:?}", [0, 1].map(|at: usize| cache[at].load(SeqCst))))
}

fn checked(name: &str) -> Checked {
    let variant = CACHE.variant(name).expect("it is one");
    Checked::new(&CACHE, variant, vec![explore(&program_of(variant), EngineId::Explorer, &variant.budget)])
}

/// A report as it would be in one line.
fn in_one_line(report: &str) -> String {
    report.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_fix_that_works_is_confirmed() {
    let checked = checked("fixed");
    assert_eq!((checked.verdict.verdict, checked.verdict.standing), (Verdict::Confirmed, Standing::AsExpected));
    let report = human::finding(&checked, &Layout::plain(96));
    assert!(report.contains("works      the whole entry") && !report.contains("NEVER"), "{report}");
}

#[test]
fn a_cache_that_never_stores_anything_is_no_fix() {
    let checked = checked("fixed_by_nothing");
    assert_eq!((checked.verdict.verdict, checked.verdict.standing), (Verdict::Refuted, Standing::Differs));
    let [reason] = complaints(&checked.verdict.reasons).try_into().expect("one reason");
    // All that is there is one execution, with a writer who has nothing to do.
    assert_eq!(reason, "explorer: In the only execution it does not come to `[1, 2]`, which is what it is for.");
    for report in [human::finding(&checked, &Layout::plain(96)), human::brief(&[checked], &Layout::plain(96))] {
        assert!(report.contains("✗ DIFFERS: never works"), "{report}");
        assert!(report.contains("▶ [1, 2]") && report.contains("NEVER      the whole entry"), "{report}");
        assert!(in_one_line(&report).contains(&reason), "{report}");
    }
}

#[test]
fn a_broken_variant_that_was_emptied_is_not_repaired() {
    assert_eq!(checked("broken").verdict.standing, Standing::AsExpected);
    let emptied = checked("broken_and_emptied");
    assert_eq!((emptied.verdict.verdict, emptied.verdict.standing), (Verdict::Refuted, Standing::Differs));
    assert_eq!(emptied.repair(), Repair::None);
    let report = human::brief(&[emptied], &Layout::plain(96));
    for says in ["never works", "no longer fails as it was meant to", "it does not come to `[1, 2]`"] {
        assert!(in_one_line(&report).contains(says), "{says}: {report}");
    }
}

#[test]
fn a_fix_in_which_nothing_is_beside_anything_else_holds_and_is_told_so() {
    let waiting = checked("fixed_by_waiting");
    assert_eq!((waiting.verdict.verdict, waiting.verdict.standing), (Verdict::Confirmed, Standing::AsExpected));
    let says = "no two actors were ever able to go on at the same time";
    let layout = Layout::plain(80);
    let one = human::brief(std::slice::from_ref(&waiting), &layout);
    assert!(in_one_line(&one).contains(&format!("Note {says}")), "{one}");
    let both = human::brief(&[checked("fixed"), waiting], &layout);
    assert!(in_one_line(&both).contains(&format!("Note fixed_by_waiting: {says}")), "{both}");
    assert!(both.lines().all(|line| columns_of(line) <= 80), "{both}");
    assert!(!in_one_line(&human::brief(&[checked("fixed")], &layout)).contains(says));
}
