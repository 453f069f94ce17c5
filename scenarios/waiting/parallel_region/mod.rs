#![doc = include_str!("README.md")]
pub mod broken;
pub mod broken_early;
pub mod fixed_master;
pub mod fixed_nested;
pub mod fixed_single;

racecourse::scenario! {
    id: "E07", hazard: AtomicityViolation,
    variants: [broken, broken_early, fixed_single, fixed_master, fixed_nested],
    works "total=3" => "both parts are added up, once",
    must_see "total=6" => "the section for one was done by both",
    forbidden "total=1" => "part 2 was not there yet",
    forbidden "total=2" => "part 1 was not there yet",
    of broken_early: {
        works "total=3" => "both parts were there by luck",
        must_see "total=1" => "part 2 was not there yet",
        must_see "total=2" => "part 1 was not there yet",
        forbidden "total=6" => "the section for one was done by both",
    },
}
