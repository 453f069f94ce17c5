//! The labs, run as a user runs them, at their smallest size: every figure is there, and no trouble leaves anything
//! behind. What the figures are is for the labs themselves to say.

mod lectures;
mod reports;
#[path = "../signals/mod.rs"]
mod signals;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, getpgid};
use racecourse_labs::lab::stage::{self, Event};
use racecourse_labs::lab::{Lab, Role, Setting};
use racecourse_labs::labs::ALL;
use racecourse_labs::report;
use serde_json::Value;
use sysinfo::{ProcessRefreshKind, ProcessStatus, ProcessesToUpdate, System};

type Test = fn() -> Result<(), Failed>;

fn main() {
    // A lab is run in a process of its own, which is this program again.
    stage::enter_if_child(ALL);
    signals::end_who_gets_them();
    let mut trials: Vec<Trial> = ALL
        .iter()
        .map(|lab| Trial::test(format!("{} has something to say", lab.name), move || smallest(lab)))
        .collect();
    trials.extend(ALL.iter().filter(|lab| lab.lecture.is_some()).map(|lab| {
        let name = format!("the lecture's own program of {} agrees", lab.name);
        Trial::test(name, move || lectures::the_lectures_own_program_agrees(lab))
    }));
    let others: [(&str, Test); 21] = [
        ("every folder is a lab and every file a program", folders_are_labs),
        ("labs are listed for people and for scripts", labs_are_listed),
        ("a lab is shown with its programs", labs_are_shown),
        ("what makes no sense is refused before anything runs", nonsense_is_refused),
        ("charts become pictures", charts_become_pictures),
        ("what cannot be written is said before anything runs", unwritable_pictures),
        ("a lab does not outlive who started it", nothing_outlives),
        ("a lab's process is not started by hand", not_by_hand),
        ("where there is nothing to do, that is said", nothing_to_do),
        ("every row of a lecture has a command", lectures::every_row_has_a_command),
        ("every command of a lecture is one", lectures::every_command_is_one),
        ("other names lead to what is there", lectures::other_names_lead_somewhere),
        ("labs are found by other names", lectures::labs_are_found_by_other_names),
        ("seven labs have the lecture's own program", lectures::seven_labs_have_the_lectures_own_program),
        ("without a Python that is said", lectures::without_python_that_is_said),
        ("guesses are answered", lectures::guesses_are_answered),
        ("everything becomes a page", lectures::everything_becomes_a_page),
        ("a report for a reader", reports::for_a_reader),
        ("a report with cache misses and colours", reports::with_cache_misses_and_colours),
        ("a report for a script", reports::for_a_script),
        ("a report with hostile texts", reports::with_hostile_texts),
    ];
    trials.extend(others.map(|(name, test)| Trial::test(name, test)));
    let mut arguments = Arguments::from_args();
    // Their figures are of no interest here, and much of their time they wait.
    arguments.test_threads.get_or_insert(4);
    libtest_mimic::run(&arguments, trials).exit();
}

fn racecourse_lab(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_racecourse-lab"));
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "CI"] {
        command.env_remove(variable);
    }
    command
        .env("RACECOURSE_INVOCATION", "racecourse")
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the program runs")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("the output is text")
}

fn check(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), Failed> {
    if holds { Ok(()) } else { Err(otherwise().into()) }
}

