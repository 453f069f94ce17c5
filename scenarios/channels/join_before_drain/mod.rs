#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed_capacity;
pub mod fixed_drain_first;

racecourse::scenario! {
    id: "H01", hazard: Deadlock, variants: [broken, fixed_drain_first, fixed_capacity],
    works "sum=60" => "all three results arrived",
    must_see "deadlock" => "main waits for the worker to end, and the worker for main to read",
}
