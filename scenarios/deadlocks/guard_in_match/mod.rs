#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed_bind_first;
pub mod fixed_one_guard;

racecourse::scenario! {
    id: "C04", hazard: Deadlock, variants: [broken, fixed_bind_first, fixed_one_guard],
    works "queue=[2]" => "the job is taken and the next one put in",
    must_see "deadlock" => "the worker waits for a lock that it holds itself",
}
