//! How far a lab is: it goes through several pieces of work, one after the other, and each of them has its own steps.

use std::cell::{Cell, RefCell};

/// How far a lab is, from all that it has said.
#[derive(Debug)]
pub(super) struct HowFar {
    /// Through how many pieces of work the lab goes if nobody sets it otherwise.
    pieces: u64,
    begun: Cell<u64>,
    last: RefCell<String>,
    share: Cell<f64>,
}

impl HowFar {
    /// That of a lab that goes through so many pieces of work.
    pub(super) fn new(pieces: u64) -> Self {
        Self { pieces, begun: Cell::new(0), last: RefCell::default(), share: Cell::new(0.0) }
    }

    /// The share of the lab that is done, from 0 to 1, once `done` of `total` steps of the work `what` are. A piece of work
    /// begins with the first step of something else.
    ///
    /// It never goes back: a lab that has more to do than usual comes to its end in smaller steps.
    pub(super) fn share(&self, what: &str, done: u64, total: u64) -> f64 {
        if done == 0 && (self.begun.get() == 0 || *self.last.borrow() != what) {
            self.begun.set(self.begun.get() + 1);
        }
        what.clone_into(&mut self.last.borrow_mut());
        let before = self.begun.get().saturating_sub(1) as f64;
        let within = done as f64 / total.max(1) as f64;
        let pieces = self.pieces.max(self.begun.get()).max(1) as f64;
        let share = ((before + within.min(1.0)) / pieces).max(self.share.get());
        self.share.set(share);
        share
    }
}

#[cfg(test)]
mod tests {
    use super::HowFar;

    #[test]
    fn pieces_of_work_share_the_way() {
        let how_far = HowFar::new(4);
        let said = [("walk: a", 0, 2), ("walk: b", 1, 2), ("sum", 0, 4), ("sum", 0, 4), ("sum", 2, 4), ("draw", 0, 1)];
        let shares = said.map(|(what, done, total)| how_far.share(what, done, total));
        assert_eq!(shares, [0.0, 0.125, 0.25, 0.25, 0.375, 0.5]);
    }

    #[test]
    fn more_than_usual_never_leads_back_or_beyond_the_end() {
        let how_far = HowFar::new(2);
        let shares: Vec<f64> = (0..6).map(|piece| how_far.share(&piece.to_string(), 0, 0)).collect();
        assert!(shares.is_sorted() && shares.iter().all(|share| *share < 1.0), "{shares:?}");
        assert_eq!(how_far.share("5", 9, 3), 1.0);
    }
}
