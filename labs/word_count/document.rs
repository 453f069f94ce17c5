//! Counts the words of one document, which is read piece by piece, so that it may be larger than memory.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use nix::fcntl::OFlag;

use super::tally::{Note, Tally, What};
use super::words::Words;

/// Bytes that are read at a time.
const PIECE: usize = 64 * 1024;

/// What is in the document at `path`. Nothing that is wrong with it is a reason to stop.
pub fn count(path: &Path) -> Tally {
    let note = |what| Note { file: path.display().to_string(), what };
    match open(path).map(|file| read(file, PIECE)) {
        Ok(Counted { mut tally, note: what }) => {
            tally.notes.extend(what.map(note));
            tally
        }
        Err(what) => Tally { notes: vec![note(what)], ..Tally::default() },
    }
}

/// What a reader gave, and what is to be said about it.
pub struct Counted {
    /// The words.
    pub tally: Tally,
    /// The remark.
    pub note: Option<What>,
}

/// What `reader` gives, read in pieces of so many bytes.
pub fn read(mut reader: impl Read, piece: usize) -> Counted {
    let mut words = Words::default();
    let mut tally = Tally::default();
    let mut buffer = vec![0; piece];
    let trouble = loop {
        match reader.read(&mut buffer) {
            Ok(0) => break None,
            Ok(length) => {
                // Text has no zero byte, and what is no text mostly has one soon.
                if tally.bytes < PIECE as u64 && buffer[..length].contains(&0) {
                    return Counted { tally: Tally::default(), note: Some(What::Binary) };
                }
                tally.bytes += length as u64;
                words.piece(&buffer[..length]);
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => break Some(What::Unreadable(error.to_string())),
        }
    };
    let (counts, invalid) = words.end();
    tally.words = counts;
    tally.documents = u64::from(trouble.is_none());
    Counted { tally, note: trouble.or((invalid > 0).then_some(What::InvalidText(invalid))) }
}

/// Opens a document. What looked like one when the folder was listed may be something else by now.
fn open(path: &Path) -> Result<File, What> {
    let refused = |error: io::Error| What::Unreadable(error.to_string());
    // A fifo would be waited for until somebody writes to it.
    let flags = (OFlag::O_NONBLOCK | OFlag::O_NOCTTY).bits();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path).map_err(refused)?;
    let kind = file.metadata().map_err(refused)?.file_type();
    if kind.is_file() { Ok(file) } else { Err(What::Special(super::documents::kind_in_words(kind).to_owned())) }
}
