#![doc = include_str!("README.md")]

pub mod cross_validation;
pub mod data;
pub mod in_turn;
pub mod n_jobs;
pub mod neighbours;
pub mod rounds;

use self::cross_validation::{FOLDS, best};
use self::data::Point;
use self::neighbours::{Setting, grid};
use self::rounds::{rounds, workers_needed};
use crate::lab::findings::Chart;
use crate::lab::judgement::{Difference, Judgement, worst};
use crate::lab::pool::Pool;
use crate::lab::{Bench, Compared, Contestant, Lab, Program, Role, Size, Trouble};
use crate::report::{count, counted, seconds, three_digits};

/// The lab.
pub static LAB: Lab = Lab {
    name: "grid_search",
    title: "A grid search, and how many cores it takes",
    question: "125 settings at 70 seconds each, and 20 minutes: how many cores are needed, and what is lost in the last \
               round?",
    lesson: include_str!("README.md"),
    programs: &[
        Program {
            name: "in_turn",
            role: Role::Slow,
            file: "labs/grid_search/in_turn.rs",
            summary: "One setting is tried after the other.",
            source: include_str!("in_turn.rs"),
        },
        Program {
            name: "n_jobs",
            role: Role::Fast,
            file: "labs/grid_search/n_jobs.rs",
            summary: "Whoever of a pool is idle tries the next setting.",
            source: include_str!("n_jobs.rs"),
        },
        Program {
            name: "rounds",
            role: Role::Part,
            file: "labs/grid_search/rounds.rs",
            summary: "The arithmetic of equal tasks on equal workers.",
            source: include_str!("rounds.rs"),
        },
        Program {
            name: "cross_validation",
            role: Role::Part,
            file: "labs/grid_search/cross_validation.rs",
            summary: "How good a setting is: what the model is asked about, it has not seen.",
            source: include_str!("cross_validation.rs"),
        },
        Program {
            name: "neighbours",
            role: Role::Part,
            file: "labs/grid_search/neighbours.rs",
            summary: "A small model, and the settings it can have.",
            source: include_str!("neighbours.rs"),
        },
        Program {
            name: "data",
            role: Role::Part,
            file: "labs/grid_search/data.rs",
            summary: "Points to learn from: the same ones whenever they are made.",
            source: include_str!("data.rs"),
        },
    ],
    size: Size { unit: "points to learn from", default: 150, least: 10, shows: 40, full: None },
    workers: &[1, 2, 4],
    repeat: 3,
    takes: 7.0,
    pieces: 2,
    takes_input: false,
    asks: Some("How many cores are needed?"),
    lecture: None,
    run,
};

/// A program by its name, and what became of it: the errors of all settings.
type Search = (String, Compared<Vec<f64>>);

/// The lecture's search: so many settings, of so many seconds each, in so many seconds.
const LECTURE: (usize, f64, f64) = (125, 70.0, 1200.0);

fn run(bench: &mut Bench) -> Result<(), Trouble> {
    bench.needs_memory(bench.size() as u64 * 2 * size_of::<Point>() as u64)?;
    if let Some(guess) = bench.guess() {
        let answer = answer(guess)?;
        bench.answer(answer);
    }
    on_paper(bench);
    let points = data::points(bench.size());
    let grid = grid();
    let mut workers = bench.workers();
    workers.sort_unstable();
    workers.dedup();
    let in_turn = || Contestant::new("in turn", 1, || in_turn::errors(&points, &grid));
    let mut contestants = vec![in_turn()];
    for &workers in &workers {
        for (name, pool) in [
            (counted(workers, "thread"), Pool::threads(workers)?),
            (counted(workers, "process"), Pool::processes(workers)?),
        ] {
            let (points, grid) = (&points, &grid);
            contestants.push(Contestant::fallible(name, workers, move || Ok(n_jobs::errors(points, grid, &pool)?)));
        }
    }
    let compared = compare(bench, format!("{} settings, {FOLDS} folds each", grid.len()), contestants)?;
    speed_ups(bench, &workers, &compared, grid.len());
    let errors = &compared[0].1.result;
    tell_the_best(bench, &grid, errors);

    // Few workers, because the last round is seen best where all of them have a core.
    let few = bench.machine().cores.min(workers.last().copied().unwrap_or(1)).max(1);
    let chunks = [1, 5, 25, 63, grid.len()];
    let mut contestants = vec![in_turn()];
    for chunk in chunks {
        let pool = Pool::processes(few)?.chunk(chunk);
        let (points, grid) = (&points, &grid);
        let name = format!("{chunk} at a time");
        contestants.push(Contestant::fallible(name, few, move || Ok(n_jobs::errors(points, grid, &pool)?)));
    }
    let title = format!("The same on {}, given out", counted(few, "process"));
    let given_out = compare(bench, title, contestants)?;
    let measured = chunks.iter().zip(&given_out[1..]).map(|(&chunk, (_, one))| (chunk as f64, one.speed_up));
    let counted = chunks.iter().map(|&chunk| (chunk as f64, grid.len() as f64 / rounds(grid.len(), few, chunk) as f64));
    let chart = Chart::lines("Given out in chunks", "settings at a time", "speed-up");
    bench.chart(chart.with("measured", measured).with_ideal("by counting rounds", counted).logarithmic_x());
    conclude(bench, &grid, &workers, few, &compared, &given_out);
    Ok(())
}

