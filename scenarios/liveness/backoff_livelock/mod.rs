#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed_order;
pub mod fixed_waiter;

racecourse::scenario! {
    id: "D01", hazard: Livelock, variants: [broken, fixed_order, fixed_waiter],
    works "left [1, 1], right [2, 2]" => "left ate first, with both forks",
    works "left [2, 2], right [1, 1]" => "right ate first, with both forks",
    must_see "livelock" => "both keep moving, and nobody ever eats",
    forbidden "left [1, 2], right [2, 1]" => "neither had both forks at once: they disagree about whose meal was which",
    forbidden "left [1, 2], right [1, 2]" => "neither had both forks at once: they disagree about whose meal was which",
    forbidden "left [2, 1], right [1, 2]" => "neither had both forks at once: they disagree about whose meal was which",
    // The broken variant has endless executions: there is no point in very many of them.
    budget: { executions: 2000, steps: 600 },
    blind [WeakMemory] to "livelock"
        => "it knows loops that wait by looking at atomics, and cuts others after so many steps without asking why",
}
