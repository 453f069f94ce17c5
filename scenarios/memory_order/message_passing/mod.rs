#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed_fence;
pub mod fixed_release_acquire;

racecourse::scenario! {
    id: "F02", hazard: WeakMemory, variants: [broken, fixed_release_acquire, fixed_fence],
    allowed "flag not set" => "the reader came too early, and knows it",
    works "flag=1 data=42" => "the reader saw the flag and the data",
    must_see "flag=1 data=0" => "the reader saw the flag but not the data that was written before it",
    blind [Explorer, DepthFirst, Random, Pct, Urw, RoundRobin] to "flag=1 data=0"
        => "it runs the steps of all threads in one order, and every load reads the last store in it",
}
