//! right: one test for each kind of child, 10 of 10
use subject::{OutputOf, Test};

pub const TESTS: &[Test] = &[("much", much), ("nothing", nothing), ("any bytes", any_bytes), ("codes", codes)];

fn much(output_of: OutputOf) {
    let (output, code) = output_of(|mut writer| {
        writer.write_all(&[7; 5_000]).unwrap();
        writer.write_all(&[8; 5_000]).unwrap();
        0
    });
    assert_eq!((output.len(), code), (10_000, 0));
    assert!(output[..5_000].iter().all(|byte| *byte == 7) && output[5_000..].iter().all(|byte| *byte == 8));
}

fn nothing(output_of: OutputOf) {
    assert_eq!(output_of(|_| 4), (Vec::new(), 4));
}

fn any_bytes(output_of: OutputOf) {
    let (output, _) = output_of(|mut writer| {
        writer.write_all(&[1, 0, 255]).unwrap();
        0
    });
    assert_eq!(output, [1, 0, 255]);
}

fn codes(output_of: OutputOf) {
    let ends = |program: fn(racecourse::process::PipeWriter) -> i32| output_of(program).1;
    assert_eq!([ends(|_| 0), ends(|_| 1), ends(|_| 77)], [0, 1, 77]);
}
