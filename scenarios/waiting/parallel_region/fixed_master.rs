//! The first member does the section, and nobody else.
//!
//! `racecourse check parallel_region --variant fixed_master`

use racecourse::Outcome;
use racecourse::sync::Barrier;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;

/// Two members make a part each, and one of them is to add the parts up.
pub fn run() -> Outcome {
    let parts = [AtomicU32::new(0), AtomicU32::new(0)];
    let total = AtomicU32::new(0);
    let all_parts = Barrier::new(2);

    thread::scope(|region| {
        for number in [0, 1] {
            let (parts, total, all_parts) = (&parts, &total, &all_parts);
            region.spawn_named(&format!("member {}", number + 1), move || {
                parts[number].store(number as u32 + 1, SeqCst); // loop: everybody makes a part
                all_parts.wait();
                let is_first = number == 0; // master: always the same one
                if is_first {
                    let sum = parts.iter().map(|part| part.load(SeqCst)).sum();
                    total.fetch_add(sum, SeqCst);
                }
            });
        }
    });

    let total = total.load(SeqCst);
    Outcome::new(format!("total={total}"))
}
