//! The texts of programs: names are looked up in them, and reports quote their lines.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs};

use parking_lot::Mutex;

/// Where the texts of a program are.
#[derive(Clone, Debug, Default)]
pub enum Sources {
    /// Nowhere: what it makes has numbers for names.
    #[default]
    Unknown,
    /// One file, whose text was compiled in.
    Given {
        /// Its name, as the compiler gives it.
        file: &'static str,
        /// Its text.
        text: &'static str,
    },
    /// Several files, whose texts were compiled in.
    Several(&'static [(&'static str, &'static str)]),
    /// On disk. They are read when somebody asks for a line, and kept.
    OnDisk(Arc<Mutex<HashMap<String, Option<Arc<str>>>>>),
}

impl Sources {
    /// Files that are read when they are needed.
    pub fn on_disk() -> Self {
        Self::OnDisk(Arc::default())
    }

    /// What `f` makes of the text of `file`, if that is to be had.
    pub fn with<R>(&self, file: &str, f: impl FnOnce(&str) -> R) -> Option<R> {
        match self {
            Self::Unknown => None,
            Self::Given { file: given, text } => (*given == file).then(|| f(text)),
            Self::Several(texts) => text_among(texts, file).map(f),
            Self::OnDisk(_) => self.text(file).map(|text| f(&text)),
        }
    }

    /// The text of `file`, if that is to be had.
    pub fn text(&self, file: &str) -> Option<Arc<str>> {
        match self {
            Self::Unknown => None,
            Self::Given { file: given, text } => (*given == file).then(|| Arc::from(*text)),
            Self::Several(texts) => text_among(texts, file).map(Arc::from),
            Self::OnDisk(read) => {
                let mut read = read.lock();
                if let Some(text) = read.get(file) {
                    return text.clone();
                }
                let text = find(file).and_then(|path| fs::read_to_string(path).ok()).map(Arc::from);
                read.insert(file.to_owned(), text.clone());
                text
            }
        }
    }
}

fn text_among(texts: &[(&str, &'static str)], file: &str) -> Option<&'static str> {
    texts.iter().find(|(given, _)| *given == file).map(|(_, text)| *text)
}

/// Where the compiler's `file` is.
///
/// It names files as it was called: from the root of a workspace, while tests run in the folder of their package. So the
/// way leads upwards from there.
fn find(file: &str) -> Option<PathBuf> {
    let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let here = env::current_dir().ok();
    let starts = [package, here];
    let folders = starts.iter().flatten().flat_map(|start| start.ancestors());
    folders.map(|folder| folder.join(file)).find(|path| is_file(path))
}

fn is_file(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_from_the_folder_of_its_package() {
        let sources = Sources::on_disk();
        assert_eq!(sources.with(file!(), |text| text.contains("fn a_file_is_found_from")), Some(true));
        assert_eq!(sources.text("src/there_is_no_such_file.rs"), None);
    }

    #[test]
    fn a_given_text_is_that_of_one_file() {
        let sources = Sources::Given { file: "a.rs", text: "fn a() {}" };
        assert_eq!(sources.with("a.rs", str::len), Some(9));
        assert_eq!(sources.with("b.rs", str::len), None);
        let sources = Sources::Several(&[("a.rs", "fn a() {}"), ("b.rs", "fn b() { a() }")]);
        assert_eq!(sources.with("b.rs", str::len), Some(14));
        assert_eq!(sources.text("a.rs").as_deref(), Some("fn a() {}"));
        assert_eq!(sources.text("c.rs"), None);
    }
}
