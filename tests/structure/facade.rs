//! The page that says what a file of an exercise has (`docs/facade.md`), held to the facade: nothing that is public there is missing,
//! and it has no name that is not there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules that a submission has.
const MODULES: [&str; 6] = ["sync", "thread", "channel", "cell", "process", "hint"];

/// What a submission need not call by its name: what others return, and what everybody knows of every type.
const UNSAID: [&str; 13] = [
    "BarrierWaitResult",
    "Exit",
    "IntoIter",
    "Iter",
    "RecvTimeoutError",
    "RwLockReadGuard",
    "RwLockWriteGuard",
    "Scope",
    "ScopedJoinHandle",
    "ThreadId",
    "TryRecvError",
    "TrySendError",
    "new",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn collect(path: &Path, texts: &mut Vec<String>) {
    if path.is_dir() {
        fs::read_dir(path).unwrap().for_each(|entry| collect(&entry.unwrap().path(), texts));
    } else if path.is_file() && !path.ends_with("thread/local.rs") {
        // What a thread has for itself begins with a macro, which no exercise has.
        texts.push(fs::read_to_string(path).unwrap());
    }
}

fn sources() -> Vec<String> {
    let mut texts = Vec::new();
    for module in MODULES {
        collect(&root().join("src").join(module), &mut texts);
        collect(&root().join("src").join(format!("{module}.rs")), &mut texts);
    }
    texts
}

/// The words of `text`, as Rust has them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}

/// What stands between backticks.
fn code_in(page: &str) -> impl Iterator<Item = &str> {
    page.split('`').skip(1).step_by(2)
}

/// What the sources declare for everybody: functions, types, traits and constants.
fn declared(texts: &[String]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for text in texts {
        let mut is_hidden = false;
        for line in text.lines().map(str::trim_start) {
            is_hidden |= line.starts_with("#[doc(hidden)]");
            let Some(rest) = line.strip_prefix("pub ") else { continue };
            let mut rest = words(rest).filter(|word| *word != "unsafe");
            let is_named = matches!(rest.next(), Some("fn" | "struct" | "enum" | "trait" | "const"));
            // `$name` of a macro is no name.
            let name = rest.next().filter(|name| !line.contains(&format!("${name}")));
            if let (true, false, Some(name)) = (is_named, is_hidden, name) {
                names.insert(name.to_owned());
            }
            is_hidden = false;
        }
    }
    names
}

#[test]
fn the_page_of_the_facade_has_all_of_it() {
    let page = fs::read_to_string(root().join("docs/facade.md")).unwrap();
    // A word of a sentence names nothing.
    let said: BTreeSet<&str> = code_in(&page).flat_map(words).collect();
    let declared = declared(&sources());
    assert!(declared.len() > 100, "{declared:?}");
    let missing: Vec<&String> = declared.iter().filter(|name| !said.contains(name.as_str())).collect();
    let missing: Vec<_> = missing.into_iter().filter(|name| !UNSAID.contains(&name.as_str())).collect();
    assert!(missing.is_empty(), "docs/facade.md lacks {missing:?}");
}

#[test]
fn the_page_of_the_facade_has_nothing_else() {
    let page = fs::read_to_string(root().join("docs/facade.md")).unwrap();
    let texts = sources();
    let there: BTreeSet<&str> = texts.iter().flat_map(|text| words(text)).collect();
    let calls = code_in(&page).flat_map(|code| {
        code.match_indices('(')
            .filter_map(|(at, _)| code[..at].rsplit(|it: char| !it.is_alphanumeric() && it != '_').next())
    });
    let calls: BTreeSet<&str> = calls.filter(|name| !name.is_empty()).collect();
    assert!(calls.len() > 50, "{calls:?}");
    // The body of a process is the submission's own.
    let strange: Vec<&&str> = calls.iter().filter(|name| !there.contains(**name) && **name != "body").collect();
    assert!(strange.is_empty(), "docs/facade.md calls {strange:?}, which is not there");
}
