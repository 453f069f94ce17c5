//! The judge of programs that wait for ever knows what becomes of those of which that is known.

use std::collections::BTreeSet;

use crate::random::fairness::{Circle, Group, Verdict, judge};
use crate::random::loops::Action::{
    Add, Count, Exchange, Hint, Increase, Load, Lock, NotifyAll, NotifyOne, Read, Set, Store, Toggle, TryLock, Unlock,
    Wait, WaitAWhile, Write, Yield,
};
use crate::random::loops::Step::{self, Do, If, Leave, Loop, Unless};
use crate::random::loops::{Program, ending};

const NOBODY: [usize; 0] = [];

fn verdict(program: &Program) -> Verdict {
    judge(program, 100_000).expect("it is small")
}

fn verdict_on(actors: Vec<Vec<Step>>) -> Verdict {
    verdict(&Program::plain(actors))
}

fn group(actors: &[usize]) -> Group {
    actors.iter().copied().collect()
}

/// `moving` go round for ever, `finished` have come to an end, and `behind` wait for a lock that the first ones have.
fn circle(moving: &[usize], finished: &[usize], behind: &[usize]) -> Circle {
    Circle { moving: group(moving), finished: group(finished), behind: group(behind) }
}

/// Leaves the loop if register 0 has this value.
fn leave_if(value: u8) -> Step {
    If(0, value, vec![Leave])
}

/// Waits until the variable has the value.
fn until(variable: usize, value: u8) -> Step {
    Loop(vec![Do(Load(0, variable)), leave_if(value)])
}

#[track_caller]
fn comes_to(verdict: &Verdict, outcomes: usize, deadlocks: &[&[usize]], circles: &[Circle]) {
    assert_eq!(verdict.outcomes.len(), outcomes, "{verdict:#?}");
    assert_eq!(verdict.deadlocks, deadlocks.iter().map(|finished| group(finished)).collect());
    assert_eq!(verdict.circles, circles.iter().cloned().collect::<BTreeSet<_>>());
}

#[test]
fn one_alone_comes_to_what_its_instructions_say() {
    let steps = [
        Exchange(0, 0, 0, 3),
        Exchange(1, 0, 0, 4),
        Add(2, 0),
        Toggle(2, 1),
        Lock(0),
        Write(0, 6),
        Increase(0),
        Read(2, 0),
        Unlock(0),
        TryLock(1, 1),
        Write(1, 7),
        Increase(1),
        NotifyAll(1),
        Unlock(1),
        Store(2, 5),
        Hint,
        Load(0, 2),
        Yield,
        Count(1),
        Set(2, 9),
    ];
    let verdict = verdict_on(vec![steps.map(Do).to_vec()]);
    assert_eq!(verdict.outcomes, BTreeSet::from([ending(&[[5, 2, 9]], [4, 1, 5], [7, 0])]));
}

#[test]
fn who_waits_for_what_will_come_does_not_wait_for_ever() {
    let verdict = verdict_on(vec![vec![until(0, 1)], vec![Do(Store(0, 1))]]);
    comes_to(&verdict, 1, &[], &[]);
    assert!(verdict.outcomes.contains(&ending(&[[1, 0, 0], [0, 0, 0]], [1, 0, 0], [0, 0])));
}

#[test]
fn two_who_spin_on_each_other_go_round() {
    let waits = |mine, other| vec![until(other, 0), Do(Store(mine, 0))];
    let program = Program { variables: [1, 1, 0], ..Program::plain(vec![waits(0, 1), waits(1, 0)]) };
    comes_to(&verdict(&program), 0, &[], &[circle(&[0, 1], &NOBODY, &NOBODY)]);
}

#[test]
fn two_who_let_each_other_go_first_may_go_round() {
    let courtesy = |mine, other| vec![Do(Store(mine, 1)), until(other, 0), Do(Store(mine, 0))];
    let verdict = verdict_on(vec![courtesy(0, 1), courtesy(1, 0)]);
    comes_to(&verdict, 1, &[], &[circle(&[0, 1], &NOBODY, &NOBODY)]);
}

