//! wrong: kills, 3 of 8 mutants
use subject::{OutputOf, Test};

pub const TESTS: &[Test] = &[("much", |output_of: OutputOf| {
    let _ = output_of(|mut writer| writer.write_all(&[1; 9_000]).map_or(1, |()| 0));
})];
