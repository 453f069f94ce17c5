//! Finding labs and their programs by the names users type.

use racecourse_commands::Error;
use racecourse_commands::names::{normal, unknown};
use racecourse_layout::nearest;

use crate::lab::{Lab, Program};

/// The labs with these names, in the order in which they are named.
pub(super) fn labs(all: &[&'static Lab], wanted: &[String]) -> Result<Vec<&'static Lab>, Error> {
    wanted.iter().map(|name| lab(all, name)).collect()
}

/// The lab with this name, if there is one.
pub(super) fn lab_if_any(all: &[&'static Lab], name: &str) -> Option<&'static Lab> {
    let wanted = normal(name);
    all.iter().find(|lab| lab.name == wanted).copied()
}

/// The program of `lab` with this name.
pub(super) fn program(lab: &'static Lab, name: &str) -> Result<&'static Program, Error> {
    let wanted = normal(name);
    let found = lab.programs.iter().find(|program| program.name == wanted.trim_end_matches(".rs"));
    found.ok_or_else(|| {
        let names: Vec<&str> = lab.programs.iter().map(|one| one.name).collect();
        unknown(&format!("program of {}", lab.name), name, nearest(&wanted, names.iter().copied()), &names)
    })
}

/// The lab with this name.
pub(super) fn lab(all: &[&'static Lab], name: &str) -> Result<&'static Lab, Error> {
    let wanted = normal(name);
    lab_if_any(all, name).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|lab| lab.name).collect();
        unknown("lab", name, nearest(&wanted, names.iter().copied()), &names)
    })
}
