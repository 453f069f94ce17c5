//! What is said of other orders of an execution's steps, held against these orders.

use racecourse::budget::Budget;
use racecourse::engine::{Program, replay};
use racecourse::exploration::{Change, Execution, Moment};

/// Makes every run again that `execution` tells of, and looks whether it is what is said: so each sentence that speaks of another
/// order is held against that order.
#[track_caller]
pub(crate) fn every_claim_is_so(what: &str, program: &Program, execution: &Execution, budget: &Budget) {
    for it in &execution.counterfactuals {
        let again = replay(program, &it.schedule, budget);
        let again = again.unwrap_or_else(|error| panic!("{what}: {:?} along {}: {error:?}", it.change, it.schedule));
        assert_eq!(again.execution.label(), it.label, "{what}: {:?} along {}", it.change, it.schedule);
        let place = |moment: &Moment| {
            let own = |event: usize| execution.events[..event].iter().filter(|it| it.actor == moment.actor).count();
            let nth = own(moment.event.unwrap_or(execution.events.len()));
            let mut events = again.execution.events.iter().enumerate().filter(|(_, it)| it.actor == moment.actor);
            events.nth(nth).map(|(at, _)| at)
        };
        match &it.change {
            Change::Before { step, other } => {
                let (came, overtaken) = (place(step), place(other));
                let is_so = came.is_some_and(|came| overtaken.is_none_or(|overtaken| came < overtaken));
                assert!(is_so, "{what}: {:?} along {}: {came:?} {overtaken:?}", it.change, it.schedule);
            }
            Change::HeldBack { step } => {
                let at = place(step);
                assert!(at.is_none_or(|at| Some(at) > step.event), "{what}: {:?} along {}", it.change, it.schedule);
            }
            Change::NewestValues => {}
        }
    }
}
