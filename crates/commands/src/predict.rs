//! `racecourse predict`: which ends are possible, over all orders of steps?

use std::io::Write;

use racecourse::engine::EngineId;
use racecourse::exploration::Coverage;
use racecourse::scenario::{Scenario, Variant};
use racecourse_layout::{Layout, Style, columns_of, count, fill, hanging, pad, shown, visible};
use racecourse_play::predict::{Judged, Truth, choices, judge};
use racecourse_play::text::Text;
use racecourse_report::sentences;

use crate::answers::{Prediction, answer};
use crate::args::Predict;
use crate::asked::{self, Typed};
use crate::course::Course;
use crate::terminal::Terminal;
use crate::{Error, Exit, names};

pub(crate) fn run(predict: &Predict, course: &Course, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let scenario = names::scenario(&course.scenarios, &predict.scenario)?;
    let variant = match &predict.variant {
        Some(name) => names::variant(scenario, name)?,
        None => scenario.variants.first().ok_or_else(|| Error::Usage(format!("{} has no variants", scenario.name)))?,
    };
    let given = predict.from.as_ref().map(|file| answer::<Prediction>(file, "prediction")).transpose()?;
    // Where no order of steps shows everything, the other engine that looks at everything is asked, too.
    let is_blind = scenario.blind.iter().any(|blind| blind.engine == EngineId::Explorer);
    let engines: &[EngineId] =
        if is_blind { &[EngineId::Explorer, EngineId::WeakMemory] } else { &[EngineId::Explorer] };
    let explored: Vec<_> =
        engines.iter().map(|&engine| course.explore(scenario, variant, engine, &variant.budget)).collect();
    let truth = Truth::of(&explored);
    let quiz = Quiz { scenario, variant, truth, layout: terminal.layout() };
    if explored.iter().all(|it| it.observations.is_empty()) {
        let reason = explored.iter().find_map(|it| match &it.coverage {
            Coverage::Interrupted { reason, .. } | Coverage::NotApplicable { reason } => {
                Some(sentences::reason(reason))
            }
            _ => None,
        });
        writeln!(out, "? Nothing could be searched: {}.", reason.unwrap_or_default())?;
        return Ok(Exit::Undecided);
    }
    match given {
        Some(given) => {
            let judged = judge(&quiz.truth, &given.possible);
            quiz.tell(&judged, usize::MAX, out)?;
            Ok(exit(&judged))
        }
        None => quiz.ask(out),
    }
}

fn exit(judged: &Judged) -> Exit {
    match judged {
        Judged::Right => Exit::AsExpected,
        Judged::Impossible(_) | Judged::Missing(_) => Exit::Differs,
        Judged::Undecided(_) => Exit::Undecided,
    }
}

struct Quiz {
    scenario: &'static Scenario,
    variant: &'static Variant,
    truth: Truth,
    layout: Layout,
}

