#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed_queue;

racecourse::scenario! {
    id: "D04", hazard: Starvation, variants: [broken, fixed_queue],
    works "all had their turn, version 2" => "readers and writer were served",
    must_see "starvation" => "the writer was overtaken again and again while it waited",
    forbidden "all had their turn, version 1" => "nothing was written",
    forbidden "data race" => "somebody read while the writer wrote: it was not alone",
    // A writer that waits may be overtaken once, by a reader that was already on its way in.
    budget: { executions: 60_000, preemptions: Some(2), bypass_bound: Some(1) },
    concurrent ["read", "read"],
}
