#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed_flock;

racecourse::scenario! {
    id: "I10", hazard: OrphanedResource, actors: Processes, variants: [broken, fixed_flock],
    works "held, then free" => "the lock kept others out, and ended with its holder",
    must_see "held, then left behind" => "the holder is dead, its lock is not, and nobody is left to remove it",
    forbidden "not held, then free" => "it kept nobody out while its holder worked",
}
