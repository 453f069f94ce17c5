//! The game on a terminal's screen, as lines of text: what is where, and what it looks like. Drawing them is somebody else's.

mod panels;
mod source;

use racecourse_layout::{Style, columns_of, fill, pad, shorten};

use crate::game::Position;
use crate::level::Kind;
use crate::line::COMMANDS;
use crate::session::{Reply, Session};
pub use panels::shown_objects;

/// A part of a line, in one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// How it looks, where there are colours.
    pub style: Option<Style>,
}

/// A line of the screen.
pub type Line = Vec<Piece>;

/// What is shown besides the game.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// What was said last.
    pub reply: Option<Reply>,
    /// Whether the keys are explained instead of the game.
    pub keys: bool,
    /// How many rows of the list on the right are passed over.
    pub scrolled: usize,
    /// The digits that have been typed of a number.
    pub typed: String,
    /// What the moves can be played on: `threads` or `processes`.
    pub on: &'static str,
}

/// Rows and columns below which nothing is drawn but that there is too little room.
pub const LEAST: (usize, usize) = (40, 12);

pub(crate) fn plain(text: impl Into<String>) -> Piece {
    Piece { text: text.into(), style: None }
}

pub(crate) fn styled(style: Style, text: impl Into<String>) -> Piece {
    Piece { text: text.into(), style: Some(style) }
}

/// The whole screen: exactly `height` lines, none of more than `width` columns.
pub fn screen(session: &Session<'_>, shown: &Shown, width: usize, height: usize) -> Vec<Line> {
    if width < LEAST.0 || height < LEAST.1 {
        let says = format!("{width}×{height} is too small: {}×{} at least", LEAST.0, LEAST.1);
        let mut lines = vec![vec![plain(shorten(&says, width))]];
        lines.resize(height, Vec::new());
        return lines;
    }
    let keys = keys(session, shown, width);
    let message = message(session, shown, width, height / 2 - 2);
    let body = height - 2 - keys.len() - message.len() - 1;
    let mut lines = heading(session, width);
    lines.extend(if shown.keys { explained(shown, width, body) } else { played(session, shown, width, body) });
    lines.push(Vec::new());
    lines.extend(message);
    lines.extend(keys);
    lines.into_iter().map(|line| fitted(line, width)).collect()
}

/// `line` without what does not fit.
fn fitted(line: Line, width: usize) -> Line {
    let mut room = width;
    let mut fitted = Vec::new();
    for piece in line {
        let text = shorten(&piece.text, room);
        room -= columns_of(&text).min(room);
        if !text.is_empty() {
            fitted.push(Piece { text, ..piece });
        }
        if room == 0 {
            break;
        }
    }
    fitted
}

/// What is played and what the goal is, and a rule. A goal that is too long for its place stands in that of the rule.
fn heading(session: &Session<'_>, width: usize) -> Vec<Line> {
    let level = session.level();
    let left = format!(" {} · {}", level.scenario, level.kind.name());
    let yours = session.game().preemptions();
    let right = match (level.kind, level.par()) {
        (Kind::Attack, Some(par)) => format!("par {} · yours {yours} ", par.preemptions),
        _ => format!("{yours} {} ", if yours == 1 { "preemption" } else { "preemptions" }),
    };
    let goal = match level.kind {
        Kind::Attack => format!("make it end with {}", session.goals()),
        Kind::Defend => format!("why can it not end with {}?", session.goals()),
        Kind::Open => format!("can it end with {}?", session.goals()),
    };
    let room = width.saturating_sub(columns_of(&left) + columns_of(&right) + 4);
    let fits = columns_of(&goal) <= room;
    let (goal, below) = if fits {
        (goal, styled(Style::Faint, "─".repeat(width)))
    } else {
        (String::new(), styled(Style::Strong, shorten(&format!(" {goal}"), width)))
    };
    // In the middle of what is left.
    let gap = room.saturating_sub(columns_of(&goal));
    let (before, after) = (gap / 2, gap - gap / 2);
    let first = vec![
        styled(Style::Strong, left),
        plain(" ".repeat(2 + before)),
        styled(Style::Strong, goal),
        plain(" ".repeat(2 + after)),
        plain(right),
    ];
    vec![first, vec![below]]
}

/// The panels: source and moves on the left, actors and objects on the right.
fn played(session: &Session<'_>, shown: &Shown, width: usize, height: usize) -> Vec<Line> {
    let left = (width / 2).clamp(20, 64);
    let right = width - left - 2;
    let moves = panels::moves(session, left, (height / 2).min(session.game().moves().len() + 2));
    let mut lines = source::lines(session, left, height - moves.len());
    lines.resize(height - moves.len(), Vec::new());
    lines.extend(moves);
    let beside = if session.is_pointing() {
        panels::places(session, shown, right, height)
    } else {
        panels::standings(session, shown, right, height)
    };
    let blank = Vec::new();
    let all = (0..height).map(|row| {
        let (mut line, beside) = (fitted(lines[row].clone(), left), beside.get(row).unwrap_or(&blank));
        let used: usize = line.iter().map(|piece| columns_of(&piece.text)).sum();
        if !beside.is_empty() {
            line.push(plain(" ".repeat(left + 2 - used)));
            line.extend(beside.iter().cloned());
        }
        line
    });
    all.collect()
}

