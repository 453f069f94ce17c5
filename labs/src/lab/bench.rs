//! What a lab measures with, and where it puts what it finds.

use std::cell::Cell;
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use super::cores::{self, CoreUse};
use super::counters::Counters;
use super::findings::{Chart, Comparison, Exhibit, Facts, Findings, Measured, Measurement, Row};
use super::how_far::HowFar;
use super::judgement::{Cores, Difference, Evidence, Judgement, difference, is_disturbed, judge};
use super::machine::Machine;
use super::others::busy_beside;
use super::python::{self, PythonRow};
use super::setting::Setting;
use super::wire::{self, Message};
use super::{Lab, Lecture, Trouble};
use crate::report::{count, seconds, times};

/// After so long a lab measures less often, unless somebody has said how often.
const PATIENCE: Duration = Duration::from_secs(5);
/// So often will do then.
const FEW: u32 = 2;

/// So long it takes to see what others do, in the system's hundredths of a second.
const LOOK: Duration = Duration::from_millis(150);

/// What is not shown by a program that was built without optimisation, and why.
pub(crate) const OPTIMISED: &str = "what this takes when it is optimised";
const NOT_OPTIMISED: &str = "this program was built by cargo without `--release`";

/// What is not shown beside other programs.
const BUSY: &str = "how fast this is on a quiet machine: other programs had the cores meanwhile";

/// A lab's bench: its setting, its instruments and its notebook.
#[derive(Debug)]
pub struct Bench {
    counters: Counters,
    begun: Instant,
    how_far: HowFar,
    usual_size: u64,
    folder: PathBuf,
    lecture: Option<Lecture>,
    /// Whether the folder has been made.
    has_folder: Cell<bool>,
    findings: Findings,
}

/// One of the programs that are measured against each other.
pub struct Contestant<'a, T> {
    name: String,
    workers: usize,
    counted: bool,
    work: Box<dyn FnMut() -> Result<T, Trouble> + 'a>,
}

/// What became of a contestant.
#[derive(Debug)]
pub struct Compared<T> {
    /// The middle one of its times, in seconds.
    pub seconds: f64,
    /// How many times as fast as the first contestant it is.
    pub speed_up: f64,
    /// The middle one of its times on processors, in seconds, summed over all of them.
    pub cpu_seconds: f64,
    /// How many pages the system had to provide, on average.
    pub page_faults: f64,
    /// What can be judged by.
    pub evidence: Evidence,
    /// What its last run gave.
    pub result: T,
}

impl<'a, T> Contestant<'a, T> {
    /// A program of so many workers.
    pub fn new(name: impl Into<String>, workers: usize, mut work: impl FnMut() -> T + 'a) -> Self {
        Self::fallible(name, workers, move || Ok(work()))
    }

    /// A program of so many workers that can fail.
    pub fn fallible(name: impl Into<String>, workers: usize, work: impl FnMut() -> Result<T, Trouble> + 'a) -> Self {
        Self { name: name.into(), workers, counted: true, work: Box::new(work) }
    }

    /// The same program, whose workers go on living between the runs: the system does not tell what they cost.
    #[must_use]
    pub fn with_standing_workers(self) -> Self {
        Self { counted: false, ..self }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl<T> std::fmt::Debug for Contestant<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contestant").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Bench {
    pub(super) fn new(lab: &Lab, setting: Setting, folder: PathBuf) -> Self {
        let findings = Findings {
            lab: lab.name.to_owned(),
            setting,
            machine: Machine::this(),
            // A clock that stands before 1970 says nothing.
            when: SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs()),
            exhibits: Vec::new(),
            lecture: Vec::new(),
            cannot: if cfg!(debug_assertions) { vec![format!("{OPTIMISED}: {NOT_OPTIMISED}")] } else { Vec::new() },
            answer: None,
            learned: String::new(),
        };
        Self {
            counters: Counters::new(),
            begun: Instant::now(),
            how_far: HowFar::new(lab.pieces),
            usual_size: lab.size.default,
            folder,
            lecture: lab.lecture,
            has_folder: Cell::new(false),
            findings,
        }
    }

    pub(super) fn into_findings(self) -> Findings {
        self.findings
    }

