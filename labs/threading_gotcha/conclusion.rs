//! What was lost, and what is learned of it.

use crate::lab::judgement::{Cores, Evidence, is_disturbed};
use crate::report::{count, counted, seconds};

/// How many additions a program has lost in its runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lost {
    pub(super) least: u64,
    pub(super) most: u64,
    /// How many runs have lost something, and how many there were.
    pub(super) runs: (usize, usize),
    pub(super) expected: u64,
}

impl Lost {
    /// What was lost if these came out where so many were expected.
    pub(super) fn of(expected: u64, found: &[u64]) -> Self {
        let lost = || found.iter().map(|found| expected.saturating_sub(*found));
        let runs = (lost().filter(|lost| *lost > 0).count(), found.len());
        Self { least: lost().min().unwrap_or(0), most: lost().max().unwrap_or(0), runs, expected }
    }

    /// What was lost in so many further runs, of which only the last has lost anything, and so much.
    pub(super) fn again(expected: u64, (runs, lost): (u32, u64)) -> Self {
        let least = if runs > 1 { 0 } else { lost };
        Self { least, most: lost, runs: (usize::from(lost > 0), runs as usize), expected }
    }

    /// As a row of a table.
    pub(super) fn row(&self, name: &str) -> Vec<String> {
        let share = |lost: u64| lost as f64 / self.expected.max(1) as f64 * 100.0;
        let (lost, of_all) = match self.most {
            0 => ("0".to_owned(), "0 %".to_owned()),
            _ => (
                format!("{} to {}", count(self.least as i64), count(self.most as i64)),
                format!("{:.1} to {:.1} %", share(self.least), share(self.most)),
            ),
        };
        vec![name.to_owned(), lost, of_all, format!("{} of {}", self.runs.0, self.runs.1)]
    }
}

/// What one addition costs the cores, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Costs {
    /// With nothing, a lock, an atomic operation, merged.
    Each([f64; 4]),
    /// It is hidden behind what starting and ending the workers takes of all that the cores were taken for.
    Hidden {
        /// All that the program with nothing takes.
        all: f64,
        /// What it takes with nothing to add.
        starting: f64,
    },
}

/// What each of so many additions has cost, if all together took `all` of the cores and the same program without any takes
/// `starting`; none if most of it is that.
pub(super) fn cost(all: f64, starting: f64, additions: u64) -> Option<f64> {
    (all >= 2.0 * starting && additions > 0).then(|| (all - starting) / additions as f64)
}

/// What the sentence is made of.
pub(super) struct Figures {
    pub(super) workers: usize,
    pub(super) expected: u64,
    /// By threads with nothing.
    pub(super) lost: Lost,
    /// How many runs more it took to lose something, and how much that was.
    pub(super) runs_more: (u32, u64),
    pub(super) costs: Costs,
    pub(super) nothing: Evidence,
    pub(super) cores: Cores,
}

impl Figures {
    pub(super) fn sentence(&self) -> String {
        let cures = match self.costs {
            Costs::Each(costs) => {
                let [nothing, lock, atomic, merged] = costs.map(seconds);
                format!(
                    "an addition costs {nothing} with nothing, {lock} under a mutex, {atomic} as one atomic operation and \
                     {merged} where each adds for itself"
                )
            }
            Costs::Hidden { all, starting } => format!(
                "what an addition costs cannot be told of so few: all of it takes the cores {}, and starting and ending such \
                 threads with nothing to add takes them {}; try a larger --size",
                seconds(all),
                seconds(starting)
            ),
        };
        if self.workers < 2 {
            return format!("One thread alone loses nothing; {cures}.");
        }
        match self.costs {
            Costs::Each(_) => format!("{}; {cures}; of these only the first is wrong.", self.loss()),
            Costs::Hidden { .. } => format!("{}; {cures}.", self.loss()),
        }
    }

    fn loss(&self) -> String {
        let threads = counted(self.workers, "thread");
        let expected = count(self.expected as i64);
        match (self.lost.most, self.runs_more) {
            (0, (runs, 0)) => format!(
                "{threads} have lost none of {expected} additions, in {} runs: {}, and that it was right {} times proves \
                 nothing",
                count(self.lost.runs.1 as i64 + i64::from(runs)),
                self.why_not(),
                count(self.lost.runs.1 as i64 + i64::from(runs)),
            ),
            (0, (runs, lost)) => format!(
                "{threads} have lost none of {expected} additions in {}, and {} in the next one",
                counted(self.lost.runs.1 + (runs as usize).saturating_sub(1), "run"),
                count(lost as i64),
            ),
            (most, _) => format!(
                "{threads} with nothing between them have lost {} to {} of {expected} additions, in {} of {}",
                count(self.lost.least as i64),
                count(most as i64),
                count(self.lost.runs.0 as i64),
                counted(self.lost.runs.1, "run"),
            ),
        }
    }

    fn why_not(&self) -> &'static str {
        match () {
            () if self.cores.usable < 2 => "on one core they only take turns, and seldom between reading and writing",
            () if matches!(self.costs, Costs::Hidden { .. }) => {
                "with so little to do one has ended before the next one begins, or nearly"
            }
            () if is_disturbed(&self.nothing, self.cores) => {
                "other programs had the cores, so these seldom ran at the same time"
            }
            () => "the work is so short that they hardly ran at the same time; try a larger --size",
        }
    }
}

