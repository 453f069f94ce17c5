//! What is said of the walls around a submission. It is said in every report which of them stand. Pure.

use racecourse_layout::fill;

use crate::confinement::trial::Tried;
use crate::tripwire;

/// Walls that stand everywhere: a submission has no names for what would do harm, and its engine has so much memory and time.
const EVERYWHERE: [&str; 3] = ["names", "memory", "time"];

/// The walls around submissions, on this machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// Those that stand.
    pub stand: Vec<String>,
    /// Those that do not, and why.
    pub lack: Vec<(String, String)>,
}

impl Around {
    /// Of what was tried, and of what the tripwire lacks.
    pub fn of(tried: &[Tried], tripwire: &[String]) -> Self {
        let walls = tried.iter().map(|it| (it.wall.name(), it.lacks.as_slice()));
        let all = walls.chain([(tripwire::NAME, tripwire)]);
        let (stand, lack): (Vec<_>, Vec<_>) = all.partition(|(_, lacks)| lacks.is_empty());
        let stand = EVERYWHERE.into_iter().chain(stand.into_iter().map(|(name, _)| name));
        let lack = lack.into_iter().map(|(name, lacks)| (name.to_owned(), lacks.join("; ")));
        Self { stand: stand.map(str::to_owned).collect(), lack: lack.collect() }
    }

    /// What follows from the walls that do not stand.
    pub fn warning(&self) -> Option<String> {
        let (unwatched, missing): (Vec<_>, Vec<_>) = self.lack.iter().partition(|(wall, _)| wall == tripwire::NAME);
        let unwatched = unwatched.first().map(|(_, why)| {
            format!("There is no tripwire here ({why}). Nobody is told if threads share memory past the facade.")
        });
        let missing: Vec<String> = missing.iter().map(|(wall, why)| format!("{wall} ({why})")).collect();
        let missing = (!missing.is_empty()).then(|| {
            format!(
                "Walls that do not stand here: {}. A fault of the compiler that lets safe code do what it should not would find them open.",
                missing.join(", ")
            )
        });
        let all: Vec<String> = missing.into_iter().chain(unwatched).collect();
        (!all.is_empty()).then(|| all.join(" "))
    }

    /// All of it in sentences.
    pub fn sentences(&self) -> String {
        let stand = format!("Walls that stand: {}.", self.stand.join(", "));
        self.warning().map_or(stand.clone(), |warning| format!("{stand} {warning}"))
    }

    /// The same for a student, without what is only this machine's.
    pub(crate) fn to_student(&self) -> String {
        let missing: Vec<&str> = self.lack.iter().map(|(wall, _)| wall.as_str()).collect();
        if missing.is_empty() {
            return String::new();
        }
        let says = format!("Graded where not all walls stand: {} missing.", missing.join(", "));
        format!("\n  {}\n", fill(&says, 78).join("\n  "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::confinement::Wall;

    #[test]
    fn what_does_not_stand_is_said_and_why_and_what_follows() {
        let tried = |wall, lacks: &[&str]| Tried { wall, lacks: lacks.iter().map(|it| (*it).to_owned()).collect() };
        let around = Around::of(&[tried(Wall::Files, &["reading is possible"]), tried(Wall::Calls, &[])], &[]);
        assert_eq!(around.stand, ["names", "memory", "time", "calls", "tripwire"]);
        let says = around.sentences();
        assert!(says.contains("files (reading is possible)") && says.contains("find them open"), "{says}");
        assert!(around.to_student().contains("files missing"));
        let whole = Around::of(&[tried(Wall::Files, &[])], &[]);
        assert_eq!((whole.warning(), whole.to_student().as_str()), (None, ""));
        let unwatched = Around::of(&[tried(Wall::Files, &[])], &["the compiler refuses it".to_owned()]);
        let says = unwatched.sentences();
        assert!(
            says.contains("no tripwire here (the compiler refuses it)") && !says.contains("find them open"),
            "{says}"
        );
        assert!(unwatched.to_student().contains("tripwire missing"));
    }
}
