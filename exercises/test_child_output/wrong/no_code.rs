//! wrong: kills, 5 of 8 mutants
use subject::{OutputOf, Test};

pub const TESTS: &[Test] = &[("much", much)];

fn much(output_of: OutputOf) {
    let (output, _) = output_of(|mut writer| writer.write_all(&[0; 9_000]).map_or(1, |()| 0));
    assert_eq!(output, [0; 9_000]);
}
