#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed_checksum;
pub mod fixed_rename;

racecourse::scenario! {
    id: "I13", hazard: AtomicityViolation, actors: Processes, variants: [broken, fixed_rename, fixed_checksum],
    works "entry [11, 22]" => "the whole entry",
    works "nothing stored" => "a miss: it is computed again, and no harm is done",
    must_see "entry [11, 0]" => "half an entry, taken for a whole one by every run from now on",
    forbidden "entry [0, 22]" => "the other half alone",
    forbidden "entry [0, 0]" => "a name with nothing behind it",
}
