//! How many schedules it takes to meet a bug for the first time.

use racecourse::budget::Budget;
use racecourse::engine::{EngineId, Program, explore};
use racecourse::exploration::Exploration;

use crate::faulty::{ALL, Faulty};
use crate::table::{Table, grouped};

/// Samples of one seed.
const SAMPLES: u64 = 2_000;
const SEEDS: u64 = 20;
/// Executions of a search.
const SEARCHED: u64 = 20_000;

pub(crate) fn table() -> Table {
    let mut table = Table::new(
        format!(
            "Schedules to the first bug: median of {SEEDS} seeds with {} samples each (in brackets how many found it, if not \
             all), and searches of {} executions",
            grouped(SAMPLES),
            grouped(SEARCHED)
        ),
        &["program", "random", "pct", "urw", "depth_first", "explorer: first / buggy / total"],
    );
    for one in ALL {
        let sampled = [EngineId::Random, EngineId::Pct, EngineId::Urw].map(|engine| sampled(engine, one));
        let [random, pct, urw] = sampled;
        table.row([one.name.to_owned(), random, pct, urw, depth_first(one), explorer(one)]);
    }
    table
}

fn first(exploration: &Exploration, one: &Faulty) -> Option<u64> {
    exploration.observations.get(one.bug).map(|seen| seen.first_seen)
}

fn found(engine: EngineId, one: &Faulty, budget: &Budget) -> Exploration {
    explore(&Program::unnamed(one.run), engine, budget)
}

/// Half of the seeds are that fast or faster; those that never found it are slower than all others.
fn sampled(engine: EngineId, one: &Faulty) -> String {
    let budget = |seed| Budget { samples: SAMPLES, seed, steps: 2_000, ..Budget::DEFAULT };
    let mut firsts: Vec<u64> = (0..SEEDS).filter_map(|seed| first(&found(engine, one, &budget(seed)), one)).collect();
    firsts.sort_unstable();
    let middle = usize::try_from(SEEDS / 2).expect("a small number") - 1;
    let median = firsts.get(middle).map_or_else(|| format!(">{}", grouped(SAMPLES)), |median| grouped(*median));
    if firsts.len() as u64 == SEEDS { median } else { format!("{median} ({}/{SEEDS})", firsts.len()) }
}

fn searched(engine: EngineId, one: &Faulty) -> Exploration {
    found(engine, one, &Budget { executions: SEARCHED, steps: 2_000, ..Budget::DEFAULT })
}

fn depth_first(one: &Faulty) -> String {
    first(&searched(EngineId::DepthFirst, one), one).map_or_else(|| format!(">{}", grouped(SEARCHED)), grouped)
}

fn explorer(one: &Faulty) -> String {
    let exploration = searched(EngineId::Explorer, one);
    let first = first(&exploration, one).map_or_else(|| "–".to_owned(), grouped);
    let more = if exploration.coverage.is_exhaustive() { "" } else { ">" };
    let (buggy, total) = (exploration.count(one.bug), exploration.coverage.executions());
    // That there are more is known only where there is one.
    let more_buggy = if buggy == 0 { "" } else { more };
    format!("{first} / {more_buggy}{} / {more}{}", grouped(buggy), grouped(total))
}
