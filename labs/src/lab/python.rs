//! The lecture's own program, in Python, as a child that is asked in JSON and answers in JSON.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde::Deserialize;
use serde_json::Value;

use crate::report::{listed, times};

/// What a Python program has done, and what that took.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct PythonRow {
    /// Its name for it.
    pub name: String,
    /// Time on the clock, in seconds.
    pub seconds: f64,
    /// What came out.
    pub result: Value,
    /// What else is to be said of it.
    #[serde(default)]
    pub note: String,
}

#[derive(Debug, Deserialize)]
struct Answer {
    rows: Vec<PythonRow>,
}

/// What is checked of a program all of whose results have to be right.
pub const ALL_AGREE: &str = "Its results have to agree with those above, and do.";

/// How many times as fast each row is as the one that it is compared with: the last one before it of one thread, or else
/// the first.
pub(super) fn speed_ups(rows: &[PythonRow]) -> Vec<f64> {
    let mut alone = f64::NAN;
    let of = |(at, row): (usize, &PythonRow)| {
        if at == 0 || row.name.ends_with("1 thread") {
            alone = row.seconds;
        }
        alone / row.seconds
    };
    rows.iter().enumerate().map(of).collect()
}

/// How many times as fast as one thread the program of a row can be, as far as its name tells. Under the interpreter's lock one
/// thread computes at a time; who waits needs no core.
fn most(name: &str, cores: usize, locked: bool) -> Option<f64> {
    let number = name.split(|one: char| !one.is_ascii_digit()).find(|part| !part.is_empty())?;
    let workers: usize = number.parse().ok()?;
    let at_a_time = match () {
        () if name.starts_with("waiting") => workers,
        () if name.contains("thread") && locked => 1,
        () => workers.min(cores),
    };
    Some(at_a_time as f64)
}

/// What is to be said of rows that are quicker than their programs can be, if there are such: what `others` had of the cores
/// meanwhile is told where it is known.
pub(super) fn too_quick(rows: &[PythonRow], version: &str, cores: usize, others: Option<f64>) -> Option<String> {
    let locked = !version.contains("free-threading");
    let is_too_quick =
        |row: &PythonRow, times: f64| most(&row.name, cores, locked).is_some_and(|most| times > 1.15 * most);
    let named: Vec<String> = rows
        .iter()
        .zip(speed_ups(rows))
        .filter(|(row, speed_up)| is_too_quick(row, *speed_up))
        .map(|(row, speed_up)| format!("{} ({})", row.name, times(speed_up)))
        .collect();
    if named.is_empty() {
        return None;
    }
    let why = match others.filter(|others| *others > 0.15) {
        Some(others) => format!("other programs kept {others:.1} cores busy meanwhile"),
        None => "something has held up what they are compared with".to_owned(),
    };
    let lock = match locked && named.iter().any(|name| name.contains("thread") && !name.starts_with("waiting")) {
        true => " (the interpreter's lock lets one thread compute at a time)",
        false => "",
    };
    Some(format!(
        "Quicker than so many workers can be{lock}: {}. Each was run once, and {why}, so that says nothing about the programs; \
         run it again.",
        listed(&named)
    ))
}

/// Which Python this is, as in `Python 3.11.4`.
///
/// # Errors
///
/// Why it cannot be shown: it is not there, or does not answer.
pub(super) fn version(python: &Path) -> Result<String, String> {
    let output = Command::new(python).arg("--version").stdin(Stdio::null()).output();
    let output = output.map_err(|error| format!("{} cannot be started ({error})", python.display()))?;
    // Old ones say it to standard error.
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned());
    let version = said.into_iter().find(|text| text.starts_with("Python "));
    version.ok_or_else(|| format!("{} does not say which Python it is", python.display()))
}

/// Runs `source`, which is written into `folder`, with `asked` as its input.
///
/// # Errors
///
/// Why it cannot be shown: it could not be run, ended otherwise than well, or did not answer in the agreed form.
pub(super) fn run(python: &Path, source: &str, folder: &Path, asked: &Value) -> Result<Vec<PythonRow>, String> {
    // A file, and no argument: its processes may have to load it again.
    let file = folder.join("lecture.py");
    fs::write(&file, source).map_err(|error| format!("{} cannot be written ({error})", file.display()))?;
    let output = output(python, &file, asked).map_err(|error| format!("it could not be run ({error})"))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        let last = complaint.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("without a word");
        return Err(format!("it ended with {}: {last}", output.status));
    }
    let answer: Answer =
        serde_json::from_slice(&output.stdout).map_err(|error| format!("its answer is none ({error})"))?;
    Ok(answer.rows)
}

fn output(python: &Path, file: &Path, asked: &Value) -> std::io::Result<Output> {
    let mut command = Command::new(python);
    command.arg(file).env("PYTHONDONTWRITEBYTECODE", "1").env_remove(super::stage::VARIABLE);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    if let Some(mut input) = child.stdin.take() {
        // One that has ended before it was asked says why by itself.
        let _ = input.write_all(asked.to_string().as_bytes());
    }
    child.wait_with_output()
}

