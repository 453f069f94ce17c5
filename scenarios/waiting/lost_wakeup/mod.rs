#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed_token;
pub mod fixed_under_lock;

racecourse::scenario! {
    id: "E01", hazard: LostWakeup, variants: [broken, fixed_under_lock, fixed_token],
    works "worker went on with ready=true" => "the signal arrived, or was not needed any more",
    must_see "deadlock" => "the only signal came before the wait, and there will be no other",
    forbidden "worker went on with ready=false" => "the worker woke for no reason and did not look again",
    // A fix must also stand wake-ups for no reason. In the broken variant they would only hide the bug.
    budget [fixed_under_lock, fixed_token]: { spurious_wakeups: true },
}
