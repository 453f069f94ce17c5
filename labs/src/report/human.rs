//! A lab's findings for a reader.

use super::bars::bars;
use super::lines::lines;
use super::number::count;
use super::table;
use crate::lab::findings::{ChartKind, Comparison, Exhibit, Facts};
use crate::lab::{Findings, Lab};
use racecourse_layout::visible;
use racecourse_layout::{Ink, Page, fill};

/// What `lab` found, on a page.
pub fn human(lab: &Lab, findings: &Findings, page: &Page) -> String {
    let mut text = heading(lab, findings, page);
    for exhibit in &findings.exhibits {
        text.push('\n');
        text += &match exhibit {
            Exhibit::Measured(table) => table::measured(table, page),
            Exhibit::Facts(table) => table::facts(table, page),
            Exhibit::Chart(chart) if chart.kind == ChartKind::Bars => bars(chart, page),
            Exhibit::Chart(chart) => lines(chart, page),
            Exhibit::Remark { text } => paragraph("  ", text, page),
            Exhibit::Drawing { lines } => {
                lines.iter().map(|line| format!("  {line}").trim_end().to_owned() + "\n").collect()
            }
        };
    }
    if !findings.lecture.is_empty() {
        text.push('\n');
        text += &table::facts(&beside(&findings.lecture), page);
    }
    for what in &findings.cannot {
        text += &format!("\n{}", paragraph("  ", &format!("Not shown here: {what}."), page));
    }
    if !findings.learned.is_empty() {
        text.push('\n');
        for (at, line) in fill(&findings.learned, page.width.min(96) - 11).iter().enumerate() {
            let lead = if at == 0 { page.paint(Ink::Good, "  Learned  ") } else { " ".repeat(11) };
            text += &format!("{lead}{line}\n");
        }
    }
    text
}

fn heading(lab: &Lab, findings: &Findings, page: &Page) -> String {
    let setting = &findings.setting;
    let mut about = vec![match &setting.input {
        Some(input) => visible(&input.to_string_lossy()),
        None => format!("{} {}", count(i64::try_from(setting.size).unwrap_or(i64::MAX)), lab.size.unit),
    }];
    if setting.repeat > 1 {
        about.push(format!("{} times each", setting.repeat));
    }
    let cores = findings.machine.cores;
    about.push(if cores == 1 { "1 core".to_owned() } else { format!("{cores} cores") });
    let mut text = format!("{}   {}\n", page.paint(Ink::Strong, lab.title), page.paint(Ink::Faint, about.join(" · ")));
    for line in fill(lab.question, page.width.min(96)) {
        text += &format!("{line}\n");
    }
    text
}

fn beside(comparisons: &[Comparison]) -> Facts {
    Facts {
        title: "Beside the lecture".to_owned(),
        columns: ["", "lecture", "here"].map(str::to_owned).to_vec(),
        rows: comparisons.iter().map(|one| vec![one.what.clone(), one.lecture.clone(), one.here.clone()]).collect(),
    }
}

fn paragraph(indent: &str, text: &str, page: &Page) -> String {
    fill(text, page.width.min(96) - indent.len()).iter().map(|line| format!("{indent}{line}\n")).collect()
}
