//! Why an execution goes wrong, as far as its own steps show it.
//!
//! Every pattern here is read off the recorded steps, and claimed only if it was tried whether it matters. Where none fits, nothing
//! is claimed.

mod arrival;
mod deaths;
mod missed;
mod old_value;
mod values;
mod waits;

use super::alternative::{is_decided_by, is_decided_by_old_values, is_decided_by_the_time_of};
use super::touch::touches;
use racecourse_trace::exploration::{Change, Counterfactual, Execution, Shown};
use racecourse_trace::failure::FailureKind;

pub use old_value::{Crossed, Disagreed, OldValue, Published, is_odd, reads_an_old_value};
pub use values::{Overwrite, is_written_by_what_was_read};
pub use waits::{LostWakeup, Misdirected};

/// A reason, with the steps that show it as indices of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A write is overwritten by one whose actor had not seen it.
    LostWrite(Overwrite),
    /// A load returns a value that had been replaced before.
    OldValue(OldValue),
    /// Two reads, one from before and one from after another's two writes.
    Torn {
        /// Who reads.
        reader: usize,
        /// Who writes.
        writer: usize,
        /// The two reads in order.
        reads: [usize; 2],
        /// The write to what the first read looks at, and the one to what the second looks at.
        writes: [usize; 2],
        /// Whether the first read, and not the second, sees its write; else it is the other way round.
        first_is_new: bool,
    },
    /// A read whose object is changed by another before its reader acts.
    CheckThenAct {
        /// The read.
        check: usize,
        /// The change.
        change: usize,
        /// The act.
        act: usize,
    },
    /// A value is changed and changed back, and whoever had seen it takes it for unchanged.
    ChangedAndBack {
        /// The read.
        read: usize,
        /// The change by another actor.
        change: usize,
        /// The write that brings the old value back.
        back: usize,
        /// The exchange that goes through.
        act: usize,
    },
    /// A child process writes into its own copy.
    WrittenToCopies {
        /// The writes.
        writes: Vec<usize>,
        /// The read of the original, if there is one.
        read: Option<usize>,
    },
    /// A process is killed and what it took stays taken.
    LeftBehind {
        /// Where it takes it.
        taken: usize,
        /// Where it is killed.
        killed: usize,
        /// Where another finds it taken.
        found: usize,
    },
    /// A process is killed in the middle of what it writes, and another reads that.
    CutShort {
        /// What it writes last.
        wrote: usize,
        /// Where it is killed.
        killed: usize,
        /// Where another reads that.
        seen: usize,
        /// Where that one reads something that nobody has written.
        missing: usize,
    },
    /// A process is killed, and another waits for ever for something to read.
    NeverComes {
        /// Where it is killed.
        killed: usize,
        /// Where the other one waits.
        waits: usize,
    },
    /// Somebody sends into a channel before one that was started earlier.
    OutOfTurn {
        /// What it sends.
        early: usize,
        /// What the other one sends.
        late: usize,
    },
    /// A notification comes before the wait it was meant for.
    LostWakeup(LostWakeup),
    /// A notification wakes one that cannot use it.
    Misdirected(Misdirected),
    /// Something is changed, for instance closed, when one who waits for that has looked already and does not wait yet.
    MissedChange {
        /// Where it looks.
        look: usize,
        /// The change.
        change: usize,
        /// Where it waits for ever.
        wait: usize,
    },
    /// A value stays where it was read, and what is done for it is done once more, for instance to free something.
    DoneTwice {
        /// The two reads.
        reads: [usize; 2],
        /// What is done after each.
        acts: [usize; 2],
    },
}

/// The reason why `execution` goes wrong: a pattern that its steps show, if what the pattern says is so. Whether an order of steps
/// matters is not seen in the steps, so it is claimed only where the other order was tried and came to something else.
pub fn reason(execution: &Execution) -> Option<Reason> {
    let all = touches(execution);
    let mut shown: Vec<Reason> = Vec::new();
    if execution.failure.as_ref().is_some_and(|failure| failure.kind != FailureKind::Panic) {
        shown.extend(waits::lost_wakeup(execution, &all).map(Reason::LostWakeup));
        shown.extend(waits::misdirected(execution).map(Reason::Misdirected));
        shown.extend(missed::missed_change(execution, &all));
        shown.extend(waits::left_behind(execution));
        shown.extend(deaths::never_comes(execution));
        shown.extend(old_value::old_value(execution).map(Reason::OldValue));
    } else {
        shown.extend(values::written_to_copies(execution, &all));
        shown.extend(waits::left_behind(execution));
        shown.extend(values::changed_and_back(execution));
        shown.extend(values::lost_writes(execution).map(Reason::LostWrite));
        shown.extend(old_value::old_value(execution).map(Reason::OldValue));
        shown.extend(values::torn(&all));
        shown.extend(values::check_then_act(&all));
        shown.extend(missed::done_twice(execution));
        shown.extend(deaths::cut_short(execution));
        shown.extend(arrival::out_of_turn(execution));
    }
    shown.into_iter().find(|reason| reason.is_so(execution))
}

