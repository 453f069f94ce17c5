//! Running a part of the suite until the first test fails.

use std::io::Read;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

/// What tests have come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All of them pass.
    Green,
    /// This one fails.
    Fails(String),
    /// They take too long; the one that they are at.
    TooLong(String),
    /// They end otherwise.
    Ends {
        /// By which signal, or with which exit code.
        how: String,
        /// The one that they are at.
        at: String,
    },
}

/// Runs tests until one fails, for as long as `most`.
pub(crate) fn run(mut command: Command, most: Duration) -> Result<(Outcome, Duration), String> {
    let begun = Instant::now();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).process_group(0);
    let mut child = command.spawn().map_err(|error| format!("cannot start {command:?}: {error}"))?;
    let outcome = watch(&mut child, most);
    // Whatever it has started and is still there goes with it.
    let _ = killpg(Pid::from_raw(child.id().cast_signed()), Signal::SIGKILL);
    let status = child.wait().map_err(|error| format!("cannot wait for {command:?}: {error}"))?;
    let outcome = outcome.unwrap_or_else(|at| match (status.code(), status.signal()) {
        (Some(0), _) => Outcome::Green,
        (_, Some(signal)) if signal == Signal::SIGXCPU as i32 => Outcome::TooLong(at),
        (_, Some(signal)) => Outcome::Ends { how: format!("signal {signal}"), at },
        (code, _) => Outcome::Ends { how: format!("exit code {}", code.unwrap_or_default()), at },
    });
    Ok((outcome, begun.elapsed()))
}

/// What it says of its tests; if it ends by itself, the one that it said something of last.
fn watch(child: &mut Child, most: Duration) -> Result<Outcome, String> {
    let mut stdout = child.stdout.take().expect("it is piped");
    let (tell, told) = channel();
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(read @ 1..) = stdout.read(&mut bytes) {
            if tell.send(bytes[..read].to_vec()).is_err() {
                break;
            }
        }
    });
    let end = Instant::now() + most;
    let mut said = Vec::new();
    loop {
        match told.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(more) => {
                said.extend(more);
                if let Some(name) = failed(&String::from_utf8_lossy(&said)) {
                    return Ok(Outcome::Fails(name));
                }
            }
            Err(RecvTimeoutError::Timeout) => return Ok(Outcome::TooLong(last(&String::from_utf8_lossy(&said)))),
            Err(RecvTimeoutError::Disconnected) => return Err(last(&String::from_utf8_lossy(&said))),
        }
        // It may have ended while somebody whom it has started still has its output.
        if child.try_wait().is_ok_and(|status| status.is_some()) && end <= Instant::now() {
            return Err(last(&String::from_utf8_lossy(&said)));
        }
    }
}

/// The test that has failed, if a harness says of one that it has.
fn failed(said: &str) -> Option<String> {
    let lines = said.lines().filter(|line| line.starts_with("test "));
    lines.filter(|line| line.trim_end().ends_with("FAILED") && !line.starts_with("test result")).find_map(name)
}

/// The last test that a harness has named.
fn last(said: &str) -> String {
    said.lines().filter(|line| !line.starts_with("test result")).filter_map(name).next_back().unwrap_or_default()
}

fn name(line: &str) -> Option<String> {
    let named = line.strip_prefix("test ")?;
    Some(named.split(" ...").next().unwrap_or(named).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "running 2 tests\ntest one ... ok\ntest two::three ... FAILED\ntest four ... ";

    #[test]
    fn the_first_that_fails_and_the_last_that_was_begun_are_named() {
        assert_eq!(failed(SAID).as_deref(), Some("two::three"));
        assert_eq!(failed("test one ... ok\ntest result: FAILED. 1 passed\n"), None);
        assert_eq!(last(SAID), "four");
    }

    #[test]
    fn a_part_is_green_or_fails_or_ends_otherwise() {
        let shell = |script: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            run(command, Duration::from_secs(600)).expect("there is a shell").0
        };
        assert_eq!(shell("echo test one ... ok"), Outcome::Green);
        assert_eq!(shell("echo test one ... FAILED; sleep 600"), Outcome::Fails("one".to_owned()));
        let ends = |how: &str| Outcome::Ends { how: how.to_owned(), at: "one".to_owned() };
        assert_eq!(shell("echo test one ... ok; exit 3"), ends("exit code 3"));
        assert_eq!(shell("printf 'test one ... '; kill -9 $$"), ends("signal 9"));
    }

    #[test]
    fn what_takes_too_long_is_ended() {
        let mut command = Command::new("sleep");
        command.arg("600");
        assert_eq!(run(command, Duration::ZERO).map(|(outcome, _)| outcome), Ok(Outcome::TooLong(String::new())));
    }
}
