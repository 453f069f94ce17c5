//! What an engine is given of a variant.

use crate::engine::Program;
use crate::scenario::Variant;

impl From<&Variant> for Program {
    fn from(variant: &Variant) -> Self {
        Self { run: variant.run, file: variant.file, source: variant.source }
    }
}