    /// How much there is to do.
    pub fn size(&self) -> usize {
        usize::try_from(self.findings.setting.size).unwrap_or(usize::MAX)
    }

    /// So much of `usual`, an amount of work that is not what the size counts: less of it if a smaller size than the usual one
    /// was asked for or time is short, and at least `least`.
    pub fn in_proportion(&self, usual: usize, least: usize) -> usize {
        let share = self.findings.setting.size as f64 / self.usual_size.max(1) as f64;
        ((usual as f64 * share.min(1.0).min(self.findings.setting.share)) as usize).max(least)
    }

    /// How many workers there are to be, one number after the other.
    pub fn workers(&self) -> Vec<usize> {
        self.findings.setting.workers.clone()
    }

    /// How often each program is measured from now on.
    pub fn repeat(&self) -> u32 {
        let repeat = self.findings.setting.repeat;
        if self.is_late() { repeat.min(FEW) } else { repeat }
    }

    /// Whether this lab has gone on for so long that few repetitions will do, as on a busy machine.
    fn is_late(&self) -> bool {
        self.findings.setting.at_most && self.begun.elapsed() > PATIENCE
    }

    /// The learner's own folder or file to work on, if there is one.
    pub fn input(&self) -> Option<&Path> {
        self.findings.setting.input.as_deref()
    }

    /// What somebody thinks the answer to the lab's question will be.
    pub fn guess(&self) -> Option<f64> {
        self.findings.setting.guess
    }

    /// Says what became of a guess.
    pub fn answer(&mut self, sentence: impl Into<String>) {
        append(self.findings.answer.get_or_insert_default(), &sentence.into());
    }

    /// Whether the lecture's own program is to be run.
    pub fn is_beside_python(&self) -> bool {
        self.findings.setting.python.is_some()
    }

    /// Runs the lecture's own program, if that was asked for, and notes what it says in a table of its own.
    ///
    /// It is given `size`, or as much as it can bear, and `more`; `agrees` is told how much that was, and says of each row
    /// whether it is right.
    ///
    /// # Errors
    ///
    /// If a result differs from this lab's. That there is no Python, or that its program fails, is no error: it is said.
    pub fn beside_python(
        &mut self,
        size: usize,
        workers: usize,
        more: serde_json::Value,
        agrees: impl Fn(u64, &PythonRow) -> bool,
    ) -> Result<(), Trouble> {
        let (Some(python), Some(lecture)) = (self.findings.setting.python.clone(), self.lecture) else { return Ok(()) };
        let given = (size as u64).min(lecture.most);
        let mut asked = serde_json::json!({ "size": given, "workers": workers });
        if let (Some(asked), serde_json::Value::Object(more)) = (asked.as_object_mut(), more) {
            asked.extend(more);
        }
        self.progress("the lecture's own program", 0, 1);
        let folder = self.folder()?.to_owned();
        let version = python::version(&python);
        let (said, taken) = self.counters.measure(|| {
            version.and_then(|version| Ok((version, python::run(&python, lecture.source, &folder, &asked)?)))
        })?;
        let (version, rows) = match said {
            Ok(said) => said,
            Err(why) => {
                self.cannot(format!("the lecture's own program, in Python: {why}"));
                return Ok(());
            }
        };
        if let Some(wrong) = rows.iter().find(|row| !agrees(given, row)) {
            return Err(Trouble::Failed(format!(
                "{version}, {}: the result {} is not this lab's",
                wrong.name, wrong.result
            )));
        }
        let cells = |(row, speed_up): (&PythonRow, f64)| {
            vec![row.name.clone(), seconds(row.seconds), times(speed_up), row.note.clone()]
        };
        let amount = format!("{} {}", count(given as i64), lecture.unit);
        let title = format!("Beside it: the lecture's program in {version}, with {amount}");
        self.facts(
            title,
            &["", "time", "speed-up", ""],
            rows.iter().zip(python::speed_ups(&rows)).map(cells).collect(),
        );
        self.remark(format!(
            "That was {}, run once. {} Compare the ratios, for in Python each step takes longer.",
            lecture.file, lecture.checked
        ));
        let others = taken.others_seconds.map(|others| others / taken.seconds);
        if let Some(remark) = python::too_quick(&rows, &version, self.machine().cores.max(1), others) {
            self.remark(remark);
        }
        Ok(())
    }

