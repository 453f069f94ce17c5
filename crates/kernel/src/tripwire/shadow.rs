//! What was last done with each piece of memory, and by whom: enough to tell whether the next access races with it. Pure.
//!
//! As in FastTrack (Flanagan and Freund, PLDI 2009), what a later access cannot race with alone is forgotten. Accesses need not be of
//! the same size, so of each word it is kept which of its bytes were touched, as ThreadSanitizer does (Serebryany and Iskhodzhanov,
//! WBIA 2009).

use std::collections::BTreeMap;
use std::ops::Range;

use racecourse_meaning::ActorId;
use smallvec::SmallVec;

/// Bytes that are looked at together.
const WORD: usize = 8;

/// Words that are watched at most. What is touched besides is not.
pub(super) const MOST_WORDS: usize = 1 << 16;

/// Somebody touches memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Touch {
    pub(super) actor: ActorId,
    pub(super) writes: bool,
    /// Whoever knows of so many of its actor's events comes after it.
    pub(super) at: u32,
    /// How many entries the transcript had by then.
    pub(super) entries: usize,
}

/// A touch, and which bytes of its word it was.
#[derive(Clone, Copy, Debug)]
struct Kept {
    touch: Touch,
    bytes: u8,
}

impl Kept {
    /// Whether the two touch the same byte, and one of them changes it.
    fn conflicts_with(&self, touch: &Touch, bytes: u8) -> bool {
        self.touch.actor != touch.actor && self.bytes & bytes != 0 && (self.touch.writes || touch.writes)
    }
}

/// The memory that was touched in an execution.
#[derive(Debug, Default)]
pub(super) struct Shadow {
    words: BTreeMap<usize, SmallVec<[Kept; 2]>>,
    is_full: bool,
}

impl Shadow {
    pub(super) const fn new() -> Self {
        Self { words: BTreeMap::new(), is_full: false }
    }

    /// An execution begins: nobody has touched anything.
    pub(super) fn clear(&mut self) {
        self.words.clear();
    }

    /// Whether there was ever more than is watched.
    pub(super) const fn is_full(&self) -> bool {
        self.is_full
    }

    /// So many bytes from `address` on are touched: an earlier touch that conflicts with it and that nothing orders before it. `knows`
    /// says whether what an actor has done up to some event comes before it.
    pub(super) fn touch(
        &mut self,
        address: usize,
        size: usize,
        touch: Touch,
        knows: impl Fn(ActorId, u32) -> bool,
    ) -> Option<Touch> {
        let last = address.checked_add(size.checked_sub(1)?)?;
        let mut found = None;
        for word in address / WORD..=last / WORD {
            let from = address.max(word * WORD) % WORD;
            let to = if word == last / WORD { last % WORD } else { WORD - 1 };
            let bytes = (u8::MAX << from) & (u8::MAX >> (WORD - 1 - to));
            if self.words.len() >= MOST_WORDS && !self.words.contains_key(&word) {
                self.is_full = true;
                continue;
            }
            let kept = self.words.entry(word).or_default();
            let comes_before = |it: &Kept| it.touch.actor == touch.actor || knows(it.touch.actor, it.touch.at);
            let racing = kept.iter().find(|it| it.conflicts_with(&touch, bytes) && !comes_before(it));
            found = found.or(racing.map(|it| it.touch));
            // Whoever races with one of these later races with this one as well.
            kept.retain(|it| it.bytes & !bytes != 0 || (it.touch.writes && !touch.writes) || !comes_before(it));
            kept.push(Kept { touch, bytes });
        }
        found
    }

