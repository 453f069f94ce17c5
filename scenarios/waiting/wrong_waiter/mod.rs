#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed_notify_all;
pub mod fixed_two_condvars;

racecourse::scenario! {
    id: "E04", hazard: LostWakeup, variants: [broken, fixed_two_condvars, fixed_notify_all],
    allowed "taken=3" => "both items were taken",
    must_see "deadlock" => "a consumer got the signal that was meant for the producer, and everybody sleeps",
    // loom does not come to the end without a bound, and two preemptions are enough to show the bug.
    budget: { preemptions: Some(2) },
}
