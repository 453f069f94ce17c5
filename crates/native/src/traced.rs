//! Children that have asked to be traced by their parent, which is the one thing that nobody here wants to do.
//!
//! Before every signal such a child stands still until its tracer lets it go on, and a single thread that is traced keeps its
//! whole process from ending until its tracer has waited for it. So whoever waits for children lets the traced ones go.

use nix::sys::wait::{WaitPidFlag, WaitStatus};

/// What a wait has to be asked for so that single threads are waited for too.
pub fn of_every_kind() -> WaitPidFlag {
    #[cfg(target_os = "linux")]
    return WaitPidFlag::__WALL;
    #[cfg(not(target_os = "linux"))]
    WaitPidFlag::empty()
}

/// If `status` says that a child stands still because it is traced, it goes on, with the signal that it was to get, and is
/// traced no longer.
#[cfg(target_os = "linux")]
pub fn let_go_on(status: WaitStatus) {
    use nix::sys::signal::Signal;
    let signal = match status {
        WaitStatus::Stopped(_, signal) if signal != Signal::SIGTRAP => Some(signal),
        WaitStatus::Stopped(..) | WaitStatus::PtraceEvent(..) | WaitStatus::PtraceSyscall(_) => None,
        _ => return,
    };
    if let Some(child) = status.pid() {
        let _ = nix::sys::ptrace::detach(child, signal);
    }
}

/// Nobody can be traced here.
#[cfg(not(target_os = "linux"))]
pub fn let_go_on(_: WaitStatus) {}

/// Lets all that stand still go on, and buries single threads. The ends of processes are left for whoever waits for those.
#[cfg(target_os = "linux")]
pub fn release_all() {
    use nix::sys::wait::{Id, waitid, waitpid};
    let news = WaitPidFlag::WEXITED | WaitPidFlag::WSTOPPED;
    let look = WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT | of_every_kind();
    while let Ok(status) = waitid(Id::All, news | look) {
        let Some(child) = status.pid() else { return };
        let is_end = matches!(status, WaitStatus::Exited(..) | WaitStatus::Signaled(..));
        if is_end && !is_a_thread(child) {
            return;
        }
        match waitpid(child, Some(WaitPidFlag::WNOHANG | of_every_kind())) {
            Ok(status) => let_go_on(status),
            Err(_) => return,
        }
    }
}

/// Nobody can be traced here.
#[cfg(not(target_os = "linux"))]
pub fn release_all() {}

/// Whether this is the number of a thread that is not the first one of its process.
#[cfg(target_os = "linux")]
fn is_a_thread(number: nix::unistd::Pid) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{number}/status")).unwrap_or_default();
    let process = status.lines().find_map(|line| line.strip_prefix("Tgid:"));
    process.is_some_and(|process| process.trim() != number.to_string())
}
