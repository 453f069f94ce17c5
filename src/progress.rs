//! Marks that tell the checks of liveness what a program is for.
//!
//! Locks taken and values read are no progress by themselves: in a livelock there are plenty of both. A scenario marks
//! where something useful is completed, and where an actor asks for its turn and gets it. It also marks the work that a
//! fix must not serialise. Natively the marks do nothing.

use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;

use racecourse_kernel as kernel;
use racecourse_kernel::shown::Value;
use racecourse_kernel::world::World;
use racecourse_meaning::{Action, Operation};

/// The running actor wants its turn from here on. Until it is [`granted`], every turn granted to another overtakes it;
/// more often than the variant's bypass bound is starvation.
///
/// Where a bound is set, asking and getting are steps of their own in all models but loom's, because the order of one
/// actor's asking and another's getting matters. Under loom they are marks beside other steps: a step there would
/// order memory.
#[track_caller]
pub fn request(what: &str) {
    turn(Action::Request, what, Location::caller(), |world| world.request(what));
}

/// The running actor has its turn.
#[track_caller]
pub fn granted(what: &str) {
    turn(Action::Granted, what, Location::caller(), |world| world.granted(what, &kernel::names()));
}

fn turn(action: Action, what: &str, site: &'static Location<'static>, count: impl FnOnce(&mut World)) {
    if !kernel::in_model() {
        return racecourse_native::gates::pass_in_line();
    }
    if let Some(turns) = kernel::turns() {
        let op = Operation::on(action, turns, site);
        kernel::turn_step(op, what, count);
    } else {
        kernel::note(Operation::alone(action, site), || Value::Text(what.to_owned()));
        kernel::world(count);
    }
}

/// The running actor has completed something useful.
#[track_caller]
pub fn made(what: &str) {
    if kernel::in_model() {
        kernel::note(Operation::alone(Action::Progress, Location::caller()), || Value::Text(what.to_owned()));
        kernel::world(World::made_progress);
    }
}

/// Marks the running actor's useful work, from here until the guard is dropped. A scenario may state that two such sections
/// of different actors run at the same time in some execution; a fix in which they never do has serialised them.
///
/// It is no step, and orders nothing. A lock that is held throughout a section makes it exclude other such sections, so put
/// the mark around the work itself and not around what is done to get at it.
pub fn section(what: &'static str) -> Section {
    let in_model = kernel::in_model();
    let number = in_model.then(|| kernel::try_world(|world| world.begin_section(what))).flatten();
    Section { number, stays_here: PhantomData }
}

/// A marked stretch of work; see [`section`].
#[must_use = "the section ends when this is dropped"]
pub struct Section {
    number: Option<usize>,
    /// It ends where it began: in the same actor.
    stays_here: PhantomData<*const ()>,
}

impl Drop for Section {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            kernel::try_world(|world| world.end_section(number));
        }
    }
}

impl fmt::Debug for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Section").finish_non_exhaustive()
    }
}