    /// What is in this range is somebody else's from now on.
    pub(super) fn forget(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        // Memory is handed out in pieces that begin and end at words.
        let words = range.start / WORD..=(range.end - 1) / WORD;
        while let Some((&word, _)) = self.words.range(words.clone()).next() {
            self.words.remove(&word);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Random numbers that are the same each time (xorshift, Marsaglia 2003).
    struct Random(u64);

    impl Random {
        fn below(&mut self, most: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            usize::try_from(self.0 % most as u64).unwrap()
        }
    }

    const ACTORS: usize = 3;

    /// Actors that touch memory, and now and then hand on all that they know.
    #[test]
    fn the_first_race_is_found_where_every_touch_is_kept_and_nowhere_else() {
        let (mut racing, mut free) = (0, 0);
        for seed in 1..2_000 {
            let mut random = Random(seed);
            let mut shadow = Shadow::new();
            let mut knows = [[0_u32; ACTORS]; ACTORS];
            let mut all: Vec<(Range<usize>, Touch)> = Vec::new();
            let mut is_racy = false;
            for step in 0..60 {
                let actor = random.below(ACTORS);
                if random.below(6) != 0 {
                    let other = random.below(ACTORS);
                    knows[actor][actor] += 1;
                    let told = knows[actor];
                    for (mine, theirs) in knows[other].iter_mut().zip(told) {
                        *mine = (*mine).max(theirs);
                    }
                    continue;
                }
                if random.below(4) == 0 {
                    // Some of it is freed.
                    let from = random.below(4) * WORD;
                    shadow.forget(from..from + WORD);
                    all.retain(|(range, _)| range.start < from || range.end > from + WORD);
                    for (range, _) in &mut all {
                        // A touch of two words is kept as far as it is not freed.
                        if range.start < from && range.end > from {
                            range.end = range.end.min(from);
                        } else if range.start < from + WORD && range.end > from + WORD {
                            range.start = range.start.max(from + WORD);
                        }
                    }
                    continue;
                }
                let size = 1 << random.below(5);
                let address = random.below(32 / size) * size;
                let touch = Touch { actor, writes: random.below(2) == 0, at: knows[actor][actor] + 1, entries: step };
                let range = address..address + size;
                let is_racing = |(other, earlier): &&(Range<usize>, Touch)| {
                    other.start < range.end
                        && range.start < other.end
                        && earlier.actor != actor
                        && (earlier.writes || touch.writes)
                        && knows[actor][earlier.actor] < earlier.at
                };
                let expected = all.iter().any(|it| is_racing(&it));
                let found = shadow.touch(address, size, touch, |other, at| knows[actor][other] >= at);
                assert_eq!(found.is_some(), expected, "seed {seed}, step {step}: {touch:?} of {range:?} in {all:?}");
                if let Some(found) = found {
                    assert!(all.iter().filter(is_racing).any(|(_, it)| *it == found), "{found:?} in {all:?}");
                    is_racy = true;
                    break;
                }
                all.push((range, touch));
            }
            if is_racy { racing += 1 } else { free += 1 }
        }
        assert!(racing > 500 && free > 100, "{racing} and {free}");
    }

    #[test]
    fn what_is_too_much_is_not_watched_and_that_is_known() {
        let mut shadow = Shadow::new();
        let touch = Touch { actor: 0, writes: true, at: 1, entries: 0 };
        for word in 0..MOST_WORDS {
            assert_eq!(shadow.touch(word * WORD, WORD, touch, |_, _| true), None);
        }
        assert!(!shadow.is_full());
        assert_eq!(shadow.touch(MOST_WORDS * WORD, 1, touch, |_, _| true), None);
        assert!(shadow.is_full());
        let other = Touch { actor: 1, ..touch };
        assert_eq!(shadow.touch(0, 1, other, |_, _| false), Some(touch));
        shadow.forget(0..MOST_WORDS * WORD);
        assert_eq!(shadow.touch(WORD, 1, other, |_, _| false), None);
    }

    #[test]
    fn an_address_at_the_end_of_all_memory_is_none() {
        let touch = Touch { actor: 0, writes: true, at: 1, entries: 0 };
        assert_eq!(Shadow::new().touch(usize::MAX, 16, touch, |_, _| true), None);
        assert_eq!(Shadow::new().touch(usize::MAX, 0, touch, |_, _| true), None);
        assert_eq!(Shadow::new().touch(usize::MAX, 1, touch, |_, _| true), None);
    }
}
