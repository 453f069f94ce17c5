#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed;

racecourse::scenario! {
    id: "X01", hazard: AtomicityViolation, variants: [broken, fixed],
    allowed "counter=2" => "both additions are kept",
    must_see "counter=1" => "one addition is overwritten",
}
