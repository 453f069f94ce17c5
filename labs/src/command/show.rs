//! A lab's lesson and its programs.

use std::io::Write;

use racecourse_commands::args::Show;
use racecourse_commands::labs::is_one;
use racecourse_commands::lecture::named_above;
use racecourse_commands::listing::{SIDE_BY_SIDE, Text, changes, program, side_by_side};
use racecourse_commands::markdown::{rendered, without_title};
use racecourse_commands::terminal::Terminal;
use racecourse_commands::{Error, Exit};
use racecourse_layout::{Style, fill};

use super::names;
use crate::lab::{Program, Role};
use crate::labs::ALL;

pub(super) fn run(show: &Show, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let lab = names::lab(ALL, &show.scenario)?;
    let layout = terminal.layout_of_lessons();
    let picked = show.variant.as_deref().map(|name| names::program(lab, name)).transpose()?;
    let first = |role: Role| lab.programs.iter().find(|program| program.role == role);
    let side = |role: Role| picked.filter(|program| program.role == role).or_else(|| first(role));
    let pair = side(Role::Slow).zip(side(Role::Fast));
    if show.diff {
        let why = || Error::Usage(format!("{} has no two programs to compare", lab.name));
        let (slow, fast) = pair.ok_or_else(why)?;
        terminal.show(&changes(&text(slow), &text(fast), &layout), !show.no_pager, out)?;
        return Ok(Exit::AsExpected);
    }
    if let Some(program_of_lab) = picked {
        terminal.show(&program(&text(program_of_lab), &layout), !show.no_pager, out)?;
        return Ok(Exit::AsExpected);
    }
    let mut shown = format!("{}\n", layout.paint(Style::Strong, lab.title));
    for line in fill(lab.question, layout.width.min(96)) {
        shown += &format!("{line}\n");
    }
    shown += &named_above(lab.name, &layout);
    let known = |name: &str| is_one(name);
    shown += &format!("\n{}", rendered(without_title(lab.lesson), &layout, &known));
    let mut programs = lab.programs.iter().collect::<Vec<_>>();
    if let Some((slow, fast)) = pair
        && layout.width >= SIDE_BY_SIDE
    {
        shown += &format!("\n{}", side_by_side(&text(slow), &text(fast), &layout));
        programs.retain(|program| program.name != slow.name && program.name != fast.name);
    }
    for one in programs {
        shown += &format!("\n{}", program(&text(one), &layout));
    }
    if let Some(lecture) = lab.lecture {
        let python =
            Text { file: lecture.file, summary: lecture.summary, source: lecture.source, style: Style::Strong };
        shown += &format!("\n{}", program(&python, &layout));
    }
    if let Some(question) = lab.asks {
        let guess = layout.invocation.with(format!("lab {} --guess <number>", lab.name));
        shown += &format!("\nGuess first: {question} {guess}\n");
    }
    shown += &format!("\nMeasure it: {}\n", layout.invocation.with(format!("lab {}", lab.name)));
    terminal.show(&shown, !show.no_pager, out)?;
    Ok(Exit::AsExpected)
}

fn text(program: &'static Program) -> Text {
    let style = match program.role {
        Role::Slow => Style::Bad,
        Role::Fast => Style::Good,
        Role::Part => Style::Strong,
    };
    Text { file: program.file, summary: program.summary, source: program.source, style }
}
