//! Finding things by the names users type, and suggesting the nearest when there is none.

use racecourse::scenario::{Scenario, Variant};
use racecourse_layout::{fill, nearest, visible};

use crate::other_names::lessons;
use crate::{Error, exercises};

/// The scenarios meant by `wanted`, in the course's order; all of them if nothing is named.
pub(crate) fn scenarios(all: &[&'static Scenario], wanted: &[String]) -> Result<Vec<&'static Scenario>, Error> {
    if wanted.is_empty() {
        return Ok(all.to_vec());
    }
    let mut meant = Vec::new();
    for name in wanted {
        let of_family = |one: &&&'static Scenario| one.family == normal(name);
        let family: Vec<&'static Scenario> = all.iter().filter(of_family).copied().collect();
        if family.is_empty() {
            meant.push(scenario(all, name).map_err(|unknown| a_variant(name, &meant).unwrap_or(unknown))?);
        } else {
            meant.extend(family);
        }
    }
    Ok(all.iter().filter(|one| meant.iter().any(|other| other.id == one.id)).copied().collect())
}

/// That a name which stands behind scenarios is that of a variant of theirs, and how to say so.
fn a_variant(name: &str, of: &[&'static Scenario]) -> Option<Error> {
    let wanted = normal(name);
    let wanted = wanted.trim_end_matches(".rs");
    let scenario = of.iter().find(|scenario| scenario.variant(wanted).is_some())?;
    let says = format!("no scenario is called `{wanted}`, but a variant of {} is", scenario.name);
    Some(Error::Usage(format!("{says}; did you mean `{} --variant {wanted}`?", scenario.name)))
}

/// The scenario with this name or id.
pub(crate) fn scenario(all: &[&'static Scenario], name: &str) -> Result<&'static Scenario, Error> {
    let wanted = normal(name);
    let last = wanted.rsplit('/').next().unwrap_or(&wanted);
    let found = all.iter().find(|one| one.name == last || one.id.eq_ignore_ascii_case(name));
    found.copied().ok_or_else(|| {
        let family: Vec<&str> = all.iter().filter(|one| one.family == wanted).map(|one| one.name).collect();
        if !family.is_empty() {
            let says = format!("`{wanted}` is a family of scenarios, and one of them is needed here");
            let known = fill(&format!("in it: {}", family.join(", ")), 76);
            return Error::Usage(format!("{says}\n  {}", known.join("\n  ")));
        }
        let names: Vec<&str> = all.iter().map(|one| one.name).collect();
        let families = all.iter().map(|one| one.family);
        let near = nearest(&wanted, names.iter().copied().chain(all.iter().map(|one| one.id)).chain(families));
        // What others call something is a better guess than what is spelled like it.
        let meant = lessons(name).iter().copied().find(|lesson| names.contains(lesson));
        no_scenario("scenario", name, meant.or(near), &names)
    })
}

/// That no `what`, a scenario or something else, is called `name`, which may be the name of an exercise, or nearly so.
pub(crate) fn no_scenario(what: &str, name: &str, near: Option<&str>, names: &[&str]) -> Error {
    let wanted = exercises::name_in(name);
    if exercises::is_one(&wanted) {
        let says = format!("no {what} is called `{wanted}`: it is an exercise");
        return Error::Usage(format!("{says}, for `learn`, `check`, `hint`, `play` and `show`"));
    }
    let of_exercises = racecourse_exercises::exercise::names();
    let near = near.or_else(|| nearest(&wanted, of_exercises));
    let Error::Usage(says) = unknown(what, name, near, names) else { unreachable!("it is a mistake of the user's") };
    Error::Usage(format!("{says}\n  exercises: `racecourse list --exercises` shows them"))
}

/// Whether a family of scenarios is called `name`.
pub(crate) fn is_family(all: &[&'static Scenario], name: &str) -> bool {
    all.iter().any(|one| one.family == normal(name))
}

/// The variants meant by `wanted`, in the scenario's order; all of them if nothing is named.
pub(crate) fn variants(scenario: &'static Scenario, wanted: &[String]) -> Result<Vec<&'static Variant>, Error> {
    let mut meant = Vec::new();
    for name in wanted {
        meant.push(variant(scenario, name)?.name);
    }
    Ok(scenario.variants.iter().filter(|one| wanted.is_empty() || meant.contains(&one.name)).collect())
}

/// The variant of `scenario` with this name.
pub(crate) fn variant(scenario: &'static Scenario, name: &str) -> Result<&'static Variant, Error> {
    let wanted = normal(name);
    scenario.variant(wanted.trim_end_matches(".rs")).ok_or_else(|| {
        let names: Vec<&str> = scenario.variants.iter().map(|one| one.name).collect();
        unknown(&format!("variant of {}", scenario.name), name, nearest(&wanted, names.iter().copied()), &names)
    })
}

/// Names are written with underscores and in small letters; nobody should have to remember that.
pub fn normal(name: &str) -> String {
    name.trim().replace('-', "_").to_lowercase()
}

/// That no `what` is called `name`, with the nearest there is, and all there are.
pub fn unknown(what: &str, name: &str, nearest: Option<&str>, names: &[&str]) -> Error {
    let mut message = format!("no {what} is called `{}`", visible(name));
    if let Some(nearest) = nearest {
        message += &format!("; did you mean `{nearest}`?");
    }
    let known = fill(&format!("known: {}", names.join(", ")), 76);
    Error::Usage(format!("{message}\n  {}", known.join("\n  ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(name: &str) -> String {
        match no_scenario("scenario", name, None, &["lost_update"]) {
            Error::Usage(says) => says,
            Error::Io(..) => panic!("it is a mistake of the user's"),
        }
    }

    #[test]
    fn a_name_that_is_nearly_that_of_an_exercise_is_compared_with_those() {
        assert!(says("repair_lost_updat").contains("did you mean `repair_lost_update`?"));
        let of_another_command = says("repair_lost_update/exercise.rs");
        assert!(of_another_command.contains("it is an exercise, for `learn`"), "{of_another_command}");
        assert!(says("zzzzzz").contains("known: lost_update\n  exercises:"));
    }
}
