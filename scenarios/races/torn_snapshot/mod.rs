#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed_one_lock;
pub mod fixed_swap;

racecourse::scenario! {
    id: "A07", hazard: AtomicityViolation, variants: [broken, fixed_one_lock, fixed_swap],
    works "11:59" => "the time before",
    works "12:00" => "the time after",
    must_see "12:59" => "the new hour with the old minute: a time that never was",
    must_see "11:00" => "the old hour with the new minute: a time that never was",
}
