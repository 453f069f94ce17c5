//! Who can do what, what everything is, what was done, and what can be pointed at.

use racecourse_layout::{Style, columns_of, pad, shorten};
use racecourse_trace::exploration::ObjectKind;
use racecourse_trace::state_graph::{StateGraph, Status};

use super::{Line, Piece, Shown, key, plain, styled};
use crate::place::is_forced;
use crate::session::Session;
use crate::words;

/// Everybody, with what it does next or why it does not, and the objects under that.
pub(super) fn standings(session: &Session<'_>, shown: &Shown, width: usize, height: usize) -> Vec<Line> {
    let graph = &session.level().graph;
    // In the order of their numbers, and then those who never have a choice.
    let others = (0..graph.actors.len()).filter(|actor| !session.players().contains(actor));
    let all = session.players().iter().copied().chain(others);
    let there: Vec<usize> = all.filter(|&actor| graph.standing(session.game().state(), actor).is_some()).collect();
    let objects = objects(session, width);
    // Two rows for each, if there is room, with an empty one between actors and objects.
    let brief = 2 * there.len() + 1 + objects.len() > height;
    let mut lines: Vec<Line> = there.iter().flat_map(|&actor| one(session, actor, brief, width)).collect();
    lines.push(Vec::new());
    lines.extend(objects);
    scrolled(lines, shown.scrolled, height)
}

/// What fits of a list, behind what is passed over, and that there is more.
fn scrolled(lines: Vec<Line>, passed: usize, height: usize) -> Vec<Line> {
    let total = lines.len();
    if total <= height {
        return lines;
    }
    let passed = passed.min(total - height);
    let mut lines: Vec<Line> = lines.into_iter().skip(passed).take(height).collect();
    if passed + height < total
        && let Some(last) = lines.last_mut()
    {
        *last = vec![styled(Style::Faint, format!("… {} more: Tab", total - passed - height + 1))];
    }
    lines
}

fn one(session: &Session<'_>, actor: usize, brief: bool, width: usize) -> Vec<Line> {
    let graph = &session.level().graph;
    let Some(standing) = graph.standing(session.game().state(), actor) else { return Vec::new() };
    let number = session.players().iter().position(|it| *it == actor).map_or(' ', key);
    let over = graph.states[session.game().state()].moves.is_empty();
    let able = standing.status == Status::Enabled && !over;
    let style = match standing.status {
        Status::Enabled if able => None,
        _ => Some(Style::Faint),
    };
    let name = &graph.actors[actor].name;
    let says = match standing.status {
        Status::Enabled if over => "could still go on".to_owned(),
        Status::Blocked => "waits".to_owned(),
        _ => words::standing(graph, standing),
    };
    let sign = if able { '▶' } else { '·' };
    let step = match standing.status {
        Status::Blocked => words::waited(graph, standing),
        _ => standing.next.as_ref().map(|next| words::step(graph, next)),
    };
    let line = standing.next.as_ref().map_or(0, |next| next.site.line);
    let step = step.map(|step| if line == 0 { format!("{sign} {step}") } else { format!("{sign} {line} {step}") });
    if brief {
        let says = step.unwrap_or_else(|| format!("{sign} {says}"));
        return vec![vec![Piece { text: shorten(&format!("{number} {name} {says}"), width), style }]];
    }
    let names = session.level().graph.actors.iter().map(|it| columns_of(&it.name)).max().unwrap_or(0).min(16);
    let holds: Vec<&str> = standing.holds.iter().map(|held| graph.objects[held.object].name.as_str()).collect();
    let holds = if holds.is_empty() { String::new() } else { format!("   has {}", holds.join(", ")) };
    let first = format!("{number} {}  {says}{holds}", pad(&shorten(name, 16), names));
    let second = step.map_or_else(String::new, |step| format!("  {step}"));
    [first, second].map(|text| vec![Piece { text: shorten(&text, width), style }]).into()
}

