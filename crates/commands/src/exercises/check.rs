//! `racecourse check NAME`, of an exercise.

use std::io::Write;
use std::time::Instant;

use racecourse_exercises::check::Extent;
use racecourse_exercises::ladder::Judgement;
use racecourse_exercises::words::Words;

use super::{folder, named, workshop};
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(crate) fn run(names: &[String], terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let exercises = names.iter().map(|name| named(name)).collect::<Result<Vec<_>, Error>>()?;
    let mut folder = folder()?;
    let workshop = workshop(terminal, |hears| folder.workshop(hears))?;
    let layout = terminal.layout();
    let mut exit = Exit::AsExpected;
    for (at, exercise) in exercises.iter().enumerate() {
        let begun = Instant::now();
        let checked = folder.check(exercise, &workshop, &Extent::USUAL).map_err(Error::Usage)?;
        let aside = format!("{} · {:.1} s", exercise.name, begun.elapsed().as_secs_f64());
        let gap = if at > 0 { "\n" } else { "" };
        write!(out, "{gap}{}", Words::of(&checked, &layout).text(&aside, &layout))?;
        let next = match checked.judgement {
            Judgement::Right => format!("show {} --spoil    (how others do it)", exercise.name),
            _ => format!("hint {}", exercise.name),
        };
        writeln!(out, "\n  Next  {}", layout.invocation.with(next))?;
        exit = match (exit, &checked.judgement) {
            (Exit::Differs, _) | (_, Judgement::Wrong(_)) => Exit::Differs,
            (Exit::Undecided, _) | (_, Judgement::Undecided(_)) => Exit::Undecided,
            (before, Judgement::Right) => before,
        };
    }
    Ok(exit)
}
