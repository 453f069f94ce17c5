//! What each engine says, and how far it looked.

use super::super::{Checked, Layout, Repair, Style, engine_sign, sentences, style_of};
use crate::verdict::{EngineVerdict, Standing, Verdict};
use racecourse_layout::{columns_of, count, grouped, hanging, pad};
use racecourse_trace::exploration::{Bound, Coverage, EngineId, Exploration};

/// How far an engine looked, in words. `all` is said only where it is so.
pub fn coverage_words(exploration: &Exploration) -> String {
    let executions = |n: u64| count(n, "execution");
    if let Coverage::Exhaustive { executions: 1 } = exploration.coverage {
        let knows = if exploration.engine == EngineId::Loom { "loom knows of" } else { "there is" };
        return format!("the only execution {knows}");
    }
    match (&exploration.coverage, exploration.engine) {
        (Coverage::Bounded { executions: n, bound }, _) if is_first(bound, *n) => sentences::bound(bound),
        (Coverage::Exhaustive { executions: n }, EngineId::Loom) => {
            format!("all {} loom knows of", executions(*n))
        }
        (Coverage::Exhaustive { executions: n }, EngineId::Explorer | EngineId::WeakMemory) => {
            format!("all {} that can differ", executions(*n))
        }
        (Coverage::Exhaustive { executions: n }, _) => format!("all {}", executions(*n)),
        (Coverage::Bounded { executions: n, bound }, _) => format!("{}, {}", executions(*n), sentences::bound(bound)),
        (Coverage::Sampled { executions: n, .. }, engine) if engine.is_native() => count(*n, "real run"),
        (Coverage::Sampled { executions: n, seed: Some(seed) }, _) => format!("{}, seed {seed}", count(*n, "sample")),
        (Coverage::Sampled { executions: n, seed: None }, _) => count(*n, "sample"),
        (Coverage::Interrupted { executions: n, reason }, _) => {
            format!("stopped after {}: {}", executions(*n), sentences::reason(reason))
        }
        (Coverage::NotApplicable { reason }, _) => format!("cannot run this: {}", sentences::reason(reason)),
    }
}

/// Whether a bound says itself that so many executions were searched.
fn is_first(bound: &Bound, executions: u64) -> bool {
    let most = match bound {
        Bound::First(most) | Bound::FirstInDepth(most) | Bound::FirstOfLoom(most) => *most,
        _ => return false,
    };
    most == executions
}

/// A line for each engine that ran; those that run something else altogether are left out.
pub(super) fn section(checked: &Checked, layout: &Layout) -> Vec<String> {
    let shown: Vec<(&Exploration, &EngineVerdict)> = checked
        .explorations
        .iter()
        .zip(&checked.verdict.engines)
        .filter(|(_, one)| one.verdict != Verdict::NotApplicable || !one.as_expected())
        .collect();
    let mut lines = Vec::new();
    for (native, heading) in [(false, "Models"), (true, "Real runs")] {
        let group = shown.iter().filter(|(exploration, _)| exploration.engine.is_native() == native);
        let group: Vec<_> = group.collect();
        if group.is_empty() {
            continue;
        }
        lines.push(layout.paint(Style::Strong, heading));
        for (exploration, one) in group {
            lines.extend(entry(exploration, one, checked, layout));
        }
        if native
            && shown
                .iter()
                .all(|(exploration, _)| !exploration.engine.is_native() || exploration_is_clean(exploration, checked))
        {
            lines.extend(hanging("", 2, "Seeing no failure in real runs proves nothing.", layout.width));
        }
    }
    lines
}

fn exploration_is_clean(exploration: &Exploration, checked: &Checked) -> bool {
    checked.verdict.of(exploration.engine).is_none_or(|one| one.verdict != Verdict::Refuted)
}

fn entry(exploration: &Exploration, one: &EngineVerdict, checked: &Checked, layout: &Layout) -> Vec<String> {
    let (sign, _) = engine_sign(checked, one);
    let lead = format!("  {} {sign} ", pad(one.engine.name(), 11));
    let mut text = match &one.label {
        Some(label) => {
            // Counted is how it looked: `4 of all 6 executions …`, `188 of 500 samples, seed …`.
            let times = match exploration.coverage.executions() {
                1 => String::new(),
                _ => format!("{} of ", grouped(exploration.count(label))),
            };
            format!("{label} in {times}{}", coverage_words(exploration))
        }
        None if exploration.engine.is_native() => format!("nothing wrong in {}", coverage_words(exploration)),
        None => coverage_words(exploration),
    };
    // What the coverage does not already say: that it is blind, or what it did wrong.
    let blind = one.verdict == Verdict::Inconclusive && exploration.has_searched_all();
    // What became of a repair is said of the variant, once.
    let differs = one.standing == Standing::Differs && checked.repair() == Repair::None;
    if blind || differs {
        text = format!("{text}. {}", sentences::grounds(&one.reason));
    }
    let lines = hanging(&lead, columns_of(&lead), &text, layout.width);
    let notes =
        exploration.notes.iter().flat_map(|note| hanging("", columns_of(&lead), &sentences::note(note), layout.width));
    let style = if one.as_expected() || checked.repair() == Repair::Done { None } else { Some(style_of(one.standing)) };
    let paint = |line: String| style.map_or(line.clone(), |style| layout.paint(style, &line));
    let faint = |line: String| layout.paint(Style::Faint, line);
    lines.into_iter().map(paint).chain(notes.map(faint)).collect()
}
