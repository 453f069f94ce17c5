//! How the reader starts this program.

use std::fmt::Display;

/// What stands in front of the arguments where a command is suggested, so that it can be copied as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invocation(&'static str);

impl Invocation {
    /// Once it is installed.
    pub const INSTALLED: Self = Self("racecourse");

    /// As `words`, for instance `cargo run --`.
    pub const fn new(words: &'static str) -> Self {
        Self(words)
    }

    /// The words themselves.
    pub const fn words(self) -> &'static str {
        self.0
    }

    /// The command with these arguments.
    pub fn with(self, arguments: impl Display) -> String {
        format!("{} {arguments}", self.0)
    }

    /// `text`, in which the program stands under its installed name, with the commands between backticks as they can be
    /// given here.
    pub fn said_in(self, text: &str) -> String {
        let name = Self::INSTALLED.0;
        let lone = text.replace(&format!("`{name}`"), &format!("`{}`", self.0));
        lone.replace(&format!("`{name} "), &format!("`{} ", self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::Invocation;

    #[test]
    fn a_command_in_a_text_becomes_the_one_that_works_here() {
        let here = Invocation::new("cargo run --");
        assert_eq!(here.with("list"), "cargo run -- list");
        assert_eq!(here.said_in("`racecourse run x` of racecourse"), "`cargo run -- run x` of racecourse");
        assert_eq!(Invocation::INSTALLED.said_in("`racecourse list`"), "`racecourse list`");
    }
}
