//! Who read and who wrote what, where a section under a lock counts as one access to what the lock protects.

use racecourse_trace::exploration::{Execution, ObjectKind, Remark, Verb};

/// One access to the value of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touch {
    /// The step with which it begins.
    pub first: usize,
    /// The step with which it ends: another one only for a section under a lock.
    pub last: usize,
    /// Whose access.
    pub actor: usize,
    /// The object; for a section, the lock.
    pub object: usize,
    /// Whether the value was read.
    pub reads: bool,
    /// Whether it was written, or, under a lock, borrowed for writing.
    pub writes: bool,
}

impl Touch {
    /// Whether it read and left the value as it was.
    pub fn only_reads(&self) -> bool {
        self.reads && !self.writes
    }
}

/// All accesses of `execution` in the order in which they began.
pub fn touches(execution: &Execution) -> Vec<Touch> {
    let mut touches: Vec<Touch> = Vec::new();
    let mut open: Vec<(usize, usize, usize)> = Vec::new();
    for (at, event) in execution.events.iter().enumerate() {
        let Some(object) = event.object else { continue };
        let Some(kind) = execution.objects.get(object).map(|info| info.kind) else { continue };
        let done = event.remark.is_success();
        let actor = event.actor;
        let (reads, writes) = match (kind, event.action) {
            (ObjectKind::Atomic | ObjectKind::Cell, _) => (event.read.is_some(), event.written.is_some()),
            (ObjectKind::File, Verb::Exists) => (true, false),
            (ObjectKind::File, Verb::Create) => (true, done),
            (ObjectKind::File, Verb::Remove) => (false, true),
            (
                ObjectKind::Mutex | ObjectKind::RwLock,
                Verb::Lock | Verb::TryLock | Verb::ReadLock | Verb::TryReadLock | Verb::WriteLock | Verb::TryWriteLock,
            ) if done => {
                open.push((actor, object, at));
                continue;
            }
            (ObjectKind::RwLock, Verb::QueueWriter) if event.remark == Remark::Succeeds => {
                open.push((actor, object, at));
                continue;
            }
            (ObjectKind::Mutex | ObjectKind::RwLock, Verb::Unlock | Verb::ReadUnlock | Verb::WriteUnlock) => {
                let Some(begun) = open.iter().rposition(|one| (one.0, one.1) == (actor, object)) else { continue };
                let (.., first) = open.remove(begun);
                let writes = event.remark == Remark::Written || event.action == Verb::WriteUnlock;
                let reads = writes || event.remark == Remark::Read || event.action == Verb::ReadUnlock;
                touches.push(Touch { first, last: at, actor, object, reads, writes });
                continue;
            }
            _ => continue,
        };
        if reads || writes {
            touches.push(Touch { first: at, last: at, actor, object, reads, writes });
        }
    }
    touches.sort_by_key(|touch| touch.first);
    touches
}

#[cfg(test)]
mod tests {
    use super::super::story::Told;
    use super::*;

    #[test]
    fn a_section_is_one_access_and_says_whether_it_wrote() {
        let told = Told::new(&["main", "a", "b"], &[("m", ObjectKind::Mutex), ("x", ObjectKind::Atomic)])
            .act(1, Verb::Lock, 0, Remark::Nothing)
            .load(2, 1, "0")
            .act(1, Verb::Unlock, 0, Remark::Written)
            .locked(2, 0, Remark::Read)
            .locked(2, 0, Remark::Nothing)
            .done();
        let seen: Vec<_> = touches(&told).into_iter().map(|t| (t.first, t.last, t.actor, t.reads, t.writes)).collect();
        let nothing_known = (5, 6, 2, false, false);
        assert_eq!(seen, [(0, 2, 1, true, true), (1, 1, 2, true, false), (3, 4, 2, true, false), nothing_known]);
    }

    #[test]
    fn an_attempt_that_fails_is_no_section() {
        let told = Told::new(&["main", "a"], &[("m", ObjectKind::Mutex)]).act(1, Verb::TryLock, 0, Remark::Busy).done();
        assert_eq!(touches(&told), []);
    }
}
