use racecourse::Outcome;
use racecourse::exercise::vary;
use racecourse::process::PipeWriter;
use submission::output_of;

/// Bytes of all values, which do not come again in the same order in the next pipeful.
fn report(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at % 257) as u8).collect()
}

fn judged(program: fn(PipeWriter) -> i32, length: usize) -> String {
    let (output, code) = output_of(program);
    if output == report(length) { format!("all of it, ended with {code}") } else { "something else".to_owned() }
}

/// More than a pipe holds.
pub fn long() -> Outcome {
    let (program, length): (fn(PipeWriter) -> i32, usize) = vary(&[(six_thousand, 6_000), (five_thousand, 5_001)]);
    Outcome::new(judged(program, length))
}

fn six_thousand(mut writer: PipeWriter) -> i32 {
    writer.write_all(&report(6_000)).unwrap();
    3
}

fn five_thousand(mut writer: PipeWriter) -> i32 {
    writer.write_all(&report(5_001)).unwrap();
    3
}

/// Many times what a pipe holds.
pub fn very_long() -> Outcome {
    Outcome::new(judged(a_book, 200_000))
}

/// Less than a pipe holds.
pub fn short() -> Outcome {
    let little = judged(|mut writer| writer.write_all(&report(5)).map_or(1, |()| 0), 5);
    Outcome::new(if little == "all of it, ended with 0" { judged(|_| 0, 0) } else { little })
}

/// Twice what fits, and it ends some time after it has written.
pub fn in_pieces() -> Outcome {
    Outcome::new(judged(
        |mut writer| {
            let all = report(7_000);
            let (first, second) = all.split_at(4_000);
            writer.write_all(first).unwrap();
            writer.write_all(second).unwrap();
            200
        },
        7_000,
    ))
}

fn a_book(mut writer: PipeWriter) -> i32 {
    writer.write_all(&report(200_000)).unwrap();
    3
}
