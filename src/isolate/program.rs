//! What an engine is given of a variant.

use crate::engine::Program;
use crate::scenario::Variant;

impl From<&Variant> for Program {
    fn from(variant: &Variant) -> Self {
        Self::new(variant.run, variant.file, variant.source)
    }
}
