//! What a terminal shows while a lab runs: how far it is, how busy the cores are, and who works.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::lab::stage::Event;
use crate::lab::{CoreWatch, WorkerIds};
use crate::report::{eighths, upright};

/// More lines than this are not taken by the cores.
const CORE_LINES: usize = 3;
/// More workers than this are not shown at a time.
const WORKERS: usize = 8;
/// A core takes so many columns besides its number, with the space to the next one.
const CORE_COLUMNS: usize = 23;

/// From this share of a lab on it is told how long the rest takes.
const TOLD_FROM: f64 = 0.05;
/// So many steps has the bar of a lab, whatever the lab's own.
const STEPS: u64 = 1000;

/// Lines at the foot of the terminal that change while a lab runs. Where standard error is no terminal, there are none.
#[derive(Debug)]
pub(super) struct Live {
    all: MultiProgress,
    bar: ProgressBar,
    /// What the lab does now.
    what: String,
    cores: Vec<ProgressBar>,
    workers: Vec<(WorkerIds, ProgressBar)>,
    more: Option<(usize, ProgressBar)>,
}

/// The lines for the cores.
#[derive(Clone, Debug)]
pub(super) struct CoreLines(Vec<ProgressBar>);

impl Live {
    /// For the lab of this name, the so-manieth of so many.
    pub(super) fn new(lab: &str, (number, of): (usize, usize)) -> Self {
        let all = MultiProgress::new();
        let bar = all.add(ProgressBar::new(STEPS));
        let template = "{prefix} {elapsed} {bar:16} {percent:>3} % {wide_msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_prefix(if of > 1 { format!("{lab} ({number} of {of})") } else { lab.to_owned() });
        let cores = (0..CORE_LINES).map(|_| line(&all)).collect();
        Self { all, bar, what: String::new(), cores, workers: Vec::new(), more: None }
    }

    pub(super) fn core_lines(&self) -> CoreLines {
        CoreLines(self.cores.clone())
    }

    pub(super) fn hear(&mut self, event: Event) {
        match event {
            Event::Progress { what, share } => {
                // Something else begins, with workers of its own.
                if self.what != what {
                    self.dismiss_workers();
                }
                self.bar.set_position((share * STEPS as f64) as u64);
                self.bar.set_message(left(self.bar.elapsed(), share) + &what);
                self.what = what;
            }
            Event::Worker(ids) => self.worker(ids),
        }
    }

    /// A worker has a line, in which only its core changes.
    fn worker(&mut self, ids: WorkerIds) {
        let is_same =
            |known: &WorkerIds| (known.process, known.thread, &known.name) == (ids.process, ids.thread, &ids.name);
        if let Some((known, line)) = self.workers.iter_mut().find(|(known, _)| is_same(known)) {
            if *known != ids {
                line.set_message(format!("  {ids}"));
                *known = ids;
            }
            return;
        }
        let shown = self.workers.len() < WORKERS;
        let line = if shown { line(&self.all) } else { ProgressBar::hidden() };
        line.set_message(format!("  {ids}"));
        self.workers.push((ids, line));
        if !shown {
            let (count, line) = self.more.get_or_insert_with(|| (0, self::line(&self.all)));
            *count += 1;
            line.set_message(format!("  and {count} more"));
        }
    }

    fn dismiss_workers(&mut self) {
        let lines = self.workers.drain(..).map(|(_, line)| line).chain(self.more.take().map(|(_, line)| line));
        lines.for_each(|line| {
            line.finish_and_clear();
            self.all.remove(&line);
        });
    }

    /// Takes everything away again.
    pub(super) fn end(mut self) {
        self.dismiss_workers();
        self.cores.iter().for_each(ProgressBar::finish_and_clear);
        self.bar.finish_and_clear();
    }
}

