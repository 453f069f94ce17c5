//! Whether an exercise judges its author's own submissions as their first lines say.

use std::path::Path;

use crate::check::{Checked, Extent, check};
use crate::exercise::Exercise;
use crate::grade::hidden;
use crate::header::Header;
use crate::ladder::Judgement;
use crate::words::in_short;
use crate::workshop::Workshop;

/// A submission of the author's, and what it is to be judged as.
#[derive(Clone, Debug)]
pub struct Trial<'a> {
    /// The exercise.
    pub exercise: &'a Exercise,
    /// Where the submission is, from the exercise's folder.
    pub file: &'a str,
    /// Its text.
    pub text: &'a str,
    /// What it is to be judged as.
    pub expected: Header,
}

/// All submissions of `exercise`: those that are right, those that are wrong, and the start.
pub fn trials(exercise: &Exercise) -> Vec<Trial<'_>> {
    let starts = &exercise.description.starts;
    let start = Trial {
        exercise,
        file: "start.rs",
        text: &exercise.start,
        expected: Header::Wrong { layer: starts.layer, label: starts.label.clone() },
    };
    let samples = exercise.right.iter().chain(&exercise.wrong);
    let trials = samples.map(|sample| Trial {
        exercise,
        file: &sample.file,
        text: &sample.text,
        expected: sample.header.clone(),
    });
    trials.chain([start]).collect()
}

impl<'a> Trial<'a> {
    /// Judges it, in `place`.
    pub fn run(&self, workshop: &Workshop, place: &Path, extent: &Extent) -> Checked<'a> {
        check(workshop, self.exercise, self.text, place, extent)
    }

    /// What is not as it should be.
    pub fn complaint(&self, checked: &Checked<'_>) -> Option<String> {
        let (says, is_so) = match (&self.expected, &checked.judgement) {
            (Header::Right { .. }, judgement) => {
                let all = checked.exercise.description.points().total();
                if let Some(flag) = hidden(checked) {
                    return Some(format!("{}   says: right · got: a flag, {flag}", self.file));
                }
                ("right".to_owned(), *judgement == Judgement::Right && checked.points() == all)
            }
            (Header::Wrong { layer, label }, Judgement::Wrong(fault)) => {
                (format!("wrong: {layer}, {label}"), (fault.layer, &fault.label) == (*layer, label))
            }
            (Header::Wrong { layer, label }, _) => (format!("wrong: {layer}, {label}"), false),
        };
        let got = in_short(&checked.judgement);
        (!is_so).then(|| format!("{}   says: {says} · got: {got}", self.file))
    }
}
