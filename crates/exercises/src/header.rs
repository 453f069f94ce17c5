//! The first line of a submission of the author's: what it is judged as.
//!
//! ```text
//! //! right: one lock around both, 10 of 10
//! //! wrong: live, deadlock
//! ```

use crate::layer::Layer;

/// What an author says of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Header {
    /// It is right, and how it is written.
    Right {
        /// How, in some words.
        style: String,
    },
    /// It is wrong.
    Wrong {
        /// In which layer.
        layer: Layer,
        /// With which label.
        label: String,
    },
}

impl Header {
    /// Reads the first line of a submission.
    ///
    /// # Errors
    ///
    /// What it should be.
    pub fn read(text: &str) -> Result<Self, String> {
        let line = text.lines().next().unwrap_or_default();
        let says =
            || format!("the first line is `{line}`, and should be `//! right: how` or `//! wrong: layer, label`");
        let says_what = line.strip_prefix("//! ").ok_or_else(says)?;
        if let Some(style) = says_what.strip_prefix("right: ") {
            return Ok(Self::Right { style: style.trim().to_owned() });
        }
        let (layer, label) =
            says_what.strip_prefix("wrong: ").and_then(|rest| rest.split_once(',')).ok_or_else(says)?;
        let layer = Layer::from_name(layer.trim()).ok_or_else(says)?;
        Ok(Self::Wrong { layer, label: label.trim().to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_says_layer_and_label() {
        let wrong = Header::Wrong { layer: Layer::Live, label: "deadlock".to_owned() };
        assert_eq!(Header::read("//! wrong: live, deadlock\n"), Ok(wrong));
        let right = Header::Right { style: "a lock, held throughout".to_owned() };
        assert_eq!(Header::read("//! right: a lock, held throughout\nuse std::sync::Mutex;\n"), Ok(right));
        for other in ["", "use std::sync::Mutex;", "//! wrong: deadlock", "//! wrong: lively, deadlock"] {
            assert!(Header::read(other).is_err(), "{other}");
        }
    }
}
