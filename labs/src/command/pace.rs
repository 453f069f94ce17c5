//! How much each of several labs is given to do, so that all of them together end in time.
//!
//! On two cores of their own all labs are reckoned to take less than two minutes. Beside other programs, and on one core, they
//! would take several times as long. So how much slower it goes is measured before the first lab, and seen in how long each of them takes;
//! those that are left do as much less.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::lab::{Lab, Setting, on_cores};
use crate::report::count;

/// All labs are to take no longer than this, in seconds. It is less than the three minutes that are promised, for a lab
/// can take longer than was foreseen.
const WHOLE: f64 = 135.0;
/// A lab that could do this share of its usual work does all of it.
const NEARLY_ALL: f64 = 0.9;
/// Less than this share of the usual work says nothing.
const LEAST: f64 = 0.02;
/// The usual times are those of so many cores.
const USUAL_CORES: usize = 2;
/// So much work, in seconds on a core, shows how slow it goes.
const TRIAL: f64 = 0.02;
/// It is shown after this time at the latest.
const LONGEST_TRIAL: Duration = Duration::from_millis(500);

/// How fast several labs have to go.
#[derive(Debug)]
pub(super) struct Pace {
    /// What the labs that have not ended take together as a rule, in seconds.
    left: f64,
    /// How many times as long as that things take here.
    slowness: f64,
}

impl Pace {
    /// For labs that have not begun, where things take `slowness` times as long as usual.
    fn new(labs: &[&Lab], slowness: f64) -> Self {
        Self { left: labs.iter().map(|lab| lab.takes).sum(), slowness }
    }

    /// For labs that have not begun, on this machine as busy as it is now.
    pub(super) fn measured(labs: &[&Lab]) -> Self {
        Self::new(labs, slowed(pushed_aside(), usable()))
    }

    /// The share of its usual work that the next lab can do, if so many seconds have gone by.
    fn share(&self, elapsed: f64) -> f64 {
        match (WHOLE - elapsed) / (self.left * self.slowness) {
            share if share >= NEARLY_ALL => 1.0,
            share => share.max(LEAST),
        }
    }

    /// Gives the next lab as much to do as there is time for, if so many seconds have gone by: a share of its usual work.
    /// Says how large it came to be, and what the lab is not to show because of it.
    pub(super) fn set(&self, lab: &Lab, setting: &mut Setting, elapsed: f64, why: &str) -> (f64, Option<String>) {
        let share = self.share(elapsed);
        if share >= 1.0 {
            return (1.0, None);
        }
        let usual = setting.size;
        setting.share = share;
        setting.size = rounded(usual as f64 * share).max(lab.size.shows).min(usual);
        let done = (setting.size as f64 / usual as f64).max(share);
        let usual = match setting.size < usual {
            true => format!("the usual size, {} {}", count(i64::try_from(usual).unwrap_or(i64::MAX)), lab.size.unit),
            false => "all of the usual work".to_owned(),
        };
        (done, Some(format!("{usual}: {why}, and all labs together are to end within three minutes")))
    }

    /// A lab has ended that had `share` of its usual work to do, and took so many seconds.
    pub(super) fn ended(&mut self, lab: &Lab, share: f64, seconds: f64) {
        self.left = (self.left - lab.takes).max(0.0);
        // A short lab says little about the others, and those before it have said something too.
        let weight = (seconds / (seconds + 10.0)).min(0.5);
        self.slowness += weight * (seconds / (lab.takes * share) - self.slowness);
    }
}

/// Why a lab is to do less, as a clause, if a thread takes so many times as long as on a core of its own.
fn why(pushed_aside: f64, usable: usize) -> String {
    match () {
        () if pushed_aside >= 1.2 => {
            format!(
                "others have the cores, where a thread just now took {pushed_aside:.1} times as long as it computed"
            )
        }
        () if usable < USUAL_CORES => "there is one core only".to_owned(),
        () => "the labs before this one have taken longer than usual".to_owned(),
    }
}

/// Why labs are to do less on this machine, as it is now.
pub(super) fn why_now() -> String {
    why(pushed_aside(), usable())
}

/// How many times as long labs take where a thread takes so many times as long, and so many cores can be used.
fn slowed(pushed_aside: f64, usable: usize) -> f64 {
    pushed_aside * USUAL_CORES as f64 / usable.clamp(1, USUAL_CORES) as f64
}

/// How many cores this program may use.
fn usable() -> usize {
    std::thread::available_parallelism().map_or(USUAL_CORES, usize::from)
}

