//! What a submission to an exercise has under the name `racecourse`: the facade, and nothing that knows an engine.
//!
//! The marks of `progress` are the driver's alone: a section that a submission opens would overlap whatever lock it takes
//! inside, and a turn that it grants itself would end all waiting.

pub use racecourse::outcome::Outcome;
pub use racecourse::{cell, channel, hint, process, sync, thread};