/// What was said last, or else how the game stands; two rows at least.
fn message(session: &Session<'_>, shown: &Shown, width: usize, most: usize) -> Vec<Line> {
    let (seen, all) = session.game().seen();
    let seen = format!("seen {seen} of {all} ");
    let stands = || match (session.level().kind, session.game().position()) {
        (Kind::Attack, Position::Open { winnable: true }) => {
            Reply { style: None, lines: vec![format!("It can still end with {}.", session.goals())] }
        }
        (Kind::Attack, Position::Open { winnable: false }) => {
            Reply { style: Some(Style::Bad), lines: vec![format!("It can no longer end with {}.", session.goals())] }
        }
        _ => Reply { style: None, lines: vec![String::new()] },
    };
    let reply = shown.reply.clone().unwrap_or_else(stands);
    // Between a sentence and the count there is a gap.
    let room = width.saturating_sub(5 + columns_of(&seen));
    let mut lines: Vec<Line> = Vec::new();
    for (at, line) in reply.lines.iter().enumerate() {
        for line in fill(line, if at == 0 { room } else { width - 2 }) {
            let style =
                reply.style.filter(|_| line.starts_with(['✓', '✗', '?', '·', 'H']) || at == 0 || lines.is_empty());
            lines.push(vec![Piece { text: format!(" {line}"), style }]);
        }
    }
    if lines.len() > most {
        lines.truncate(most.max(2) - 1);
        lines.push(vec![plain(" …")]);
    }
    lines.resize(lines.len().max(2), Vec::new());
    let used: usize = lines[0].iter().map(|piece| columns_of(&piece.text)).sum();
    if used + columns_of(&seen) <= width {
        lines[0].push(plain(" ".repeat(width - used - columns_of(&seen))));
        lines[0].push(styled(Style::Faint, seen));
    }
    lines
}

/// The two rows of keys.
fn keys(session: &Session<'_>, shown: &Shown, width: usize) -> Vec<Line> {
    if session.is_pointing() {
        let first = format!(" step {}_   enter points at it   ↑↓ scroll", shown.typed);
        return [first, " u point at none   q quit".to_owned()].map(|line| vec![styled(Style::Faint, line)]).into();
    }
    let actors = session.players().iter().enumerate();
    let actors: Vec<String> = actors.map(|(at, &actor)| format!("{} {}", key(at), session.name(actor))).collect();
    let rest = ["enter same again", "u undo", "r restart", "h hint", "w why"].map(str::to_owned);
    let real = format!("f real {}", shown.on);
    let second = ["? keys", "q quit", "i impossible", &real, "n next", "t outcomes", "c copy"];
    let second = second.map(str::to_owned);
    let first: Vec<String> = actors.iter().cloned().chain(rest.clone()).collect();
    // Who has no room for all finds the others under `?`.
    let few: Vec<String> = actors.into_iter().chain(rest.into_iter().skip(1)).collect();
    [joined(&[&first, &few], width), joined(&[&second, &second[..5], &second[..4]], width)]
        .map(|line| vec![styled(Style::Faint, line)])
        .into()
}

/// The first of these lists that fits into a row, or what fits of the last one.
fn joined(lists: &[&[String]], width: usize) -> String {
    let rows = lists.iter().flat_map(|list| ["   ", "  "].map(|gap| format!(" {}", list.join(gap))));
    let rows: Vec<String> = rows.collect();
    let fits = rows.iter().find(|row| columns_of(row) <= width);
    fits.or(rows.last()).cloned().unwrap_or_default()
}

/// The key by which the actor with this number, from 0, is chosen.
pub(crate) fn key(at: usize) -> char {
    let letters = ('1'..='9').chain('A'..='Z');
    letters.into_iter().nth(at).unwrap_or(' ')
}

/// Which actor, counted from 0, a key chooses.
pub fn chosen_by(key: char) -> Option<usize> {
    ('1'..='9').chain('A'..='Z').position(|it| it == key)
}

/// What the keys do and the signs mean.
fn explained(shown: &Shown, width: usize, height: usize) -> Vec<Line> {
    let mut rows: Vec<String> = vec!["1 2 …      moves the actor with that number, by one step".to_owned()];
    rows.push("enter      moves the one again that has moved last".to_owned());
    rows.extend(COMMANDS.iter().map(|(letter, word, what)| format!("{letter} {}{what}", pad(word, 12))));
    rows.push(String::new());
    rows.push("▶ can go on   · waits, and cannot   12▶ before a line: 1 and 2 are there next".to_owned());
    let rules = "a preemption interrupts one that could have gone on; par is the fewest. Joining, waiting for a child, \
                 yielding and sleeping are nobody's move.";
    rows.extend(fill(rules, width.saturating_sub(2)));
    let last = rows.len() - 1;
    let rows = rows.into_iter().skip(shown.scrolled.min(last));
    let mut lines: Vec<Line> = rows.take(height).map(|row| vec![plain(shorten(&format!(" {row}"), width))]).collect();
    lines.resize(height, Vec::new());
    lines
}