impl CoreLines {
    /// Shows how busy the cores are until `ended`.
    pub(super) fn keep_up(&self, ended: &AtomicBool) {
        if self.0.iter().all(ProgressBar::is_hidden) {
            return;
        }
        let Some(mut watch) = CoreWatch::begin() else { return };
        while !ended.load(Relaxed) {
            std::thread::sleep(CoreWatch::PAUSE);
            let width =
                terminal_size::terminal_size_of(std::io::stderr()).map_or(80, |(width, _)| usize::from(width.0));
            for (line, text) in self.0.iter().zip(core_lines(&watch.look(), width)) {
                line.set_message(text);
            }
        }
    }
}

/// How long the rest of a lab takes if it goes on as it has begun. Of a beginning nothing can be told.
fn left(elapsed: Duration, share: f64) -> String {
    if share < TOLD_FROM {
        return String::new();
    }
    let seconds = elapsed.as_secs_f64() * (1.0 - share) / share;
    format!("about {:.0} s left: ", seconds.ceil())
}

fn line(all: &MultiProgress) -> ProgressBar {
    let line = all.add(ProgressBar::new(1));
    if let Ok(style) = ProgressStyle::with_template("{wide_msg}") {
        line.set_style(style);
    }
    line
}

/// A bar for each core, in lines of so many columns. If these are too many, a character for each core; and if even
/// these are, a character for several.
fn core_lines(busy: &[f32], width: usize) -> Vec<String> {
    let digits = busy.len().saturating_sub(1).to_string().len();
    let columns = CORE_COLUMNS + digits;
    // The last of a line needs no space after it.
    let in_a_line = ((width + 3) / columns).max(1);
    if busy.len() <= in_a_line * CORE_LINES {
        let bars: Vec<String> = busy.iter().enumerate().map(|(core, &busy)| core_bar(core, busy, digits)).collect();
        return bars.chunks(in_a_line).map(|bars| bars.join("   ")).collect();
    }
    let lead = 2 * digits + 11;
    let room = width.saturating_sub(lead).max(1);
    let together = busy.len().div_ceil(room * CORE_LINES);
    let line = |(at, part): (usize, &[f32])| {
        let first = at * room * together;
        let mean = |part: &[f32]| part.iter().sum::<f32>() / part.len() as f32;
        let strip: String = part.chunks(together).map(|part| upright(mean(part).into())).collect();
        format!("cores {first:>digits$}–{:>digits$} ▕{strip}▏", first + part.len() - 1)
    };
    busy.chunks(room * together).enumerate().map(line).collect()
}

fn core_bar(core: usize, busy: f32, digits: usize) -> String {
    let full = eighths(busy.into());
    format!("core {core:>digits$} {}{} {:>3.0} %", "▮".repeat(full), "▯".repeat(8 - full), busy * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_is_told_from_what_has_been_done() {
        assert_eq!(left(Duration::from_secs(3), 0.25), "about 9 s left: ");
        assert_eq!(left(Duration::from_secs(3), 1.0), "about 0 s left: ");
        assert_eq!(left(Duration::from_secs(3), 0.01), "");
    }

    #[test]
    fn few_cores_have_a_bar_each() {
        assert_eq!(core_lines(&[1.0, 0.5], 80), ["core 0 ▮▮▮▮▮▮▮▮ 100 %   core 1 ▮▮▮▮▯▯▯▯  50 %"]);
        assert_eq!(core_lines(&[0.0; 8], 80).len(), 3);
        assert_eq!(core_lines(&[], 80), [""; 0]);
    }

    #[test]
    fn many_cores_have_a_character_each_and_very_many_share_one() {
        let busy: Vec<f32> = (0..64).map(|core| (core % 2) as f32).collect();
        let lines = core_lines(&busy, 80);
        assert_eq!(lines, [format!("cores  0–63 ▕{}▏", " █".repeat(32))]);
        for (cores, width) in [(64, 40), (256, 80), (1024, 80), (10_000, 72), (9, 20), (500, 10)] {
            let lines = core_lines(&vec![0.5; cores], width);
            assert!(lines.len() <= CORE_LINES, "{cores} cores: {lines:?}");
            let widest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
            assert!(widest <= width.max(20), "{cores} cores in {width}: {lines:?}");
        }
    }
}
