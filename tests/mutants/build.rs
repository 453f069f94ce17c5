//! Writes the program of every mutant, each as a module of its own, so that one build has them all.
//!
//! Untch, Offutt and Harrold, who had the idea, put a switch into the program for each change (*Mutation Analysis Using Mutant
//! Schemata*, ISSTA 1993). Most changes here are of a `let`, whose scope would end with the braces of a switch; and the
//! programs are short.

#[allow(dead_code, unreachable_pub, reason = "the test reads more of it")]
mod list;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let course = Path::new(&env::var_os("CARGO_MANIFEST_DIR").expect("cargo says it")).join("../../scenarios");
    let place = PathBuf::from(env::var_os("OUT_DIR").expect("cargo says it"));
    println!("cargo::rerun-if-changed={}", course.display());
    let (mut modules, mut table) = (String::new(), String::new());
    for folder in folders(&course).iter().flat_map(|family| folders(family)) {
        let scenario = folder.file_name().expect("it has a name").to_string_lossy().into_owned();
        // What is wrong with a list, and that there is none, is for the test to say.
        let Ok(mutants) =
            fs::read_to_string(folder.join("mutants.txt")).map_err(drop).and_then(|it| list::read(&it).map_err(drop))
        else {
            continue;
        };
        for mutant in mutants {
            let program = fs::read_to_string(folder.join(format!("{}.rs", mutant.variant))).unwrap_or_default();
            let Ok(program) = mutant.of(&program) else { continue };
            let module = format!("{scenario}_{}_{}", mutant.variant, mutant.line);
            let file = place.join(format!("{module}.rs"));
            if !fs::read_to_string(&file).is_ok_and(|there| there == program) {
                fs::write(&file, &program).expect("the program can be written");
            }
            let _ = writeln!(modules, "#[path = {file:?}]\nmod {module};");
            let line = mutant.line;
            let _ = writeln!(table, "    ({scenario:?}, {line}, {module}::run, include_str!({file:?})),");
        }
    }
    let text = format!(
        "{modules}\n/// The scenario, the line of its list, the program and its text.\n\
         pub(crate) static PROGRAMS: &[(&str, usize, fn() -> racecourse::Outcome, &str)] = &[\n{table}];\n"
    );
    fs::write(place.join("programs.rs"), text).expect("the list can be written");
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(path).expect("the folder can be read").map(|entry| entry.expect("an entry").path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}
