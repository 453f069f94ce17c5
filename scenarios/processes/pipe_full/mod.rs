#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed_drain_thread;
pub mod fixed_read_first;

racecourse::scenario! {
    id: "I02", hazard: Deadlock, actors: Processes, variants: [broken, fixed_read_first, fixed_drain_thread],
    works "received=6000" => "the whole report arrived",
    must_see "deadlock" => "the parent waits for the child to end, and the child for the parent to read",
}
