//! What can be wrong with how a schedule is written.

use serde::{Deserialize, Serialize};

/// What is wrong with how a schedule is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Miswritten {
    /// The text is longer than what is read.
    TooLong {
        /// How long it is.
        bytes: usize,
        /// How much is read.
        most: usize,
    },
    /// It has more steps than are followed.
    TooManySteps {
        /// How many are.
        most: usize,
    },
    /// Brackets are nested too deep.
    TooDeep {
        /// How deep they may be.
        most: usize,
    },
    /// A bracket is opened and never closed.
    NeverClosed,
    /// A bracket is closed that was not opened.
    NeverOpened,
    /// Nothing stands between two brackets.
    NothingInBrackets,
    /// A name begins with a quote and does not end with one.
    QuoteNeverClosed,
    /// A name with this character in it stands in no quotes.
    NeedsQuotes(char),
    /// A repeat with nothing before it.
    NothingToRepeat,
    /// A repeat by this sign, without a number.
    NoNumber(char),
    /// A repeat of no times.
    NoTimes,
    /// A mark that goes further back than anything can.
    TooFarBack,
}
