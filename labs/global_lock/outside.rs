//! Computing outside of the lock: what libraries do that let go of it.

use super::lets_go;
use crate::lab::{Bench, Contestant, Trouble};

/// How often the library is called.
const CALLS: u64 = 64;
/// How much it does in a call.
const LENGTH: u64 = 1_000_000;

/// Measures a library that keeps the lock against one that lets go of it, and says what is seen.
pub(super) fn measure(bench: &mut Bench, workers: usize) -> Result<(), Trouble> {
    // The library's work follows the size, so that a small run stays small.
    let length = LENGTH.min(bench.size() as u64);
    let contestants = vec![
        Contestant::new("1 thread, lock", 1, || lets_go::sum(1, CALLS, length, false)),
        Contestant::new(format!("{workers} threads, lock kept"), workers, || {
            lets_go::sum(workers, CALLS, length, false)
        }),
        Contestant::new(format!("{workers} threads, lock let go"), workers, || {
            lets_go::sum(workers, CALLS, length, true)
        }),
    ];
    let compared = bench.compare("Computing in a library, which may let go of the lock", contestants)?;
    let right = compared[0].result;
    if compared.iter().any(|one| one.result != right) {
        return Err(Trouble::Failed("a library says something else when it lets go of the lock".to_owned()));
    }
    let judged = bench.judge(&compared[0].evidence, &compared[2].evidence);
    bench.remark(format!(
        "A library that lets go of the lock computes {:.2} times as fast on {workers} threads as on one, and one that \
         keeps it {:.2} times: {}.",
        judged.speed_up,
        compared[1].speed_up,
        judged.why()
    ));
    Ok(())
}
