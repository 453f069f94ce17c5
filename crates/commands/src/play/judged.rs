//! A written answer: a schedule, or the word `impossible`.

use std::io::Write;
use std::path::Path;

use racecourse::schedule::Schedule;
use racecourse_layout::{Style, count};
use racecourse_play::follow;
use racecourse_play::game::{Claim, Game, Position};
use racecourse_play::level::Kind;
use racecourse_play::session::{goals, stars};
use racecourse_report::sentences;

use super::levels::Levels;
use super::{Table, no_level};
use crate::answers::{name, text_of};
use crate::{Error, Exit};

/// Judges the answer in `file` to the first level of this kind.
pub(super) fn run(
    table: &Table<'_>,
    levels: &mut Levels<'_>,
    kind: Kind,
    file: &Path,
    out: &mut dyn Write,
) -> Result<Exit, Error> {
    let text = text_of(file, "schedule")?;
    // A line that begins with `#` is a remark.
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
    let answer = lines.join("\n").trim().to_owned();
    if answer.is_empty() {
        return Err(Error::Usage(format!("{} has no answer: a schedule, or `impossible`", name(file))));
    }
    let claims = answer.eq_ignore_ascii_case("impossible");
    let schedule: Option<Schedule> = match claims {
        true => None,
        false => {
            Some(answer.parse().map_err(|wrong| Error::Usage(format!("no schedule: {}", sentences::refused(&wrong))))?)
        }
    };
    let Some(level) = levels.first(kind)? else { return no_level(levels, kind, None, table, out) };
    let layout = table.terminal.layout();
    let mut game = Game::new(&level);
    let goal = goals(&level.goals);
    let Some(schedule) = schedule else {
        return match game.claim_impossible() {
            Claim::False => {
                writeln!(
                    out,
                    "{}",
                    layout.paint(Style::Bad, format!("✗ It is possible: {} can be brought to {goal}.", level.variant))
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
    writeln!(out, "{}", table.replay(&level, &game.schedule()))?;
    Ok(Exit::AsExpected)
}
