//! How busy each core was, as strips of characters: one line for each core, one character for each look.

use crate::lab::CoreUse;
use crate::report::upright;

/// So many lines, and so many characters in one, are the most that are drawn.
const LINES: usize = 8;
const LOOKS: usize = 44;

/// The strips of the busiest cores, in the order of their numbers, with the mean of each.
pub fn strips(looks: &[CoreUse]) -> Vec<String> {
    let cores = looks.iter().map(|look| look.busy.len()).max().unwrap_or(0);
    let of = |core: usize| looks.iter().map(|look| f64::from(look.busy.get(core).copied().unwrap_or(0.0))).collect();
    let all: Vec<(usize, Vec<f64>)> = (0..cores).map(|core| (core, of(core))).collect();
    let mut shown: Vec<&(usize, Vec<f64>)> = all.iter().collect();
    shown.sort_by(|one, two| mean(&two.1).total_cmp(&mean(&one.1)));
    let left = shown.split_off(shown.len().min(LINES));
    shown.sort_by_key(|(core, _)| *core);
    let digits = cores.saturating_sub(1).to_string().len();
    let strip = |busy: &[f64]| squeezed(busy).iter().map(|&share| upright(share)).collect::<String>();
    let line = |(core, busy): &(usize, Vec<f64>)| {
        format!("core {core:>digits$} ▕{}▏ {:>3.0} %", strip(busy), mean(busy) * 100.0)
    };
    let mut lines: Vec<String> = shown.into_iter().map(line).collect();
    if !left.is_empty() {
        let together: f64 = left.iter().map(|(_, busy)| mean(busy)).sum();
        lines.push(format!("and {} more, {:.0} % each", left.len(), together / left.len() as f64 * 100.0));
    }
    lines
}

fn mean(shares: &[f64]) -> f64 {
    if shares.is_empty() { 0.0 } else { shares.iter().sum::<f64>() / shares.len() as f64 }
}

/// No more looks than there is room for: several next to each other become their mean.
fn squeezed(shares: &[f64]) -> Vec<f64> {
    shares.chunks(shares.len().div_ceil(LOOKS).max(1)).map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(count: usize, busy: &[f32]) -> Vec<CoreUse> {
        (0..count).map(|at| CoreUse { at: at as f64, busy: busy.to_vec() }).collect()
    }

    #[test]
    fn each_core_has_a_line_and_each_look_a_character() {
        let mut all = looks(3, &[1.0, 0.0]);
        all[1].busy = vec![0.5, 1.0];
        assert_eq!(strips(&all), ["core 0 ▕█▄█▏  83 %", "core 1 ▕ █ ▏  33 %"]);
        assert!(strips(&[]).is_empty());
    }

    #[test]
    fn many_cores_and_many_looks_are_summed_up() {
        let busy: Vec<f32> = (0..128).map(|core| if core % 20 == 3 { 1.0 } else { 0.25 }).collect();
        let lines = strips(&looks(1000, &busy));
        assert_eq!(lines.len(), LINES + 1);
        assert!(lines.iter().all(|line| line.chars().count() <= 66), "{lines:?}");
        assert!(lines[1].starts_with("core   3 ▕███"), "{lines:?}");
        assert_eq!(lines[LINES], "and 120 more, 25 % each");
    }
}
