//! Playing by lines: what a typed line asks for, and how the game stands in a line.

use racecourse_layout::{nearest, visible};
use racecourse_report::sentences;
use racecourse_trace::failure::Site;
use racecourse_trace::schedule::Schedule;
use racecourse_trace::state_graph::Status;

use crate::game::Position;
use crate::level::{Kind, Level};
use crate::names;
use crate::session::{Command, Session, goals};
use crate::words;

/// What a line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Something in the game.
    Play(Command),
    /// To play the moves for real.
    Real,
    /// The next level.
    Next,
    /// What can be asked.
    Help,
    /// To leave.
    Quit,
}

/// Commands by letter and word, with what they do.
pub const COMMANDS: &[(char, &str, &str)] = &[
    ('u', "undo", "takes a move back; undo 3 takes three"),
    ('r', "restart", "begins again"),
    ('h', "hint", "a hint, plainer each time"),
    ('w', "why", "why somebody waits; why left"),
    ('i', "impossible", "says that the goal cannot be reached"),
    ('t', "outcomes", "the ends that you have seen"),
    ('c', "schedule", "the moves so far, for replay"),
    ('f', "real", "plays the moves on real threads or processes"),
    ('n', "next", "the next level"),
    ('?', "help", "this"),
    ('q', "quit", "leaves"),
];

/// What `text` asks for.
///
/// # Errors
///
/// What is wrong with it, in a sentence.
pub fn read(session: &Session<'_>, text: &str) -> Result<Line, String> {
    let text = text.trim();
    let mut words = text.split_whitespace();
    let Some(first) = words.next() else { return Ok(Line::Play(Command::Same)) };
    if session.is_pointing() {
        return pointed(session, first);
    }
    let rest: Vec<&str> = words.collect();
    let game = session.game();
    let graph = &session.level().graph;
    let actor = |word: &str| {
        let known = names::actor(graph, game.states(), word);
        known.or_else(|| session.players().get(word.parse::<usize>().ok()?.checked_sub(1)?).copied())
    };
    // What somebody is called is meant before a command that is called so.
    if rest.is_empty()
        && let Some(actor) = actor(first)
    {
        return Ok(Line::Play(Command::Move(actor)));
    }
    let is = |(letter, word, _): &&(char, &str, &str)| first.eq_ignore_ascii_case(word) || first == letter.to_string();
    let Some((_, command, _)) = COMMANDS.iter().find(is).filter(|_| actor(first).is_none()) else {
        return moves(session, text, first);
    };
    let takes = |most: usize| match rest.get(most) {
        Some(more) => Err(format!("`{command}` does not take `{}`.", visible(more))),
        None => Ok(()),
    };
    takes(usize::from(matches!(*command, "undo" | "why")))?;
    Ok(match *command {
        "undo" => {
            let number = rest.first().map_or(Ok(1), |word| word.parse::<usize>());
            let number = number.map_err(|_| format!("`undo` takes a number of moves, not `{}`.", visible(rest[0])))?;
            Line::Play(Command::Undo(number))
        }
        "restart" => Line::Play(Command::Restart),
        "hint" => Line::Play(Command::Hint),
        "why" => match rest.first() {
            Some(word) => Line::Play(Command::Why(Some(actor(word).ok_or_else(|| unknown(session, word))?))),
            None => Line::Play(Command::Why(None)),
        },
        "impossible" => Line::Play(Command::Impossible),
        "outcomes" => Line::Play(Command::Outcomes),
        "schedule" => Line::Play(Command::Schedule),
        "real" => Line::Real,
        "next" => Line::Next,
        "help" => Line::Help,
        _ => Line::Quit,
    })
}

fn pointed(session: &Session<'_>, word: &str) -> Result<Line, String> {
    let most = session.level().places.len();
    match word.parse::<usize>() {
        Ok(number @ 1..) if number <= most => Ok(Line::Play(Command::Point(number - 1))),
        _ if matches!(word, "u" | "undo" | "no" | "none") => Ok(Line::Play(Command::Nothing)),
        _ if matches!(word, "q" | "quit") => Ok(Line::Quit),
        _ => Err(format!("`{}` is no step: 1 to {most}, or u to point at none.", visible(word))),
    }
}

