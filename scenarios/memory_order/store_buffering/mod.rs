#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed_fence;
pub mod fixed_seqcst;

racecourse::scenario! {
    id: "F01", hazard: WeakMemory, variants: [broken, fixed_fence, fixed_seqcst],
    works "r1=0 r2=1" => "left was done first",
    works "r1=1 r2=0" => "right was done first",
    allowed "r1=1 r2=1" => "both wrote before either read",
    must_see "r1=0 r2=0" => "both reads missed the write of the other thread: no order of the four steps explains it",
    blind [Explorer, DepthFirst, Random, Pct, Urw, RoundRobin] to "r1=0 r2=0"
        => "it runs the steps of all threads in one order, and no such order ends like this",
}
