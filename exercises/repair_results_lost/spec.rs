use racecourse::Outcome;
use racecourse::exercise::vary;
use racecourse::progress;
use submission::sum_in_children;

/// More than fits into an exit code, and of no part the part itself.
fn work(part: u64) -> u64 {
    let _work = progress::section("work");
    part * 300 + 7
}

fn judged(parts: &[u64]) -> &'static str {
    let sum = sum_in_children(parts, work);
    match parts.iter().map(|part| part * 300 + 7).sum::<u64>() {
        expected if sum == expected => "the sum of all",
        _ if sum == 0 => "nothing arrived",
        _ => "another sum",
    }
}

/// Two children.
pub fn two_parts() -> Outcome {
    Outcome::new(judged(&vary(&[[1, 2], [40, 8]])))
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
