use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use racecourse::Outcome;
use racecourse::exercise::{in_a_child, vary};
use racecourse::process::Child;
use submission::worked;

/// How often the parent has worked. It is no atomic of the facade, so to count is no step.
static BY_PARENT: AtomicU32 = AtomicU32::new(0);

fn work(number: u8) -> u8 {
    if !in_a_child() {
        BY_PARENT.fetch_add(1, SeqCst);
    }
    number * number + 1
}

/// What comes of it if so many are killed: the parent may work for them, and for nobody else.
fn judged(numbers: [u8; 2], killed: u32, meanwhile: impl FnOnce(&mut [Child; 2])) -> Outcome {
    BY_PARENT.store(0, SeqCst);
    let mut were_started = false;
    let answers = worked(numbers, work, |workers| {
        were_started = true;
        meanwhile(workers);
    });
    let by_parent = BY_PARENT.load(SeqCst);
    Outcome::new(match answers {
        _ if !were_started => "nobody was started",
        _ if by_parent > killed => "the parent has worked for one who lives",
        _ if answers == numbers.map(work) => "both are there",
        _ if answers.contains(&0) => "an answer is missing",
        _ => "another answer",
    })
}

/// Nobody is killed.
pub fn all_live() -> Outcome {
    judged(vary(&[[2, 3], [15, 14]]), 0, |_| ())
}

/// One of them is.
pub fn one_dies() -> Outcome {
    judged(vary(&[[2, 3], [15, 14]]), 1, |[_, second]| second.kill())
}

/// Both are.
pub fn both_die() -> Outcome {
    judged([2, 3], 2, |[first, second]| {
        first.kill();
        second.kill();
    })
}
