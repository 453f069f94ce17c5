//! The values of atomics and of plain memory, as numbers of 64 bits.

use crate::kernel::operation::Value;

/// How a number is to be understood, and how wide it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Word {
    Bool,
    Signed {
        bits: u32,
    },
    Unsigned {
        bits: u32,
    },
    /// A value in words, by its number among those of the execution.
    Text,
}

impl Word {
    /// The number that these bits stand for: signed ones keep their sign, and all wrap around at their width.
    pub(crate) const fn wrap(self, value: u64) -> u64 {
        match self {
            Word::Signed { bits } => ((value << (64 - bits)).cast_signed() >> (64 - bits)).cast_unsigned(),
            Word::Unsigned { bits } => (value << (64 - bits)) >> (64 - bits),
            Word::Bool | Word::Text => value,
        }
    }

    /// The larger of two.
    pub(super) fn max(self, one: u64, two: u64) -> u64 {
        match self {
            Word::Signed { .. } => one.cast_signed().max(two.cast_signed()).cast_unsigned(),
            _ => one.max(two),
        }
    }

    /// The smaller of two.
    pub(super) fn min(self, one: u64, two: u64) -> u64 {
        if self.max(one, two) == one { two } else { one }
    }

    /// For a report; `texts` are the values in words.
    pub(crate) fn show(self, value: u64, texts: &[String]) -> Value {
        match self {
            Word::Bool => Value::Bool(value != 0),
            Word::Signed { .. } => Value::Int(value.cast_signed().into()),
            Word::Unsigned { .. } => Value::Int(value.into()),
            Word::Text => Value::Text(texts[value as usize].clone()),
        }
    }
}

/// A type whose values are words.
pub(crate) trait AsWord: Copy {
    const WORD: Word;

    fn to_word(self) -> u64;

    /// The value that `word` stands for: it was made by [`to_word`](Self::to_word), or by operations on such.
    fn from_word(word: u64) -> Self;
}

impl AsWord for bool {
    const WORD: Word = Word::Bool;

    fn to_word(self) -> u64 {
        self.into()
    }

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
