//! What the files of a scenario's programs say about them.

use super::complaint::complain;
use super::const_text::{equal, first_line, split_at_last, starts_with, strip_prefix};
use super::{Graded, Role};
use racecourse_trace::budget::Budget;

/// Whether the variant of this name is meant to fail.
///
/// # Panics
///
/// If its name does not say so.
#[track_caller]
pub const fn role(name: &str, folder: &str) -> Role {
    match (strip_prefix(name, "broken"), strip_prefix(name, "fixed")) {
        (Some(rest), _) if rest.is_empty() || starts_with(rest, "_") => Role::Broken,
        (_, Some(rest)) if rest.is_empty() || starts_with(rest, "_") => Role::Fixed,
        _ => complain(&[folder, name, ".rs: the name of a variant is `broken…` or `fixed…`"]),
    }
}

/// What happens in the program in `file`, in one sentence: the first line of its documentation.
///
/// # Panics
///
/// If it does not begin with such a line, or the sentence does not end there.
#[track_caller]
pub const fn summary<'text>(source: &'text str, file: &str) -> &'text str {
    let Some(summary) = strip_prefix(first_line(source).0, "//! ") else {
        complain(&[file, ": does not begin with `//! ` and what happens"]);
    };
    let (_, behind_the_stop) = split_at_last(summary, b'.');
    if summary.is_empty() || !behind_the_stop.is_empty() {
        complain(&[file, ": its first line is not one sentence that ends with a full stop"]);
    }
    summary
}

/// The outcomes that `variant` grades otherwise than the others: none, mostly.
pub const fn own_outcomes(variant: &str, all: &[(&str, &'static [Graded])]) -> &'static [Graded] {
    let mut at = 0;
    while at < all.len() {
        if equal(all[at].0, variant) {
            return all[at].1;
        }
        at += 1;
    }
    &[]
}

/// How far the engines go for `variant`: as the first budget says that is for it, or for all.
pub const fn budget(variant: &str, all: &[(&[&str], Budget)]) -> Budget {
    let mut at = 0;
    while at < all.len() {
        let (variants, budget) = &all[at];
        if variants.is_empty() || super::check::is_among(variant, variants) {
            return Budget { ..*budget };
        }
        at += 1;
    }
    Budget::DEFAULT
}