fn smallest(lab: &Lab) -> Result<(), Failed> {
    let setting = Setting { size: lab.size.least.max(1), repeat: 1, at_most: false, ..Setting::of(lab) };
    let mut shares = Vec::new();
    let findings = stage::run(lab, setting, &mut |event| {
        if let Event::Progress { share, .. } = event {
            shares.push(share);
        }
    })?;
    // Whoever watches sees one way from the beginning to the last piece of work.
    let last = 1.0 - 1.0 / lab.pieces as f64;
    check(shares.first() == Some(&0.0) && shares.is_sorted(), || format!("it has come so far: {shares:?}"))?;
    check(shares.last().is_some_and(|share| (last..1.0).contains(share)), || {
        format!("it ends at {:?}, and its last piece of work begins at {last}", shares.last())
    })?;
    let document: Value = serde_json::from_str(&report::json(&[findings])?)?;
    let found = &document["labs"][0];
    check(found["lab"] == lab.name, || format!("it is about {}", found["lab"]))?;
    let learned = found["learned"].as_str().unwrap_or_default();
    check(learned.ends_with('.'), || format!("nothing was learned: {learned:?}"))?;
    check(!learned.contains("NaN") && !learned.contains("inf"), || learned.to_owned())?;
    let exhibits = found["exhibits"].as_array().map_or(&[][..], Vec::as_slice);
    check(exhibits.iter().any(|one| one["is"] == "chart"), || "there is no picture".to_owned())?;
    check(exhibits.iter().any(|one| one["is"] == "measured" || one["is"] == "facts"), || "no table".to_owned())?;
    for row in exhibits.iter().filter_map(|one| one["rows"].as_array()).flatten().filter(|row| row.is_object()) {
        check(row["median_seconds"].as_f64().is_some_and(|time| time >= 0.0), || format!("no time: {row}"))?;
    }
    Ok(())
}

fn folders_are_labs() -> Result<(), Failed> {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let names = |folder: &Path, wanted: fn(&Path) -> bool| -> BTreeSet<String> {
        let entries =
            fs::read_dir(folder).expect("the folder can be read").map(|entry| entry.expect("an entry").path());
        let stem = |path: PathBuf| path.file_stem().expect("a name").to_string_lossy().into_owned();
        entries.filter(|path| wanted(path)).map(stem).collect()
    };
    let mut folders = names(&root.join("labs"), Path::is_dir);
    folders.remove("src");
    assert_eq!(folders, ALL.iter().map(|lab| lab.name.to_owned()).collect());
    // By this list the course's program knows labs, which it does not contain.
    let labs: Vec<(&str, &str)> = ALL.iter().map(|lab| (lab.name, lab.title)).collect();
    assert_eq!(racecourse_commands::labs::LABS.to_vec(), labs);
    let reference = fs::read_to_string(root.join("docs/labs.md"))?;
    for lab in ALL {
        let listed = format!("| [`{0}`](../labs/{0}) | {1} |", lab.name, lab.question);
        check(reference.contains(&listed), || format!("the table in docs/labs.md has no line\n{listed}"))?;
        check(lab.lesson.starts_with("# "), || format!("{} has no lesson", lab.name))?;
        check(lab.programs.iter().any(|program| program.role != Role::Part), || {
            format!("{} compares nothing", lab.name)
        })?;
        for program in lab.programs {
            let source = fs::read_to_string(root.join(program.file))?;
            check(source == program.source, || format!("{} is not what is shown", program.file))?;
            check(source.starts_with("//! "), || format!("{} does not begin with what happens", program.file))?;
            let lines = source.lines().count();
            // What is compared is to be read at one glance; a part that both use may be longer.
            let most = if program.role == Role::Part { 110 } else { 75 };
            check(lines <= most, || format!("{} has {lines} lines", program.file))?;
        }
    }
    Ok(())
}

fn labs_are_listed() -> Result<(), Failed> {
    let listed = racecourse_lab(&[]);
    let document: Value = serde_json::from_slice(&racecourse_lab(&["--format", "json"]).stdout)?;
    for (at, lab) in ALL.iter().enumerate() {
        check(text(&listed.stdout).contains(lab.name), || format!("{} is not listed", lab.name))?;
        assert_eq!(document["labs"][at]["name"], lab.name);
    }
    Ok(())
}

