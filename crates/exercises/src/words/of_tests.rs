//! What is said of tests that were submitted. Of a mutant that nobody has noticed it is said where to look, and not what is wrong.

use std::collections::BTreeMap;

use racecourse_layout::{Layout, columns_of, count, ends, fill, hanging, pad, shorten};

use super::{plain, visible_label};
use crate::check::Checked;
use crate::ladder::{Fate, Fault, killed};
use crate::layer::Layer;

/// What it means that a test fails where nothing is wrong.
pub(super) const REFUSED: &str = "A test of yours fails, and there is nothing wrong with what it tests.";
/// Columns of a test's name, at most.
const WIDEST_NAME: usize = 30;

/// What the test with this number is called.
pub(super) fn name(checked: &Checked<'_>, test: usize) -> String {
    visible_label(checked.tests.get(test).map_or("", String::as_str), WIDEST_NAME)
}

/// Tests that notice every mutant.
pub(super) fn right(checked: &Checked<'_>, layout: &Layout) -> Vec<Vec<String>> {
    let inside = layout.width.saturating_sub(2);
    let (left, aside) = ends("Shown", "by trying every order of steps", inside);
    let mut lines = vec![format!("{left}{aside}")];
    for sound in &checked.exercise.sound {
        let of = checked.seen.iter().filter(|seen| seen.program.name == sound.program.name);
        let executions: u64 = of.map(|seen| seen.exploration.coverage.executions()).sum();
        let says = format!("{} in {} with {}", all_pass(checked), count(executions, "execution"), sound.says);
        lines.extend(hanging(&format!("  ✓ {}", Layer::Right), 15, &says, inside));
    }
    lines.extend(hanging(&format!("  ✓ {}", Layer::Live), 15, "every execution comes to its end", inside));
    let says = format!("{} of {}", killed(&checked.fates), count(checked.fates.len() as u64, "mutant"));
    lines.extend(hanging(&format!("  ✓ {}", Layer::Kills), 15, &says, inside));
    lines.extend(audited(checked, layout));
    vec![lines, table(checked, layout)]
}

/// What was gone through once more outside of the submission's process, of tests that pass and of those that fail.
fn audited(checked: &Checked<'_>, layout: &Layout) -> Vec<String> {
    let inside = layout.width.saturating_sub(2);
    let (done, not): (Vec<_>, Vec<_>) = checked.audits.iter().partition(|it| it.found.is_ok());
    let states: usize = done.iter().filter_map(|it| it.found.as_ref().ok()).sum();
    let mut lines = Vec::new();
    if states > 0 {
        let says = format!("{} gone through once more outside of its process", count(states as u64, "state"));
        lines.extend(hanging("  ✓ audited", 15, &says, inside));
    }
    let mut whys: BTreeMap<String, u64> = BTreeMap::new();
    for why in not.iter().filter_map(|it| it.found.as_ref().err()) {
        *whys.entry(plain(why)).or_default() += 1;
    }
    for (why, searches) in whys {
        let says = format!("not {searches} of {} searches: {why}", checked.audits.len());
        lines.extend(hanging("  – audited", 15, &says, inside));
    }
    lines
}

/// What was wrong with each mutant, and which test has noticed that.
fn table(checked: &Checked<'_>, layout: &Layout) -> Vec<String> {
    let rows: Vec<(&str, String, String)> = checked
        .exercise
        .mutants
        .iter()
        .zip(&checked.fates)
        .filter_map(|(mutant, fate)| match fate {
            Fate::Killed { test, label } => {
                Some((mutant.says.as_str(), name(checked, *test), visible_label(label, 20)))
            }
            _ => None,
        })
        .collect();
    let inside = layout.width.saturating_sub(2);
    let widest = |of: fn(&(&str, String, String)) -> usize| rows.iter().map(of).max().unwrap_or(0);
    let by = widest(|(_, by, _)| columns_of(by)).clamp("noticed by".len(), inside / 4);
    let says = widest(|(says, ..)| columns_of(says)).clamp("What was wrong with them".len(), inside * 3 / 5);
    let line = |says: usize, [what, test, how]: [&str; 3]| {
        let (what, test) = (shorten(what, says), shorten(test, by));
        shorten(format!("  {}  {}  {how}", pad(&what, says), pad(&test, by)).trim_end(), inside)
    };
    let mut lines = vec![line(says, ["What was wrong with them", "noticed by", "by"])];
    lines.extend(rows.iter().map(|(what, test, how)| line(says, [what, test, how])));
    lines
}

/// Tests that are refused, other than by an execution.
pub(super) fn wrong(checked: &Checked<'_>, fault: &Fault, layout: &Layout) -> (String, Vec<Vec<String>>) {
    if fault.layer != Layer::Kills {
        let says =
            "Each test is run with every implementation, in every order of steps. Put together what belongs together.";
        return (format!("wrong: {}", fault.label), vec![fill(says, layout.width)]);
    }
    let (noticed, all) = (killed(&checked.fates), checked.fates.len());
    let headline = format!("wrong: the tests notice {noticed} of {all} mutants");
    if checked.tests.is_empty() {
        return (headline, vec![fill("There is no test: TESTS lists none.", layout.width)]);
    }
    let executions: u64 = checked.seen.iter().map(|seen| seen.exploration.coverage.executions()).sum();
    let with = format!(
        "With {} {}: {} in all.",
        count(checked.exercise.sound.len() as u64, "right implementation"),
        all_pass(checked),
        count(executions, "execution")
    );
    let missed = match noticed {
        0 => format!(
            "But so it is with all {all} mutants, too, each of which does one thing wrong. A test that never fails shows nothing: \
             it has to look at what comes out, and fail where that is not what was promised."
        ),
        n => format!(
            "Of {all} mutants, each of which does one thing wrong, {n} {} a test fail in some order of steps. With the others \
             everything passes.",
            if n == 1 { "makes" } else { "make" }
        ),
    };
    let mut hints = vec!["What no test has noticed yet; look at".to_owned()];
    for (mutant, fate) in checked.exercise.mutants.iter().zip(&checked.fates) {
        if !matches!(fate, Fate::Killed { .. }) {
            hints.extend(hanging("  ·", 4, &mutant.look, layout.width.saturating_sub(2)));
        }
    }
    (headline, vec![fill(&format!("{with} {missed}"), layout.width), hints])
}

/// `all 3 tests pass`.
fn all_pass(checked: &Checked<'_>) -> String {
    match checked.tests.len() {
        1 => "the test passes".to_owned(),
        tests => format!("all {tests} tests pass"),
    }
}
