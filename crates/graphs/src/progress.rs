//! How much of all that there is to try has been tried.

/// For each graph, or attempt at one, from which something is left to be tried, that at hand last: how much of what there was to try
/// is done, with all that came of it, and how much there is. A graph itself is one of them.
///
/// What was found first has more behind it than what was found last, and is tried last; here all counts for the same. So it says
/// that more is done than is.
#[derive(Clone, Debug, Default)]
pub(super) struct Progress {
    tried: Vec<(usize, usize)>,
    /// What has been found to be tried since the last graph, or attempt at one, was done with.
    found: usize,
    /// Whether a graph is at hand that is not over, as far as is known.
    is_at_hand: bool,
}

impl Progress {
    /// So much more is to be tried.
    pub(super) fn finds(&mut self, more: usize) {
        self.found += more;
    }

    /// A graph is at hand.
    pub(super) fn begins(&mut self) {
        self.is_at_hand = true;
    }

    /// The graph at hand is over.
    pub(super) fn ends(&mut self) {
        if std::mem::take(&mut self.is_at_hand) {
            self.leaves(1);
        }
    }

    /// There is no such graph.
    pub(super) fn is_in_vain(&mut self) {
        self.leaves(0);
    }

    /// What was being tried is over but for what has been found meanwhile. So much more of it is done already.
    fn leaves(&mut self, done: usize) {
        match std::mem::take(&mut self.found) {
            0 => self.one_is_done(),
            found => self.tried.push((done, done + found)),
        }
    }

    fn one_is_done(&mut self) {
        while let Some((done, known)) = self.tried.last_mut() {
            *done += 1;
            if done < known {
                break;
            }
            self.tried.pop();
        }
    }

    /// So much of what is left is given away, what would be tried last before all else. What that is a part of.
    pub(super) fn gives_away(&mut self, many: usize) -> Self {
        self.ends();
        let mut left = many;
        let last = self.tried.len().saturating_sub(1);
        for (at, (done, known)) in self.tried.iter_mut().enumerate() {
            // At all but the last something is being tried, which is not left.
            let taken = left.min(*known - *done - usize::from(at < last));
            *known -= taken;
            left -= taken;
        }
        if self.tried.pop_if(|(done, known)| done == known).is_some() {
            self.one_is_done();
        }
        Self { tried: vec![(0, many)], found: 0, is_at_hand: false }
    }

    /// How much is done and how much there is to try, for each graph on the way to the one at hand.
    pub(super) fn tried(&self) -> impl Iterator<Item = (usize, usize)> {
        self.tried.iter().copied()
    }
}
