//! Two at once: results that depend on who comes first.

pub mod cache_stampede;
pub mod lost_update;
pub mod torn_snapshot;
pub mod unguarded_counter;
