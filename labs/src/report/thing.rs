//! What a line or a bar stands for: the same thing has the same colour in every picture.

/// What a line or a bar stands for, as far as its name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// One worker, with which the others are compared.
    Alone,
    /// Workers that are processes.
    Processes,
    /// Workers that are threads.
    Threads,
    /// The threads of a library.
    Library,
    /// Workers that must hold one lock to work.
    Locked,
    /// Anything else: the so-manieth of its chart.
    Other(usize),
}

impl Thing {
    /// What each of these names stands for.
    pub fn of_all<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<Self> {
        let mut others = 0;
        let of = |name| {
            Self::of(name).unwrap_or_else(|| {
                others += 1;
                Thing::Other(others - 1)
            })
        };
        names.into_iter().map(of).collect()
    }

    fn of(name: &str) -> Option<Self> {
        const ALONE: [&str; 9] = [
            "one ",
            "1 thread",
            "1 process",
            "1 worker",
            "the main thread",
            "in turn",
            "a loop",
            "the plain loop",
            "alone",
        ];
        let has = |part: &str| name.contains(part);
        let is_free = ["no lock", "own locks", "let go"].into_iter().any(has);
        match () {
            () if has("lock") && !is_free => Some(Thing::Locked),
            () if ALONE.into_iter().any(|alone| name.starts_with(alone)) => Some(Thing::Alone),
            () if has("process") || has("rank") || has("sent") || has("shared") => Some(Thing::Processes),
            () if has("rayon") || has("of a pool") => Some(Thing::Library),
            () if has("thread") => Some(Thing::Threads),
            () => None,
        }
    }

    /// Which of several alike in one picture each of these is: 0 for the first.
    pub fn repetitions(things: &[Self]) -> Vec<usize> {
        (0..things.len()).map(|at| things[..at].iter().filter(|one| **one == things[at]).count()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Thing::{Alone, Library, Locked, Other, Processes, Threads};
    use super::*;

    #[test]
    fn the_same_name_is_the_same_thing_wherever_it_stands() {
        let names = ["one process", "2 processes", "2 threads", "rayon, 2 threads"];
        assert_eq!(Thing::of_all(names), [Alone, Processes, Threads, Library]);
        let names = ["1 thread, lock", "2 threads, lock", "2 processes, own locks", "2 threads, no lock"];
        assert_eq!(Thing::of_all(names), [Locked, Locked, Processes, Threads]);
        let names = ["the main thread", "2 threads", "6 processes", "2 threads, one lock"];
        assert_eq!(Thing::of_all(names), [Alone, Threads, Processes, Locked]);
        assert_eq!(Thing::of_all(["threads", "processes"]), [Threads, Processes]);
        let names = ["one thread", "2 threads of a pool", "2 new threads", "2 new processes"];
        assert_eq!(Thing::of_all(names), [Alone, Library, Threads, Processes]);
    }

    #[test]
    fn what_nobody_knows_is_told_apart_by_its_place() {
        assert_eq!(Thing::of_all(["apart", "2 threads", "side by side"]), [Other(0), Threads, Other(1)]);
        assert_eq!(Thing::repetitions(&[Threads, Processes, Threads, Threads]), [0, 0, 1, 2]);
    }
}
