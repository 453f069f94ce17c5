//! The folders, the list of scenarios and the README say the same, and every scenario is complete.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::Trial;
use racecourse::scenario::{Grade, Role, Scenario};
use racecourse_course::ALL;

pub(crate) fn trials() -> Vec<Trial> {
    let all: [(&str, fn()); 6] = [
        (
            "every_folder_is_in_the_list_and_every_scenario_has_a_folder",
            every_folder_is_in_the_list_and_every_scenario_has_a_folder,
        ),
        ("names_and_ids_are_unique", names_and_ids_are_unique),
        (
            "every_file_is_a_variant_and_every_variant_is_its_file",
            every_file_is_a_variant_and_every_variant_is_its_file,
        ),
        ("every_source_is_short_and_keeps_to_the_facade", every_source_is_short_and_keeps_to_the_facade),
        ("every_scenario_is_complete", every_scenario_is_complete),
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

fn every_folder_is_in_the_list_and_every_scenario_has_a_folder() {
    let on_disk: BTreeSet<String> = folders(&root().join("scenarios"))
        .into_iter()
        .flat_map(|family| {
            let inside = folders(&root().join("scenarios").join(&family));
            inside.into_iter().map(move |name| format!("{family}/{name}"))
        })
        .collect();
    let listed: BTreeSet<String> = ALL.iter().map(|it| format!("{}/{}", it.family, it.name)).collect();
    assert_eq!(on_disk, listed);
}

fn names_and_ids_are_unique() {
    let names: BTreeSet<&str> = ALL.iter().map(|it| it.name).collect();
    let ids: BTreeSet<&str> = ALL.iter().map(|it| it.id).collect();
    assert_eq!((names.len(), ids.len()), (ALL.len(), ALL.len()));
}

fn every_file_is_a_variant_and_every_variant_is_its_file() {
    for scenario in ALL {
        let files: BTreeSet<String> = fs::read_dir(folder(scenario))
            .expect("the folder can be read")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .filter_map(|name| name.strip_suffix(".rs").map(str::to_owned))
            .filter(|name| name != "mod")
            .collect();
        let variants: BTreeSet<String> = scenario.variants.iter().map(|it| it.name.to_owned()).collect();
        assert_eq!(files, variants, "{}", scenario.name);
        for variant in scenario.variants {
            let text = fs::read_to_string(root().join(variant.file)).expect("the file is where it is said to be");
            assert_eq!(text, variant.source, "{}", variant.file);
            let expected = if variant.name.starts_with("broken") { Role::Broken } else { Role::Fixed };
            assert_eq!(variant.role, expected, "{}", variant.file);
        }
        assert!(scenario.variants.iter().any(|it| it.role == Role::Broken), "{} has nothing broken", scenario.name);
        assert!(scenario.variants.iter().any(|it| it.role == Role::Fixed), "{} has nothing fixed", scenario.name);
    }
}

fn every_source_is_short_and_keeps_to_the_facade() {
    // What a student reads must be on one page, and what a model cannot see must not be in it. `clippy.toml` says so too,
    // and what to use instead; this says it to those who only run the tests.
    let outside = ["parking_lot", "crossbeam", "loom", "shuttle", "println!", "static ", "unsafe", "rand::"];
    for variant in ALL.iter().flat_map(|it| it.variants) {
        let lines = variant.source.lines().count();
        assert!((15..=100).contains(&lines), "{} has {lines} lines", variant.file);
        assert!(variant.source.starts_with("//! "), "{} does not begin with what happens", variant.file);
        let command = format!("--variant {}`", variant.name);
        assert!(variant.source.contains(&command), "{} does not say how it is checked", variant.file);
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

fn every_scenario_is_complete() {
    for scenario in ALL {
        assert_eq!(scenario.lesson, fs::read_to_string(folder(scenario).join("README.md")).expect("there is a lesson"));
        assert!(scenario.lesson.lines().count() >= 30, "{}: the lesson is short", scenario.name);
        assert!(scenario.hints.len() >= 2 && !scenario.references.is_empty(), "{}", scenario.name);
        let must_see: Vec<&str> =
            scenario.outcomes.iter().filter(|it| it.grade == Grade::MustSee).map(|it| it.outcome).collect();
        assert!(!must_see.is_empty(), "{} has no bug to be seen", scenario.name);
        for blind in scenario.blind {
            assert!(scenario.outcomes.iter().any(|it| it.outcome == blind.outcome), "{}: {blind:?}", scenario.name);
        }
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
