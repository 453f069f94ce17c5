//! A copy of the workspace, in which the faults are.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::fault::Fault;
use super::schemata::{SWITCH, with_switches};

/// Makes the copy what the workspace is now, with all these faults in it behind switches. What has not changed is left alone, so
/// that it is not built again.
pub(crate) fn write(root: &Path, copy: &Path, faults: &[Fault]) -> Result<(), String> {
    let files = files(root)?;
    for file in &files {
        let from = root.join(file);
        // What git knows of may have been deleted.
        let Ok(bytes) = fs::read(&from) else { continue };
        if !faults.iter().any(|fault| Path::new(&fault.file) == file || lib_of(&fault.file) == *file) {
            put(&copy.join(file), &bytes)?;
        }
    }
    forget_others(copy, copy, &files)?;
    for (file, text) in texts(root, faults)? {
        put(&copy.join(file), text.as_bytes())?;
    }
    Ok(())
}

/// The files that are other ones in the copy, with the faults; an error names all faults that are not where they are said to be.
fn texts(root: &Path, faults: &[Fault]) -> Result<Vec<(PathBuf, String)>, String> {
    let mut by_file: BTreeMap<PathBuf, Vec<(usize, &Fault)>> = BTreeMap::new();
    for (number, fault) in faults.iter().enumerate() {
        by_file.entry(fault.file.clone().into()).or_default().push((number, fault));
        by_file.entry(lib_of(&fault.file)).or_default();
    }
    let (mut texts, mut wrong) = (Vec::new(), Vec::new());
    for (file, faults) in by_file {
        let text = fs::read_to_string(root.join(&file)).map_err(|error| format!("{}: {error}", file.display()))?;
        match with_switches(&text, &faults) {
            Ok(mut text) => {
                if file.ends_with("src/lib.rs") {
                    // Faults make for warnings. On the line that is there already: places stay as they are.
                    text.insert_str(0, "#![allow(warnings)] ");
                    text.push_str(SWITCH);
                }
                texts.push((file, text));
            }
            Err(why) => wrong.push(why),
        }
    }
    if wrong.is_empty() { Ok(texts) } else { Err(wrong.join("\n")) }
}

/// The root of the package that a file is in.
fn lib_of(file: &str) -> PathBuf {
    let package = file.split_once("/src/").map_or("", |(package, _)| package);
    Path::new(package).join("src/lib.rs")
}

/// All files that belong to the workspace.
fn files(root: &Path) -> Result<Vec<PathBuf>, String> {
    let mut git = Command::new("git");
    let listed = git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(root).output();
    let listed = listed.map_err(|error| format!("cannot ask git for the files: {error}"))?;
    if !listed.status.success() {
        return Err(String::from_utf8_lossy(&listed.stderr).into_owned());
    }
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    Ok(listed.split('\0').filter(|file| !file.is_empty()).map(PathBuf::from).collect())
}

fn put(to: &Path, bytes: &[u8]) -> Result<(), String> {
    if fs::read(to).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    let folder = to.parent().unwrap_or(to);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(to, bytes))
        .map_err(|error| format!("cannot write {}: {error}", to.display()))
}

/// Removes what is in the copy and not in the workspace.
fn forget_others(copy: &Path, folder: &Path, files: &[PathBuf]) -> Result<(), String> {
    let trouble = |error: std::io::Error| format!("cannot look through {}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(trouble)? {
        let path = entry.map_err(trouble)?.path();
        let inside = path.strip_prefix(copy).unwrap_or(&path).to_path_buf();
        if path.is_dir() {
            forget_others(copy, &path, files)?;
        } else if !files.contains(&inside) {
            fs::remove_file(&path).map_err(trouble)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_faults_are_where_the_lists_say() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here.ancestors().nth(2).expect("it is in the workspace");
        let faults = crate::fault::read_all(&here.join("rules")).expect("they can be read");
        let texts = texts(root, &faults).unwrap_or_else(|wrong| panic!("{wrong}"));
        assert!(!texts.is_empty());
    }
}