/// Whether two results are the same, as far as floating-point numbers can be.
pub fn agrees(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| agrees(one, other))
        }
        _ => match (one.as_f64(), other.as_f64()) {
            (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(b.abs()),
            _ => one == other,
        },
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use serde_json::json;

    use super::*;

    /// A program that stands for Python: a script of the shell, which gets the file and the question as Python does.
    fn stand_in(folder: &Path, script: &str) -> PathBuf {
        let path = folder.join("python");
        // A process of its own writes it: what another test forks meanwhile would have the file open too, and nobody can run a file
        // that somebody could write to.
        let write = "printf '%s' \"$1\" >\"$0\" && chmod 755 \"$0\"";
        let written = Command::new("sh").arg("-c").arg(write).arg(&path).arg(format!("#!/bin/sh\n{script}\n")).status();
        assert!(written.expect("there is a shell").success());
        path
    }

    #[test]
    fn rows_are_what_it_answers() {
        let folder = tempfile::tempdir().expect("there is a folder");
        let answer = r#"cat > /dev/null; echo '{"rows": [{"name": "one", "seconds": 1.5, "result": [1, 4]}]}'"#;
        let python = stand_in(folder.path(), answer);
        let rows = run(&python, "pass", folder.path(), &json!({"size": 2})).expect("it answers");
        let right = PythonRow { name: "one".to_owned(), seconds: 1.5, result: json!([1, 4]), note: String::new() };
        assert_eq!(rows, [right]);
    }

    #[test]
    fn it_is_asked_on_its_standard_input_and_given_the_program_as_a_file() {
        let folder = tempfile::tempdir().expect("there is a folder");
        let echo = r#"printf '{"rows": [{"name": "%s", "seconds": 0, "result": ' "$(cat "$1")"; cat; echo '}]}'"#;
        let python = stand_in(folder.path(), echo);
        let rows = run(&python, "pass", folder.path(), &json!({"size": 2})).expect("it answers");
        assert_eq!((rows[0].name.as_str(), &rows[0].result), ("pass", &json!({"size": 2})));
    }

    #[test]
    fn rows_are_compared_with_one_thread_at_the_same_work() {
        let row = |(name, seconds): (&str, f64)| PythonRow {
            name: name.to_owned(),
            seconds,
            result: Value::Null,
            note: String::new(),
        };
        let rows = [("compute, 1 thread", 4.0), ("compute, 2 threads", 2.0), ("wait, 1 thread", 8.0), ("wait, 2", 2.0)];
        assert_eq!(speed_ups(&rows.map(row)), [1.0, 2.0, 1.0, 4.0]);
        assert_eq!(speed_ups(&[("a loop", 3.0), ("a pool", 6.0)].map(row)), [1.0, 0.5]);
        assert!(speed_ups(&[]).is_empty());
    }

    #[test]
    fn what_no_lock_allows_is_not_left_without_a_word() {
        let rows = |of: &[(&str, f64)]| -> Vec<PythonRow> {
            let row = |&(name, seconds): &(&str, f64)| PythonRow {
                name: name.to_owned(),
                seconds,
                result: Value::Null,
                note: String::new(),
            };
            of.iter().map(row).collect()
        };
        let quick = rows(&[("computing, 1 thread", 3.41), ("computing, 2 threads", 1.0), ("waiting, 2 threads", 1.8)]);
        let says = too_quick(&quick, "Python 3.11.7", 2, Some(1.2)).expect("it is told");
        let begins = "Quicker than so many workers can be (the interpreter's lock lets one thread compute at a time): computing, \
                      2 threads (3.41x). Each was run once, and other programs kept 1.2 cores busy meanwhile";
        assert!(says.starts_with(begins), "{says}");
        assert!(too_quick(&quick, "Python 3.11.7", 2, None).is_some_and(|says| says.contains("something has held up")));
        let plain = rows(&[("one process", 2.0), ("2 processes", 1.0), ("2 threads", 1.9), ("Pool(5).map", 9.0)]);
        assert_eq!(too_quick(&plain, "Python 3.11.7", 2, Some(0.0)), None);
        // An interpreter without the lock may be as quick as there are cores.
        let free = rows(&[("computing, 1 thread", 2.0), ("computing, 2 threads", 1.0)]);
        assert_eq!(too_quick(&free, "Python 3.13.1 experimental free-threading build", 2, None), None);
        assert!(too_quick(&free, "Python 3.13.1 experimental free-threading build", 1, None).is_some());
    }

    #[test]
    fn what_goes_wrong_is_said() {
        let folder = tempfile::tempdir().expect("there is a folder");
        let run = |script: &str| run(&stand_in(folder.path(), script), "", folder.path(), &json!({}));
        let why = run("echo Traceback >&2; echo 'NameError: x' >&2; exit 1").expect_err("it fails");
        assert!(why.contains("NameError: x"), "{why}");
        assert!(run("echo nonsense").expect_err("no answer").starts_with("its answer is none"));
        let missing = version(Path::new("/nowhere/at/all/python3")).expect_err("there is none");
        assert!(missing.contains("cannot be started"), "{missing}");
        assert!(version(&stand_in(folder.path(), "echo Perl")).is_err());
        assert_eq!(version(&stand_in(folder.path(), "echo Python 3.11.4")), Ok("Python 3.11.4".to_owned()));
    }

    #[test]
    fn results_agree_up_to_rounding() {
        assert!(agrees(&json!(0.3), &json!(0.1 + 0.2)));
        assert!(agrees(&json!([1, 4, 9]), &json!([1.0, 4.0, 9.0])));
        for (one, other) in [(json!(1), json!(2)), (json!([1]), json!([1, 2])), (json!("1"), json!(1))] {
            assert!(!agrees(&one, &other), "{one} {other}");
        }
    }
}
