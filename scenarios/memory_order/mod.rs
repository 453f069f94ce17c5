//! What one core's writes look like from another core.

pub mod message_passing;
pub mod store_buffering;
