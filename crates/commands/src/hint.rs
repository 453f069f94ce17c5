//! `racecourse hint`: hints for repairing a broken variant, from vague to plain.

use std::io::Write;

use racecourse_layout::{Style, fill};

use racecourse::scenario::Role;

use crate::args::Hint;
use crate::course::Course;
use crate::terminal::Terminal;
use crate::{Error, Exit, names};

pub(crate) fn run(hint: &Hint, course: &Course, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let scenario = names::scenario(&course.scenarios, &hint.scenario)?;
    let layout = terminal.layout();
    let total = scenario.hints.len();
    let Some(text) = hint.level.checked_sub(1).and_then(|index| scenario.hints.get(index)) else {
        let has = match total {
            0 => "no hints".to_owned(),
            1 => "one hint".to_owned(),
            n => format!("hints 1 to {n}"),
        };
        return Err(Error::Usage(format!("{} has {has}, but no hint {}", scenario.name, hint.level)));
    };
    let heading = format!("Hint {} of {total} for {} {}", hint.level, scenario.id, scenario.title);
    writeln!(out, "{}\n", layout.paint(Style::Strong, heading))?;
    for line in fill(text, layout.width - 2) {
        writeln!(out, "  {line}")?;
    }
    if let Some(broken) = scenario.variants.iter().find(|variant| variant.role == Role::Broken) {
        let check = layout.invocation.with(format!("check {}", scenario.name));
        writeln!(out, "\nRepair {}, then:", broken.file)?;
        writeln!(out, "  {check}")?;
    }
    if hint.level < total {
        let command = layout.invocation.with(format!("hint {} --level {}", scenario.name, hint.level + 1));
        writeln!(out, "\nA plainer one: {command}")?;
    } else {
        let command = layout.invocation.with(format!("show {} --diff", scenario.name));
        writeln!(out, "\nThat was the last hint. How it is fixed: {command}")?;
    }
    Ok(Exit::AsExpected)
}
