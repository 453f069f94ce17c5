use super::*;
use crate::lab::findings::Measurement;

const TWO: Cores = Cores { usable: 2, halves: false };

/// A program of so many workers that are on so many cores at a time, on a quiet machine.
fn quiet(workers: usize, seconds: f64, at_a_time: f64) -> Evidence {
    Evidence::quiet(workers, seconds, at_a_time)
}

fn verdict(alone: Evidence, together: Evidence, cores: Cores) -> Verdict {
    judge(&alone, &together, cores).verdict
}

#[test]
fn on_a_quiet_machine_the_program_is_judged() {
    let alone = quiet(1, 1.0, 1.0);
    assert_eq!(verdict(alone, quiet(2, 0.52, 1.95), TWO), Verdict::NearlyAll);
    assert_eq!(verdict(alone, quiet(2, 0.8, 1.3), TWO), Verdict::NotTogether { at_a_time: 1.3, free: true });
    let dearer = verdict(alone, quiet(2, 0.8, 1.9), TWO);
    assert!(matches!(dearer, Verdict::Dearer { times, halves: false } if (times - 1.52).abs() < 1e-9), "{dearer:?}");
    assert_eq!(verdict(alone, quiet(2, 0.6, 1.75), TWO), Verdict::Partly);
    assert_eq!(verdict(alone, quiet(1, 1.0, 1.0), TWO), Verdict::Alone);
}

#[test]
fn beside_other_programs_the_cores_are_blamed_and_not_the_program() {
    // Four endless loops on two cores: one worker gets two fifths of a core, two get a third of each.
    let alone = Evidence { others: Some(1.6), at_a_time: Some(0.4), preempted: 90.0, ..quiet(1, 2.5, 0.4) };
    let together = Evidence { others: Some(1.33), at_a_time: Some(0.67), preempted: 90.0, ..quiet(2, 1.5, 0.67) };
    let judged = judge(&alone, &together, TWO);
    assert!(matches!(judged.verdict, Verdict::Disturbed { free: Some(free) } if (free - 0.67).abs() < 1e-9));
    assert!(!judged.is_about_the_program());
    assert!(judged.why().contains("only 0.7 were free"), "{}", judged.why());
    // One other loop: the single worker has a core of its own, and two have not.
    let one_loop = Evidence { others: Some(0.7), ..quiet(2, 0.77, 1.3) };
    let alone = Evidence { others: Some(1.0), ..quiet(1, 1.0, 1.0) };
    assert!(matches!(verdict(alone, one_loop, TWO), Verdict::Disturbed { free: Some(_) }));
    // The same on eight cores disturbs nobody.
    let eight = Cores { usable: 8, halves: false };
    let room = Evidence { others: Some(1.0), ..quiet(2, 0.51, 2.0) };
    assert_eq!(verdict(alone, room, eight), Verdict::NearlyAll);
}

#[test]
fn a_worker_that_was_disturbed_alone_makes_no_speed_up() {
    let alone = Evidence { others: Some(1.6), at_a_time: Some(0.4), ..quiet(1, 2.5, 0.4) };
    assert!(matches!(verdict(alone, quiet(2, 0.5, 2.0), TWO), Verdict::Disturbed { .. }));
}

#[test]
fn where_nobody_counts_the_others_preemption_tells() {
    let unknown = |evidence: Evidence| Evidence { others: None, ..evidence };
    let shared = Evidence { preempted: 100.0, ..unknown(quiet(2, 0.9, 0.8)) };
    assert_eq!(verdict(unknown(quiet(1, 1.0, 1.0)), shared, TWO), Verdict::Disturbed { free: None });
    // Who waits without being made to has not been disturbed.
    let waits = unknown(quiet(2, 0.9, 0.8));
    assert_eq!(verdict(unknown(quiet(1, 1.0, 1.0)), waits, TWO), Verdict::NotTogether { at_a_time: 0.8, free: false });
    let uncounted = Evidence { at_a_time: None, ..waits };
    assert_eq!(verdict(quiet(1, 1.0, 1.0), uncounted, TWO), Verdict::Partly);
}

#[test]
fn one_worker_beside_others_is_disturbed_and_not_only_alone() {
    let beside = quiet(1, 1.0, 0.3).beside(0.9);
    let one = Cores { usable: 1, halves: false };
    assert!(matches!(verdict(quiet(1, 2.0, 0.2).beside(0.9), beside, one), Verdict::Disturbed { free: Some(_) }));
    assert_eq!(verdict(quiet(1, 1.0, 1.0), quiet(1, 1.1, 0.9), one), Verdict::Alone);
}