#[test]
fn two_who_try_to_take_what_the_other_has_may_go_round() {
    let eats = |first, second| {
        let tries = Loop(vec![Do(TryLock(0, second)), leave_if(1)]);
        vec![Do(Lock(first)), tries, Do(Unlock(second)), Do(Unlock(first))]
    };
    let verdict = verdict_on(vec![eats(0, 1), eats(1, 0)]);
    comes_to(&verdict, 1, &[], &[circle(&[0, 1], &NOBODY, &NOBODY)]);
}

/// Each of three says that it is there, and waits while one of the others is and the next one is not.
#[test]
fn who_looks_at_several_things_in_turn_does_not_wait_for_ever() {
    let looks = |me: usize| {
        let next = (me + 1) % 3;
        let others: Vec<usize> = (0..3).filter(|other| *other != me).collect();
        let second = vec![Do(Load(0, others[1])), leave_if(0)];
        let round = vec![Do(Load(0, others[0])), If(0, 0, second), Do(Load(0, next)), leave_if(1)];
        vec![Do(Store(me, 1)), Loop(round), Do(Store(me, 0))]
    };
    let verdict = verdict_on((0..3).map(looks).collect());
    assert!(verdict.deadlocks.is_empty() && verdict.circles.is_empty(), "{verdict:?}");
    assert!(!verdict.outcomes.is_empty());
}

/// Takes a task if there is one, and is done when all are; looks again until then.
fn worker() -> Vec<Step> {
    let takes = vec![Do(Write(0, 0)), Do(Unlock(0)), Do(Add(1, 0))];
    let looks = vec![Do(Unlock(0)), Do(Load(1, 0)), If(1, 1, vec![Leave])];
    vec![Loop(vec![Do(Lock(0)), Do(Read(0, 0)), If(0, 1, takes), Unless(0, 1, looks)])]
}

#[test]
fn workers_who_poll_come_to_an_end() {
    let pool = Program { data: [1, 0], ..Program::plain(vec![worker(), worker()]) };
    comes_to(&verdict(&pool), 1, &[], &[]);
    // Without a task nobody is ever done.
    let idle = Program::plain(vec![worker(), worker()]);
    comes_to(&verdict(&idle), 0, &[], &[circle(&[0, 1], &NOBODY, &NOBODY)]);
}

#[test]
fn two_who_back_off_in_step_may_go_round() {
    let backs_off = |first, second| {
        let takes = If(0, 1, vec![Do(Unlock(second))]);
        vec![Loop(vec![Do(Lock(first)), Do(TryLock(0, second)), takes, Do(Unlock(first)), leave_if(1)])]
    };
    let two = vec![backs_off(0, 1), backs_off(1, 0)];
    comes_to(&verdict_on(two.clone()), 1, &[], &[circle(&[0, 1], &NOBODY, &NOBODY)]);
    // Whoever else there is comes to an end.
    let three = [two, vec![vec![Do(Store(0, 1))]]].concat();
    comes_to(&verdict_on(three), 1, &[], &[circle(&[0, 1], &[2], &NOBODY)]);
}

#[test]
fn two_who_answer_each_other_go_round_until_somebody_stops_them() {
    let answers = |from, to| {
        let stops = If(0, 2, vec![Leave]);
        vec![Loop(vec![Do(Load(0, 0)), stops, If(0, from, vec![Do(Exchange(0, 0, from, to))])])]
    };
    let two = vec![answers(0, 1), answers(1, 0)];
    comes_to(&verdict_on(two.clone()), 0, &[], &[circle(&[0, 1], &NOBODY, &NOBODY)]);
    let three = [two, vec![vec![Do(Store(0, 2))]]].concat();
    comes_to(&verdict_on(three), 1, &[], &[]);
}

#[test]
fn a_loop_that_counts_its_rounds_is_no_circle() {
    let looks = vec![Do(Load(0, 0)), leave_if(1), Do(Count(2)), If(2, 100, vec![Leave])];
    let patient = vec![Do(Set(2, 0)), Loop(looks)];
    // It may be told after each of a hundred looks, or not in time.
    let verdict = verdict_on(vec![patient, vec![Do(Store(0, 1))]]);
    comes_to(&verdict, 101, &[], &[]);
}

