//! Grading folders of submissions, by the program as a teacher runs it: it goes on where it was killed, hostile submissions change
//! nothing for their neighbours, other programs can read what comes of it, a teacher can begin an exercise of their own, all that
//! there is to learn is on the path, and what `docs/teaching.md` tells is so. A file that is about no exercise is watched.
//!
//! What is graded are the submissions of an exercise's author. The library that they are built against lies where `tests/exercises`
//! has it.

mod folder;
mod killed;
mod learning;
mod names;
mod neighbours;
mod outputs;
mod own_exercise;
mod path;
mod teaching;
#[path = "../thoroughness.rs"]
#[expect(dead_code, reason = "nothing is random here")]
mod thoroughness;
mod three_hundred;
mod watching;
