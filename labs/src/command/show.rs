//! A lab's lesson and its programs.

use std::io::Write;

use racecourse_commands::args::Show;
use racecourse_commands::listing::{SIDE_BY_SIDE, Text, changes, program, side_by_side};
use racecourse_commands::markdown::{rendered, without_title};
use racecourse_commands::terminal::Terminal;
use racecourse_commands::{Error, Exit};
use racecourse_layout::{Ink, fill};

use super::names;
use crate::lab::{Program, Role};
use crate::labs::ALL;

pub(super) fn run(show: &Show, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let lab = names::lab(ALL, &show.scenario)?;
    let page = terminal.wide_page();
    let picked = show.variant.as_deref().map(|name| names::program(lab, name)).transpose()?;
    let first = |role: Role| lab.programs.iter().find(|program| program.role == role);
    let side = |role: Role| picked.filter(|program| program.role == role).or_else(|| first(role));
    let pair = side(Role::Slow).zip(side(Role::Fast));
    if show.diff {
        let why = || Error::Usage(format!("{} has no two programs to compare", lab.name));
        let (slow, fast) = pair.ok_or_else(why)?;
        out.write_all(changes(&text(slow), &text(fast), &page).as_bytes())?;
        return Ok(Exit::AsExpected);
    }
    if let Some(program_of_lab) = picked {
        out.write_all(program(&text(program_of_lab), &page).as_bytes())?;
        return Ok(Exit::AsExpected);
    }
    writeln!(out, "{}", page.paint(Ink::Strong, lab.title))?;
    for line in fill(lab.question, page.width.min(96)) {
        writeln!(out, "{line}")?;
    }
    write!(out, "\n{}", rendered(without_title(lab.lesson), &page))?;
    let mut programs = lab.programs.iter().collect::<Vec<_>>();
    if let Some((slow, fast)) = pair
        && page.width >= SIDE_BY_SIDE
    {
        write!(out, "\n{}", side_by_side(&text(slow), &text(fast), &page))?;
        programs.retain(|program| program.name != slow.name && program.name != fast.name);
    }
    for one in programs {
        write!(out, "\n{}", program(&text(one), &page))?;
    }
    writeln!(out, "\nMeasure it: {}", page.invocation.with(format!("lab {}", lab.name)))?;
    Ok(Exit::AsExpected)
}

fn text(program: &'static Program) -> Text {
    let ink = match program.role {
        Role::Slow => Ink::Bad,
        Role::Fast => Ink::Good,
        Role::Part => Ink::Strong,
    };
    Text { file: program.file, summary: program.summary, source: program.source, ink }
}
