#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed_order;
pub mod fixed_waiter;

racecourse::scenario! {
    id: "D01", hazard: Livelock, variants: [broken, fixed_order, fixed_waiter],
    allowed "meals=2" => "both have eaten",
    must_see "livelock" => "both keep moving, and nobody ever eats",
    // The broken variant has endless executions: there is no point in very many of them.
    budget: { executions: 2000, steps: 600 },
    blind [WeakMemory] to "livelock"
        => "loom looks at executions that end, and cuts the others after so many steps without asking why",
}
