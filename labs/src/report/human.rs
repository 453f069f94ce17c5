//! A lab's findings for a reader.

use super::bars::bars;
use super::beside::beside;
use super::lines::lines;
use super::number::{count, counted};
use super::said::Said;
use super::table;
use super::together::filled;
use super::visible::with_visible_texts;
use crate::lab::findings::{ChartKind, Exhibit};
use crate::lab::{Findings, Lab};
use racecourse_layout::visible;
use racecourse_layout::{Layout, Style, columns_of, fill, shorten};

/// What `lab` found, laid out. What was `said` of labs before it is not said again.
pub fn human(lab: &Lab, findings: &Findings, said: &mut Said, layout: &Layout) -> String {
    let findings = &with_visible_texts(findings);
    let mut text = heading(lab, findings, layout);
    for exhibit in &findings.exhibits {
        text.push('\n');
        text += &match exhibit {
            Exhibit::Measured(table) => table::measured(table, layout),
            Exhibit::Facts(table) => table::facts(table, layout),
            Exhibit::Chart(chart) if chart.kind == ChartKind::Bars => bars(chart, layout),
            Exhibit::Chart(chart) => lines(chart, layout),
            Exhibit::Remark { text } => paragraph("  ", text, layout),
            Exhibit::Drawing { lines } => {
                let line = |line: &String| format!("  {}", shorten(line, layout.width - 2));
                lines.iter().map(|one| line(one).trim_end().to_owned() + "\n").collect()
            }
        };
    }
    if let Some(beside) = beside(findings) {
        text += &format!("\n{}", table::facts(&beside, layout));
    }
    for sentence in said.tell(&findings.cannot) {
        text += &format!("\n{}", paragraph("  ", &sentence, layout));
    }
    let answer = findings.answer.iter().map(|answer| ("  Guess    ", answer));
    for (lead, sentence) in answer.chain([("  Learned  ", &findings.learned)]).filter(|(_, text)| !text.is_empty()) {
        text.push('\n');
        for (at, line) in filled(&layout.invocation.said_in(sentence), layout.width.min(96) - 11).iter().enumerate() {
            let lead = if at == 0 { layout.paint(Style::Good, lead) } else { " ".repeat(11) };
            text += &format!("{lead}{line}\n");
        }
    }
    text
}

/// How much was done, how often, and on how many cores, in a line.
pub fn about(lab: &Lab, findings: &Findings) -> String {
    let setting = &findings.setting;
    let mut about = vec![match &setting.input {
        Some(input) => visible(&input.to_string_lossy()),
        None => format!("{} {}", count(i64::try_from(setting.size).unwrap_or(i64::MAX)), lab.size.unit),
    }];
    if setting.repeat > 1 {
        about.push(format!("{}{} times each", if setting.at_most { "at most " } else { "" }, setting.repeat));
    }
    about.push(counted(findings.machine.cores, "core"));
    about.join(" · ")
}

fn heading(lab: &Lab, findings: &Findings, layout: &Layout) -> String {
    let about = about(lab, findings);
    let gap = match columns_of(lab.title) + 3 + columns_of(&about) <= layout.width {
        true => "   ",
        false => "\n",
    };
    let about = filled(&about, layout.width).join("\n");
    let title = fill(lab.title, layout.width).join("\n");
    let mut text = format!("{}{gap}{}\n", layout.paint(Style::Strong, title), layout.paint(Style::Faint, about));
    for line in fill(lab.question, layout.width.min(96)) {
        text += &format!("{line}\n");
    }
    text
}

fn paragraph(indent: &str, text: &str, layout: &Layout) -> String {
    let text = layout.invocation.said_in(text);
    filled(&text, layout.width.min(96) - indent.len()).iter().map(|line| format!("{indent}{line}\n")).collect()
}
