//! `racecourse hint NAME`, of an exercise.

use std::io::Write;

use racecourse_layout::{Style, fill};

use super::{folder, named};
use crate::args::Hint;
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(crate) fn run(hint: &Hint, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let exercise = named(&hint.scenario)?;
    let hints = &exercise.description.hints;
    let layout = terminal.layout();
    let Some(text) = hint.level.checked_sub(1).and_then(|at| hints.get(at)) else {
        let says = format!("{} has hints 1 to {}, but no hint {}", exercise.name, hints.len(), hint.level);
        return Err(Error::Usage(says));
    };
    // Hints cost nothing; that they were looked at is remembered where there is a folder for it.
    if let Ok(mut folder) = folder() {
        let standing = folder.standing(&exercise.name);
        standing.hints = standing.hints.max(hint.level);
        folder.save().map_err(Error::Usage)?;
    }
    let heading = format!("Hint {} of {} for {}", hint.level, hints.len(), exercise.description.title);
    writeln!(out, "{}\n", layout.paint(Style::Strong, heading))?;
    for line in fill(&text.text, layout.width - 2) {
        writeln!(out, "  {line}")?;
    }
    let (says, command) = match hint.level < hints.len() {
        true => ("A plainer one", format!("hint {} --level {}", exercise.name, hint.level + 1)),
        false => ("That was the last one. Check what you have", format!("check {}", exercise.name)),
    };
    writeln!(out, "\n{says}: {}", layout.invocation.with(command))?;
    Ok(Exit::AsExpected)
}
