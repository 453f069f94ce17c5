//! A lab's lesson and its programs.

use std::io::Write;

use racecourse_commands::args::Show;
use racecourse_commands::labs::is_one;
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
        terminal.show(&changes(&text(slow), &text(fast), &page), !show.no_pager, out)?;
        return Ok(Exit::AsExpected);
    }
    if let Some(program_of_lab) = picked {
        terminal.show(&program(&text(program_of_lab), &page), !show.no_pager, out)?;
        return Ok(Exit::AsExpected);
    }
    let mut shown = format!("{}\n", page.paint(Ink::Strong, lab.title));
    for line in fill(lab.question, page.width.min(96)) {
        shown += &format!("{line}\n");
    }
    let known = |name: &str| is_one(name);
    shown += &format!("\n{}", rendered(without_title(lab.lesson), &page, &known));
    let mut programs = lab.programs.iter().collect::<Vec<_>>();
    if let Some((slow, fast)) = pair
        && page.width >= SIDE_BY_SIDE
    {
        shown += &format!("\n{}", side_by_side(&text(slow), &text(fast), &page));
        programs.retain(|program| program.name != slow.name && program.name != fast.name);
    }
    for one in programs {
        shown += &format!("\n{}", program(&text(one), &page));
    }
    shown += &format!("\nMeasure it: {}\n", page.invocation.with(format!("lab {}", lab.name)));
    terminal.show(&shown, !show.no_pager, out)?;
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
