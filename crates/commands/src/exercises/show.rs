//! `racecourse show NAME`, of an exercise: its task, and, for whoever may see them or asks for them, its solutions.

use std::io::Write;

use racecourse_exercises::exercise::Exercise;
use racecourse_exercises::format::THREADS_END;
use racecourse_exercises::header::Header;
use racecourse_layout::{Layout, Style, fill};

use super::{folder, named};
use crate::args::Show;
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(crate) fn run(show: &Show, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let exercise = named(&show.scenario)?;
    let layout = terminal.layout();
    let mut folder = folder().ok();
    let mut text = task(&exercise, &layout).join("\n");
    text.push('\n');
    if show.spoil {
        if let Some(folder) = &mut folder
            && !folder.may_see_solutions(&exercise.name)
        {
            folder.standing(&exercise.name).shown = true;
            folder.save().map_err(Error::Usage)?;
        }
        text += &solutions(&exercise, &layout).join("\n");
        text.push('\n');
    }
    let next = match &folder {
        Some(folder) => format!("\nYour file: {}\n", folder.file_of(&exercise.name).display()),
        None => format!("\nTo do it: {}\n", layout.invocation.with("learn")),
    };
    terminal.show(&(text + &next), !show.no_pager, out)?;
    Ok(Exit::AsExpected)
}

/// The task, in lines.
pub(super) fn task(exercise: &Exercise, layout: &Layout) -> Vec<String> {
    let width = layout.width.saturating_sub(2);
    let mut lines = vec![layout.paint(Style::Strong, &exercise.description.title), String::new()];
    for paragraph in exercise.task.split("\n\n") {
        // Items of a list stand in lines of their own.
        let (items, text): (Vec<&str>, Vec<&str>) = paragraph.lines().partition(|line| line.starts_with("- "));
        lines.extend(fill(&text.join(" "), width));
        lines.extend(items.iter().flat_map(|item| racecourse_layout::hanging("-", 2, &item[2..], width)));
        lines.push(String::new());
    }
    lines.extend(racecourse_layout::hanging("keep", 7, &exercise.description.api.join(" · "), width));
    lines.extend(racecourse_layout::hanging("ends", 7, THREADS_END, width));
    lines
}

/// How it can be done, in lines.
pub(super) fn solutions(exercise: &Exercise, layout: &Layout) -> Vec<String> {
    let mut lines = Vec::new();
    // Those that are soonest read come first.
    let mut samples: Vec<_> = exercise.right.iter().collect();
    samples.sort_by_key(|sample| sample.text.len());
    for sample in samples {
        let Header::Right { style } = &sample.header else { continue };
        let style = style.rsplit_once(", ").map_or(style.as_str(), |(style, _)| style);
        lines.extend([String::new(), layout.paint(Style::Good, format!("── {style}")), String::new()]);
        lines.extend(sample.text.lines().skip(1).map(|line| format!("  {line}").trim_end().to_owned()));
    }
    lines
}
