use racecourse::Outcome;
use racecourse::exercise::{call, calls, vary};
use racecourse::progress;
use submission::sum_in_children;

/// More than fits into an exit code or into two bytes, and of no part the part itself.
fn work(part: u64) -> u64 {
    call(|| {
        let _work = progress::section("work");
        part * 300_000 + 7
    })
}

fn judged(parts: &[u64]) -> &'static str {
    let sum = sum_in_children(parts, work);
    match parts.iter().map(|part| part * 300_000 + 7).sum::<u64>() {
        expected if sum == expected => "the sum of all",
        _ if sum == 0 => "nothing arrived",
        _ => "another sum",
    }
}

/// Two children.
pub fn two_parts() -> Outcome {
    let parts = vary(&[[1, 2], [40, 8]]);
    let found = judged(&parts);
    // Work that is done only to be seen at the same time is done once more for its result.
    let is_more = calls().is_some_and(|calls| calls > parts.len());
    Outcome::new(if is_more && found == "the sum of all" { "worked on twice" } else { found })
}

/// Three of them.
pub fn three_parts() -> Outcome {
    Outcome::new(judged(&[5, 3, 5]))
}

/// As few as can be.
pub fn few_parts() -> Outcome {
    let one = judged(&[6]);
    Outcome::new(if one == "the sum of all" { judged(&[]) } else { one })
}
