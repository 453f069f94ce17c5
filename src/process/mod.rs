//! Processes.
use std::sync::Arc;
/// What a child inherits.
pub trait Inherit { 
    /// copy
    fn inherit(&self) -> Self; }
impl<T: Inherit> Inherit for Arc<T> { fn inherit(&self) -> Self { Arc::new((**self).inherit()) } }
