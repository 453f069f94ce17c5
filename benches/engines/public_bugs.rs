//! Kernels of bugs that others have had and told of; they are tests as well.

use racecourse::Outcome;

#[path = "../../tests/verdicts/public_bugs/prelude.rs"]
mod prelude;

macro_rules! published {
    ($($file:ident = $path:literal),* $(,)?) => {
        $(#[allow(dead_code, reason = "the tests use the rest")]
        #[path = $path]
        mod $file;)*

        /// All of them, each with the file that it is in.
        const ALL: &[(&str, &[prelude::V])] = &[$((stringify!($file), $file::CASES)),*];
    };
}

published! {
    aba_free_list = "../../tests/verdicts/public_bugs/aba_free_list.rs",
    checkout_between_look_and_queue = "../../tests/verdicts/public_bugs/checkout_between_look_and_queue.rs",
    double_free_on_drop = "../../tests/verdicts/public_bugs/double_free_on_drop.rs",
    drop_joins_worker = "../../tests/verdicts/public_bugs/drop_joins_worker.rs",
    early_out_notify = "../../tests/verdicts/public_bugs/early_out_notify.rs",
    fence_before_parked_flag = "../../tests/verdicts/public_bugs/fence_before_parked_flag.rs",
    fork_under_lock = "../../tests/verdicts/public_bugs/fork_under_lock.rs",
    idle_before_active = "../../tests/verdicts/public_bugs/idle_before_active.rs",
    last_arc_on_worker = "../../tests/verdicts/public_bugs/last_arc_on_worker.rs",
    last_pointer_elsewhere = "../../tests/verdicts/public_bugs/last_pointer_elsewhere.rs",
    lock_across_stealing = "../../tests/verdicts/public_bugs/lock_across_stealing.rs",
    panicking_job = "../../tests/verdicts/public_bugs/panicking_job.rs",
    relaxed_unique = "../../tests/verdicts/public_bugs/relaxed_unique.rs",
}

/// What a program comes to that has done what it is for.
pub(crate) const FINE: [&str; 10] =
    ["ok", "served", "woken", "done", "all done", "mine", "shared", "1", "code 0", "dropped"];

/// The broken ones: name, program, and what must be seen.
pub(crate) fn broken() -> impl Iterator<Item = (String, fn() -> Outcome, &'static [&'static str])> {
    let cases = ALL.iter().flat_map(|(file, cases)| cases.iter().map(move |case| (file, case)));
    let broken = cases.filter(|(_, (name, ..))| name.starts_with("broken"));
    broken.map(|(file, (name, run, must, ..))| (format!("{file} {name}"), *run, *must))
}
