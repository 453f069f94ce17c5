//! The evidence for a failure: who waits for whom, what repeats, which accesses meet.

use super::super::{Layout, Style, sentences};
use super::kinds::meaning;
use super::layout::LEAD;
use super::round::Round;
use super::source::Source;
use crate::counterexample::{Counterexample, States};
use racecourse_layout::{columns_of, fill, hanging, pad, sentence, shorten};
use racecourse_trace::exploration::{Execution, ObjectKind, Verb};
use racecourse_trace::failure::{Access, ActorState, Cause, Evidence, FailureKind, Waiting};

/// What the engine has to show for the failure, besides the steps.
pub(super) fn section(shown: &Counterexample, source: Source<'_>, layout: &Layout) -> Vec<String> {
    let Some(failure) = shown.failure() else { return Vec::new() };
    let mut lines = match &failure.evidence {
        Evidence::None => Vec::new(),
        Evidence::Waits { actors, .. } if failure.kind == FailureKind::Leak => {
            left_over(&shown.execution, actors, source, layout)
        }
        Evidence::Waits { actors, cycle } => {
            let mut lines = circle(actors, cycle, layout);
            lines.extend(states(actors, cycle, layout));
            lines.extend(lock_orders(actors, layout));
            lines
        }
        Evidence::Race { object, first, second, why } => {
            let mut lines = race(object, first, second, source, layout);
            lines.extend(hanging(
                "Unordered",
                LEAD,
                &sentence(&sentences::unordered(first, second, why)),
                layout.width,
            ));
            lines.extend(locks_held(&shown.execution, first, second, layout));
            lines
        }
        Evidence::Lasso { stem, round, repeated, steps, progressed, waits } => {
            let round = Round { stem: *stem, length: *round };
            let steps = if steps.is_empty() { round.steps(&shown.execution) } else { steps.clone() };
            let mut lines = lasso(failure.kind, &taken(&steps, is_folded(round, shown)), progressed, *repeated, layout);
            // That somebody waits for those who go round to end says nothing new.
            let joins = |waits: &Waiting| matches!(waits.action, Verb::Join | Verb::WaitFor);
            if waits.iter().any(|state| state.waits.as_ref().is_some_and(|waits| !joins(waits))) {
                lines.extend(states(waits, &[], layout));
            }
            lines
        }
        Evidence::Bypass { actor, wanted, overtaken, bound } => {
            let overtaken =
                format!("{actor} waits for {wanted} and is overtaken {overtaken} times; at most {bound} is promised.");
            hanging("Overtaken", LEAD, &overtaken, layout.width)
        }
    };
    // Who still takes steps is none that is not seen to take any.
    let is_seen = matches!(failure.cause, Cause::NoEnd { .. });
    if let Some(text) = meaning(failure.kind).filter(|_| !is_seen) {
        lines.extend(hanging("It means", LEAD, text, layout.width));
    }
    lines
}

/// The circle of actors in words, each with what it wants from the next.
fn circle(actors: &[ActorState], cycle: &[String], layout: &Layout) -> Vec<String> {
    if cycle.is_empty() {
        let running: Vec<&str> = actors.iter().filter(|s| s.waits.is_none()).map(|s| s.actor.as_str()).collect();
        let text = match running.as_slice() {
            [] if actors.len() == 1 => "Whoever could end this wait has finished, or waits itself.".to_owned(),
            [] => "Whoever could end these waits has finished, or waits itself.".to_owned(),
            names => format!("There is no cycle. Not blocked, but getting nowhere: {}.", names.join(", ")),
        };
        return fill(&text, layout.width).into_iter().chain([String::new()]).collect();
    }
    let mut links = Vec::new();
    for (at, name) in cycle.iter().enumerate() {
        let next = &cycle[(at + 1) % cycle.len()];
        let waits = actors.iter().find(|state| state.actor == *name).and_then(|state| state.waits.as_ref());
        let link = match waits {
            Some(waits) => link(actors, waits, next),
            None => format!(" ─ waits for ▶ {next}"),
        };
        links.push((name, link));
    }
    let mut lines = vec![layout.paint(Style::Strong, "Wait-for cycle")];
    let chain: String = links.iter().map(|(_, link)| link.as_str()).collect();
    let chain = format!("{}{chain}", cycle[0]);
    if columns_of(&chain) + 2 <= layout.width {
        lines.push(format!("  {chain}"));
    } else {
        for (name, link) in links {
            lines.extend(hanging("", 2, &format!("{name}{link}"), layout.width));
        }
    }
    lines.push(String::new());
    lines
}

