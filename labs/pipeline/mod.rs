#![doc = include_str!("README.md")]

pub mod batch;
pub mod by_a_pool;
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
use crate::lab::findings::{Chart, Measurement, median};
use crate::lab::judgement::{Cores, Evidence, Judgement, difference};
use crate::lab::{Bench, Compared, Contestant, Lab, Program, Role, Size, Trouble};
use crate::report::{counted, seconds};

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
            summary: "Each batch is loaded, transformed and then computed with.",
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
            name: "by_a_pool",
            role: Role::Fast,
            file: "labs/pipeline/by_a_pool.rs",
            summary: "A pool of threads transforms what a loader has loaded.",
            source: include_str!("by_a_pool.rs"),
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
    size: Size { unit: "batches", default: 32, least: 1, shows: 8, full: None },
    // Loaders, that is.
    workers: &[1, 2],
    repeat: 3,
    takes: 8.0,
    pieces: 4,
    takes_input: false,
    asks: None,
    lecture: None,
    run,
};

/// How long a batch takes to load, on average.
const DELAY: Duration = Duration::from_millis(4);
/// How much room the channels have, where that is not what is measured.
const ROOM: usize = 2;
/// How many threads transform.
const TRANSFORMERS: [usize; 2] = [1, 2];
/// How much room they have where it is measured.
const ROOMS: [usize; 5] = [0, 1, 2, 4, 8];

fn run(bench: &mut Bench) -> Result<(), Trouble> {
    // Computing is to take as long as loading: then there is most to gain.
    let rounds = batch::rounds_of(DELAY);
    let ([in_turn, ahead], more) = loaders(bench, rounds)?;
    let pool = transforming(bench, rounds)?;
    let [no_room, most_room] = rooms(bench, rounds)?;
    let side_by_side = editing(bench)?;
    // Every consumer needs one core, and the others wait; only the pool wants more.
    let all = [in_turn, ahead, no_room, most_room].map(Evidence::on_one_core);
    let is_disturbed = bench.note_disturbance(&all);
    let [in_turn, ahead, no_room, most_room] = all;
    let cores = bench.cores();
    let figures = Figures { in_turn, ahead, more, pool, no_room, most_room, side_by_side, is_disturbed, cores };
    bench.learned(figures.sentence());
    Ok(())
}

/// What the sentence is made of.
struct Figures {
    in_turn: Evidence,
    ahead: Evidence,
    /// How many loaders there were besides, and how long it took with them, in seconds.
    more: Vec<(usize, f64)>,
    /// What the pool that transforms gains.
    pool: Judgement,
    no_room: Evidence,
    most_room: Evidence,
    side_by_side: f64,
    is_disturbed: bool,
    cores: Cores,
}

impl Figures {
    fn sentence(&self) -> String {
        let Figures { in_turn, ahead, .. } = self;
        let room = match difference(&self.most_room, &self.no_room, self.cores).is_quicker() {
            Ok(true) => "room ahead gets the consumer across a long wait".to_owned(),
            Ok(false) => "room ahead has cost more in this run than it has gained".to_owned(),
            Err(why) => format!("whether room ahead helps cannot be said: {why}"),
        };
        let gains = match ahead.seconds < in_turn.seconds {
            true => "Loaded in the background",
            false => "Loaded in the background, which gains nothing in this run",
        };
        let more =
            |(loaders, time): &(usize, f64)| format!(", with {} {}", counted(*loaders, "loader"), seconds(*time));
        let more: String = self.more.iter().map(more).collect();
        let disturbed = if self.is_disturbed {
            "; other programs had the cores meanwhile, and on a quiet machine the figures would be others"
        } else {
            ""
        };
        format!(
            "{gains}, the batches take {} instead of {}, {} times as fast{more}; a pool that transforms them comes to {:.2} \
             times; with uneven loading times, room for {} takes {} where no room takes {}: {room}; editing, recording \
             and checking side by side are {:.2} times as fast as one after the other{disturbed}.",
            seconds(ahead.seconds),
            seconds(in_turn.seconds),
            format_args!("{:.2}", in_turn.seconds / ahead.seconds),
            self.pool.speed_up,
            ROOMS[ROOMS.len() - 1],
            seconds(self.most_room.seconds),
            seconds(self.no_room.seconds),
            self.side_by_side,
        )
    }
}

/// What is seen of loaders in the background: in turn and with the first number of them, and how long it takes with others.
type Loaders = ([Evidence; 2], Vec<(usize, f64)>);

/// Even loading times.
fn loaders(bench: &mut Bench, rounds: u64) -> Result<Loaders, Trouble> {
    let work = Work::even(bench.size(), DELAY, rounds);
    let computing = quickest(bench, &work)?;
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
        "All loading takes {} of waiting, and all computing {} of a core: {} one after the other, and \
         hardly less than {} at the same time with one loader.",
        seconds(loading),
        seconds(computing),
        seconds(loading + computing),
        seconds(loading.max(computing)),
    ));
    let more = bench.workers().into_iter().zip(&compared[1..]).skip(1);
    let more = more.map(|(loaders, (_, one))| (loaders, one.seconds)).collect();
    Ok(([compared[0].1.evidence, compared[1].1.evidence], more))
}

