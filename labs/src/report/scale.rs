//! Axes: where they begin and end, and where they are labelled.

/// An axis made for some values.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// Where it begins and ends. On a logarithmic axis, as a power of ten.
    pub bounds: [f64; 2],
    /// What is written at equal distances along it, both ends included.
    pub labels: Vec<String>,
    logarithmic: bool,
}

impl Scale {
    /// Where `value` stands between the bounds; none if it cannot stand there.
    pub fn place(&self, value: f64) -> Option<f64> {
        let value = if self.logarithmic { value.log10() } else { value };
        value.is_finite().then_some(value)
    }
}

/// The axis for `values`: with 0 on it, unless it is logarithmic or `from_zero` is false, and labelled at round numbers.
pub fn scale(values: impl Iterator<Item = f64>, logarithmic: bool, from_zero: bool) -> Scale {
    let place = |value: f64| if logarithmic { value.log10() } else { value };
    let bounds = values.map(place).filter(|value| value.is_finite());
    let (mut least, mut most) =
        bounds.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), value| (a.min(value), b.max(value)));
    if least > most {
        (least, most) = (0.0, 1.0);
    }
    if from_zero && !logarithmic {
        (least, most) = (least.min(0.0), most.max(0.0));
    }
    if least == most {
        most += 1.0;
    }
    let step = if logarithmic { ((most - least) / 6.0).ceil().max(1.0) } else { round_step((most - least) / 6.0) };
    let (first, last) = ((least / step + 1e-9).floor(), (most / step - 1e-9).ceil());
    let steps = (last - first).round().max(1.0);
    let label = |at: f64| {
        let value = (first + at) * step;
        if logarithmic { power_of_ten(value) } else { plain(value) }
    };
    Scale {
        bounds: [first * step, (first + steps) * step],
        labels: (0..=steps as usize).map(|at| label(at as f64)).collect(),
        logarithmic,
    }
}

/// The next 1, 2 or 5 times a power of ten.
fn round_step(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    let digit = [1.0, 2.0, 5.0, 10.0].into_iter().find(|digit| digit * power >= step * 0.999);
    digit.unwrap_or(10.0) * power
}

fn plain(value: f64) -> String {
    if value == value.round() { three_digits_or_whole(value) } else { format!("{}", (value * 1e6).round() / 1e6) }
}

fn three_digits_or_whole(value: f64) -> String {
    match value.abs() {
        size if size >= 1e6 => format!("{}M", value / 1e6),
        size if size >= 1e4 => format!("{}k", value / 1e3),
        _ => format!("{value}"),
    }
}

fn power_of_ten(exponent: f64) -> String {
    let value = 10_f64.powf(exponent);
    match exponent as i32 {
        power @ 9.. => format!("1e{power}"),
        6.. => format!("{}M", value / 1e6),
        4.. => format!("{}k", value / 1e3),
        0.. => format!("{value:.0}"),
        -3.. => format!("{value:.*}", exponent.abs() as usize),
        power => format!("1e{power}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_begin_at_zero_and_are_labelled_at_round_numbers() {
        let axis = scale([1.0, 3.7].into_iter(), false, true);
        assert_eq!(axis.bounds, [0.0, 4.0]);
        assert_eq!(axis.labels, ["0", "1", "2", "3", "4"]);
        let axis = scale([1.0, 8.0].into_iter(), false, false);
        assert_eq!((axis.bounds, axis.labels.first().map(String::as_str)), ([0.0, 8.0], Some("0")));
    }

    #[test]
    fn logarithmic_axes_are_labelled_at_powers_of_ten() {
        let axis = scale([20.0, 90_000.0].into_iter(), true, true);
        assert_eq!(
            (axis.bounds, axis.labels),
            ([1.0, 5.0], ["10", "100", "1000", "10k", "100k"].map(String::from).to_vec())
        );
        let axis = scale([0.002, 5.0].into_iter(), true, true);
        assert_eq!(axis.labels, ["0.001", "0.01", "0.1", "1", "10"]);
        assert_eq!(axis.place(0.0), None);
    }

    #[test]
    fn nothing_and_one_value_have_an_axis_too() {
        assert_eq!(scale(std::iter::empty(), false, true).bounds, [0.0, 1.0]);
        assert_eq!(scale([0.0].into_iter(), false, true).bounds, [0.0, 1.0]);
        assert!(scale([f64::NAN].into_iter(), true, true).labels.len() > 1);
    }
}