fn objects(session: &Session<'_>, width: usize) -> Vec<Line> {
    let graph = &session.level().graph;
    let state = session.game().state();
    let mut all = Vec::new();
    for object in shown_objects(graph) {
        let Some(value) = words::value(graph, state, object) else { continue };
        let it = &graph.objects[object];
        all.push((it.name.clone(), value, it.kind.name().to_owned(), touched_by(session, object)));
    }
    if all.is_empty() {
        return Vec::new();
    }
    let widest = |column: fn(&(String, String, String, String)) -> &String, most: usize| {
        all.iter().map(|row| columns_of(column(row))).max().unwrap_or(0).min(most)
    };
    let (names, values) = (widest(|row| &row.0, 16), widest(|row| &row.1, 24));
    let rows = all.iter().map(|(name, value, kind, by)| {
        let by = if by.is_empty() { String::new() } else { format!(", {by}") };
        let text = format!("  {}  {}  {kind}{by}", pad(&shorten(name, 16), names), pad(&shorten(value, 24), values));
        vec![plain(shorten(&text, width))]
    });
    std::iter::once(vec![plain("Objects")]).chain(rows).collect()
}

/// Who has used an object last, and how.
fn touched_by(session: &Session<'_>, object: usize) -> String {
    let game = session.game();
    let graph = &session.level().graph;
    let used = |&at: &usize| {
        let next = graph.standing(game.states()[at], game.moves()[at]).and_then(|it| it.next.as_ref());
        next.is_some_and(|next| next.object == Some(object) || next.also == Some(object))
    };
    (0..game.moves().len()).rev().find(used).map_or_else(String::new, |at| {
        let actor = game.moves()[at];
        let next = graph.standing(game.states()[at], actor).and_then(|it| it.next.as_ref());
        next.map_or_else(String::new, |next| {
            format!("{} by {}", racecourse_report::sentences::verb(next.action), graph.actors[actor].name)
        })
    })
}

/// The objects that somebody uses by a decision and that show something, in order.
pub fn shown_objects(graph: &StateGraph) -> Vec<usize> {
    let standings = || graph.actors.iter().flat_map(|actor| &actor.standings);
    let steps = || standings().filter_map(|it| it.next.as_ref()).filter(|next| !is_forced(next.action));
    let is_used = |object: usize| steps().any(|next| next.object == Some(object) || next.also == Some(object));
    let shows = |kind: ObjectKind| !matches!(kind, ObjectKind::Thread);
    let all = (0..graph.objects.len()).filter(|&object| shows(graph.objects[object].kind) && is_used(object));
    all.filter(|&object| {
        graph.objects[object].values.iter().any(|it| !racecourse_report::sentences::object(graph, it).is_empty())
    })
    .collect()
}

/// The moves so far: the schedule, and the last of them with what they have found.
pub(super) fn moves(session: &Session<'_>, width: usize, height: usize) -> Vec<Line> {
    let game = session.game();
    if height == 0 {
        return Vec::new();
    }
    let schedule = if game.moves().is_empty() { "none yet".to_owned() } else { game.schedule().to_string() };
    // Of a long one the end is what matters.
    let room = width.saturating_sub(8);
    let schedule = match columns_of(&schedule) > room {
        true => {
            let tail: String = schedule.chars().rev().take(room.saturating_sub(1)).collect();
            format!("…{}", tail.chars().rev().collect::<String>())
        }
        false => schedule,
    };
    let mut lines = vec![Vec::new(), vec![plain(format!(" Moves  {schedule}"))]];
    let rows = height.saturating_sub(2);
    let names = session.players().iter().map(|&actor| columns_of(session.name(actor))).max().unwrap_or(0).min(12);
    for at in game.moves().len().saturating_sub(rows)..game.moves().len() {
        let actor = game.moves()[at];
        let step = words::taken(&session.level().graph, game.states()[at], actor, game.states()[at + 1]);
        let text = format!("{:>4}  {}  {step}", at + 1, pad(&shorten(session.name(actor), 12), names));
        lines.push(vec![plain(shorten(&text, width))]);
    }
    lines.truncate(height);
    lines
}

/// The steps that one can point at.
pub(super) fn places(session: &Session<'_>, shown: &Shown, width: usize, height: usize) -> Vec<Line> {
    let heading = vec![styled(Style::Strong, "Point at the step that refuses you:")];
    let rows = session.level().places.iter().enumerate().map(|(at, place)| {
        let text = format!("{:>3}  line {:<3} {}", at + 1, place.site.line, words::place(place));
        vec![plain(shorten(&text, width))]
    });
    std::iter::once(heading).chain(scrolled(rows.collect(), shown.scrolled, height - 1)).collect()
}
