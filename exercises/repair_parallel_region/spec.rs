use racecourse::sync::Arc;

use racecourse::Outcome;
use racecourse::cell::RacyCell;
use racecourse::exercise::vary;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;
use submission::Region;

/// A region, and for each round how often its work was done, and what was left behind in plain memory.
struct Rounds<const N: usize> {
    region: Region,
    done: [AtomicU32; N],
    left: [RacyCell<u32>; N],
}

impl<const N: usize> Rounds<N> {
    fn new(members: usize) -> Arc<Self> {
        let region = Region::new(members);
        Arc::new(Self { region, done: [(); N].map(|()| AtomicU32::new(0)), left: [(); N].map(|()| RacyCell::new(0)) })
    }

    /// Takes part in all rounds; whether `value` was there after each.
    fn take_part(&self, value: u32) -> bool {
        (0..N).all(|round| {
            self.region.single(|| {
                // The second one leaves nothing: that it is there is told, and not a race between the two.
                if self.done[round].fetch_add(1, SeqCst) == 0 {
                    self.left[round].set(value);
                }
            });
            self.done[round].load(SeqCst) != 1 || self.left[round].get() == value
        })
    }

    /// How often the work was done in each round.
    fn done(&self) -> [u32; N] {
        std::array::from_fn(|round| self.done[round].load(SeqCst))
    }
}

fn one_round(names: &[&str], value: u32) -> Outcome {
    let rounds = Rounds::<1>::new(names.len() + 1);
    let start = |name: &&str| {
        let rounds = Arc::clone(&rounds);
        thread::spawn_named(name, move || rounds.take_part(value))
    };
    let others: Vec<_> = names.iter().map(start).collect();
    let main = rounds.take_part(value);
    let all = others.into_iter().fold(main, |all, other| other.join().unwrap() && all);
    match rounds.done() {
        [0] => Outcome::new("never done"),
        [1] => Outcome::new(if all { "done once, seen by all" } else { "not seen" }),
        [times] => Outcome::new(format!("done {times} times")),
    }
}

/// Two, and one round.
pub fn two_members() -> Outcome {
    one_round(&["ann"], vary(&[4, 9]))
}

/// Three, and one round.
pub fn three_members() -> Outcome {
    one_round(&["ann", "ben"], 2)
}

/// What comes of it if all is seen.
fn each_once<const N: usize>(done: [u32; N], is_seen: bool) -> Outcome {
    match done.iter().position(|times| *times != 1) {
        None => Outcome::new(if is_seen { "done once in each round, seen by all" } else { "not seen" }),
        Some(0) => Outcome::new(format!("done {} times", done[0])),
        Some(round) => Outcome::new(format!("done {} times in round {}", done[round], round + 1)),
    }
}

/// Two, and three rounds.
pub fn three_rounds() -> Outcome {
    let rounds = Rounds::<3>::new(2);
    let ann = {
        let rounds = Arc::clone(&rounds);
        thread::spawn_named("ann", move || rounds.take_part(3))
    };
    let main = rounds.take_part(3);
    let all = ann.join().unwrap() && main;
    each_once(rounds.done(), all)
}

/// Whoever is alone waits for nobody.
pub fn alone() -> Outcome {
    let rounds = Rounds::<20>::new(1);
    let main = rounds.take_part(6);
    each_once(rounds.done(), main)
}

/// Several members, and several rounds: too many orders for all of them.
pub fn many_members() -> Outcome {
    let members = vary(&[3, 7]);
    let rounds = Rounds::<3>::new(members);
    let others: Vec<_> = (1..members).map(|_| {
        let rounds = Arc::clone(&rounds);
        thread::spawn(move || rounds.take_part(3))
    }).collect();
    let main = rounds.take_part(3);
    let all = others.into_iter().fold(main, |all, other| other.join().unwrap() && all);
    each_once(rounds.done(), all)
}
