//! How often something happens, as far as it can be told from how often it was seen.

use racecourse_layout::{count, grouped};

/// Below so many runs nothing is said about how often.
const FEWEST: u64 = 20;

/// The quantile of the normal distribution that leaves out one in forty on each side.
const Z: f64 = 1.959_964;

/// Something that was seen in some of so many runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frequency {
    /// How often it was seen.
    pub seen: u64,
    /// In how many runs.
    pub runs: u64,
}

impl Frequency {
    /// The share of the runs, from 0 to 1; 0 of none.
    pub fn share(self) -> f64 {
        self.seen as f64 / self.runs.max(1) as f64
    }

    /// Between which shares the true one lies, in 95 of 100 such series of runs: Wilson's score interval (Probable inference, the law
    /// of succession, and statistical inference, Journal of the American Statistical Association 22, 1927), which is also right
    /// for what was seen never or seldom. It takes the runs to be independent, each with the same chance.
    pub fn interval(self) -> (f64, f64) {
        if self.runs == 0 {
            return (0.0, 1.0);
        }
        let (n, p) = (self.runs as f64, self.share());
        let centre = p + Z * Z / (2.0 * n);
        let spread = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        let scale = 1.0 + Z * Z / n;
        let low = if self.seen == 0 { 0.0 } else { (centre - spread) / scale };
        let high = if self.seen >= self.runs { 1.0 } else { (centre + spread) / scale };
        (low.max(0.0), high.min(1.0))
    }

    /// How often to expect it: for instance `in 1 run of 40 (95 %: 1 of 42 to 1 of 38)`. A part of a sentence.
    pub fn in_words(self) -> String {
        let (low, high) = self.interval();
        match self.seen {
            _ if self.runs < FEWEST => {
                format!("in {} of {}, which are too few to say how often", grouped(self.seen), count(self.runs, "run"))
            }
            0 => {
                format!("in none of {}; if at all, then in less than {} (95 %)", count(self.runs, "run"), of_runs(high))
            }
            seen if seen == self.runs => {
                format!("in all of {} (95 %: in more than {})", count(self.runs, "run"), of_runs(low))
            }
            _ => format!("in {} (95 %: {})", of_runs(self.share()), between(low, high)),
        }
    }
}

/// `1 run of 40`, `37 % of the runs`.
fn of_runs(share: f64) -> String {
    match one_of(share) {
        Some(of) => format!("1 run of {}", grouped(of)),
        None => format!("{} % of the runs", percent(share)),
    }
}

/// `1 of 42 to 1 of 38`, `29 to 46 %`.
fn between(low: f64, high: f64) -> String {
    match (one_of(low), one_of(high)) {
        (Some(low), Some(high)) if low == high => format!("1 of {}", grouped(low)),
        (Some(low), Some(high)) => format!("1 of {} to 1 of {}", grouped(low), grouped(high)),
        _ => format!("{} to {} %", percent(low), percent(high)),
    }
}

/// Once in how many, with three digits that are not zero, if that is seldom.
fn one_of(share: f64) -> Option<u64> {
    if share <= 0.0 || share >= 0.1 {
        return None;
    }
    // A float that is too large for it becomes the largest number.
    let of = (1.0 / share).round() as u64;
    let unit = 10_u64.pow(of.ilog10().saturating_sub(2));
    Some((of + unit / 2) / unit * unit)
}

/// A share in percent, for a table: `2.5`, `<0.1`, `>99.9`.
pub fn percent(share: f64) -> String {
    match share * 100.0 {
        0.0 => "0.0".to_owned(),
        100.0 => "100.0".to_owned(),
        small if small < 0.1 => "<0.1".to_owned(),
        large if large > 99.9 => ">99.9".to_owned(),
        other => format!("{other:.1}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(seen: u64, runs: u64) -> Frequency {
        Frequency { seen, runs }
    }

    fn is_about(found: (f64, f64), wanted: (f64, f64)) {
        let far = (found.0 - wanted.0).abs().max((found.1 - wanted.1).abs());
        assert!(far < 0.000_1, "{found:?}, not {wanted:?}");
    }

    #[test]
    fn the_interval_is_wilsons() {
        // Brown, Cai and DasGupta, Interval estimation for a binomial proportion (2001), and by hand.
        is_about(of(5, 50).interval(), (0.043_5, 0.213_6));
        is_about(of(10, 100).interval(), (0.055_2, 0.174_4));
        is_about(of(0, 10).interval(), (0.0, 0.277_5));
        is_about(of(10, 10).interval(), (0.722_5, 1.0));
        is_about(of(0, 0).interval(), (0.0, 1.0));
    }

    #[test]
    fn the_interval_holds_the_share_and_narrows_with_more_runs() {
        let mut before = 1.0;
        for runs in [20, 200, 2_000, 200_000, 10_000_000] {
            let frequency = of(runs / 20, runs);
            let (low, high) = frequency.interval();
            assert!(low < frequency.share() && frequency.share() < high && high - low < before, "{runs}");
            before = high - low;
        }
    }

    #[test]
    fn words_say_how_often_to_expect_it() {
        assert_eq!(of(2_500, 100_000).in_words(), "in 1 run of 40 (95 %: 1 of 42 to 1 of 38)");
        assert_eq!(of(1, 10_000).in_words(), "in 1 run of 10 000 (95 %: 1 of 56 600 to 1 of 1770)");
        assert_eq!(of(48, 130).in_words(), "in 36.9 % of the runs (95 %: 29.1 to 45.5 %)");
        assert_eq!(
            of(0, 50_000).in_words(),
            "in none of 50 000 runs; if at all, then in less than 1 run of 13 000 (95 %)"
        );
        assert_eq!(of(64, 64).in_words(), "in all of 64 runs (95 %: in more than 94.3 % of the runs)");
    }

    #[test]
    fn of_few_runs_nothing_is_said() {
        assert_eq!(of(1, 1).in_words(), "in 1 of 1 run, which are too few to say how often");
        assert_eq!(of(0, 19).in_words(), "in 0 of 19 runs, which are too few to say how often");
    }

    #[test]
    fn what_is_nearly_all_or_nothing_is_not_rounded_to_it() {
        assert_eq!([0.0, 0.000_4, 0.025, 0.999_5, 1.0].map(percent), ["0.0", "<0.1", "2.5", ">99.9", "100.0"]);
    }
}
