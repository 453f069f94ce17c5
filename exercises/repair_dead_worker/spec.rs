use racecourse::Outcome;
use racecourse::exercise::vary;
use racecourse::process::Child;
use submission::worked;

fn work(number: u8) -> u8 {
    number * number + 1
}

fn judged(numbers: [u8; 2], meanwhile: impl FnOnce(&mut [Child; 2])) -> Outcome {
    let mut were_started = false;
    let answers = worked(numbers, work, |workers| {
        were_started = true;
        meanwhile(workers);
    });
    Outcome::new(match answers {
        _ if !were_started => "nobody was started",
        _ if answers == numbers.map(work) => "both are there",
        _ if answers.contains(&0) => "an answer is missing",
        _ => "another answer",
    })
}

/// Nobody is killed.
pub fn all_live() -> Outcome {
    judged(vary(&[[2, 3], [15, 14]]), |_| ())
}

/// One of them is.
pub fn one_dies() -> Outcome {
    judged(vary(&[[2, 3], [15, 14]]), |[_, second]| second.kill())
}

/// Both are.
pub fn both_die() -> Outcome {
    judged([2, 3], |[first, second]| {
        first.kill();
        second.kill();
    })
}
