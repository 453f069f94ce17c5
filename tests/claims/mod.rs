//! What is said of other orders of an execution's steps, held against these orders.

use racecourse::budget::Budget;
use racecourse::engine::{Program, replay};
use racecourse::exploration::{Change, Counterfactual, Event, Execution, Moment, Remark};
use racecourse::schedule::Schedule;

/// Executions that are tried to contradict what is said of all of them.
const MOST_CONTRADICTIONS: usize = 24;

/// Makes every run again that `execution` tells of, and looks whether it is what is said: so each sentence that speaks of another
/// order is held against that order. What is said to come of it always is held against other executions with that order.
#[track_caller]
pub(crate) fn every_claim_is_so(what: &str, program: &Program, execution: &Execution, budget: &Budget) {
    for it in &execution.counterfactuals {
        let again = replay(program, &it.schedule, budget);
        let again = again.unwrap_or_else(|error| panic!("{what}: {:?} along {}: {error:?}", it.change, it.schedule));
        let says = || format!("{what}: {:?} along {}", it.change, it.schedule);
        assert_eq!(again.execution.label(), it.label, "{}", says());
        match &it.change {
            Change::Before { step, other } => {
                assert!(is_before(execution, &again.execution, step, other), "{}", says());
                always_ends_so(what, program, execution, it, budget);
                let told = |of: &Execution, at: usize| (of.events[at].action, of.events[at].site.clone());
                if let (Some(step), Some(came)) = (step.event, place(execution, &again.execution, step)) {
                    assert_eq!(told(&again.execution, came), told(execution, step), "{}", says());
                }
            }
            Change::HeldBack { step } => {
                let at = place(execution, &again.execution, step);
                assert!(at.is_none_or(|at| Some(at) > step.event), "{}", says());
            }
            Change::LeftOut { step } => {
                let was = &execution.events[step.event.expect("it was taken")];
                assert_eq!(was.remark, Remark::Spurious, "{}", says());
                let at = place(execution, &again.execution, step);
                let is_spurious = at.is_some_and(|at| again.execution.events[at].remark == Remark::Spurious);
                assert!(!is_spurious, "{}", says());
            }
            Change::NewestValues => {}
        }
        assert!(it.always.is_empty() || matches!(it.change, Change::Before { .. }), "{}", says());
    }
}

/// Where in `again` is the step that is `moment` in `execution`: what the same actor does there for the how-manieth time. Of a step
/// that was never taken it is the how-manieth of its actor.
fn place(execution: &Execution, again: &Execution, moment: &Moment) -> Option<usize> {
    // Those that have the same name are told apart by numbers, by how many there are.
    let are_as_many = execution.objects.len() == again.objects.len();
    let own = |of: &Execution, event: &Event| {
        let name = |object: usize| of.objects[object].name.as_str();
        let whole =
            |name: &str| if are_as_many { name.to_owned() } else { name.split('#').next().unwrap_or("").to_owned() };
        let object = event.object.map(|object| whole(name(object)));
        (event.actor == moment.actor).then(|| (event.action, object, event.site.clone()))
    };
    let Some(event) = moment.event else {
        let nth = execution.events.iter().filter(|it| it.actor == moment.actor).count();
        return (0..again.events.len()).filter(|at| again.events[*at].actor == moment.actor).nth(nth);
    };
    let wanted = own(execution, &execution.events[event]);
    let nth = execution.events[..event].iter().filter(|it| own(execution, it) == wanted).count();
    (0..again.events.len()).filter(|at| own(again, &again.events[*at]) == wanted).nth(nth)
}

fn is_before(execution: &Execution, again: &Execution, step: &Moment, other: &Moment) -> bool {
    let (came, overtaken) = (place(execution, again, step), place(execution, again, other));
    came.is_some_and(|came| overtaken.is_none_or(|overtaken| came < overtaken))
}

/// Goes from the run that shows it to other executions that begin alike and have the same order: each of them has to come to what
/// is said to come always.
#[track_caller]
fn always_ends_so(what: &str, program: &Program, execution: &Execution, it: &Counterfactual, budget: &Budget) {
    let Change::Before { step, other } = &it.change else { return };
    if it.always.is_empty() {
        return;
    }
    assert!(it.always.contains(&it.label), "{what}: {:?}", it.always);
    assert!(!it.always.iter().any(|label| label == execution.label()), "{what}: {:?}", it.always);
    let names = |schedule: &Schedule| -> Vec<String> {
        (0..schedule.len()).filter_map(|at| schedule.name(at)).map(str::to_owned).collect()
    };
    // The one that is overtaken is the first that does not have its turn.
    let mut run = names(&it.schedule);
    let beginning = names(&execution.schedule).iter().zip(&run).take_while(|(one, two)| one == two).count();
    let first = replay(program, &it.schedule, budget).expect("it was followed").execution;
    let at = |of: &Execution| place(execution, of, step).map(|at| of.events[at].clone());
    let wanted = at(&first);
    let mut actors = run.clone();
    actors.extend(names(&execution.schedule));
    actors.sort_unstable();
    actors.dedup();
    // Marsaglia, *Xorshift RNGs*, 2003; any numbers do.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64 ^ run.len() as u64;
    let mut draw = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 16) as usize % below.max(1)
    };
    for _ in 0..MOST_CONTRADICTIONS {
        let from = beginning + draw(run.len().saturating_sub(beginning));
        let mut words = run[..from.min(run.len())].to_vec();
        words.push(actors[draw(actors.len())].clone());
        let schedule = Schedule::of(words.iter().map(String::as_str));
        let Ok(again) = replay(program, &schedule, budget) else { continue };
        let again = again.execution;
        let same = |one: &Event, two: &Event| (one.action, &one.site) == (two.action, &two.site);
        let is_it = wanted.as_ref().zip(at(&again)).is_some_and(|(one, two)| same(one, &two));
        if is_it && is_before(execution, &again, step, other) {
            assert!(
                it.always.iter().any(|label| label == again.label()),
                "{what}: {:?} always comes to {:?}, and to {} along {}",
                it.change,
                it.always,
                again.label(),
                again.schedule
            );
        }
        run = names(&again.schedule);
        if run.len() <= beginning || !is_before(execution, &again, step, other) {
            run = names(&it.schedule);
        }
    }
}
