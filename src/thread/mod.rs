//! Threads: start them, name them, wait for them.

mod id;
mod local;
mod native;
mod scope;

use std::any::Any;
use std::fmt;
use std::panic::{self, AssertUnwindSafe, Location};
use std::sync::Arc;
use std::time::Duration;

use self::id::Id;
use self::local::UntilTheEnd;
use self::native::{Lasting, NativeThread};
use crate::exploration::Verb;
use crate::object;
use racecourse_kernel::made::Made;
use racecourse_kernel::{self as kernel, Stopped, tripwire};
use racecourse_meaning::{Action, ActorId, Operation};
use racecourse_native::{crew, gates, lack, record};

pub use self::id::ThreadId;
pub use self::local::{AccessError, LocalKey};
pub use self::scope::{Scope, ScopedJoinHandle, scope};

/// What a thread came to: its value, or the payload with which it panicked.
pub type Result<T> = std::result::Result<T, Box<dyn Any + Send + 'static>>;

/// Where a thread of a model leaves its result.
type Packet<T> = Arc<parking_lot::Mutex<Option<Result<T>>>>;

/// Starts a thread. In reports it has the name of the variable its handle is bound to.
#[track_caller]
pub fn spawn<F, T>(body: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    spawn_at(None, body, Location::caller())
}

/// Starts a thread with a name for reports.
#[track_caller]
pub fn spawn_named<F, T>(name: &str, body: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    spawn_at(Some(name), body, Location::caller())
}

fn spawn_at<F, T>(name: Option<&str>, body: F, site: &'static Location<'static>) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    if !kernel::in_model() {
        object::tick_to_start(site);
        gates::shares_memory();
        let actor = record::new_actor(name, site);
        let id = actor.id();
        if let Some(place) = crew::place() {
            let lasting = native::start(place, name, native::whole(actor, (), nobody_is_told as fn(), body));
            return JoinHandle { inner: Handle::Lasting { lasting, id } };
        }
        let life = move || {
            let _actor = actor.begin();
            let _locals = UntilTheEnd;
            let _returns = ReturnsInAStep(site);
            body()
        };
        let builder =
            name.map_or_else(std::thread::Builder::new, |name| std::thread::Builder::new().name(name.to_owned()));
        let handle = builder.spawn(life).unwrap_or_else(|error| lack::give_up("start a thread", &error));
        return JoinHandle { inner: Handle::Native { handle, id } };
    }
    kernel::lessons::started();
    let packet: Packet<T> = Arc::default();
    let life = fill(Arc::clone(&packet), body);
    let actor = kernel::spawn(name, None, site, Box::new(life));
    JoinHandle { inner: Handle::Model { actor: Made::new(actor), packet } }
}

/// A real thread that was started here returns when this is dropped: where a schedule is followed, that may be a step.
struct ReturnsInAStep(&'static Location<'static>);

impl Drop for ReturnsInAStep {
    fn drop(&mut self) {
        gates::pass_to_return(self.0);
    }
}

/// Asks in a model whether `actor` has ended.
fn is_finished_model(actor: ActorId, site: &'static Location<'static>) -> bool {
    let (end, spawned) = kernel::world(|world| (world.actors[actor].end, world.actors[actor].spawned));
    kernel::lessons::end_is_asked_for(spawned);
    kernel::perform(Operation::on(Action::IsFinished, end, site)).is_done()
}

/// A panic that nobody asks for is nobody's business.
fn nobody_is_told() {}

/// `body`, with its result or panic put into `packet`.
fn fill<T>(packet: Packet<T>, body: impl FnOnce() -> T) -> impl FnOnce() {
    move || match panic::catch_unwind(AssertUnwindSafe(body)) {
        Err(payload) if payload.is::<Stopped>() => panic::resume_unwind(payload),
        result => {
            if result.is_err() {
                kernel::note_panic();
            }
            tripwire::aside(|| *packet.lock() = Some(result));
        }
    }
}

/// The right to wait for a thread and take its result. Dropping it lets the thread go on alone.
pub struct JoinHandle<T> {
    inner: Handle<T>,
}

enum Handle<T> {
    Native { handle: std::thread::JoinHandle<T>, id: record::ActorId },
    Lasting { lasting: Lasting<T, fn()>, id: record::ActorId },
    Model { actor: Made<ActorId>, packet: Packet<T> },
}

impl<T> JoinHandle<T> {
    /// Waits for the thread to end.
    ///
    /// # Errors
    ///
    /// The payload of its panic.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        let site = Location::caller();
        match self.inner {
            Handle::Native { handle, id } => {
                object::tick_to_wait(site);
                let _wait = record::waiting_for_actor(Verb::Join, id, site);
                handle.join()
            }
            Handle::Lasting { lasting, id } => {
                object::tick_to_wait(site);
                let _wait = record::waiting_for_actor(Verb::Join, id, site);
                lasting.join()
            }
            Handle::Model { actor, packet } => {
                let actor = actor.here();
                join_model(actor, site);
                kernel::world(|world| world.actors[actor].panicked = false);
                take_result(&packet)
            }
        }
    }

    /// Whether the thread's function has returned. That it has does not mean that what it did is seen: only
    /// [`join`](Self::join) does.
    ///
    /// Where this is asked, that it returns is a step of its own, behind all others but those of the destructors of what it has
    /// for itself.
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        let site = Location::caller();
        match &self.inner {
            Handle::Native { handle, id } => {
                object::enter(site);
                gates::has_returned(*id).unwrap_or_else(|| handle.is_finished())
            }
            Handle::Lasting { lasting, .. } => {
                object::enter(site);
                lasting.has_returned()
            }
            Handle::Model { actor, .. } => is_finished_model(actor.here(), site),
        }
    }

    /// The thread, to be unparked.
    pub fn thread(&self) -> Thread {
        match &self.inner {
            Handle::Native { handle, .. } => Thread { inner: Who::Native(NativeThread::of(handle.thread())) },
            Handle::Lasting { lasting, .. } => Thread { inner: Who::Native(lasting.thread()) },
            Handle::Model { actor, .. } => Thread { inner: Who::Model(*actor) },
        }
    }
}

