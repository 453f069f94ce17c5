//! Which test has noticed a fault before: it is asked first, so that a whole run takes minutes.
//!
//! That decides nothing. If it does not notice any more, all the others are asked.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::{fs, io};

use super::suite::{Group, PARTS, Part};

/// By fault and group: the program of tests and the test.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Noticed(BTreeMap<(String, String), (String, String)>);

impl Noticed {
    /// What is written down; nothing if there is no such file.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        match fs::read_to_string(path) {
            Ok(text) => Self::of(&text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(format!("cannot read {}: {error}", path.display())),
        }
    }

    fn of(text: &str) -> Result<Self, String> {
        let mut noticed = Self::default();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [fault, group, program, test] = words[..] else { return Err(format!("not four words: {line}")) };
            noticed.0.insert((fault.to_owned(), group.to_owned()), (program.to_owned(), test.to_owned()));
        }
        Ok(noticed)
    }

    /// The part that has noticed this fault, of this group, and the test.
    pub(crate) fn before(&self, fault: &str, group: Group) -> Option<(&'static Part, &str)> {
        let (program, test) = self.0.get(&(fault.to_owned(), group.to_string()))?;
        let part = PARTS.iter().find(|part| part.group == group && part.program == program)?;
        Some((part, test))
    }

    /// From now on this test is asked first.
    pub(crate) fn note(&mut self, fault: &str, part: &Part, test: &str) {
        let by = (part.program.to_owned(), test.to_owned());
        self.0.insert((fault.to_owned(), part.group.to_string()), by);
    }

    /// The text for these faults, in order.
    pub(crate) fn text<'a>(&self, faults: impl Iterator<Item = &'a str>) -> String {
        let mut text = "# Which test has noticed which fault; `--remember` writes it.\n".to_owned();
        for fault in faults {
            for group in Group::ALL.map(|group| group.to_string()) {
                if let Some((program, test)) = self.0.get(&(fault.to_owned(), group.clone())) {
                    let _ = writeln!(text, "{fault} {group} {program} {test}");
                }
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut noticed = Noticed::default();
        noticed.note("one", &PARTS[0], "a::b");
        let text = noticed.text(["zero", "one"].into_iter());
        assert_eq!(Noticed::of(&text), Ok(noticed));
        let noticed = Noticed::of(&text).expect("it was written so");
        let before = noticed.before("one", PARTS[0].group).map(|(part, test)| (part.program, test));
        assert_eq!(before, Some((PARTS[0].program, "a::b")));
        assert!(noticed.before("zero", PARTS[0].group).is_none());
    }

    #[test]
    fn what_is_not_so_is_refused() {
        assert!(Noticed::of("one units meaning\n").is_err());
    }
}
