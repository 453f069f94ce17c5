//! Threads that may borrow from the one that starts them.

use std::fmt;
use std::panic::{self, AssertUnwindSafe, Location};
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use super::local::UntilTheEnd;
use super::native::{self, Lasting, NativeThread, Whole};
use super::{Packet, Result, ReturnsInAStep, Thread, Who, fill, is_finished_model, join_model, take_result};
use crate::exploration::Verb;
use crate::object;
use racecourse_kernel::made::Made;
use racecourse_kernel::{self as kernel, Stopped, tripwire};
use racecourse_meaning::ActorId;
use racecourse_native::crew::{self, Bell};
use racecourse_native::{gates, lack, record};

/// Runs `f`, which may start threads that borrow from the caller, and waits for all of them.
///
/// # Panics
///
/// If a thread panicked and was not joined.
#[track_caller]
pub fn scope<'env, F, R>(f: F) -> R
where
    F: for<'scope> FnOnce(Scope<'scope, 'env>) -> R,
{
    let site = Location::caller();
    if !kernel::in_model() {
        return std::thread::scope(|scope| {
            let (children, _open) = NativeChildren::of(ptr::from_ref(scope).addr());
            let scope = Scope { inner: ScopeOn::Native(scope, std::marker::PhantomData) };
            // Whatever happens, nobody may leave this frame while a child may still go on that borrows from it.
            let result = panic::catch_unwind(AssertUnwindSafe(|| f(scope)));
            children.wait_for_all(site);
            let value = result.unwrap_or_else(|payload| panic::resume_unwind(payload));
            assert!(!children.have_panicked.load(SeqCst), "a scoped thread panicked");
            value
        });
    }
    let children = Children::default();
    // As above.
    let result = panic::catch_unwind(AssertUnwindSafe(|| f(Scope { inner: ScopeOn::Model(&children) })));
    if let Err(payload) = result.as_ref()
        && payload.is::<Stopped>()
    {
        // The execution is over: none of them goes on.
        panic::resume_unwind(Box::new(Stopped));
    }
    let mut next = 0;
    loop {
        // Nobody waits while the list is locked: children may start others.
        let Some(child) = children.lock().get(next).copied() else { break };
        join_model(child, site);
        next += 1;
    }
    match result {
        Ok(value) => {
            let panicked = children.lock().iter().any(|child| kernel::world(|world| world.actors[*child].panicked));
            assert!(!panicked, "a scoped thread panicked");
            value
        }
        Err(payload) => panic::resume_unwind(payload),
    }
}

/// The threads of one native [`scope`]: the standard library waits for its own where the record cannot see it, and knows nothing of
/// those that last.
#[derive(Default)]
struct NativeChildren {
    started: parking_lot::Mutex<Vec<(record::ActorId, Arc<AtomicBool>)>>,
    told: Bell,
    /// Whether one on a lasting thread has, and was not joined.
    have_panicked: AtomicBool,
}

/// Scopes that are open, by the address of the standard library's; a reference to our own part would not live as long.
static OPEN_SCOPES: parking_lot::Mutex<Vec<(usize, Arc<NativeChildren>)>> = parking_lot::Mutex::new(Vec::new());

/// The end of a child's life: it is told when this is dropped.
struct Ending {
    has_ended: Arc<AtomicBool>,
    children: Option<Arc<NativeChildren>>,
}

impl Drop for Ending {
    fn drop(&mut self) {
        self.has_ended.store(true, SeqCst);
        if let Some(children) = &self.children {
            children.told.ring();
        }
    }
}

impl NativeChildren {
    /// The children of the scope at this address, while the guard lives.
    fn of(scope: usize) -> (Arc<Self>, impl Drop) {
        struct Closed(usize);
        impl Drop for Closed {
            fn drop(&mut self) {
                OPEN_SCOPES.lock().retain(|(scope, _)| *scope != self.0);
            }
        }
        let children = Arc::new(Self::default());
        OPEN_SCOPES.lock().push((scope, Arc::clone(&children)));
        (children, Closed(scope))
    }

    /// A new child of that scope.
    fn life_in(scope: usize, id: record::ActorId) -> Ending {
        let children = OPEN_SCOPES.lock().iter().find(|(open, _)| *open == scope).map(|(_, it)| Arc::clone(it));
        let has_ended = Arc::default();
        children.iter().for_each(|children| children.started.lock().push((id, Arc::clone(&has_ended))));
        Ending { has_ended, children }
    }

    /// Waits for everybody, in the order in which they were started.
    fn wait_for_all(&self, site: &'static Location<'static>) {
        crew::about_to_wait();
        let mut next = 0;
        loop {
            let Some((id, has_ended)) = self.started.lock().get(next).cloned() else { return };
            if !has_ended.load(SeqCst) {
                let _wait = record::waiting_for_actor(Verb::Join, id, site);
                self.told.wait(crew::looks(), || has_ended.load(SeqCst));
            }
            next += 1;
        }
    }
}

/// The threads of one [`scope`] of a model.
type Children = parking_lot::Mutex<Vec<ActorId>>;

/// A place to start threads that may borrow what lives outside of it.
#[derive(Clone, Copy)]
pub struct Scope<'scope, 'env: 'scope> {
    inner: ScopeOn<'scope, 'env>,
}

#[derive(Clone, Copy)]
enum ScopeOn<'scope, 'env: 'scope> {
    Native(&'scope std::thread::Scope<'scope, 'env>, std::marker::PhantomData<&'env ()>),
    Model(&'scope Children),
}

