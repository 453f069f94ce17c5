//! What a student waits for: the first build, in an empty folder, and the verdict on a file that was saved.
//!
//! `cargo bench -p racecourse-cli --bench saving` prints how long it takes, and how much time of processors: the second hardly depends
//! on what the machine does besides. Saved are, four for each of five exercises, the start, a right submission, and two wrong ones.

use std::fs;
use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};

const EXERCISES: [&str; 5] =
    ["repair_lost_update", "repair_lost_wakeup", "write_bounded_buffer", "write_rwlock", "test_bounded_buffer"];

fn main() {
    // `cargo bench -- large` is for tables of other programs.
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    if !asked.is_empty() && !asked.iter().any(|word| word == "saving") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let before = processors();
    let begun = Instant::now();
    let learning = Learning::begin(folder.path());
    let took = begun.elapsed();
    learning.quit();
    println!("first build      {:>6.1} s   {:>6.1} s of processors", took.as_secs_f64(), since(before));

    let mut learning = Learning::begin(folder.path());
    let before = processors();
    let mut waits = Vec::new();
    println!("\nsaved                                               verdict after");
    for exercise in EXERCISES {
        learning.say(&format!("go {exercise}"));
        for (what, text) in saves(exercise) {
            let file = folder.path().join(exercise).join("exercise.rs");
            let (verdict, took) = learning.save(&file, &text);
            println!("{:<50}  {:>5.2} s  {verdict}", format!("{exercise}/{what}"), took.as_secs_f64());
            waits.push(took);
        }
    }
    learning.quit();
    waits.sort_unstable();
    let at = |share: usize| waits[(waits.len() * share).div_ceil(100) - 1].as_secs_f64();
    println!("\n{} saves: median {:.2} s, 95 of 100 within {:.2} s", waits.len(), at(50), at(95));
    println!("and each {:.2} s of processors", since(before) / waits.len() as f64);
}

/// Four texts for an exercise, each with what it is.
fn saves(exercise: &str) -> Vec<(String, String)> {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../exercises").join(exercise);
    let in_folder = |name: &str, most: usize| {
        let entries = fs::read_dir(place.join(name)).expect("the exercise is there");
        let mut files: Vec<String> =
            entries.map(|entry| format!("{name}/{}", entry.expect("a file").file_name().to_string_lossy())).collect();
        files.sort_unstable();
        files.truncate(most);
        files
    };
    let files = [vec!["start.rs".to_owned()], in_folder("right", 1), in_folder("wrong", 2)].concat();
    // What is there already would be no change.
    let read = |file: String| {
        let text = fs::read_to_string(place.join(&file)).expect("the file is there");
        (file, format!("{text}\n// Saved.\n"))
    };
    files.into_iter().map(read).collect()
}

/// A student who learns through a pipe.
struct Learning {
    child: Child,
    says: ChildStdin,
    hears: Lines<BufReader<ChildStdout>>,
}

impl Learning {
    /// Begins, and waits for the first screen.
    fn begin(folder: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_racecourse"));
        command.arg("learn").arg(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("it starts");
        let (says, hears) = (child.stdin.take().expect("a pipe"), child.stdout.take().expect("a pipe"));
        let mut learning = Self { child, says, hears: BufReader::new(hears).lines() };
        learning.until(|line| line.starts_with("Say: "));
        learning
    }

    fn say(&mut self, line: &str) {
        writeln!(self.says, "{line}").expect("it listens");
        // The task ends so.
        self.until(|line| line.contains("At first it fails"));
    }

    /// Saves a file: what is said of it, and after how long.
    fn save(&mut self, file: &Path, text: &str) -> (String, Duration) {
        let begun = Instant::now();
        fs::write(file, text).expect("it is saved");
        let verdict = self.until(|line| ["✓ ", "✗ ", "? "].iter().any(|sign| line.starts_with(sign)));
        (verdict.split("  ").next().unwrap_or_default().to_owned(), begun.elapsed())
    }

    fn until(&mut self, is_it: impl Fn(&str) -> bool) -> String {
        loop {
            let line = self.hears.next().expect("it goes on").expect("text");
            if is_it(&line) {
                return line;
            }
        }
    }

    fn quit(mut self) {
        writeln!(self.says, "quit").expect("it listens");
        drop(self.says);
        // Until it has ended, nobody knows what it has used.
        while self.hears.next().is_some() {}
        self.child.wait().expect("it ends");
    }
}

/// Seconds of processors that children have used who have ended, and theirs.
fn processors() -> f64 {
    let used = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system tells");
    let seconds = |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    seconds(used.user_time()) + seconds(used.system_time())
}

fn since(before: f64) -> f64 {
    processors() - before
}
