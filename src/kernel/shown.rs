//! What of a step is shown, where somebody wants to see it.

use racecourse_meaning::Word;

use crate::exploration::Remark;

/// What a step read or wrote, as far as a report shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Value {
    #[default]
    None,
    Int(i128),
    Bool(bool),
    Text(String),
}

impl Value {
    /// The value that `word` says these bits are; `texts` are the values in words.
    pub(crate) fn of(word: Word, bits: u64, texts: &[String]) -> Self {
        match word {
            Word::Bool => Value::Bool(bits != 0),
            Word::Signed { .. } => Value::Int(bits.cast_signed().into()),
            Word::Unsigned { .. } => Value::Int(bits.into()),
            Word::Text => Value::Text(texts[bits as usize].clone()),
        }
    }

    /// For the report; `None` if there is nothing to show.
    pub(crate) fn shown(&self) -> Option<String> {
        match self {
            Value::None => None,
            Value::Int(value) => Some(value.to_string()),
            Value::Bool(value) => Some(value.to_string()),
            Value::Text(text) => Some(text.clone()),
        }
    }
}

/// What a step leaves in the record besides itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace {
    pub(crate) read: Value,
    pub(crate) written: Value,
    /// What is guarded by the lock that the step gives up, or the message that it sends or receives.
    pub(crate) passed: Value,
    pub(crate) remark: Remark,
}

impl Trace {
    /// The same, of a step that passes `value` on, in a lock that it gives up or as a message.
    pub(crate) fn passing(self, value: Value) -> Self {
        Self { passed: value, ..self }
    }

    pub(crate) fn remark(remark: Remark) -> Self {
        Self { remark, ..Self::default() }
    }

    pub(crate) fn written(value: Value) -> Self {
        Self { written: value, ..Self::default() }
    }
}
