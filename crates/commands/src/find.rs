//! `racecourse find`: what is the bug called, and which two steps decide whether it happens?

use std::io::Write;

use racecourse::engine::EngineId;
use racecourse::exploration::Execution;
use racecourse::hazard::Hazard;
use racecourse::scenario::{Role, Scenario, Variant};
use racecourse::schedule::Schedule;
use racecourse_layout::{Layout, Style, fill, nearest, visible};
use racecourse_play::find::{Because, Decisive, Found};
use racecourse_play::text::Text;
use racecourse_report::counterexample::Counterexample;
use racecourse_report::sentences;

use crate::answers::{self, answer};
use crate::args::Find;
use crate::asked::{self, Typed};
use crate::course::Course;
use crate::names::{normal, unknown};
use crate::play::MOST_STATES;
use crate::terminal::Terminal;
use crate::{Error, Exit, names};

pub(crate) fn run(find: &Find, course: &Course, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let scenario = names::scenario(&course.scenarios, &find.scenario)?;
    let broken = || scenario.variants.iter().find(|variant| variant.role == Role::Broken);
    let variant = match &find.variant {
        Some(name) => names::variant(scenario, name)?,
        None => broken().ok_or_else(|| Error::Usage(format!("{} has no broken variant", scenario.name)))?,
    };
    if variant.role != Role::Broken {
        return Err(Error::Usage(format!("{} is a fix, so there is no bug to find in it", variant.name)));
    }
    let given = find.from.as_ref().map(|file| answer::<answers::Find>(file, "find")).transpose()?;
    let hazard = given.as_ref().map(|given| hazard(&given.hazard)).transpose()?;
    let search = Search::of(course, scenario, variant, terminal.layout());
    if search.failing.is_empty() {
        writeln!(out, "? No engine that is asked here makes {} fail, so there is nothing to find.", variant.name)?;
        return Ok(Exit::Undecided);
    }
    let (Some(given), Some(hazard)) = (given, hazard) else { return search.ask(out) };
    let found = search.decisive.judge(hazard, given.steps);
    search.tell(&found, hazard, given.steps, out)?;
    if let Some(schedule) = &given.schedule {
        search.star(course, schedule, out)?;
    }
    Ok(exit(&found))
}

fn exit(found: &Found) -> Exit {
    if matches!(found, Found::Right(_)) { Exit::AsExpected } else { Exit::Differs }
}

/// The class of bugs that a word means.
fn hazard(word: &str) -> Result<Hazard, Error> {
    let wanted = normal(word);
    let found = Hazard::ALL.into_iter().find(|hazard| normal(hazard.name()) == wanted);
    let names = Hazard::ALL.map(Hazard::name);
    found.ok_or_else(|| unknown("class of bugs", word, nearest(&wanted, names.into_iter()), &names))
}

/// A program, and what decides how it fails.
struct Search {
    scenario: &'static Scenario,
    variant: &'static Variant,
    decisive: Decisive,
    /// The labels of its failures.
    failing: Vec<String>,
    layout: Layout,
}

impl Search {
    fn of(course: &Course, scenario: &'static Scenario, variant: &'static Variant, layout: Layout) -> Self {
        let is_bug = |label: &str| scenario.grading(variant, label).is_none_or(|graded| graded.is_bug());
        let is_blind = scenario.blind.iter().any(|blind| blind.engine == EngineId::Explorer);
        let engines: &[EngineId] =
            if is_blind { &[EngineId::Explorer, EngineId::WeakMemory] } else { &[EngineId::Explorer] };
        let (mut failing, mut executions): (Vec<String>, Vec<Execution>) = (Vec::new(), Vec::new());
        for &engine in engines {
            let explored = course.explore(scenario, variant, engine, &variant.budget);
            for label in explored.observations.keys().filter(|label| is_bug(label)) {
                failing.push(label.clone());
                executions.extend(Counterexample::of(&explored, label).map(|shown| shown.execution));
            }
        }
        // Without a graph there is the engines' own evidence.
        let graph = course.explorer.states(scenario, variant, MOST_STATES).ok();
        let decisive = Decisive::of(graph.as_ref(), &executions, scenario.hazard, is_bug);
        Self { scenario, variant, decisive, failing, layout }
    }

