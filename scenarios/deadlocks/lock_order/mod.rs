#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed_order;
pub mod fixed_single_lock;

racecourse::scenario! {
    id: "C01", hazard: Deadlock, variants: [broken, fixed_order, fixed_single_lock],
    allowed "alice=95 bob=105" => "both transfers are done",
    must_see "deadlock" => "each transfer holds the account that the other one waits for",
}
