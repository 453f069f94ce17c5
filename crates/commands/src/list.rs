//! `racecourse list`.

use std::io::Write;

use serde_json::json;

use crate::args::{List, ListFormat};
use crate::course::Course;
use crate::terminal::Terminal;
use crate::{Error, Exit, names};
use racecourse::scenario::{Role, Scenario};
use racecourse_layout::{Layout, Style, columns_of, count, pad, shorten};

/// The version of the list for scripts, as `docs/json.md` describes it.
const SCHEMA: u32 = 1;

pub(crate) fn run(list: &List, course: &Course, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let scenarios = names::scenarios(&course.scenarios, &list.scenarios)?;
    let text = match list.format {
        ListFormat::Human => human(&scenarios, &terminal.layout()),
        ListFormat::Json => document(&scenarios),
    };
    out.write_all(text.as_bytes())?;
    Ok(Exit::AsExpected)
}

fn human(scenarios: &[&'static Scenario], layout: &Layout) -> String {
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
    let show = layout.invocation.with("show <name>");
    text += &format!("\n{}. `{show}` has the lesson.\n", count(scenarios.len() as u64, "scenario"));
    text
}

fn document(scenarios: &[&'static Scenario]) -> String {
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
    let document = json!({ "schema": SCHEMA, "scenarios": entries.collect::<Vec<_>>() });
    format!("{document:#}\n")
}
