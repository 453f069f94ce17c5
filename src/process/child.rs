//! Starting a process, waiting for it, and killing it.

use std::fmt;
use std::panic::{self, AssertUnwindSafe, Location};

use super::Inherit;
use crate::object;
use racecourse_kernel::made::Made;
use racecourse_kernel::{self as kernel, Stopped};
use racecourse_meaning::{Action, Operation, ProcessExit, ProcessId};
use racecourse_native::gates;
use racecourse_native::lack;
use racecourse_native::process::{Ended, NativeChild, PANICKED};

/// What the body of a process may return: its exit code.
pub trait Exit {
    /// The code; 0 says that all went well.
    fn code(self) -> i32;
}

impl Exit for () {
    fn code(self) -> i32 {
        0
    }
}

impl Exit for i32 {
    fn code(self) -> i32 {
        self
    }
}

/// Starts a process that runs `body` on its own copy of `memory`.
///
/// `body` is a plain function: it captures nothing, so all that the child knows is in `memory`. The parent keeps its own
/// copy, its own open ends of pipes included: an end that the parent does not need has to be dropped by the parent, and
/// one that the child does not need by the child.
///
/// The copy is of one moment, and only the thread that forks goes on in the child. So a lock that another thread of the
/// parent holds just then is held in the child for ever: there is nobody to give it up, whoever waits for it there waits
/// without an end, and `try_lock` is refused. A lock that the forking thread holds itself is held by the child's main, to
/// which no guard comes along. That is what `pthread` locks do, and what happens here natively and in every model.
///
/// # Panics
///
/// If the system starts no more processes. In a model also if the value of a lock that is held is of a type that has no
/// [`Inherit::out_of_reach`].
#[track_caller]
pub fn fork<M, E>(name: &str, memory: &M, body: fn(M) -> E) -> Child
where
    M: Inherit + Send + 'static,
    E: Exit + 'static,
{
    let site = Location::caller();
    if !kernel::in_model() {
        object::tick(site);
        gates::pass_to_copy_memory();
        // In the child all of memory is a copy already; `inherit` makes an owned value of it.
        let life = || {
            gates::begins_forked();
            let code = panic::catch_unwind(AssertUnwindSafe(|| body(memory.inherit()).code())).unwrap_or(PANICKED);
            gates::pass();
            code
        };
        let child = racecourse_native::process::fork(name, site, life);
        let child = child.unwrap_or_else(|error| lack::give_up("start a process", &error));
        return Child { inner: Who::Native(child) };
    }
    kernel::copy_memory(site);
    let process = kernel::world(|world| {
        let process = world.begin_fork(site);
        world.processes[process].name = Some(name.to_owned());
        process
    });
    let copy = panic::catch_unwind(AssertUnwindSafe(|| memory.inherit()));
    kernel::world(|world| world.end_copying());
    let copy = copy.unwrap_or_else(|payload| panic::resume_unwind(payload));
    let life = move || {
        let code = match panic::catch_unwind(AssertUnwindSafe(|| body(copy).code())) {
            Ok(code) => code,
            Err(payload) if payload.is::<Stopped>() => panic::resume_unwind(payload),
            Err(_) => PANICKED,
        };
        exit(process, code, site);
    };
    kernel::spawn(Some(name), Some(process), site, Box::new(life));
    Child { inner: Who::Model(Made::new(process)) }
}

/// The running process of a model ends.
fn exit(process: ProcessId, code: i32, site: &'static Location<'static>) {
    let object = kernel::world(|world| world.processes[process].object);
    let code = u64::from(code.cast_unsigned());
    kernel::perform(Operation::on(Action::Exit, object, site).operand(code));
}

/// A process that was started.
pub struct Child {
    inner: Who,
}

enum Who {
    Native(NativeChild),
    Model(Made<ProcessId>),
}

impl Child {
    /// Its number: the system's, or in a model the how-manieth process of the execution it is.
    pub fn id(&self) -> u32 {
        match &self.inner {
            Who::Native(child) => child.pid().unsigned_abs(),
            Who::Model(process) => u32::try_from(process.here()).unwrap_or(u32::MAX),
        }
    }

    /// Waits until the process has ended, and says how.
    #[track_caller]
    pub fn wait(&mut self) -> ExitStatus {
        let site = Location::caller();
        match &mut self.inner {
            Who::Native(child) => {
                object::tick(site);
                gates::pass_to_wait_for_process();
                match child.wait(site).unwrap_or_else(|error| lack::give_up("wait for a process", &error)) {
                    Ended::Code(code) => ExitStatus { code: Some(code), signal: None },
                    Ended::Signal(signal) => ExitStatus { code: None, signal: Some(signal) },
                }
            }
            Who::Model(process) => {
                let process = process.here();
                let object = kernel::world(|world| world.processes[process].object);
                let ended = kernel::perform(Operation::on(Action::WaitChild, object, site));
                match ProcessExit::from_number(ended.number) {
                    ProcessExit::Code(code) => ExitStatus { code: Some(code), signal: None },
                    ProcessExit::Signal(signal) => ExitStatus { code: None, signal: Some(signal) },
                }
            }
        }
    }

    /// Kills the process (`SIGKILL`): it takes no further step, runs no destructor and frees nothing. Nothing happens if it has
    /// ended.
    ///
    /// That does not mean that it is gone. Its ends of pipes are closed and its file locks given up when the system has buried
    /// it, some time later: whoever has to rely on that calls [`wait`](Self::wait) first.
    #[track_caller]
    pub fn kill(&mut self) {
        let site = Location::caller();
        match &mut self.inner {
            Who::Native(child) => {
                object::enter(site);
                child.kill().unwrap_or_else(|error| lack::give_up("kill a process", &error));
            }
            Who::Model(process) => {
                let process = process.here();
                let object = kernel::world(|world| world.processes[process].object);
                kernel::perform(Operation::on(Action::Kill, object, site));
            }
        }
    }
}

impl fmt::Debug for Child {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Child").finish_non_exhaustive()
    }
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExitStatus {
    pub(crate) code: Option<i32>,
    pub(crate) signal: Option<i32>,
}

impl ExitStatus {
    /// Whether it ended by itself with code 0.
    pub fn success(self) -> bool {
        self.code == Some(0)
    }

    /// Its exit code; `None` if a signal ended it.
    pub fn code(self) -> Option<i32> {
        self.code
    }

    /// The signal that ended it, if one did.
    pub fn signal(self) -> Option<i32> {
        self.signal
    }
}

impl fmt::Display for ExitStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.code, self.signal) {
            (Some(code), _) => write!(f, "exit code {code}"),
            (None, Some(signal)) => write!(f, "signal {signal}"),
            (None, None) => f.write_str("unknown end"),
        }
    }
}
