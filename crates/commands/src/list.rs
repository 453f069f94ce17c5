//! `racecourse list`.

use std::io::Write;

use serde_json::json;

use crate::args::{List, ListFormat};
use crate::course::Course;
use crate::labs::{self, LABS};
use crate::names::{self, normal};
use crate::other_names::lessons;
use crate::terminal::Terminal;
use crate::{Error, Exit};
use racecourse::scenario::{Role, Scenario};
use racecourse_layout::{Layout, Style, columns_of, count, pad, shorten};

/// The version of the list for scripts, as `docs/json.md` describes it.
const SCHEMA: u32 = 1;

pub(crate) fn run(list: &List, course: &Course, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let (scenarios, labs) = meant(course, &list.scenarios)?;
    let text = match list.format {
        ListFormat::Human => human(&scenarios, &labs, &terminal.layout()),
        ListFormat::Json => document(&scenarios, &labs),
    };
    out.write_all(text.as_bytes())?;
    Ok(Exit::AsExpected)
}

/// A lab's name and title.
type Lab = (&'static str, &'static str);

/// The scenarios and the labs that are meant, by their own names, by families, `labs` among them, or by names that others
/// use for what they are about; everything if nothing is named.
fn meant(course: &Course, wanted: &[String]) -> Result<(Vec<&'static Scenario>, Vec<Lab>), Error> {
    if wanted.is_empty() {
        return Ok((course.scenarios.clone(), LABS.to_vec()));
    }
    let mut of_scenarios = Vec::new();
    let mut of_labs = Vec::new();
    for name in wanted {
        let is_scenario = |name: &str| names::scenario(&course.scenarios, name).is_ok();
        if normal(name) == "labs" {
            of_labs.extend(labs::names());
        } else if labs::is_one(name) {
            of_labs.extend(labs::names().filter(|lab| *lab == normal(name)));
        } else if is_scenario(name) || names::is_family(&course.scenarios, name) || lessons(name).is_empty() {
            of_scenarios.push(name.clone());
        } else {
            of_labs.extend(lessons(name).iter().copied().filter(|lesson| labs::is_one(lesson)));
            let here = lessons(name).iter().copied().filter(|lesson| is_scenario(lesson));
            of_scenarios.extend(here.map(str::to_owned));
        }
    }
    let scenarios = match of_scenarios.is_empty() {
        true => Vec::new(),
        false => names::scenarios(&course.scenarios, &of_scenarios)?,
    };
    Ok((scenarios, LABS.into_iter().filter(|(name, _)| of_labs.contains(name)).collect()))
}

fn human(scenarios: &[&'static Scenario], labs: &[Lab], layout: &Layout) -> String {
    let name_width = scenarios.iter().map(|one| columns_of(one.name)).max().unwrap_or(0);
    let hazard_width = scenarios.iter().map(|one| columns_of(one.hazard.name())).max().unwrap_or(0);
    let mut text = String::new();
    let mut family = "";
    for one in scenarios {
        if one.family != family {
            let gap = if family.is_empty() { "" } else { "\n" };
            text += &format!("{gap}{}\n", layout.paint(Style::Strong, one.family));
            family = one.family;
        }
        let lead = format!("  {}  {}  ", pad(one.id, 4), pad(one.name, name_width));
        let rest = format!("{}  {}", pad(one.hazard.name(), hazard_width), one.title);
        let room = layout.width.saturating_sub(columns_of(&lead));
        text += &format!("{}{}\n", lead, shorten(&rest, room));
    }
    if !labs.is_empty() {
        let gap = if scenarios.is_empty() { "" } else { "\n" };
        text += &format!("{gap}{}\n", layout.paint(Style::Strong, "labs"));
        let width = labs.iter().map(|(name, _)| columns_of(name)).max().unwrap_or(0);
        for (name, title) in labs {
            let lead = format!("        {}  ", pad(name, width));
            let room = layout.width.saturating_sub(columns_of(&lead));
            text += &format!("{lead}{}\n", shorten(title, room));
        }
    }
    let show = layout.invocation.with("show <name>");
    let counts: Vec<String> = [(scenarios.len(), "scenario"), (labs.len(), "lab")]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| count(number as u64, what))
        .collect();
    text += &format!("\n{}. `{show}` has the lesson.\n", counts.join(", "));
    text
}

fn document(scenarios: &[&'static Scenario], labs: &[Lab]) -> String {
    let variants = |one: &Scenario| -> Vec<_> {
        let role = |role| if role == Role::Broken { "broken" } else { "fixed" };
        let each = one.variants.iter();
        each.map(|variant| json!({ "name": variant.name, "role": role(variant.role), "summary": variant.summary }))
            .collect()
    };
    let entries = scenarios.iter().map(|one| {
        json!({
            "id": one.id,
            "name": one.name,
            "family": one.family,
            "hazard": one.hazard.name(),
            "title": one.title,
            "summary": one.summary,
            "variants": variants(one),
        })
    });
    let labs: Vec<_> = labs.iter().map(|(name, title)| json!({ "name": name, "title": title })).collect();
    let document = json!({ "schema": SCHEMA, "scenarios": entries.collect::<Vec<_>>(), "labs": labs });
    format!("{document:#}\n")
}