/// What became of a guess, in percent.
pub(super) fn answer(guess: f64, lost: &Lost) -> String {
    let [least, most] = [lost.least, lost.most].map(|lost_in| lost_in as f64 / lost.expected.max(1) as f64 * 100.0);
    let how = match guess {
        _ if guess < least - 0.5 => "too few",
        _ if guess > most + 0.5 => "too many",
        _ => "which is among them",
    };
    format!("You guessed {guess} %; the runs have lost {least:.1} to {most:.1} %: {how}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(found: &[u64], runs_more: (u32, u64), usable: usize, nothing: Evidence) -> Figures {
        Figures {
            workers: 2,
            expected: 2_000_000,
            lost: Lost::of(2_000_000, found),
            runs_more,
            costs: Costs::Each([1e-9, 2e-8, 5e-9, 5e-10]),
            nothing,
            cores: Cores { usable, halves: false },
        }
    }

    #[test]
    fn what_is_lost_is_said_with_its_spread() {
        let quiet = Evidence::quiet(2, 0.01, 1.9);
        let text = figures(&[1_100_000, 1_900_000, 2_000_000], (0, 0), 2, quiet).sentence();
        let right = "2 threads with nothing between them have lost 0 to 900 000 of 2 000 000 additions, in 2 of 3 runs; an \
                     addition costs 1.00 ns with nothing, 20.0 ns under a mutex, 5.00 ns as one atomic operation and \
                     0.50 ns where each adds for itself; of these only the first is wrong.";
        assert_eq!(text, right);
    }

    #[test]
    fn where_nothing_is_lost_the_reason_is_the_one_that_there_is() {
        let all = [2_000_000; 5];
        let quiet = Evidence::quiet(2, 0.01, 1.0);
        let one_core = figures(&all, (300, 0), 1, quiet).sentence();
        assert!(one_core.starts_with("2 threads have lost none of 2 000 000 additions, in 305 runs: on one core"));
        assert!(one_core.contains("proves nothing"), "{one_core}");
        let busy = figures(&all, (300, 0), 2, Evidence::quiet(2, 0.5, 0.6).beside(1.4)).sentence();
        assert!(busy.contains("other programs had the cores"), "{busy}");
        assert!(figures(&all, (300, 0), 2, quiet).sentence().contains("try a larger --size"));
        let later = figures(&all, (7, 12), 2, quiet).sentence();
        assert!(later.contains("none of 2 000 000 additions in 11 runs, and 12 in the next one"), "{later}");
        let alone = Figures { workers: 1, ..figures(&all, (0, 0), 2, quiet) };
        assert!(alone.sentence().starts_with("One thread alone loses nothing"));
    }

    #[test]
    fn of_few_additions_no_cost_is_told() {
        let quiet = Evidence::quiet(2, 0.01, 1.9);
        let costs = Costs::Hidden { all: 95e-6, starting: 90e-6 };
        let text = Figures { costs, ..figures(&[200; 5], (69, 3), 2, quiet) }.sentence();
        let costs = Costs::Hidden { all: 95e-6, starting: 90e-6 };
        let busy = Evidence::quiet(2, 0.5, 0.6).beside(1.4);
        let text_beside_others = Figures { costs, ..figures(&[2_000_000; 5], (69, 0), 2, busy) }.sentence();
        assert!(text_beside_others.contains("with so little to do one has ended before"), "{text_beside_others}");
        let ends = "what an addition costs cannot be told of so few: all of it takes the cores 95.0 µs, and starting and \
                    ending such threads with nothing to add takes them 90.0 µs; try a larger --size.";
        assert!(text.ends_with(ends), "{text}");
        assert_eq!([cost(95e-6, 90e-6, 200), cost(1e-3, 5e-4, 0), cost(3e-3, 1e-3, 2000)], [None, None, Some(1e-6)]);
    }

    #[test]
    fn the_table_has_the_runs_that_the_sentence_speaks_of() {
        let quiet = Evidence::quiet(2, 0.01, 1.0);
        let text = figures(&[2_000_000; 5], (69, 12), 2, quiet).sentence();
        assert!(text.contains("in 73 runs, and 12 in the next one"), "{text}");
        let rows = [Lost::of(2_000_000, &[2_000_000; 5]).row("x"), Lost::again(2_000_000, (69, 12)).row("again")];
        assert_eq!([&rows[0][3], &rows[1][3]], ["0 of 5", "1 of 69"]);
        assert_eq!(rows[1][1], "0 to 12");
        assert_eq!(Lost::again(200, (40, 0)).row("again")[1..], ["0", "0 %", "0 of 40"]);
    }

    #[test]
    fn a_guess_is_held_against_all_runs() {
        let lost = Lost::of(200, &[100, 180]);
        assert_eq!(answer(5.0, &lost), "You guessed 5 %; the runs have lost 10.0 to 50.0 %: too few.");
        assert!(answer(30.0, &lost).ends_with("which is among them."));
        assert!(answer(99.0, &lost).ends_with("too many."));
    }

    #[test]
    fn a_row_has_shares_and_counts() {
        let lost = Lost::of(200, &[100, 200, 150]);
        assert_eq!(lost.row("x"), ["x", "0 to 100", "0.0 to 50.0 %", "2 of 3"]);
        assert_eq!(Lost::of(200, &[200]).row("y"), ["y", "0", "0 %", "0 of 1"]);
        assert_eq!(Lost::of(0, &[]).row("z")[3], "0 of 0");
    }
}
