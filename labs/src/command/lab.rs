//! `racecourse lab`: measuring on this machine.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Instant;

use racecourse_commands::args::ListFormat;
use racecourse_commands::terminal::Terminal;
use racecourse_commands::{Error, Exit};
use racecourse_layout::{Layout, Style, columns_of, fill, pad};

use super::live::Live;
use super::pace::{self, Pace};
use super::page::Page;
use super::plot::{self, Picture};
use super::{args, names};
use crate::lab::stage;
use crate::lab::{Findings, Lab, Setting};
use crate::labs::ALL;
use crate::report::Said;
use crate::{lab, report};

pub(super) fn run(asked: &args::Lab, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let layout = terminal.narrow_layout();
    if asked.labs.is_empty() && !asked.all {
        let asks = asked.plot.is_some() || asked.full || asked.size.is_some() || asked.repeat.is_some();
        let asks = asks || asked.guess.is_some() || asked.python.is_some() || asked.report.is_some();
        if asks || asked.input.is_some() || !asked.workers.is_empty() {
            let lists = layout.invocation.with("lab");
            return Err(Error::Usage(format!("name a lab, or ask for --all; `{lists}` lists them")));
        }
        let text = match asked.format {
            ListFormat::Human => list(&layout),
            ListFormat::Json => document(),
        };
        out.write_all(text.as_bytes())?;
        return Ok(Exit::AsExpected);
    }
    let labs = if asked.all { ALL.to_vec() } else { names::labs(ALL, &asked.labs)? };
    let settings = labs.iter().map(|lab| setting(lab, asked)).collect::<Result<Vec<_>, _>>()?;
    let plot = asked.plot.as_deref().map(Plot::open).transpose()?;
    let page = asked.report.as_deref().map(Page::open).transpose()?;
    let begun = Instant::now();
    let mut pace = (asked.all && is_free(asked)).then(|| Pace::measured(&labs));
    let (mut all, mut said) = (Vec::new(), Said::default());
    let count = labs.len();
    for (at, (lab, mut setting)) in labs.iter().copied().zip(settings).enumerate() {
        let since = begun.elapsed().as_secs_f64();
        // What somebody brings along is not made smaller.
        let paced = pace
            .as_ref()
            .filter(|_| setting.input.is_none())
            .map(|pace| pace.set(lab, &mut setting, since, &pace::why_now()));
        let (share, left_out) = paced.unwrap_or((1.0, None));
        let mut findings = watched(lab, setting, (at + 1, count))?;
        if let Some(pace) = &mut pace {
            pace.ended(lab, share, begun.elapsed().as_secs_f64() - since);
        }
        findings.cannot.splice(0..0, left_out);
        if asked.format == ListFormat::Human {
            let gap = if all.is_empty() { "" } else { "\n\n" };
            write!(out, "{gap}{}", report::human(lab, &findings, &mut said, &layout))?;
            out.flush()?;
        }
        all.push(findings);
    }
    if asked.format == ListFormat::Json {
        let document = report::json(&all).map_err(io::Error::from)?;
        out.write_all(document.as_bytes())?;
    }
    // The report is out before anything can go wrong with the picture.
    out.flush()?;
    if let Some(plot) = plot {
        plot.write(&all)?;
        if asked.format == ListFormat::Human {
            writeln!(out, "\n  The charts are in {}.", plot.path.display())?;
        }
    }
    if let Some(page) = page {
        let file = page.write(&labs, &all, &layout)?;
        if asked.format == ListFormat::Human {
            writeln!(out, "\n  The page is {}.", file.display())?;
        }
    }
    Ok(Exit::AsExpected)
}

/// Whether nobody has said how much there is to do, or how often: then it follows from the time that there is.
fn is_free(asked: &args::Lab) -> bool {
    !asked.full && asked.size.is_none() && asked.repeat.is_none()
}

