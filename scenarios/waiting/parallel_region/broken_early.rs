//! One member adds the parts up as soon as it has made its own, and the other part may not be there yet.
//!
//! `racecourse check parallel_region --variant broken_early`

use racecourse::Outcome;
use racecourse::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use racecourse::thread;

/// Two members make a part each, and one of them is to add the parts up.
pub fn run() -> Outcome {
    let parts = [AtomicU32::new(0), AtomicU32::new(0)];
    let total = AtomicU32::new(0);
    let is_done = AtomicBool::new(false);

    thread::scope(|region| {
        for number in [0, 1] {
            let (parts, total, is_done) = (&parts, &total, &is_done);
            region.spawn_named(&format!("member {}", number + 1), move || {
                parts[number].store(number as u32 + 1, SeqCst); // loop: everybody makes a part
                let was_done = is_done.swap(true, SeqCst); // single: whoever comes first, in one step
                if !was_done {
                    let sum = parts.iter().map(|part| part.load(SeqCst)).sum();
                    total.fetch_add(sum, SeqCst);
                }
            });
        }
    });

    let total = total.load(SeqCst);
    Outcome::new(format!("total={total}"))
}
