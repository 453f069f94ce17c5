#![doc = include_str!("README.md")]

pub mod break_even;
pub mod processes;
pub mod remainders;
pub mod sequential;
pub mod threads;
pub mod with_rayon;

use std::hint::black_box;

use self::break_even::{BreakEven, break_even};
use crate::lab::findings::{Chart, Measurement, Row, median};
use crate::lab::judgement::{Difference, Evidence, Judgement, Verdict, difference};
use crate::lab::{Bench, Lab, Program, Role, Size, Trouble};
use crate::report::{count, counted, seconds, three_digits, times};

/// The lab.
pub static LAB: Lab = Lab {
    name: "too_small",
    title: "Don't optimise too early",
    question: "How much has there to be to do before it pays to do it in parallel?",
    lesson: include_str!("README.md"),
    programs: &[
        Program {
            name: "sequential",
            role: Role::Slow,
            file: "labs/too_small/sequential.rs",
            summary: "One thread does it all.",
            source: include_str!("sequential.rs"),
        },
        Program {
            name: "threads",
            role: Role::Fast,
            file: "labs/too_small/threads.rs",
            summary: "Threads are started for the work.",
            source: include_str!("threads.rs"),
        },
        Program {
            name: "with_rayon",
            role: Role::Fast,
            file: "labs/too_small/with_rayon.rs",
            summary: "The threads of a pool are there already.",
            source: include_str!("with_rayon.rs"),
        },
        Program {
            name: "processes",
            role: Role::Fast,
            file: "labs/too_small/processes.rs",
            summary: "Processes are forked for the work.",
            source: include_str!("processes.rs"),
        },
        Program {
            name: "remainders",
            role: Role::Part,
            file: "labs/too_small/remainders.rs",
            summary: "The work, and how it is divided.",
            source: include_str!("remainders.rs"),
        },
    ],
    size: Size { unit: "divisions at the most", default: 20_000_000, least: 1, shows: 1_000_000, full: None },
    workers: &[2],
    repeat: 5,
    takes: 6.0,
    pieces: 1,
    takes_input: false,
    asks: None,
    lecture: None,
    run,
};

impl<'a> Timed<'a> {
    fn new(name: String, work: impl Fn(u64) -> u64 + 'a) -> Self {
        Self { name, work: Box::new(work), points: Vec::new(), repetitions: Vec::new(), largest: Vec::new() }
    }
}

/// The least that is tried, unless `--size` is less.
const LEAST: u64 = 100;
/// A program is run again until it has taken so many seconds, so that a single run may be shorter than a clock's tick.
const LONG_ENOUGH: f64 = 0.000_5;

/// One of the programs, and its times over the sizes.
struct Timed<'a> {
    name: String,
    work: Box<dyn Fn(u64) -> u64 + 'a>,
    /// The middle one of the times at each size.
    points: Vec<(f64, f64)>,
    /// The same for each repetition.
    repetitions: Vec<Vec<(f64, f64)>>,
    /// What the largest size took, for a judgement.
    largest: Vec<Measurement>,
}

fn run(bench: &mut Bench) -> Result<(), Trouble> {
    let workers = bench.workers()[0];
    if bench.workers().len() > 1 {
        return Err(Trouble::Usage("this lab is for one number of workers at a time".to_owned()));
    }
    let pool = with_rayon::pool(workers)
        .map_err(|error| Trouble::Failed(format!("rayon's threads did not start: {error}")))?;
    let mut all = [
        Timed::new("one thread".to_owned(), |number| sequential::sum(number, workers)),
        Timed::new(format!("{} of a pool", counted(workers, "thread")), |number| {
            with_rayon::sum(number, workers, &pool)
        }),
        Timed::new(counted(workers, "new thread"), |number| threads::sum(number, workers)),
        Timed::new(counted(workers, "new process"), |number| processes::sum(number, workers)),
    ];
    let sizes = sizes(bench.size() as u64);
    for (done, &size) in sizes.iter().enumerate() {
        bench.progress(&format!("{} divisions", count(size as i64)), done as u64, sizes.len() as u64);
        measure(bench, &mut all, size)?;
    }
    let chart = Chart::lines("The time for it all", "divisions", "µs").logarithmic_x().logarithmic_y();
    let microseconds = |one: &Timed<'_>| one.points.iter().map(|(size, time)| (*size, time * 1e6)).collect::<Vec<_>>();
    bench.chart(all.iter().fold(chart, |chart, one| chart.with(&one.name, microseconds(one))));
    tell(bench, &all);
    Ok(())
}

