//! `racecourse show`: a lesson and its programs.

use std::io::Write;

use racecourse::scenario::{Role, Scenario, Variant};
use racecourse_layout::{Layout, Style, columns_of, fill, nearest, pad, visible};

use crate::args::Show;
use crate::course::Course;
use crate::listing::{SIDE_BY_SIDE, Text, changes, program, side_by_side};
use crate::markdown::{rendered, without_title};
use crate::other_names::{OTHER_NAMES, lessons};
use crate::terminal::Terminal;
use crate::{Error, Exit, labs, lecture, names};

pub(crate) fn run(show: &Show, course: &Course, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let name = match meant(&show.scenario, course) {
        [] => show.scenario.as_str(),
        [one] => one,
        several => {
            out.write_all(choice(&show.scenario, several, terminal).as_bytes())?;
            return Ok(Exit::AsExpected);
        }
    };
    if labs::is_one(name) {
        return labs::show(name, show, terminal);
    }
    let scenario = names::scenario(&course.scenarios, name)
        .map_err(|unknown| if names::is_family(&course.scenarios, name) { unknown } else { neither(name, course) })?;
    let picked = show.variant.as_deref().map(|name| names::variant(scenario, name)).transpose()?;
    let layout = terminal.wide_layout();
    let text = if show.diff {
        let (before, after) = pair(scenario, picked)?;
        changes(&Text::from(before), &Text::from(after), &layout)
    } else {
        match picked {
            Some(variant) => program(&Text::from(variant), &layout),
            None => whole(scenario, course, &layout),
        }
    };
    terminal.show(&text, !show.no_pager, out)?;
    Ok(Exit::AsExpected)
}

/// The lessons that are meant by what nothing here is called, but others call something; none for a name of our own.
fn meant(name: &str, course: &Course) -> &'static [&'static str] {
    let is_ours = labs::is_one(name) || names::scenario(&course.scenarios, name).is_ok();
    if is_ours { &[] } else { lessons(name) }
}

/// What there is about something that others call `name`.
fn choice(name: &str, lessons: &[&str], terminal: &Terminal) -> String {
    let layout = terminal.layout();
    let mut text = format!("{} is the subject of:\n", visible(name));
    let width = lessons.iter().map(|lesson| columns_of(lesson)).max().unwrap_or(0);
    for lesson in lessons {
        let kind = if labs::is_one(lesson) { "a lab" } else { "a scenario" };
        text += &format!("  {}  {kind}\n", layout.invocation.with(format!("show {}", pad(lesson, width))));
    }
    text
}

/// That there is no scenario and no lab of this name.
fn neither(name: &str, course: &Course) -> Error {
    let known: Vec<&str> = course.scenarios.iter().map(|one| one.name).chain(labs::names()).collect();
    let others = OTHER_NAMES.iter().flat_map(|one| one.names).copied();
    let close = nearest(&names::normal(name), known.iter().copied().chain(others));
    names::no_scenario("scenario and no lab", name, close, &known)
}

/// The lesson, all programs, and what to do with them.
fn whole(scenario: &'static Scenario, course: &Course, layout: &Layout) -> String {
    let known = |name: &str| labs::is_one(name) || course.scenarios.iter().any(|one| one.name == name);
    let mut text = introduction(scenario, layout) + &rendered(without_title(scenario.lesson), layout, &known);
    let mut variants = scenario.variants.iter().collect::<Vec<_>>();
    if let Ok((before, after)) = pair(scenario, None)
        && layout.width >= SIDE_BY_SIDE
    {
        text += &format!("\n{}", side_by_side(&Text::from(before), &Text::from(after), layout));
        variants.retain(|variant| variant.name != before.name && variant.name != after.name);
    }
    for variant in variants {
        text += &format!("\n{}", program(&Text::from(variant), layout));
    }
    if !scenario.references.is_empty() {
        let references: String = scenario.references.iter().map(|reference| format!("- {reference}\n")).collect();
        text += &format!("\n{}\n{}", layout.paint(Style::Strong, "Read on"), rendered(&references, layout, &known));
    }
    text + &format!("\nSee it fail: {}\n", layout.invocation.with(format!("check {}", scenario.name)))
}

impl From<&'static Variant> for Text {
    fn from(variant: &'static Variant) -> Self {
        let style = if variant.role == Role::Broken { Style::Bad } else { Style::Good };
        Self { file: variant.file, summary: variant.summary, source: variant.source, style }
    }
}

/// The two programs to compare: what is broken and what fixes it. A picked variant takes its own side.
fn pair(
    scenario: &'static Scenario,
    picked: Option<&'static Variant>,
) -> Result<(&'static Variant, &'static Variant), Error> {
    let first = |role: Role| scenario.variants.iter().find(|variant| variant.role == role);
    let side = |role: Role| picked.filter(|variant| variant.role == role).or_else(|| first(role));
    match (side(Role::Broken), side(Role::Fixed)) {
        (Some(before), Some(after)) => Ok((before, after)),
        _ => Err(Error::Usage(format!("{} has no two variants to compare", scenario.name))),
    }
}

fn introduction(scenario: &Scenario, layout: &Layout) -> String {
    let heading = format!("{} {}", scenario.id, scenario.title);
    let mut text = format!("{}   {} · {}\n", layout.paint(Style::Strong, heading), scenario.family, scenario.hazard);
    for line in fill(scenario.summary, layout.width.min(96)) {
        text += &format!("{line}\n");
    }
    text + &lecture::named_above(scenario.name, layout) + "\n"
}
