//! A written answer: a schedule, or the word `impossible`.

use std::io::Write;
use std::path::Path;

use racecourse::schedule::Schedule;
use racecourse_layout::{Style, count};
use racecourse_play::follow;
use racecourse_play::game::{Claim, Game, Position};
use racecourse_play::level::Level;
use racecourse_play::session::{goals, stars};
use racecourse_report::sentences;

use super::Table;
use crate::answers::{name, text_of};
use crate::{Error, Exit};

/// What somebody has written down.
pub(crate) enum Answer {
    /// That the goal cannot be reached.
    Impossible,
    /// How it is reached.
    Schedule(Schedule),
}

impl Answer {
    /// The answer in `file`.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub(crate) fn read(file: &Path) -> Result<Self, Error> {
        let text = text_of(file, "schedule")?;
        // A line that begins with `#` is a remark.
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
        let answer = lines.join("\n").trim().to_owned();
        if answer.is_empty() {
            return Err(Error::Usage(format!("{} has no answer: a schedule, or `impossible`", name(file))));
        }
        if answer.eq_ignore_ascii_case("impossible") {
            return Ok(Answer::Impossible);
        }
        let schedule = answer.parse();
        let refused = |wrong| Error::Usage(format!("no schedule: {}", sentences::refused(&wrong)));
        Ok(Answer::Schedule(schedule.map_err(refused)?))
    }

    /// Judges it as one to `level`.
    pub(crate) fn judge(self, table: &Table<'_>, level: &Level, out: &mut dyn Write) -> Result<Exit, Error> {
        let layout = table.terminal.layout();
        let mut game = Game::new(level);
        let goal = goals(&level.goals);
        let Answer::Schedule(schedule) = self else {
            return match game.claim_impossible() {
                Claim::False => {
                    writeln!(
                        out,
                        "{}",
                        layout.paint(
                            Style::Bad,
                            format!("✗ It is possible: {} can be brought to {goal}.", level.variant)
                        )
                    )?;
                    Ok(Exit::Differs)
                }
                Claim::Point | Claim::Proved => {
                    let states = count(level.graph.states.len() as u64, "state");
                    writeln!(
                        out,
                        "{}",
                        layout.paint(
                            Style::Good,
                            format!("✓ It is impossible: in none of {states} can anybody reach {goal}.")
                        )
                    )?;
                    Ok(Exit::AsExpected)
                }
            };
        };
        let actors: Vec<String> = level.graph.actors.iter().map(|actor| actor.name.clone()).collect();
        let schedule = schedule.with_x_for_times(&actors).unwrap_or(schedule);
        if let Err(why) = follow::play(&mut game, &schedule) {
            writeln!(out, "{}", layout.paint(Style::Bad, "✗ It cannot be followed."))?;
            writeln!(out, "{}", sentences::refused(&why))?;
            return Ok(Exit::Differs);
        }
        let Position::Over { end, goal: reached } = game.position() else {
            writeln!(out, "{}", layout.paint(Style::Bad, "✗ It leads to no end."))?;
            return Ok(Exit::Differs);
        };
        let label = &level.graph.ends[end].label;
        if !reached {
            writeln!(out, "{}", layout.paint(Style::Bad, format!("✗ It ends with {label}, not with {goal}.")))?;
            return Ok(Exit::Differs);
        }
        let preemptions = count(game.preemptions() as u64, "preemption");
        let moves = count(game.moves().len() as u64, "move");
        let par = level.par().map_or_else(String::new, |par| format!(" · par {}", par.preemptions));
        let stars = stars(game.stars().unwrap_or(1));
        writeln!(out, "{}", layout.paint(Style::Good, format!("✓ {label}. {preemptions}, {moves}: {stars}{par}")))?;
        if let Some(command) = table.replay(level, &game) {
            writeln!(out, "{command}")?;
        }
        Ok(Exit::AsExpected)
    }
}
