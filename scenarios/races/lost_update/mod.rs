#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed_lock;
pub mod fixed_merge;
pub mod fixed_rmw;

racecourse::scenario! {
    id: "A01", hazard: AtomicityViolation, variants: [broken, fixed_rmw, fixed_lock, fixed_merge],
    works "counter=2" => "both additions are kept",
    must_see "counter=1" => "one addition is overwritten",
}
