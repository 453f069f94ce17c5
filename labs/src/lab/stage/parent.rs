//! The parent's side: start the child, pass on what it says, and clear up.

use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufRead, BufReader};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};

use super::job::{Job, VARIABLE};
use crate::lab::wire::Message;
use crate::lab::{Findings, Lab, Setting, Trouble, WorkerIds};

/// What happens while a lab is running.
#[derive(Clone, Debug)]
pub enum Event {
    /// It has come to a step of its work.
    Progress {
        /// What it does now.
        what: String,
        /// The share of all its work that is done, from 0 to 1. It never becomes less.
        share: f64,
    },
    /// Somebody is working.
    Worker(WorkerIds),
}

/// Runs `lab` in a process of its own and gives back what it found. `on_event` is told what happens meanwhile.
///
/// The running program must call [`enter_if_child`](super::enter_if_child) first in its `main`.
///
/// # Errors
///
/// If the setting makes no sense, or the lab came to grief.
pub fn run(lab: &Lab, setting: Setting, on_event: &mut dyn FnMut(Event)) -> Result<Findings, Trouble> {
    // A program that does not notice that it is a child would start children of its own, and so on.
    if std::env::var_os(VARIABLE).is_some() {
        return Err(Trouble::Failed("this program does not call lab::stage::enter_if_child first".to_owned()));
    }
    let job = Job { lab: lab.name.to_owned(), setting, folder: folder() };
    let mut child = Kept { child: start(&job)?, folder: job.folder };
    let mut last = None;
    if let Some(out) = child.child.stdout.take() {
        for line in BufReader::new(out).lines() {
            match serde_json::from_str(&line?) {
                Ok(Message::Hello) => {}
                Ok(Message::Progress { what, share }) => on_event(Event::Progress { what, share }),
                Ok(Message::Worker(ids)) => on_event(Event::Worker(ids)),
                Ok(message) => {
                    last = Some(message);
                    break;
                }
                Err(_) => break,
            }
        }
    }
    match last {
        Some(Message::Done(findings)) => Ok(*findings),
        Some(Message::Usage(why)) => Err(Trouble::Usage(why)),
        Some(Message::Failed(why)) => Err(Trouble::Failed(why)),
        _ => Err(Trouble::Failed(format!("the lab ended without findings: {}", how(child.child.wait()?)))),
    }
}

fn start(job: &Job) -> io::Result<Child> {
    let mut command = Command::new(std::env::current_exe()?);
    command.env(VARIABLE, serde_json::to_string(job)?);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    command.process_group(0);
    command.spawn()
}

/// A path that nobody else uses, and nobody can foresee: what is there will be removed.
fn folder() -> PathBuf {
    let number = RandomState::new().hash_one(std::process::id());
    std::env::temp_dir().join(format!("racecourse-lab-{number:016x}"))
}

fn how(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit code {code}"),
        (None, Some(signal)) => format!("killed by signal {signal}"),
        (None, None) => status.to_string(),
    }
}

/// A child that leaves nothing behind.
struct Kept {
    child: Child,
    folder: PathBuf,
}

impl Drop for Kept {
    fn drop(&mut self) {
        // That closes the lifeline, and the guard ends the group.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
