//! `racecourse orderings`: which orderings of a program are stronger than it needs.

use std::io::Write;

use racecourse::engine::{Program, weaker_orderings};
use racecourse::scenario::{Role, program_of};
use racecourse_report::human;

use crate::args::Orderings;
use crate::course::Course;
use crate::terminal::Terminal;
use crate::{Error, Exit, names};

pub(crate) fn run(asked: &Orderings, course: &Course, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let scenario = names::scenario(&course.scenarios, &asked.scenario)?;
    let variants = match &asked.variant {
        Some(name) => vec![names::variant(scenario, name)?],
        // What goes wrong is not helped by going wrong with less.
        None => scenario.variants.iter().filter(|variant| variant.role == Role::Fixed).collect(),
    };
    let mut exit = Exit::AsExpected;
    for (nth, variant) in variants.into_iter().enumerate() {
        let program: Program = program_of(variant);
        let found = weaker_orderings(&program, &variant.budget);
        if found.is_err() {
            exit = Exit::Undecided;
        }
        if nth > 0 {
            writeln!(out)?;
        }
        write!(out, "{}", human::weaker(scenario, variant, &found, &terminal.layout()))?;
    }
    Ok(exit)
}