#[test]
fn one_core_gives_no_more_than_one_core() {
    let one = Cores { usable: 1, halves: false };
    let alone = quiet(1, 1.0, 1.0);
    for workers in [1, 2, 8] {
        let judged = judge(&alone, &quiet(workers, 0.8, 1.0), one);
        assert_eq!(judged.verdict, Verdict::TooGood);
        assert!(judged.why().starts_with("that is more than 1 core can give"), "{}", judged.why());
    }
    assert_eq!(verdict(alone, quiet(2, 0.95, 1.0), one), Verdict::OneCore { shared: false });
    assert_eq!(verdict(alone, quiet(1, 0.8, 1.0), TWO), Verdict::TooGood);
}

#[test]
fn where_runs_are_too_short_it_tells_what_others_do_afterwards() {
    let short = |afterwards| Evidence { others: None, afterwards: Some(afterwards), ..quiet(2, 0.002, 1.9) };
    let alone = Evidence { workers: 1, at_a_time: Some(1.0), ..short(2.0) };
    assert_eq!(verdict(alone, short(2.0), TWO), Verdict::Disturbed { free: None });
    assert_eq!(difference(&short(2.0), &alone, TWO), Difference::Disturbed);
    // One other program leaves a core, which is enough for one worker and not for two.
    let alone = Evidence { afterwards: Some(1.0), ..alone };
    assert!(!is_disturbed(&alone, TWO) && is_disturbed(&short(1.0), TWO));
    assert!(!is_disturbed(&short(0.1), TWO));
    // Measured on a quiet machine: two threads that take turns under one lock, and two processes that were just begun.
    let turns = Evidence { at_a_time: Some(1.0), preempted: 91.0, waited: 101.0, ..short(0.0) };
    let begun = Evidence { at_a_time: Some(1.12), preempted: 149.0, waited: 597.0, ..short(0.0) };
    assert!(!is_disturbed(&turns, TWO) && !is_disturbed(&begun, TWO));
    // What was seen during the runs goes before.
    assert!(!is_disturbed(&Evidence { others: Some(0.1), ..short(2.0) }, TWO));
}

#[test]
fn one_core_gives_nothing_however_many_workers() {
    let one = Cores { usable: 1, halves: false };
    for workers in [2, 4, 100] {
        assert_eq!(verdict(quiet(1, 1.0, 1.0), quiet(workers, 1.01, 1.0), one), Verdict::OneCore { shared: false });
        // Beside others more workers get more turns, and that is no gain of theirs.
        let busy = judge(&quiet(1, 1.0, 0.3).beside(0.7), &quiet(workers, 0.87, 0.35).beside(0.65), one);
        assert_eq!(busy.verdict, Verdict::OneCore { shared: true });
        assert!(!busy.is_about_the_program() && busy.why().contains("more turns beside other programs"));
        assert!(judge(&quiet(1, 1.0, 1.0), &quiet(workers, 1.01, 1.0), one).is_about_the_program());
    }
}

#[test]
fn many_cores_are_held_against_as_many_workers_and_no_more() {
    let many = Cores { usable: 64, halves: false };
    let judged = judge(&quiet(1, 1.0, 1.0), &quiet(8, 0.13, 7.9), many);
    assert_eq!((judged.possible, judged.verdict), (8, Verdict::NearlyAll));
    let judged = judge(&quiet(1, 1.0, 1.0), &quiet(1000, 0.017, 60.0), many);
    assert_eq!((judged.possible, judged.verdict), (64, Verdict::NearlyAll));
}

#[test]
fn halves_of_a_core_are_named() {
    let halves = Cores { usable: 4, halves: true };
    let judged = judge(&quiet(1, 1.0, 1.0), &quiet(4, 0.45, 3.9), halves);
    assert!(matches!(judged.verdict, Verdict::Dearer { halves: true, .. }), "{judged:?}");
    assert!(judged.why().contains("halves of one core"));
}

#[test]
fn uneven_repetitions_say_little() {
    let uneven = Evidence { unevenness: 1.8, ..quiet(2, 0.52, 1.95) };
    let judged = judge(&quiet(1, 1.0, 1.0), &uneven, TWO);
    assert_eq!(judged.verdict, Verdict::Uneven { times: 1.8 });
    assert!(!judged.is_about_the_program());
}

#[test]
fn more_than_the_cores_can_give_is_not_believed() {
    assert_eq!(verdict(quiet(1, 1.5, 1.0), quiet(2, 0.5, 2.0), TWO), Verdict::TooGood);
}