/// From the least to `most`, each about three times the one before.
fn sizes(most: u64) -> Vec<u64> {
    let (mut sizes, mut power) = (Vec::new(), LEAST);
    while power < most {
        sizes.push(power);
        sizes.extend(power.checked_mul(3).filter(|size| *size < most));
        power = power.saturating_mul(10);
    }
    sizes.push(most);
    sizes
}

/// Measures all programs at one size. They take turns.
fn measure(bench: &mut Bench, all: &mut [Timed<'_>], size: u64) -> Result<(), Trouble> {
    let right = sequential::sum(size, 1);
    let mut times = vec![Vec::new(); all.len()];
    let mut taken = vec![Vec::new(); all.len()];
    for _ in 0..bench.repeat() {
        for ((one, times), taken) in all.iter().zip(&mut times).zip(&mut taken) {
            let (time, measurement) = once(bench, one, size, right)?;
            times.push(time);
            taken.push(measurement);
        }
    }
    for ((one, times), taken) in all.iter_mut().zip(times).zip(taken) {
        one.repetitions.resize(times.len(), Vec::new());
        one.repetitions.iter_mut().zip(&times).for_each(|(points, &time)| points.push((size as f64, time)));
        one.points.push((size as f64, median(times)));
        one.largest = taken;
    }
    Ok(())
}

/// The seconds that one run takes, from as many runs as take long enough together, and what these took.
fn once(bench: &mut Bench, one: &Timed<'_>, size: u64, right: u64) -> Result<(f64, Measurement), Trouble> {
    let mut runs = 1_u32;
    loop {
        let (sum, taken) = bench.measure(|| (0..runs).fold(None, |_, _| Some((one.work)(black_box(size)))))?;
        if sum != Some(right) {
            return Err(Trouble::Failed(format!("{} says {sum:?}, and it is {right}", one.name)));
        }
        if taken.seconds >= LONG_ENOUGH || runs >= 1 << 20 {
            return Ok((taken.seconds / f64::from(runs), taken));
        }
        runs *= 4;
    }
}

fn tell(bench: &mut Bench, all: &[Timed<'_>]) {
    let Some((alone, others)) = all.split_first() else { return };
    let cores = bench.cores();
    let row = |one: &Timed<'_>, workers| Row {
        name: one.name.clone(),
        workers,
        measurements: one.largest.clone(),
        counted: true,
    };
    let workers = bench.workers()[0];
    let measured: Vec<Row> =
        [row(alone, 1)].into_iter().chain(others.iter().map(|other| row(other, workers))).collect();
    let evidence = bench.evidence(&measured);
    let judged: Vec<Judgement> = evidence[1..].iter().map(|other| bench.judge(&evidence[0], other)).collect();
    let was_disturbed = judged.iter().any(Judgement::is_disturbed);
    let mut rows = Vec::new();
    let mut sentences = Vec::new();
    for other in others {
        let found = break_even(&alone.points, &other.points);
        let smallest = other.points.first().map_or(f64::NAN, |point| point.1);
        let gain = alone.points.last().zip(other.points.last()).map_or(f64::NAN, |(a, b)| a.1 / b.1);
        let words = found.map_or_else(|| "–".to_owned(), |found| in_words(found, &alone.points));
        let each = alone.repetitions.iter().zip(&other.repetitions);
        let spread = spread(found, each.filter_map(|(alone, other)| break_even(alone, other)));
        rows.push(vec![other.name.clone(), seconds(smallest), times(gain), words, spread.clone()]);
        let is_quicker = difference(&of_the_largest(other), &of_the_largest(alone), cores) == Difference::Quicker;
        sentences.extend(found.map(|found| match found {
            // On one core, beside others, or within chance, two lines that lie on each other cross somewhere, and that
            // means nothing.
            BreakEven::None(_) if !was_disturbed => verdict(&other.name, found, &spread, &alone.points),
            found if cores.usable > 1 && is_quicker && !was_disturbed => {
                verdict(&other.name, found, &spread, &alone.points)
            }
            _ => format!(
                "{} come to {} times the speed of one thread at the largest size",
                other.name,
                three_digits(gain)
            ),
        }));
    }
    let columns = ["", "the smallest", "speed-up of the largest", "break-even (on one thread)", "from run to run"];
    bench.facts("Where it begins to pay, in divisions", &columns, rows);
    bench.cannot_on_one_core("a break-even");
    bench.learned(conclusion(&sentences, &judged));
}

/// The times of a program at the largest size, by which it is told from another one.
fn of_the_largest(one: &Timed<'_>) -> Evidence {
    let times = one.repetitions.iter().filter_map(|points| points.last());
    let measurements = times.map(|(_, seconds)| Measurement { seconds: *seconds, ..Measurement::default() }).collect();
    Evidence::of(&Row { name: one.name.clone(), workers: 1, measurements, counted: false })
}

/// What was learned, and whether it was a run to learn from.
fn conclusion(sentences: &[String], judged: &[Judgement]) -> String {
    let on_one_core = |one: &&Judgement| matches!(one.verdict, Verdict::OneCore { .. });
    let disturbed = judged.iter().find(|one| one.is_disturbed()).or_else(|| judged.iter().find(on_one_core));
    let why = disturbed.map_or_else(String::new, |one| format!("; {}", one.why()));
    format!("{}{why}.", sentences.join("; "))
}

/// From where to where the break-even wanders from one repetition to the next. What follows from the middle times need not
/// lie among those, and is one more estimate.
fn spread(middle: Option<BreakEven>, repetitions: impl Iterator<Item = BreakEven>) -> String {
    let (mut least, mut most, mut missing, mut all) = (f64::INFINITY, 0.0_f64, 0, 0);
    if let Some(BreakEven::At(size) | BreakEven::Below(size)) = middle {
        (least, most) = (size, size);
    }
    for one in repetitions {
        all += 1;
        match one {
            BreakEven::At(size) | BreakEven::Below(size) => (least, most) = (least.min(size), most.max(size)),
            BreakEven::None(_) => missing += 1,
        }
    }
    let found = match most {
        0.0 => return "never".to_owned(),
        _ if in_few_digits(least) == in_few_digits(most) => in_few_digits(least),
        _ => format!("{} to {}", in_few_digits(least), in_few_digits(most)),
    };
    if missing > 0 { format!("{found}, and in {missing} of {all} runs never") } else { found }
}

/// A break-even as a part of a sentence.
fn verdict(name: &str, found: BreakEven, spread: &str, alone: &[(f64, f64)]) -> String {
    let (pay, do_not) = if name.starts_with("1 ") { ("pays", "does not") } else { ("pay", "do not") };
    match found {
        BreakEven::At(size) => {
            let (divisions, time) = (in_few_digits(size), seconds(time_at(alone, size)));
            format!(
                "{name} {pay} from about {divisions} divisions on, which take one thread {time} (from run to run {spread})"
            )
        }
        BreakEven::Below(size) => format!("{name} {pay} even for {} divisions", in_few_digits(size)),
        BreakEven::None(size) => format!("{name} {do_not} pay, up to {} divisions", in_few_digits(size)),
    }
}

/// A size in two digits: more are not known of a break-even.
fn in_few_digits(size: f64) -> String {
    let digit = 10_f64.powf(size.log10().floor() - 1.0).max(1.0);
    match (size / digit).round() * digit {
        millions if millions >= 1e7 => format!("{:.0} million", millions / 1e6),
        millions if millions >= 1e6 => format!("{:.1} million", millions / 1e6),
        few => count(few as i64),
    }
}

/// A break-even in divisions, and in the time that one thread takes for them.
fn in_words(found: BreakEven, alone: &[(f64, f64)]) -> String {
    match found {
        BreakEven::At(size) => {
            format!("{} ({})", in_few_digits(size), seconds(time_at(alone, size)))
        }
        BreakEven::Below(size) => format!("less than {}", in_few_digits(size)),
        BreakEven::None(size) => format!("none up to {}", in_few_digits(size)),
    }
}

/// The time at `size`, between those that were measured.
fn time_at(points: &[(f64, f64)], size: f64) -> f64 {
    let after = points.iter().position(|point| point.0 >= size).unwrap_or(points.len() - 1).max(1);
    let (before, after) = (points[after - 1], points[after]);
    let share = (size / before.0).ln() / (after.0 / before.0).ln();
    before.1 * (after.1 / before.1).powf(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_programs_come_to_the_same() {
        // 7 % 1 + 7 % 2 + … + 7 % 7 = 0 + 1 + 1 + 3 + 2 + 1 + 0.
        assert_eq!(sequential::sum(7, 1), 8);
        for number in [1, 2, 3, 1000, 1001] {
            let right = sequential::sum(number, 1);
            for workers in [1, 2, 3, 8] {
                // A thread can be in one pool only.
                let in_a_pool = || with_rayon::sum(number, workers, &with_rayon::pool(workers).expect("threads start"));
                let in_a_pool = std::thread::scope(|scope| scope.spawn(in_a_pool).join());
                let sums =
                    [threads::sum(number, workers), in_a_pool.expect("nobody panics"), processes::sum(number, workers)];
                assert_eq!(sums, [right; 3], "{number}, {workers} workers");
            }
        }
    }

    #[test]
    fn the_spread_of_a_break_even_is_that_of_its_repetitions() {
        use BreakEven::{At, Below, None};
        assert_eq!(spread(Some(At(4500.0)), [At(1100.0), At(4400.0), At(2000.0)].into_iter()), "1 100 to 4 500");
        assert_eq!(
            spread(Option::None, [At(1100.0), None(9000.0), Below(100.0)].into_iter()),
            "100 to 1 100, and in 1 of 3 runs never"
        );
        assert_eq!(spread(Some(None(9000.0)), [None(9000.0)].into_iter()), "never");
        assert_eq!(spread(Some(At(1233.0)), [At(1234.0), At(1233.0)].into_iter()), "1 200");
    }

    #[test]
    fn the_largest_size_tells_one_program_from_another() {
        let timed = |times: [f64; 3]| {
            let repetitions = times.map(|time| vec![(100.0, 1.0), (1000.0, time)]).to_vec();
            Timed { repetitions, ..Timed::new("some".to_owned(), |number| number) }
        };
        let two = crate::lab::judgement::Cores { usable: 2, halves: false };
        let than_one =
            |times| difference(&of_the_largest(&timed(times)), &of_the_largest(&timed([4.0, 4.1, 4.0])), two);
        assert_eq!(than_one([2.0, 2.1, 2.05]), Difference::Quicker);
        assert_eq!(than_one([3.9, 4.2, 4.0]), Difference::Unclear);
        assert_eq!(than_one([2.0, 9.0, 3.9]), Difference::Unclear);
    }

    #[test]
    fn the_conclusion_says_if_it_was_disturbed() {
        let judged = |verdict| Judgement { speed_up: 1.5, possible: 2, verdict };
        let sentences = ["2 new threads pay from about 1 200 divisions on".to_owned()];
        assert_eq!(conclusion(&sentences, &[judged(Verdict::Partly)]), format!("{}.", sentences[0]));
        let busy = conclusion(&sentences, &[judged(Verdict::Partly), judged(Verdict::Disturbed { free: Some(0.5) })]);
        assert!(busy.contains("; other programs were at work"), "{busy}");
        assert!(
            conclusion(&sentences, &[judged(Verdict::OneCore { shared: false })])
                .contains("only one of them can run at a time")
        );
    }

    #[test]
    fn sizes_grow_up_to_the_one_that_was_asked_for() {
        assert_eq!(sizes(2000), [100, 300, 1000, 2000]);
        assert_eq!((sizes(1), sizes(100), sizes(300)), (vec![1], vec![100], vec![100, 300]));
        assert!(sizes(u64::MAX).is_sorted());
    }

    #[test]
    fn a_break_even_is_told_in_few_digits() {
        let alone = [(100.0, 1e-6), (10_000.0, 1e-4)];
        let words = in_words(BreakEven::At(1234.5), &alone);
        assert_eq!(words, "1 200 (12.3 µs)");
        assert_eq!(in_words(BreakEven::None(20_000_000.0), &alone), "none up to 20 million");
        assert_eq!(in_words(BreakEven::Below(7.0), &alone), "less than 7");
    }
}
