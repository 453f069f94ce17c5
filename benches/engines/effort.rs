//! How many executions a complete search takes, how long, and how much memory.

use std::time::Duration;

use crate::measure::{CAP, DEPTH_FIRST, EXPLORER, LOOM, Measured, SHUTTLE, in_a_process};
use crate::on_each;
use crate::published;
use crate::table::{Table, grouped, seconds};

/// How long a row of the small programs may take.
const SMALL: Duration = Duration::from_secs(20);
/// How long a row of the large ones may take.
const LARGE: Duration = Duration::from_secs(3);

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

fn cell(measured: Option<Measured>, limit: Duration) -> String {
    let Some(it) = measured else { return format!("over {} s", limit.as_secs()) };
    let more = match (it.complete, it.executions >= CAP) {
        (true, _) => "",
        (false, true) => ">",
        (false, false) => "ends at ",
    };
    format!("{more}{} {}", grouped(it.executions), seconds(it.time))
}

/// The published programs in their larger sizes, by the explorer.
pub(crate) fn large() -> Table {
    let mut table = Table::new(
        format!("Published programs under explorer; given up after {} s", LARGE.as_secs()),
        &["program", "published", "complete", "redundant", "time", "executions/s", "peak KiB"],
    );
    for one in published::all() {
        for &size in one.large {
            let name = published::title(one.name, size);
            let expected = grouped((one.executions)(size));
            let Some(it) = in_a_process(EXPLORER, &name, LARGE) else {
                let none = || "–".to_owned();
                table.row([name, expected, none(), none(), format!("over {} s", LARGE.as_secs()), none(), none()]);
                continue;
            };
            let rate = (it.executions + it.redundant) as f64 / it.time.as_secs_f64();
            table.row([
                name,
                expected,
                grouped(it.executions),
                grouped(it.redundant),
                seconds(it.time),
                grouped(rate as u64),
                it.peak.map_or_else(|| "–".to_owned(), grouped),
            ]);
        }
    }
    table
}

/// What an explorer would need that takes a failed exchange for a read.
pub(crate) fn value_aware() -> Table {
    let mut table = Table::new(
        "Failed exchanges as reads (published, for an explorer to come) and as writes (today)".to_owned(),
        &["program", "as reads", "as writes"],
    );
    let as_writes = published::all();
    for one in published::value_aware() {
        let Some(today) = as_writes.iter().find(|it| it.name == one.name) else { continue };
        for n in one.sizes.clone() {
            let name = published::title(one.name, (n, 0));
            table.row([name, grouped((one.executions)(n)), grouped((today.executions)((n, 0)))]);
        }
    }
    table
}
