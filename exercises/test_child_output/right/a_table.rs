//! right: a table of children with what has to come of them, 10 of 10
use subject::{OutputOf, Program, Test};

pub const TESTS: &[Test] = &[("all children", |output_of| {
    for (program, output, code) in children() {
        assert_eq!(output_of(program), (output, code));
    }
})];

fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at % 250) as u8).collect()
}

fn children() -> [(Program, Vec<u8>, i32); 3] {
    [
        (|_| 9, Vec::new(), 9),
        (|mut writer| writer.write_all(&bytes(300)).map_or(1, |()| 200), bytes(300), 200),
        (|mut writer| writer.write_all(&bytes(4_500)).map_or(1, |()| 0), bytes(4_500), 0),
    ]
}
