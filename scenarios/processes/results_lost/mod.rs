#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed_queue;
pub mod fixed_shared_memory;

racecourse::scenario! {
    id: "I01", hazard: LostResult, actors: Processes, variants: [broken, fixed_queue, fixed_shared_memory],
    works "sum=5050" => "both parts arrived",
    must_see "sum=0" => "both parts were added to copies that died with their processes",
    forbidden "sum=1275" => "the part of the right child is missing",
    forbidden "sum=3775" => "the part of the left child is missing",
}
