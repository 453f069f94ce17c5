//! Which orderings of a program could be weaker, as a table.

use super::super::{Layout, Style, sentences};
use super::engines::coverage_words;
use super::layout::{INDENT, LEAD};
use crate::scenario::{Scenario, Variant};
use racecourse_layout::{columns_of, ends, fill, hanging, pad, shorten};
use racecourse_trace::exploration::{
    Coverage, EngineId, Exploration, MemoryOrder, Relaxation, Verb, Weakened, WeakerOrderings,
};

/// What comes of `variant` with weaker orderings, or how far that was searched.
pub fn weaker(
    scenario: &Scenario,
    variant: &Variant,
    found: &Result<WeakerOrderings, Coverage>,
    layout: &Layout,
) -> String {
    let file = variant.file.rsplit('/').next().unwrap_or(variant.file);
    let (left, right) = ends(&format!("{} {} · {file}", scenario.id, scenario.title), "weaker orderings", layout.width);
    let mut text = format!("{}{right}\n", layout.paint(Style::Strong, left));
    let inner = Layout { width: layout.width.saturating_sub(INDENT).max(1), ..*layout };
    let sections = match found {
        Ok(found) if found.each.is_empty() => {
            vec![fill("None of its accesses and fences can order less than it does.", inner.width)]
        }
        Ok(found) => vec![table(found, variant.file, &inner), conclusion(found, variant.file, &inner)],
        Err(coverage) => {
            let searched = Exploration::new(EngineId::WeakMemory, coverage.clone());
            let says = format!("It is not known: not all was searched ({}).", coverage_words(&searched));
            vec![fill(&says, inner.width)]
        }
    };
    for lines in sections {
        text.push('\n');
        for line in lines {
            text += format!("{:INDENT$}{}", "", line.trim_end()).trim_end();
            text.push('\n');
        }
    }
    text
}

/// A row for each place and each ordering that is weaker there by one step.
fn table(found: &WeakerOrderings, file: &str, layout: &Layout) -> Vec<String> {
    let rows: Vec<[String; 4]> = found.each.iter().map(|it| row(it, file)).collect();
    let heading = ["line", "does", "has", "with"].map(str::to_owned);
    let width = |column: usize| rows.iter().chain([&heading]).map(|row| columns_of(&row[column])).max().unwrap_or(0);
    let widths: Vec<usize> = (0..4).map(width).collect();
    let cells = |row: &[String; 4]| {
        row.iter().zip(&widths).map(|(cell, width)| pad(cell, *width)).collect::<Vec<_>>().join("  ")
    };
    let at = widths.iter().sum::<usize>() + 8;
    let room = layout.width.saturating_sub(at).max(16);
    let mut lines = vec![layout.paint(Style::Faint, format!("{}  comes to", cells(&heading)))];
    for (it, row) in found.each.iter().zip(&rows) {
        let comes_to = match it.adds.as_slice() {
            [] => "the same".to_owned(),
            adds => {
                let labels: Vec<String> = adds.iter().map(|label| sentences::value(label)).collect();
                format!("{} as well", sentences::listed(&labels))
            }
        };
        lines.push(format!("{}  {}", cells(row), shorten(&comes_to, room)));
    }
    lines
}

fn row(it: &Weakened, file: &str) -> [String; 4] {
    let Relaxation { site, action, from, to, on_failure } = &it.place;
    let line = match site.file == file {
        true => site.line.to_string(),
        false => site.short(),
    };
    let (has, with) = match on_failure {
        Some((from, to)) => (format!("{from:?} for the failure"), format!("{to:?}")),
        None => (format!("{from:?}"), order(*action, *to)),
    };
    [line, sentences::verb(*action).to_owned(), has, with]
}

/// A fence that orders nothing is none.
fn order(action: Verb, to: MemoryOrder) -> String {
    match (action, to) {
        (Verb::Fence, MemoryOrder::Relaxed) => "no fence".to_owned(),
        _ => format!("{to:?}"),
    }
}

fn conclusion(found: &WeakerOrderings, file: &str, layout: &Layout) -> Vec<String> {
    let harmless = found.each.iter().filter(|it| it.is_harmless()).count();
    let mut says = match harmless {
        0 => "Each of them is as strong as it has to be: with any of them weaker, it can come to something else."
            .to_owned(),
        1 => "One of them is stronger than this program needs.".to_owned(),
        n => format!("{n} of these changes make no difference to what this program can come to."),
    };
    if !found.enough.is_empty() {
        let parts: Vec<String> = found
            .enough
            .iter()
            .map(|it| {
                let [line, action, ..] = row(&Weakened { place: it.clone(), adds: Vec::new() }, file);
                let to = match it.on_failure {
                    Some((_, failure)) if it.from == it.to => format!("{failure:?} for the failure"),
                    Some((_, failure)) => format!("{:?}, and {failure:?} for the failure", it.to),
                    None => order(it.action, it.to),
                };
                let place = if it.site.file == file { format!("line {line}") } else { line };
                format!("{to} for the {action} at {place}")
            })
            .collect();
        says += &format!(" All this together is enough: {}.", sentences::listed(&parts));
    }
    let mut lines = hanging("So", LEAD, &says, layout.width);
    lines.extend(hanging(
        "It says",
        LEAD,
        "what comes of all executions that the language allows, of this program: in a larger one the same ordering may be \
         needed.",
        layout.width,
    ));
    lines
}