impl Quiz {
    /// Asks until it is right, or nobody wants to go on.
    fn ask(&self, out: &mut dyn Write) -> Result<Exit, Error> {
        let mut choices = choices(self.scenario, self.variant, &self.truth);
        writeln!(
            out,
            "{}",
            self.layout.paint(Style::Strong, format!("predict {} · {}", self.scenario.name, self.variant.name))
        )?;
        writeln!(out, "\nWhich outcomes are possible, over all orders of steps?")?;
        self.list(&choices, &[], out)?;
        writeln!(out, "All their numbers in one line; + and a text for something else; h hint, v program, q quit.")?;
        let (mut hints, mut exit_code, mut last): (usize, Exit, Option<Judged>) = (0, Exit::Differs, None);
        loop {
            let text = match asked::line(out)? {
                Typed::Line(text) => text,
                Typed::Wrong(why) => {
                    writeln!(out, "error: {why}")?;
                    continue;
                }
                Typed::Nothing => return Ok(exit_code),
            };
            match text.as_str() {
                "" => continue,
                "q" | "quit" => return Ok(exit_code),
                "v" | "program" => {
                    // Its comments say what goes wrong.
                    let text = Text::new(self.variant.file, self.variant.source).without_comments();
                    for (at, line) in text.lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
                        writeln!(out, "{:>3}  {line}", at + 1)?;
                    }
                    continue;
                }
                "h" | "hint" => {
                    hints += 1;
                    writeln!(out, "{}", self.hint(hints, last.as_ref()))?;
                    continue;
                }
                _ => {}
            }
            if let Some(other) = text.strip_prefix('+') {
                let other = other.trim().to_owned();
                if !other.is_empty() && !choices.contains(&other) {
                    choices.push(other);
                }
                self.list(&choices, &[], out)?;
                continue;
            }
            let marked = match numbers(&text, choices.len()) {
                Ok(marked) => marked,
                Err(wrong) => {
                    writeln!(out, "error: {wrong}")?;
                    continue;
                }
            };
            self.list(&choices, &marked, out)?;
            let prediction: Vec<String> = marked.iter().map(|at| choices[*at].clone()).collect();
            let judged = judge(&self.truth, &prediction);
            self.tell(&judged, hints, out)?;
            exit_code = exit(&judged);
            match judged {
                Judged::Right | Judged::Undecided(_) => return Ok(exit_code),
                other => last = Some(other),
            }
        }
    }

    fn list(&self, choices: &[String], marked: &[usize], out: &mut dyn Write) -> Result<(), Error> {
        for (at, label) in choices.iter().enumerate() {
            let sign = if marked.contains(&at) { 'x' } else { ' ' };
            writeln!(out, "  {:>2} [{sign}] {}", at + 1, shown(label, self.layout.width.saturating_sub(10)))?;
        }
        Ok(())
    }

    /// What is wrong, or all of the truth. What is missing is named only to whoever has asked for three hints.
    fn tell(&self, judged: &Judged, hints: usize, out: &mut dyn Write) -> Result<(), Error> {
        let (style, says) = match judged {
            Judged::Right => (Style::Good, format!("✓ right: these are all the ends of {}", self.variant.name)),
            Judged::Impossible(label) => {
                let all = count(self.truth.executions, "execution");
                (Style::Bad, format!("✗ {} is impossible: none of all {all} ends so", shown(label, 200)))
            }
            Judged::Missing(label) if hints >= 3 && hints != usize::MAX => {
                (Style::Bad, format!("✗ an outcome is missing: {label}{}", self.by(label)))
            }
            Judged::Missing(label) => (Style::Bad, format!("✗ an outcome is missing{}", self.by(label))),
            Judged::Undecided(unseen) if unseen.is_empty() => (
                Style::Open,
                "? these are all the ends that were seen, but not all executions could be searched".to_owned(),
            ),
            Judged::Undecided(unseen) => {
                let unseen: Vec<String> = unseen.iter().map(|label| shown(label, 60)).collect();
                let says = format!(
                    "? not decided: {} was not seen, but not all executions could be searched",
                    unseen.join(", ")
                );
                (Style::Open, says)
            }
        };
        for line in fill(&format!("{says}."), self.layout.width) {
            writeln!(out, "{}", self.layout.paint(style, line))?;
        }
        if *judged == Judged::Right {
            self.all(out)?;
        }
        Ok(())
    }

    /// How a missing outcome comes about, so that it can be found by following that.
    fn by(&self, label: &str) -> String {
        match self.truth.ends.get(label).and_then(|seen| seen.schedule.as_ref()) {
            Some(schedule) if schedule.is_empty() => ": what comes if nobody is interrupted".to_owned(),
            Some(schedule) => format!(": follow {schedule}"),
            None => ": one that no order of steps explains, where something is seen late".to_owned(),
        }
    }

    fn hint(&self, hints: usize, last: Option<&Judged>) -> String {
        match (hints, last) {
            (1, _) => {
                let orders = count(self.truth.executions, "execution");
                format!(
                    "Hint: {orders} had to be looked at, and {} can come of them.",
                    count(self.truth.ends.len() as u64, "outcome")
                )
            }
            (2, Some(Judged::Missing(label))) => format!("Hint: an outcome is missing{}.", self.by(label)),
            (2, Some(Judged::Impossible(label))) => {
                format!("Hint: who would have to do what for {}?", shown(label, 200))
            }
            (_, Some(Judged::Missing(label))) => format!("Hint: {label} is missing."),
            (_, Some(Judged::Impossible(label))) => format!("Hint: {} never comes.", shown(label, 200)),
            _ => "Hint: answer first, and then ask again.".to_owned(),
        }
    }

    /// All ends, with how often, what they mean, and how they come about.
    fn all(&self, out: &mut dyn Write) -> Result<(), Error> {
        let width = self.truth.ends.keys().map(|label| columns_of(label)).max().unwrap_or(0).min(40);
        for (label, seen) in &self.truth.ends {
            let why = self.scenario.grading(self.variant, label).map_or("", |graded| graded.why);
            let lead = format!("  {}  {:>4}×  ", pad(&shown(label, 40), width), seen.count);
            let schedule = match &seen.schedule {
                Some(schedule) if schedule.is_empty() => String::new(),
                Some(schedule) => format!(" ({schedule})"),
                None => " (no order of steps)".to_owned(),
            };
            for line in hanging(&lead, columns_of(&lead), &format!("{why}{schedule}"), self.layout.width) {
                writeln!(out, "{line}")?;
            }
        }
        let next = self.layout.invocation.with(format!("play {}", self.scenario.name));
        writeln!(out, "Next  {next}")?;
        Ok(())
    }
}

/// The places that these numbers mean, from 1.
fn numbers(text: &str, most: usize) -> Result<Vec<usize>, String> {
    let words = text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
    let mut marked = Vec::new();
    for word in words {
        match word.parse::<usize>() {
            Ok(number) if (1..=most).contains(&number) => {
                if !marked.contains(&(number - 1)) {
                    marked.push(number - 1);
                }
            }
            _ => return Err(format!("`{}` is none of the numbers 1 to {most}", visible(word))),
        }
    }
    Ok(marked)
}
