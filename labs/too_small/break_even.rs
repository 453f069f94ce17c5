//! From which size on one program is quicker than another.

/// What the measurements say about it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BreakEven {
    /// It is quicker at every size that was measured, so the break-even is smaller than this one.
    Below(f64),
    /// It is quicker from about this size on.
    At(f64),
    /// It is not quicker at the largest size that was measured.
    None(f64),
}

/// From which size on `other` stays quicker than `first`, from times at growing sizes; none if there are no times.
///
/// Between two sizes the ratio of the times is taken to go from one to the other in a straight line, on logarithmic
/// scales. That is what it does where one of the times is nearly constant and the other grows with the size.
pub fn break_even(first: &[(f64, f64)], other: &[(f64, f64)]) -> Option<BreakEven> {
    // Above 0 where `other` is quicker.
    let gains: Vec<(f64, f64)> = first.iter().zip(other).map(|(a, b)| (a.0, (a.1 / b.1).ln())).collect();
    let last = gains.last()?;
    if last.1 <= 0.0 {
        return Some(BreakEven::None(last.0));
    }
    let Some(at) = gains.iter().rposition(|(_, gain)| *gain <= 0.0) else {
        return Some(BreakEven::Below(gains[0].0));
    };
    let ((x, loss), (next, gain)) = (gains[at], gains[at + 1]);
    Some(BreakEven::At(x * (next / x).powf(-loss / (gain - loss))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(time: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
        (1..=6).map(|power| 10_f64.powi(power)).map(|size| (size, time(size))).collect()
    }

    #[track_caller]
    fn is_about(found: Option<BreakEven>, size: f64) {
        let Some(BreakEven::At(at)) = found else { panic!("{found:?}") };
        assert!((at / size).ln().abs() < 0.3, "{at}");
    }

    #[test]
    fn half_the_time_and_a_constant_meet_the_whole_at_twice_the_constant() {
        let found = break_even(&times(|size| size), &times(|size| 500.0 + size / 2.0));
        is_about(found, 1000.0);
    }

    #[test]
    fn it_may_lie_outside_what_was_measured() {
        let alone = times(|size| size);
        assert_eq!(break_even(&alone, &times(|size| size * 1.1)), Some(BreakEven::None(1e6)));
        assert_eq!(break_even(&alone, &alone), Some(BreakEven::None(1e6)));
        assert!(matches!(break_even(&alone, &times(|size| size / 2.0)), Some(BreakEven::Below(_))));
        assert_eq!(break_even(&[], &[]), None);
    }

    #[test]
    fn what_is_quicker_by_chance_at_a_small_size_does_not_count() {
        let mut other = times(|size| 500.0 + size / 2.0);
        other[0].1 = 1.0;
        is_about(break_even(&times(|size| size), &other), 1000.0);
    }
}
