//! Every row of every lecture has a command, and every command of `docs/lectures.md` is one.

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::Failed;
use racecourse_commands::labs;
use racecourse_commands::other_names::OTHER_NAMES;
use racecourse_labs::lab::Lab;
use racecourse_labs::labs::ALL;

use super::{check, racecourse_lab, text};

/// How many rows each lecture has: what its programs and slides show.
const ROWS: [usize; 5] = [17, 9, 9, 9, 5];

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The folder of a scenario, if there is one of this name.
fn scenario(name: &str) -> Option<PathBuf> {
    let families = fs::read_dir(root().join("scenarios")).ok()?;
    let folders = families.filter_map(|family| Some(family.ok()?.path().join(name)));
    folders.into_iter().find(|folder| folder.join("mod.rs").exists())
}

/// A row of a table: what is shown, and the commands.
type Row = (String, Vec<String>);

/// The rows of each lecture's table.
fn rows() -> Result<Vec<Vec<Row>>, Failed> {
    let document = fs::read_to_string(root().join("docs/lectures.md"))?;
    let (_, tables) = document.split_once("<!-- lectures: ").ok_or("there is no mark before the tables")?;
    let (tables, _) = tables.split_once("<!-- end of lectures -->").ok_or("there is no mark after the tables")?;
    let row = |line: &str| {
        let mut cells = line.trim_matches('|').split(" | ").map(str::trim);
        let (what, here) = (cells.next()?, cells.next()?);
        let commands = here.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        Some((what.to_owned(), commands))
    };
    let lecture = |section: &str| {
        let lines = section.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| what it shows"));
        lines.filter_map(row).collect()
    };
    Ok(tables.split("\n## ").skip(1).map(lecture).collect())
}

pub(crate) fn every_row_has_a_command() -> Result<(), Failed> {
    let rows = rows()?;
    assert_eq!(rows.iter().map(Vec::len).collect::<Vec<_>>(), ROWS);
    assert_eq!(ROWS.iter().sum::<usize>(), 49);
    for (what, commands) in rows.iter().flatten() {
        check(!commands.is_empty(), || format!("no command shows this: {what}"))?;
    }
    Ok(())
}

pub(crate) fn every_command_is_one() -> Result<(), Failed> {
    let help = text(&racecourse_lab(&["--help"]).stdout).to_owned();
    for command in rows()?.into_iter().flatten().flat_map(|(_, commands)| commands) {
        let words: Vec<&str> = command.split_whitespace().collect();
        let wrong = |why: &str| -> Failed { format!("`{command}`: {why}").into() };
        let ["racecourse", verb, name, options @ ..] = &words[..] else { return Err(wrong("it names nothing")) };
        let lab = ALL.iter().find(|lab| lab.name == *name);
        match (*verb, lab, scenario(name)) {
            ("lab", Some(_), _) => {
                let unknown = options.iter().find(|option| option.starts_with("--") && !help.contains(**option));
                check(unknown.is_none(), || format!("`{command}`: there is no such option"))?;
            }
            ("show", Some(lab), _) => {
                let shown = |variant: &str| lab.programs.iter().any(|program| program.name == variant);
                check(variant(options).is_none_or(shown), || format!("`{command}`: there is no such program"))?;
            }
            ("show" | "check" | "run" | "hint", None, Some(folder)) => {
                let exists = |variant: &str| folder.join(variant).with_extension("rs").exists();
                check(variant(options).is_none_or(exists), || format!("`{command}`: there is no such variant"))?;
            }
            ("lab" | "show", None, None) => return Err(wrong("there is no such lab or scenario")),
            _ => return Err(wrong("there is no such command for it")),
        }
    }
    Ok(())
}

fn variant<'a>(options: &[&'a str]) -> Option<&'a str> {
    let at = options.iter().position(|option| *option == "--variant")?;
    options.get(at + 1).copied()
}

pub(crate) fn other_names_lead_somewhere() -> Result<(), Failed> {
    for one in OTHER_NAMES {
        for lesson in one.lessons {
            let is_there = labs::is_one(lesson) || scenario(lesson).is_some();
            check(is_there, || format!("{:?} would lead to {lesson}, which is not there", one.names))?;
        }
        for name in one.names {
            let is_taken =
                labs::is_one(name) || scenario(name).is_some() || root().join("scenarios").join(name).is_dir();
            check(!is_taken, || format!("{name} is the name of something here"))?;
        }
    }
    check(Path::new(&root()).join("docs/lectures.md").exists(), || "there are no lectures".to_owned())
}

