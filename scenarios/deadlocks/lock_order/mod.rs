#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed_order;
pub mod fixed_single_lock;

racecourse::scenario! {
    id: "C01", hazard: Deadlock, variants: [broken, fixed_order, fixed_single_lock],
    works "alice=95 bob=105, 200 and 200 in all" => "both transfers are done, and each leaves as much money as there was",
    must_see "deadlock" => "each transfer holds the account that the other one waits for",
    forbidden "alice=95 bob=105, 195 and 200 in all" => "one transfer was seen half done by the other",
    forbidden "alice=95 bob=105, 200 and 190 in all" => "one transfer was seen half done by the other",
    forbidden "alice=95 bob=105, 195 and 190 in all" => "both transfers were seen half done",
}
