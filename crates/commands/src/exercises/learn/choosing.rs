//! Choosing an exercise from the list: those that are to be seen there, and the one that is looked for by name. Pure.

use racecourse_exercises::exercise::Exercise;

/// What is to be seen of a list, and what is marked there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Choice {
    /// Which exercise is marked, by its place among all.
    pub(super) marked: usize,
    /// Whether only those are to be seen that are still to be done.
    pub(super) only_open: bool,
    /// What somebody is typing to find one.
    pub(super) typed: Option<String>,
}

impl Choice {
    /// A list with this one marked.
    pub(super) fn of(marked: usize) -> Self {
        Self { marked, ..Self::default() }
    }

    /// Whether this one is to be seen. What is marked always is.
    pub(super) fn shows(&self, at: usize, is_open: bool) -> bool {
        !self.only_open || is_open || at == self.marked
    }

    /// Marks the next one that is to be seen, or the one before.
    pub(super) fn go(&mut self, forth: bool, open: &[bool]) {
        let is_seen = |at: &usize| self.shows(*at, open[*at]);
        let next = match forth {
            true => (self.marked + 1..open.len()).find(is_seen),
            false => (0..self.marked).rev().find(is_seen),
        };
        self.marked = next.unwrap_or(self.marked);
    }

    /// Goes on typing, and marks what is found.
    pub(super) fn types(&mut self, change: impl FnOnce(&mut String), exercises: &[Exercise]) {
        let typed = self.typed.get_or_insert_default();
        change(typed);
        if let Some(found) = found(typed, exercises) {
            self.marked = found;
        }
    }
}

/// The first exercise whose name begins with `typed`, or else has it somewhere, or in its title.
fn found(typed: &str, exercises: &[Exercise]) -> Option<usize> {
    let wanted = typed.to_lowercase();
    if wanted.is_empty() {
        return None;
    }
    let name = |one: &Exercise| one.name.replace('_', " ");
    let begins = |one: &Exercise| one.name.starts_with(&wanted) || name(one).starts_with(&wanted);
    let has = |one: &Exercise| {
        one.name.contains(&wanted)
            || name(one).contains(&wanted)
            || one.description.title.to_lowercase().contains(&wanted)
    };
    exercises.iter().position(begins).or_else(|| exercises.iter().position(has))
}

#[cfg(test)]
mod tests {
    use super::*;
    use racecourse_exercises::exercise::all;

    fn name_of(choice: &Choice, all: &[Exercise]) -> String {
        all[choice.marked].name.clone()
    }

    #[test]
    fn what_is_typed_marks_what_it_means() {
        let all = all();
        let mut choice = Choice::of(0);
        for (typed, means) in [
            ("write_b", "write_bounded_buffer"),
            ("lost wake", "repair_lost_wakeup"),
            ("both addi", "repair_lost_update"),
        ] {
            choice.typed = None;
            choice.types(|text| text.push_str(typed), &all);
            assert_eq!(name_of(&choice, &all), means, "{typed}");
        }
        // What is not there leaves the mark where it is.
        choice.types(|text| text.push_str("zzz"), &all);
        assert_eq!(name_of(&choice, &all), "repair_lost_update");
    }

    #[test]
    fn of_those_that_are_done_none_is_passed_where_they_are_not_to_be_seen() {
        let open = [true, false, false, true];
        let mut choice = Choice { only_open: true, ..Choice::of(0) };
        choice.go(true, &open);
        assert_eq!(choice.marked, 3);
        choice.go(true, &open);
        assert_eq!(choice.marked, 3);
        choice.go(false, &open);
        assert_eq!(choice.marked, 0);
        choice.only_open = false;
        choice.go(true, &open);
        assert_eq!(choice.marked, 1);
    }
}
