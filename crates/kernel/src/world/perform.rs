//! The running actor takes a step.

use super::World;
use racecourse_meaning::{Action, Effect, Hold, ObjectId, Operation, Who};

impl World {
    /// Changes the objects of `op` as they mean it, and says what it came to. `found` is the value that a load or an update
    /// finds, where it is not the last one.
    ///
    /// Who may not wait, and has to, is refused: it wakes up for no reason.
    pub(crate) fn perform(&mut self, op: &Operation, found: Option<u64>) -> Effect {
        let me = self.running;
        let answered = self.found.take();
        let found = found.or(answered.map(|found| found.value));
        if let (Some(found), Some(object)) = (found, op.object())
            && let Some(value) = self.states[object].value_mut()
        {
            *value = found;
        }
        let who = Who { actor: me, process: self.actors[me].process };
        let done = if answered.is_some_and(|found| found.fails) { None } else { self.states.apply(who, op) };
        let effect = done.unwrap_or_else(|| self.states.apply_refused(who, op));
        match op.action {
            Action::Wake { .. } | Action::Park { .. } if !effect.is_done() => self.woke_spuriously(),
            Action::Wait => {
                if let Some(mutex) = op.also() {
                    let held = self.actors[me].holds.iter().rfind(|(held, _)| *held == mutex);
                    self.actors[me].gave_up = held.copied().or(Some((mutex, op.site)));
                    self.lets_go(mutex);
                }
            }
            Action::Kill if effect.is_done() && self.rules.deaths_are_told => self.note_killed_alone(op),
            Action::Kill if effect.is_done() => self.note_killed(op),
            Action::Exit if effect.is_done() => self.note_exited(op),
            Action::WaitChild if effect.is_done() => self.note_waited_for(op),
            _ => {}
        }
        if let Some(object) = op.object() {
            self.follow_hold(object, op, effect.hold);
        }
        effect
    }

    fn follow_hold(&mut self, object: ObjectId, op: &Operation, hold: Hold) {
        match hold {
            Hold::Same => {}
            Hold::Takes => {
                // Who takes a mutex again after a wait has had it since before.
                let before = self.actors[self.running].gave_up.take_if(|(mutex, _)| *mutex == object);
                self.holds(object, before.map_or(op.site, |(_, site)| site));
            }
            Hold::LetsGo => self.lets_go(object),
        }
    }
}