    fn ask(&self, out: &mut dyn Write) -> Result<Exit, Error> {
        let heading = format!("find {} · {}", self.scenario.name, self.variant.name);
        writeln!(out, "{}\n", self.layout.paint(Style::Strong, heading))?;
        // Its comments say what goes wrong.
        let text = Text::new(self.variant.file, self.variant.source).without_comments();
        for (at, line) in text.lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
            let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
            let sign = if self.decisive.places.iter().any(|place| place.line == number) { '·' } else { ' ' };
            writeln!(out, "{sign}{number:>3}  {line}")?;
        }
        let failing = self.failing.iter().map(|label| format!("`{label}`")).collect::<Vec<_>>().join(", ");
        writeln!(out)?;
        for line in fill(
            &format!(
                "It can end with {failing}. What is this class of bugs called, and which two steps of two actors decide \
                 by their order whether it happens? Where they race, wait for each other or the like, those two. Steps stand \
                 on the lines with a dot; both may stand on the same line."
            ),
            self.layout.width,
        ) {
            writeln!(out, "{line}")?;
        }
        let names = Hazard::ALL.map(Hazard::name).join(", ");
        for line in fill(&format!("Classes: {names}."), self.layout.width) {
            writeln!(out, "{line}")?;
        }
        writeln!(out, "For instance: deadlock 18 27. q leaves.")?;
        let mut code = Exit::Differs;
        loop {
            let text = match asked::line(out)? {
                Typed::Line(text) => text,
                Typed::Wrong(why) => {
                    writeln!(out, "error: {why}")?;
                    continue;
                }
                Typed::Nothing => return Ok(code),
            };
            match text.as_str() {
                "" => continue,
                "q" | "quit" => return Ok(code),
                _ => {}
            }
            match read(&text) {
                Err(wrong) => writeln!(out, "error: {wrong}")?,
                Ok((hazard, steps)) => {
                    let found = self.decisive.judge(hazard, steps);
                    self.tell(&found, hazard, steps, out)?;
                    code = exit(&found);
                    if code == Exit::AsExpected {
                        return Ok(code);
                    }
                }
            }
        }
    }

    fn tell(&self, found: &Found, hazard: Hazard, steps: [u32; 2], out: &mut dyn Write) -> Result<(), Error> {
        let [one, other] = steps;
        let (style, says) = match found {
            Found::Right(because) => {
                let why = match because {
                    Because::Reversal => "in the other order it ends otherwise",
                    Because::Race => "nothing orders them",
                    Because::Wait => "who stands at one waits for what the other keeps back",
                    Because::Shown => "they are what goes wrong in the execution that `check` shows",
                };
                let name = match hazard == self.scenario.hazard {
                    true => String::new(),
                    false => {
                        format!(" It shows as {}; its cause is called {}.", hazard.name(), self.scenario.hazard.name())
                    }
                };
                (Style::Good, format!("✓ {}, and lines {one} and {other} decide: {why}.{name}", hazard.name()))
            }
            Found::OtherHazard => {
                (Style::Bad, format!("✗ {} is another class of bugs: `explain` says what each is.", hazard.name()))
            }
            Found::NoStep(line) => {
                let mut lines: Vec<u32> = self.decisive.places.iter().map(|place| place.line).collect();
                lines.dedup();
                let lines: Vec<String> = lines.iter().map(u32::to_string).collect();
                (Style::Bad, format!("✗ There is no step on line {line}; steps stand on lines {}.", lines.join(", ")))
            }
            Found::NotDecisive => (
                Style::Bad,
                format!(
                    "✗ {}, but not by lines {one} and {other}: in whichever order two actors come to them, it can end the same.",
                    hazard.name()
                ),
            ),
        };
        for line in fill(
            &self
                .layout
                .invocation
                .said_in(&says.replace("`explain`", "`racecourse explain`").replace("`check`", "`racecourse check`")),
            self.layout.width,
        ) {
            writeln!(out, "{}", self.layout.paint(style, line))?;
        }
        Ok(())
    }

    /// Whether a schedule leads to a failure: worth a star.
    fn star(&self, course: &Course, text: &str, out: &mut dyn Write) -> Result<(), Error> {
        let schedule: Schedule = match text.parse() {
            Ok(schedule) => schedule,
            Err(wrong) => return Ok(writeln!(out, "☆ The schedule is none: {}", sentences::refused(&wrong))?),
        };
        let follow = |schedule: &Schedule| {
            course.follow(self.scenario, self.variant, schedule, EngineId::Explorer, &self.variant.budget)
        };
        match schedule.followed_by(follow) {
            Err(why) => writeln!(out, "☆ The schedule cannot be followed: {}", sentences::refused(&why))?,
            Ok(followed) => match followed.observations.keys().next() {
                Some(label) if self.failing.contains(label) => writeln!(out, "★ The schedule shows it: {label}.")?,
                Some(label) => writeln!(out, "☆ The schedule ends with {label}.")?,
                None => writeln!(out, "☆ The schedule could not be followed to its end.")?,
            },
        }
        Ok(())
    }
}

/// An answer in one line: a class of bugs and two lines.
fn read(text: &str) -> Result<(Hazard, [u32; 2]), String> {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()).collect();
    let [name @ .., one, other] = words.as_slice() else {
        return Err("a class of bugs and two lines are needed, for instance: deadlock 18 27".to_owned());
    };
    let line = |word: &str| word.parse::<u32>().map_err(|_| format!("`{}` is no line", visible(word)));
    let lines = [line(one)?, line(other)?];
    let hazard = hazard(&name.join("-")).map_err(|error| match error {
        Error::Usage(says) => says,
        Error::Io(what, error) => format!("failed to {what}: {error}"),
    })?;
    Ok((hazard, lines))
}