#[test]
fn where_only_a_wake_up_for_no_reason_would_help_it_is_a_deadlock() {
    let waits = vec![Do(Lock(0)), Do(Wait(0)), Do(Unlock(0))];
    comes_to(&verdict_on(vec![waits.clone()]), 0, &[&NOBODY], &[]);
    let spurious = Program { spurious_wakeups: true, ..Program::plain(vec![waits]) };
    comes_to(&verdict(&spurious), 1, &[&NOBODY], &[]);
    // Who looks again waits again, and does not wake up twice for no reason.
    let looks = vec![Do(Lock(0)), Loop(vec![Do(Load(0, 0)), leave_if(1), Do(Wait(0))]), Do(Unlock(0))];
    let spurious = Program { spurious_wakeups: true, ..Program::plain(vec![looks]) };
    comes_to(&verdict(&spurious), 0, &[&NOBODY], &[]);
}

#[test]
fn a_notification_is_for_one_or_for_all_who_wait() {
    let waits = || vec![Do(Lock(0)), Do(Add(0, 0)), Do(Wait(0)), Do(Unlock(0))];
    let notifies = |notifies| vec![until(0, 2), Do(Lock(0)), Do(notifies), Do(Unlock(0))];
    comes_to(&verdict_on(vec![waits(), waits(), notifies(NotifyAll(0))]), 2, &[], &[]);
    comes_to(&verdict_on(vec![waits(), waits(), notifies(NotifyOne(0))]), 0, &[&[0, 2], &[1, 2]], &[]);
}

#[test]
fn a_notification_is_for_those_who_wait_when_it_is_made() {
    // What comes while nobody waits is not kept.
    let twice = vec![Do(Lock(0)), Do(WaitAWhile(1, 0)), Do(Store(0, 1)), Do(Wait(0)), Do(Unlock(0))];
    let notifies = vec![until(0, 1), Do(NotifyAll(0))];
    comes_to(&verdict_on(vec![twice, notifies]), 1, &[&[1]], &[]);
    // Who has used one does not use another one's.
    let waits = |waits| [vec![Do(Lock(0)), Do(Add(0, 0))], waits, vec![Do(Unlock(0))]].concat();
    let notifies = vec![until(0, 2), Do(Lock(0)), Do(NotifyOne(0)), Do(NotifyOne(0)), Do(Unlock(0))];
    let actors = vec![waits(vec![Do(Wait(0)), Do(Wait(0))]), waits(vec![Do(Wait(0))]), notifies];
    comes_to(&verdict_on(actors), 0, &[&[1, 2]], &[]);
}

#[test]
fn who_wakes_up_takes_the_lock_again() {
    for wait in [Wait(0), WaitAWhile(1, 0)] {
        let waits = vec![Do(Lock(0)), Do(Store(0, 1)), Do(wait), Do(Unlock(0))];
        let keeps = vec![until(0, 1), Do(Lock(0)), Do(NotifyOne(0)), until(1, 1), Do(Unlock(0))];
        let verdict = verdict_on(vec![waits, keeps]);
        assert!(verdict.outcomes.is_empty(), "{verdict:?}");
        assert!(verdict.circles.contains(&circle(&[1], &NOBODY, &[0])), "{verdict:?}");
    }
}

#[test]
fn who_waits_for_a_time_again_and_again_goes_round_unless_told() {
    let waits = || vec![Do(Lock(0)), Loop(vec![Do(Load(0, 0)), leave_if(1), Do(WaitAWhile(1, 0))]), Do(Unlock(0))];
    comes_to(&verdict_on(vec![waits()]), 0, &[], &[circle(&[0], &NOBODY, &NOBODY)]);
    let tells = vec![Do(Lock(0)), Do(Store(0, 1)), Do(NotifyOne(0)), Do(Unlock(0))];
    // The last time it waited was over, or it was told, or it did not have to wait.
    comes_to(&verdict_on(vec![waits(), tells]), 2, &[], &[]);
    // Who waits once may be told, or not in time.
    let once = vec![Do(Lock(0)), Do(Store(0, 1)), Do(WaitAWhile(1, 0)), Do(Unlock(0))];
    let tells = vec![until(0, 1), Do(Lock(0)), Do(NotifyOne(0)), Do(Unlock(0))];
    comes_to(&verdict_on(vec![once, tells]), 2, &[], &[]);
}