impl Reason {
    /// Whether the order that it tells of decides how `execution` ends.
    fn is_so(&self, execution: &Execution) -> bool {
        let decides = |first: usize, second: usize| is_decided_by(execution, first, second);
        match self {
            Reason::LostWrite(lost) => match lost.steps {
                [read, between, _] if read < between => decides(read, between),
                _ => is_decided_by_old_values(execution),
            },
            Reason::OldValue(_) => is_decided_by_old_values(execution),
            // Whoever sees neither or both of the changes is fine.
            Reason::Torn { reads, writes, .. } => {
                reads.iter().zip(writes).all(|(&read, &write)| decides(read.min(write), read.max(write)))
            }
            Reason::ChangedAndBack { read, change, act, .. } => decides(*read, *change) && decides(*change, *act),
            Reason::CheckThenAct { check, change, .. } => decides(*check, *change),
            // Whose memory a write is in is no matter of order: so where an order decides, it is not that.
            Reason::WrittenToCopies { .. } => execution.other_ends().next().is_none(),
            Reason::LeftBehind { killed, .. } => {
                is_decided_by_the_time_of(execution, *killed) || execution.other_ends().next().is_none()
            }
            Reason::CutShort { killed, .. } | Reason::NeverComes { killed, .. } => {
                is_decided_by_the_time_of(execution, *killed)
            }
            Reason::OutOfTurn { early, late } => decides(*early, *late),
            Reason::LostWakeup(lost) => decides(lost.notify, lost.wait),
            Reason::Misdirected(wrong) => would_wake_another(execution, wrong),
            Reason::MissedChange { look, change, wait } => missed::falls_between(execution, *look, *change, *wait),
            Reason::DoneTwice { acts: [_, again], .. } => missed::is_done_once_otherwise(execution, *again),
        }
    }
}

/// Whether `execution` comes to something else if one of those who wait still takes the notification.
fn would_wake_another(execution: &Execution, wrong: &Misdirected) -> bool {
    execution.other_ends().any(|it| match it.change {
        Change::Before { step, other } => {
            step.event.is_none() && wrong.left.contains(&step.actor) && other.event == Some(wrong.woken)
        }
        _ => false,
    })
}

/// A remark on a step; `{}` in it stands for another step, by its index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The remark.
    pub text: String,
    /// The step it mentions.
    pub about: Option<usize>,
}

impl Mark {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), about: None }
    }

    pub(super) fn about(text: impl Into<String>, step: usize) -> Self {
        Self { text: text.into(), about: Some(step) }
    }
}

impl Reason {
    /// The steps that show it, in no particular order.
    pub fn steps(&self) -> Vec<usize> {
        match self {
            Reason::LostWrite(lost) => lost.steps.to_vec(),
            Reason::OldValue(old) => {
                let mut steps = vec![old.newer, old.read];
                steps.extend(old.published.iter().flat_map(|it| [it.publish, it.look]));
                steps.extend(old.relayed.iter().flat_map(|it| [it.write, it.read]));
                steps.extend(old.crossed.iter().flat_map(|it| [it.own_store, it.other_load]));
                steps.extend(old.disagreed.iter().flat_map(|it| [it.other_write, it.seen, it.sees, it.misses]));
                steps
            }
            Reason::Torn { reads, writes, .. } => reads.iter().chain(writes).copied().collect(),
            Reason::CheckThenAct { check, change, act } => vec![*check, *change, *act],
            Reason::ChangedAndBack { read, change, back, act } => vec![*read, *change, *back, *act],
            Reason::WrittenToCopies { writes, read } => writes.iter().chain(read).copied().collect(),
            Reason::LeftBehind { taken, killed, found } => vec![*taken, *killed, *found],
            Reason::CutShort { wrote, killed, seen, missing } => vec![*wrote, *killed, *seen, *missing],
            Reason::NeverComes { killed, waits } => vec![*killed, *waits],
            Reason::OutOfTurn { early, late } => vec![*early, *late],
            Reason::LostWakeup(lost) => {
                let mut steps = vec![lost.notify, lost.wait];
                steps.extend(lost.looked.iter().flat_map(|(look, change)| [*look, *change]));
                steps
            }
            Reason::Misdirected(wrong) => vec![wrong.notify, wrong.woken, wrong.sleep],
            Reason::MissedChange { look, change, wait } => vec![*look, *change, *wait],
            Reason::DoneTwice { reads, acts } => reads.iter().chain(acts).copied().collect(),
        }
    }

