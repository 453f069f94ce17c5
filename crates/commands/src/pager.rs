//! A long text, shown page by page where somebody looks at it.

use std::env;
use std::io::{self, Write};
use std::process::{Command, Stdio};

use nix::sys::signal::{SigSet, Signal};

/// What shows pages if `PAGER` does not say: it ends by itself if all fits, leaves on the screen what was read, and says at its
/// foot how to go on and how to leave.
const USUAL: (&str, &str) = ("less", "less -FRX '-Ps?eThe end, q leaves:Space shows more, q leaves.'");

/// The pager to use, as a command for the shell, if there is one. An empty `PAGER`, or `cat`, means none.
pub(crate) fn choice() -> Option<String> {
    match env::var("PAGER") {
        Ok(pager) => Some(pager).filter(|pager| !matches!(pager.trim(), "" | "cat")),
        Err(_) => {
            let folders = env::var_os("PATH").unwrap_or_default();
            env::split_paths(&folders).any(|folder| folder.join(USUAL.0).is_file()).then(|| USUAL.1.to_owned())
        }
    }
}

/// Shows `text` by `pager`, and comes back when it has ended. Whoever closes it has seen enough, which is no error.
///
/// # Errors
///
/// If it cannot be started.
pub(crate) fn show(text: &str, pager: &str) -> io::Result<()> {
    // An interrupt is for the pager, in which it stops a search; this program has to stay until the pager is gone, or the
    // shell and the pager would share the terminal. `Command` gives its child the usual signals.
    let interrupts = SigSet::from_iter([Signal::SIGINT]);
    let _ = interrupts.thread_block();
    let mut child = Command::new("sh").args(["-c", pager]).stdin(Stdio::piped()).spawn()?;
    if let Some(mut input) = child.stdin.take() {
        let _ = input.write_all(text.as_bytes());
    }
    let status = child.wait();
    let _ = interrupts.thread_unblock();
    match status?.code() {
        // The shell has not found it.
        Some(126 | 127) => Err(io::Error::new(io::ErrorKind::NotFound, format!("`{pager}` does not start"))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::show;

    #[test]
    fn a_closed_pager_is_no_error() {
        let long = "a line\n".repeat(100_000);
        assert!(show(&long, "true").is_ok());
        assert!(show(&long, "head -n 1 > /dev/null").is_ok());
        assert!(show(&long, "cat > /dev/null").is_ok());
    }

    #[test]
    fn one_that_is_not_there_is_an_error() {
        assert!(show("text", "no-such-pager-anywhere 2> /dev/null").is_err());
    }
}
