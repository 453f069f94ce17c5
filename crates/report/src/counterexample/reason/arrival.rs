//! Reasons that lie in who comes first: messages of several senders arrive in another order than the senders began.

use super::Reason;
use racecourse_trace::exploration::{Execution, ObjectKind, Remark, Verb};

/// The first message that is sent into a channel before one of a sender that was started earlier.
pub(super) fn out_of_turn(execution: &Execution) -> Option<Reason> {
    let events = &execution.events;
    let sends = |at: &usize| {
        let into_channel = events[*at]
            .object
            .and_then(|object| execution.objects.get(object))
            .is_some_and(|it| it.kind == ObjectKind::Channel);
        into_channel
            && matches!(events[*at].action, Verb::Send | Verb::TrySend)
            && events[*at].remark == Remark::Nothing
    };
    (0..events.len()).filter(sends).find_map(|early| {
        let overtaken = |late: &usize| {
            events[*late].object == events[early].object && (1..events[early].actor).contains(&events[*late].actor)
        };
        let late = (early + 1..events.len()).filter(sends).find(overtaken)?;
        Some(Reason::OutOfTurn { early, late })
    })
}

#[cfg(test)]
mod tests {
    use super::super::reason;
    use super::*;
    use crate::counterexample::story::Told;

    #[test]
    fn who_was_started_later_may_send_earlier() {
        let told = |one, two| {
            Told::new(&["main", "one", "two"], &[("results", ObjectKind::Channel)])
                .act(one, Verb::Send, 0, Remark::Nothing)
                .act(two, Verb::Send, 0, Remark::Nothing)
                .decides(0, 1)
                .done()
        };
        assert_eq!(reason(&told(2, 1)), Some(Reason::OutOfTurn { early: 0, late: 1 }));
        assert_eq!(reason(&told(1, 2)), None);
    }
}
