use subject::{OutputOf, Test};

/// All tests, each with a name.
pub const TESTS: &[Test] = &[("a short word", a_short_word)];

fn a_short_word(output_of: OutputOf) {
    let (output, code) = output_of(|mut writer| {
        writer.write_all(b"done").unwrap();
        0
    });
    assert_eq!((output.as_slice(), code), (&b"done"[..], 0));
}
