//! `racecourse reset NAME`: an exercise as it was at first.

use std::io::Write;

use super::{folder, named};
use crate::{Error, Exit};

pub(crate) fn run(name: &str, out: &mut dyn Write) -> Result<Exit, Error> {
    let exercise = named(name)?;
    let mut folder = folder()?;
    let kept = folder.reset(&exercise).map_err(Error::Usage)?;
    let file = folder.file_of(&exercise.name);
    writeln!(out, "{} is as it was at first.", file.display())?;
    if let Some(kept) = kept {
        writeln!(out, "What was there is in {}.", kept.display())?;
    }
    Ok(Exit::AsExpected)
}
