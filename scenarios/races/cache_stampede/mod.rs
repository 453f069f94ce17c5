#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed_cell;
pub mod fixed_lock;

racecourse::scenario! {
    id: "B06", hazard: AtomicityViolation, variants: [broken, fixed_lock, fixed_cell],
    works "[3, 3, 5], computed 1× and 1×" => "who came second took what the first had computed",
    must_see "[3, 3, 5], computed 2× and 1×" => "both missed, and both did the same work",
    concurrent ["compute key 0", "compute key 1"]
        except { fixed_lock => "the one lock is held while computing, so other keys wait as well" },
}
