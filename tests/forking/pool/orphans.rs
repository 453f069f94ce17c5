//! Workers whose pool is gone.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use racecourse_labs::lab::pool::{Pool, Standing};

pub(crate) const ALL: &[(&str, fn())] = &[(
    "workers_die_with_the_pool_that_is_killed_or_interrupted",
    workers_die_with_the_pool_that_is_killed_or_interrupted,
)];

/// Makes a process the one that is killed.
const ROLE: &str = "RACECOURSE_TEST_POOL";

/// Runs a pool that never ends, if that is what this process is for.
pub(crate) fn enter_if_parent() {
    let work = |_: &u8| -> u8 {
        println!("at work");
        let _ = std::io::stdout().flush();
        // On Linux it is killed wherever it is; elsewhere it has to come to its pipe.
        std::thread::sleep(std::time::Duration::from_secs(if cfg!(target_os = "linux") { 10_000 } else { 1 }));
        0
    };
    match std::env::var(ROLE).as_deref() {
        Ok("forked") => drop(Pool::processes(3).map(|pool| pool.map(&[0; 3], work))),
        Ok("standing") => drop(Standing::start(3, work).map(|mut pool| pool.map(&[0; 3]))),
        _ => return,
    }
    std::process::exit(0);
}

fn workers_die_with_the_pool_that_is_killed_or_interrupted() {
    for kind in ["forked", "standing"] {
        for signal in [Signal::SIGKILL, Signal::SIGINT, Signal::SIGTERM] {
            let program = std::env::current_exe().expect("this program has a path");
            let mut parent =
                Command::new(program).env(ROLE, kind).stdout(Stdio::piped()).spawn().expect("it can be started");
            let mut output = BufReader::new(parent.stdout.take().expect("it was asked for"));
            let mut line = String::new();
            for _ in 0..3 {
                output.read_line(&mut line).expect("its workers speak");
            }
            assert_eq!(line, "at work\n".repeat(3));
            kill(Pid::from_raw(parent.id() as i32), signal).expect("it is there");
            parent.wait().expect("it has ended");
            // Workers have the same output. Its end comes when the last of them is gone.
            let mut rest = String::new();
            output.read_to_string(&mut rest).expect("it has an end");
        }
    }
}
