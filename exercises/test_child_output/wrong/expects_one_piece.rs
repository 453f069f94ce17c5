//! wrong: right, refuses what is right: panic
use subject::{OutputOf, Test};

pub const TESTS: &[Test] = &[("the first piece", the_first_piece)];

fn the_first_piece(output_of: OutputOf) {
    let (output, code) = output_of(|mut writer| {
        writer.write_all(b"one").unwrap();
        writer.write_all(b"two").unwrap();
        0
    });
    assert_eq!((output, code), (b"one".to_vec(), 0));
}
