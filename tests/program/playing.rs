//! Playing, predicting and finding, as somebody does it who types, or a script: by lines, by files, and on a terminal of its own.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, Output, Stdio};
use std::thread;

use nix::pty::{OpenptyResult, Winsize, openpty};
use nix::sys::signal::{Signal, kill};
use nix::sys::termios::{LocalFlags, tcgetattr};
use nix::unistd::Pid;
use tempfile::NamedTempFile;

/// The program with the real course.
fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_racecourse"));
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "CI"] {
        command.env_remove(variable);
    }
    command.env("RACECOURSE_INVOCATION", "racecourse").args(arguments);
    command
}

/// What it says to this input.
fn asked(arguments: &[&str], input: impl AsRef<[u8]>) -> Output {
    let mut file = NamedTempFile::new().expect("a file");
    file.write_all(input.as_ref()).expect("it can be written");
    let input = file.reopen().expect("it can be read");
    command(arguments).stdin(input).output().expect("the program runs")
}

#[track_caller]
fn says(output: &Output, code: i32, words: &[&str]) -> String {
    let [out, err] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    assert_eq!(output.status.code(), Some(code), "stdout:\n{out}\nstderr:\n{err}");
    for word in words {
        assert!(out.contains(word) || err.contains(word), "`{word}` is not in\n{out}\n{err}");
    }
    out
}

#[test]
fn a_game_by_lines() {
    let won = asked(&["play", "lost_update", "--line"], "h\nleft\nright\n\nleft\nmain\nc\nf\nq\n");
    insta::assert_snapshot!("a_game_by_lines", says(&won, 0, &[]));
    says(&asked(&["play", "lost_update"], "left\n"), 1, &["1 left load counter → 0 · still possible"]);
    says(&asked(&["play", "A01"], ""), 1, &["goal counter=1"]);
}

/// The moves are a schedule as everybody else writes it.
#[test]
fn what_was_played_can_be_replayed() {
    let played = says(&asked(&["play", "pipe_full", "--from", "-"], "child"), 0, &["✓ deadlock"]);
    let command_line = played.lines().rfind(|line| line.starts_with("racecourse replay")).expect("it is suggested");
    let schedule = command_line.split('\'').nth(1).expect("it is in quotes");
    let replayed = command(&["replay", "pipe_full", "--schedule", schedule]).output().expect("the program runs");
    says(&replayed, 0, &["It ends with deadlock"]);
}

#[test]
fn bad_input_is_told_and_nothing_is_lost() {
    let long = "left ".repeat(60_000);
    let input =
        [b"left\nlft\nhint me\n\xff\xfe\n".as_slice(), long.as_bytes(), b"\nc\nright right left main\n"].concat();
    let output = asked(&["play", "lost_update"], input);
    let words =
        ["did you mean `left`?", "`hint` does not take `me`", "not UTF-8", "longer than", "Moves: left\n", "★★★"];
    says(&output, 0, &words);
}

#[test]
fn what_there_is_not_is_said_with_the_reason() {
    says(
        &asked(&["play", "backoff_livelock"], ""),
        3,
        &["can go round for ever", "racecourse predict backoff_livelock"],
    );
    says(&asked(&["play", "store_buffering"], ""), 3, &["no such order ends like this"]);
    says(&asked(&["play", "lost_updat"], ""), 2, &["did you mean `lost_update`?"]);
    says(&asked(&["play", "lost_update", "--end", "counter=7"], ""), 2, &["counter=1"]);
    says(&asked(&["play", "lost_update", "--goal", "defence"], ""), 2, &["defend"]);
    says(&asked(&["play", "lost_update", "--variant", "fixed_rmw"], ""), 2, &["--goal defend --variant fixed_rmw"]);
    says(&asked(&["play", "lost_update", "--variant", "broken", "--goal", "defend"], ""), 2, &["--variant broken"]);
}

#[test]
fn a_fix_is_defended_by_its_step() {
    let output = asked(&["play", "lost_update", "--goal", "defend"], "left\nimpossible\n9\n1\n");
    says(&output, 0, &["`9` is no step: 1 to 3", "✓ It is impossible: ★★★", "you saw 2"]);
    // With nothing to decide there is nothing to point at.
    let output = asked(&["play", "lost_update", "--goal", "defend", "--variant", "fixed_merge"], "i\n");
    says(&output, 0, &["✓ It is impossible"]);
}

#[test]
fn an_open_level_is_broken_or_not() {
    let open = |pick: &str, input: &str| asked(&["play", "lost_update", "--goal", "open", "--pick", pick], input);
    let broken = says(&open("0", "i\nleft right×2 left main\n"), 0, &["That costs a star", "★★☆"]);
    let fixed = says(&open("1", "i\n1\n"), 0, &["✓ It is impossible: ★★★. It was fixed_rmw."]);
    // Until somebody moves the two look alike.
    let first = |text: &str| text.lines().take(2).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(first(&broken), first(&fixed));
    assert!(!broken.lines().take(3).any(|line| line.contains("broken")), "{broken}");
}

