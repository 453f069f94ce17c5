#![doc = include_str!("README.md")]

pub mod batch;
pub mod document;
pub mod edit_in_turn;
pub mod edit_side_by_side;
pub mod in_background;
pub mod in_turn;

use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

use self::batch::Work;
use self::document::{Document, check, record};
use crate::lab::findings::Chart;
use crate::lab::{Bench, Compared, Contestant, Lab, Program, Role, Size, Trouble};
use crate::report::seconds;

/// The lab.
pub static LAB: Lab = Lab {
    name: "pipeline",
    title: "A pipeline: loading while computing",
    question: "A batch has to be loaded before it is computed with: what is gained if the next ones are loaded meanwhile?",
    lesson: include_str!("README.md"),
    programs: &[
        Program {
            name: "in_turn",
            role: Role::Slow,
            file: "labs/pipeline/in_turn.rs",
            summary: "Each batch is loaded and then computed with.",
            source: include_str!("in_turn.rs"),
        },
        Program {
            name: "in_background",
            role: Role::Fast,
            file: "labs/pipeline/in_background.rs",
            summary: "Loaders run ahead in the background, as far as their channels have room.",
            source: include_str!("in_background.rs"),
        },
        Program {
            name: "batch",
            role: Role::Part,
            file: "labs/pipeline/batch.rs",
            summary: "Batches of data: loading one is waiting, computing with one is work.",
            source: include_str!("batch.rs"),
        },
        Program {
            name: "edit_in_turn",
            role: Role::Slow,
            file: "labs/pipeline/edit_in_turn.rs",
            summary: "Every edit is recorded and checked before the author can go on.",
            source: include_str!("edit_in_turn.rs"),
        },
        Program {
            name: "edit_side_by_side",
            role: Role::Fast,
            file: "labs/pipeline/edit_side_by_side.rs",
            summary: "Editing, recording and checking run side by side.",
            source: include_str!("edit_side_by_side.rs"),
        },
        Program {
            name: "document",
            role: Role::Part,
            file: "labs/pipeline/document.rs",
            summary: "A document that is edited, recorded and checked.",
            source: include_str!("document.rs"),
        },
    ],
    size: Size { unit: "batches", default: 32, least: 1, full: None },
    // Loaders, that is.
    workers: &[1, 2],
    repeat: 3,
    takes_input: false,
    run,
};

/// How long a batch takes to load, on average.
const DELAY: Duration = Duration::from_millis(4);
/// How much room the channels have, where that is not what is measured.
const ROOM: usize = 2;
/// How much room they have where it is measured.
const ROOMS: [usize; 5] = [0, 1, 2, 4, 8];

fn run(bench: &mut Bench) -> Result<(), Trouble> {
    // Computing is to take as long as loading: then there is most to gain.
    let rounds = batch::rounds_of(DELAY);
    let (in_turn, in_background) = loaders(bench, rounds)?;
    let (least, most) = rooms(bench, rounds)?;
    let side_by_side = editing(bench)?;
    let room = if most > least * 1.1 {
        "room ahead gets the consumer across a long wait"
    } else {
        "that room ahead helps is not seen in this run"
    };
    bench.learned(format!(
        "Loaded in the background, the batches take {} instead of {}, {:.2} times as fast; with uneven loading times it is \
         {least:.2} times without room, and {most:.2} times with room for {}: {room}; editing, recording and checking side \
         by side are {side_by_side:.2} times as fast as one after the other.",
        seconds(in_background),
        seconds(in_turn),
        in_turn / in_background,
        ROOMS[ROOMS.len() - 1],
    ));
    Ok(())
}

