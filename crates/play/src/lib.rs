//! Playing the scheduler, and exercises that are made of what the engines find.
//!
//! Everything here is a pure function of a program's [graph of states](racecourse_trace::state_graph) and of what its scenario says:
//! nothing runs a program, reads a file, or asks for the time. Who draws screens and reads keys is `racecourse-commands`.
//!
//! - A [`level`] is a program and what it is to be brought to; there may be none, and then it is said [why](absent). Those of a
//!   student's own program are its [`own`]. How far it is from each state is its [`cost`]; which steps of a fix are in the way is found
//!   by [`refusal`].
//! - A [`game`] is the moves so far. [`follow`] makes them of a schedule, and [`names`] a schedule of them.
//! - A [`hint`] comes from where the game stands.
//! - A [`session`] is a player at a game: what is asked for, and what is said to it. [`line`](mod@line) reads what was typed, and [`screen`]
//!   lays all of it out for a terminal.

// What is played.
pub mod absent;
pub mod cost;
pub mod level;
pub mod own;
pub mod place;
pub mod refusal;
pub mod text;

// Exercises.
pub mod find;
pub mod predict;

// Playing.
pub mod follow;
pub mod game;
pub mod hint;
pub mod names;

// Talking to a player.
pub mod line;
pub mod screen;
pub mod session;
pub mod words;