/// What can be said without a machine.
fn on_paper(bench: &mut Bench) {
    let (tasks, each, limit) = LECTURE;
    let needed = workers_needed(tasks, each, limit);
    let row = |workers: usize| {
        let rounds = rounds(tasks, workers, 1);
        let time = rounds as f64 * each;
        vec![
            workers.to_string(),
            format!("{rounds} x {each} s = {}", minutes(time)),
            if time <= limit { "yes".to_owned() } else { "no".to_owned() },
            format!("{:.1}x", tasks as f64 / rounds as f64),
            (rounds * workers - tasks).to_string(),
        ]
    };
    let rows = [1, 2, 4, 7, 8, 16, 62, 63, 124, 125].map(row).to_vec();
    let columns = ["cores", "rounds", "in time", "speed-up", "idle in the last round"];
    bench.facts(format!("On paper: {tasks} settings at {each} s, within {}", minutes(limit)), &columns, rows);
    let steps = (1..=140).map(|workers| (workers as f64, tasks as f64 / rounds(tasks, workers, 1) as f64));
    let straight = [(1.0, 1.0), (tasks as f64, tasks as f64)];
    let chart = Chart::lines(format!("{tasks} settings in rounds"), "cores", "speed-up");
    bench.chart(chart.with("in whole rounds", steps).with_ideal("if settings could be divided", straight));
    if let Some(needed) = needed {
        let time = rounds(tasks, needed, 1) as f64 * each;
        let here = format!("{needed} (they take {})", minutes(time));
        bench.lecture(format!("cores for {tasks} x {each} s in {}", minutes(limit)), "8", here);
    }
}

/// What becomes of a guess at the lecture's question.
fn answer(guess: f64) -> Result<String, Trouble> {
    if guess < 1.0 || guess.fract() != 0.0 || guess > 1e6 {
        return Err(Trouble::Usage(format!("{guess} is no number of cores; guess a whole one, from 1 on")));
    }
    let (tasks, each, limit) = LECTURE;
    let cores = guess as usize;
    let rounds = rounds(tasks, cores, 1);
    let time = rounds as f64 * each;
    let needed = workers_needed(tasks, each, limit).unwrap_or(tasks);
    let says = match time - limit {
        60.0 => "a minute too long".to_owned(),
        over if over > 0.0 => format!("{} too long", minutes(over)),
        _ if cores == needed => "in time, and no fewer are enough".to_owned(),
        _ => format!("in time, but {needed} are enough"),
    };
    Ok(format!(
        "You guessed {}: they take {} of {each} s, {}, which is {says}.",
        counted(cores, "core"),
        counted(rounds, "round"),
        minutes(time)
    ))
}

/// A table of programs that have to agree to the last bit.
fn compare(
    bench: &mut Bench,
    title: String,
    contestants: Vec<Contestant<'_, Vec<f64>>>,
) -> Result<Vec<Search>, Trouble> {
    let names: Vec<String> = contestants.iter().map(|one| one.name().to_owned()).collect();
    let compared = bench.compare(title, contestants)?;
    let bits = |errors: &[f64]| errors.iter().map(|error| error.to_bits()).collect::<Vec<_>>();
    for (name, one) in names.iter().zip(&compared) {
        if bits(&one.result) != bits(&compared[0].result) {
            return Err(Trouble::Failed(format!("{name}: its errors differ from those of the search in turn")));
        }
    }
    Ok(names.into_iter().zip(compared).collect())
}

