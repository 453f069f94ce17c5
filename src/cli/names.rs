//! Finding things by the names users type, and suggesting the nearest when there is none.

use super::Trouble;
use crate::lab::{Lab, Program};
use crate::naming::{nearest, visible};
use crate::report::fill;
use crate::scenario::{Scenario, Variant};

/// The scenarios meant by `wanted`, in the course's order; all of them if nothing is named.
pub(super) fn scenarios(all: &[&'static Scenario], wanted: &[String]) -> Result<Vec<&'static Scenario>, Trouble> {
    if wanted.is_empty() {
        return Ok(all.to_vec());
    }
    let mut meant = Vec::new();
    for name in wanted {
        let of_family = |one: &&&'static Scenario| one.family == normal(name);
        let family: Vec<&'static Scenario> = all.iter().filter(of_family).copied().collect();
        if family.is_empty() { meant.push(scenario(all, name)?) } else { meant.extend(family) }
    }
    Ok(all.iter().filter(|one| meant.iter().any(|other| other.id == one.id)).copied().collect())
}

/// The scenario with this name or id.
pub(super) fn scenario(all: &[&'static Scenario], name: &str) -> Result<&'static Scenario, Trouble> {
    let wanted = normal(name);
    let last = wanted.rsplit('/').next().unwrap_or(&wanted);
    let found = all.iter().find(|one| one.name == last || one.id.eq_ignore_ascii_case(name));
    found.copied().ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|one| one.name).collect();
        let families = all.iter().map(|one| one.family);
        let nearest = nearest(&wanted, names.iter().copied().chain(all.iter().map(|one| one.id)).chain(families));
        unknown("scenario", name, nearest, &names)
    })
}

/// The variants meant by `wanted`, in the scenario's order; all of them if nothing is named.
pub(super) fn variants(scenario: &'static Scenario, wanted: &[String]) -> Result<Vec<&'static Variant>, Trouble> {
    let mut meant = Vec::new();
    for name in wanted {
        meant.push(variant(scenario, name)?.name);
    }
    Ok(scenario.variants.iter().filter(|one| wanted.is_empty() || meant.contains(&one.name)).collect())
}

/// The variant of `scenario` with this name.
pub(super) fn variant(scenario: &'static Scenario, name: &str) -> Result<&'static Variant, Trouble> {
    let wanted = normal(name);
    scenario.variant(wanted.trim_end_matches(".rs")).ok_or_else(|| {
        let names: Vec<&str> = scenario.variants.iter().map(|one| one.name).collect();
        unknown(&format!("variant of {}", scenario.name), name, nearest(&wanted, names.iter().copied()), &names)
    })
}

/// The labs with these names, in the order in which they are named.
pub(super) fn labs(all: &[&'static Lab], wanted: &[String]) -> Result<Vec<&'static Lab>, Trouble> {
    wanted.iter().map(|name| lab(all, name)).collect()
}

/// The lab with this name, if there is one.
pub(super) fn lab_if_any(all: &[&'static Lab], name: &str) -> Option<&'static Lab> {
    let wanted = normal(name);
    all.iter().find(|lab| lab.name == wanted).copied()
}

/// What to say of a name that is neither a scenario's nor a lab's, if it is nearly a lab's.
pub(super) fn did_you_mean_lab(all: &[&'static Lab], name: &str) -> Option<Trouble> {
    let nearest = nearest(&normal(name), all.iter().map(|lab| lab.name))?;
    Some(Trouble::Usage(format!("no scenario and no lab is called `{}`; did you mean `{nearest}`?", visible(name))))
}

/// The program of `lab` with this name.
pub(super) fn program(lab: &'static Lab, name: &str) -> Result<&'static Program, Trouble> {
    let wanted = normal(name);
    let found = lab.programs.iter().find(|program| program.name == wanted.trim_end_matches(".rs"));
    found.ok_or_else(|| {
        let names: Vec<&str> = lab.programs.iter().map(|one| one.name).collect();
        unknown(&format!("program of {}", lab.name), name, nearest(&wanted, names.iter().copied()), &names)
    })
}

fn lab(all: &[&'static Lab], name: &str) -> Result<&'static Lab, Trouble> {
    let wanted = normal(name);
    lab_if_any(all, name).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|lab| lab.name).collect();
        unknown("lab", name, nearest(&wanted, names.iter().copied()), &names)
    })
}

/// Names are written with underscores and in small letters; nobody should have to remember that.
fn normal(name: &str) -> String {
    name.trim().replace('-', "_").to_lowercase()
}

fn unknown(what: &str, name: &str, nearest: Option<&str>, names: &[&str]) -> Trouble {
    let mut message = format!("no {what} is called `{}`", visible(name));
    if let Some(nearest) = nearest {
        message += &format!("; did you mean `{nearest}`?");
    }
    let known = fill(&format!("known: {}", names.join(", ")), 90);
    Trouble::Usage(format!("{message}\n  {}", known.join("\n  ")))
}
