//! What kind of failure something is, and what it is easily taken for and is not.

use racecourse_layout::{Layout, hanging};

use super::layout::LEAD;
use crate::counterexample::Counterexample;
use racecourse_trace::failure::FailureKind;

/// What a failure of this kind is, where the evidence alone does not say it.
pub(super) fn meaning(kind: FailureKind) -> Option<&'static str> {
    match kind {
        FailureKind::Abort => Some("The whole process ended, not just one actor of it. Nothing after that step ran."),
        FailureKind::Hang => Some(
            "No step was taken for a long time, though not every actor was blocked in something that this crate can see: \
             an endless loop, or a call that never returns. It is not called a deadlock without a cycle to show for it.",
        ),
        FailureKind::Leak => Some("An actor that nobody joins may be cut off in the middle when the program ends."),
        FailureKind::Spin => Some(
            "A loop looks at the same thing for ever and never offers its turn to anybody: no yield, no spin_loop, no \
             sleep, no timeout. On a machine that runs one actor at a time, or favours this one, it never ends.",
        ),
        FailureKind::Panic => Some("The program itself gave up: something did not hold that it relies on."),
        FailureKind::NotDeterministic => Some(
            "A model runs a program again and again, each time with other choices, so apart from these it has to do the same. \
             Likely reasons: a `static` or `thread_local!` that outlives an execution, a clock, a random number, the order of \
             a hash map, an address, or something that is shared but not by this crate's types.",
        ),
        FailureKind::DataRace
        | FailureKind::Deadlock
        | FailureKind::Livelock
        | FailureKind::HoldAndPoll
        | FailureKind::Starvation => None,
    }
}

/// What it is not, each with the reason; `None` for a wrong outcome that was seen by a model.
fn denied(kind: Option<FailureKind>) -> &'static [&'static str] {
    match kind {
        None => &["a data race (no access to plain memory was unordered)", "a deadlock (every actor finished)"],
        Some(FailureKind::DataRace) => &[
            "only a wrong result (without an order the language gives the program no meaning at all)",
            "a race of atomics or locks (those are ordered, if not always as one would like)",
        ],
        Some(FailureKind::Deadlock) => &[
            "a livelock or a spin (nobody can take a step)",
            "starvation (nobody else gets on either)",
            "slowness (waiting longer changes nothing)",
        ],
        Some(FailureKind::Livelock) => &[
            "a deadlock (a step can always be taken)",
            "starvation (then the others would get somewhere)",
            "an unfair spin (then one would not run)",
        ],
        Some(FailureKind::HoldAndPoll) => &[
            "a livelock (one of them cannot take a step at all)",
            "a wait that ends if it is given time (what it looks for can only come from who waits behind it)",
        ],
        Some(FailureKind::Starvation) => {
            &["a deadlock (a step can always be taken)", "a livelock (the others do get somewhere)"]
        }
        Some(FailureKind::Spin) => &[
            "a deadlock (it can always take a step)",
            "a livelock (nobody answers anybody: it only looks, again and again)",
        ],
        Some(FailureKind::Panic) => {
            &["a wrong outcome (it came to none)", "a deadlock (nobody has to be blocked for it)"]
        }
        Some(FailureKind::Leak) => &[
            "a deadlock (what is left over may well be able to go on)",
            "a wrong outcome by itself (but nobody waits for what is still to come)",
        ],
        Some(FailureKind::Abort) => &["an ordinary panic (that would end one actor, and could be caught)"],
        Some(FailureKind::NotDeterministic) => {
            &["confirmed or refuted by anything else that was seen (a model says nothing true of such a program)"]
        }
        Some(FailureKind::Hang) => &["known to be a deadlock (not every actor is blocked where that can be seen)"],
    }
}

/// What it is easily taken for.
pub(super) fn is_not(shown: &Counterexample, layout: &Layout) -> Vec<String> {
    // On the real thing nobody looks for data races.
    if shown.failure().is_none() && shown.engine.is_native() {
        return Vec::new();
    }
    let denied = self::denied(shown.failure().map(|failure| failure.kind)).join(" · ");
    hanging("It is not", LEAD, &denied, layout.width)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_says_what_it_is_not_and_never_denies_itself() {
        for kind in FailureKind::ALL {
            let denied = super::denied(Some(kind));
            assert!(!denied.is_empty(), "{kind}");
            let itself = format!("a {} (", kind.label());
            assert!(denied.iter().all(|text| !text.starts_with(&itself)), "{kind}: {denied:?}");
        }
    }
}
