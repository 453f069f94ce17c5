//! `exercise.toml`: what an author says of an exercise.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::layer::Layer;

/// The version of the file that this program reads.
const SCHEMA: u32 = 1;

/// What is said of an exercise.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// The version of the file's form.
    pub schema: u32,
    /// What the student does.
    pub kind: Kind,
    /// A heading.
    pub title: String,
    /// The scenario that it belongs to, if there is one.
    pub scenario: Option<String>,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// Exercises to be done before, by name.
    #[serde(default)]
    pub needs: Vec<String>,
    /// What has to be there, as it is called from outside.
    pub api: Vec<String>,
    /// How the start fails.
    pub starts: Start,
    /// How many points the layers have.
    #[serde(default)]
    pub points: Option<Points>,
    /// The programs that use what was submitted: functions of `spec.rs`. Where tests are submitted there are none: each
    /// implementation that they are tried on is one.
    #[serde(default, rename = "program")]
    pub programs: Vec<Program>,
    /// What a call may cost.
    #[serde(default)]
    pub cost: Option<Cost>,
    /// How tests that are submitted are run.
    #[serde(default)]
    pub tests: Tests,
    /// From vague to plain.
    #[serde(default, rename = "hint")]
    pub hints: Vec<Hint>,
}

/// What the student does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Mends what is there.
    Repair,
    /// Writes it, from its contract.
    Write,
    /// Writes tests of it, which tell right implementations from wrong ones.
    Test,
}

impl Kind {
    /// Its word.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Repair => "repair",
            Kind::Write => "write",
            Kind::Test => "test",
        }
    }
}

/// What a task need not say, since it is so in all: a thread that goes on when all is over is a leak.
pub const THREADS_END: &str = "threads that you start have ended, or are waited for, when the last call has returned";

/// How the start fails.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// In which layer.
    pub layer: Layer,
    /// With which label.
    pub label: String,
}

/// How many points the layers have. One without points is checked all the same.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Points {
    /// It compiles.
    #[serde(default)]
    pub builds: u32,
    /// All that may come out is right, and all that has to does.
    #[serde(default)]
    pub right: u32,
    /// Every execution comes to its end.
    #[serde(default)]
    pub live: u32,
    /// Tests fail with every wrong implementation.
    #[serde(default)]
    pub kills: u32,
    /// What may be done at the same time is.
    #[serde(default)]
    pub concurrent: u32,
    /// No call takes more steps than it may.
    #[serde(default)]
    pub cost: u32,
}

/// A program of the driver's.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Program {
    /// The function.
    pub name: String,
    /// What it does, in one sentence.
    #[serde(default)]
    pub does: String,
    /// Outcomes of which each has to be seen.
    pub must: Vec<String>,
    /// Outcomes that may be seen, too.
    #[serde(default)]
    pub allowed: Vec<String>,
    /// Nobody has said what may come out: it has to be the same in all executions. That is for no exercise.
    #[serde(skip)]
    pub agrees: bool,
    /// What other outcomes mean.
    #[serde(default)]
    pub why: BTreeMap<String, String>,
    /// Whether condition variables and `park` wake for no reason.
    #[serde(default)]
    pub spurious: bool,
    /// How often somebody who has asked for a turn may be overtaken.
    #[serde(default)]
    pub overtaken: Option<usize>,
    /// In how many variations it is searched: as many as its `vary` has values.
    #[serde(default = "one")]
    pub variations: usize,
    /// Sections of which two have to run at the same time in some execution.
    #[serde(default)]
    pub overlap: Vec<[String; 2]>,
    /// How far the search goes.
    #[serde(default)]
    pub budget: Budget,
    /// It is too large to be gone through: only executions with so many preemptions at most are looked at, and of these the first
    /// so many. What fails in one of them is wrong; that none does shows nothing, and nothing is missed in it.
    #[serde(default)]
    pub preemptions: Option<usize>,
}

impl Program {
    /// Whether all of its executions have to be gone through, and not only some of them.
    pub fn is_searched_whole(&self) -> bool {
        self.preemptions.is_none()
    }
}

const fn one() -> usize {
    1
}

/// How tests that are submitted are run: each of them with each implementation, in a search of its own.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tests {
    /// Whether condition variables and `park` wake for no reason.
    pub spurious: bool,
    /// How far each search goes.
    pub budget: Budget,
}

/// How far a search goes.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Budget {
    /// Executions.
    pub executions: u64,
    /// Steps of one execution.
    pub steps: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { executions: 50_000, steps: 500 }
    }
}

/// What a call may cost.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// Most steps on shared objects in one `call` of the driver.
    #[serde(default)]
    pub shared_steps_per_call: Option<usize>,
    /// Whether whoever waits has to sleep: no loop may look again and again until something has changed.
    #[serde(default)]
    pub asleep: bool,
}

/// A hint.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hint {
    /// Its text.
    pub text: String,
}

impl Description {
    /// Reads `exercise.toml`.
    ///
    /// # Errors
    ///
    /// What is wrong with it, with the place.
    pub fn read(text: &str) -> Result<Self, String> {
        let description: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        description.complaint().map_or(Ok(description), Err)
    }

