//! A player at a game: what is asked for, and what is said to it.

use std::collections::BTreeSet;

use racecourse_layout::{Style, count};
use racecourse_trace::failure::FailureKind;
use racecourse_trace::schedule::Schedule;
use racecourse_trace::state_graph::StateGraph;

use crate::follow::{self, Stuck};
use crate::game::{Claim, Game, Position, Refused};
use crate::hint::{self, Hint};
use crate::level::{Kind, Level};
use crate::words;

/// What a player asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Move this actor, by its place in the graph.
    Move(usize),
    /// Move these actors, one after another.
    Moves(Schedule),
    /// Move the one who has moved last.
    Same,
    /// Take so many moves back.
    Undo(usize),
    /// Begin again.
    Restart,
    /// A hint, plainer each time.
    Hint,
    /// Why somebody waits, or everybody.
    Why(Option<usize>),
    /// Say that the goal cannot be reached.
    Impossible,
    /// Point at the step that refuses, by its place in the level's list.
    Point(usize),
    /// Point at nothing.
    Nothing,
    /// Which ends have been seen.
    Outcomes,
    /// The moves so far, to be copied.
    Schedule,
}

/// What is said to a player.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// How it looks, where there are colours.
    pub style: Option<Style>,
    /// What it says, by line; they may be broken where they do not fit.
    pub lines: Vec<String>,
}

impl Reply {
    fn plain(line: impl Into<String>) -> Self {
        Self { style: None, lines: vec![line.into()] }
    }

    fn styled(style: Style, line: impl Into<String>) -> Self {
        Self { style: Some(style), lines: vec![line.into()] }
    }
}

/// A player at a game.
#[derive(Clone, Debug)]
pub struct Session<'a> {
    game: Game<'a>,
    /// The actors that ever have a move, by the numbers by which they are chosen, from 1.
    players: Vec<usize>,
    /// How many hints were given for the state at hand.
    hints: usize,
    /// Whether the step that refuses is to be pointed at now.
    pointing: bool,
    ends_seen: BTreeSet<usize>,
}

impl<'a> Session<'a> {
    /// A new one, at the beginning of `level`.
    pub fn new(level: &'a Level) -> Self {
        let moves = |actor: &usize| level.graph.states.iter().flat_map(|it| &it.moves).any(|step| step.actor == *actor);
        // Who only waits for the others comes last.
        let players = (1..level.graph.actors.len()).chain([0]).filter(moves).collect();
        let mut new = Self { game: Game::new(level), players, hints: 0, pointing: false, ends_seen: BTreeSet::new() };
        new.notice();
        new
    }

