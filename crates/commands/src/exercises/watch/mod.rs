//! `racecourse watch FILE`: a file of somebody's own with a function `run`, checked whenever it is saved.

mod session;

use std::io::Write;

use racecourse_exercises::folder::Folder;
use racecourse_exercises::ladder::Judgement;
use racecourse_exercises::own::{self, Says};
use racecourse_exercises::workshop::Workshop;

use self::session::Session;
use super::place::Place;
use super::sitting::{self, Manner, Work};
use super::{grade, workshop};
use crate::args::Watch;
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(crate) fn run(watch: &Watch, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let name = watch.file.file_name().and_then(|name| name.to_str()).filter(|name| name.ends_with(".rs"));
    let (Some(name), true) = (name, watch.file.is_file()) else {
        let file = watch.file.display();
        return Err(Error::Usage(format!("{file} is no file of Rust; what is watched has a function `run`")));
    };
    let says = Says { must: watch.must.clone(), allowed: watch.allow.clone() };
    let exercise = own::exercise(name, says);
    let cache = grade::place()?;
    // Who is in a course has had the library built there.
    let workshop = match Folder::around(&std::env::current_dir().unwrap_or_default()) {
        Ok(folder) => workshop(terminal, |hears| folder.workshop(hears))?,
        Err(_) => workshop(terminal, |hears| Workshop::open(&cache, hears))?,
    };
    let place = Place::of(&cache).map_err(|error| Error::Io("make a place to build in".to_owned(), error))?;
    let mut session = Session::new(watch.file.clone(), &exercise, workshop, place.path());
    session.check().map_err(Error::Usage)?;
    if watch.once {
        let layout = terminal.layout();
        write!(out, "{}", session.screen(&layout).text(&layout))?;
        return Ok(match session.judgement() {
            Some(Judgement::Right) => Exit::AsExpected,
            Some(Judgement::Wrong(_)) => Exit::Differs,
            Some(Judgement::Undecided(_)) => Exit::Undecided,
            None => Exit::Usage,
        });
    }
    let manner = Manner { manual: watch.manual, edit_cmd: watch.edit_cmd.clone() };
    sitting::sit(&mut session, &manner, terminal, out)
}
