//! The path through the course: in which week what is done, in which order. `exercises/path.toml` says it.
//!
//! It is a recommendation: nobody is kept from going elsewhere.

use serde::Deserialize;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/path.rs"));
}

/// The version of the file that this program reads.
const SCHEMA: u32 = 1;

/// The path.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Path {
    schema: u32,
    /// Its weeks, counted from 0.
    #[serde(rename = "week")]
    pub weeks: Vec<Week>,
}

/// A week.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Week {
    /// What it is about.
    pub title: String,
    /// What is to be learned, a sentence each.
    pub ideas: Vec<String>,
    /// The lectures that show it.
    #[serde(default)]
    pub lectures: Vec<u8>,
    /// What is done, in order.
    pub items: Vec<Item>,
    /// What else can be done, by whoever wants more.
    #[serde(default)]
    pub more: Vec<Item>,
}

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Item {
    /// The lesson of a scenario.
    Read(String),
    /// Saying beforehand how it can end.
    Predict(String),
    /// Bringing it there.
    Play(String),
    /// Finding the two steps that decide.
    Find(String),
    /// Measuring.
    Lab(String),
    /// An exercise of its own.
    Exercise(String),
}

impl TryFrom<String> for Item {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let Some((word, name)) = text.split_once(' ') else { return Ok(Self::Exercise(text)) };
        let name = name.to_owned();
        Ok(match word {
            "read" => Self::Read(name),
            "predict" => Self::Predict(name),
            "play" => Self::Play(name),
            "find" => Self::Find(name),
            "lab" => Self::Lab(name),
            _ => return Err(format!("`{text}` is nothing that can be done")),
        })
    }
}

impl Item {
    /// What it is done with.
    pub fn name(&self) -> &str {
        match self {
            Self::Read(name)
            | Self::Predict(name)
            | Self::Play(name)
            | Self::Find(name)
            | Self::Lab(name)
            | Self::Exercise(name) => name,
        }
    }

    /// What is done, in a word; an exercise says that itself.
    pub fn word(&self) -> Option<&'static str> {
        match self {
            Self::Read(_) => Some("read"),
            Self::Predict(_) => Some("predict"),
            Self::Play(_) => Some("play"),
            Self::Find(_) => Some("find"),
            Self::Lab(_) => Some("lab"),
            Self::Exercise(_) => None,
        }
    }

    /// How long it takes; an exercise says that itself.
    pub fn minutes(&self) -> Option<u32> {
        match self {
            Self::Read(_) => Some(7),
            Self::Predict(_) | Self::Find(_) => Some(3),
            Self::Play(_) | Self::Lab(_) => Some(5),
            Self::Exercise(_) => None,
        }
    }

    /// The command that does it.
    pub fn command(&self) -> String {
        match self {
            Self::Read(name) => format!("show {name}"),
            Self::Exercise(name) => format!("check {name}"),
            other => format!("{} {}", other.word().unwrap_or_default(), other.name()),
        }
    }
}

impl Path {
    /// That of the course.
    ///
    /// # Panics
    ///
    /// If it cannot be read, which a test sees to.
    pub fn of_course() -> Self {
        Self::read(embedded::PATH).unwrap_or_else(|why| panic!("exercises/path.toml: {why}"))
    }

    fn read(text: &str) -> Result<Self, String> {
        let path: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        match path.schema {
            SCHEMA => Ok(path),
            other => Err(format!("schema = {other} is not known here: this program reads schema {SCHEMA}")),
        }
    }

    /// All that can be done, in order: of each week first what everybody does.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.weeks.iter().flat_map(Week::all)
    }

    /// The exercises, in order.
    pub fn exercises(&self) -> impl Iterator<Item = &str> {
        self.items().filter_map(|item| if let Item::Exercise(name) = item { Some(name.as_str()) } else { None })
    }

    /// The week in which an exercise is done.
    pub fn week_of(&self, exercise: &str) -> Option<usize> {
        self.weeks.iter().position(|week| week.all().any(|item| *item == Item::Exercise(exercise.to_owned())))
    }
}

impl Week {
    /// What everybody does, and then the rest.
    pub fn all(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().chain(&self.more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_a_word_and_a_name_or_an_exercise() {
        assert_eq!(Item::try_from("lab mean".to_owned()), Ok(Item::Lab("mean".to_owned())));
        assert_eq!(Item::try_from("write_once".to_owned()), Ok(Item::Exercise("write_once".to_owned())));
        assert!(Item::try_from("dance mean".to_owned()).is_err());
    }

    #[test]
    fn another_schema_is_refused() {
        assert!(Path::read("schema = 2\nweek = []").is_err());
    }
}
