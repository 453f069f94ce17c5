//! The evidence for a failure: who waits for whom, what repeats, which accesses meet.

use super::super::text::{columns_of, fill, hanging, pad, shorten};
use super::super::{Ink, Page};
use super::{LEAD, meaning};
use crate::counterexample::Counterexample;
use crate::failure::{Access, ActorState, Evidence, FailureKind};

/// What the engine has to show for the failure, besides the steps.
pub(super) fn section(shown: &Counterexample, page: &Page) -> Vec<String> {
    let Some(failure) = shown.failure() else { return Vec::new() };
    let mut lines = match &failure.evidence {
        Evidence::None => Vec::new(),
        Evidence::Waits { actors, cycle, confirmed_by } => {
            let mut lines = circle(actors, cycle, page);
            lines.extend(states(actors, cycle, page));
            lines.extend(lock_orders(actors, page));
            if let Some(source) = confirmed_by {
                lines.extend(hanging("Confirmed", LEAD, &format!("by {source}"), page.width));
            }
            lines
        }
        Evidence::Race { object, first, second, why } => race(object, first, second, why, page),
        Evidence::Lasso { steps, progressed, repeated, .. } => lasso(failure.kind, steps, progressed, *repeated, page),
        Evidence::Bypass { actor, wanted, overtaken, bound } => {
            let overtaken =
                format!("{actor} waits for {wanted} and is overtaken {overtaken} times; at most {bound} is promised.");
            let mut lines = hanging("Overtaken", LEAD, &overtaken, page.width);
            lines.extend(hanging("It is not", LEAD, &is_not(FailureKind::Starvation), page.width));
            lines
        }
    };
    if let Some(text) = meaning(failure.kind) {
        lines.extend(hanging("It means", LEAD, text, page.width));
    }
    lines
}

/// The circle of actors in words, each with what it wants from the next.
fn circle(actors: &[ActorState], cycle: &[String], page: &Page) -> Vec<String> {
    if cycle.is_empty() {
        let running: Vec<&str> = actors.iter().filter(|s| s.waits.is_none()).map(|s| s.actor.as_str()).collect();
        let text = match running.as_slice() {
            [] => "Nobody waits in a circle: whoever could end the wait is gone, or waits itself.".to_owned(),
            names => format!("Nobody waits in a circle. Not blocked, but getting nowhere: {}.", names.join(", ")),
        };
        return fill(&text, page.width).into_iter().chain([String::new()]).collect();
    }
    let mut links = Vec::new();
    for (at, name) in cycle.iter().enumerate() {
        let next = &cycle[(at + 1) % cycle.len()];
        let waits = actors.iter().find(|state| state.actor == *name).and_then(|state| state.waits.as_ref());
        let link = match waits {
            Some(waits) if waits.object == *next || waits.object.is_empty() => format!(" ─ {} ▶ {next}", waits.action),
            Some(waits) if holds(actors, next, &waits.object) => {
                format!(" ─ wants ▶ {} ─ held by ▶ {next}", waits.object)
            }
            Some(waits) => format!(" ─ {} ▶ {} ─ up to ▶ {next}", waits.action, waits.object),
            None => format!(" ─ waits for ▶ {next}"),
        };
        links.push((name, link));
    }
    let mut lines = vec![page.paint(Ink::Strong, "Wait-for cycle")];
    let chain: String = links.iter().map(|(_, link)| link.as_str()).collect();
    let chain = format!("{}{chain}", cycle[0]);
    if columns_of(&chain) + 2 <= page.width {
        lines.push(format!("  {chain}"));
    } else {
        for (name, link) in links {
            lines.extend(hanging("", 2, &format!("{name}{link}"), page.width));
        }
    }
    lines.push(String::new());
    lines
}

fn holds(actors: &[ActorState], actor: &str, object: &str) -> bool {
    let holder = actors.iter().find(|state| state.actor == actor);
    holder.is_some_and(|state| state.holds.iter().any(|held| held.object == object))
}

/// Who holds what and waits for what, and where.
fn states(actors: &[ActorState], cycle: &[String], page: &Page) -> Vec<String> {
    let held = |state: &ActorState| match state.holds.len() {
        0 => vec![("–".to_owned(), String::new())],
        _ => state.holds.iter().map(|held| (held.object.clone(), held.site.short())).collect::<Vec<_>>(),
    };
    let wanted = |state: &ActorState| match &state.waits {
        Some(waits) => (format!("{} {}", waits.action, waits.object).trim_end().to_owned(), waits.site.short()),
        None => ("nothing, it could go on".to_owned(), String::new()),
    };
    let joined = |(text, site): &(String, String)| {
        if site.is_empty() { text.clone() } else { format!("{text}  {site}") }
    };
    let name_width = actors.iter().map(|state| columns_of(&state.actor)).max().unwrap_or(0).max(5).min(page.width / 4);
    let widest = actors.iter().flat_map(held).map(|pair| columns_of(&joined(&pair))).max().unwrap_or(0).max(5);
    let held_width = widest.min(page.width / 3);
    let head = format!("  {}  {}  waits for", pad("actor", name_width), pad("holds", held_width));
    let mut lines = vec![page.paint(Ink::Strong, head)];
    for state in actors {
        let holds = held(state);
        let outside = !cycle.is_empty() && !cycle.contains(&state.actor);
        let wants = joined(&wanted(state));
        for (at, pair) in holds.iter().enumerate() {
            let name = if at == 0 { state.actor.as_str() } else { "" };
            let held = shorten(&joined(pair), held_width);
            let lead = format!("  {}  {}  ", pad(&shorten(name, name_width), name_width), pad(&held, held_width));
            let wants = if at == 0 { wants.as_str() } else { "" };
            lines.extend(hanging(&lead, columns_of(&lead), wants, page.width));
            if at == 0 && outside {
                append(&mut lines, columns_of(&lead), "  (not in the cycle)", page);
            }
        }
        if let Some(waits) = state.waits.as_ref().filter(|waits| !waits.note.is_empty()) {
            lines.extend(hanging("", name_width + held_width + 6, &format!("({})", waits.note), page.width));
        }
    }
    lines
}

