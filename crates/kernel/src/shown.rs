//! What of a step is shown, where somebody wants to see it.

use racecourse_meaning::Word;

use racecourse_trace::exploration::{MemoryOrder, ProcessEnd, Remark, Shown};

/// What a step read or wrote, as far as a report shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Value {
    /// Nothing, or nothing that can be shown.
    #[default]
    None,
    /// A number.
    Int(i128),
    /// True or false.
    Bool(bool),
    /// A value in the words in which it shows itself.
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

impl Value {
    /// The value that `word` says these bits are; `texts` are the values in words.
    pub fn of(word: Word, bits: u64, texts: &[String]) -> Self {
        match word {
            Word::Bool => Value::Bool(bits != 0),
            Word::Signed { .. } => Value::Int(bits.cast_signed().into()),
            Word::Unsigned { .. } => Value::Int(bits.into()),
            Word::Text => Value::Text(texts[bits as usize].clone()),
        }
    }

    /// For the report; `None` if there is nothing to show.
    pub(crate) fn shown(&self) -> Option<Shown> {
        match self {
            Value::Bytes(count) => Some(Shown::Bytes(*count)),
            Value::Permits(count) => Some(Shown::Permits(*count)),
            Value::Ended(end) => Some(Shown::Ended(*end)),
            Value::Order(order) => Some(Shown::Order(*order)),
            _ => self.text().map(Shown::Text),
        }
    }

    /// The same of what the program itself holds, for instance what a lock guards.
    pub fn text(&self) -> Option<String> {
        match self {
            Value::Int(value) => Some(value.to_string()),
            Value::Bool(value) => Some(value.to_string()),
            Value::Text(text) => Some(text.clone()),
            Value::None | Value::Bytes(_) | Value::Permits(_) | Value::Ended(_) | Value::Order(_) => None,
        }
    }
}

/// What a step leaves in the record besides itself.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    pub(crate) read: Value,
    pub(crate) written: Value,
    /// What is guarded by the lock that the step gives up, or the message that it sends or receives.
    pub(crate) passed: Value,
    pub(crate) remark: Remark,
}

impl Trace {
    /// The same, of a step that passes `value` on, in a lock that it gives up or as a message.
    pub fn passing(self, value: Value) -> Self {
        Self { passed: value, ..self }
    }

    /// Of a step of which only this is to be said.
    pub fn remark(remark: Remark) -> Self {
        Self { remark, ..Self::default() }
    }

    pub(crate) fn written(value: Value) -> Self {
        Self { written: value, ..Self::default() }
    }
}
