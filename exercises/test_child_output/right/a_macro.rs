//! right: a macro that makes a test of what a child writes and how it ends, in a module, 10 of 10
pub use children::TESTS;

mod children {
    use subject::{OutputOf, Test};

    macro_rules! tests {
        ($($name:ident: $($piece:expr),* => $code:expr;)+) => {
            pub const TESTS: &[Test] = &[$((stringify!($name), $name)),+];
            $(fn $name(output_of: OutputOf) {
                let (output, code) = output_of(|mut writer| {
                    let pieces: &[Vec<u8>] = &[$($piece),*];
                    pieces.iter().for_each(|piece| writer.write_all(piece).expect("somebody reads"));
                    drop(writer);
                    $code
                });
                let expected: Vec<u8> = [$($piece),*].into_iter().collect::<Vec<Vec<u8>>>().concat();
                assert!(output == expected, "{} bytes instead of {}", output.len(), expected.len());
                assert_eq!(code, $code);
            })+
        };
    }

    tests! {
        silent: => 5;
        zero: vec![0, 1] => 0;
        in_pieces: vec![1; 4096], vec![2; 4096], vec![3] => 2;
    }
}
