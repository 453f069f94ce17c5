//! wrong: right, refuses what is right: panic
use subject::{OutputOf, Test};

pub const TESTS: &[Test] = &[("it fits", it_fits)];

// The pipe has a limit, and the output has none.
fn it_fits(output_of: OutputOf) {
    let (output, _) = output_of(|mut writer| writer.write_all(&[1; 9_000]).map_or(1, |()| 0));
    assert!(output.len() <= 4096);
}
