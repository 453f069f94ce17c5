//! Faults, as plain text says them: which words of which file are to be which others.

use std::path::Path;
use std::{fs, io};

/// A fault that can be switched on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// What it is called.
    pub(crate) name: String,
    /// The list that it stands in.
    pub(crate) area: String,
    /// The file that it is in, from the root of the workspace.
    pub(crate) file: String,
    /// Words that stand once in the file, behind which `from` is looked for.
    pub(crate) after: Option<String>,
    /// An expression, or a statement if it ends with `;`.
    pub(crate) from: String,
    /// What it is with the fault.
    pub(crate) to: String,
    /// Why no verdict can be another one for it.
    pub(crate) equivalent: Option<String>,
}

impl Fault {
    /// Whether it is in the rule of an object, which each group of tests has to notice by itself.
    pub(crate) fn is_of_an_object(&self) -> bool {
        self.area == "meaning"
    }
}

/// Reads all lists of a folder, in the order of their names.
pub(crate) fn read_all(folder: &Path) -> Result<Vec<Fault>, String> {
    let trouble = |error: io::Error| format!("cannot read {}: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(trouble)?.collect::<Result<Vec<_>, _>>().map_err(trouble)?;
    let mut paths: Vec<_> = entries.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    let mut faults = Vec::new();
    for path in paths {
        let area = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        faults.extend(read(&area, &fs::read_to_string(&path).map_err(trouble)?)?);
    }
    for (at, fault) in faults.iter().enumerate() {
        if faults[..at].iter().any(|earlier| earlier.name == fault.name) {
            return Err(format!("two faults are called {}", fault.name));
        }
    }
    Ok(faults)
}

/// Reads a list: lines of a word and what it says, `#` for remarks.
///
/// `file` is the file of all faults that follow, `fault` begins one; `after`, `from`, `to` and `equivalent` say what it is.
fn read(area: &str, text: &str) -> Result<Vec<Fault>, String> {
    let mut faults: Vec<Fault> = Vec::new();
    let mut file = String::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong = |why: &str| Err(format!("{area}, line {}: {why}: {line}", at + 1));
        let (word, said) = line.split_once(' ').unwrap_or((line, ""));
        let said = said.trim().to_owned();
        match (word, faults.last_mut()) {
            ("file", _) => file = said,
            ("fault", _) if said.contains(' ') => return wrong("a name is one word"),
            ("fault", _) => faults.push(Fault {
                name: said,
                area: area.to_owned(),
                file: file.clone(),
                after: None,
                from: String::new(),
                to: String::new(),
                equivalent: None,
            }),
            ("after", Some(fault)) => fault.after = Some(said),
            ("from", Some(fault)) => fault.from = said,
            ("to", Some(fault)) => fault.to = said,
            ("equivalent", Some(fault)) => fault.equivalent = Some(said),
            _ => return wrong("no such word here"),
        }
    }
    match faults.iter().find(|fault| fault.from.is_empty() || fault.to.is_empty() || fault.file.is_empty()) {
        Some(fault) => Err(format!("{} says too little", fault.name)),
        None => Ok(faults),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_says_where_and_what() {
        let text = "# remark\nfile a.rs\nfault one\n  after x => \n  from 1\n  to 2 + 2\nfault two\nfrom b;\nto ;\nequivalent it is\n";
        let faults = read("area", text).expect("it is a list");
        assert_eq!(faults.len(), 2);
        assert_eq!(
            (faults[0].after.as_deref(), faults[0].from.as_str(), faults[0].to.as_str()),
            (Some("x =>"), "1", "2 + 2")
        );
        assert_eq!((faults[1].file.as_str(), faults[1].equivalent.as_deref()), ("a.rs", Some("it is")));
    }

    #[test]
    fn a_list_that_says_too_little_is_refused() {
        assert!(read("area", "fault one\nfrom 1\nto 2\n").is_err(), "in no file");
        assert!(read("area", "file a.rs\nfault one\nfrom 1\n").is_err(), "nothing instead");
        assert!(read("area", "from 1\n").is_err(), "of no fault");
    }
}