pub(crate) fn labs_are_found_by_other_names() -> Result<(), Failed> {
    let output = racecourse_lab(&["GIL", "--size", "100", "-n", "1"]);
    check(output.status.success(), || text(&output.stderr).to_owned())?;
    check(text(&output.stdout).contains("The global interpreter lock"), || text(&output.stdout).to_owned())?;
    let output = racecourse_lab(&["n_jobs", "--size", "1", "-n", "1"]);
    for title in ["A parallel loop, and a cache on disk", "How many workers"] {
        check(text(&output.stdout).contains(title), || text(&output.stdout).to_owned())?;
    }
    Ok(())
}

/// Whether there is a Python on the path.
fn has_python() -> bool {
    std::process::Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success())
}

/// A lab's own program of the lecture is shown as it is, and comes to the same as the lab.
pub(crate) fn the_lectures_own_program_agrees(lab: &Lab) -> Result<(), Failed> {
    let lecture = lab.lecture.as_ref().ok_or("there is none")?;
    let source = fs::read_to_string(root().join(lecture.file))?;
    check(source == lecture.source, || format!("{} is not what is shown", lecture.file))?;
    check(source.starts_with("\"\"\""), || format!("{} does not begin with what it does", lecture.file))?;
    let lines = source.lines().filter(|line| !line.trim().is_empty()).count();
    check((10..=25).contains(&lines), || format!("{} has {lines} lines", lecture.file))?;
    let shown = racecourse_lab(&["show", lab.name]);
    check(text(&shown.stdout).contains(lecture.file), || format!("{} is not shown", lecture.file))?;
    let size = lab.size.least.max(2).to_string();
    // A wrong result is an error of the lab's.
    let output = racecourse_lab(&[lab.name, "--size", &size, "-n", "1", "--python"]);
    check(output.status.success(), || text(&output.stderr).to_owned())?;
    let report = text(&output.stdout);
    let says = if has_python() { "Beside it: the lecture's program in Python" } else { "python3 cannot be started" };
    check(report.contains(says), || report.to_owned())
}

pub(crate) fn seven_labs_have_the_lectures_own_program() -> Result<(), Failed> {
    let with_programs = ALL.iter().filter(|lab| lab.lecture.is_some()).count();
    check(with_programs >= 7, || format!("only {with_programs} labs have one"))
}

pub(crate) fn without_python_that_is_said() -> Result<(), Failed> {
    let output = racecourse_lab(&["pool", "--size", "10", "-n", "1", "--python", "/nowhere/at/all/python3"]);
    check(output.status.success(), || text(&output.stderr).to_owned())?;
    let report = text(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    let says = "Not shown here: the lecture's own program, in Python: /nowhere/at/all/python3 cannot be started";
    check(report.contains(says), || report.clone())?;
    // Without the option nothing is said of it, and nothing started.
    let output = racecourse_lab(&["pool", "--size", "10", "-n", "1"]);
    check(!text(&output.stdout).contains("Python"), || text(&output.stdout).to_owned())
}

pub(crate) fn guesses_are_answered() -> Result<(), Failed> {
    let output = racecourse_lab(&["grid_search", "--size", "10", "-n", "1", "--guess", "7"]);
    let report = text(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    let says = "Guess You guessed 7 cores: they take 18 rounds of 70 s, 21 min, which is a minute too long.";
    check(report.contains(says), || report.clone())?;
    for lab in ALL.iter().filter(|lab| lab.asks.is_some()) {
        let size = lab.size.least.to_string();
        let output = racecourse_lab(&[lab.name, "--size", &size, "-n", "1", "--guess", "2"]);
        check(text(&output.stdout).contains("You guessed 2"), || text(&output.stdout).to_owned())?;
    }
    Ok(())
}

pub(crate) fn everything_becomes_a_page() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let page = folder.path().join("page");
    let arguments = ["mean", "pool", "--size", "1000", "-n", "1", "--report", page.to_str().ok_or("a path")?];
    let output = racecourse_lab(&arguments);
    check(output.status.success(), || text(&output.stderr).to_owned())?;
    let text = fs::read_to_string(page.join("index.html"))?;
    let headings = ["<h2 id=\"mean\">", "<h2 id=\"pool\">", "1\u{a0}000 numbers · ", "1\u{a0}000 tasks · "];
    for part in headings.iter().chain(&["<svg", "<table>", "<strong>Learned</strong>"]) {
        check(text.contains(part), || format!("the page has no {part}"))?;
    }
    // For a narrow screen every picture is there in another shape, and every table can be moved.
    let count = |part: &str| text.matches(part).count();
    check(count("<figure class=\"wide\"") > 0, || "the page has no picture".to_owned())?;
    assert_eq!(count("<figure class=\"wide\""), count("<figure class=\"narrow\""));
    assert_eq!(count("<table>"), count("<div class=\"table\""));
    // It opens by itself: nothing is fetched from anywhere.
    for outside in ["src=", "<link", "<script", "url(", "@import"] {
        check(!text.contains(outside), || format!("the page has {outside}"))?;
    }
    check(fs::read_dir(&page)?.count() == 1, || "the page is more than one file".to_owned())
}
