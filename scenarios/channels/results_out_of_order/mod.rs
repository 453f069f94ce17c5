#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed_index;
pub mod fixed_join;

racecourse::scenario! {
    id: "H09", hazard: OrderViolation, variants: [broken, fixed_index, fixed_join],
    works "[1, 4, 9]" => "each square stands where its number stood",
    must_see "[4, 1, 9]" => "worker 2 was faster than worker 1",
    must_see "[1, 9, 4]" => "worker 3 was faster than worker 2",
    must_see "[4, 9, 1]" => "worker 1 was the last",
    must_see "[9, 1, 4]" => "worker 3 was the first",
    must_see "[9, 4, 1]" => "they finished in the opposite order",
    concurrent ["square", "square"],
}