#[test]
fn written_schedules_are_judged() {
    let judged = |goal: &str, answer: &str| asked(&["play", "lost_update", "--goal", goal, "--from", "-"], answer);
    says(&judged("attack", "# mine\nleft right×2\nleft main\n"), 0, &["★★★ · par 1"]);
    // A short one goes on by default, and one with more preemptions has fewer stars.
    says(&judged("attack", "left right×2"), 0, &["★★★"]);
    says(&judged("attack", "left right left right main"), 0, &["2 preemptions", "★★☆"]);
    says(&judged("attack", "left"), 1, &["ends with counter=2"]);
    says(&judged("attack", "left×9"), 1, &["left has finished"]);
    says(&judged("attack", "lft"), 1, &["did you mean `left`?"]);
    says(&judged("attack", "left×"), 2, &["a number must follow"]);
    says(&judged("attack", " \n# nothing\n"), 2, &["has no answer"]);
    says(&judged("attack", "impossible"), 1, &["It is possible"]);
    says(&judged("defend", "Impossible\n"), 0, &["It is impossible"]);
    says(&judged("defend", "left right"), 1, &["not with counter=1"]);
    says(&asked(&["play", "lost_update", "--from", "/nowhere/schedule.txt"], ""), 2, &["/nowhere/schedule.txt"]);
}

#[test]
fn predictions_are_judged() {
    let judged = |text: &str| asked(&["predict", "lost_update", "--from", "-"], text);
    says(&judged("possible = [' counter=2', \"counter=1\"]"), 0, &["✓ right"]);
    let missing = says(&judged("possible = ['counter=2']"), 1, &["an outcome is missing: follow left right×2 left"]);
    assert!(!missing.contains("counter=1"), "it is not named: {missing}");
    says(&judged("possible = ['counter=2', 'counter=1', 'counter=3']"), 1, &["counter=3 is impossible: none of all 4"]);
    says(&judged("possible = []"), 1, &["an outcome is missing"]);
    says(&judged("possible = 'counter=2'"), 2, &["standard input is no prediction", "line 1"]);
    says(&judged("posible = []"), 2, &["posible"]);
    says(&judged("\0"), 2, &["standard input"]);
    let weak = "possible = ['r1=0 r2=0', 'r1=0 r2=1', 'r1=1 r2=0', 'r1=1 r2=1']";
    says(&asked(&["predict", "F01", "--from", "-"], weak), 0, &["no order of steps"]);
    let asked_for = asked(&["predict", "lost_update"], "h\n3\n1 3\n9\n+ counter=0\n2\nh\nh\nh\n1, 2\n");
    insta::assert_snapshot!("a_prediction_by_lines", says(&asked_for, 0, &[]));
}

#[test]
fn finds_are_judged() {
    let judged = |text: &str| asked(&["find", "lost_wakeup", "--from", "-"], text);
    says(&judged("hazard = 'lost-wakeup'\nsteps = [20, 26]"), 0, &["in the other order it ends otherwise"]);
    says(&judged("hazard = 'Lost_Wakeup'\nsteps = [26, 20]\nschedule = 'main'"), 0, &["✓", "schedule"]);
    says(&judged("hazard = 'deadlock'\nsteps = [20, 26]"), 0, &["its cause is called lost-wakeup"]);
    says(&judged("hazard = 'data-race'\nsteps = [20, 26]"), 1, &["another class of bugs"]);
    says(&judged("hazard = 'lost-wakeup'\nsteps = [1, 26]"), 1, &["no step on line 1"]);
    says(&judged("hazard = 'lost-wakeup'\nsteps = [20, 20]"), 1, &["not by lines 20 and 20"]);
    says(&judged("hazard = 'lost-wakup'\nsteps = [20, 26]"), 2, &["did you mean `lost-wakeup`?"]);
    says(&judged("hazard = 'lost-wakeup'\nsteps = [20]"), 2, &["standard input is no find"]);
    says(&asked(&["find", "lost_wakeup", "--variant", "fixed_token"], ""), 2, &["is a fix"]);
    says(&asked(&["find", "lost_update"], "nothing\natomicity-violation 15 20\n"), 0, &["error: ", "✓"]);
}

/// The program at a terminal of its own, and the other side of that.
struct AtATerminal {
    child: Child,
    ours: File,
    theirs: OwnedFd,
}

impl AtATerminal {
    fn new(arguments: &[&str], term: &str) -> Self {
        Self::with(arguments, term, |_| ())
    }