    /// What contradicts itself in it.
    fn complaint(&self) -> Option<String> {
        if self.schema != SCHEMA {
            return Some(format!("schema = {} is not known here: this program reads schema {SCHEMA}", self.schema));
        }
        if self.kind == Kind::Test {
            return self.complaint_of_tests();
        }
        if self.programs.is_empty() {
            return Some("there is no [[program]]: nothing would be judged".to_owned());
        }
        for (at, program) in self.programs.iter().enumerate() {
            let name = &program.name;
            if !is_name(name) {
                return Some(format!("program `{name}` is not the name of a function"));
            }
            if self.programs[..at].iter().any(|other| other.name == *name) {
                return Some(format!("there are two programs called `{name}`"));
            }
            if program.must.is_empty() {
                return Some(format!(
                    "program `{name}` has nothing that must come out, so doing nothing would be right"
                ));
            }
            if let Some(both) = program.allowed.iter().find(|label| program.must.contains(label)) {
                return Some(format!("program `{name}`: `{both}` is both in must and in allowed"));
            }
            if !program.is_searched_whole() && !program.overlap.is_empty() {
                return Some(format!(
                    "program `{name}` is searched in part, so that what does not overlap in it may overlap elsewhere"
                ));
            }
            if program.variations == 0 {
                return Some(format!("program `{name}` has no variation to search"));
            }
        }
        if !self.programs.iter().any(Program::is_searched_whole) {
            return Some("no [[program]] is searched whole: nothing would be shown to be right".to_owned());
        }
        (self.points().total() == 0).then(|| "no layer has any points".to_owned())
    }

    fn complaint_of_tests(&self) -> Option<String> {
        if !self.programs.is_empty() || self.cost.is_some() {
            return Some("where tests are submitted there is no [[program]] and no [cost]".to_owned());
        }
        (self.points().total() == 0).then(|| "no layer has any points".to_owned())
    }

    /// Whether this layer is asked for.
    pub fn asks_for(&self, layer: Layer) -> bool {
        match layer {
            Layer::Builds | Layer::Right | Layer::Live => true,
            Layer::Kills => self.kind == Kind::Test,
            Layer::Concurrent => self.programs.iter().any(|program| !program.overlap.is_empty()),
            Layer::Cost => self.cost.is_some(),
        }
    }

    /// The points of each layer. Where nothing is said there are ten, and layers that are not asked for give theirs to `right`.
    pub fn points(&self) -> Points {
        let usual = match self.kind {
            Kind::Test => Points { builds: 1, right: 2, live: 1, kills: 6, concurrent: 0, cost: 0 },
            _ => Points { builds: 1, right: 4, live: 2, kills: 0, concurrent: 2, cost: 1 },
        };
        let mut points = self.points.unwrap_or(usual);
        if !self.asks_for(Layer::Kills) {
            points.right += std::mem::take(&mut points.kills);
        }
        if !self.asks_for(Layer::Concurrent) {
            points.right += std::mem::take(&mut points.concurrent);
        }
        if !self.asks_for(Layer::Cost) {
            points.right += std::mem::take(&mut points.cost);
        }
        points
    }
}

impl Points {
    /// Those of one layer.
    pub fn of(&self, layer: Layer) -> u32 {
        match layer {
            Layer::Builds => self.builds,
            Layer::Right => self.right,
            Layer::Live => self.live,
            Layer::Kills => self.kills,
            Layer::Concurrent => self.concurrent,
            Layer::Cost => self.cost,
        }
    }

    /// All of them.
    pub fn total(&self) -> u32 {
        Layer::ALL.into_iter().map(|layer| self.of(layer)).sum()
    }
}

/// Whether this is an identifier in small letters.
pub fn is_name(name: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_lowercase() || c == '_';
    name.starts_with(is_letter) && name.chars().all(|c| is_letter(c) || c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"
        schema = 1
        kind = "repair"
        title = "Small"
        minutes = 5
        api = []
        starts = { layer = "right", label = "x=1" }
        [[program]]
        name = "one"
        must = ["x=2"]
    "#;

    #[test]
    fn a_small_file_is_read_and_layers_that_nobody_asks_for_give_their_points_to_right() {
        let read = Description::read(SMALL).unwrap();
        let points = read.points();
        assert_eq!((points.builds, points.right, points.live, points.total()), (1, 7, 2, 10));
        assert_eq!(read.programs[0].variations, 1);
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        let refused = |from: &str, to: &str| {
            let text = SMALL.replace(from, to);
            assert_ne!(text, SMALL);
            Description::read(&text).unwrap_err()
        };
        assert!(refused("schema = 1", "schema = 2").contains("schema 1"));
        assert!(refused(r#"["x=2"]"#, "[]").contains("doing nothing would be right"));
        assert!(refused(r#"["x=2"]"#, "[\"x=2\"]\nallowed = [\"x=2\"]").contains("both"));
        assert!(refused("name = \"one\"", "name = \"One::x\"").contains("name of a function"));
        assert!(refused("minutes = 5", "minutes = 5\nhours = 1").contains("hours"));
        assert!(refused("kind = \"repair\"", "kind = \"guess\"").contains("guess"));
        assert!(refused("must =", "variations = 0\nmust =").contains("variation"));
        assert!(refused("must =", "preemptions = 0\nmust =").contains("searched whole"));
        assert!(refused("must =", "preemptions = 0\noverlap = [[\"a\", \"b\"]]\nmust =").contains("overlap"));
    }
}