    /// The machine.
    pub fn machine(&self) -> &Machine {
        &self.findings.machine
    }

    /// A folder for the lab's own files. It is removed after the lab, however that ends.
    ///
    /// # Errors
    ///
    /// If it cannot be made.
    pub fn folder(&self) -> Result<&Path, Trouble> {
        if !self.has_folder.get() {
            let made = DirBuilder::new().mode(0o700).create(&self.folder);
            let why = |error| Trouble::Failed(format!("cannot make the folder {}: {error}", self.folder.display()));
            made.map_err(why)?;
            self.has_folder.set(true);
        }
        Ok(&self.folder)
    }

    /// Makes sure that so many bytes of memory are free.
    ///
    /// # Errors
    ///
    /// If they are not.
    pub fn needs_memory(&self, bytes: u64) -> Result<(), Trouble> {
        let free = self.findings.machine.free_memory;
        // A system that tells nothing is believed to have enough.
        if free == 0 || bytes <= free {
            return Ok(());
        }
        let mib = |bytes: u64| bytes >> 20;
        Err(Trouble::Usage(format!(
            "this size takes {} MiB of memory, and {} MiB are free; choose a smaller --size",
            mib(bytes),
            mib(free)
        )))
    }

    /// Says how far a long piece of work is.
    pub fn progress(&self, what: &str, done: u64, total: u64) {
        let share = self.how_far.share(what, done, total);
        wire::send(&Message::Progress { what: what.to_owned(), share });
    }

    /// Measures one run of `work`. Nothing is noted.
    ///
    /// # Errors
    ///
    /// If the system does not say what it took.
    pub fn measure<T>(&mut self, work: impl FnOnce() -> T) -> Result<(T, Measurement), Trouble> {
        Ok(self.counters.measure(work)?)
    }

    /// Measures programs against each other, and notes a table. What comes back is in the order of the contestants.
    ///
    /// They take turns, repetition by repetition, so that whatever else the machine does meets all of them alike.
    ///
    /// # Errors
    ///
    /// That of the first that fails.
    pub fn compare<T>(
        &mut self,
        title: impl Into<String>,
        mut contestants: Vec<Contestant<'_, T>>,
    ) -> Result<Vec<Compared<T>>, Trouble> {
        let title = title.into();
        let total = contestants.len() as u64 * u64::from(self.repeat());
        let mut rows: Vec<Row> = contestants
            .iter()
            .map(|one| Row {
                name: one.name.clone(),
                workers: one.workers,
                measurements: Vec::new(),
                counted: one.counted,
            })
            .collect();
        let mut results: Vec<Option<T>> = contestants.iter().map(|_| None).collect();
        let mut done = 0;
        for repetition in 0..self.repeat() {
            if repetition >= FEW && self.is_late() {
                break;
            }
            for ((contestant, row), result) in contestants.iter_mut().zip(&mut rows).zip(&mut results) {
                self.progress(&format!("{title}: {}", contestant.name), done, total);
                let (outcome, measurement) = self.counters.measure(&mut contestant.work)?;
                *result = Some(outcome?);
                row.measurements.push(measurement);
                done += 1;
            }
        }
        let measured = Measured { title, rows };
        let evidence = self.evidence(&measured.rows);
        let compared = measured.rows.iter().zip(evidence).zip(results).filter_map(|((row, evidence), result)| {
            let cpu_seconds = row.on_cores();
            let (seconds, speed_up) = (row.median(), measured.speed_up(row));
            let page_faults = row.mean(|one| one.page_faults as f64);
            Some(Compared { seconds, speed_up, cpu_seconds, page_faults, evidence, result: result? })
        });
        let compared = compared.collect();
        self.findings.exhibits.push(Exhibit::Measured(measured));
        if let Some(missing) = self.counters.missing() {
            self.cannot(missing);
        }
        Ok(compared)
    }

    /// What can be judged by, of programs that have just been measured. If some were too short for the system to tell what
    /// others did meanwhile, it is looked what they do now.
    pub fn evidence(&self, rows: &[Row]) -> Vec<Evidence> {
        let mut all: Vec<Evidence> = rows.iter().map(Evidence::of).collect();
        if all.iter().any(|one| one.others.is_none()) {
            let afterwards = busy_beside(LOOK);
            all.iter_mut().filter(|one| one.others.is_none()).for_each(|one| one.afterwards = afterwards);
        }
        all
    }

