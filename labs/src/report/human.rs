//! A lab's findings for a reader.

use super::bars::bars;
use super::beside::beside;
use super::lines::lines;
use super::number::count;
use super::table;
use crate::lab::findings::{ChartKind, Exhibit};
use crate::lab::{Findings, Lab};
use racecourse_layout::visible;
use racecourse_layout::{Layout, Style, columns_of, fill};

/// What `lab` found, laid out.
pub fn human(lab: &Lab, findings: &Findings, layout: &Layout) -> String {
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
                lines.iter().map(|line| format!("  {line}").trim_end().to_owned() + "\n").collect()
            }
        };
    }
    if let Some(beside) = beside(findings) {
        text += &format!("\n{}", table::facts(&beside, layout));
    }
    for what in &findings.cannot {
        text += &format!("\n{}", paragraph("  ", &format!("Not shown here: {what}."), layout));
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

fn heading(lab: &Lab, findings: &Findings, layout: &Layout) -> String {
    let setting = &findings.setting;
    let mut about = vec![match &setting.input {
        Some(input) => visible(&input.to_string_lossy()),
        None => format!("{} {}", count(i64::try_from(setting.size).unwrap_or(i64::MAX)), lab.size.unit),
    }];
    if setting.repeat > 1 {
        about.push(format!("{}{} times each", if setting.at_most { "at most " } else { "" }, setting.repeat));
    }
    let cores = findings.machine.cores;
    about.push(if cores == 1 { "1 core".to_owned() } else { format!("{cores} cores") });
    let about = about.join(" · ");
    let gap = match columns_of(lab.title) + 3 + columns_of(&about) <= layout.width {
        true => "   ",
        false => "\n",
    };
    let mut text = format!("{}{gap}{}\n", layout.paint(Style::Strong, lab.title), layout.paint(Style::Faint, about));
    for line in fill(lab.question, layout.width.min(96)) {
        text += &format!("{line}\n");
    }
    text
}

/// `text` in lines of so many columns. A number with its thousands apart stays on one line.
fn filled(text: &str, width: usize) -> Vec<String> {
    // A character that no report has, and that is as wide as a space.
    const TOGETHER: char = '\u{e000}';
    let mut kept = String::new();
    let mut characters = text.chars();
    while let Some(one) = characters.next() {
        let is_between = one == ' '
            && kept.ends_with(|before: char| before.is_ascii_digit())
            && characters.clone().take(3).filter(char::is_ascii_digit).count() == 3;
        kept.push(if is_between { TOGETHER } else { one });
    }
    fill(&kept, width).iter().map(|line| line.replace(TOGETHER, " ")).collect()
}

fn paragraph(indent: &str, text: &str, layout: &Layout) -> String {
    let text = layout.invocation.said_in(text);
    filled(&text, layout.width.min(96) - indent.len()).iter().map(|line| format!("{indent}{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn a_number_is_not_broken() {
        let lines = filled("of 2 000 000 additions, in 5 of 5 runs", 12);
        assert_eq!(lines, ["of 2 000 000", "additions,", "in 5 of 5", "runs"]);
    }
}
