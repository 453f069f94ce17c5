//! What the compiler does not see: the folders, the list of scenarios and the README say the same, and the programs are
//! short and keep to the facade.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::Trial;
use racecourse::scenario::Scenario;
use racecourse_course::ALL;

pub(crate) fn trials() -> Vec<Trial> {
    let all: [(&str, fn()); 6] = [
        ("every_folder_is_in_the_list", every_folder_is_in_the_list),
        ("names_and_ids_are_unique", names_and_ids_are_unique),
        ("every_program_is_a_variant", every_program_is_a_variant),
        ("every_source_is_short_and_keeps_to_the_facade", every_source_is_short_and_keeps_to_the_facade),
        ("no_lesson_is_short", no_lesson_is_short),
        ("the_readme_lists_the_scenarios", the_readme_lists_the_scenarios),
    ];
    let trial = |(name, test): (&str, fn())| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    };
    all.map(trial).into()
}

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn folders(path: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(path).expect("the folder can be read").map(|entry| entry.expect("an entry"));
    let folders = entries.filter(|entry| entry.path().is_dir());
    folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

fn folder(scenario: &Scenario) -> PathBuf {
    root().join("scenarios").join(scenario.family).join(scenario.name)
}

fn every_folder_is_in_the_list() {
    for family in folders(&root().join("scenarios")) {
        for name in folders(&root().join("scenarios").join(&family)) {
            let is_listed = ALL.iter().any(|it| it.family == family && it.name == name);
            assert!(is_listed, "scenarios/lib.rs does not list {family}/{name}");
        }
    }
}

fn names_and_ids_are_unique() {
    for (at, one) in ALL.iter().enumerate() {
        for other in &ALL[..at] {
            let differ = one.id != other.id && one.name != other.name;
            assert!(differ, "{} {} has the name or the number of {} {}", one.id, one.name, other.id, other.name);
        }
    }
}

fn every_program_is_a_variant() {
    for &scenario in ALL {
        let files = fs::read_dir(folder(scenario)).expect("the folder can be read");
        for file in files.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()) {
            let Some(name) = file.strip_suffix(".rs").filter(|name| *name != "mod") else { continue };
            let (family, of) = (scenario.family, scenario.name);
            assert!(scenario.variant(name).is_some(), "scenarios/{family}/{of}/mod.rs does not list {name}");
        }
    }
}

fn every_source_is_short_and_keeps_to_the_facade() {
    // What a student reads must be on one page, and what a model cannot see must not be in it. `clippy.toml` says so too,
    // and what to use instead; this says it to those who only run the tests.
    let outside = ["parking_lot", "crossbeam", "loom", "shuttle", "println!", "static ", "unsafe", "rand::"];
    for (scenario, variant) in ALL.iter().flat_map(|it| it.variants.iter().map(move |variant| (it, variant))) {
        let lines = variant.source.lines().count();
        assert!((15..=100).contains(&lines), "{} has {lines} lines", variant.file);
        let command = format!("//! `racecourse check {} --variant {}`\n", scenario.name, variant.name);
        assert!(variant.source.contains(&command), "{} does not say {command}", variant.file);
        let code = variant.source.lines().map(str::trim).filter(|line| !line.starts_with("//"));
        for line in code {
            for word in outside {
                assert!(!line.contains(word), "{} uses {word}", variant.file);
            }
            if line.contains("std::") || line.contains("core::") {
                let allowed = ["use std::sync::Arc;", "use std::time::Duration;"];
                assert!(allowed.contains(&line), "{} uses {line}", variant.file);
            }
        }
    }
}

fn no_lesson_is_short() {
    // The compiler sees to everything else that a scenario has to have.
    for scenario in ALL {
        assert!(scenario.lesson.lines().count() >= 30, "{}/README.md is short", folder(scenario).display());
    }
}

fn the_readme_lists_the_scenarios() {
    let readme = fs::read_to_string(root().join("README.md")).expect("there is a README");
    let header = "| | scenario | hazard | what goes wrong |\n|---|---|---|---|\n".to_owned();
    let rows = ALL.iter().map(|it| {
        let link = format!("[`{}`](scenarios/{}/{})", it.name, it.family, it.name);
        format!("| {} | {link} | {} | {} |\n", it.id, it.hazard, it.summary)
    });
    let table: String = [header].into_iter().chain(rows).collect();
    // Between the two marks stands the table and nothing else: no row is missing, and none is stale.
    let (_, after) = readme.split_once("<!-- scenarios: ").expect("a mark before the table");
    let (_, after) = after.split_once("-->\n").expect("an end of the mark");
    let (found, _) = after.split_once("<!-- end of scenarios -->").expect("a mark after the table");
    assert_eq!(found, table, "the table in README.md should be:\n{table}");
}