    /// The game.
    pub fn game(&self) -> &Game<'a> {
        &self.game
    }

    /// The level.
    pub fn level(&self) -> &'a Level {
        self.game.level()
    }

    /// The actors that ever have a move, by their numbers, from 1.
    pub fn players(&self) -> &[usize] {
        &self.players
    }

    /// Whether the step that refuses is to be pointed at now.
    pub fn is_pointing(&self) -> bool {
        self.pointing
    }

    fn graph(&self) -> &'a StateGraph {
        &self.level().graph
    }

    /// Does what is asked for, and says what came of it.
    pub fn act(&mut self, command: &Command) -> Reply {
        if !matches!(command, Command::Hint) {
            self.hints = 0;
        }
        match command {
            Command::Move(actor) => self.move_one(*actor),
            Command::Moves(schedule) => self.move_all(schedule),
            Command::Same => match self.game.last() {
                Some(actor) => self.move_one(actor),
                None => Reply::plain("Nobody has moved yet, so there is nobody to move again."),
            },
            Command::Undo(moves) => self.undo(*moves),
            Command::Restart => {
                self.game.restart();
                Reply::plain("From the beginning. u brings the moves back.")
            }
            Command::Hint => self.hint(),
            Command::Why(actor) => self.why(*actor),
            Command::Impossible => self.impossible(),
            Command::Point(place) => self.point(*place),
            Command::Nothing => {
                self.pointing = false;
                Reply::plain("Nothing is pointed at. Play on; i asks again.")
            }
            Command::Outcomes => self.outcomes(),
            Command::Schedule => {
                let schedule = self.game.schedule();
                match schedule.is_empty() {
                    true => Reply::plain("There are no moves yet."),
                    false => Reply::plain(format!("Moves: {schedule}")),
                }
            }
        }
    }

    fn move_one(&mut self, actor: usize) -> Reply {
        let (before, last) = (self.game.state(), self.game.last());
        if let Err(why) = self.game.take(actor) {
            return Reply::styled(Style::Open, self.refused(actor, why));
        }
        self.notice();
        let step = words::taken(self.graph(), before, actor, self.game.state());
        let preempted = last.filter(|_| crate::cost::preempts(self.graph(), before, last, actor));
        let preempted = preempted.map_or_else(String::new, |last| format!(" (interrupts {})", self.name(last)));
        let step = format!("{} {} {step}{preempted}", self.game.moves().len(), self.name(actor));
        self.after(step)
    }

    fn move_all(&mut self, schedule: &Schedule) -> Reply {
        let before = self.game.moves().len();
        let followed = follow::follow(&mut self.game, schedule);
        self.notice();
        let taken = count((self.game.moves().len() - before) as u64, "move");
        match followed {
            Ok(()) => self.after(taken),
            Err(stuck) => {
                let why = self.stuck(&stuck);
                if self.game.moves().len() == before {
                    return Reply::styled(Style::Open, why);
                }
                let mut reply = self.after(taken);
                reply.lines.push(format!("Not further: {why}"));
                reply
            }
        }
    }

    fn stuck(&self, stuck: &Stuck) -> String {
        match (stuck.actor, stuck.why) {
            (Some(actor), Some(why)) => self.refused(actor, why),
            (_, Some(_)) => format!("{} has not been started yet.", stuck.word),
            _ => format!("no actor is called `{}`.", racecourse_layout::visible(&stuck.word)),
        }
    }

    /// The end that the game has come to is known now.
    fn notice(&mut self) {
        if let Position::Over { end, .. } = self.game.position() {
            self.ends_seen.insert(end);
        }
    }

    /// What is to be said when `step` was taken.
    fn after(&self, step: String) -> Reply {
        match self.game.position() {
            Position::Open { winnable } => {
                let says = match (self.level().kind, winnable) {
                    (Kind::Attack, true) => " · still possible",
                    (Kind::Attack, false) => " · no longer possible: h says how far to go back",
                    _ => "",
                };
                Reply::plain(format!("{step}{says}"))
            }
            Position::Over { end, goal } => {
                let mut reply = self.ended(end, goal);
                reply.lines.insert(0, step);
                reply
            }
        }
    }

    /// What is to be said of the end that the game has come to.
    fn ended(&self, end: usize, goal: bool) -> Reply {
        let end = &self.graph().ends[end];
        let why =
            self.level().meanings.get(&end.label).map_or("", |meaning| meaning.why.as_str()).trim_end_matches('.');
        let means = if why.is_empty() { String::new() } else { format!(": {why}") };
        if goal {
            let preemptions = count(self.game.preemptions() as u64, "preemption");
            let moves = count(self.game.moves().len() as u64, "move");
            let stars = stars(self.game.stars().unwrap_or(1));
            let mut lines = vec![format!("✓ {}{means}. {preemptions}, {moves}: {stars}.", end.label)];
            lines.extend(self.circle(end.failure));
            lines.push("f plays it for real; n goes on to the next level.".to_owned());
            return Reply { style: Some(Style::Good), lines };
        }
        let is_bug = self.level().meanings.get(&end.label).is_some_and(|meaning| meaning.is_bug);
        let sign = if is_bug { "✗" } else { "·" };
        let mut lines = vec![format!("{sign} {}{means}. Not the goal; u goes back.", end.label)];
        lines.extend(self.circle(end.failure));
        Reply { style: Some(Style::Bad), lines }
    }

    /// Who waits for whom, where that is how it ends.
    fn circle(&self, failure: Option<FailureKind>) -> Option<String> {
        if failure != Some(FailureKind::Deadlock) {
            return None;
        }
        let (graph, state) = (self.graph(), self.game.state());
        let all = (0..graph.actors.len()).map(|actor| words::why(graph, state, actor));
        let circle = all.into_iter().find(|says| says.last().is_some_and(|last| last == words::CIRCLE));
        Some(circle.unwrap_or_else(|| self.waits()).join("; ") + ".")
    }

    /// Why everybody who waits does so.
    fn waits(&self) -> Vec<String> {
        let (graph, state) = (self.graph(), self.game.state());
        let all = (0..graph.actors.len()).map(|actor| words::why(graph, state, actor));
        let mut says: Vec<Vec<String>> = all.filter(|says| !says.is_empty()).collect();
        // One who is in a circle says it for all in it, and nobody else has to say what those wait for.
        let in_circle = |says: &Vec<String>| says.last().is_some_and(|last| last == words::CIRCLE);
        says.sort_by_key(|says| !in_circle(says));
        let mut told: Vec<String> = Vec::new();
        for says in says {
            let lines = if told.is_empty() && in_circle(&says) { says.len() } else { 1 };
            for line in says.into_iter().take(lines) {
                if !told.contains(&line) {
                    told.push(line);
                }
            }
        }
        told
    }

    fn undo(&mut self, moves: usize) -> Reply {
        match self.game.undo(moves) {
            None => {
                Reply::plain(format!("The {} from before are back.", count(self.game.moves().len() as u64, "move")))
            }
            Some(0) => Reply::plain("There is no move to take back."),
            Some(moves) => Reply::plain(format!("{} taken back.", count(moves as u64, "move"))),
        }
    }

    fn hint(&mut self) -> Reply {
        self.hints += 1;
        if let Some(says) = self.neutral_hint() {
            return Reply::styled(Style::Open, format!("Hint: {says} (h: one that tells)"));
        }
        let name = |actor: usize| self.name(actor);
        let says = match hint::hint(&self.game, self.hints) {
            Hint::Done => "It is reached.".to_owned(),
            Hint::Undo(moves) => {
                format!("From here it cannot be reached any more: take back {}.", count(moves as u64, "move"))
            }
            Hint::Never if self.level().kind == Kind::Open || self.hints >= hint::LEVELS => {
                "It cannot be reached, not even from the start: i says so.".to_owned()
            }
            Hint::Never if self.hints == 1 => {
                "Take the way that breaks the broken program, and see who cannot follow it, and at which step."
                    .to_owned()
            }
            Hint::Never => match self.level().refusing.first() {
                Some(place) => {
                    format!("Look at {}: can anybody come between what belongs together there?", place.object)
                }
                None => "Who has a choice here at all?".to_owned(),
            },
            Hint::Object { object, actor } => {
                format!("Look at {}, when {} is about to use it.", self.graph().objects[object].name, name(actor))
            }
            Hint::Interrupt { actor, before: (step, line), now: true } => {
                format!("Interrupt {} now, before it does `{step}` (line {line}).", name(actor))
            }
            Hint::Interrupt { actor, before: (step, line), now: false } => {
                format!("Interrupt {} before it does `{step}` (line {line}), not earlier.", name(actor))
            }
            Hint::LetGoOn { actor } => {
                format!("Nobody has to be interrupted: let {} go on until it ends or has to wait.", name(actor))
            }
            Hint::Move { actor, step } => format!("Move {}: `{step}`.", name(actor)),
        };
        let more = self.hints < hint::LEVELS && !says.starts_with("From here") && !says.starts_with("It ");
        let more = if more { " (h: plainer)" } else { "" };
        Reply::styled(Style::Open, format!("Hint: {says}{more}"))
    }

    /// In an open level the first hint says nothing that would tell whether the goal can be reached.
    fn neutral_hint(&self) -> Option<String> {
        if self.level().kind != Kind::Open || self.hints > 1 || self.game.is_done() {
            return None;
        }
        let place = self.level().places.iter().find(|place| !place.object.is_empty())?;
        Some(format!("Look at {}: who uses it, and can somebody come in between?", place.object))
    }

    fn why(&self, actor: Option<usize>) -> Reply {
        let (graph, state) = (self.graph(), self.game.state());
        let says = match actor {
            Some(actor) => {
                let says = words::why(graph, state, actor);
                if says.is_empty() {
                    vec![format!("{} does not wait: it {}", self.name(actor), self.stands(actor))]
                } else {
                    says
                }
            }
            None => self.waits(),
        };
        match says.is_empty() {
            true => Reply::plain("Nobody waits for anything."),
            false => Reply { style: None, lines: says.into_iter().map(|line| format!("{line}.")).collect() },
        }
    }

    fn stands(&self, actor: usize) -> String {
        let standing = self.graph().standing(self.game.state(), actor);
        standing.map_or_else(|| "has not been started yet".to_owned(), |it| words::standing(self.graph(), it))
    }

    fn impossible(&mut self) -> Reply {
        match self.game.claim_impossible() {
            Claim::False => {
                let costs = if self.level().kind == Kind::Open { " That costs a star." } else { "" };
                Reply::styled(Style::Bad, format!("✗ It is possible: somebody can be led to {}.{costs}", self.goals()))
            }
            Claim::Point => {
                self.pointing = true;
                Reply::styled(Style::Open, "Point at the step that refuses you.")
            }
            Claim::Proved => self.proof(),
        }
    }

    fn point(&mut self, place: usize) -> Reply {
        let Some(it) = self.level().places.get(place) else {
            let most = self.level().places.len();
            return Reply::styled(Style::Open, format!("There are steps 1 to {most}."));
        };
        if self.game.point(place) {
            self.pointing = false;
            return self.proof();
        }
        let text = words::place(it);
        Reply::styled(
            Style::Bad,
            format!("✗ `{text}` (line {}) is in the broken program too. Another one?", it.site.line),
        )
    }

    fn proof(&self) -> Reply {
        let (seen, all) = self.game.seen();
        let graph = self.graph();
        let ends = graph.states.iter().filter(|state| state.end.is_some()).count();
        let stars = stars(self.game.stars().unwrap_or(1));
        let opened =
            if self.level().kind == Kind::Open { format!(" It was {}.", self.level().variant) } else { String::new() };
        let first = format!("✓ It is impossible: {stars}.{opened}");
        let (all, ends) = (count(all as u64, "state"), count(ends as u64, "end"));
        let proof = format!(
            "There are {all} with {ends}, and you saw {seen}. In none of them can anybody reach {}.",
            self.goals()
        );
        Reply { style: Some(Style::Good), lines: vec![first, proof] }
    }

    fn outcomes(&self) -> Reply {
        let all = &self.graph().ends;
        let mut lines: Vec<String> = Vec::new();
        for &end in &self.ends_seen {
            let label = &all[end].label;
            let meaning = self.level().meanings.get(label);
            let why = meaning.map_or("", |meaning| meaning.why.as_str());
            let sign = if meaning.is_some_and(|it| it.is_bug) { "✗" } else { "✓" };
            lines.push(format!("{sign} {label}{}{why}", if why.is_empty() { "" } else { ": " }));
        }
        // How many there are tells in an open level whether the goal is among them.
        let total = if self.level().kind == Kind::Open { String::new() } else { format!(" of {}", all.len()) };
        let ends = if self.ends_seen.len() == 1 && total.is_empty() { "end" } else { "ends" };
        lines.push(format!("{}{total} {ends} seen.", self.ends_seen.len()));
        Reply { style: None, lines }
    }

    fn refused(&self, actor: usize, why: Refused) -> String {
        let name = self.name(actor);
        match why {
            Refused::NotStarted => format!("{name} has not been started yet."),
            Refused::Ended => format!("{name} has ended."),
            Refused::Killed => format!("{name} was killed."),
            Refused::Over => "It is over. u goes back, r begins again.".to_owned(),
            Refused::Waits => {
                let says = words::why(self.graph(), self.game.state(), actor);
                if says.is_empty() { format!("{name} cannot go on.") } else { format!("{}.", says.join("; ")) }
            }
        }
    }

    /// What an actor is called.
    pub fn name(&self, actor: usize) -> &'a str {
        &self.graph().actors[actor].name
    }

    /// The goal in words: one end, or any of several.
    pub fn goals(&self) -> String {
        goals(&self.level().goals)
    }
}

/// Ends that are a goal, in words.
pub fn goals(goals: &[String]) -> String {
    match goals {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [one, other] => format!("{one} or {other}"),
        [first, rest @ ..] => format!("{first} or {} others that are wrong", rest.len()),
    }
}

/// `★★☆` for two.
pub fn stars(stars: usize) -> String {
    (0..3).map(|star| if star < stars { '★' } else { '☆' }).collect()
}
