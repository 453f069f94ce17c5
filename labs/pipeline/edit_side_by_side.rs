//! Editing, recording and checking run side by side: each works on another edit at the same time.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::thread::scope;

use super::document::{Document, check, record};

/// How many suspicious pairs there are after each edit. Between two of the three there is room for so many texts.
pub fn checks(edits: usize, path: &Path, room: usize) -> io::Result<Vec<usize>> {
    let mut file = File::create(path)?;
    scope(|scope| {
        let (edited, to_record) = sync_channel(room);
        let (recorded, to_check) = sync_channel(room);
        scope.spawn(move || {
            let mut document = Document::new();
            // A channel whose other end has gone means that the recorder has failed.
            let _ = (0..edits).try_for_each(|number| edited.send(document.edit(number)));
        });
        let recorder = scope.spawn(move || -> io::Result<()> {
            for text in to_record {
                record(&mut file, &text)?;
                let _ = recorded.send(text);
            }
            Ok(())
        });
        let found = to_check.into_iter().map(|text: String| check(&text)).collect();
        recorder.join().expect("a recorder does not panic")?;
        Ok(found)
    })
}
