//! The values of atomics and of plain memory, as numbers of 64 bits.

use serde::{Deserialize, Serialize};

/// How a number is to be understood, and how wide it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Word {
    /// 0 or 1.
    Bool,
    /// A number with a sign, which it keeps in all 64 bits.
    Signed {
        /// Its width.
        bits: u32,
    },
    /// A number without one.
    Unsigned {
        /// Its width.
        bits: u32,
    },
    /// A value in words, by its number among those of the execution.
    Text,
}

impl Word {
    /// The number that these bits stand for: signed ones keep their sign, and all wrap around at their width.
    #[inline]
    pub const fn wrap(self, value: u64) -> u64 {
        match self {
            Word::Signed { bits } => ((value << (64 - bits)).cast_signed() >> (64 - bits)).cast_unsigned(),
            Word::Unsigned { bits } => (value << (64 - bits)) >> (64 - bits),
            Word::Bool | Word::Text => value,
        }
    }

    /// The larger of two.
    #[inline]
    pub(super) fn max(self, one: u64, two: u64) -> u64 {
        match self {
            Word::Signed { .. } => one.cast_signed().max(two.cast_signed()).cast_unsigned(),
            _ => one.max(two),
        }
    }

    /// The smaller of two.
    #[inline]
    pub(super) fn min(self, one: u64, two: u64) -> u64 {
        if self.max(one, two) == one { two } else { one }
    }
}

/// A type whose values are words.
pub trait AsWord: Copy {
    /// How its words are to be understood.
    const WORD: Word;

    /// Its word.
    fn to_word(self) -> u64;

    /// The value that `word` stands for: it was made by [`to_word`](Self::to_word), or by operations on such.
    fn from_word(word: u64) -> Self;
}

impl AsWord for bool {
    const WORD: Word = Word::Bool;

    #[inline]
    fn to_word(self) -> u64 {
        self.into()
    }

    #[inline]
    fn from_word(word: u64) -> Self {
        word != 0
    }
}

macro_rules! integers {
    ($kind:ident: $($int:ty)*) => {$(
        impl AsWord for $int {
            const WORD: Word = Word::$kind { bits: <$int>::BITS };

            fn to_word(self) -> u64 {
                self as u64
            }

            fn from_word(word: u64) -> Self {
                word as Self
            }
        }
    )*};
}

integers!(Signed: i8 i16 i32 i64 isize);
integers!(Unsigned: u8 u16 u32 u64 usize);
