//! `racecourse explain`: the classes of bugs, in a few sentences each, and the memory model, in a page.

use std::io::Write;

use crate::args::Explain;
use crate::course::Course;
use crate::markdown::{rendered, without_title};
use crate::names::{normal, scenario, unknown};
use crate::terminal::Terminal;
use crate::{Error, Exit};
use racecourse::hazard::Hazard;
use racecourse_layout::{Style, columns_of, fill, hanging, nearest, pad, shorten};

/// What needs a page: its name, what it is about, and the page, as it is read in a browser too.
const PAGES: [(&str, &str, &str); 2] = [
    (
        "memory-model",
        "Which values a load may read: the model, what it leaves out, and what your machine shows.",
        include_str!("../../../docs/memory-model.md"),
    ),
    (
        "facade",
        "What there is for scenarios and exercises: threads, locks, atomics, channels, processes, and their functions.",
        FACADE,
    ),
];

/// What a file of an exercise has, as it is read in a browser too.
pub(crate) const FACADE: &str = include_str!("../../../docs/facade.md");

/// The names of the pages.
pub(crate) fn pages() -> impl Iterator<Item = &'static str> {
    PAGES.iter().map(|(name, _, _)| *name)
}

pub(crate) fn run(explain: &Explain, course: &Course, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let layout = terminal.layout();
    let Some(name) = &explain.hazard else {
        let width = names().map(columns_of).max().unwrap_or(0);
        let hazards = Hazard::ALL.map(|hazard| (hazard.name(), about(hazard).0));
        let write = |(name, what): (&str, &str), out: &mut dyn Write| {
            hanging(name, width + 2, what, layout.width).into_iter().try_for_each(|line| writeln!(out, "{line}"))
        };
        hazards.into_iter().try_for_each(|it| write(it, out))?;
        writeln!(out)?;
        PAGES.iter().try_for_each(|(name, what, _)| write((name, what), out))?;
        writeln!(out, "\n`{}` says more.", layout.invocation.with("explain <name>"))?;
        return Ok(Exit::AsExpected);
    };
    if let Some((_, _, page)) = PAGES.iter().find(|(page, _, _)| normal(page) == normal(name)) {
        let layout = terminal.narrow_layout();
        let title = page.lines().next().unwrap_or_default().trim_start_matches("# ");
        let text = rendered(without_title(page), &layout, &|_| false);
        write!(out, "{}\n\n{text}", layout.paint(Style::Strong, title))?;
        return Ok(Exit::AsExpected);
    }
    let hazard = meant(name, course)?;
    let (what, shows, fix) = about(hazard);
    writeln!(out, "{}\n", layout.paint(Style::Strong, hazard.name()))?;
    for (lead, text) in [("What", what), ("How it shows", shows), ("Fixes", fix)] {
        for (at, line) in fill(text, layout.width - 16).iter().enumerate() {
            writeln!(out, "  {}{line}", pad(if at == 0 { lead } else { "" }, 14))?;
        }
    }
    let here: Vec<_> = course.scenarios.iter().filter(|one| one.hazard == hazard).collect();
    let width = here.iter().map(|scenario| columns_of(scenario.name)).max().unwrap_or(0);
    for (at, scenario) in here.iter().enumerate() {
        let lead = if at == 0 { "\n  Scenarios     " } else { "                " };
        let line = format!("{}  {}  {}", scenario.id, pad(scenario.name, width), scenario.title);
        writeln!(out, "{lead}{}", shorten(&line, layout.width - 16))?;
    }
    if let Some(first) = here.first() {
        writeln!(out, "\n  Next          {}", layout.invocation.with(format!("show {}", first.name)))?;
    }
    Ok(Exit::AsExpected)
}

/// The names of all that can be explained but the scenarios.
fn names() -> impl Iterator<Item = &'static str> {
    Hazard::ALL.into_iter().map(Hazard::name).chain(pages())
}

/// The class of bugs with this name, or that of the scenario with this name.
fn meant(name: &str, course: &Course) -> Result<Hazard, Error> {
    let wanted = normal(name);
    let by_name = Hazard::ALL.into_iter().find(|hazard| normal(hazard.name()) == wanted);
    let of_scenario = || Some(scenario(&course.scenarios, name).ok()?.hazard);
    by_name.or_else(of_scenario).ok_or_else(|| {
        let names: Vec<&str> = names().collect();
        let close = nearest(&wanted, course.scenarios.iter().map(|one| one.name).chain(names.iter().copied()));
        unknown("class of bugs and no scenario", name, close, &names)
    })
}

/// What it is, how it shows, what fixes it.
const fn about(hazard: Hazard) -> (&'static str, &'static str, &'static str) {
    match hazard {
        Hazard::DataRace => (
            "Two actors touch the same plain memory, one of them writes, and nothing orders the two.",
            "In C it is undefined behaviour: anything may follow, and mostly nothing does until the compiler changes. \
             Safe Rust does not compile it; `unsafe` and wrong `Sync` bounds bring it back.",
            "A lock around every access, an atomic, or memory that only one actor owns at a time.",
        ),
        Hazard::AtomicityViolation => (
            "Steps that belong together are separated by a step of another actor.",
            "A number is wrong, an invariant broken, a thing done twice. Every single step may be locked or atomic: \
             it is the gap between two of them that hurts.",
            "One critical section around all of it, one read-modify-write, or a retry when the world has changed.",
        ),
        Hazard::OrderViolation => (
            "Two steps happen in the other order than the program relies on.",
            "Something is used before it is there, or after it is gone. A sleep seems to help.",
            "Wait for the event itself: join, a channel, a condition variable with its condition.",
        ),
        Hazard::Deadlock => (
            "Actors wait for each other in a cycle, for ever.",
            "The program stands still without using the processor. It needs four things at once: things that one \
             actor has for itself, keeping them while waiting for more, no way to take them away, and the circle.",
            "One order for all locks, one lock for both, or taking all at once. `try_lock` and retry opens livelock.",
        ),
        Hazard::Livelock => (
            "All actors run, and none gets anywhere.",
            "The processor is busy and nothing is done. Each actor reacts to the other in the same way at the same \
             time. Under a fair schedule the program comes back to a state it was in.",
            "Break the symmetry: an order, a priority, one who waits. Random pauses make it only unlikely.",
        ),
        Hazard::Starvation => (
            "An actor waits without bound while others go on.",
            "The whole is productive, one part of it never has its turn. No deadlock: others finish their work. No \
             livelock: they get somewhere.",
            "A queue, a ticket, a policy with a bound on how often an actor may be overtaken.",
        ),
        Hazard::LostWakeup => (
            "A notification comes when no actor waits for it, or reaches the wrong waiter.",
            "An actor sleeps for ever although what it waits for has long happened.",
            "Test the condition under the lock, in a loop, and change it under the same lock; notify all when \
             waiters differ.",
        ),
        Hazard::WeakMemory => (
            "What one core wrote is seen late, or in another order, by another core.",
            "Results that no order of the steps explains. Compilers do it as well as processors.",
            "Release and acquire on what is published, SeqCst or a fence where two actors must agree on one order.",
        ),
        Hazard::LostResult => (
            "A result never reaches the one who asked for it.",
            "Work was done and its outcome is gone: written into a copy, left in a buffer, cut off at the end.",
            "Send results through something both sides share, take them all before letting go, and wait for the end.",
        ),
        Hazard::OrphanedResource => (
            "What a dead process held stays taken.",
            "After a crash no process gets in any more, though none is inside.",
            "Let the kernel own the lock, so that it ends with its holder; else make the owner known and checkable.",
        ),
    }
}