fn labs_are_shown() -> Result<(), Failed> {
    for lab in ALL {
        let shown = racecourse_lab(&["show", lab.name, "--width", "100"]);
        check(shown.status.success(), || text(&shown.stderr).to_owned())?;
        for program in lab.programs {
            check(text(&shown.stdout).contains(program.file), || format!("{} is not shown", program.file))?;
        }
    }
    let one = racecourse_lab(&["show", "mean", "--variant", "threads"]);
    check(text(&one.stdout).contains("labs/mean/threads.rs"), || text(&one.stderr).to_owned())?;
    let difference = racecourse_lab(&["show", "mean", "--diff"]);
    check(text(&difference.stdout).contains("+++ labs/mean/processes.rs"), || text(&difference.stderr).to_owned())
}

fn refused(arguments: &[&str], says: &str) -> Result<(), Failed> {
    let output = racecourse_lab(arguments);
    let told = text(&output.stderr);
    check(output.status.code() == Some(2), || format!("{arguments:?} ended with {}: {told}", output.status))?;
    check(told.contains(says), || format!("{arguments:?} was told: {told}"))?;
    check(output.stdout.is_empty(), || format!("{arguments:?} printed something"))
}

fn nonsense_is_refused() -> Result<(), Failed> {
    refused(&["maen"], "did you mean `mean`?")?;
    refused(&["show", "maen"], "did you mean `mean`?")?;
    refused(&["show", "mean", "--variant", "thread"], "did you mean `threads`?")?;
    refused(&["mean", "--size", "many"], "a size is a whole number, 0 or more, such as 2000")?;
    refused(&["mean", "--size", "-3"], "a size is a whole number, 0 or more, such as 2000")?;
    refused(&["mean", "--size", "0"], "--size of mean is at least 1 (it counts numbers)")?;
    refused(&["mean", "--size", "9e14"], "choose a smaller --size")?;
    for workers in ["0", "-2", "1,,2", "1,x", "513", ""] {
        refused(&["mean", "--workers", workers], "with a comma before the next, is a whole number from 1 to 512")?;
    }
    refused(&["mean", "--repeat", "0"], "how often to measure is a whole number from 1 to 1000")?;
    refused(&["mean", "--width", "39"], "a number of columns is a whole number from 40 to 1000")?;
    refused(&["mean", "--guess", "abc"], "a guess is a number, such as 7 or 1.9")?;
    refused(&["mean", "--guess", "inf"], "a guess is a number, such as 7 or 1.9")?;
    refused(&["mean", "--size", "10", "--full"], "cannot be used with")?;
    refused(&["mean", "--input", "."], "mean takes no --input; word_count does")?;
    refused(&["word_count", "--input", "/nowhere/at/all"], "cannot use /nowhere/at/all")?;
    refused(&["word_count", "--input", ".", "--size", "5"], "and --input brings them")?;
    refused(&["pool", "--guess", "3"], "pool asks nothing; threading_gotcha, mean, grid_search do")?;
    refused(&["grid_search", "--guess", "2.5"], "2.5 is no number of cores")?;
    refused(&["machine", "--python"], "the lecture has no program for machine")?;
    refused(&["pool", "--report", "/dev/null/page"], "failed to make the folder /dev/null/page")?;
    refused(&["--guess", "2"], "name a lab")?;
    refused(&["--workers", "2"], "name a lab")?;
    refused(&["--full"], "name a lab")
}

fn charts_become_pictures() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    for (name, begins) in [("chart.svg", &b"<svg"[..]), ("chart.PNG", b"\x89PNG")] {
        let path = folder.path().join(name);
        let arguments = ["mean", "--size", "1000", "-n", "1", "--plot", path.to_str().expect("a path")];
        let output = racecourse_lab(&arguments);
        check(output.status.success(), || text(&output.stderr).to_owned())?;
        let picture = fs::read(&path)?;
        check(picture.starts_with(begins), || format!("{name} is no such picture"))?;
        check(picture.len() > 2000, || format!("{name} is nearly empty"))?;
    }
    Ok(())
}