fn join_model(actor: ActorId, site: &'static Location<'static>) {
    let end = kernel::world(|world| world.actors[actor].end);
    kernel::perform(Operation::on(Action::Join, end, site));
}

fn take_result<T>(packet: &Packet<T>) -> Result<T> {
    let left = tripwire::aside(|| packet.lock().take());
    left.expect("a thread that has ended has left its result")
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").finish_non_exhaustive()
    }
}

/// A thread, as others see it.
#[derive(Clone, Debug)]
pub struct Thread {
    inner: Who,
}

#[derive(Clone, Debug)]
enum Who {
    Native(NativeThread),
    Model(Made<ActorId>),
}

impl Thread {
    /// Lets it go on if it is parked; if it is not, its next [`park`] returns at once.
    #[track_caller]
    pub fn unpark(&self) {
        let site = Location::caller();
        match &self.inner {
            Who::Native(thread) => {
                object::enter(site);
                if let Some(token) = gates::token_of(thread.thread()) {
                    token.step(&Operation::alone(Action::Unpark, site), || ());
                }
                thread.unpark();
            }
            Who::Model(actor) => {
                let actor = actor.here();
                let token = kernel::token_of(Some(actor));
                kernel::perform(Operation::on(Action::Unpark, token, site));
            }
        }
    }

    /// Which one it is.
    pub fn id(&self) -> ThreadId {
        match &self.inner {
            Who::Native(thread) => thread.id(),
            Who::Model(actor) => {
                let actor = actor.here();
                ThreadId(Id::Model(kernel::world(|world| world.goes_on_as(actor))))
            }
        }
    }

    /// Its name, if it has one.
    pub fn name(&self) -> Option<String> {
        match &self.inner {
            Who::Native(thread) => thread.name().map(str::to_owned),
            Who::Model(actor) => {
                let actor = actor.here();
                Some(kernel::world(|world| world.whole_actor_name(actor, &kernel::names())))
            }
        }
    }
}

/// The running thread.
pub fn current() -> Thread {
    let inner = if kernel::in_model() {
        kernel::lessons::who_it_is_was_asked();
        Who::Model(Made::new(kernel::world(|world| world.running)))
    } else {
        Who::Native(NativeThread::current())
    };
    Thread { inner }
}

/// Waits until somebody calls [`Thread::unpark`] for this thread, or has done so since it last returned. It may also
/// return for no reason, so test what you wait for again.
#[track_caller]
pub fn park() {
    let site = Location::caller();
    if !kernel::in_model() {
        object::enter(site);
        match gates::token_of(std::thread::current().id()) {
            None => {
                let _wait = record::waiting_for_event(Verb::Park, site);
                std::thread::park();
            }
            Some(token) => {
                // Behind a gate, to go on without the token means that it happens to wake.
                let wakes = gates::may_wake_for_no_reason();
                let waits = || record::waiting_for_event(Verb::Park, site);
                let park = Operation::alone(Action::Park { timed: wakes }, site);
                token.step_until(&park, waits, || wakes, |_, ()| ());
            }
        }
        return;
    }
    let token = kernel::token_of(None);
    kernel::perform(Operation::on(Action::Park { timed: false }, token, site));
}

/// Whether the running thread unwinds because of a panic: for destructors. It is no step.
///
/// In a model this is known of each actor by itself, and `std::thread::panicking` says the same, as long as nobody has replaced
/// the panic hook that the first engine of a process puts in place. Without that, all actors of an execution are taken to be
/// panicking while one of them waits in a destructor in the middle of a panic.
pub fn panicking() -> bool {
    kernel::lessons::who_it_is_was_asked();
    std::thread::panicking()
}

/// Lets others go first.
#[track_caller]
pub fn yield_now() {
    let site = Location::caller();
    if !kernel::in_model() {
        object::tick(site);
        std::thread::yield_now();
        return;
    }
    kernel::perform(Operation::alone(Action::Yield, site));
}

/// Waits for some time. In the models this costs no time: it only lets others go first, or not. So it does where a
/// schedule is followed on real threads, because who goes first is decided there as well.
#[track_caller]
pub fn sleep(time: Duration) {
    let site = Location::caller();
    if !kernel::in_model() {
        object::tick(site);
        if gates::are_up() {
            return;
        }
        let _wait = record::sleeping(site);
        std::thread::sleep(time);
        return;
    }
    kernel::perform(Operation::alone(Action::Sleep, site));
}