/// Batches that have to be transformed before anybody can compute with them. Says what the largest pool gains.
fn transforming(bench: &mut Bench, rounds: u64) -> Result<Judgement, Trouble> {
    let work = &Work { transforming: 2 * rounds, ..Work::even(bench.size(), DELAY, rounds) };
    let mut contestants = vec![
        Contestant::new("in turn", 1, || in_turn::results(work)),
        Contestant::new("the loader transforms", 2, || in_background::results(work, 1, ROOM)),
    ];
    for threads in TRANSFORMERS {
        let name = format!("pool of {threads} transforms");
        // Who loads only waits.
        contestants.push(Contestant::new(name, threads + 1, move || by_a_pool::results(work, threads, ROOM)));
    }
    let title = "The same with twice as much transforming as computing".to_owned();
    let compared = compare(bench, title, contestants)?;
    let (alone, pool) = (&compared[0].1, &compared[compared.len() - 1].1);
    let judged = bench.judge(&alone.evidence.on_one_core(), &pool.evidence);
    bench.remark(format!(
        "A pool of threads transforms what the loader has loaded: with {} threads the whole is {:.2} times as fast as in \
         turn, where a core waits while loading. A batch that is done early waits for its turn.",
        TRANSFORMERS[TRANSFORMERS.len() - 1],
        judged.speed_up,
    ));
    Ok(judged)
}

/// Uneven loading times. Says how long it takes with the least room and with the most.
fn rooms(bench: &mut Bench, rounds: u64) -> Result<[Evidence; 2], Trouble> {
    let work = Work::uneven(bench.size(), DELAY, rounds);
    let ideal = loading_time(&work).max(quickest(bench, &work)?);
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
    Ok([compared[1].1.evidence, compared[ROOMS.len()].1.evidence])
}

/// A program of three parts. Says the speed-up of having them side by side.
fn editing(bench: &mut Bench) -> Result<f64, Trouble> {
    let edits = bench.size();
    let folder = bench.folder()?.to_owned();
    let (one, other) = (folder.join("in-turn.txt"), folder.join("side-by-side.txt"));
    let mut texts = Vec::new();
    let mut document = Document::new();
    let mut parts = [("editing", Vec::new()), ("recording", Vec::new()), ("checking", Vec::new())];
    for _ in 0..bench.repeat() {
        texts.clear();
        let (_, editing) = bench.measure(|| texts.extend((0..edits).map(|number| document.edit(number))))?;
        let mut file = File::create(folder.join("alone.txt"))?;
        let (recorded, recording) = bench.measure(|| texts.iter().try_for_each(|text| record(&mut file, text)))?;
        recorded?;
        let (_, checking) = bench.measure(|| texts.iter().map(|text| check(text)).sum::<usize>())?;
        parts.iter_mut().zip([editing, recording, checking]).for_each(|((_, all), one)| all.push(one));
    }
    let parts = parts.map(|(name, all)| {
        let middle = |of: fn(&Measurement) -> f64| median(all.iter().map(of));
        (name, middle(|one| one.seconds), middle(|one| one.cpu_seconds))
    });
    let (sum, most) = parts.iter().fold((0.0, 0.0_f64), |(sum, most), (_, time, _)| (sum + time, most.max(*time)));
    let row = |name: &str, time: f64, cores: f64| vec![name.to_owned(), seconds(time), seconds(cores)];
    let mut rows: Vec<_> = parts.iter().map(|(name, time, cores)| row(name, *time, *cores)).collect();
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

/// The least time on a core that computing alone takes, of as many times as programs are repeated. What others do with the
/// core meanwhile is not in it.
fn quickest(bench: &mut Bench, work: &Work) -> Result<f64, Trouble> {
    let mut least = f64::INFINITY;
    for _ in 0..bench.repeat() {
        least = bench.measure(|| compute_all(work))?.1.cpu_seconds.min(least);
    }
    Ok(least)
}

fn compute_all(work: &Work) -> Vec<u64> {
    (0..work.batches())
        .map(|number| work.compute(&batch::Batch { number: number as u64, data: number as u64 }))
        .collect()
}

/// How long the disk or the network takes to deliver everything.
fn loading_time(work: &Work) -> f64 {
    work.delays.iter().sum::<Duration>().as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::judgement::Verdict;

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
    fn a_pool_transforms_everything_and_keeps_the_order() {
        for batches in [0, 1, 2, 9] {
            let work = Work { transforming: 30, ..Work::uneven(batches, Duration::from_micros(50), 10) };
            let right = in_turn::results(&work);
            for threads in [1, 2, 5] {
                for room in [0, 1, 4] {
                    assert_eq!(by_a_pool::results(&work, threads, room), right, "{batches}, {threads}, {room}");
                }
            }
            assert_eq!(in_background::results(&work, 2, 1), right);
        }
    }

    #[test]
    fn the_sentence_follows_from_the_figures() {
        let of = |seconds| Evidence::quiet(1, seconds, 0.9);
        let figures = |ahead, most_room, is_disturbed| Figures {
            in_turn: of(0.256),
            ahead: of(ahead),
            more: vec![(2, 0.13)],
            pool: Judgement { speed_up: 2.1, possible: 2, verdict: Verdict::NearlyAll },
            no_room: of(0.2),
            most_room: of(most_room),
            side_by_side: 1.9,
            is_disturbed,
            cores: Cores { usable: 2, halves: false },
        };
        let right = "Loaded in the background, the batches take 132 ms instead of 256 ms, 1.94 times as fast, with 2 loaders \
                     130 ms; a pool that transforms them comes to 2.10 times; with uneven loading times, room for 8 takes \
                     150 ms where no room takes 200 ms: room ahead gets the consumer across a long wait; editing, recording and checking side \
                     by side are 1.90 times as fast as one after the other.";
        assert_eq!(figures(0.132, 0.15, false).sentence(), right);
        assert!(figures(0.26, 0.15, false).sentence().contains("which gains nothing in this run"));
        assert!(figures(0.132, 0.2, false).sentence().contains("cannot be said: they differ no more than"));
        assert!(figures(0.132, 0.15, true).sentence().contains("other programs had the cores"));
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
