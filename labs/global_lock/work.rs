//! Two pieces of work in the interpreter's instructions: one that computes all the time, and one that mostly waits.

use std::time::Duration;

use super::interpreter::Instruction::{Add, Fetch, JumpIfLess, Load, Return, Set};
use super::interpreter::{Instruction, Register};

/// Where a piece of work begins and where it ends are given in the first two registers.
const AT: Register = 0;
const END: Register = 1;
const SUM: Register = 2;
const ONE: Register = 3;
const VALUE: Register = 4;

/// How long each fetch waits.
pub const LATENCY: Duration = Duration::from_millis(2);

/// Adds up the numbers of a part of the array.
pub const SUM_OF_NUMBERS: &[Instruction] = &[
    Set(ONE, 1.0),
    JumpIfLess(AT, END, 3),
    Return(SUM),
    Load(VALUE, AT),
    Add(SUM, VALUE),
    Add(AT, ONE),
    JumpIfLess(AT, END, 3),
    Return(SUM),
];

/// Adds up the numbers of a part of the array, and waits for each of them.
pub const SUM_OF_FETCHED: &[Instruction] = &[
    Set(ONE, 1.0),
    JumpIfLess(AT, END, 3),
    Return(SUM),
    Fetch(VALUE, AT, LATENCY),
    Add(SUM, VALUE),
    Add(AT, ONE),
    JumpIfLess(AT, END, 3),
    Return(SUM),
];

/// Divides so many numbers into parts: where each begins, and where it ends.
pub fn parts(count: usize, workers: usize) -> impl Iterator<Item = [f64; 2]> {
    let edge = move |worker: usize| (count as u128 * worker as u128 / workers as u128) as f64;
    (0..workers).map(move |worker| [edge(worker), edge(worker + 1)])
}

/// A number after so many rounds of scrambling: what a library computes that needs nothing of the interpreter.
pub fn scrambled(number: u64, rounds: u64) -> u64 {
    (0..rounds).fold(number, |sum, round| (sum ^ round).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29))
}
