//! Playing what a student has written: its levels, one after another. What goes wrong is attacked; when nothing does any more, what went
//! wrong with the start is defended.

use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use racecourse::exploration::Exploration;
use racecourse::schedule::Schedule;
use racecourse_exercises::check::Extent;
use racecourse_exercises::exercise::Exercise;
use racecourse_exercises::format::Kind as ExerciseKind;
use racecourse_exercises::playable::{One, Playable};
use racecourse_exercises::workshop::{NotBuilt, SPEC, Workshop};
use racecourse_play::absent::{Absent, Why};
use racecourse_play::level::{Kind, Level, Meaning};
use racecourse_play::own::Own;
use racecourse_play::text::Text;

use crate::play::{MOST_STATES, Played};

/// Which levels are wanted.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    /// The program and the variation that come first.
    pub(super) first: Option<(String, usize)>,
    /// Nothing but what is first.
    pub(super) only_first: bool,
    /// Only this program.
    pub(super) program: Option<String>,
    /// Only this end.
    pub(super) end: Option<String>,
    /// Only defences.
    pub(super) defends: bool,
}

/// The levels of what is written for an exercise. States are found when they are needed.
pub(super) struct Levels<'a> {
    /// Where they are built.
    place: PathBuf,
    workshop: &'a Workshop,
    exercise: &'a Exercise,
    wanted: Wanted,
    now: Written<'a>,
    /// What was there at first, if it was asked for; none if it does not build.
    start: Option<Option<Written<'a>>>,
    /// Programs of which it is not known yet how they end.
    unknown: VecDeque<One>,
    attacks: VecDeque<(Level, One)>,
    /// Programs that do not go wrong, of which it is not known yet whether they once did.
    mended: VecDeque<(Own, One)>,
    /// Programs with their ends that were attacked: another variation has no new ones.
    attacked: BTreeSet<(String, String)>,
    absent: Vec<Absent>,
}

/// A text, and what was built of it.
struct Written<'a> {
    playable: Playable<'a>,
    texts: Vec<Text>,
}

/// A level, and what it takes to play it for real.
pub(super) struct Playing<'a> {
    pub(super) level: Level,
    one: One,
    playable: &'a Playable<'a>,
}

impl<'a> Levels<'a> {
    /// Those of `text`, which is built in `place`.
    ///
    /// # Errors
    ///
    /// In a sentence, why there are none.
    pub(super) fn of(
        place: &Path,
        workshop: &'a Workshop,
        exercise: &'a Exercise,
        text: &str,
        wanted: Wanted,
    ) -> Result<Self, String> {
        let now = Written::of(&place.join("now"), workshop, exercise, text)?;
        let is_first = |one: &One| {
            wanted
                .first
                .as_ref()
                .is_some_and(|(name, variation)| (&one.program.name, one.variation) == (name, *variation))
        };
        let mut all = now.playable.all()?;
        if let Some(program) = &wanted.program {
            let names: BTreeSet<String> = all.iter().map(|one| one.program.name.clone()).collect();
            all.retain(|one| one.program.name == *program);
            if all.is_empty() {
                let names = names.into_iter().collect::<Vec<_>>().join(", ");
                return Err(format!("{} has no program `{program}`; it has: {names}", exercise.name));
            }
        }
        all.retain(|one| !wanted.only_first || is_first(one));
        all.sort_by_key(|one| !is_first(one));
        Ok(Self {
            place: place.to_owned(),
            workshop,
            exercise,
            wanted,
            now,
            start: None,
            unknown: all.into(),
            attacks: VecDeque::new(),
            mended: VecDeque::new(),
            attacked: BTreeSet::new(),
            absent: Vec::new(),
        })
    }

