//! Finding labs and their programs by the names users type.

use racecourse_commands::Error;
use racecourse_commands::names::{normal, unknown};
use racecourse_commands::other_names::lessons;
use racecourse_layout::nearest;

use crate::lab::{Lab, Program};

/// The labs with these names, or about what others call so, in the order in which they are named.
pub(super) fn labs(all: &[&'static Lab], wanted: &[String]) -> Result<Vec<&'static Lab>, Error> {
    let mut meant = Vec::new();
    for name in wanted {
        match lab_if_any(all, name) {
            Some(one) => meant.push(one),
            // What others call something may be the subject of several labs.
            None => match lessons(name).iter().filter_map(|lesson| lab_if_any(all, lesson)).collect::<Vec<_>>() {
                none if none.is_empty() => meant.push(lab(all, name)?),
                some => meant.extend(some),
            },
        }
    }
    // Nobody wants to wait for the same thing twice.
    let mut once: Vec<&'static Lab> = Vec::new();
    meant.into_iter().for_each(|lab| {
        if !once.iter().any(|known| known.name == lab.name) {
            once.push(lab)
        }
    });
    Ok(once)
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
