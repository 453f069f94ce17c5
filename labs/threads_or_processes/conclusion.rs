//! The lecture's table, with this machine's figures in its cells.

use super::{handing, memory, robust};
use crate::lab::Bench;
use crate::lab::judgement::{Judgement, Verdict};
use crate::report::{count, seconds};

/// Everything that was measured. Times are in seconds.
pub(super) struct Figures {
    pub(super) workers: usize,
    /// To start and end a thread.
    pub(super) thread: f64,
    /// To start and end a process.
    pub(super) process: f64,
    pub(super) forking: memory::Costs,
    pub(super) handing: handing::Costs,
    pub(super) left: robust::Left,
    /// What threads gain over one in computing under a global lock.
    pub(super) locked: Judgement,
    /// The same for processes.
    pub(super) own: Judgement,
    /// Whether other programs had the core on which workers were started.
    pub(super) is_disturbed: bool,
}

impl Figures {
    fn sentence(&self) -> String {
        let times = self.process / self.thread;
        let start = if times > 1.05 {
            format!("A process takes {times:.1} times as long to start as a thread")
        } else {
            "A process took no longer to start than a thread".to_owned()
        };
        let beside = if self.is_disturbed {
            "; other programs had the cores meanwhile, and on a quiet machine the times would be others"
        } else {
            ""
        };
        format!(
            "{start}, and 32 MiB take {} times as long by a pipe as by a reference; when one worker of {} crashes, {} of the others' results are left with processes and {} with \
             threads{beside}.",
            count((self.handing.pipe / self.handing.reference).round() as i64),
            robust::WORKERS,
            self.left.processes,
            self.left.threads
        )
    }
}

/// Notes the table, and what was learned.
pub(super) fn conclude(bench: &mut Bench, figures: &Figures) {
    let Figures { workers, thread, process, forking, handing, left, locked, own, .. } = figures;
    let all = robust::WORKERS;
    let row = |what: &str, threads: String, processes: String| vec![what.to_owned(), threads, processes];
    let rows = vec![
        row(
            "quick to create and destroy",
            format!("{}: {}", yes(process / thread), seconds(*thread)),
            format!("{}: {}", yes(thread / process), seconds(*process)),
        ),
        row(
            &format!("… with {} MiB in memory", forking.mebibytes),
            format!("{}: {}", yes(forking.process / forking.thread), seconds(forking.thread)),
            format!("{}: {}", yes(forking.thread / forking.process), seconds(forking.process)),
        ),
        row(
            "easy access to shared memory",
            format!("{}: 32 MiB in {}", yes(handing.pipe / handing.reference), seconds(handing.reference)),
            format!(
                "{}: 32 MiB in {} by a pipe; in {} if made in shared memory",
                yes(handing.reference / handing.pipe),
                seconds(handing.pipe),
                seconds(handing.shared)
            ),
        ),
        row(
            "robust to bugs",
            format!("{}: {} of {all} results after a crash", yes_if(left.threads + 1 == all), left.threads),
            format!("{}: {} of {all} results after a crash", yes_if(left.processes + 1 == all), left.processes),
        ),
        row(
            "not affected by a global lock",
            format!("{}: {workers} compute {:.2}x as fast as 1", unaffected(locked), locked.speed_up),
            format!("{}: {workers} compute {:.2}x as fast as 1", unaffected(own), own.speed_up),
        ),
    ];
    bench.facts("Threads or processes", &["", "threads", "processes"], rows);
    bench.cannot_on_one_core("what processes gain where threads share a lock");
    bench.learned(figures.sentence());
}

/// Whether something is so many times better: clearly, or hardly, or not.
fn yes(times: f64) -> &'static str {
    match times {
        _ if times >= 1.3 => "yes",
        _ if times >= 1.0 / 1.3 => "about as much",
        _ => "no",
    }
}

/// Whether workers compute as if there were no global lock. Of one worker, of one core, and beside others nothing is told.
///
/// Under a lock the threads' time on cores is that of one of them, which looks as if they were not together.
fn unaffected(judged: &Judgement) -> &'static str {
    match judged.verdict {
        Verdict::Alone | Verdict::OneCore { .. } | Verdict::Disturbed { .. } | Verdict::Uneven { .. } => {
            "not told here"
        }
        _ if judged.speed_up >= 1.3 => "yes",
        _ => "no",
    }
}

fn yes_if(so: bool) -> &'static str {
    if so { "yes" } else { "no" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cell_of_the_global_lock_can_say_no() {
        let said = |speed_up, verdict| unaffected(&Judgement { speed_up, possible: 2, verdict });
        assert_eq!(said(0.86, Verdict::NotTogether { at_a_time: 1.0, free: true }), "no");
        assert_eq!(said(1.1, Verdict::Partly), "no");
        assert_eq!(said(1.9, Verdict::NearlyAll), "yes");
        for verdict in [
            Verdict::Alone,
            Verdict::OneCore { shared: false },
            Verdict::Disturbed { free: None },
            Verdict::Uneven { times: 3.0 },
        ] {
            assert_eq!(said(1.9, verdict), "not told here");
        }
    }

    #[test]
    fn the_sentence_says_what_was_measured_and_beside_whom() {
        let figures = |is_disturbed| Figures {
            workers: 2,
            thread: 2e-5,
            process: 7e-5,
            forking: memory::Costs { mebibytes: 512, process: 5e-3, thread: 2e-5 },
            handing: handing::Costs { reference: 1e-5, pipe: 3e-2, shared: 2e-5 },
            left: robust::Left { threads: 0, processes: 2 },
            locked: Judgement { speed_up: 0.9, possible: 2, verdict: Verdict::Partly },
            own: Judgement { speed_up: 1.9, possible: 2, verdict: Verdict::NearlyAll },
            is_disturbed,
        };
        let right = "A process takes 3.5 times as long to start as a thread, and 32 MiB take 3 000 times as long by a pipe \
                     as by a reference; when one worker of 3 crashes, 2 of the others' results are left with processes and \
                     0 with threads.";
        assert_eq!(figures(false).sentence(), right);
        let slow_thread = Figures { thread: 3e-3, ..figures(true) };
        assert!(slow_thread.sentence().starts_with("A process took no longer to start than a thread, and 32 MiB"));
        assert!(figures(true).sentence().ends_with("on a quiet machine the times would be others."));
    }

    #[test]
    fn better_is_better_by_a_third() {
        assert_eq!([2.0, 1.2, 0.9, 0.5].map(yes), ["yes", "about as much", "about as much", "no"]);
    }
}
