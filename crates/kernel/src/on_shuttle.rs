//! The kernel on shuttle's runtime.
//!
//! Only two things of shuttle's are used: its tasks and its bare scheduling point. Which tasks can go on is the world's
//! business: the scheduler that shuttle is given asks it before it picks one. The engines that are shuttle's own strategies
//! run here.

use std::cell::RefCell;
use std::time::Duration;

use super::current::{must_leave, world};
use super::host::{Beside, Host};
use super::life::{across, act, announce, live_as_main, live_on_thread};
use super::stacks::leave;
use super::within::with_host;
use racecourse_meaning::{Action, ActorId, Effect, Operation};
use racecourse_sources::Names;

/// The host on shuttle's runtime.
struct OnShuttle;

/// Does `f`, which calls shuttle's runner: the executions that this makes are the kernel's, with these names for actors and objects.
///
/// # Panics
///
/// As `f` does.
pub fn within<R>(names: Names, f: impl FnOnce() -> R) -> R {
    with_host(&OnShuttle, names, f)
}

thread_local! {
    /// The actors of the running execution, by the numbers of shuttle's tasks that run them.
    static ACTORS: RefCell<Vec<Option<ActorId>>> = const { RefCell::new(Vec::new()) };
}

/// The actor that runs in this task, if it has begun.
pub fn actor_in(task: usize) -> Option<ActorId> {
    ACTORS.with_borrow(|actors| actors.get(task).copied().flatten())
}

impl Host for OnShuttle {
    fn begin(&self) {
        ACTORS.with_borrow_mut(Vec::clear);
        bind(0);
    }

    fn run_main(&self, main: &mut dyn FnMut()) {
        live_as_main(main, || (), switch);
    }

    fn take_step(&self, op: Operation, beside: &mut Beside<'_>) -> Effect {
        announce(op);
        let me = world(|world| world.running);
        across(if op.action == Action::Yield { shuttle::thread::yield_now } else { switch });
        if must_leave() {
            leave();
        }
        let effect = world(|world| {
            debug_assert!(world.can_step(me), "{op:?} was chosen although it is not possible");
            act(world, &op, beside, None)
        });
        if must_leave() {
            leave();
        }
        effect
    }

    fn spawn(&self, actor: ActorId, body: Box<dyn FnOnce() + Send>) {
        across(|| {
            shuttle::thread::spawn(move || {
                world(|world| world.running = actor);
                bind(actor);
                live_on_thread(actor, body);
            })
        });
    }
}

/// shuttle's scheduling point without an operation of its own: its `sleep` takes no time.
fn switch() {
    shuttle::thread::sleep(Duration::ZERO);
}

/// `actor` runs in the running task.
fn bind(actor: ActorId) {
    let task = usize::from(shuttle::current::me());
    ACTORS.with_borrow_mut(|actors| {
        if actors.len() <= task {
            actors.resize(task + 1, None);
        }
        actors[task] = Some(actor);
    });
}
