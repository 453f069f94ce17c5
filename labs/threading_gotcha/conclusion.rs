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

/// What the sentence is made of.
pub(super) struct Figures {
    pub(super) workers: usize,
    pub(super) expected: u64,
    /// By threads with nothing.
    pub(super) lost: Lost,
    /// How many runs more it took to lose something, and how much that was.
    pub(super) runs_more: (u32, u64),
    /// What one addition costs the cores, in seconds: with nothing, a lock, an atomic operation, merged.
    pub(super) costs: [f64; 4],
    pub(super) nothing: Evidence,
    pub(super) cores: Cores,
}

impl Figures {
    pub(super) fn sentence(&self) -> String {
        let [nothing, lock, atomic, merged] = self.costs.map(seconds);
        let cures = format!(
            "an addition costs {nothing} with nothing, {lock} under a mutex, {atomic} as one atomic operation and {merged} \
             where each adds for itself"
        );
        if self.workers < 2 {
            return format!("One thread alone loses nothing; {cures}.");
        }
        format!("{}; {cures}; of these only the first is wrong.", self.loss())
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
            costs: [1e-9, 2e-8, 5e-9, 5e-10],
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
