//! `racecourse learn`: exercises one after the other, each checked whenever it is saved.

mod choosing;
mod session;

use std::io::Write;
use std::path::PathBuf;

use racecourse_exercises::exercise;
use racecourse_exercises::folder::Folder;

use self::session::Session;
use super::sitting::{self, Manner};
use super::workshop;
use crate::args::Learn;
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(crate) fn run(learn: &Learn, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let place = learn.folder.clone().unwrap_or_else(|| PathBuf::from("."));
    if !Folder::may_be(&place) {
        let says = "there is something else in this folder; name another one, for instance `racecourse learn course`";
        return Err(Error::Usage(if learn.folder.is_some() {
            says.replace("this folder", &place.display().to_string())
        } else {
            says.to_owned()
        }));
    }
    let exercises = exercise::all();
    let folder = Folder::make(&place, &exercises).map_err(Error::Usage)?;
    if let Some(bad) = &folder.bad {
        writeln!(terminal.stderr(), "warning: the record of progress could not be read, and is kept as {bad}")?;
    }
    let workshop = workshop(terminal, |hears| folder.workshop(hears))?;
    // They are there as long as the program is.
    let mut session = Session::new(folder, workshop, exercises.leak());
    let manner = Manner { manual: learn.manual, edit_cmd: learn.edit_cmd.clone() };
    sitting::sit(&mut session, &manner, terminal, out)
}