fn speed_ups(bench: &mut Bench, workers: &[usize], compared: &[Search], tasks: usize) {
    // After the search in turn there are two for each number of workers.
    let of = |which: usize| {
        let every_other = compared[1..].iter().skip(which).step_by(2);
        workers.iter().zip(every_other).map(|(&workers, (_, one))| (workers as f64, one.speed_up)).collect::<Vec<_>>()
    };
    let cores = bench.machine().cores.max(1);
    let ideal =
        workers.iter().map(|&workers| (workers as f64, tasks as f64 / rounds(tasks, workers.min(cores), 1) as f64));
    let chart = Chart::lines("Speed-up over the search in turn", "workers", "speed-up");
    let chart = chart.with("threads", of(0)).with("processes", of(1));
    bench.chart(chart.with_ideal(format!("whole rounds on {}", counted(cores, "core")), ideal));
}

fn tell_the_best(bench: &mut Bench, grid: &[Setting], errors: &[f64]) {
    let Some(best) = best(errors) else { return };
    let worst = errors.iter().copied().fold(0.0, f64::max);
    let Setting { neighbours, power, nearness } = grid[best];
    bench.remark(format!(
        "The best setting, for all alike: {}, distances of power {power}, nearness counts with \
         power {nearness}. It is off by {:.3}, the worst one by {worst:.3}.",
        counted(neighbours, "neighbour"),
        errors[best],
    ));
}

fn conclude(
    bench: &mut Bench,
    grid: &[Setting],
    workers: &[usize],
    few: usize,
    compared: &[Search],
    given_out: &[Search],
) {
    let alone = &compared[0].1;
    // What the arithmetic says of the workers that had a core each, beside what was measured.
    let [(_, in_turn), (_, single), .., (_, all)] = given_out else { return };
    let each = in_turn.seconds / grid.len() as f64;
    let whole = rounds(grid.len(), few, 1);
    bench.remark(format!(
        "By counting, {} take {few} at a time {} rounds of {}, which is {}; measured: {}.",
        counted(grid.len(), "setting"),
        count(whole as i64),
        seconds(each),
        seconds(each * whole as f64),
        seconds(single.seconds),
    ));
    let cores = bench.machine().cores;
    bench.cannot_on_one_core("a speed-up");
    if bench.machine().is_parallel() && cores < 8 {
        bench
            .cannot(format!("a search on 8 cores: this program may use {cores}, so more workers than that take turns"));
    }
    let at = workers.iter().rposition(|&workers| workers <= cores.max(1)).unwrap_or(0);
    let [(threads, by_threads), (processes, by_processes)] = &compared[1 + 2 * at..3 + 2 * at] else { return };
    let judged = [(alone, by_threads), (alone, by_processes), (in_turn, single)]
        .map(|(alone, one)| bench.judge(&alone.evidence, &one.evidence));
    let others = workers.iter().zip(compared[1..].chunks_exact(2)).enumerate().filter(|(number, _)| *number != at);
    let others = others.map(|(_, (workers, both))| (*workers, both[0].1.speed_up, both[1].1.speed_up)).collect();
    let figures = Figures {
        others,
        names: [threads.clone(), processes.clone()],
        judged,
        few,
        settings: grid.len(),
        all_at_once: in_turn.seconds / all.seconds,
        last_round: bench.difference(&single.evidence, &all.evidence),
    };
    bench.learned(figures.sentence());
}

/// What the sentence is made of.
struct Figures {
    /// Of the other numbers of workers, the speed-up of so many threads and so many processes.
    others: Vec<(usize, f64, f64)>,
    names: [String; 2],
    /// Of the threads, of the processes, and of few workers that are given one setting at a time.
    judged: [Judgement; 3],
    few: usize,
    settings: usize,
    /// The speed-up if all settings are given out at once.
    all_at_once: f64,
    /// One at a time beside all at once.
    last_round: Difference,
}