    /// With `more` done to the command, first.
    fn with(arguments: &[&str], term: &str, more: impl FnOnce(&mut Command)) -> Self {
        let size = Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
        let OpenptyResult { master, slave } = openpty(&size, None).expect("a terminal");
        let end = || Stdio::from(slave.try_clone().expect("another descriptor"));
        let mut command = command(arguments);
        command.env("TERM", term).stdin(end()).stdout(end()).stderr(end()).process_group(0);
        more(&mut command);
        let child = command.spawn().expect("the program runs");
        Self { child, ours: File::from(master), theirs: slave }
    }

    /// Reads until `words` have come.
    #[track_caller]
    fn until(&mut self, words: &str) -> String {
        let mut said = Vec::new();
        let mut bytes = [0; 4096];
        while !String::from_utf8_lossy(&said).contains(words) {
            let count = self.ours.read(&mut bytes).expect("something is said");
            said.extend_from_slice(&bytes[..count]);
        }
        String::from_utf8_lossy(&said).into_owned()
    }

    fn types(&mut self, keys: &str) {
        self.ours.write_all(keys.as_bytes()).expect("it can be typed");
    }

    /// Waits for the end: all that was said, and how it ended. The terminal is as it was.
    #[track_caller]
    fn end(mut self) -> (String, std::process::ExitStatus) {
        let mut ours = self.ours.try_clone().expect("another descriptor");
        let reads = thread::spawn(move || {
            let mut said = Vec::new();
            let mut bytes = [0; 4096];
            // When nobody has the other side any more, reading it is an error.
            while let Ok(count) = ours.read(&mut bytes) {
                if count == 0 {
                    break;
                }
                said.extend_from_slice(&bytes[..count]);
            }
            String::from_utf8_lossy(&said).into_owned()
        });
        let status = self.child.wait().expect("it ends");
        let flags = tcgetattr(&self.theirs).expect("it is a terminal").local_flags;
        assert!(flags.contains(LocalFlags::ICANON | LocalFlags::ECHO), "{flags:?}");
        drop(self.theirs);
        (reads.join().expect("it is read"), status)
    }
}

const SECOND_SCREEN: &str = "\u{1b}[?1049h";
const FIRST_SCREEN: &str = "\u{1b}[?1049l";

#[test]
fn on_a_terminal_it_is_played_by_keys() {
    let mut terminal = AtATerminal::new(&["play", "lost_update"], "xterm");
    assert!(terminal.until("seen 1 of").contains(SECOND_SCREEN));
    terminal.types("12");
    terminal.until("interrupts left");
    terminal.types("\r1");
    terminal.until("4 left store");
    terminal.types("3");
    terminal.until("★★★");
    terminal.types("q");
    let (said, status) = terminal.end();
    assert_eq!(status.code(), Some(0), "{said}");
    let (_, behind) = said.split_once(FIRST_SCREEN).expect("the first screen is back");
    assert!(behind.contains("lost_update · attack: ★★★"), "{behind}");
    assert!(behind.contains("--schedule 'left right×2 left main'"), "{behind}");
}

/// Whether these tests were started to ignore it, as `nohup` does: then what they start ignores it too.
fn is_ignored_from_the_start(signal: Signal) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    mask >> (signal as i32 - 1) & 1 == 1
}

#[test]
fn whatever_ends_it_the_terminal_is_as_it_was() {
    for signal in [Signal::SIGTERM, Signal::SIGINT, Signal::SIGHUP, Signal::SIGQUIT] {
        if is_ignored_from_the_start(signal) {
            continue;
        }
        let mut terminal = AtATerminal::new(&["play", "lost_update"], "xterm");
        terminal.until("seen 1 of");
        let pid = i32::try_from(terminal.child.id()).expect("it is a process");
        kill(Pid::from_raw(pid), signal).expect("it is there");
        let (said, status) = terminal.end();
        assert!(said.contains(FIRST_SCREEN), "{signal}: {said}");
        assert_eq!(status.signal(), Some(signal as i32), "{signal}: it ends by that");
    }
    let mut terminal = AtATerminal::new(&["play", "lost_update"], "xterm");
    terminal.until("seen 1 of");
    terminal.types("\u{3}");
    let (said, status) = terminal.end();
    assert!(said.contains(FIRST_SCREEN), "{said}");
    assert_eq!(status.code(), Some(1));
}

#[test]
fn a_dumb_terminal_gets_lines_and_no_colours_even_on_a_build_server() {
    for is_server in [false, true] {
        let mut terminal = AtATerminal::with(&["play", "lost_update"], "dumb", |command| {
            if is_server {
                command.env("CI", "true");
            }
        });
        terminal.until("> ");
        terminal.types("left right right left main\nq\n");
        let (said, status) = terminal.end();
        assert!(said.contains("★★★") && !said.contains("\u{1b}["), "CI: {is_server}: {said}");
        assert_eq!(status.code(), Some(0));
    }
}