fn unwritable_pictures() -> Result<(), Failed> {
    refused(&["mean", "--plot", "/nowhere/at/all/chart.png"], "failed to write /nowhere/at/all/chart.png")?;
    refused(&["mean", "--plot", "chart.jpeg"], "ends in .svg or .png")?;
    refused(&["mean", "--plot", "."], "ends in .svg or .png")
}

fn not_by_hand() -> Result<(), Failed> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_racecourse-lab"));
    let output = command.env("RACECOURSE_LAB", "{}").stdin(Stdio::null()).output()?;
    check(text(&output.stderr).contains("not meant to be set by hand"), || text(&output.stderr).to_owned())
}

fn nothing_to_do() -> Result<(), Failed> {
    let empty = tempfile::tempdir()?;
    let folder = empty.path().to_str().expect("a path");
    for arguments in [&["word_count", "--size", "0"][..], &["word_count", "--input", folder]] {
        let output = racecourse_lab(arguments);
        check(output.status.success(), || text(&output.stderr).to_owned())?;
        let report = text(&output.stdout);
        check(report.contains("There is no document to count."), || report.to_owned())?;
    }
    Ok(())
}

/// Whatever ends the program, and however suddenly: its lab ends too, with all workers, and leaves no files.
fn nothing_outlives() -> Result<(), Failed> {
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGKILL] {
        let files = tempfile::tempdir()?;
        let is_empty = || fs::read_dir(files.path()).is_ok_and(|mut all| all.next().is_none());
        let mut command = Command::new(env!("CARGO_BIN_EXE_racecourse-lab"));
        command.args(["parallel_loop", "--size", "6", "--repeat", "1000"]).env("TMPDIR", files.path());
        let mut program = command.process_group(0).stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
        let program_id = Pid::from_raw(program.id() as i32);
        let lab = until("the lab and its workers have started", || lab_of(program_id))?;
        until("it has written something", || (!is_empty()).then_some(()))?;
        kill(program_id, signal)?;
        program.wait()?;
        until("the lab has ended", || has_ended(lab).then_some(()))?;
        until("its files are gone", || is_empty().then_some(()))?;
    }
    Ok(())
}

/// The group of the lab that `program` runs, once it has a worker besides its guard.
fn lab_of(program: Pid) -> Option<Pid> {
    let mut system = System::new().ok()?;
    system.refresh_processes_specifics(ProcessesToUpdate::All, true, ProcessRefreshKind::nothing());
    let id = |pid: Pid| sysinfo::Pid::from_u32(pid.as_raw() as u32);
    let children = |of: sysinfo::Pid| system.processes().values().filter(move |one| one.parent() == Some(of));
    let lab = children(id(program)).next()?.pid();
    let workers = children(lab).count();
    (workers >= 2).then(|| Pid::from_raw(lab.as_u32() as i32))
}

/// Whether nobody of a group is alive. The dead stay in it until the system's first process has taken note of them.
fn has_ended(group: Pid) -> bool {
    let Ok(mut system) = System::new() else { return false };
    system.refresh_processes_specifics(ProcessesToUpdate::All, true, ProcessRefreshKind::nothing());
    let is_member = |id: &sysinfo::Pid| getpgid(Some(Pid::from_raw(id.as_u32() as i32))) == Ok(group);
    let mut members = system.processes().iter().filter(|(id, _)| is_member(id));
    members.all(|(_, one)| matches!(one.status(), ProcessStatus::Zombie | ProcessStatus::Dead))
}

/// What `seen` sees in the end. It looks for a minute at the most, so that a mistake here does not hang the tests.
fn until<T>(what: &str, seen: impl Fn() -> Option<T>) -> Result<T, Failed> {
    for _ in 0..6000 {
        if let Some(seen) = seen() {
            return Ok(seen);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Err(format!("not seen: {what}").into())
}
