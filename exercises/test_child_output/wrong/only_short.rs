//! wrong: kills, 5 of 8 mutants
use subject::{OutputOf, Test};

pub const TESTS: &[Test] = &[("short", short), ("silent", silent)];

fn short(output_of: OutputOf) {
    let (output, code) = output_of(|mut writer| writer.write_all(&[9, 0, 9]).map_or(1, |()| 2));
    assert_eq!((output, code), (vec![9, 0, 9], 2));
}

fn silent(output_of: OutputOf) {
    assert_eq!(output_of(|_| 2).1, 2);
}
