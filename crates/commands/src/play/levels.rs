//! The levels of a scenario, one after another. States are found when they are needed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use racecourse::scenario::{Role, Scenario, Variant};
use racecourse::state_graph::{GraphError, StateGraph};
use racecourse_play::absent::{Absent, Why};
use racecourse_play::level::{Kind, Level, Mapped, any_attack, attacks, defence, opened};

use crate::Error;
use crate::args::Play;
use crate::course::Course;
use crate::names::{self, unknown};
use racecourse_layout::nearest;

/// With more states than this a program is no game.
pub(crate) const MOST_STATES: usize = 100_000;

/// The levels of a scenario.
pub(super) struct Levels<'a> {
    course: &'a Course,
    scenario: &'static Scenario,
    /// The only variant, if one was asked for.
    variant: Option<&'static Variant>,
    /// The only end to come to, if one was asked for.
    end: Option<String>,
    /// Which of several programs is the open level.
    pick: Option<usize>,
    graphs: BTreeMap<&'static str, Result<Arc<StateGraph>, GraphError>>,
    /// Those that are still to come, the next one last.
    coming: Vec<Level>,
    /// What comes when these are through.
    kinds: Vec<Kind>,
    absent: Vec<Absent>,
}

impl<'a> Levels<'a> {
    pub(super) fn new(course: &'a Course, scenario: &'static Scenario, play: &Play) -> Result<Self, Error> {
        let variant = play.variant.as_ref().map(|name| names::variant(scenario, name)).transpose()?;
        Ok(Self {
            course,
            scenario,
            variant,
            end: play.end.clone(),
            pick: play.pick,
            graphs: BTreeMap::new(),
            coming: Vec::new(),
            kinds: Vec::new(),
            absent: Vec::new(),
        })
    }

    /// The first level of this kind.
    pub(super) fn first(&mut self, kind: Kind) -> Result<Option<Level>, Error> {
        self.coming = self.of(kind)?;
        self.coming.reverse();
        self.kinds = [Kind::Open, Kind::Defend, Kind::Attack].into_iter().take_while(|it| *it != kind).collect();
        Ok(self.coming.pop())
    }

    /// The one after that.
    pub(super) fn next(&mut self) -> Result<Option<Level>, Error> {
        while self.coming.is_empty() {
            let Some(kind) = self.kinds.pop() else { return Ok(None) };
            // What was asked for was about the first ones.
            self.variant = None;
            self.end = None;
            self.coming = self.of(kind)?;
            self.coming.reverse();
        }
        Ok(self.coming.pop())
    }

    /// Why there are no levels, or not more of them.
    pub(super) fn absent(&self, kind: Kind) -> impl Iterator<Item = &Absent> {
        self.absent.iter().filter(move |absent| absent.kind == kind || kind == Kind::Open)
    }

    fn of(&mut self, kind: Kind) -> Result<Vec<Level>, Error> {
        match kind {
            Kind::Attack => self.attacks(),
            Kind::Defend => self.defences(),
            Kind::Open => self.open(),
        }
    }

    fn with(&self, role: Role) -> Vec<&'static Variant> {
        let all = self.scenario.variants.iter().filter(|variant| variant.role == role);
        all.filter(|variant| self.variant.is_none_or(|only| only.name == variant.name)).collect()
    }

    fn attacks(&mut self) -> Result<Vec<Level>, Error> {
        if let Some(fix) = self.variant.filter(|variant| variant.role == Role::Fixed) {
            let (name, scenario) = (fix.name, self.scenario.name);
            return Err(Error::Usage(format!(
                "{name} is a fix, so there is nothing to attack; did you mean `play {scenario} --goal defend --variant {name}`?"
            )));
        }
        let mut levels = Vec::new();
        for variant in self.with(Role::Broken) {
            if let Some(mapped) = self.mapped(variant, Kind::Attack) {
                let (some, none) = attacks(self.scenario, &mapped);
                levels.extend(some);
                self.absent.extend(none);
            }
        }
        let Some(end) = &self.end else { return Ok(levels) };
        let ends: Vec<String> = levels.iter().flat_map(|level| level.goals.clone()).collect();
        levels.retain(|level| level.is_goal(end));
        if levels.is_empty() && !ends.is_empty() {
            let ends: Vec<&str> = ends.iter().map(String::as_str).collect();
            let near = nearest(end, ends.iter().copied());
            return Err(unknown(&format!("wrong end of {}", self.scenario.name), end, near, &ends));
        }
        Ok(levels)
    }

    fn defences(&mut self) -> Result<Vec<Level>, Error> {
        if let Some(broken) = self.variant.filter(|variant| variant.role == Role::Broken) {
            let (name, scenario) = (broken.name, self.scenario.name);
            return Err(Error::Usage(format!(
                "{name} is broken, so there is nothing to defend; did you mean `play {scenario} --variant {name}`?"
            )));
        }
        let Some(first) = self.scenario.variants.iter().find(|variant| variant.role == Role::Broken) else {
            return Ok(Vec::new());
        };
        let broken = self.mapped(first, Kind::Attack);
        let mut levels = Vec::new();
        for variant in self.with(Role::Fixed) {
            let Some(fixed) = self.mapped(variant, Kind::Defend) else { continue };
            match defence(self.scenario, &fixed, first, broken.as_ref()) {
                Ok(level) => levels.push(level),
                Err(absent) => self.absent.push(absent),
            }
        }
        Ok(levels)
    }

    /// One of all programs that are levels, and nobody knows which.
    fn open(&mut self) -> Result<Vec<Level>, Error> {
        let mut all = Vec::new();
        for variant in self.with(Role::Broken) {
            if let Some(mapped) = self.mapped(variant, Kind::Attack) {
                match any_attack(self.scenario, &mapped) {
                    Ok(level) => all.push(level),
                    Err(absent) => self.absent.push(absent),
                }
            }
        }
        if self.variant.is_none_or(|only| only.role == Role::Fixed) {
            // As likely broken as not, however many fixes there are.
            let fixes = self.defences()?;
            let nth = self.pick.unwrap_or_else(by_the_clock);
            if !fixes.is_empty() && (all.is_empty() || nth % 2 == 1) {
                return Ok(vec![opened(fixes[nth / 2 % fixes.len()].clone())]);
            }
        }
        let nth = self.pick.unwrap_or_else(by_the_clock) / 2;
        let at = if all.is_empty() { 0 } else { nth % all.len() };
        Ok(all.into_iter().nth(at).map(opened).into_iter().collect())
    }

    /// A variant with its states, if it has a graph of them.
    fn mapped(&mut self, variant: &'static Variant, kind: Kind) -> Option<Mapped> {
        let (course, scenario) = (self.course, self.scenario);
        let found = || course.explorer.states(scenario, variant, MOST_STATES).map(Arc::new);
        match self.graphs.entry(variant.name).or_insert_with(found) {
            Ok(graph) => Some(Mapped { variant, graph: Arc::clone(graph) }),
            Err(why) => {
                let absent =
                    Absent { kind, variant: variant.name.to_owned(), goal: None, why: Why::NoGraph(why.clone()) };
                if !self.absent.contains(&absent) {
                    self.absent.push(absent);
                }
                None
            }
        }
    }
}

/// A number that nobody knows beforehand.
fn by_the_clock() -> usize {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    // The lowest digits of some clocks stand still.
    now.subsec_micros() as usize ^ std::process::id() as usize
}
