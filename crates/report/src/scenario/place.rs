//! What the place of a declaration says: the names of scenario and family, and where the other files are.

use super::complaint::complain;
use super::const_text::{equal, split_at_last};

/// The folder of the declaration in `file` (what `file!()` says there), with its last slash: `scenarios/races/lost_update/`.
///
/// # Panics
///
/// If it is not the `mod.rs` of a folder in a folder, or if the `module` (what `module_path!()` says) is not called like
/// that folder.
#[track_caller]
pub const fn folder(file: &'static str, module: &'static str) -> &'static str {
    let file = from_the_root(file);
    let (path, last) = split_at_last(file, b'/');
    let (parent, name) = split_at_last(path, b'/');
    if !equal(last, "mod.rs") || parent.is_empty() {
        complain(&[file, ": a scenario is declared in FAMILY/NAME/mod.rs"]);
    }
    let (_, module) = split_at_last(module, b':');
    if !equal(name, module) {
        complain(&[file, ": the folder is called `", name, "` and the module `", module, "`"]);
    }
    file.split_at(path.len() + 1).0
}

/// The scenario's name: that of its folder.
pub const fn name(folder: &'static str) -> &'static str {
    family_and_name(folder).1
}

/// The family's name: that of the folder around it.
pub const fn family(folder: &'static str) -> &'static str {
    split_at_last(family_and_name(folder).0, b'/').1
}

const fn family_and_name(folder: &'static str) -> (&'static str, &'static str) {
    let (path, _) = split_at_last(folder, b'/');
    split_at_last(path, b'/')
}

/// Without what leads up and down again: a module with a `#[path]` has `src/../scenarios/…`.
const fn from_the_root(file: &'static str) -> &'static str {
    let bytes = file.as_bytes();
    let mut at = bytes.len();
    while at >= 3 {
        if bytes[at - 3] == b'.' && bytes[at - 2] == b'.' && bytes[at - 1] == b'/' {
            return file.split_at(at).1;
        }
        at -= 1;
    }
    file
}
