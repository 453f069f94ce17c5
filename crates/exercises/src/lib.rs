//! Exercises: programs that somebody mends or writes, judged by what they do.
//!
//! An author writes a folder of `exercises/` ([`exercise`], [`format`](mod@format), [`header`]; `docs/exercises.md` says how). A submission is
//! one file. It is compiled behind a wall of names ([`walls`], [`workshop`]), an engine goes through all executions of the
//! author's programs with it in a process of its own ([`check`](mod@check)), and what that saw is judged in layers, with three
//! values ([`ladder`]). [`words`] has what is said of it.
//!
//! A file with `run` that is about no exercise is checked as if it were one ([`own`]).
//!
//! A student has a [`folder`], in which it is kept how far they have come ([`progress`]). What they have written can be played, by
//! its states or for real ([`playable`], [`real`]).
//!
//! [`ladder`] and [`words`] are pure; only [`workshop`], [`check`](mod@check), [`folder`] and [`progress`] write files and start
//! processes.

pub mod diagnostics;
pub mod exercise;
pub mod format;
pub mod header;
pub mod layer;

pub mod confinement;
mod contract;
pub mod tripwire;
pub mod walls;
pub mod workshop;

pub mod audit;
pub mod check;
pub mod driver;
pub mod ladder;
mod reference;
pub mod self_test;
pub mod words;

pub mod around;
pub mod folder;
pub mod grade;
pub mod outputs;
pub mod own;
pub mod path;
pub mod playable;
pub mod progress;
pub mod real;

mod library;
mod process;
mod running;
mod tried;