impl Figures {
    fn sentence(&self) -> String {
        let [threads, processes, single] = self.judged;
        let why = worst(&self.judged).map_or_else(String::new, |one| one.why());
        let shown = match worst(&self.judged) {
            Some(one) if !one.is_about_the_program() => why,
            _ if self.few < 2 => format!("{why}, and nobody could be left idle in a last round"),
            _ => match self.last_round.is_quicker() {
                Ok(true) => format!("{why}, and small pieces leave less idle in the last round"),
                Ok(false) => format!("{why}, and small pieces have cost more in this run than a last round does"),
                Err(because) => format!("{why}, and what the last round costs cannot be said: {because}"),
            },
        };
        let [threads_name, processes_name] = &self.names;
        let other = |(workers, threads, processes): &(usize, f64, f64)| {
            format!("{} {threads:.2} and {processes:.2} times", counted(*workers, "worker"))
        };
        let others: Vec<String> = self.others.iter().map(other).collect();
        let others = if others.is_empty() { String::new() } else { format!(" ({})", others.join(", ")) };
        let search = if threads_name.starts_with("1 ") { "searches" } else { "search" };
        format!(
            "On paper it takes 8 cores. Here {threads_name} {search} {} times as fast as one after the other, \
             {processes_name} {} times{others}, and all find the same setting; given out one at a time to {} the speed-up is \
             {}, all {} at once {}: {shown}.",
            three_digits(threads.speed_up),
            three_digits(processes.speed_up),
            counted(self.few, "process"),
            three_digits(single.speed_up),
            count(self.settings as i64),
            three_digits(self.all_at_once),
        )
    }
}