#[test]
fn of_several_the_disturbed_one_speaks_and_else_the_worst() {
    let alone = quiet(1, 1.0, 1.0);
    let good = judge(&alone, &quiet(2, 0.52, 1.95), TWO);
    let worse = judge(&alone, &quiet(2, 0.8, 1.3), TWO);
    let disturbed = judge(&alone, &Evidence { others: Some(1.5), ..quiet(2, 0.9, 0.5) }, TWO);
    assert_eq!(worst(&[good, worse]), Some(worse));
    assert_eq!(worst(&[good, worse, disturbed]), Some(disturbed));
    assert_eq!(worst(&[]), None);
}

#[test]
fn a_difference_has_to_be_larger_than_that_of_repetitions() {
    let steady = quiet(1, 1.0, 1.0);
    assert_eq!(difference(&steady, &quiet(1, 1.02, 1.0), TWO), Difference::Unclear);
    assert_eq!(difference(&steady, &quiet(1, 1.2, 1.0), TWO), Difference::Quicker);
    assert_eq!(difference(&quiet(1, 1.2, 1.0), &steady, TWO), Difference::Slower);
    let uneven = Evidence { unevenness: 2.0, ..quiet(1, 1.2, 1.0) };
    assert_eq!(difference(&steady, &uneven, TWO), Difference::Unclear);
    // Beside others, who is quicker says nothing.
    assert_eq!(difference(&steady, &quiet(1, 3.0, 0.4).beside(1.6), TWO), Difference::Disturbed);
    // Two that share a lock need one core, and one other program leaves that.
    let locked = quiet(2, 1.5, 1.0).beside(1.0);
    assert_eq!(difference(&locked, &steady, TWO), Difference::Disturbed);
    assert_eq!(difference(&locked.on_one_core(), &steady, TWO), Difference::Slower);
}

#[test]
fn what_cannot_be_said_has_a_reason() {
    assert_eq!([Difference::Quicker, Difference::Slower].map(Difference::is_quicker), [Ok(true), Ok(false)]);
    assert_eq!(Difference::Disturbed.is_quicker(), Err("other programs had the cores meanwhile"));
    assert!(Difference::Unclear.is_quicker().is_err_and(|why| why.contains("runs of the same program")));
}

#[test]
fn every_verdict_has_a_clause_without_a_hole() {
    let disturbed = Verdict::Disturbed { free: None };
    let all = [
        Verdict::Alone,
        Verdict::OneCore { shared: false },
        Verdict::OneCore { shared: true },
        disturbed,
        Verdict::Disturbed { free: Some(0.5) },
        Verdict::Uneven { times: 2.0 },
        Verdict::TooGood,
        Verdict::NearlyAll,
        Verdict::Dearer { times: 1.5, halves: false },
        Verdict::Dearer { times: 1.5, halves: true },
        Verdict::NotTogether { at_a_time: 1.2, free: true },
        Verdict::NotTogether { at_a_time: 1.2, free: false },
        Verdict::Partly,
    ];
    for verdict in all {
        let why = Judgement { speed_up: 1.2, possible: 2, verdict }.why();
        assert!(why.len() > 20 && !why.ends_with('.') && !why.contains("NaN"), "{verdict:?}: {why}");
    }
}

#[test]
fn the_evidence_is_read_from_the_measurements() {
    let one = |seconds, cpu_seconds, others_seconds| Measurement {
        seconds,
        cpu_seconds,
        others_seconds,
        preemptions: 20,
        ..Measurement::default()
    };
    let row = |measurements, counted| Row { name: "row".to_owned(), workers: 2, measurements, counted };
    let evidence = Evidence::of(&row(vec![one(1.0, 1.5, Some(0.3)), one(2.0, 3.0, Some(0.6))], true));
    assert_eq!((evidence.seconds, evidence.unevenness), (1.5, 2.0));
    assert_eq!((evidence.at_a_time, evidence.preempted), (Some(1.5), 40.0 / 3.0 / 2.0));
    assert!(evidence.others.is_some_and(|others| (others - 0.3).abs() < 1e-9));
    // What is too short to be told in hundredths of a second is not told.
    assert_eq!(Evidence::of(&row(vec![one(0.01, 0.01, Some(0.02))], true)).others, None);
    // What rounding leaves below nothing is nothing.
    assert_eq!(Evidence::of(&row(vec![one(1.0, 1.0, Some(-0.02))], true)).others, Some(0.0));
    // Workers that go on living are not counted.
    let standing = Evidence::of(&row(vec![one(1.0, 0.1, Some(1.9))], false));
    assert_eq!((standing.at_a_time, standing.others), (None, None));
    // Of five repetitions one outlier at each end does not count.
    let five = [1.0, 1.0, 1.1, 1.1, 9.0].map(|seconds| one(seconds, 1.0, None)).to_vec();
    let five = Evidence::of(&row(five, true));
    assert!(five.unevenness < 1.11, "{five:?}");
    assert_eq!(five.others, None);
}
