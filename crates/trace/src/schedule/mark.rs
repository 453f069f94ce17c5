//! What is said of a step besides who takes it.

use std::fmt;

/// What no order of steps says of a step. By default nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// So many stores to its atomic that were taken before it count more than what it reads, or than what it stores.
    pub back: u16,
    /// Whether it is an exchange that fails although it finds what it expects.
    pub fails: bool,
}

impl Mark {
    /// Whether it says anything.
    pub const fn says_something(self) -> bool {
        self.back > 0 || self.fails
    }
}

/// As it stands behind a name.
impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.back > 0 {
            write!(f, "~{}", self.back)?;
        }
        if self.fails { f.write_str("!") } else { Ok(()) }
    }
}
