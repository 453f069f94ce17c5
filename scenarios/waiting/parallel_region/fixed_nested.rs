//! A member opens a region of its own for its part, and it ends before the barrier is reached.
//!
//! `racecourse check parallel_region --variant fixed_nested`

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
                thread::scope(|nested| {
                    // A region within the region: its members are not those for whom the barrier waits.
                    let half = || _ = parts[number].fetch_add(1, SeqCst);
                    if number == 1 {
                        nested.spawn_named("member 2, nested", half);
                    }
                    half(); // loop: everybody makes a part
                });
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