/// Even loading times. Says how long it takes in turn, and with one set of loaders in the background.
fn loaders(bench: &mut Bench, rounds: u64) -> Result<(f64, f64), Trouble> {
    let work = Work::even(bench.size(), DELAY, rounds);
    let (_, computing) = bench.measure(|| compute_all(&work))?;
    let loading = loading_time(&work);
    let mut contestants = vec![Contestant::new("in turn", 1, || in_turn::results(&work))];
    for loaders in bench.workers() {
        let name = if loaders == 1 { "1 loader ahead".to_owned() } else { format!("{loaders} loaders ahead") };
        let work = &work;
        let run = move || in_background::results(work, loaders, ROOM);
        contestants.push(Contestant::new(name, loaders + 1, run));
    }
    let title = format!("Batches of {} loading and about as much computing", seconds(DELAY.as_secs_f64()));
    let compared = compare(bench, title, contestants)?;
    bench.remark(format!(
        "All loading takes {} of waiting, and all computing {} of a core: {} one after the other, and not less than {} \
         at the same time with one loader.",
        seconds(loading),
        seconds(computing.seconds),
        seconds(loading + computing.seconds),
        seconds(loading.max(computing.seconds)),
    ));
    Ok((compared[0].1.seconds, compared[1].1.seconds))
}

/// Uneven loading times. Says the speed-up with the least room and with the most.
fn rooms(bench: &mut Bench, rounds: u64) -> Result<(f64, f64), Trouble> {
    let work = Work::uneven(bench.size(), DELAY, rounds);
    let (_, computing) = bench.measure(|| compute_all(&work))?;
    let ideal = loading_time(&work).max(computing.seconds);
    let mut contestants = vec![Contestant::new("in turn", 1, || in_turn::results(&work))];
    for room in ROOMS {
        let work = &work;
        contestants.push(Contestant::new(format!("room for {room}"), 2, move || in_background::results(work, 1, room)));
    }
    let title = "Every eighth batch loads nine times as long as the others";
    let compared = compare(bench, title.to_owned(), contestants)?;
    let times = ROOMS.iter().zip(&compared[1..]).map(|(&room, (_, one))| (room as f64, one.seconds * 1e3));
    let ends = [ROOMS[0], ROOMS[ROOMS.len() - 1]].map(|room| (room as f64, ideal * 1e3));
    let chart = Chart::lines("How far ahead a loader may be", "batches there is room for", "time in ms");
    bench.chart(chart.with("one loader", times).with_ideal("loading or computing alone", ends));
    Ok((compared[1].1.speed_up, compared[ROOMS.len()].1.speed_up))
}

/// A program of three parts. Says the speed-up of having them side by side.
fn editing(bench: &mut Bench) -> Result<f64, Trouble> {
    let edits = bench.size();
    let folder = bench.folder()?.to_owned();
    let (one, other) = (folder.join("in-turn.txt"), folder.join("side-by-side.txt"));
    let mut texts = Vec::new();
    let mut document = Document::new();
    let (_, editing) = bench.measure(|| texts.extend((0..edits).map(|number| document.edit(number))))?;
    let mut file = File::create(folder.join("alone.txt"))?;
    let (recorded, recording) = bench.measure(|| texts.iter().try_for_each(|text| record(&mut file, text)))?;
    recorded?;
    let (_, checking) = bench.measure(|| texts.iter().map(|text| check(text)).sum::<usize>())?;
    let parts = [("editing", editing), ("recording", recording), ("checking", checking)];
    let (sum, most) =
        parts.iter().fold((0.0, 0.0_f64), |(sum, most), (_, it)| (sum + it.seconds, most.max(it.seconds)));
    let row = |name: &str, time: f64, cores: f64| vec![name.to_owned(), seconds(time), seconds(cores)];
    let mut rows: Vec<_> = parts.iter().map(|(name, it)| row(name, it.seconds, it.cpu_seconds)).collect();
    rows.push(vec!["their sum".to_owned(), seconds(sum), String::new()]);
    rows.push(vec!["the longest".to_owned(), seconds(most), String::new()]);
    bench.facts("The three parts of an editor, each alone", &["", "time", "on cores"], rows);
    let contestants = vec![
        Contestant::fallible("in turn", 1, || Ok(edit_in_turn::checks(edits, &one)?)),
        Contestant::fallible("side by side", 3, || Ok(edit_side_by_side::checks(edits, &other, ROOM)?)),
    ];
    let compared = compare(bench, "Editing, recording and checking".to_owned(), contestants)?;
    same_file(&one, &other)?;
    let bars = compared.iter().map(|(name, one)| (name.clone(), one.seconds * 1e3));
    let limits = [("sum of the parts", sum * 1e3), ("longest part", most * 1e3)];
    let bars = bars.chain(limits.map(|(name, time)| (name.to_owned(), time)));
    bench.chart(Chart::bars("Three parts in turn, and side by side", "ms", bars));
    Ok(compared[1].1.speed_up)
}