fn setting(lab: &Lab, asked: &args::Lab) -> Result<Setting, Error> {
    let mut setting = Setting::of(lab);
    if asked.full {
        match lab.size.full {
            Some(full) => setting.size = full,
            // Among all of them there are some of which the lecture has no size.
            None if asked.all => {}
            None => return Err(Error::Usage(format!("the lecture has no size for {}; try --size", lab.name))),
        }
    }
    if let Some(size) = asked.size {
        if size < lab.size.least {
            let Lab { name, size: lab::Size { least, unit, .. }, .. } = lab;
            return Err(Error::Usage(format!("--size of {name} is at least {least} (it counts {unit})")));
        }
        setting.size = size;
    }
    if !asked.workers.is_empty() {
        setting.workers = asked.workers.iter().map(|&workers| usize::from(workers)).collect();
    }
    if let Some(repeat) = asked.repeat {
        setting.repeat = repeat;
        setting.at_most = false;
    }
    if asked.guess.is_some() && lab.asks.is_none() && !asked.all {
        let others: Vec<&str> = ALL.iter().filter(|lab| lab.asks.is_some()).map(|lab| lab.name).collect();
        return Err(Error::Usage(format!("{} asks nothing; {} do", lab.name, others.join(", "))));
    }
    // A number that is meant for one question says nothing about the others.
    setting.guess = asked.guess.filter(|_| !asked.all);
    if asked.python.is_some() && lab.lecture.is_none() && !asked.all {
        let others: Vec<&str> = ALL.iter().filter(|lab| lab.lecture.is_some()).map(|lab| lab.name).collect();
        let says = format!("the lecture has no program for {}; it has for {}", lab.name, others.join(", "));
        return Err(Error::Usage(says));
    }
    setting.python = asked.python.clone();
    if let Some(input) = asked.input.as_ref().filter(|_| lab.takes_input || !asked.all) {
        if !lab.takes_input {
            let others: Vec<&str> = ALL.iter().filter(|lab| lab.takes_input).map(|lab| lab.name).collect();
            return Err(Error::Usage(format!("{} takes no --input; {} does", lab.name, others.join(", "))));
        }
        if asked.size.is_some() && !asked.all {
            return Err(Error::Usage(format!(
                "--size says how many {} to make, and --input brings them",
                lab.size.unit
            )));
        }
        fs::metadata(input).map_err(|error| Error::Usage(format!("cannot use {}: {error}", input.display())))?;
        setting.input = Some(input.clone());
    }
    Ok(setting)
}

/// Runs a lab, the so-manieth of so many, and shows on a terminal's standard error how far it is, how busy the cores are, and who works.
fn watched(lab: &Lab, setting: Setting, place: (usize, usize)) -> Result<Findings, Error> {
    let mut live = Live::new(lab.name, place);
    let cores = live.core_lines();
    let ended = AtomicBool::new(false);
    let findings = std::thread::scope(|scope| {
        scope.spawn(|| cores.keep_up(&ended));
        let findings = stage::run(lab, setting, &mut |event| live.hear(event));
        ended.store(true, Relaxed);
        findings
    });
    live.end();
    findings.map_err(|trouble| match trouble {
        lab::Trouble::Usage(why) => Error::Usage(format!("{}: {why}", lab.name)),
        lab::Trouble::Io(error) => Error::Io(format!("run the lab {}", lab.name), error),
        lab::Trouble::Failed(why) => Error::Usage(format!("the lab {} failed: {why}", lab.name)),
    })
}

fn list(layout: &Layout) -> String {
    let width = ALL.iter().map(|lab| columns_of(lab.name)).max().unwrap_or(0);
    let mut text = String::new();
    for lab in ALL {
        let lead = format!("  {}  ", layout.paint(Style::Strong, pad(lab.name, width)));
        for (at, line) in fill(lab.question, layout.width.min(96).saturating_sub(width + 4)).iter().enumerate() {
            let lead = if at == 0 { lead.clone() } else { " ".repeat(width + 4) };
            text += &format!("{lead}{line}\n");
        }
    }
    let (lab, show) = (layout.invocation.with("lab <name>"), layout.invocation.with("show <name>"));
    text + &format!("\nMeasure              {lab}\nLesson and programs  {show}\n")
}

fn document() -> String {
    let labs = ALL.iter().map(|lab| {
        serde_json::json!({
            "name": lab.name,
            "title": lab.title,
            "question": lab.question,
            "unit": lab.size.unit,
            "size": lab.size.default,
            "full_size": lab.size.full,
            "programs": lab.programs.iter().map(|program| program.name).collect::<Vec<_>>(),
        })
    });
    format!("{:#}\n", serde_json::json!({ "schema": 1, "labs": labs.collect::<Vec<_>>() }))
}

/// A file for a picture.
struct Plot<'a> {
    path: &'a Path,
    picture: Picture,
}

impl<'a> Plot<'a> {
    /// Makes sure that it can be written before anybody waits for a lab. What it holds is not touched yet.
    fn open(path: &'a Path) -> Result<Self, Error> {
        let picture = Picture::of(path).ok_or_else(|| {
            Error::Usage(format!("a picture's name ends in .svg or .png; {} does not", path.display()))
        })?;
        let existed = path.exists();
        let failed = |error| Error::Io(format!("write {}", path.display()), error);
        OpenOptions::new().append(true).create(true).open(path).map_err(failed)?;
        if !existed {
            let _ = fs::remove_file(path);
        }
        Ok(Self { path, picture })
    }

    fn write(&self, findings: &[Findings]) -> Result<(), Error> {
        plot::write(findings, self.picture, self.path)
            .map_err(|error| Error::Usage(format!("failed to draw {}: {error}", self.path.display())))
    }
}
