//! What it costs to explain a failure: the runs of other orders that are made when it is known which execution is shown.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use racecourse::Outcome;
use racecourse::budget::Budget;
use racecourse::engine::{EngineId, Program, explain, explore};
use racecourse::scenario::{Grade, Role, program_of};

use crate::faulty;
use crate::public_bugs;
use crate::table::{Table, seconds};

/// Each is done so often, and the median counts.
const TIMES: usize = 3;
/// Executions that are searched of the largest programs.
const MOST_EXECUTIONS: u64 = 40_000;

/// A program with what it should not come to.
struct Failing {
    name: String,
    program: Program,
    budget: Budget,
    labels: BTreeSet<String>,
}

pub(crate) fn table() -> Table {
    let mut table = Table::new(
        "Explaining a failure: all broken variants of the course, the published bugs, and the programs of the last table, within \
         one process"
            .to_owned(),
        &["program", "search", "explanation", "ratio", "other orders", "of them always so"],
    );
    let mut sums = [Duration::ZERO; 2];
    let mut ratios = Vec::new();
    for one in all() {
        let found = explore(&one.program, EngineId::Explorer, &one.budget);
        let search = median(|| drop(explore(&one.program, EngineId::Explorer, &one.budget)));
        for label in one.labels.iter().filter(|label| found.saw(label)) {
            let Some(schedule) = found.schedule_to_explain(label) else { continue };
            let asked = || explain(&one.program, &schedule, label, &one.budget);
            let Some(execution) = asked() else { continue };
            let explanation = median(|| drop(asked()));
            let others: Vec<_> = execution.other_ends().collect();
            let always = others.iter().filter(|it| !it.always.is_empty()).count();
            let ratio = explanation.as_secs_f64() / search.as_secs_f64();
            sums = [sums[0] + search, sums[1] + explanation];
            ratios.push(ratio);
            table.row([
                format!("{}: {label}", one.name),
                seconds(search),
                seconds(explanation),
                format!("{ratio:.2}"),
                others.len().to_string(),
                always.to_string(),
            ]);
        }
    }
    ratios.sort_by(f64::total_cmp);
    let middle = ratios.get(ratios.len() / 2).copied().unwrap_or_default();
    let of_all = sums[1].as_secs_f64() / sums[0].as_secs_f64();
    table.row([
        format!("all {}, and the median ratio", ratios.len()),
        seconds(sums[0]),
        seconds(sums[1]),
        format!("{of_all:.2} / {middle:.2}"),
        String::new(),
        String::new(),
    ]);
    table
}

fn median(mut once: impl FnMut()) -> Duration {
    let mut times = [Duration::ZERO; TIMES];
    for time in &mut times {
        let start = Instant::now();
        once();
        *time = start.elapsed();
    }
    times.sort_unstable();
    times[TIMES / 2]
}

fn all() -> Vec<Failing> {
    let variants = racecourse_course::ALL.iter().flat_map(|scenario| {
        let broken = scenario.variants.iter().filter(|variant| variant.role == Role::Broken);
        broken.map(move |variant| {
            let graded = variant.outcomes.iter().chain(scenario.outcomes);
            let bad = graded.filter(|graded| matches!(graded.grade, Grade::MustSee | Grade::Forbidden));
            Failing {
                name: format!("{} {}", scenario.name, variant.name),
                program: program_of(variant),
                budget: variant.budget.clone(),
                // A variant may say of an outcome what its scenario says of it too.
                labels: bad.map(|graded| graded.outcome.to_owned()).collect::<BTreeSet<_>>(),
            }
        })
    });
    let simple = |name: String, run: fn() -> Outcome, labels: BTreeSet<String>| Failing {
        name,
        program: Program::unnamed(run),
        budget: Budget { executions: MOST_EXECUTIONS, ..Budget::DEFAULT },
        labels,
    };
    let bugs = public_bugs::broken().map(|(name, run, must)| {
        let bad = must.iter().filter(|label| !public_bugs::FINE.contains(label));
        simple(name, run, bad.map(|label| (*label).to_owned()).collect())
    });
    let faulty =
        faulty::ALL.iter().map(|one| simple(one.name.to_owned(), one.run, BTreeSet::from([one.bug.to_owned()])));
    variants.chain(bugs).chain(faulty).collect()
}
