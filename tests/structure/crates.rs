//! Which package of the workspace builds on which.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// What cargo answers.
fn said_by_cargo(arguments: &[&str]) -> String {
    let mut cargo = Command::new(env!("CARGO"));
    let output = cargo.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo writes text")
}

/// The packages, each with those of the workspace that it depends on, as cargo says; for tests only, in brackets.
fn packages() -> BTreeMap<String, Vec<String>> {
    let metadata = said_by_cargo(&["metadata", "--format-version", "1", "--no-deps", "--offline"]);
    let metadata: Value = serde_json::from_str(&metadata).expect("cargo writes JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let packages = list(&metadata["packages"]);
    let names: Vec<String> = packages.iter().map(|package| text(&package["name"])).collect();
    let dependencies = |package: &Value| {
        let inside = list(&package["dependencies"]);
        let inside = inside.iter().filter(|dependency| names.contains(&text(&dependency["name"])));
        let named = inside.map(|dependency| match dependency["kind"].as_str() {
            None => text(&dependency["name"]),
            Some(_) => format!("({})", text(&dependency["name"])),
        });
        named.collect()
    };
    packages.iter().map(|package| (text(&package["name"]), dependencies(package))).collect()
}

#[test]
fn the_packages_build_on_each_other_as_architecture_md_draws_them() {
    let lines = packages()
        .into_iter()
        .map(|(name, on)| format!("{name}\n{}", on.iter().map(|on| format!("    {on}\n")).collect::<String>()));
    insta::assert_snapshot!(lines.collect::<String>());
}

#[test]
fn the_library_builds_on_nothing_of_the_course() {
    let packages = packages();
    let for_real = |name: &str| -> Vec<&str> {
        packages[name].iter().map(String::as_str).filter(|on| !on.starts_with('(')).collect()
    };
    assert_eq!(
        for_real("racecourse"),
        [
            "racecourse-engine",
            "racecourse-kernel",
            "racecourse-layout",
            "racecourse-meaning",
            "racecourse-native",
            "racecourse-report",
            "racecourse-sources",
            "racecourse-trace"
        ]
    );
    // An engine knows no scenario, no report and no facade; the kernel besides knows no engine, and nothing that is real.
    assert_eq!(
        for_real("racecourse-engine"),
        [
            "racecourse-graphs",
            "racecourse-kernel",
            "racecourse-meaning",
            "racecourse-native",
            "racecourse-sources",
            "racecourse-trace"
        ]
    );
    assert_eq!(for_real("racecourse-kernel"), ["racecourse-meaning", "racecourse-sources", "racecourse-trace"]);
    assert_eq!(for_real("racecourse-report"), ["racecourse-layout", "racecourse-trace"]);
    // Playing runs nothing.
    assert_eq!(for_real("racecourse-play"), ["racecourse-layout", "racecourse-report", "racecourse-trace"]);
    assert_eq!(for_real("racecourse-meaning"), ["racecourse-trace"]);
    assert_eq!(for_real("racecourse-graphs"), ["racecourse-meaning"]);
    assert_eq!(for_real("racecourse-native"), ["racecourse-meaning", "racecourse-sources", "racecourse-trace"]);
    assert_eq!(for_real("racecourse-sources"), ["racecourse-layout", "racecourse-trace"]);
    assert_eq!(for_real("racecourse-trace"), ["racecourse-layout"]);
    assert_eq!(for_real("racecourse-layout"), [""; 0]);
    assert_eq!(for_real("racecourse-course"), ["racecourse"]);
    // An edited scenario leaves the commands as they were compiled.
    assert!(!for_real("racecourse-commands").contains(&"racecourse-course"));
    // Whoever does not measure does not build what measures.
    assert!(!for_real("racecourse-cli").contains(&"racecourse-labs"));
}

/// Packages in the tree of the library without loom and shuttle, its own included.
const MOST_IN_A_LEAN_TREE: usize = 40;

#[test]
fn without_loom_and_shuttle_the_library_is_made_of_few_packages() {
    let lean = tree(&["racecourse"], &["--no-default-features"]);
    assert!(lean.len() <= MOST_IN_A_LEAN_TREE, "{} packages: {lean:#?}", lean.len());
    assert_eq!((libraries(&lean), libraries(&tree(&["racecourse"], &[]))), (0, 2));
}

/// Who begins to learn waits until these are built.
#[test]
fn what_submissions_are_built_against_has_neither_loom_nor_shuttle() {
    let built = tree(&["racecourse-std", "racecourse-exercise"], &[]);
    assert!(built.len() <= MOST_IN_A_LEAN_TREE + 2, "{} packages: {built:#?}", built.len());
    assert_eq!(libraries(&built), 0);
}

/// What these packages are built of, with these arguments.
fn tree(packages: &[&str], arguments: &[&str]) -> BTreeSet<String> {
    let base = ["tree", "--edges", "normal,build", "--prefix", "none", "--no-dedupe", "--format", "{p}", "--offline"];
    let packages: Vec<&str> = packages.iter().flat_map(|package| ["--package", package]).collect();
    let text = said_by_cargo(&[base.as_slice(), &packages, arguments].concat());
    text.lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect()
}

/// How many of loom and shuttle are in it.
fn libraries(tree: &BTreeSet<String>) -> usize {
    tree.iter().filter(|it| it.starts_with("loom ") || it.starts_with("shuttle ")).count()
}