/// A time in minutes and seconds.
fn minutes(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    match (whole / 60, whole % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::judgement::Verdict;

    #[test]
    fn the_sentence_follows_from_the_figures() {
        let figures = |verdict, last_round| Figures {
            others: Vec::new(),
            names: ["2 threads", "2 processes"].map(str::to_owned),
            judged: [1.95, 1.92, 1.9].map(|speed_up| Judgement { speed_up, possible: 2, verdict }),
            few: 2,
            settings: 125,
            all_at_once: 0.99,
            last_round,
        };
        let right = "On paper it takes 8 cores. Here 2 threads search 1.95 times as fast as one after the other, 2 \
                     processes 1.92 times, and all find the same setting; given out one at a time to 2 processes the \
                     speed-up is 1.90, all 125 at once 0.99: nearly all is gained that 2 cores can give, and small pieces \
                     leave less idle in the last round.";
        assert_eq!(figures(Verdict::NearlyAll, Difference::Quicker).sentence(), right);
        assert!(figures(Verdict::NearlyAll, Difference::Unclear).sentence().contains("cannot be said: they differ"));
        let several =
            Figures { others: vec![(6, 1.9, 1.88)], ..figures(Verdict::NearlyAll, Difference::Quicker) }.sentence();
        assert!(several.contains("2 processes 1.92 times (6 workers 1.90 and 1.88 times), and all find"), "{several}");
        let busy = figures(Verdict::Disturbed { free: Some(0.6) }, Difference::Quicker).sentence();
        assert!(busy.contains("other programs were at work") && !busy.contains("leave less idle"), "{busy}");
        let alone = Figures {
            few: 1,
            names: ["1 thread", "1 process"].map(str::to_owned),
            ..figures(Verdict::Alone, Difference::Unclear)
        };
        let alone = alone.sentence();
        assert!(alone.contains("1 thread searches") && alone.contains("nobody could be left idle"), "{alone}");
    }

    #[test]
    fn a_guess_is_answered() {
        let said = |guess| answer(guess).map_err(|trouble| trouble.to_string());
        assert_eq!(
            said(7.0).as_deref(),
            Ok("You guessed 7 cores: they take 18 rounds of 70 s, 21 min, which is a minute too long.")
        );
        assert!(said(8.0).is_ok_and(|text| text.ends_with("18 min 40 s, which is in time, and no fewer are enough.")));
        assert!(said(16.0).is_ok_and(|text| text.ends_with("9 min 20 s, which is in time, but 8 are enough.")));
        assert!(said(1.0).is_ok_and(|text| text.contains("125 min 50 s too long")));
        for none in [0.0, 2.5, -1.0] {
            assert!(said(none).is_err());
        }
    }

    #[test]
    fn the_lecture_needs_eight_cores() {
        assert_eq!(workers_needed(125, 70.0, 1200.0), Some(8));
        assert_eq!((rounds(125, 8, 1), rounds(125, 7, 1)), (16, 18));
        assert_eq!((minutes(16.0 * 70.0), minutes(18.0 * 70.0)), ("18 min 40 s".to_owned(), "21 min".to_owned()));
    }

    #[test]
    fn the_workers_that_are_needed_are_enough_and_one_less_is_not() {
        for tasks in 1..150 {
            assert_eq!(workers_needed(tasks, 70.0, 69.0), None);
            for limit in [70.0, 139.0, 140.0, 700.0, 1200.0, 1e6] {
                let needed = workers_needed(tasks, 70.0, limit).expect("a task fits in");
                assert!(rounds(tasks, needed, 1) as f64 * 70.0 <= limit, "{tasks} in {limit}: {needed}");
                assert!(
                    needed == 1 || rounds(tasks, needed - 1, 1) as f64 * 70.0 > limit,
                    "{tasks} in {limit}: {needed}"
                );
            }
        }
        assert_eq!((workers_needed(3, 0.1, 0.3), workers_needed(0, 1.0, 1.0)), (Some(1), Some(1)));
    }

    #[test]
    fn single_tasks_take_whole_rounds_and_chunks_take_longer() {
        for tasks in 0..200 {
            for workers in 1..20 {
                assert_eq!(rounds(tasks, workers, 1), tasks.div_ceil(workers));
                for chunk in [2, 5, 1000] {
                    assert!(rounds(tasks, workers, chunk) >= tasks.div_ceil(workers));
                }
            }
        }
        assert_eq!([1, 5, 25, 63, 125].map(|chunk| rounds(125, 2, chunk)), [63, 65, 75, 63, 125]);
    }

    #[test]
    fn all_searches_find_the_same() {
        for size in [10, 23] {
            let (points, grid) = (data::points(size), grid());
            let right = in_turn::errors(&points, &grid);
            assert_eq!((grid.len(), right.iter().all(|error| error.is_finite())), (125, true));
            for workers in [1, 2, 7] {
                for pool in [Pool::threads(workers), Pool::processes(workers)] {
                    for chunk in [1, 25, 200] {
                        let errors = n_jobs::errors(&points, &grid, &pool.expect("there are workers").chunk(chunk));
                        assert_eq!(errors.as_ref(), Ok(&right));
                        assert_eq!(errors.ok().and_then(|errors| best(&errors)), best(&right));
                    }
                }
            }
        }
    }

    #[test]
    fn the_model_learns() {
        let (points, grid) = (data::points(150), grid());
        let errors = in_turn::errors(&points, &grid);
        let best = best(&errors).expect("there are settings");
        let mean = points.iter().map(|point| point.value).sum::<f64>() / 150.0;
        let spread = (points.iter().map(|point| (point.value - mean).powi(2)).sum::<f64>() / 150.0).sqrt();
        // Who says the mean everywhere is off by the spread.
        assert!(errors[best] < spread / 2.0, "{} of {spread}", errors[best]);
        // To copy the nearest point is to copy what it is off by.
        assert!(grid[best].neighbours > 1, "{:?}", grid[best]);
    }

    #[test]
    fn a_model_says_what_its_neighbours_say() {
        let point = |x, value| data::Point { at: [x, 0.0, 0.0], value };
        let known = [point(0.0, 1.0), point(1.0, 3.0), point(9.0, 100.0)];
        let setting = |neighbours| Setting { neighbours, power: 2.0, nearness: 0.0 };
        let at = [0.2, 0.0, 0.0];
        assert_eq!(neighbours::expect(&known, at, &setting(1)), 1.0);
        assert_eq!(neighbours::expect(&known, at, &setting(2)), 2.0);
        assert_eq!(neighbours::expect(&known[..2], at, &setting(17)), 2.0);
    }

    #[test]
    fn of_equal_errors_the_first_is_best() {
        assert_eq!((best(&[2.0, 1.0, 1.0]), best(&[])), (Some(1), None));
    }
}
