//! Pages that every file has that is sat at: the verdict, all that the compiler says, one step after another. Pure.

use std::collections::BTreeMap;

use racecourse_exercises::check::Checked;
use racecourse_exercises::ladder::{Judgement, Why};
use racecourse_exercises::words::{self, Words};
use racecourse_exercises::workshop::{NotBuilt, SPEC};
use racecourse_layout::{Layout, columns_of};
use racecourse_report::human;

use super::screen::Screen;
use super::sheet::Sheet;
use super::stepping;

/// How many times further a search goes when somebody asks for more.
pub(in crate::exercises) const MORE: u64 = 10;

/// The verdict on the file called `name`, with when that was saved, if there is room for it, and how long the check took.
pub(in crate::exercises) fn verdict(
    screen: &mut Screen,
    checked: &Checked<'_>,
    name: &str,
    sheet: &Sheet,
    layout: &Layout,
) {
    let words = Words::of(checked, layout);
    screen.headline = format!("{} {}", words.sign, words.headline);
    screen.style = words.style;
    let took = format!("{:.1} s", sheet.took.as_secs_f64());
    let at = sheet.saved.map(|saved| format!("saved {}", saved.format("%H:%M:%S")));
    let with_name = |says: &str| format!("{name} · {says}");
    let asides = at.map(|at| [with_name(&format!("{at} · {took}")), with_name(&at)]);
    let asides = asides.into_iter().flatten().chain([with_name(&took), took.clone()]);
    // What is wrong is told whole before anything else is.
    let fits = |aside: &String| columns_of(&screen.headline) + 2 + columns_of(aside) <= layout.width;
    screen.aside = asides.into_iter().find(fits).unwrap_or(took);
    for section in words.sections.iter().filter(|section| !section.is_empty()) {
        if !screen.body.is_empty() {
            screen.body.push(String::new());
        }
        screen.body.extend(section.iter().cloned());
    }
    screen.ladder = Some(words.ladder);
}

/// All that the compiler says, if it has refused something.
pub(in crate::exercises) fn errors(screen: &mut Screen, checked: &Checked<'_>, layout: &Layout) {
    let Some(NotBuilt::Submission(all) | NotBuilt::Driver(all)) = &checked.not_built else { return };
    screen.headline = "all that the compiler says".to_owned();
    screen.body = all.all.lines().flat_map(|line| words::of_compiler(line, layout)).collect();
}

/// The step `at` of the execution that shows what is wrong, if there is one.
pub(in crate::exercises) fn steps(screen: &mut Screen, checked: &Checked<'_>, at: usize, aside: &str, layout: &Layout) {
    let Some(found) = &checked.shown else { return };
    let texts = [(checked.exercise.file(), checked.text.as_str()), (SPEC, checked.exercise.spec.as_str())];
    let numbers = human::numbers(found);
    screen.headline = stepping::heading(&found.execution, &numbers, at);
    screen.aside = aside.to_owned();
    screen.body = stepping::lines(&found.execution, &numbers, &texts, at, layout);
}

/// Whether the search was too long, so that somebody may ask for more.
pub(in crate::exercises) fn is_too_long(checked: &Checked<'_>) -> bool {
    matches!(&checked.judgement, Judgement::Undecided(doubt) if matches!(doubt.why, Why::TooManyExecutions(_) | Why::OutOfTime { .. }))
}

/// Whether the compiler has something to say.
pub(in crate::exercises) fn has_errors(checked: &Checked<'_>) -> bool {
    matches!(checked.not_built, Some(NotBuilt::Submission(_) | NotBuilt::Driver(_)))
}

/// How real runs have ended that were held to the schedule that shows what is wrong, in a sentence.
pub(in crate::exercises) fn for_real(ends: Result<BTreeMap<String, u64>, String>) -> String {
    match ends {
        Err(why) => format!("For real: {why}"),
        Ok(ends) => {
            let runs: u64 = ends.values().sum();
            let ended = |(label, times): (&String, &u64)| format!("{times} of {runs} runs ended with `{label}`");
            let ended: Vec<String> = ends.iter().map(ended).collect();
            format!("For real, each step held until it was its turn in the schedule: {}.", ended.join(", "))
        }
    }
}
