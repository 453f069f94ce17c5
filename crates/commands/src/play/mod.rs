//! `racecourse play`: the scheduler is whoever plays.

pub(crate) mod full_screen;
mod judged;
mod levels;
pub(crate) mod lines;

use std::io::Write;

use racecourse::budget::Budget;
use racecourse::engine::EngineId;
use racecourse::exploration::{Coverage, Exploration};
use racecourse::scenario::{Actors, Scenario};
use racecourse::schedule::Schedule;
use racecourse_layout::{Style, count, fill};
use racecourse_play::game::Game;
use racecourse_play::level::{Kind, Level};
use racecourse_play::session::Reply;
use racecourse_report::sentences;

use crate::args::{Goal, Play};
use crate::course::Course;
use crate::raw_terminal;
use crate::terminal::Terminal;
use crate::{Error, Exit, asked, names};

use self::levels::Levels;

pub(crate) use self::judged::Answer;
pub(crate) use self::levels::MOST_STATES;

/// Real runs that show that a schedule does it every time.
const REAL_RUNS: u64 = 20;

/// What is played, besides its states.
pub(crate) trait Played {
    /// What the actors of a level are: `threads` or `processes`.
    fn on(&self, level: &Level) -> &'static str;

    /// Plays `schedule` for real, so many times.
    ///
    /// # Errors
    ///
    /// In a sentence, if it cannot be followed.
    fn for_real(&self, level: &Level, schedule: &Schedule, runs: u64) -> Result<Exploration, String>;

    /// The arguments of the command that follows these moves, if there is one.
    fn replay(&self, level: &Level, schedule: &Schedule) -> Option<String>;
}

/// What is played, and by whom.
pub(crate) struct Table<'a> {
    pub(crate) played: &'a dyn Played,
    pub(crate) terminal: &'a Terminal,
}

/// A scenario of the course.
struct OfCourse<'a> {
    course: &'a Course,
    scenario: &'static Scenario,
}

/// Why a game was left.
pub(crate) enum Left {
    /// For the next level.
    Next,
    /// For good.
    Quit,
}

pub(crate) fn run(play: &Play, course: &Course, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let scenario = names::scenario(&course.scenarios, &play.scenario)?;
    let played = OfCourse { course, scenario };
    let table = Table { played: &played, terminal };
    let kind = match play.goal {
        Goal::Attack => Kind::Attack,
        Goal::Defend => Kind::Defend,
        Goal::Open => Kind::Open,
    };
    let mut levels = Levels::new(course, scenario, play)?;
    if let Some(file) = &play.from {
        let answer = Answer::read(file)?;
        return match levels.first(kind)? {
            Some(level) => answer.judge(&table, &level, out),
            None => no_level(&levels, kind, None, scenario, terminal, out),
        };
    }
    let on_screen = !play.line && raw_terminal::is_possible();
    let mut first = None;
    let mut at = levels.first(kind)?;
    loop {
        let Some(level) = at else { return no_level(&levels, kind, first, scenario, terminal, out) };
        let (done, left) = match on_screen {
            true => full_screen::play(&table, &level, out)?,
            false => lines::play(&table, &level, &mut asked::line, out)?,
        };
        first.get_or_insert(done);
        match left {
            Left::Quit => return Ok(exit(first)),
            Left::Next => at = levels.next()?,
        }
    }
}

/// A game is done or it is not; of several the one counts that was asked for.
fn exit(first: Option<bool>) -> Exit {
    if first == Some(true) { Exit::AsExpected } else { Exit::Differs }
}

/// That there is no level, or none any more, and why.
fn no_level(
    levels: &Levels<'_>,
    kind: Kind,
    first: Option<bool>,
    scenario: &Scenario,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> Result<Exit, Error> {
    let layout = terminal.layout();
    let name = scenario.name;
    if first.is_some() {
        writeln!(out, "That was the last level of {name}.")?;
        return Ok(exit(first));
    }
    writeln!(out, "There is nothing to {} in {name}.", kind.name())?;
    for absent in levels.absent(kind) {
        let goal = absent.goal.as_ref().map_or_else(String::new, |goal| format!("{goal}: "));
        for line in fill(&format!("{goal}{}.", absent.says()), layout.width - 2) {
            writeln!(out, "  {line}")?;
        }
    }
    let other = if kind == Kind::Attack { "predict" } else { "play" };
    writeln!(out, "Next  {}", layout.invocation.with(format!("{other} {name}")))?;
    Ok(Exit::Undecided)
}

impl Played for OfCourse<'_> {
    fn on(&self, _: &Level) -> &'static str {
        match self.scenario.actors {
            Actors::Threads => "threads",
            Actors::Processes => "processes",
        }
    }

    fn for_real(&self, level: &Level, schedule: &Schedule, runs: u64) -> Result<Exploration, String> {
        let Some(variant) = self.scenario.variant(&level.variant) else { return Err(String::new()) };
        let budget = Budget { runs, ..variant.budget.clone() };
        let played = self.course.follow(self.scenario, variant, schedule, EngineId::Gated, &budget);
        played.map_err(|why| sentences::refused(&why).replace('\n', " "))
    }

    fn replay(&self, level: &Level, schedule: &Schedule) -> Option<String> {
        let variant = match self.scenario.variants.first() {
            Some(first) if first.name == level.variant => String::new(),
            _ => format!(" --variant {}", level.variant),
        };
        // A name in quotes has them inside of the shell's.
        let schedule = schedule.to_string().replace('\'', r"'\''");
        Some(format!("replay {}{variant} --schedule '{schedule}'", self.scenario.name))
    }
}

impl Table<'_> {
    /// Plays the moves for real, some times, and says what came of it.
    fn real(&self, level: &Level, schedule: &Schedule) -> Reply {
        let open = |line: String| Reply { style: Some(Style::Open), lines: vec![line] };
        if schedule.is_empty() {
            return open("There are no moves yet that could be played for real.".to_owned());
        }
        let played = match self.played.for_real(level, schedule, REAL_RUNS) {
            Ok(played) => played,
            Err(why) => return open(format!("For real: {why}")),
        };
        let runs: u64 = played.observations.values().map(|seen| seen.count).sum();
        let mut lines = Vec::new();
        for (label, seen) in &played.observations {
            let runs = count(runs, "real run");
            lines.push(format!("{} of {runs} on {} ended with {label}.", seen.count, self.played.on(level)));
        }
        if let Coverage::Interrupted { reason, .. } | Coverage::NotApplicable { reason } = &played.coverage {
            lines.push(format!("Not all was done: {}.", sentences::reason(reason)));
        }
        let races = level.goals.iter().any(|goal| goal == "data race");
        if races && !played.saw("data race") {
            lines.push("Real threads do not stop at a data race: this is what came of it here.".to_owned());
        }
        let all = runs == REAL_RUNS && played.observations.keys().all(|label| level.is_goal(label));
        Reply { style: Some(if all { Style::Good } else { Style::Open }), lines }
    }

    /// The command that follows these moves, if there is one, and it may be told whose they are.
    fn replay(&self, level: &Level, game: &Game<'_>) -> Option<String> {
        let is_known = !game.moves().is_empty() && may_be_named(level, game.is_done());
        let arguments = self.played.replay(level, &game.schedule()).filter(|_| is_known)?;
        Some(self.terminal.layout().invocation.with(arguments))
    }
}

/// Whether it may be told which program this is.
fn may_be_named(level: &Level, is_done: bool) -> bool {
    level.kind != Kind::Open || is_done
}
