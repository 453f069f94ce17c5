//! The engines: each runs one scenario function many times, its own way, and says what it saw.

#[doc(hidden)]
pub use racecourse_engine::explorer;
#[doc(inline)]
pub use racecourse_engine::{EngineId, Program, Replayed, explore, graph, is_built_in, play, replay};
