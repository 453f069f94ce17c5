//! Puts two things into the program: the exercises, and the library's own sources.
//!
//! A submission is built against the library that judges it. So that an installed program can do that in an empty folder, it
//! carries what the library is made of, as text, and writes it down where it is to be built.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The packages that a submission and its driver are built from, by their folders.
const PACKAGES: [&str; 11] = [
    "crates/engine",
    "crates/exercise_facade",
    "crates/exercise_std",
    "crates/graphs",
    "crates/kernel",
    "crates/layout",
    "crates/meaning",
    "crates/native",
    "crates/report",
    "crates/sources",
    "crates/trace",
];

/// How they are built there: what runs once for each step is optimised, as in this workspace, and a first build is short.
const PROFILE: &str = "
[profile.dev]
opt-level = 0
debug = false
incremental = false

[profile.dev.package.\"*\"]
debug-assertions = false
overflow-checks = false

[profile.dev.package]
racecourse-engine.opt-level = 1
racecourse-graphs.opt-level = 1
racecourse-kernel.opt-level = 1
racecourse-meaning.opt-level = 1
corosensei.opt-level = 1
smallvec.opt-level = 1
";

fn main() {
    let root = Path::new(&env::var_os("CARGO_MANIFEST_DIR").expect("cargo says it")).join("../..");
    let root = root.canonicalize().expect("it is there");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo says it"));
    library(&root, &out);
    exercises(&root.join("exercises"), &out);
    let path = root.join("exercises/path.toml");
    write(
        &out.join("path.rs"),
        &format!("/// The path, as it is written.\npub(crate) static PATH: &str = include_str!({path:?});\n"),
    );
}

/// The library: its packages without their tests, under a manifest that has no others.
fn library(root: &Path, out: &Path) {
    let mut table = String::new();
    let mut add = |name: &str, text: &str| {
        let _ = writeln!(table, "    ({name:?}, {text}),");
    };
    let manifest = read(&root.join("Cargo.toml"));
    let members: Vec<String> = PACKAGES.iter().map(|package| format!("{package:?}")).collect();
    let own = format!("[workspace]\nmembers = [\".\", {}]\nresolver = \"3\"\n\n", members.join(", "));
    let mut manifests = vec![("Cargo.toml".to_owned(), own + &stripped(&manifest) + PROFILE)];
    let mut sources = vec![root.join("src")];
    for package in PACKAGES {
        let folder = root.join(package);
        manifests.push((format!("{package}/Cargo.toml"), stripped(&read(&folder.join("Cargo.toml")))));
        sources.push(folder.join("src"));
    }
    for (name, text) in manifests {
        add(&name, &format!("{text:?}"));
    }
    add("Cargo.lock", &format!("include_str!({:?})", root.join("Cargo.lock")));
    println!("cargo::rerun-if-changed={}", root.join("Cargo.lock").display());
    for folder in sources {
        println!("cargo::rerun-if-changed={}", folder.display());
        for file in files_below(&folder) {
            let name = file.strip_prefix(root).expect("it is below").to_string_lossy().into_owned();
            add(&name, &format!("include_str!({file:?})"));
        }
    }
    write(
        &out.join("library.rs"),
        &format!(
            "/// The files of the library, by their paths.\npub(crate) static FILES: &[(&str, &str)] = &[\n{table}];\n"
        ),
    );
}

/// A manifest without what only this workspace has: other members, tests, benchmarks, profiles.
fn stripped(manifest: &str) -> String {
    println!("cargo::rerun-if-changed=Cargo.toml");
    let left_out = |header: &str| {
        let name = header.trim_matches(['[', ']']);
        ["workspace", "dev-dependencies", "test", "bench"].contains(&name) || name.starts_with("profile.")
    };
    let mut text = String::new();
    let mut keeps = true;
    for line in manifest.lines() {
        if line.starts_with('[') {
            keeps = !left_out(line.trim());
        }
        // What is only to be published with the package is not there.
        if keeps && !line.starts_with("readme =") && !line.starts_with("include =") {
            text += line;
            text.push('\n');
        }
    }
    text
}

/// The exercises: each with all files of its folder.
fn exercises(folder: &Path, out: &Path) {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut table = String::new();
    for exercise in sorted(folder).into_iter().filter(|path| path.is_dir()) {
        let name = exercise.file_name().expect("it has one").to_string_lossy().into_owned();
        let _ = writeln!(table, "    ({name:?}, &[");
        for file in files_below(&exercise) {
            let of = file.strip_prefix(&exercise).expect("it is below").to_string_lossy().into_owned();
            let _ = writeln!(table, "        ({of:?}, include_str!({file:?})),");
        }
        let _ = writeln!(table, "    ]),");
    }
    write(
        &out.join("embedded.rs"),
        &format!(
            "/// A file's path in its exercise, and its text.\npub(crate) type File = (&'static str, &'static str);\n\
             /// The exercises of the course, each with its files.\n\
             pub(crate) static EXERCISES: &[(&str, &[File])] = &[\n{table}];\n"
        ),
    );
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in sorted(folder) {
        if path.is_dir() {
            files.extend(files_below(&path));
        } else if path.extension().is_some_and(|it| ["rs", "md", "toml"].iter().any(|known| it == *known)) {
            files.push(path);
        }
    }
    files
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

fn read(path: &Path) -> String {
    println!("cargo::rerun-if-changed={}", path.display());
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
