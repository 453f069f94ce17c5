#![doc = include_str!("README.md")]

pub mod document;
pub mod documents;
pub mod invent;
pub mod pool;
pub mod sequential;
pub mod tally;
pub mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use nix::sys::statvfs::statvfs;
use serde_json::json;

use self::tally::{Note, Tally, What};
use crate::lab::findings::Chart;
use crate::lab::judgement::{Evidence, Judgement, Verdict, worst};
use crate::lab::pool::Pool;
use crate::lab::python::{ALL_AGREE, agrees};
use crate::lab::{Bench, Contestant, Lab, Lecture, Program, Role, Size, Trouble};
use crate::report::{count, counted, three_digits};

/// The lab.
pub static LAB: Lab = Lab {
    name: "word_count",
    title: "Words in many documents",
    question: "Which words are most frequent in many documents, and does a pool find out sooner?",
    lesson: include_str!("README.md"),
    programs: &[
        Program {
            name: "sequential",
            role: Role::Slow,
            file: "labs/word_count/sequential.rs",
            summary: "One thread counts, document after document.",
            source: include_str!("sequential.rs"),
        },
        Program {
            name: "pool",
            role: Role::Fast,
            file: "labs/word_count/pool.rs",
            summary: "A pool of threads or processes counts bundles of documents.",
            source: include_str!("pool.rs"),
        },
        Program {
            name: "document",
            role: Role::Part,
            file: "labs/word_count/document.rs",
            summary: "Reads one document piece by piece.",
            source: include_str!("document.rs"),
        },
        Program {
            name: "words",
            role: Role::Part,
            file: "labs/word_count/words.rs",
            summary: "Cuts text that comes in pieces into words.",
            source: include_str!("words.rs"),
        },
    ],
    size: Size { unit: "documents", default: 400, least: 0, shows: 24, full: None },
    workers: &[2],
    repeat: 3,
    takes: 6.0,
    pieces: 2,
    takes_input: true,
    asks: None,
    lecture: Some(Lecture {
        file: "labs/word_count/lecture.py",
        summary: "The words of documents, one after the other and by a pool.",
        source: include_str!("lecture.py"),
        most: 400,
        unit: "documents",
        checked: ALL_AGREE,
    }),
    run,
};

/// So many words, and so many files of which something is to be said, are listed.
const LISTED: usize = 10;

fn run(bench: &mut Bench) -> Result<(), Trouble> {
    let (documents, mut notes, invented) = match bench.input().map(Path::to_owned) {
        Some(input) => {
            let (documents, notes) = documents::documents(&input);
            (documents, notes, None)
        }
        None => {
            let (documents, words) = invented(bench)?;
            (documents, Vec::new(), Some(words))
        }
    };
    if documents.is_empty() {
        bench.remark("There is no document to count.");
        tell_notes(bench, &mut notes);
        bench.learned("Where there is nothing to do, nothing can be gained.");
        return Ok(());
    }
    let mut contestants = vec![Contestant::fallible("one thread", 1, || Ok(sequential::count(&documents, 1)))];
    for workers in bench.workers() {
        let (threads, processes) = (Pool::threads(workers)?, Pool::processes(workers)?);
        let documents = &documents;
        let with = |pool| move || Ok(pool::count(documents, pool, workers)?);
        contestants.push(Contestant::fallible(counted(workers, "process"), workers, with(processes)));
        contestants.push(Contestant::fallible(counted(workers, "thread"), workers, with(threads)));
    }
    let names: Vec<String> = contestants.iter().map(|one| one.name().to_owned()).collect();
    let title = format!("The words of {} documents", count(documents.len() as i64));
    let compared = bench.compare(title, contestants)?;
    let tallies: Vec<&Tally> = compared.iter().map(|one| &one.result).collect();
    check(&names, &tallies, invented)?;
    let speed_ups: Vec<f64> = compared.iter().map(|one| one.speed_up).collect();
    let most = bench.workers().into_iter().max().unwrap_or(1).min(bench.machine().cores);
    let bars = names.iter().cloned().zip(speed_ups.iter().copied());
    let chart = Chart::bars("Speed-up over one thread", "times as fast", bars);
    bench.chart(chart.with_ideal(format!("ideal on {}", counted(most, "core")), [(0.0, most as f64)]));
    let all = tallies[0];
    tell_words(bench, all);
    notes.extend(all.notes.iter().cloned());
    tell_notes(bench, &mut notes);
    let evidence: Vec<Evidence> = compared.iter().map(|one| one.evidence).collect();
    conclude(bench, &names, &evidence, all);
    beside_python(bench, &documents, all, invented.is_some())
}

/// Lets the lecture's program count the same documents. Of other people's documents it may find other words.
fn beside_python(bench: &mut Bench, documents: &[PathBuf], all: &Tally, invented: bool) -> Result<(), Trouble> {
    if !invented {
        if bench.is_beside_python() {
            bench.cannot("the lecture's own program: what is a word is agreed on for invented documents only");
        }
        return Ok(());
    }
    let right = json!([all.total(), all.words.len()]);
    let workers = bench.workers()[0];
    bench.beside_python(documents.len(), workers, json!({ "documents": documents }), |_, row| {
        agrees(&row.result, &right)
    })
}

