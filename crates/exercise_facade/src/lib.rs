//! What a submission to an exercise has under the name `racecourse`: the facade, and nothing that knows an engine.

pub use racecourse::outcome::Outcome;
pub use racecourse::{cell, channel, hint, process, progress, sync, thread};
