//! What may be said of a speed-up, from what was measured: the one place where that is decided.
//!
//! A speed-up means something only if the cores were there. So it is looked at beside the cores that were really free,
//! how many workers were on cores *at a time* (time on cores, divided by time), what the work has cost on them, and how
//! far repetitions of the same program lie apart. Nothing here measures anything.

use super::findings::Row;
use crate::report::{counted, seconds};

/// With less than this share of the cores free, a run is one of other programs too.
const FREE_ENOUGH: f64 = 0.85;
/// This share of what the cores can give is nearly all of it.
const NEARLY_ALL: f64 = 0.85;
/// More than this share of what the cores can give cannot be owed to the program.
const TOO_GOOD: f64 = 1.15;
/// A middle repetition that takes so many times as long as another one says that they are too uneven.
const UNEVEN: f64 = 1.4;
/// Work that takes so many times as long on cores has become dearer.
const DEARER: f64 = 1.2;
/// With less than this share of the workers on cores at a time, they have waited or were not there yet.
const TOGETHER: f64 = 0.85;
/// Who shares a core with somebody who computes is made to give it up more often than this, per second.
const PUSHED_ASIDE: f64 = 50.0;
/// What one worker has done in less time than this, in seconds, is too little to share: others are hardly started by then.
const TOO_SHORT: f64 = 0.001;
/// In less time than this the system's hundredths of a second say nothing about others.
const LONG_ENOUGH: f64 = 0.2;

/// What was measured of one program, as far as a judgement needs it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    /// How many workers it has.
    pub workers: usize,
    /// The middle one of its times, in seconds.
    pub seconds: f64,
    /// How many times as long as the quickest the slowest repetition took. Of five and more, one at each end does not
    /// count.
    pub unevenness: f64,
    /// How many of its workers were on cores at a time: time on cores, divided by time. None if that was not counted.
    pub at_a_time: Option<f64>,
    /// How many cores others kept busy meanwhile, of those that this program may use; none if nobody knows.
    pub others: Option<f64>,
    /// How many cores others kept busy right afterwards, when this program did nothing, where its runs were too short to know
    /// it of them.
    pub afterwards: Option<f64>,
    /// How often each worker was made to give up its core, per second.
    pub preempted: f64,
    /// How often each worker gave up its core by itself in order to wait, per second.
    pub waited: f64,
}

/// The processors on which it was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cores {
    /// Those that this program may use.
    pub usable: usize,
    /// Whether two of them may be halves of one core.
    pub halves: bool,
}

/// What several workers have gained over one, and why.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judgement {
    /// How many times as fast as one worker they are.
    pub speed_up: f64,
    /// How many of them the cores have room for.
    pub possible: usize,
    /// How it came to that.
    pub verdict: Verdict,
}

/// Why a speed-up is what it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// There is one worker only.
    Alone,
    /// One worker has done it all before others could help.
    TooShort {
        /// How long that took, in seconds.
        seconds: f64,
    },
    /// Only one of them can run at a time.
    OneCore {
        /// Whether other programs wanted it too.
        shared: bool,
    },
    /// Other programs had the cores.
    Disturbed {
        /// So many cores were free, of those that the workers could have used; none if only their own time tells.
        free: Option<f64>,
    },
    /// The repetitions lie too far apart.
    Uneven {
        /// How many times as long as a quick one a slow one took.
        times: f64,
    },
    /// More than the cores can give.
    TooGood,
    /// Nearly all that the cores can give.
    NearlyAll,
    /// All were on cores, but there the same work took longer.
    Dearer {
        /// How many times as long.
        times: f64,
        /// Whether two workers may have been on halves of one core.
        halves: bool,
    },
    /// Not all of them were on cores at a time.
    NotTogether {
        /// How many were.
        at_a_time: f64,
        /// Whether it is known that cores were free.
        free: bool,
    },
    /// Something is lost, and no single cause stands out.
    Partly,
}

impl Evidence {
    /// That of a program whose measurements are `row`.
    pub fn of(row: &Row) -> Self {
        let seconds: f64 = row.measurements.iter().map(|one| one.seconds).sum();
        let mut times: Vec<f64> = row.measurements.iter().map(|one| one.seconds).collect();
        times.sort_by(f64::total_cmp);
        if times.len() >= 5 {
            times = times[1..times.len() - 1].to_vec();
        }
        let unevenness = times.first().zip(times.last()).map_or(1.0, |(least, most)| most / least);
        let others: Option<f64> = row.measurements.iter().map(|one| one.others_seconds).sum();
        let each = |count: u64| count as f64 / seconds / row.workers.max(1) as f64;
        Self {
            workers: row.workers,
            seconds: row.median(),
            unevenness,
            // As in the tables: else a sentence says 1.6 where the columns above it come to 1.7.
            at_a_time: row.counted.then_some(row.on_cores() / row.median()),
            afterwards: None,
            others: others.filter(|_| row.counted && seconds >= LONG_ENOUGH).map(|others| (others / seconds).max(0.0)),
            preempted: each(row.measurements.iter().map(|one| one.preemptions).sum()),
            waited: each(row.measurements.iter().map(|one| one.waits).sum()),
        }
    }