impl<'scope> Scope<'scope, '_> {
    /// Starts a thread of this scope. In reports it has the name of the variable its handle is bound to.
    #[track_caller]
    pub fn spawn<F, T>(self, body: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        self.spawn_at(None, body, Location::caller())
    }

    /// Starts a thread of this scope with a name for reports.
    #[track_caller]
    pub fn spawn_named<F, T>(self, name: &str, body: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        self.spawn_at(Some(name), body, Location::caller())
    }

    #[expect(unsafe_code, reason = "hosts and lasting threads take only what borrows nothing")]
    fn spawn_at<F, T>(
        self,
        name: Option<&str>,
        body: F,
        site: &'static Location<'static>,
    ) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        let children = match self.inner {
            ScopeOn::Native(scope, _) => {
                object::tick_to_start(site);
                gates::shares_memory();
                let actor = record::new_actor(name, site);
                let id = actor.id();
                let until_the_end = NativeChildren::life_in(ptr::from_ref(scope).addr(), id);
                if let Some(place) = crew::place() {
                    let children = until_the_end.children.clone();
                    let panicked: Panicked = Box::new(move || {
                        children.iter().for_each(|children| children.have_panicked.store(true, SeqCst));
                    });
                    let (whole, left) = native::whole(actor, until_the_end, panicked, body);
                    // SAFETY: only the lifetime changes. `scope` does not return, nor unwind, before every child that it has
                    // been told of has ended, and this one has said so before it can run; it ends when nothing is left of what it
                    // has borrowed.
                    let whole: Whole<'static> = unsafe { std::mem::transmute(whole) };
                    let lasting = native::start(place, name, (whole, left));
                    return ScopedJoinHandle { inner: ScopedHandle::Lasting { lasting, id } };
                }
                let life = move || {
                    let _life = until_the_end;
                    let _actor = actor.begin();
                    let _locals = UntilTheEnd;
                    let _returns = ReturnsInAStep(site);
                    body()
                };
                let named = |name: &str| std::thread::Builder::new().name(name.to_owned());
                let builder = name.map_or_else(std::thread::Builder::new, named);
                let handle = builder.spawn_scoped(scope, life);
                let handle = handle.unwrap_or_else(|error| lack::give_up("start a thread", &error));
                return ScopedJoinHandle { inner: ScopedHandle::Native { handle, id } };
            }
            ScopeOn::Model(children) => children,
        };
        let packet: Packet<T> = Arc::default();
        let life: Box<dyn FnOnce() + Send + 'scope> = Box::new(fill(Arc::clone(&packet), body));
        // SAFETY: only the lifetime changes. `scope` does not return, nor unwind, before every actor in `children` has
        // finished, and this one is put there before it can run; so what it borrows outlives it.
        let life: Box<dyn FnOnce() + Send + 'static> = unsafe { std::mem::transmute(life) };
        let actor = kernel::spawn(name, None, site, life);
        tripwire::aside(|| children.lock().push(actor));
        ScopedJoinHandle { inner: ScopedHandle::Model { actor, packet } }
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}

/// The right to wait for a thread of a scope and take its result.
pub struct ScopedJoinHandle<'scope, T> {
    inner: ScopedHandle<'scope, T>,
}

/// Says that a child has panicked, and that nobody has asked for it.
type Panicked = Box<dyn Fn() + Send + Sync>;

enum ScopedHandle<'scope, T> {
    Native { handle: std::thread::ScopedJoinHandle<'scope, T>, id: record::ActorId },
    Lasting { lasting: Lasting<T, Panicked>, id: record::ActorId },
    Model { actor: ActorId, packet: Packet<T> },
}

impl<T> ScopedJoinHandle<'_, T> {
    /// Waits for the thread to end.
    ///
    /// # Errors
    ///
    /// The payload of its panic.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        let site = Location::caller();
        match self.inner {
            ScopedHandle::Native { handle, id } => {
                object::tick_to_wait(site);
                let _wait = record::waiting_for_actor(Verb::Join, id, site);
                handle.join()
            }
            ScopedHandle::Lasting { lasting, id } => {
                object::tick_to_wait(site);
                let _wait = record::waiting_for_actor(Verb::Join, id, site);
                lasting.join()
            }
            ScopedHandle::Model { actor, packet } => {
                join_model(actor, site);
                kernel::world(|world| world.actors[actor].panicked = false);
                take_result(&packet)
            }
        }
    }

    /// Whether the thread's function has returned, as [`JoinHandle::is_finished`](super::JoinHandle::is_finished) has it.
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        let site = Location::caller();
        match &self.inner {
            ScopedHandle::Native { handle, id } => {
                object::enter(site);
                gates::has_returned(*id).unwrap_or_else(|| handle.is_finished())
            }
            ScopedHandle::Lasting { lasting, .. } => {
                object::enter(site);
                lasting.has_returned()
            }
            ScopedHandle::Model { actor, .. } => is_finished_model(*actor, site),
        }
    }

    /// The thread, to be unparked.
    pub fn thread(&self) -> Thread {
        match &self.inner {
            ScopedHandle::Native { handle, .. } => Thread { inner: Who::Native(NativeThread::of(handle.thread())) },
            ScopedHandle::Lasting { lasting, .. } => Thread { inner: Who::Native(lasting.thread()) },
            ScopedHandle::Model { actor, .. } => Thread { inner: Who::Model(Made::new(*actor)) },
        }
    }
}

impl<T> fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScopedJoinHandle").finish_non_exhaustive()
    }
}
