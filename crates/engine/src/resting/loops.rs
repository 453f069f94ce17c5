//! Loops of which it is known whether they are gone for ever.

use std::collections::BTreeMap;

use super::circle::{Belief, Word};
use super::path::Said;

/// Loops by a number that is the same wherever they are entered.
#[derive(Debug, Default)]
pub(super) struct Loops {
    known: BTreeMap<u64, Vec<(Word, Belief)>>,
    /// What several have done one after the other, each its round, as often as that is done before it is believed.
    gone_together: BTreeMap<u64, Vec<Word>>,
    for_ever: usize,
    changes_inside: bool,
    /// How often something was learned.
    lessons: usize,
}

impl Loops {
    /// What is known of the loop that this is a round of.
    pub(super) fn belief(&self, word: &[Said]) -> Belief {
        let known = self.known.get(&number_of(word)).map_or(&[][..], Vec::as_slice);
        known.iter().find(|(other, _)| is_one_loop(word, other)).map_or(Belief::Unknown, |(_, belief)| *belief)
    }

    /// It is known of this loop now, whatever was known before.
    pub(super) fn learn(&mut self, word: &Word, belief: Belief) {
        self.lessons += 1;
        let known = self.known.entry(number_of(word)).or_default();
        let before = known.iter().position(|(other, _)| is_one_loop(word, other)).map(|at| known.swap_remove(at).1);
        known.push((word.clone(), belief));
        self.for_ever -= usize::from(before == Some(Belief::ForEver));
        self.for_ever += usize::from(belief == Belief::ForEver);
    }

    /// Whether these rounds, one after the other, have been gone as often as that is done before it is believed.
    pub(super) fn have_been_gone(&self, word: &Word) -> bool {
        self.gone_together.get(&number_of(word)).is_some_and(|gone| gone.contains(word))
    }

    /// They have been now.
    pub(super) fn are_gone(&mut self, word: Word) {
        if !self.have_been_gone(&word) {
            self.gone_together.entry(number_of(&word)).or_default().push(word);
        }
    }

    /// Rounds that are believed to be gone for ever have changed something that a lock guards.
    pub(super) fn change_inside(&mut self) {
        self.changes_inside = true;
    }

    /// Whether some have.
    pub(super) fn do_change_inside(&self) -> bool {
        self.changes_inside
    }

    /// How many of them reach under a lock to change something. What they do there is not seen.
    pub(super) fn writing(&self) -> usize {
        let writes = |(word, belief): &&(Word, Belief)| {
            *belief == Belief::ForEver && word.iter().any(|said| said.op.has_written())
        };
        self.known.values().flatten().filter(writes).count()
    }

    /// How often something was learned: what was known before may be otherwise.
    pub(super) fn lessons(&self) -> usize {
        self.lessons
    }

    /// How many are believed to be gone for ever.
    pub(super) fn for_ever(&self) -> usize {
        self.for_ever
    }
}

/// A sum, so that it does not matter where the loop is entered.
fn number_of(word: &[Said]) -> u64 {
    word.iter().map(Said::hashed).fold(0, u64::wrapping_add)
}

/// Whether one is the other, begun at another of its steps.
fn is_one_loop(one: &[Said], other: &[Said]) -> bool {
    let begins_at = |at: usize| one[at..].iter().chain(&one[..at]).eq(other);
    one.len() == other.len() && (one.is_empty() || (0..one.len()).any(begins_at))
}
