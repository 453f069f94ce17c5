//! Every edit is recorded and checked before the author can go on.

use std::fs::File;
use std::io;
use std::path::Path;

use super::document::{Document, check, record};

/// How many suspicious pairs there are after each edit.
pub fn checks(edits: usize, path: &Path) -> io::Result<Vec<usize>> {
    let mut file = File::create(path)?;
    let mut document = Document::new();
    let mut found = Vec::new();
    for number in 0..edits {
        let text = document.edit(number);
        record(&mut file, &text)?;
        found.push(check(&text));
    }
    Ok(found)
}
