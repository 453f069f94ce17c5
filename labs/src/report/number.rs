//! Numbers as people read them.

/// A time with a unit that fits it, in three digits: `1.24 s`, `35.0 ms`, `812 µs`.
pub fn seconds(seconds: f64) -> String {
    let (value, unit) = match seconds.abs() {
        size if !size.is_finite() => return "–".to_owned(),
        size if size >= 0.9995 => (seconds, "s"),
        size if size >= 0.9995e-3 => (seconds * 1e3, "ms"),
        size if size >= 0.9995e-6 => (seconds * 1e6, "µs"),
        _ => (seconds * 1e9, "ns"),
    };
    format!("{} {unit}", three_digits(value))
}

/// A number in three digits, or in as many as stand before its point; one far below 1 in two that count, wherever they begin.
pub fn three_digits(value: f64) -> String {
    match value.abs() {
        0.0 => "0".to_owned(),
        size if size < 0.0995 => format!("{value:.*}", (1.0 - size.log10().floor()) as usize),
        size if size < 9.995 => format!("{value:.2}"),
        size if size < 99.95 => format!("{value:.1}"),
        _ => count(value.round() as i64),
    }
}

/// How many times as fast something is: `1.91x`, and `0.0034x` where it is far slower.
pub fn times(times: f64) -> String {
    match times.abs() {
        size if !size.is_finite() => "–".to_owned(),
        _ => format!("{}x", three_digits(times)),
    }
}

/// A whole number with its thousands apart: `12 345`.
pub fn count(number: impl Into<i64>) -> String {
    let number = number.into();
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(' ');
        }
        text.push(digit);
    }
    if number < 0 { format!("-{text}") } else { text }
}

/// How many there are of something: `1 process`, `2 processes`.
pub fn counted(number: usize, one: &str) -> String {
    let number_of = count(i64::try_from(number).unwrap_or(i64::MAX));
    let ending = match one {
        _ if number == 1 => "",
        _ if one.ends_with('s') => "es",
        _ => "s",
    };
    format!("{number_of} {one}{ending}")
}

/// Several things one after the other: `a, b and c`.
pub fn listed(parts: &[impl AsRef<str>]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [before @ .., last] => {
            let before: Vec<&str> = before.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", before.join(", "), last.as_ref())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_digits_and_a_unit() {
        let all = [(0.0, "0 ns"), (2.5e-9, "2.50 ns"), (8.12e-4, "812 µs"), (0.035, "35.0 ms"), (0.9996, "1.00 s")];
        for (time, text) in all {
            assert_eq!(seconds(time), text);
        }
        assert_eq!((seconds(1234.4), seconds(f64::NAN)), ("1 234 s".to_owned(), "–".to_owned()));
    }

    #[test]
    fn what_is_far_slower_is_not_rounded_to_nothing() {
        let all = [1.914, 12.34, 0.86, 0.099, 0.034, 0.000_341, 0.0, f64::NAN].map(times);
        assert_eq!(all, ["1.91x", "12.3x", "0.86x", "0.099x", "0.034x", "0.00034x", "0x", "–"]);
    }

    #[test]
    fn many_have_an_ending() {
        let all = [counted(1, "process"), counted(2, "process"), counted(0, "thread"), counted(1000, "core")];
        assert_eq!(all, ["1 process", "2 processes", "0 threads", "1 000 cores"]);
    }

    #[test]
    fn lists_are_read_aloud() {
        assert_eq!([listed(&["a"]), listed(&["a", "b"]), listed(&["a", "b", "c"])], ["a", "a and b", "a, b and c"]);
        assert_eq!(listed(&[""; 0]), "");
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([count(0), count(999), count(1000), count(-12_345_678)], ["0", "999", "1 000", "-12 345 678"]);
    }
}
