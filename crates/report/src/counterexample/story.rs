//! Executions written by hand, for tests.

use racecourse_trace::exploration::{
    Change, Counterfactual, Event, Execution, Moment, ObjectInfo, ObjectKind, OddStep, Remark, Shown, Verb,
};
use racecourse_trace::failure::{Cause, Evidence, Failure, FailureKind, Site};
use racecourse_trace::schedule::Schedule;

/// An execution in the making. Each step stands on the line of its number.
pub(crate) struct Told(Execution);

impl Told {
    pub(crate) fn new(actors: &[&str], objects: &[(&str, ObjectKind)]) -> Self {
        let info = |(name, kind): &(&str, ObjectKind)| ObjectInfo {
            name: (*name).to_owned(),
            kind: *kind,
            ..ObjectInfo::default()
        };
        Self(Execution {
            actors: actors.iter().map(|name| (*name).to_owned()).collect(),
            objects: objects.iter().map(info).collect(),
            ..Execution::default()
        })
    }

    pub(crate) fn start(mut self, object: usize, value: impl Into<Shown>) -> Self {
        self.0.objects[object].initial = Some(value.into());
        self
    }

    pub(crate) fn holds(mut self, object: usize, capacity: usize) -> Self {
        self.0.objects[object].capacity = Some(capacity);
        self
    }

    pub(crate) fn act(mut self, actor: usize, action: Verb, object: usize, remark: Remark) -> Self {
        let line = u32::try_from(self.0.events.len() + 1).expect("few steps");
        self.0.events.push(Event {
            actor,
            action,
            object: Some(object),
            also: None,
            read: None,
            written: None,
            passed: None,
            remark,
            site: Site { file: "scenarios/x/y/broken.rs".to_owned(), line },
        });
        self
    }

    pub(crate) fn value(
        self,
        actor: usize,
        action: Verb,
        object: usize,
        read: Option<Shown>,
        written: Option<Shown>,
    ) -> Self {
        let mut told = self.act(actor, action, object, Remark::Nothing);
        if let Some(event) = told.0.events.last_mut() {
            (event.read, event.written) = (read, written);
        }
        told
    }

    pub(crate) fn load(self, actor: usize, object: usize, value: &str) -> Self {
        self.value(actor, Verb::Load, object, Some(value.into()), None)
    }

    pub(crate) fn store(self, actor: usize, object: usize, value: &str) -> Self {
        self.value(actor, Verb::Store, object, None, Some(value.into()))
    }

    /// What the lock guards that the last step has given up.
    pub(crate) fn leaves(mut self, value: &str) -> Self {
        if let Some(event) = self.0.events.last_mut() {
            event.passed = Some(value.to_owned());
        }
        self
    }

    /// A lock, its use and its release.
    pub(crate) fn locked(self, actor: usize, mutex: usize, used: Remark) -> Self {
        self.act(actor, Verb::Lock, mutex, Remark::Nothing).act(actor, Verb::Unlock, mutex, used)
    }

    pub(crate) fn waits_with(self, actor: usize, condvar: usize, mutex: usize) -> Self {
        let mut told = self.act(actor, Verb::Wait, condvar, Remark::ReleasesLock);
        if let Some(event) = told.0.events.last_mut() {
            event.also = Some(mutex);
        }
        told
    }

    /// It was tried to take `second` before `first`, and came to something else.
    pub(crate) fn decides(self, first: usize, second: usize) -> Self {
        let moment = |at: usize| Moment { actor: self.0.events[at].actor, event: Some(at) };
        let change = Change::Before { step: moment(second), other: moment(first) };
        self.tried(change)
    }

    /// It was tried to take `step` last of all, and came to something else.
    pub(crate) fn decides_when(self, step: usize) -> Self {
        let moment = Moment { actor: self.0.events[step].actor, event: Some(step) };
        self.tried(Change::HeldBack { step: moment })
    }

    /// The last order that was tried has not come to `step`.
    pub(crate) fn lacks(mut self, step: usize) -> Self {
        self.0.counterfactuals.last_mut().expect("another order was tried").missing.push(step);
        self
    }

    /// Done, and it was tried to read the newest values, and came to something else.
    pub(crate) fn reads_old_values(self) -> Execution {
        self.tried(Change::NewestValues).done()
    }

    /// The engine has said which steps are odd.
    pub(crate) fn with_odd(mut self, odd: Vec<OddStep>) -> Self {
        self.0.odd = Some(odd);
        self
    }

    pub(crate) fn tried(mut self, change: Change) -> Self {
        let (schedule, label) = (Schedule::default(), "another end".to_owned());
        self.0.counterfactuals.push(Counterfactual {
            change,
            label,
            schedule,
            always: Vec::new(),
            missing: Vec::new(),
        });
        self
    }

    pub(crate) fn done(self) -> Execution {
        self.0
    }

    pub(crate) fn fails(mut self, kind: FailureKind, evidence: Evidence) -> Execution {
        self.0.failure = Some(Failure { kind, cause: Cause::Evident, evidence });
        self.0
    }
}
