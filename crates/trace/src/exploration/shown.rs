//! What a step has read or written, or an object was at first, as far as a report shows it.

use serde::{Deserialize, Serialize};

use super::MemoryOrder;

/// What a step has read or written, or an object was at first.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shown {
    /// A value of the program as it shows itself, or the program's own word.
    Text(String),
    /// So many bytes of a pipe.
    Bytes(usize),
    /// So many free permits.
    Permits(usize),
    /// How a process has ended.
    Ended(ProcessEnd),
    /// How a fence orders.
    Order(MemoryOrder),
}

impl Shown {
    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Shown::Text(text) => Some(text),
            _ => None,
        }
    }

    /// How many bytes it is, if it is bytes.
    pub fn bytes(&self) -> Option<usize> {
        match self {
            Shown::Bytes(count) => Some(*count),
            _ => None,
        }
    }

    /// How many permits it is, if it is permits.
    pub fn permits(&self) -> Option<usize> {
        match self {
            Shown::Permits(count) => Some(*count),
            _ => None,
        }
    }
}

impl From<&str> for Shown {
    fn from(text: &str) -> Self {
        Shown::Text(text.to_owned())
    }
}

/// How a process has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProcessEnd {
    /// It has exited with this code.
    Code(i32),
    /// This signal has killed it.
    Signal(i32),
}
