//! How many executions a complete search takes, how long, and how much memory.

use std::time::Duration;

use crate::measure::{CAP, DEPTH_FIRST, EXPLORER, LOOM, Measured, SHUTTLE, in_a_process};
use crate::on_each;
use crate::published;
use crate::table::{Table, grouped, seconds};

/// How long a row of the small programs may take.
const SMALL: Duration = Duration::from_secs(20);
/// How long a row of the large ones may take.
const LARGE: Duration = Duration::from_secs(20);

/// The small programs, by everything that can search them to the end.
pub(crate) fn small() -> Table {
    let mut table = Table::new(
        format!(
            "Executions to exhaust, and time; given up after {} (a deadlock ends shuttle's and loom's own searches)",
            grouped(CAP)
        ),
        &["program", "optimum", "explorer", "depth_first", "shuttle depth-first", "loom"],
    );
    for one in on_each::ALL {
        let cell = |engine| cell(in_a_process(engine, one.name, SMALL), SMALL);
        let [explorer, depth_first, shuttle, loom] = [EXPLORER, DEPTH_FIRST, SHUTTLE, LOOM].map(cell);
        table.row([one.name.to_owned(), grouped(one.optimum), explorer, depth_first, shuttle, loom]);
    }
    table
}

/// How many executions it took, and how long.
pub(crate) fn cell(measured: Option<Measured>, limit: Duration) -> String {
    let Some(it) = measured else { return format!("over {} s", limit.as_secs()) };
    let count = match (it.complete, it.executions) {
        (true, n) => grouped(n),
        (false, n) if n >= CAP => format!(">{}", grouped(CAP)),
        // loom has no room for a sixth actor.
        (false, 1) => return "cannot run it".to_owned(),
        (false, n) => format!("stops at {}", grouped(n)),
    };
    format!("{count}  {}", seconds(it.time))
}

/// The published programs in their larger sizes, by the explorer.
pub(crate) fn large() -> Table {
    let rows = published::all().into_iter().flat_map(|one| one.large.iter().map(move |size| (one, *size)));
    let rows = rows.map(|(one, size)| (published::title(one.name, size), (one.executions)(size)));
    published_by(EXPLORER, "Published programs under explorer", rows)
}

/// Programs as people write them, by the explorer. How many executions they have is not published; the optimal search and that
/// by source sets, which leave executions out by different rules, count the same.
pub(crate) fn everyday() -> Table {
    let known = [("buffer", BUFFER), ("three processes", THREE_PROCESSES)];
    published_by(EXPLORER, "Everyday programs under explorer", known.map(|(name, n)| (name.to_owned(), n)).into_iter())
}

const BUFFER: u64 = 231_120;
const THREE_PROCESSES: u64 = 33_538;

fn published_by(engine: &str, title: &str, rows: impl Iterator<Item = (String, u64)>) -> Table {
    let mut table = Table::new(
        format!("{title}; given up after {} s", LARGE.as_secs()),
        &["program", "published", "complete", "redundant", "time", "executions/s", "peak KiB"],
    );
    for (name, expected) in rows {
        let wanted = grouped(expected);
        let Some(it) = in_a_process(engine, &name, LARGE) else {
            let none = || "–".to_owned();
            table.row([name, wanted, none(), none(), format!("over {} s", LARGE.as_secs()), none(), none()]);
            continue;
        };
        let rate = (it.executions + it.redundant) as f64 / it.time.as_secs_f64();
        table.expect(&name, it.executions == expected);
        table.row([
            name,
            wanted,
            grouped(it.executions),
            grouped(it.redundant),
            seconds(it.time),
            grouped(rate as u64),
            it.peak.map_or_else(|| "–".to_owned(), grouped),
        ]);
    }
    table
}