/// How many times as long as it is on a core a thread takes for its work: the rest of the time others have the core.
fn pushed_aside() -> f64 {
    let begun = Instant::now();
    let ((), seconds) = on_cores(|| {
        let mut worked = 0.0;
        while worked < TRIAL && begun.elapsed() < LONGEST_TRIAL {
            worked += on_cores(|| (0..100_000_u64).fold(0, |sum, number| black_box(sum ^ number))).1;
        }
    });
    (begun.elapsed().as_secs_f64() / seconds).max(1.0)
}

/// A number with two digits that count, at the most, and not larger than `size`.
fn rounded(size: f64) -> u64 {
    let digits = size.max(1.0).log10().floor() as i32;
    let step = 10_f64.powi((digits - 1).max(0));
    ((size / step).floor() * step) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labs::ALL;

    /// How long all labs take where everything takes `slowness(lab)` times as long, and what each has left out.
    fn gone_through(slowness: impl Fn(usize) -> f64, told: f64) -> (f64, Vec<Option<String>>) {
        let mut pace = Pace::new(ALL, told);
        let (mut elapsed, mut says) = (0.0, Vec::new());
        for (at, lab) in ALL.iter().enumerate() {
            let mut setting = Setting::of(lab);
            let (share, left_out) = pace.set(lab, &mut setting, elapsed, "it is busy");
            let seconds = lab.takes * share * slowness(at);
            assert_eq!(setting.share < 1.0, left_out.is_some());
            assert!(setting.size >= lab.size.shows && setting.size <= lab.size.default);
            pace.ended(lab, share, seconds);
            elapsed += seconds;
            says.push(left_out);
        }
        (elapsed, says)
    }

    #[test]
    fn on_a_quiet_machine_all_work_is_done() {
        let (seconds, says) = gone_through(|_| 1.0, 1.0);
        assert!(seconds < WHOLE && says.iter().all(Option::is_none), "{seconds} s, {says:?}");
    }

    #[test]
    fn on_a_busy_machine_less_is_done_and_it_is_said() {
        for slowness in [3.0, 6.0, 8.0] {
            let (seconds, says) = gone_through(|_| slowness, slowness);
            assert!(seconds < 180.0 && says.iter().all(Option::is_some), "{slowness}: {seconds} s, {says:?}");
        }
    }

    #[test]
    fn what_was_foreseen_wrongly_is_made_up_for() {
        for (told, slowness) in [(1.0, 3.0), (5.0, 1.0), (1.0, 5.0)] {
            let (seconds, _) = gone_through(|_| slowness, told);
            assert!(seconds < 180.0, "{told}, {slowness}: {seconds} s");
        }
        let (seconds, says) = gone_through(|at| if at < 6 { 1.0 } else { 6.0 }, 1.0);
        assert!(seconds < 180.0, "{seconds} s, {says:?}");
        assert!(says[0].is_none() && says[16].is_some());
    }

    #[test]
    fn what_is_left_out_is_named_with_its_reason() {
        let lab = ALL.iter().find(|lab| lab.name == "mean").expect("there is such a lab");
        let mut setting = Setting::of(lab);
        let (share, says) = Pace { left: 100.0, slowness: 4.5 }.set(lab, &mut setting, 0.0, "others have the cores");
        assert_eq!((setting.size, share), (15_000_000, 0.3));
        assert_eq!(setting.share, share);
        let says = says.expect("less is done");
        assert!(says.starts_with("the usual size, 50 000 000 numbers: others have the cores, and all labs"), "{says}");
    }

    #[test]
    fn what_would_not_show_is_done_all_the_same() {
        let lab = ALL.iter().find(|lab| lab.name == "threading_gotcha").expect("there is such a lab");
        let mut setting = Setting::of(lab);
        let (share, says) = Pace { left: 100.0, slowness: 10.0 }.set(lab, &mut setting, 0.0, "it is busy");
        assert_eq!((setting.size, share), (lab.size.default, 1.0));
        assert!(setting.share < 0.2 && says.is_some_and(|says| says.starts_with("all of the usual work: ")));
    }

    #[test]
    fn the_reason_is_the_one_that_there_is() {
        assert!(why(9.3, 2).contains("took 9.3 times as long as it computed"));
        assert!(why(1.05, 1).contains("one core only"));
        assert!(why(1.05, 2).contains("longer than usual"));
    }

    #[test]
    fn one_core_is_half_of_two() {
        assert_eq!([slowed(1.0, 1), slowed(1.0, 2), slowed(3.0, 64)], [2.0, 1.0, 3.0]);
    }

    #[test]
    fn sizes_are_round() {
        assert_eq!([1.2, 10.9, 123.0, 16_666_666.0].map(rounded), [1, 10, 120, 16_000_000]);
    }
}
