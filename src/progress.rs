//! Marks that tell the checks of liveness what a program is for.
//!
//! Locks taken and values read are no progress by themselves: in a livelock there are plenty of both. A scenario marks
//! where something useful is completed, and where an actor asks for its turn and gets it. Natively the marks do nothing.

use std::panic::Location;

use crate::kernel::operation::{Action, Value};
use crate::kernel::{self, Backend};

/// The running actor wants its turn from here on. Until it is [`granted`], every turn granted to another overtakes it;
/// more often than the variant's bypass bound is starvation.
#[track_caller]
pub fn request(what: &str) {
    if kernel::backend() != Backend::Native {
        kernel::note(Action::Progress, None, Value::Text(format!("asks to {what}")), Location::caller());
        kernel::world(|world| world.request(what));
    }
}

/// The running actor has its turn.
#[track_caller]
pub fn granted(what: &str) {
    if kernel::backend() != Backend::Native {
        kernel::note(Action::Progress, None, Value::Text(format!("may {what}")), Location::caller());
        kernel::world(|world| world.granted(what, &kernel::names()));
    }
}

/// The running actor has completed something useful.
#[track_caller]
pub fn made(what: &str) {
    if kernel::backend() != Backend::Native {
        kernel::note(Action::Progress, None, Value::Text(what.to_owned()), Location::caller());
        kernel::world(crate::kernel::world::World::made_progress);
    }
}
