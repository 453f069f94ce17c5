//! Finds the documents of a folder, and of all folders in it.

use std::fs::{self, FileType};
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};

use super::tally::{Note, What};

/// The documents in `root`, in the order of their names, and what is no document. A file is its own document.
///
/// No link is followed, so that none can lead in a circle, or to a document that is counted already; `root` itself may
/// be one.
pub fn documents(root: &Path) -> (Vec<PathBuf>, Vec<Note>) {
    let (mut found, mut notes) = (Vec::new(), Vec::new());
    match fs::metadata(root) {
        Ok(metadata) => sort_in(root.to_owned(), metadata.file_type(), &mut found, &mut notes),
        Err(error) => notes.push(note(root, What::Unreadable(error.to_string()))),
    }
    (found, notes)
}

/// Puts a file where it belongs, and a folder's contents too.
fn sort_in(path: PathBuf, kind: FileType, found: &mut Vec<PathBuf>, notes: &mut Vec<Note>) {
    if kind.is_file() {
        return found.push(path);
    }
    if !kind.is_dir() {
        return notes.push(note(&path, What::Special(kind_in_words(kind).to_owned())));
    }
    // A stack of folders rather than of calls: they may be nested as deeply as names can be long.
    let mut folders = vec![path];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                notes.push(note(&folder, What::Unreadable(error.to_string())));
                continue;
            }
        };
        for entry in entries {
            match entry.and_then(|entry| Ok((entry.path(), entry.file_type()?))) {
                Ok((path, kind)) if kind.is_dir() => folders.push(path),
                Ok((path, kind)) if kind.is_file() => found.push(path),
                Ok((path, kind)) => notes.push(note(&path, What::Special(kind_in_words(kind).to_owned()))),
                Err(error) => notes.push(note(&folder, What::Unreadable(error.to_string()))),
            }
        }
    }
    found.sort();
}

/// What a file that is no document is called.
pub(super) fn kind_in_words(kind: FileType) -> &'static str {
    match kind {
        _ if kind.is_symlink() => "a link",
        _ if kind.is_dir() => "a folder",
        _ if kind.is_fifo() => "a fifo",
        _ if kind.is_socket() => "a socket",
        _ if kind.is_block_device() || kind.is_char_device() => "a device",
        _ => "no file",
    }
}

fn note(path: &Path, what: What) -> Note {
    Note { file: path.display().to_string(), what }
}
