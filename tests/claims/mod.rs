//! What is said of other orders of an execution's steps, held against these orders.

use racecourse::budget::Budget;
use racecourse::engine::{Program, replay};
use racecourse::exploration::{Change, Counterfactual, Event, Execution, Moment, Remark, Verb};
use racecourse::failure::{Evidence, Site};
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

/// Where in `again` is the step that is `moment` in `execution`: what the same actor does there for the how-manieth time. What a step
/// that was never taken would have been, who waits says; else it is the how-manieth of its actor.
fn place(execution: &Execution, again: &Execution, moment: &Moment) -> Option<usize> {
    let born = descents(execution).swap_remove(moment.actor);
    let actor = descents(again).iter().position(|other| *other == born)?;
    let Some(told) = told(execution, moment) else {
        let nth = execution.events.iter().filter(|it| it.actor == moment.actor).count();
        return (0..again.events.len()).filter(|at| again.events[*at].actor == actor).nth(nth);
    };
    let until = moment.event.unwrap_or(execution.events.len());
    let wanted = counted(execution, moment.actor, &told, until);
    let is_it = |at: usize| again.events[at].actor == actor && of_event(again, at) == told;
    (0..again.events.len()).filter(|at| is_it(*at)).find(|at| counted(again, actor, &told, *at) == wanted)
}

/// What is done, on what, and where. Those that have the same name are told apart by numbers, which depend on who was made first.
type Told = (Verb, Option<String>, Site);

fn of_event(of: &Execution, at: usize) -> Told {
    let Event { action, object, site, .. } = &of.events[at];
    (*action, object.map(|object| whole(&of.objects[object].name)), site.clone())
}

fn whole(name: &str) -> String {
    name.split('#').next().unwrap_or("").to_owned()
}

fn told(of: &Execution, moment: &Moment) -> Option<Told> {
    if let Some(event) = moment.event {
        return Some(of_event(of, event));
    }
    let Evidence::Waits { actors, .. } = &of.failure.as_ref()?.evidence else { return None };
    let waits = actors.iter().find(|state| state.actor == of.actors[moment.actor])?.waits.as_ref()?;
    // To wait for a notification is to be about to wake up.
    let action = if waits.action == Verb::Wait { Verb::Wake } else { waits.action };
    Some((action, Some(whole(&waits.object)), waits.site.clone()))
}

/// How often an actor has begun it before the event at `until`, and done it since: what ends something belongs to its beginning.
fn counted(of: &Execution, actor: usize, told: &Told, until: usize) -> (usize, usize) {
    let beginning = match told.0 {
        Verb::Leave => Some(Verb::Arrive),
        Verb::Wake => Some(Verb::Wait),
        Verb::WriteLock => Some(Verb::QueueWriter),
        Verb::Receive => Some(Verb::Offer),
        _ => None,
    };
    (0..until).filter(|at| of.events[*at].actor == actor).fold((0, 0), |(begun, again), at| {
        let (action, object, site) = of_event(of, at);
        let is_alike = (&object, &site) == (&told.1, &told.2);
        match is_alike {
            true if Some(action) == beginning => (begun + 1, 0),
            true if action == told.0 => (begun, again + 1),
            _ => (begun, again),
        }
    })
}

/// For each actor who it is, whoever was started first: as the how-manieth of its parent it was started, and so on up to `main`.
fn descents(of: &Execution) -> Vec<Vec<usize>> {
    let mut descents = vec![Vec::new()];
    let mut children = vec![0; of.actors.len()];
    for event in of.events.iter().filter(|event| matches!(event.action, Verb::Spawn | Verb::Fork)) {
        let mut descent = descents[event.actor].clone();
        descent.push(children[event.actor]);
        children[event.actor] += 1;
        descents.push(descent);
    }
    // What is done after a failure is not told, and somebody may be started then.
    while descents.len() < of.actors.len() {
        descents.push(vec![usize::MAX, descents.len()]);
    }
    descents
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
