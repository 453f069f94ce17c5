//! Running a tool to its end, or to the end of patience.

use std::io::{self, Read};
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::confinement::Enclosure;

/// How a tool ended.
#[derive(Debug)]
pub(crate) struct Ran {
    /// Its exit status; `None` if it was stopped.
    pub(crate) status: Option<ExitStatus>,
    /// What it wrote to standard error, as far as there was room.
    pub(crate) said: String,
}

/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(4);

/// Runs `command` in a process group of its own, for at most `patience`, and keeps at most `room` bytes of what it says on
/// standard error. Whatever is left of its group at the end is killed. With walls, it is behind these.
///
/// # Errors
///
/// If it cannot be started.
pub(crate) fn run(
    mut command: Command,
    enclosure: Option<&Enclosure>,
    patience: Duration,
    room: usize,
) -> io::Result<Ran> {
    let began = Instant::now();
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    match enclosure {
        Some(enclosure) => enclosure.raise(&mut command)?,
        None => _ = command.process_group(0),
    }
    let mut child = command.spawn()?;
    let group = Pid::from_raw(i32::try_from(child.id()).map_err(io::Error::other)?);
    let mut errors = child.stderr.take();
    let (sender, receiver) = mpsc::channel();
    let reader = thread::spawn(move || {
        let mut text = Vec::new();
        let most = u64::try_from(room).unwrap_or(u64::MAX);
        let read = errors.as_mut().map(|errors| errors.take(most).read_to_end(&mut text));
        // Told while the pipe is still there: without it, the tool may come to an end of its own.
        let _ = sender.send(matches!(read, Some(Ok(read)) if read == room));
        drop(errors);
        text
    });
    let mut too_loud = false;
    let status = loop {
        too_loud |= receiver.try_recv().unwrap_or(false);
        match child.try_wait()? {
            Some(status) => break Some(status),
            None if too_loud || began.elapsed() > patience => break None,
            None => thread::sleep(LOOK),
        }
    };
    too_loud |= receiver.try_recv().unwrap_or(false);
    // Whoever it has started holds the other end of the pipe.
    let _ = killpg(group, Signal::SIGKILL);
    if status.is_none() {
        child.wait()?;
    }
    let status = status.filter(|_| !too_loud);
    let said = reader.join().unwrap_or_default();
    Ok(Ran { status, said: String::from_utf8_lossy(&said).into_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    const LONG: Duration = Duration::from_secs(3600);

    #[test]
    fn what_a_tool_says_and_how_it_ends_is_told() {
        let ran = run(shell("echo no >&2; exit 3"), None, LONG, 100).unwrap();
        assert_eq!((ran.said.as_str(), ran.status.and_then(|it| it.code())), ("no\n", Some(3)));
    }

    #[test]
    fn a_tool_that_does_not_end_is_stopped_with_what_it_has_started() {
        let ran = run(shell("sleep 3600 & sleep 3600"), None, Duration::ZERO, 100).unwrap();
        assert_eq!(ran.status, None);
    }

    #[test]
    fn a_tool_that_never_stops_talking_is_stopped() {
        let ran = run(shell("while :; do echo word; done >&2"), None, LONG, 50).unwrap();
        assert_eq!((ran.status, ran.said.len()), (None, 50));
    }

    #[test]
    fn who_is_left_behind_keeps_nobody_waiting() {
        assert!(run(shell("sleep 3600 & exit 0"), None, LONG, 100).unwrap().status.is_some());
    }
}
