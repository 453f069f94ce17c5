//! wrong: kills, 5 of 8 mutants
use subject::{OutputOf, Test};

pub const TESTS: &[Test] = &[("much", much)];

fn much(output_of: OutputOf) {
    let (output, code) = output_of(|mut writer| writer.write_all(&[1; 9_000]).map_or(1, |()| 0));
    assert_eq!((output.len(), code), (9_000, 0));
}