    /// That of a program on a quiet machine, whose repetitions hardly differ.
    #[cfg(test)]
    pub(crate) fn quiet(workers: usize, seconds: f64, at_a_time: f64) -> Self {
        Self {
            workers,
            seconds,
            unevenness: 1.02,
            at_a_time: Some(at_a_time),
            others: Some(0.02),
            afterwards: None,
            preempted: 1.0,
            waited: 1.0,
        }
    }

    /// The same program while others keep so many cores busy.
    #[cfg(test)]
    pub(crate) fn beside(self, others: f64) -> Self {
        Self { others: Some(others), preempted: 90.0, ..self }
    }

    /// The same for work that needs one core, whatever the number of workers: the others wait, for a lock or a disk.
    #[must_use]
    pub fn on_one_core(self) -> Self {
        Self { workers: 1, ..self }
    }

    /// How many of its workers there could have been cores for, if others had none, and how many there were.
    fn room(&self, cores: Cores) -> (f64, Option<f64>) {
        let possible = self.workers.min(cores.usable) as f64;
        (possible, self.others.map(|others| (cores.usable as f64 - others).clamp(0.0, possible)))
    }

    /// Whether others had cores that its workers wanted. It is a program that computes, and never waits by itself.
    fn is_disturbed(&self, cores: Cores) -> Option<Verdict> {
        let (possible, free) = self.room(cores);
        let afterwards = self.afterwards.map(|others| cores.usable as f64 - others);
        let disturbed = match (free, self.at_a_time) {
            (Some(free), _) => free < FREE_ENOUGH * possible,
            (None, _) if afterwards.is_some() => afterwards.is_some_and(|free| free < FREE_ENOUGH * possible),
            // Without any figure of the others': who is often made to go, seldom goes by itself, and is not on cores, has
            // had to share them. Who has begun others, or takes turns with them, is pushed aside by its own.
            (None, Some(at_a_time)) => {
                let pushed = self.preempted > PUSHED_ASIDE && self.waited < self.preempted / 2.0;
                at_a_time < 0.75 * possible && pushed && self.workers <= cores.usable
            }
            (None, None) => false,
        };
        disturbed.then_some(Verdict::Disturbed { free })
    }
}

/// Whether a program that computes, and had to do so with others on its cores, was disturbed by them.
pub fn is_disturbed(evidence: &Evidence, cores: Cores) -> bool {
    evidence.is_disturbed(cores).is_some()
}

/// What `together` has gained over `alone`, and why. Both compute, and come to the same.
pub fn judge(alone: &Evidence, together: &Evidence, cores: Cores) -> Judgement {
    let possible = together.workers.min(cores.usable);
    let speed_up = alone.seconds / together.seconds;
    let share = speed_up / possible as f64;
    let unevenness = alone.unevenness.max(together.unevenness);
    let growth = match (alone.at_a_time, together.at_a_time) {
        (Some(one), Some(all)) => Some(all * together.seconds / (one * alone.seconds)),
        _ => None,
    };
    let verdict = if together.workers > 1 && alone.seconds < TOO_SHORT && share < NEARLY_ALL {
        // Whatever others did: this would be slower without them, too.
        Verdict::TooShort { seconds: alone.seconds }
    } else if together.workers < 2 {
        // That others had the core is worth more than that nobody shares the work.
        let too_good = (share > TOO_GOOD).then_some(Verdict::TooGood);
        together.is_disturbed(cores).or(alone.is_disturbed(cores)).or(too_good).unwrap_or(Verdict::Alone)
    } else if possible < 2 {
        match is_disturbed(together, cores) || is_disturbed(alone, cores) {
            false if share > TOO_GOOD => Verdict::TooGood,
            shared => Verdict::OneCore { shared },
        }
    } else if let Some(disturbed) = together.is_disturbed(cores).or(alone.is_disturbed(cores)) {
        disturbed
    } else if unevenness > UNEVEN {
        Verdict::Uneven { times: unevenness }
    } else if share > TOO_GOOD {
        Verdict::TooGood
    } else if share >= NEARLY_ALL {
        Verdict::NearlyAll
    } else {
        let at_a_time = together.at_a_time.filter(|at_a_time| *at_a_time < TOGETHER * possible as f64);
        let dearer = growth.filter(|times| *times >= DEARER);
        // Of two causes the one that costs more is named.
        let lost_by_absence = at_a_time.map_or(1.0, |at_a_time| possible as f64 / at_a_time);
        match (dearer, at_a_time) {
            (Some(times), _) if times >= lost_by_absence => Verdict::Dearer { times, halves: cores.halves },
            (_, Some(at_a_time)) => Verdict::NotTogether { at_a_time, free: together.others.is_some() },
            _ => Verdict::Partly,
        }
    };
    Judgement { speed_up, possible, verdict }
}