/// Puts `text` behind the last line, or under it if there is no room.
fn append(lines: &mut Vec<String>, indent: usize, text: &str, page: &Page) {
    match lines.last_mut() {
        Some(line) if columns_of(line) + columns_of(text) <= page.width => line.push_str(text),
        _ => lines.extend(hanging("", indent, text.trim_start(), page.width)),
    }
}

/// In which order each actor takes two locks, if the blocked ones show it.
fn lock_orders(actors: &[ActorState], page: &Page) -> Vec<String> {
    let mut orders = Vec::new();
    for state in actors {
        let Some(waits) = state.waits.as_ref().filter(|waits| waits.action.contains("lock")) else { continue };
        for held in state.holds.iter().filter(|held| held.object != waits.object) {
            orders.push((held.object.as_str(), waits.object.as_str(), state.actor.as_str()));
        }
    }
    let disagree = orders.iter().any(|(a, b, _)| orders.iter().any(|(c, d, _)| a == d && b == c));
    if !disagree {
        return Vec::new();
    }
    let seen: Vec<String> = orders.iter().map(|(a, b, actor)| format!("{a} before {b} ({actor})")).collect();
    let mut lines = vec![String::new()];
    let text = format!("{}   ◀ they disagree", seen.join(" · "));
    if LEAD + 1 + columns_of(&text) <= page.width {
        lines.extend(hanging("Lock orders", LEAD + 1, &text, page.width));
        return lines;
    }
    for (at, order) in seen.iter().enumerate() {
        lines.extend(hanging(if at == 0 { "Lock orders" } else { "" }, LEAD + 1, order, page.width));
    }
    append(&mut lines, LEAD + 1, "   ◀ they disagree", page);
    lines
}

/// The two accesses of a data race.
fn race(object: &str, first: &Access, second: &Access, why: &str, page: &Page) -> Vec<String> {
    let mut lines =
        vec![page.paint(Ink::Strong, shorten(&format!("Two accesses to {object} that nothing orders"), page.width))];
    let width = columns_of(&first.actor).max(columns_of(&second.actor)).min(page.width / 3);
    let action = columns_of(&first.action).max(columns_of(&second.action));
    for access in [first, second] {
        let actor = pad(&shorten(&access.actor, width), width);
        let line = format!("  {actor}  {} {object}  {}", pad(&access.action, action), access.site.short());
        lines.push(shorten(&line, page.width));
    }
    lines.extend(hanging("Why", LEAD, why, page.width));
    lines
}

/// A circle of steps: why it is fair, what it achieves, and what it is not.
fn lasso(
    kind: FailureKind,
    steps: &[(String, usize)],
    progressed: &[String],
    repeated: usize,
    page: &Page,
) -> Vec<String> {
    let plural = |n: usize| if n == 1 { "" } else { "s" };
    let taken: Vec<String> = steps.iter().map(|(actor, n)| format!("{actor} {n} step{}", plural(*n))).collect();
    let fair = match kind {
        FailureKind::Livelock => format!("yes: {} in each round. The scheduler is not to blame.", taken.join(", ")),
        _ => format!("{} in each round.", taken.join(", ")),
    };
    let progress = match progressed {
        [] => "nobody completes anything in a round".to_owned(),
        names => format!("{} completes something in each round", names.join(", ")),
    };
    let watched = format!("{progress}; {repeated} round{} watched", plural(repeated));
    let mut lines = hanging("Fair?", LEAD, &fair, page.width);
    lines.extend(hanging("Progress", LEAD, &watched, page.width));
    lines.extend(hanging("It is not", LEAD, &is_not(kind), page.width));
    lines
}

/// What a failure of liveness is easily taken for.
fn is_not(kind: FailureKind) -> String {
    let deadlock = "a deadlock (somebody can always take a step)";
    match kind {
        FailureKind::Livelock => {
            format!(
                "{deadlock} · starvation (then the others would get somewhere) · an unfair spin (then one would not run)"
            )
        }
        _ => format!("{deadlock} · a livelock (the others do get somewhere)"),
    }
}