    /// How well the run that was made with these steps in another order shows it; the most is best. 0 if it is about something
    /// else.
    pub(super) fn is_shown_by(&self, execution: &Execution, steps: &[usize], run: &Counterfactual) -> usize {
        match self {
            Reason::DoneTwice { reads: [read, _], acts: [_, again] } => {
                let object = execution.events[*read].object;
                let is_on_it = steps.iter().all(|step| execution.events[*step].object == object);
                usize::from(run.missing.contains(again)) * (1 + usize::from(is_on_it))
            }
            _ => usize::from(steps.iter().all(|step| self.steps().contains(step))),
        }
    }

    /// What to write beside its decisive steps.
    pub fn marks(&self, execution: &Execution) -> Vec<(usize, Mark)> {
        let name = |step: usize| execution.name_of(&execution.events[step]).to_owned();
        match self {
            Reason::LostWrite(lost) => {
                let [read, newer, write] = lost.steps;
                let mut marks = vec![(write, Mark::new(format!("overwrites {}'s write", lost.actors[1])))];
                if newer < read {
                    marks.push((read, is_old(execution, newer)));
                }
                marks
            }
            Reason::OldValue(old) => {
                vec![(old.read, is_old(execution, old.newer))]
            }
            Reason::Torn { reads, writes, first_is_new, .. } => {
                let mark =
                    |new: bool, write: usize| Mark::about(if new { "new: after {}" } else { "old: before {}" }, write);
                vec![(reads[0], mark(*first_is_new, writes[0])), (reads[1], mark(!first_is_new, writes[1]))]
            }
            Reason::CheckThenAct { check, act, .. } => {
                vec![(*act, Mark::about("after a look in {} that is out of date", *check))]
            }
            Reason::ChangedAndBack { change, back, act, .. } => vec![
                (*back, Mark::about("as before {}", *change)),
                (*act, Mark::about("goes through, although it has changed in {}", *change)),
            ],
            Reason::WrittenToCopies { writes, read } => {
                let mut marks: Vec<_> = writes.iter().map(|write| (*write, Mark::new("into its own copy"))).collect();
                marks.extend(read.map(|read| (read, Mark::new("nobody has written to this one"))));
                marks
            }
            Reason::LeftBehind { taken, killed, found } => vec![
                (*killed, Mark::about("nobody undoes {}", *taken)),
                (*found, Mark::new(format!("left by {}, which is dead", name(*taken)))),
            ],
            Reason::CutShort { wrote, killed, seen, missing } => vec![
                (*killed, Mark::about("nothing follows {}", *wrote)),
                (*seen, Mark::about("written in {}", *wrote)),
                (*missing, Mark::new("never written")),
            ],
            Reason::NeverComes { waits, killed } => vec![(*waits, Mark::about("for ever, after {}", *killed))],
            Reason::OutOfTurn { early, late } => {
                vec![(*early, Mark::new(format!("before {}", name(*late)))), (*late, Mark::about("after {}", *early))]
            }
            Reason::LostWakeup(lost) => vec![
                (lost.notify, Mark::new("is lost")),
                (lost.wait, Mark::about("sleeps for ever: the signal was {}", lost.notify)),
            ],
            Reason::Misdirected(wrong) => {
                vec![(wrong.sleep, Mark::about("sleeps again: the signal of {} is used up", wrong.notify))]
            }
            Reason::MissedChange { look, change, wait } => vec![
                (*change, Mark::about("after the look in {}", *look)),
                (*wait, Mark::about("waits for ever: {} came before", *change)),
            ],
            Reason::DoneTwice { reads, acts } => vec![
                (reads[1], Mark::about("the same as in {}", reads[0])),
                (acts[1], Mark::about("done already in {}", acts[0])),
            ],
        }
    }
}

/// The remark on a read that missed the write `newer`.
pub(crate) fn is_old(execution: &Execution, newer: usize) -> Mark {
    let event = &execution.events[newer];
    let latest = event.written.as_ref().and_then(Shown::text).unwrap_or_default();
    Mark::about(format!("old value: {} wrote {latest} in {{}}", execution.name_of(event)), newer)
}
