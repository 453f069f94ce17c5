//! Reasons that lie in a process being killed: what it had begun stays as it is, and what it was to do never comes.

use super::Reason;
use racecourse_trace::exploration::{Execution, ObjectKind, Remark, Verb};
use racecourse_trace::failure::{Evidence, FailureKind};

/// The last kill of a process that was alive, with the number of the actor that it was.
fn kill(execution: &Execution) -> Option<(usize, usize)> {
    let killed =
        execution.events.iter().rposition(|event| event.action == Verb::Kill && event.remark == Remark::Nothing)?;
    let victim = &execution.objects.get(execution.events[killed].object?)?.name;
    Some((killed, execution.actors.iter().position(|name| name == victim)?))
}

/// Another one reads what the victim wrote last, and then something that the victim might have written next.
pub(super) fn cut_short(execution: &Execution) -> Option<Reason> {
    let events = &execution.events;
    let (killed, victim) = kill(execution)?;
    let is_value = |at: &usize| {
        let object = events[*at].object.and_then(|object| execution.objects.get(object));
        object.is_some_and(|info| matches!(info.kind, ObjectKind::Atomic | ObjectKind::Cell))
    };
    let wrote = (0..killed).rev().find(|at| events[*at].actor == victim && events[*at].written.is_some())?;
    let sees = |at: &usize| {
        is_value(at) && events[*at].object == events[wrote].object && events[*at].read == events[wrote].written
    };
    let seen = (killed + 1..events.len()).find(sees)?;
    let nobody_wrote =
        |at: &usize| !events.iter().any(|event| event.object == events[*at].object && event.written.is_some());
    let then = |at: &usize| events[*at].actor == events[seen].actor && events[*at].read.is_some();
    let missing = (seen + 1..events.len()).filter(is_value).filter(then).find(nobody_wrote)?;
    Some(Reason::CutShort { wrote, killed, seen, missing })
}

/// Somebody waits for ever to read, in no circle, and one who might have written is dead.
pub(super) fn never_comes(execution: &Execution) -> Option<Reason> {
    let failure = execution.failure.as_ref().filter(|failure| failure.kind == FailureKind::Deadlock)?;
    if !matches!(&failure.evidence, Evidence::Waits { cycle, .. } if cycle.is_empty()) {
        return None;
    }
    let events = &execution.events;
    let (killed, victim) = kill(execution)?;
    let waits = events.iter().rposition(|event| event.remark == Remark::BlocksForEver && event.action == Verb::Read)?;
    let wrote = |at: usize| events[at].actor == victim && events[at].object == events[waits].object;
    (!(0..killed).any(wrote)).then_some(Reason::NeverComes { killed, waits })
}

#[cfg(test)]
mod tests {
    use super::super::reason;
    use super::*;
    use crate::counterexample::story::Told;
    use racecourse_trace::exploration::Shown;

    const OBJECTS: [(&str, ObjectKind); 4] = [
        ("first_half", ObjectKind::Atomic),
        ("second_half", ObjectKind::Atomic),
        ("writer", ObjectKind::Process),
        ("results", ObjectKind::Pipe),
    ];

    #[test]
    fn half_of_what_the_dead_were_writing_is_read() {
        let told = Told::new(&["main", "writer"], &OBJECTS).store(1, 0, "11").act(0, Verb::Kill, 2, Remark::Nothing);
        let told = told.load(0, 0, "11").load(0, 1, "0").decides_when(1).done();
        assert_eq!(reason(&told), Some(Reason::CutShort { wrote: 0, killed: 1, seen: 2, missing: 3 }));
    }

    #[test]
    fn a_kill_after_the_end_cuts_nothing_short() {
        let told = Told::new(&["main", "writer"], &OBJECTS).store(1, 0, "11").act(0, Verb::Kill, 2, Remark::HadEnded);
        let told = told.load(0, 0, "11").load(0, 1, "0").done();
        assert_eq!(reason(&told), None);
    }

    fn waits_for_ever(told: Told) -> Execution {
        let evidence = Evidence::Waits { actors: Vec::new(), cycle: Vec::new() };
        told.act(0, Verb::Read, 3, Remark::BlocksForEver).fails(FailureKind::Deadlock, evidence)
    }

    #[test]
    fn what_the_dead_have_not_written_never_comes() {
        let told = Told::new(&["main", "writer"], &OBJECTS).act(0, Verb::Kill, 2, Remark::Nothing);
        let told = told.decides_when(0);
        assert_eq!(reason(&waits_for_ever(told)), Some(Reason::NeverComes { killed: 0, waits: 1 }));
    }

    #[test]
    fn what_they_have_written_is_no_reason_to_wait() {
        let told = Told::new(&["main", "writer"], &OBJECTS).value(1, Verb::Write, 3, None, Some(Shown::Bytes(1)));
        assert_eq!(reason(&waits_for_ever(told.act(0, Verb::Kill, 2, Remark::Nothing))), None);
    }
}