#[test]
fn who_holds_a_lock_and_looks_for_what_comes_from_behind_it_keeps_everybody_waiting() {
    let holds = vec![Do(Lock(0)), until(0, 1), Do(Unlock(0))];
    let raises = vec![Do(Lock(0)), Do(Store(0, 1)), Do(Unlock(0))];
    let verdict = verdict_on(vec![holds, raises.clone()]);
    comes_to(&verdict, 1, &[], &[circle(&[0], &NOBODY, &[1])]);
    // To let go of it for a moment is enough: for ever passing over who could take it then would not be fair.
    let lets_go = Loop(vec![Do(Unlock(0)), Do(Lock(0)), Do(Load(0, 0)), leave_if(1)]);
    comes_to(&verdict_on(vec![vec![Do(Lock(0)), lets_go, Do(Unlock(0))], raises]), 1, &[], &[]);
}

#[test]
fn who_passes_a_lock_to_and_fro_keeps_nobody_waiting() {
    let has_it_at_first = vec![Do(Lock(0)), Loop(vec![Do(Unlock(0)), Do(Lock(0))])];
    let takes_it = vec![Loop(vec![Do(Lock(0)), Do(Unlock(0))])];
    comes_to(&verdict_on(vec![has_it_at_first, takes_it]), 0, &[], &[circle(&[0, 1], &NOBODY, &NOBODY)]);
}

#[test]
fn locks_taken_crosswise_may_be_a_deadlock() {
    let takes = |first, second| vec![Do(Lock(first)), Do(Lock(second)), Do(Unlock(second)), Do(Unlock(first))];
    comes_to(&verdict_on(vec![takes(0, 1), takes(1, 0)]), 1, &[&NOBODY], &[]);
    let beside = vec![Do(Store(0, 1))];
    comes_to(&verdict_on(vec![takes(0, 1), takes(1, 0), beside]), 1, &[&[2]], &[]);
}

#[test]
fn two_flags_raised_and_lowered_again_may_go_round() {
    let raises = |mine, other| {
        let round = vec![Do(Store(mine, 1)), Do(Load(0, other)), leave_if(0), Do(Store(mine, 0))];
        vec![Loop(round), Do(Store(mine, 0))]
    };
    comes_to(&verdict_on(vec![raises(0, 1), raises(1, 0)]), 1, &[], &[circle(&[0, 1], &NOBODY, &NOBODY)]);
}

/// What is counted under a lock is no circle until it wraps around, and then somebody has seen what it waited for.
#[test]
fn data_that_changes_in_every_round_ends_the_wait_for_it() {
    let counts = vec![Loop(vec![Do(Lock(0)), Do(Increase(0)), Do(Unlock(0)), Do(Load(0, 0)), leave_if(1)])];
    let looks = |value| {
        let round = vec![Do(Lock(0)), Do(Read(0, 0)), Do(Unlock(0)), leave_if(value)];
        vec![Loop(round), Do(Store(0, 1))]
    };
    let verdict = verdict_on(vec![counts.clone(), looks(5)]);
    // Only it can be overlooked for ever, without anybody being passed over.
    assert_eq!(verdict.circles, BTreeSet::from([circle(&[0, 1], &NOBODY, &NOBODY)]));
    assert!(!verdict.outcomes.is_empty());
    let verdict = verdict_on(vec![counts, looks(9)]);
    comes_to(&verdict, 0, &[], &[circle(&[0, 1], &NOBODY, &NOBODY)]);
}

#[test]
fn too_large_a_graph_is_not_judged() {
    let program = Program::plain(vec![vec![Do(Store(0, 1))], vec![Do(Store(1, 1))]]);
    assert_eq!(judge(&program, 3), None);
    assert!(judge(&program, 4).is_some());
}
