//! Whoever comes first marks the section and learns in the same step that it was the first.
//!
//! `racecourse check parallel_region --variant fixed_single`

use racecourse::Outcome;
use racecourse::sync::Barrier;
use racecourse::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use racecourse::thread;

/// Two members make a part each, and one of them is to add the parts up.
pub fn run() -> Outcome {
    let parts = [AtomicU32::new(0), AtomicU32::new(0)];
    let total = AtomicU32::new(0);
    let is_done = AtomicBool::new(false);
    let all_parts = Barrier::new(2);

    thread::scope(|region| {
        for number in [0, 1] {
            let (parts, total, is_done, all_parts) = (&parts, &total, &is_done, &all_parts);
            region.spawn_named(&format!("member {}", number + 1), move || {
                parts[number].store(number as u32 + 1, SeqCst); // loop: everybody makes a part
                all_parts.wait();
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