/// Makes as many documents as were asked for, and says how many words are in them.
fn invented(bench: &Bench) -> Result<(Vec<PathBuf>, u64), Trouble> {
    let folder = bench.folder()?.to_owned();
    let count = bench.size() as u64;
    let room = statvfs(&folder).map_err(std::io::Error::from)?;
    let free = room.blocks_available() as u64 * room.fragment_size() as u64;
    if count.saturating_mul(invent::BYTES) > free {
        let why = format!("{count} documents might not fit on the disk, where {} MiB are free", free >> 20);
        return Err(Trouble::Usage(format!("{why}; choose a smaller --size")));
    }
    let (mut documents, mut words) = (Vec::new(), 0);
    for number in 0..count {
        if number % 64 == 0 {
            bench.progress("writing documents", number, count);
        }
        let path = folder.join(format!("document-{number}.txt"));
        words += invent::write(&path, number)?;
        documents.push(path);
    }
    Ok((documents, words))
}

/// All have to find the same. Only the learner's own files may have changed meanwhile.
fn check(names: &[String], tallies: &[&Tally], invented: Option<u64>) -> Result<(), Trouble> {
    let first = tallies[0];
    if let Some(words) = invented.filter(|words| *words != first.total()) {
        return Err(Trouble::Failed(format!("{words} words were written, and {} were counted", first.total())));
    }
    match names.iter().zip(tallies).find(|(_, tally)| **tally != first) {
        None => Ok(()),
        Some((name, tally)) => Err(Trouble::Failed(format!(
            "{} found {} words and {name} {}: either the documents are being changed, or one of them is wrong",
            names[0],
            first.total(),
            tally.total()
        ))),
    }
}

fn tell_words(bench: &mut Bench, all: &Tally) {
    let total = all.total();
    let row = |(word, found): (&str, u64)| {
        let share = found as f64 / total as f64 * 100.0;
        vec![word.to_owned(), count(found as i64), format!("{share:.2} %")]
    };
    let rows: Vec<Vec<String>> = all.most_frequent(LISTED).into_iter().map(row).collect();
    if !rows.is_empty() {
        let different = count(all.words.len() as i64);
        bench.facts(format!("The most frequent of {different} different words"), &["word", "found", "of all"], rows);
    }
}

/// Says what was not counted, and why.
fn tell_notes(bench: &mut Bench, notes: &mut [Note]) {
    if notes.is_empty() {
        return;
    }
    notes.sort();
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for note in notes.iter() {
        let kind = match &note.what {
            What::Unreadable(_) => "could not be read",
            What::Binary => "no text",
            What::Special(kind) => kind,
            What::InvalidText(_) => "counted, but not all of it is UTF-8",
        };
        *counts.entry(kind.to_owned()).or_default() += 1;
    }
    let counts: Vec<String> = counts.iter().map(|(kind, count)| format!("{kind}: {count}")).collect();
    let mut rows: Vec<Vec<String>> =
        notes.iter().take(LISTED).map(|note| vec![printable(&note.file), in_words(&note.what)]).collect();
    if notes.len() > LISTED {
        rows.push(vec![format!("and {} more", notes.len() - LISTED), String::new()]);
    }
    bench.facts(format!("To be said about files ({})", counts.join("; ")), &["file", "what"], rows);
}

fn in_words(what: &What) -> String {
    match what {
        What::Unreadable(why) => format!("could not be read: {why}"),
        What::Binary => "no text, not counted".to_owned(),
        What::Special(kind) => format!("{kind}, not counted"),
        What::InvalidText(1) => "counted, but for one place that is no UTF-8".to_owned(),
        What::InvalidText(places) => format!("counted, but for {places} places that are no UTF-8"),
    }
}

/// A name that does nothing to the terminal: file names may hold anything.
fn printable(name: &str) -> String {
    name.chars().map(|one| if one.is_control() { '\u{fffd}' } else { one }).collect()
}

fn conclude(bench: &mut Bench, names: &[String], evidence: &[Evidence], all: &Tally) {
    bench.cannot_on_one_core("a speed-up");
    let Some((alone, others)) = evidence.split_first() else { return };
    let judged: Vec<Judgement> = others.iter().map(|one| bench.judge(alone, one)).collect();
    bench.learned(sentence(all, alone.seconds, &names[1..], &judged));
}

/// What was learned: how fast one thread reads, and what a pool gains.
fn sentence(all: &Tally, alone: f64, names: &[String], judged: &[Judgement]) -> String {
    let figures: Vec<String> =
        names.iter().zip(judged).map(|(name, one)| format!("{name} {} times", three_digits(one.speed_up))).collect();
    let rate = all.bytes as f64 / 1e6 / alone;
    let lesson = match worst(judged) {
        None => "nobody else has counted".to_owned(),
        Some(one) => match one.verdict {
            Verdict::Partly | Verdict::NotTogether { .. } => {
                format!("{}; what the workers have found is added up by one alone", one.why())
            }
            _ => one.why(),
        },
    };
    format!(
        "One thread counts {} words at {rate:.0} MB a second; {} as fast: {lesson}.",
        count(all.total() as i64),
        figures.join(", "),
    )
}

#[cfg(test)]
mod tests;