/// What one in the circle wants, and how that is up to the next.
fn link(actors: &[ActorState], waits: &Waiting, next: &str) -> String {
    let object = &waits.object;
    match waits.action {
        Verb::Join | Verb::WaitFor => format!(" ─ waits for the end of ▶ {next}"),
        _ if object.is_empty() => format!(" ─ {} ▶ {next}", sentences::verb(waits.action)),
        _ if holds(actors, next, object) => format!(" ─ wants ▶ {object} ─ held by ▶ {next}"),
        Verb::Send | Verb::Put | Verb::HandOver => format!(" ─ wants room in ▶ {object} ─ only left: ▶ {next}"),
        Verb::Receive | Verb::Get | Verb::Offer => format!(" ─ wants something from ▶ {object} ─ only left: ▶ {next}"),
        Verb::Write => format!(" ─ wants room in ▶ {object} ─ to be emptied by ▶ {next}"),
        Verb::Read => format!(" ─ wants something from ▶ {object} ─ to be filled by ▶ {next}"),
        action => format!(" ─ {} ▶ {object} ─ up to ▶ {next}", sentences::verb(action)),
    }
}

fn holds(actors: &[ActorState], actor: &str, object: &str) -> bool {
    let holder = actors.iter().find(|state| state.actor == actor);
    holder.is_some_and(|state| state.holds.iter().any(|held| held.object == object))
}

/// Who holds what and waits for what, and where.
fn states(actors: &[ActorState], cycle: &[String], layout: &Layout) -> Vec<String> {
    let held = |state: &ActorState| match state.holds.len() {
        0 => vec![("–".to_owned(), String::new())],
        _ => state.holds.iter().map(|held| (held.object.clone(), held.site.short())).collect::<Vec<_>>(),
    };
    let wanted = |state: &ActorState| match &state.waits {
        Some(waits) if waits.action == Verb::Wake => {
            (format!("a notification of {}", waits.object), waits.site.short())
        }
        Some(waits) => {
            (format!("{} {}", sentences::verb(waits.action), waits.object).trim_end().to_owned(), waits.site.short())
        }
        None => ("nothing, it could go on".to_owned(), String::new()),
    };
    let joined = |(text, site): &(String, String)| {
        if site.is_empty() { text.clone() } else { format!("{text}  {site}") }
    };
    let name_width =
        actors.iter().map(|state| columns_of(&state.actor)).max().unwrap_or(0).max(5).min(layout.width / 4);
    let widest = actors.iter().flat_map(held).map(|pair| columns_of(&joined(&pair))).max().unwrap_or(0).max(5);
    let held_width = widest.min(layout.width / 3);
    let head = format!("  {}  {}  waits for", pad("actor", name_width), pad("holds", held_width));
    let mut lines = vec![layout.paint(Style::Strong, head)];
    for state in actors {
        let holds = held(state);
        let outside = !cycle.is_empty() && !cycle.contains(&state.actor);
        let wants = joined(&wanted(state));
        for (at, pair) in holds.iter().enumerate() {
            let name = if at == 0 { state.actor.as_str() } else { "" };
            let held = shorten(&joined(pair), held_width);
            let lead = format!("  {}  {}  ", pad(&shorten(name, name_width), name_width), pad(&held, held_width));
            let wants = if at == 0 { wants.as_str() } else { "" };
            lines.extend(hanging(&lead, columns_of(&lead), wants, layout.width));
            if at == 0 && outside {
                append(&mut lines, columns_of(&lead), "  (not in the cycle)", layout);
            }
        }
        if let Some(obstacle) = state.waits.as_ref().and_then(|waits| waits.obstacle) {
            let words = format!("({})", sentences::obstacle(&obstacle));
            lines.extend(hanging("", name_width + held_width + 6, &words, layout.width));
        }
    }
    lines
}

