//! The states of all objects of an execution, and the steps that are on more than one.

use std::ops::{Index, IndexMut};

use serde::{Deserialize, Serialize};

use super::{Effect, State, Who};
use crate::operation::{Action, ActorId, ObjectId, Operation, ProcessId};

/// All that decides who may go on, and all that a step changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct States(Vec<State>);

impl States {
    /// Puts an object at its number.
    #[inline]
    pub fn put(&mut self, object: ObjectId, state: State) {
        if self.0.len() <= object {
            self.0.resize(object + 1, State::NotThere);
        }
        self.0[object] = state;
    }

    /// Forgets all objects.
    #[inline]
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// One more than the highest number that an object has.
    #[inline]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no object has a number yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, by number.
    #[inline]
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, State> {
        self.0.iter_mut()
    }

    /// Whether `actor` could take this step now without waiting.
    #[inline]
    pub fn allow(&self, actor: ActorId, op: &Operation) -> bool {
        let allows = |object: ObjectId| self.0[object].allows(actor, op);
        op.object().is_none_or(allows) && op.also().is_none_or(allows)
    }

    /// Takes the step; `None` if it has to wait, and then nothing has changed.
    ///
    /// A condition variable's wait gives up its mutex in the same step. The end of a process closes what it has open and
    /// frees its file locks; a kill is its end if there is nothing of that.
    #[inline]
    pub fn apply(&mut self, who: Who, op: &Operation) -> Option<Effect> {
        let Some(object) = op.object() else { return Some(Effect::DONE) };
        let effect = self.0[object].apply(who, op)?;
        if let Some(mutex) = op.also() {
            self.apply(who, &Operation::on(Action::Unlock, mutex, op.site));
        }
        if effect.is_done()
            && let State::Process { process, .. } = self.0[object]
        {
            match op.action {
                Action::Exit | Action::Bury => self.0.iter_mut().for_each(|state| state.loses(process)),
                Action::Kill if self.released_by(process).next().is_none() => {
                    self.apply(who, &Operation::on(Action::Bury, object, op.site));
                }
                _ => {}
            }
        }
        Some(effect)
    }

    /// Takes a step that has to wait as if it had not to.
    #[inline]
    pub fn apply_refused(&mut self, who: Who, op: &Operation) -> Effect {
        op.object().map_or(Effect::DONE, |object| self.0[object].apply_refused(who, op))
    }

    /// The objects that the end of `process` would change now, besides its own.
    #[inline]
    pub fn released_by(&self, process: ProcessId) -> impl Iterator<Item = ObjectId> {
        (0..self.len()).filter(move |&object| self.0[object].is_held_by_process(process))
    }
}

impl Index<ObjectId> for States {
    type Output = State;

    #[inline]
    fn index(&self, object: ObjectId) -> &State {
        &self.0[object]
    }
}

impl IndexMut<ObjectId> for States {
    #[inline]
    fn index_mut(&mut self, object: ObjectId) -> &mut State {
        &mut self.0[object]
    }
}
