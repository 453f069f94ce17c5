//! Names for things that were not given one, looked up in the program's text.

use std::panic::Location;

use racecourse_trace::naming::{name_in, normal_path};

pub use racecourse_layout::{nearest, shown, visible};
pub use racecourse_trace::naming::debug_in;
pub use racecourse_trace::naming::{name_of_copy, site};

use crate::Sources;

/// Characters of a name in a report.
pub const MOST_OF_A_NAME: usize = 80;

/// The program texts in which names are looked up.
#[derive(Clone, Debug, Default)]
pub struct Names {
    sources: Sources,
}

impl Names {
    /// Looks names up in `sources`.
    pub fn of(sources: Sources) -> Self {
        Self { sources }
    }

    /// The name that the source gives to what is made at `at`.
    pub fn at(&self, at: &Location<'_>) -> Option<String> {
        self.sources.with(normal_path(at.file()), |text| name_in(text, at.line(), at.column())).flatten()
    }
}
