#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed_flock;

racecourse::scenario! {
    id: "I10", hazard: OrphanedResource, actors: Processes, variants: [broken, fixed_flock],
    allowed "lock free" => "the lock ended with its holder",
    must_see "lock left behind" => "the holder is dead, its lock is not, and nobody is left to remove it",
}
