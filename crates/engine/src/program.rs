//! What an engine runs.

use std::fmt;
use std::sync::Arc;

use racecourse_sources::{Names, Sources};
use racecourse_trace::outcome::Outcome;

/// What an engine runs: a function, and where its text is, from which things get their names.
#[derive(Clone)]
pub struct Program {
    /// Apart from scheduling it is deterministic.
    run: Arc<dyn Fn() -> Outcome + Send + Sync>,
    sources: Sources,
}

impl Program {
    /// A function whose text is not at hand: its actors and objects get numbers for names.
    ///
    /// Apart from scheduling it must be deterministic: engines call it again and again.
    pub fn unnamed(run: impl Fn() -> Outcome + Send + Sync + 'static) -> Self {
        Self { run: Arc::new(run), sources: Sources::Unknown }
    }

    /// A function with the text of the one file that it stands in: `file!()` and `include_str!` of that.
    pub fn new(run: impl Fn() -> Outcome + Send + Sync + 'static, file: &'static str, text: &'static str) -> Self {
        Self { run: Arc::new(run), sources: Sources::Given { file, text } }
    }

    /// A function with the texts of the files that it stands in.
    pub fn of_files(
        run: impl Fn() -> Outcome + Send + Sync + 'static,
        texts: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self { run: Arc::new(run), sources: Sources::Several(texts) }
    }

    /// A function whose text is read from disk when somebody wants to see it.
    pub fn on_disk(run: impl Fn() -> Outcome + Send + Sync + 'static) -> Self {
        Self { run: Arc::new(run), sources: Sources::on_disk() }
    }

    /// The function, for another execution of it.
    pub(crate) fn body(&self) -> Arc<dyn Fn() -> Outcome + Send + Sync> {
        Arc::clone(&self.run)
    }

    /// Where its text is.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// What its text calls the things that it makes.
    pub fn names(&self) -> Names {
        Names::of(self.sources.clone())
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program").field("sources", &self.sources).finish_non_exhaustive()
    }
}
