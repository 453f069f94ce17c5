#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed_atomic;
pub mod fixed_lock;

racecourse::scenario! {
    id: "A14", hazard: DataRace, variants: [broken, fixed_lock, fixed_atomic],
    works "counter=2" => "both additions are kept",
    must_see "data race" => "nothing orders two accesses, and one of them writes",
    forbidden "counter=1" => "one addition is overwritten",
}