    /// The processors of this machine, for a judgement.
    pub fn cores(&self) -> Cores {
        let machine = self.machine();
        Cores { usable: machine.cores.max(1), halves: machine.has_halves() }
    }

    /// What several workers have gained over one, and why. If others had the cores, the report says so.
    pub fn judge(&mut self, alone: &Evidence, together: &Evidence) -> Judgement {
        let judgement = judge(alone, together, self.cores());
        if judgement.is_disturbed() {
            self.cannot(BUSY);
        }
        judgement
    }

    /// Whether one program is quicker than another, beyond what chance and other programs explain.
    pub fn difference(&self, one: &Evidence, other: &Evidence) -> Difference {
        difference(one, other, self.cores())
    }

    /// Whether others had the cores that one of these programs wanted. If so, the report says so.
    pub fn note_disturbance<'a>(&mut self, programs: impl IntoIterator<Item = &'a Evidence>) -> bool {
        let cores = self.cores();
        let disturbed = programs.into_iter().any(|one| is_disturbed(one, cores));
        if disturbed {
            self.cannot(BUSY);
        }
        disturbed
    }

    /// Says that something cannot be shown if there is only one core to work on.
    pub fn cannot_on_one_core(&mut self, what: &str) {
        if let Some(why) = self.machine().only_core() {
            self.cannot(format!("{what}: {why}, so workers can only take turns"));
        }
    }

    /// Measures one run of `work`, as [`measure`](Self::measure) does, and watches meanwhile how busy the cores are. What
    /// the watcher itself takes is not counted.
    ///
    /// # Errors
    ///
    /// If the system does not say what it took, or the watcher comes to grief.
    pub fn measure_watched<T>(&mut self, work: impl FnOnce() -> T) -> Result<(T, Measurement, Vec<CoreUse>), Trouble> {
        let (measured, seen) = cores::watched(|| self.counters.measure(work))?;
        let (result, measurement) = measured?;
        Ok((result, measurement, seen))
    }

    /// Notes a table of measurements that were made one by one.
    pub fn measured(&mut self, table: Measured) {
        self.findings.exhibits.push(Exhibit::Measured(table));
        if let Some(missing) = self.counters.missing() {
            self.cannot(missing);
        }
    }

    /// Notes a table of anything.
    pub fn facts(&mut self, title: impl Into<String>, columns: &[&str], rows: Vec<Vec<String>>) {
        let columns = columns.iter().map(|&column| column.to_owned()).collect();
        self.findings.exhibits.push(Exhibit::Facts(Facts { title: title.into(), columns, rows }));
    }

    /// Notes a picture.
    pub fn chart(&mut self, chart: Chart) {
        self.findings.exhibits.push(Exhibit::Chart(chart));
    }

    /// Notes a paragraph.
    pub fn remark(&mut self, text: impl Into<String>) {
        self.findings.exhibits.push(Exhibit::Remark { text: text.into() });
    }

    /// Notes lines that stay as they are.
    pub fn drawing(&mut self, lines: Vec<String>) {
        self.findings.exhibits.push(Exhibit::Drawing { lines });
    }

    /// Puts a figure of the lecture's beside this machine's.
    pub fn lecture(&mut self, what: impl Into<String>, lecture: impl Into<String>, here: impl Into<String>) {
        self.findings.lecture.push(Comparison { what: what.into(), lecture: lecture.into(), here: here.into() });
    }

    /// Says what this machine could not show, and why. The same thing is said once.
    pub fn cannot(&mut self, what: impl Into<String>) {
        let what = what.into();
        if !self.findings.cannot.contains(&what) {
            self.findings.cannot.push(what);
        }
    }

    /// Says in one sentence what was learned. A lab that goes through several numbers of workers, one after the other, says one
    /// of each.
    pub fn learned(&mut self, sentence: impl Into<String>) {
        append(&mut self.findings.learned, &sentence.into());
    }
}

/// Sets one more sentence behind `text`.
fn append(text: &mut String, sentence: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(sentence);
}