/// Puts `text` behind the last line, or under it if there is no room.
fn append(lines: &mut Vec<String>, indent: usize, text: &str, layout: &Layout) {
    match lines.last_mut() {
        Some(line) if columns_of(line) + columns_of(text) <= layout.width => line.push_str(text),
        _ => lines.extend(hanging("", indent, text.trim_start(), layout.width)),
    }
}

/// In which order each actor takes two locks, if the blocked ones show it.
fn lock_orders(actors: &[ActorState], layout: &Layout) -> Vec<String> {
    let mut orders = Vec::new();
    for state in actors {
        let Some(waits) = state.waits.as_ref().filter(|waits| waits.action.takes_lock()) else { continue };
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
    if LEAD + 1 + columns_of(&text) <= layout.width {
        lines.extend(hanging("Lock orders", LEAD + 1, &text, layout.width));
        return lines;
    }
    for (at, order) in seen.iter().enumerate() {
        lines.extend(hanging(if at == 0 { "Lock orders" } else { "" }, LEAD + 1, order, layout.width));
    }
    append(&mut lines, LEAD + 1, "   ◀ they disagree", layout);
    lines
}

/// The two accesses of a data race, with the lines in which they are written.
fn race(object: &str, first: &Access, second: &Access, source: Source<'_>, layout: &Layout) -> Vec<String> {
    let heading = shorten(&format!("Two accesses to {object} that nothing orders"), layout.width);
    let mut lines = vec![layout.paint(Style::Strong, heading)];
    let width = columns_of(&first.actor).max(columns_of(&second.actor)).min(layout.width / 3);
    let action = columns_of(sentences::verb(first.action)).max(columns_of(sentences::verb(second.action)));
    let site = columns_of(&first.site.short()).max(columns_of(&second.site.short()));
    for access in [first, second] {
        let actor = pad(&shorten(&access.actor, width), width);
        let line = format!(
            "  {actor}  {} {object}  {}",
            pad(sentences::verb(access.action), action),
            pad(&access.site.short(), site)
        );
        let room = layout.width.saturating_sub(columns_of(&line) + 2);
        let code = source.line(&access.site, room).unwrap_or_default();
        lines.push(shorten(format!("{line}  {code}").trim_end(), layout.width));
    }
    lines
}

/// Which locks each of the two had: only one that both have would order them.
fn locks_held(execution: &Execution, first: &Access, second: &Access, layout: &Layout) -> Vec<String> {
    let states = States::of(execution);
    let locks: Vec<usize> =
        (0..execution.objects.len()).filter(|object| execution.objects[*object].kind == ObjectKind::Mutex).collect();
    if locks.is_empty() {
        return Vec::new();
    }
    let held = |access: &Access| {
        let at = execution.events.iter().rposition(|event| {
            event.site == access.site && execution.actors.get(event.actor).is_some_and(|name| *name == access.actor)
        })?;
        let names = locks.iter().filter(|lock| states.after(at, **lock) == access.actor);
        let names: Vec<&str> = names.map(|lock| execution.objects[*lock].name.as_str()).collect();
        let names = if names.is_empty() { "no lock".to_owned() } else { names.join(" and ") };
        Some(format!("{} has {names}", access.actor))
    };
    match (held(first), held(second)) {
        (Some(one), Some(two)) => hanging("Locks held", LEAD, &format!("{one}, {two}"), layout.width),
        _ => Vec::new(),
    }
}

/// Those that were still going on when the scenario returned.
fn left_over(execution: &Execution, actors: &[ActorState], source: Source<'_>, layout: &Layout) -> Vec<String> {
    let mut lines = vec![layout.paint(Style::Strong, "Left over")];
    let width = actors.iter().map(|state| columns_of(&state.actor)).max().unwrap_or(0).min(layout.width / 3);
    for state in actors {
        let about = |actions: &[Verb]| {
            execution.events.iter().find(|event| {
                let named = event.object.and_then(|object| execution.objects.get(object));
                actions.contains(&event.action) && named.is_some_and(|info| info.name == state.actor)
            })
        };
        let mut parts = Vec::new();
        if let Some(started) = about(&[Verb::Spawn, Verb::Fork]) {
            let code = source.line(&started.site, layout.width / 2).map(|code| format!(" (`{code}`)"));
            parts.push(format!("started at {}{}", started.site.short(), code.unwrap_or_default()));
            if about(&[Verb::Join, Verb::WaitFor]).is_none() {
                parts.push("never joined".to_owned());
            }
        }
        parts.push(match &state.waits {
            Some(waits) => {
                format!("waits: {} {} at {}", sentences::verb(waits.action), waits.object, waits.site.short())
            }
            None => "could still go on".to_owned(),
        });
        let says = parts.join("; ");
        lines.extend(hanging(&format!("  {}  ", pad(&state.actor, width)), width + 4, &says, layout.width));
    }
    lines
}

/// Whether the table has fewer rows than the round has steps, because a lock and its release are one.
fn is_folded(round: Round, shown: &Counterexample) -> bool {
    round.events(&shown.execution).iter().any(|event| event.action.takes_lock())
}

/// How many steps each takes; where the table of steps counts otherwise, only who takes any.
fn taken(steps: &[(String, usize)], is_folded: bool) -> String {
    let plural = |n: usize| if n == 1 { "" } else { "s" };
    if !is_folded {
        let each = steps.iter().map(|(actor, n)| format!("{actor} {n} step{}", plural(*n)));
        return each.collect::<Vec<_>>().join(", ");
    }
    let names: Vec<&str> = steps.iter().map(|(actor, _)| actor.as_str()).collect();
    match names.as_slice() {
        [] => "nobody goes on".to_owned(),
        [one] => format!("{one} goes on"),
        [all @ .., last] => format!("{} and {last} go on", all.join(", ")),
    }
}

/// A circle of steps: why it is fair, what it achieves, and what it is not.
fn lasso(kind: FailureKind, taken: &str, progressed: &[String], repeated: usize, layout: &Layout) -> Vec<String> {
    let plural = |n: usize| if n == 1 { "" } else { "s" };
    if kind == FailureKind::Spin {
        let spins = format!("{taken} in each round, {repeated} round{} watched", plural(repeated));
        return hanging("Spins", LEAD, &spins, layout.width);
    }
    if kind == FailureKind::HoldAndPoll {
        let asks = format!("{taken} in each round, {repeated} round{} watched", plural(repeated));
        return hanging("Asks", LEAD, &asks, layout.width);
    }
    let fair = match kind {
        FailureKind::Livelock => format!("yes: {taken} in each round. The scheduler is not to blame."),
        _ => format!("{taken} in each round."),
    };
    let progress = match progressed {
        [] => "nobody completes anything in a round".to_owned(),
        names => format!("only {} completes something in a round", names.join(" and ")),
    };
    let watched = format!("{progress}; {repeated} round{} watched", plural(repeated));
    let mut lines = hanging("Fair?", LEAD, &fair, layout.width);
    lines.extend(hanging("Progress", LEAD, &watched, layout.width));
    lines
}
