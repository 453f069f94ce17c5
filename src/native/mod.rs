//! The real thing: what the native arms of the facade are made of where a library does not provide it,
//! and the record from which a hang on real threads and processes is explained.

pub(crate) mod heartbeat;
pub(crate) mod record;
