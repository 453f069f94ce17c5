//! A counted pointer counts those that share a value, and weak ones that only know of it.
//!
//! Every step is possible at any time. A clone adds one and a drop takes one away; whoever takes the last away is told, and drops
//! the value. To upgrade a weak one adds one too, and is refused if there is none left. To get the value itself is refused unless
//! there is one and no weak one (`get_mut`), or one (`try_unwrap`, which takes it away). `into_inner` is a drop that gets the value
//! if it was the last. `make_mut` stays with the value if nobody shares it; if only weak ones know of it, they are left behind
//! without one; else it is refused, and its caller makes a copy.
//!
//! A drop publishes what its actor has done, and who is the last one or alone comes after all of that. A clone orders nothing.

use super::{Effect, Way};
use crate::operation::{Action, Operation};
use racecourse_trace::exploration::{Remark, Verb};
use serde::{Deserialize, Serialize};

/// How many share a value, and how many know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Counts {
    /// Those that keep it.
    pub strong: u32,
    /// Weak ones.
    pub weak: u32,
}

/// What a step on a counted pointer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Share {
    /// Another one that shares the value.
    Clone,
    /// One fewer.
    Drop {
        /// Whether it matters who drops the last one: the value does something then that others notice.
        weighs: bool,
    },
    /// A weak one, of one that shares the value.
    Downgrade,
    /// A weak one, of a weak one.
    CloneWeak,
    /// One weak one fewer.
    DropWeak,
    /// One that shares the value, of a weak one.
    Upgrade,
    /// How many share it.
    Count,
    /// How many weak ones there are.
    CountWeak,
    /// Reaches the value if nobody else knows of it.
    GetMut,
    /// Takes the value out if nobody else shares it.
    TryUnwrap,
    /// One fewer, who takes the value out if it was the last.
    IntoInner,
    /// Gets a value that it does not share.
    MakeMut,
}

impl Share {
    /// What a record of executions calls it.
    #[inline]
    pub(super) const fn verb(self) -> Verb {
        match self {
            Share::Clone => Verb::Clone,
            Share::Drop { .. } => Verb::Drop,
            Share::Downgrade => Verb::Downgrade,
            Share::CloneWeak => Verb::CloneWeak,
            Share::DropWeak => Verb::DropWeak,
            Share::Upgrade => Verb::Upgrade,
            Share::Count => Verb::Count,
            Share::CountWeak => Verb::CountWeak,
            Share::GetMut => Verb::GetMut,
            Share::TryUnwrap => Verb::TryUnwrap,
            Share::IntoInner => Verb::IntoInner,
            Share::MakeMut => Verb::MakeMut,
        }
    }

    /// Whether it leaves the counts as they are.
    #[inline]
    pub const fn only_looks(self) -> bool {
        matches!(self, Share::Count | Share::CountWeak | Share::GetMut)
    }

    /// Whether it may leave them as they are, depending on what it finds.
    #[inline]
    pub const fn may_leave_unchanged(self) -> bool {
        self.only_looks() || matches!(self, Share::Upgrade | Share::TryUnwrap | Share::MakeMut)
    }
}

pub(super) const fn way(counts: Counts, op: &Operation) -> Way {
    let Action::Share(share) = op.action else { return Way::Done };
    let Counts { strong, weak } = counts;
    let done = match share {
        Share::Upgrade => strong > 0,
        Share::GetMut => strong == 1 && weak == 0,
        Share::TryUnwrap | Share::MakeMut => strong == 1,
        _ => true,
    };
    if done { Way::Done } else { Way::Refused }
}

pub(super) fn take(counts: &mut Counts, op: &Operation, way: Way) -> Effect {
    let Action::Share(share) = op.action else { return Effect::of(way) };
    if way != Way::Done {
        let remark = if counts.strong == 0 { Remark::Gone } else { Remark::Shared };
        return Effect::of(way).remark(remark);
    }
    match share {
        Share::Clone => counts.strong += 1,
        Share::Downgrade | Share::CloneWeak => counts.weak += 1,
        Share::DropWeak => {
            counts.weak = counts.weak.saturating_sub(1);
            return Effect::RELEASES;
        }
        Share::Drop { .. } | Share::IntoInner => {
            counts.strong = counts.strong.saturating_sub(1);
            let last = counts.strong == 0;
            let remark = if last { Remark::Last } else { Remark::Nothing };
            return Effect { acquires: last, number: counts.strong.into(), ..Effect::RELEASES }.remark(remark);
        }
        Share::Upgrade => {
            counts.strong += 1;
            return Effect::ACQUIRES.remark(Remark::Succeeds);
        }
        Share::Count => return Effect { number: counts.strong.into(), changed: false, ..Effect::DONE },
        Share::CountWeak => return Effect { number: counts.weak.into(), changed: false, ..Effect::DONE },
        Share::GetMut => return Effect { changed: false, ..Effect::ACQUIRES }.remark(Remark::Succeeds),
        Share::TryUnwrap => {
            counts.strong = 0;
            return Effect::ACQUIRES.remark(Remark::Succeeds);
        }
        Share::MakeMut => {
            // Weak ones stay behind, and find that there is no value any more.
            let left_behind = counts.weak > 0;
            counts.strong = u32::from(!left_behind);
            return Effect { changed: left_behind, ..Effect::ACQUIRES }.remark(Remark::Succeeds);
        }
    }
    Effect::DONE
}
