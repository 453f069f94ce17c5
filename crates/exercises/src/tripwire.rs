//! The tripwire: loads and stores of a graded submission are told, and those by which its actors share memory past the facade are
//! flagged for a person to look at.
//!
//! The compiler adds the calls (`ARGUMENTS`, `ARGUMENTS_ALONE`), the driver has the functions (`racecourse::exercise::tripwire`), and
//! in the submission's process it is looked at what they tell (`racecourse_kernel::tripwire`). It is no wall: what it finds is never
//! a grade, and whoever breaks into the process can keep it quiet.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use racecourse::exercise::tripwire::{HiddenAccess, HiddenRace};
use racecourse::failure::Site;
use racecourse_layout::shown;

use crate::workshop::compiler;

/// What the compiler is to be called with. It promises none of it (`rustc -C help`: for LLVM's own passes), so it is tried.
pub(crate) const ARGUMENTS: [&str; 4] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=1",
    "-Cllvm-args=-sanitizer-coverage-trace-loads",
    "-Cllvm-args=-sanitizer-coverage-trace-stores",
];

/// What the compiler of the submission alone is called with besides. What is generic in the standard library is otherwise taken as the
/// library has compiled it, and tells of nothing: that is so where nothing is optimised. So this asks for optimisation, for none of
/// LLVM's, which would leave out loads and stores, and for the checks that there are without.
pub(crate) const ARGUMENTS_ALONE: [&str; 4] =
    ["-Copt-level=2", "-Cno-prepopulate-passes", "-Cdebug-assertions=on", "-Coverflow-checks=on"];

/// Its word, where walls are told of.
pub const NAME: &str = "tripwire";

/// What it is.
pub const SAYS: &str = "memory that threads share past the facade is flagged";

/// What to do where it does not stand.
pub const ADVICE: &str = "use the compiler that this was tried with, or look at what is right yourself";

/// Columns that a name may take in what is told.
const WIDEST: usize = 40;

/// Why the compiler of this folder does not tell of loads and stores; nothing if it does.
pub fn here() -> Vec<String> {
    compiler(Path::new(".")).map_or_else(|why| vec![why], |rustc| lacks_of(&rustc))
}

/// The same of this compiler.
pub(crate) fn lacks_of(rustc: &Path) -> Vec<String> {
    match compiled(rustc) {
        Ok(text) => {
            let told = ["load", "store"]
                .into_iter()
                .filter(|kind| !text.contains(&format!("call void @__sanitizer_cov_{kind}8(")));
            told.map(|kind| format!("the compiler does not tell of each {kind}")).collect()
        }
        Err(why) => vec![why],
    }
}

/// What the compiler makes of a load and a store.
fn compiled(rustc: &Path) -> Result<String, String> {
    let mut command = Command::new(rustc);
    command.args(["--edition", "2024", "--crate-type", "lib", "--emit", "llvm-ir", "-o", "-", "-"]);
    command.args(ARGUMENTS).args(ARGUMENTS_ALONE);
    // It makes files of its own beside what it writes, even where that is a pipe.
    command.current_dir(std::env::temp_dir());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let failed = |error: std::io::Error| format!("the compiler cannot be asked: {error}");
    let mut child = command.spawn().map_err(failed)?;
    if let Some(mut input) = child.stdin.take() {
        // Who does not read it may be gone before it is written. What that one has made of it is seen below.
        let _ = input.write_all(b"#[inline(never)] pub fn copy(from: &u64, to: &mut u64) { *to = *from }\n");
    }
    let ran = child.wait_with_output().map_err(failed)?;
    if ran.status.success() {
        return Ok(String::from_utf8_lossy(&ran.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&ran.stderr);
    let first = said.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    Err(format!("the compiler refuses it: {first}"))
}

/// What a person is told of it. All of it is the submission's word, which may be as long as it likes.
pub(crate) fn told(race: &HiddenRace) -> String {
    let access = |access: &HiddenAccess| {
        let does = if access.writes { "writes" } else { "reads" };
        let after = access.after.as_ref().map_or_else(
            || "before its first step".to_owned(),
            |Site { file, line }| format!("after its step in {}:{line}", shown(file, WIDEST)),
        );
        format!("{} {does} it {after}", shown(&access.actor, WIDEST))
    };
    format!("{}, {}", access(&race.first), access(&race.second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiler_at_hand_tells_of_loads_and_stores() {
        assert_eq!(here(), Vec::<String>::new());
    }

    #[test]
    fn a_compiler_that_does_not_is_found_out() {
        assert!(lacks_of(Path::new("true")).iter().any(|it| it.contains("does not tell of each store")));
        assert!(lacks_of(Path::new("false")).iter().any(|it| it.contains("refuses it")));
        assert!(lacks_of(Path::new("/there/is/none")).iter().any(|it| it.contains("cannot be asked")));
    }

    #[test]
    fn both_places_are_told_where_they_are_known() {
        let access = |actor: &str, writes, line: Option<u32>| HiddenAccess {
            actor: actor.to_owned(),
            writes,
            after: line.map(|line| Site { file: "exercise.rs".to_owned(), line }),
        };
        let race = HiddenRace { first: access("left", true, Some(9)), second: access("right", false, None) };
        let long = HiddenRace { first: access(&"\u{1b}x".repeat(9999), true, None), second: race.second.clone() };
        assert!(told(&long).len() < 200 && !told(&long).contains('\u{1b}'));
        assert_eq!(told(&race), "left writes it after its step in exercise.rs:9, right reads it before its first step");
    }
}