    /// The next one.
    pub(super) fn next(&mut self) -> Option<Playing<'_>> {
        let (level, one) = self.next_attack().or_else(|| self.next_defence())?;
        Some(Playing { level, one, playable: &self.now.playable })
    }

    /// Why there are none, in a sentence.
    pub(super) fn says_why_not(&self) -> String {
        let all: Vec<String> = self.absent.iter().map(Absent::says).collect();
        match all.is_empty() {
            true => "There is nothing to play: no order of steps goes wrong that can be played.".to_owned(),
            false => format!("There is nothing to play: {}.", all.join("; ")),
        }
    }

    fn next_attack(&mut self) -> Option<(Level, One)> {
        loop {
            if let Some(attack) = self.attacks.pop_front() {
                return Some(attack);
            }
            let one = self.unknown.pop_front()?;
            let Some(own) = self.now.mapped(self.exercise, &one, &mut self.absent) else { continue };
            let mut levels = own.attacks();
            if levels.is_empty() && one.variation == 0 {
                self.mended.push_back((own, one));
                continue;
            }
            let program = &one.program.name;
            levels.retain(|level| {
                let is_wanted = self.wanted.end.as_ref().is_none_or(|end| level.is_goal(end)) && !self.wanted.defends;
                is_wanted && self.attacked.insert((program.clone(), level.goals.join("\n")))
            });
            self.attacks = levels.into_iter().map(|level| (level, one.clone())).collect();
        }
    }

    fn next_defence(&mut self) -> Option<(Level, One)> {
        // A file that is no exercise had nothing that went wrong.
        if self.exercise.start.is_empty() {
            return None;
        }
        while let Some((own, one)) = self.mended.pop_front() {
            let (place, workshop, exercise) = (self.place.join("start"), self.workshop, self.exercise);
            let built = || Written::of(&place, workshop, exercise, &exercise.start).ok();
            let start = self.start.get_or_insert_with(built).as_ref()?;
            // What the start cannot be asked is not to be said of what is there now.
            let broken = start.mapped(exercise, &one, &mut Vec::new());
            if let Some(level) = broken.and_then(|broken| own.defence(&broken)) {
                return Some((level, one));
            }
        }
        None
    }
}

impl<'a> Written<'a> {
    fn of(place: &Path, workshop: &Workshop, exercise: &'a Exercise, text: &str) -> Result<Self, String> {
        let playable = Playable::build(workshop, exercise, text, place, &Extent::USUAL).map_err(|why| match why {
            NotBuilt::Failed(why) => why,
            NotBuilt::Refused(_) | NotBuilt::Submission(_) | NotBuilt::Driver(_) | NotBuilt::TooMuch => {
                "what does not build cannot be played".to_owned()
            }
        })?;
        Ok(Self { playable, texts: vec![Text::new(exercise.file(), text), Text::new(SPEC, &exercise.spec)] })
    }

    /// A program with its states, if there is a graph of them.
    fn mapped(&self, exercise: &Exercise, one: &One, absent: &mut Vec<Absent>) -> Option<Own> {
        let program = &one.program;
        match self.playable.states(one, MOST_STATES) {
            Ok(graph) => {
                let meaning = |end| Meaning { is_bug: one.is_wrong(end), why: one.meaning(end) };
                let meanings = graph.ends.iter().map(|end| (end.label.clone(), meaning(end))).collect();
                let does = match exercise.description.kind {
                    ExerciseKind::Test => format!("A test {}", program.does),
                    ExerciseKind::Repair | ExerciseKind::Write if program.does.is_empty() => String::new(),
                    ExerciseKind::Repair | ExerciseKind::Write => format!("Program {}: {}", program.name, program.does),
                };
                Some(Own {
                    exercise: exercise.name.clone(),
                    program: program.name.clone(),
                    does,
                    graph: Arc::new(graph),
                    texts: self.texts.clone(),
                    meanings,
                })
            }
            Err(why) => {
                let lacks =
                    Absent { kind: Kind::Attack, variant: program.name.clone(), goal: None, why: Why::NoGraph(why) };
                if !absent.contains(&lacks) {
                    absent.push(lacks);
                }
                None
            }
        }
    }
}

impl Played for Playing<'_> {
    fn on(&self, level: &Level) -> &'static str {
        let is_forked = level.graph.actors.iter().any(|actor| actor.process != level.graph.actors[0].process);
        if is_forked { "processes" } else { "threads" }
    }

    fn for_real(&self, _: &Level, schedule: &Schedule, runs: u64) -> Result<Exploration, String> {
        self.playable.for_real(&self.one, false, schedule, runs)
    }

    fn replay(&self, _: &Level, _: &Schedule) -> Option<String> {
        None
    }
}
