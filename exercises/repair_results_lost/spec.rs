use racecourse::Outcome;
use racecourse::exercise::{call, calls, vary};
use racecourse::progress;
use submission::sum_in_children;

/// More than fits into an exit code or into four bytes, and of no part the part itself; of one it is 0.
fn result_of(part: u64) -> u64 {
    part.abs_diff(302) * 300_000_001
}

/// The last digit of a part says which it is.
fn work(part: u64) -> u64 {
    call(|| {
        let _work = progress::section(match part % 10 {
            1 => "first",
            2 => "second",
            3 => "third",
            _ => "work",
        });
        result_of(part)
    })
}

fn judged(parts: &[u64]) -> &'static str {
    let sum = sum_in_children(parts, work);
    match parts.iter().map(|part| result_of(*part)).sum::<u64>() {
        expected if sum == expected => "the sum of all",
        _ if sum == 0 => "nothing arrived",
        _ => "another sum",
    }
}

/// Two children.
pub fn two_parts() -> Outcome {
    let parts = vary(&[[1, 2], [301, 302]]);
    let found = judged(&parts);
    // Work that is done only to be seen at the same time is done once more for its result.
    let is_more = calls().is_some_and(|calls| calls > parts.len());
    Outcome::new(if is_more && found == "the sum of all" { "worked on twice" } else { found })
}

/// Three of them, each two of which work at the same time.
pub fn three_parts() -> Outcome {
    Outcome::new(judged(&[31, 12, 33]))
}

/// Two that are alike, and two results.
pub fn two_alike() -> Outcome {
    Outcome::new(judged(&[40, 40]))
}

/// As few as can be.
pub fn few_parts() -> Outcome {
    let one = judged(&[60]);
    Outcome::new(if one == "the sum of all" { judged(&[]) } else { one })
}

/// Ten: too many orders for all of them.
pub fn many_parts() -> Outcome {
    Outcome::new(judged(&[51, 42, 33, 64, 75, 26, 87, 18, 99, 50]))
}