/// A table of programs that have to agree.
fn compare<T: PartialEq>(
    bench: &mut Bench,
    title: String,
    contestants: Vec<Contestant<'_, T>>,
) -> Result<Vec<(String, Compared<T>)>, Trouble> {
    let names: Vec<String> = contestants.iter().map(|one| one.name().to_owned()).collect();
    let compared = bench.compare(title, contestants)?;
    for (name, one) in names.iter().zip(&compared) {
        if one.result != compared[0].result {
            return Err(Trouble::Failed(format!("{name}: the results differ from those in turn")));
        }
    }
    Ok(names.into_iter().zip(compared).collect())
}

fn same_file(one: &Path, other: &Path) -> Result<(), Trouble> {
    match fs::read(one)? == fs::read(other)? {
        true => Ok(()),
        false => {
            Err(Trouble::Failed("what was recorded side by side differs from what was recorded in turn".to_owned()))
        }
    }
}

fn compute_all(work: &Work) -> Vec<u64> {
    (0..work.batches()).map(|number| work.compute(&batch::Batch { number: number as u64 })).collect()
}

/// How long the disk or the network takes to deliver everything.
fn loading_time(work: &Work) -> f64 {
    work.delays.iter().sum::<Duration>().as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_loaders_give_the_same_in_order() {
        for batches in [0, 1, 2, 9, 17] {
            for work in [Work::even(batches, Duration::ZERO, 10), Work::uneven(batches, Duration::from_micros(50), 10)]
            {
                let right = in_turn::results(&work);
                assert_eq!(right, compute_all(&work));
                for loaders in [1, 2, 3, 20] {
                    for room in [0, 1, 2, 100] {
                        let results = in_background::results(&work, loaders, room);
                        assert_eq!(results, right, "{batches} batches, {loaders} loaders, room for {room}");
                    }
                }
            }
        }
    }

    #[test]
    fn eight_uneven_batches_take_as_long_as_eight_even_ones() {
        let times = [Work::even(16, DELAY, 1), Work::uneven(16, DELAY, 1)].map(|work| loading_time(&work));
        assert_eq!(times[0], times[1]);
    }

    #[test]
    fn side_by_side_records_and_finds_the_same() {
        let folder = tempfile::tempdir().expect("there is a folder");
        let (one, other) = (folder.path().join("one"), folder.path().join("other"));
        for edits in [0, 1, 2, 12] {
            let right = edit_in_turn::checks(edits, &one).expect("it can be written");
            for room in [0, 1, 5] {
                let found = edit_side_by_side::checks(edits, &other, room).expect("it can be written");
                assert_eq!(found, right, "{edits} edits, room for {room}");
                same_file(&one, &other).expect("the same was recorded");
            }
        }
    }

    #[test]
    fn who_cannot_record_says_so_and_nobody_waits_for_ever() {
        let nowhere = Path::new("/dev/full");
        if nowhere.exists() {
            assert!(edit_in_turn::checks(9, nowhere).is_err());
            assert!(edit_side_by_side::checks(9, nowhere, 0).is_err());
        }
        assert!(edit_side_by_side::checks(9, Path::new("/nowhere/at/all"), 0).is_err());
    }

    #[test]
    fn a_slip_is_found() {
        assert_eq!(check("letter ledder lettex other otter"), 2);
        assert_eq!(check(""), 0);
    }
}
