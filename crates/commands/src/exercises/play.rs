//! `racecourse play NAME`, of what is written for an exercise.

use std::io::Write;

use super::playing::{Levels, Wanted};
use super::{folder, named, workshop};
use crate::args::{Goal, Play};
use crate::play::{Answer, Left, Table, full_screen, lines};
use crate::terminal::Terminal;
use crate::{Error, Exit, asked, raw_terminal};

pub(crate) fn run(play: &Play, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    if play.goal == Goal::Open {
        let says = "what you have written yourself is no open level; did you mean `--goal attack`, or the scenario of the exercise?";
        return Err(Error::Usage(says.to_owned()));
    }
    let exercise = named(&play.scenario)?;
    let folder = folder()?;
    let text = folder.text_of(&exercise.name).map_err(Error::Usage)?;
    let answer = play.from.as_deref().map(Answer::read).transpose()?;
    let workshop = workshop(terminal, |hears| folder.workshop(hears))?;
    let wanted = Wanted {
        program: play.variant.clone(),
        end: play.end.clone(),
        defends: play.goal == Goal::Defend,
        ..Wanted::default()
    };
    let mut levels =
        Levels::of(&folder.place_to_play(&exercise.name), &workshop, &exercise, &text, wanted).map_err(Error::Usage)?;
    let on_screen = !play.line && raw_terminal::is_possible();
    let mut first = None;
    let mut answer = answer;
    while let Some(playing) = levels.next() {
        let table = Table { played: &playing, terminal };
        if let Some(answer) = answer.take() {
            return answer.judge(&table, &playing.level, out);
        }
        let (done, left) = match on_screen {
            true => full_screen::play(&table, &playing.level, out)?,
            false => lines::play(&table, &playing.level, &mut asked::line, out)?,
        };
        first.get_or_insert(done);
        if let Left::Quit = left {
            return Ok(exit(first));
        }
    }
    if first.is_some() {
        writeln!(out, "That was the last level of {}.", exercise.name)?;
        return Ok(exit(first));
    }
    writeln!(out, "{}", levels.says_why_not())?;
    writeln!(out, "Next  {}", terminal.layout().invocation.with(format!("check {}", exercise.name)))?;
    Ok(Exit::Undecided)
}

/// A game is done or it is not; of several the first one counts.
fn exit(first: Option<bool>) -> Exit {
    if first == Some(true) { Exit::AsExpected } else { Exit::Differs }
}
