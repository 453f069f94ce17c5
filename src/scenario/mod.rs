//! What a scenario is: one lesson, written in several ways, with what may and must come out of each.
//!
//! Its author declares it by [`scenario!`](crate::scenario!), in the folder of its lesson and its programs.

mod declaration;
mod program;

pub use program::program_of;
pub use racecourse_report::scenario::{Actors, Blind, Concurrent, Grade, Graded, Role, Scenario, Variant};

/// What [`scenario!`](crate::scenario!) is made of: functions that read a scenario's files while it is compiled.
///
/// ```
/// use racecourse::scenario::{Grade, Graded, Role, Scenario, Variant, derive};
/// const FOLDER: &str = "scenarios/races/lost_update/";
/// const TITLE: &str = derive::title("# Lost update\n", FOLDER);
/// const HINTS: usize = derive::count("## Hints\n\n1. Look.\n2. Look again.\n", derive::HINTS, 2, FOLDER);
/// const SUMMARY: &str = derive::summary("//! An addition vanishes.\n", "broken.rs");
/// const ROLE: Role = derive::role("fixed_lock", FOLDER);
/// const SOUND: Scenario = Scenario {
///     variants: &[Variant::EMPTY, Variant { name: "fixed", role: Role::Fixed, ..Variant::EMPTY }],
///     outcomes: &[
///         Graded { outcome: "counter=2", grade: Grade::Works, why: "both are kept" },
///         Graded { outcome: "counter=1", grade: Grade::MustSee, why: "an addition vanished" },
///     ],
///     ..Scenario::EMPTY
/// };
/// static SCENARIO: Scenario = derive::checked(SOUND, FOLDER);
/// # const { assert!(HINTS == 2) }
/// # assert_eq!((TITLE, SUMMARY, ROLE), ("Lost update", "An addition vanishes.", Role::Fixed));
/// # assert_eq!(SCENARIO.outcomes.len(), 2);
/// ```
///
/// Each of these does not compile, for one reason; `tests/engines/declarations.rs` holds the messages.
///
/// ```compile_fail,E0080
/// const TITLE: &str = racecourse::scenario::derive::title("Lost update\n", "scenarios/races/lost_update/");
/// ```
/// ```compile_fail,E0080
/// use racecourse::scenario::derive::{HINTS, count};
/// const COUNT: usize = count("## Hints\n\n1. Look.\n", HINTS, 2, "scenarios/races/lost_update/");
/// ```
/// ```compile_fail,E0080
/// const SUMMARY: &str = racecourse::scenario::derive::summary("use racecourse::Outcome;\n", "broken.rs");
/// ```
/// ```compile_fail,E0080
/// use racecourse::scenario::{Role, derive};
/// const ROLE: Role = derive::role("repaired", "scenarios/races/lost_update/");
/// ```
/// ```compile_fail,E0080
/// use racecourse::scenario::{Scenario, derive};
/// static SCENARIO: Scenario = derive::checked(Scenario::EMPTY, "scenarios/races/lost_update/");
/// ```
///
/// And this is no declaration:
///
/// ```compile_fail
/// racecourse::scenario! { id: "A01", variants: [broken, fixed] }
/// ```
#[doc(hidden)]
pub mod derive {
    pub use racecourse_report::scenario::derive::*;
}
