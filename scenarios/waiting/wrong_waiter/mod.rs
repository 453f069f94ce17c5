#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed_notify_all;
pub mod fixed_two_condvars;

racecourse::scenario! {
    id: "E04", hazard: LostWakeup, variants: [broken, fixed_two_condvars, fixed_notify_all],
    works "taken=3" => "both items were taken",
    must_see "deadlock" => "a consumer got the signal that was meant for the producer, and everybody sleeps",
    // A fix must also stand wake-ups for no reason. In the broken variant they would only hide the bug.
    budget [fixed_two_condvars, fixed_notify_all]: { preemptions: Some(2), spurious_wakeups: true },
    // loom does not come to the end without a bound, and two preemptions are enough to show the bug.
    budget: { preemptions: Some(2) },
}