/// The line as a schedule.
fn moves(session: &Session<'_>, text: &str, first: &str) -> Result<Line, String> {
    let graph = &session.level().graph;
    let schedule: Schedule = match text.parse() {
        Ok(schedule) => schedule,
        // With such a sign in it, it was meant for one.
        Err(wrong) if text.contains([' ', '×', '*', '(', ')', '\'', '"']) => return Err(sentences::refused(&wrong)),
        Err(_) => return Err(unknown(session, first)),
    };
    let actors: Vec<String> = graph.actors.iter().map(|actor| actor.name.clone()).collect();
    // `leftx2` is meant as `left×2` where nobody is called so.
    let schedule = schedule.with_x_for_times(&actors).unwrap_or(schedule);
    let is_known = |word: &str| {
        let base = word.split('#').next().unwrap_or(word);
        actors.iter().any(|actor| actor == word || actor.split('#').next() == Some(base)) || word.starts_with('@')
    };
    match schedule.names().iter().find(|word| !is_known(word)) {
        Some(word) => Err(unknown(session, word)),
        None => Ok(Line::Play(Command::Moves(schedule))),
    }
}

fn unknown(session: &Session<'_>, word: &str) -> String {
    let actors = session.level().graph.actors.iter().map(|actor| actor.name.as_str());
    let near = nearest(word, actors.chain(COMMANDS.iter().map(|(_, word, _)| *word)));
    let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    let end = if near.is_empty() { ". ? says what can be asked." } else { "" };
    format!("no actor and no command is called `{}`{near}{end}", visible(word))
}

/// The first lines of a level: what is to be done.
pub fn beginning(level: &Level) -> Vec<String> {
    let goals = goals(&level.goals);
    let why = match level.goals.as_slice() {
        [one] => level.meanings.get(one).map_or("", |meaning| meaning.why.as_str()).trim_end_matches('.'),
        _ => "",
    };
    let means = if why.is_empty() { String::new() } else { format!(" ({why})") };
    let par = level.par().map_or_else(String::new, |par| format!(" · par {}", par.preemptions));
    let (scenario, kind) = (&level.scenario, level.kind.name());
    let mut lines = match level.kind {
        Kind::Attack => vec![format!("{scenario} · {kind} · {}", level.variant), format!("goal {goals}{means}{par}")],
        Kind::Defend => vec![
            format!("{scenario} · {kind} · {}", level.variant),
            format!("goal {goals}{means} · it cannot be reached: find the step that refuses, then say impossible"),
        ],
        Kind::Open => vec![
            format!("{scenario} · {kind}"),
            format!("goal {goals}{means} · reach it, or say impossible: a false one costs a star"),
        ],
    };
    lines.extend((!level.about.is_empty()).then(|| level.about.clone()));
    lines
}

/// How everybody stands, in one line: `left: next load counter (18) · main: waits for left to end`.
pub fn standings(session: &Session<'_>) -> String {
    let graph = &session.level().graph;
    let state = session.game().state();
    let stands = |actor: usize| {
        let standing = graph.standing(state, actor)?;
        let says = match (&standing.next, standing.status) {
            (Some(next), Status::Enabled) if !matches!(session.game().position(), Position::Over { .. }) => {
                let reason = if standing.for_no_reason { " for no reason" } else { "" };
                let place = place(session.level(), &next.site);
                format!("next {}{reason} ({place})", words::step(graph, next))
            }
            _ => words::standing(graph, standing),
        };
        Some(format!("{}: {says}", graph.actors[actor].name))
    };
    (0..graph.actors.len()).filter_map(stands).collect::<Vec<_>>().join(" · ")
}

/// The line at `site`, with the name of its file where that is not the program's first one.
fn place(level: &Level, site: &Site) -> String {
    let others = level.texts.iter().skip(1);
    let other = others.into_iter().find(|text| text.file == site.file);
    other.map_or_else(|| site.line.to_string(), |text| format!("{}:{}", text.file, site.line))
}

/// The values of the objects that show one, in one line.
pub fn objects(session: &Session<'_>) -> String {
    let graph = &session.level().graph;
    let state = session.game().state();
    let all = crate::screen::shown_objects(graph).into_iter().filter_map(|object| {
        let value = words::value(graph, state, object)?;
        Some(format!("{} {value}", graph.objects[object].name))
    });
    all.collect::<Vec<_>>().join(" · ")
}

/// The steps that one can point at, a line each.
pub fn places(session: &Session<'_>) -> Vec<String> {
    let all = session.level().places.iter().enumerate();
    all.map(|(at, place)| {
        format!("{:>2}  line {:<4} {}", at + 1, self::place(session.level(), &place.site), words::place(place))
    })
    .collect()
}
