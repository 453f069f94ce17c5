//! What engines and judges find, in sentences. They hand over values; words for them are found here and nowhere else.

mod coverage;
mod deadlock;
mod failure;
mod note;
mod refusal;
mod remark;
mod said;
mod shown;
mod state;
#[cfg(test)]
mod tests;
mod verb;
mod verdict;

pub use coverage::{bound, reason};
pub(super) use failure::unordered;
pub use failure::{failure, listed};
pub use note::note;
pub use refusal::refused;
pub use remark::{obstacle, remark};
pub use said::{two_values, value};
pub use shown::{read, shown, written};
pub use state::{object, standing};
pub use verb::verb;
pub use verdict::{complaint, complaints, grounds};