impl Judgement {
    /// Whether the speed-up says something about the program, and not only about what else went on.
    pub fn is_about_the_program(&self) -> bool {
        let says_nothing = matches!(self.verdict, Verdict::Uneven { .. } | Verdict::TooGood | Verdict::TooShort { .. });
        !self.is_disturbed() && !says_nothing
    }

    /// Whether other programs had the cores meanwhile.
    pub fn is_disturbed(&self) -> bool {
        matches!(self.verdict, Verdict::Disturbed { .. } | Verdict::OneCore { shared: true })
    }

    /// Why it is what it is, as a clause: what stands behind "they come to 1.91 times the speed of one:".
    pub fn why(&self) -> String {
        let possible = self.possible;
        match self.verdict {
            Verdict::Alone => "one worker alone shares its work with nobody".to_owned(),
            Verdict::TooShort { seconds: time } => format!(
                "one worker alone does it all in {}, which is too little to share; try a larger --size",
                seconds(time)
            ),
            Verdict::OneCore { shared: false } => {
                "nothing is to be gained where only one of them can run at a time".to_owned()
            }
            Verdict::OneCore { shared: true } => {
                "only one of them can run at a time, and all that more of them can gain is more turns beside other programs"
                    .to_owned()
            }
            Verdict::Disturbed { free: Some(free) } => format!(
                "other programs were at work, and of the cores that were needed ({possible}) only {free:.1} were free, \
                 so it says little about the program"
            ),
            Verdict::Disturbed { free: None } => {
                "other programs had the cores for much of the time, so it says little about the program".to_owned()
            }
            Verdict::Uneven { times } => format!(
                "one run took {times:.1} times as long as another of the same program, so it says little; measure again"
            ),
            Verdict::TooGood => format!(
                "that is more than {} can give, so what it is compared with was disturbed; measure again",
                counted(possible, "core")
            ),
            Verdict::NearlyAll => format!("nearly all is gained that {possible} cores can give"),
            Verdict::Dearer { times, halves: false } => format!(
                "they worked at the same time, but the work took {times:.2} times as much time on cores, because \
                 together they have more to do, or share memory and caches"
            ),
            Verdict::Dearer { times, halves: true } => format!(
                "they worked at the same time, but the work took {times:.2} times as much time on cores: two of these \
                 may be halves of one core, and share all that is in it"
            ),
            Verdict::NotTogether { at_a_time, free: true } => format!(
                "only {at_a_time:.1} of them worked at a time, though cores were free: the rest of the time went into \
                 starting, handing out, waiting and collecting"
            ),
            Verdict::NotTogether { at_a_time, free: false } => format!(
                "only {at_a_time:.1} of them worked at a time, which in so short a run may be owed to starting and waiting, \
                 or to other programs"
            ),
            Verdict::Partly => {
                "a part of what the cores can give is gained, and starting, sharing and collecting takes the rest"
                    .to_owned()
            }
        }
    }
}

/// A judgement for several kinds of workers at once: of the first that is not about the program, or else the worst.
pub fn worst(judgements: &[Judgement]) -> Option<Judgement> {
    let by_speed = |a: &&Judgement, b: &&Judgement| a.speed_up.total_cmp(&b.speed_up);
    let disturbed = judgements.iter().find(|one| !one.is_about_the_program());
    disturbed.or_else(|| judgements.iter().min_by(by_speed)).copied()
}

/// How sure one may be that one program is quicker than another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The first is quicker.
    Quicker,
    /// The first is slower.
    Slower,
    /// The difference is within what repetitions of the same program differ by.
    Unclear,
    /// Other programs had the cores.
    Disturbed,
}

impl Difference {
    /// Whether the first is quicker, if that can be said, and if not, why not: what stands behind "cannot be said:".
    ///
    /// # Errors
    ///
    /// Why it cannot be said.
    pub fn is_quicker(self) -> Result<bool, &'static str> {
        match self {
            Difference::Quicker => Ok(true),
            Difference::Slower => Ok(false),
            Difference::Unclear => Err("they differ no more than runs of the same program do"),
            Difference::Disturbed => Err("other programs had the cores meanwhile"),
        }
    }
}

/// Whether `one` is quicker than `other`, beyond a few percent and beyond what their repetitions differ by. Where others had
/// the cores, nothing is told apart.
pub fn difference(one: &Evidence, other: &Evidence, cores: Cores) -> Difference {
    if is_disturbed(one, cores) || is_disturbed(other, cores) {
        return Difference::Disturbed;
    }
    // Half of the spread lies on either side of the middle; below a few percent nothing is told apart.
    let margin = one.unevenness.max(other.unevenness).sqrt().max(1.05);
    match other.seconds / one.seconds {
        times if times >= margin => Difference::Quicker,
        times if times <= 1.0 / margin => Difference::Slower,
        _ => Difference::Unclear,
    }
}

#[cfg(test)]
mod tests;
