#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed;

racecourse::scenario! {
    id: "X01", hazard: AtomicityViolation, variants: [broken, fixed],
    works "counter=2" => "both additions are kept",
    must_see "counter=1" => "one addition is overwritten",
    of fixed: { forbidden "counter=1" => "the step is not one" },
    budget [fixed]: { samples: 100 },
    blind [RoundRobin] to "counter=1" => "whoever comes first does both steps",
    concurrent ["add", "add"] except { fixed => "there is nothing in one step that could overlap" },
}
