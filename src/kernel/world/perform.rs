//! The running actor takes a step whose meaning is the object's.

use super::World;
use crate::kernel::meaning::{Effect, Hold, Who};
use crate::kernel::operation::{Action, ObjectId, Operation};

impl World {
    /// Changes the objects of `op` as they mean it, orders what that orders, and says what it came to.
    ///
    /// Who may not wait, and has to, is refused: it wakes up for no reason, or it is unwinding.
    pub(crate) fn perform(&mut self, op: &Operation) -> Effect {
        let Some(object) = op.object else { return Effect::DONE };
        let effect = self.apply(object, op);
        if matches!(op.action, Action::Wake { .. } | Action::Park { .. }) && !effect.is_done() {
            self.woke_spuriously();
        }
        if let (Action::Wait, Some(mutex)) = (op.action, op.also) {
            let me = &mut self.actors[self.running];
            let held = me.holds.iter().rfind(|(held, _)| *held == mutex);
            me.gave_up = held.copied().or(Some((mutex, op.site)));
            self.apply(mutex, &Operation::on(Action::Unlock, mutex, op.site));
        }
        effect
    }

    fn apply(&mut self, object: ObjectId, op: &Operation) -> Effect {
        let me = self.running;
        let who = Who { actor: me, process: self.actors[me].process };
        let state = &mut self.objects[object].state;
        let effect = state.apply(who, op).unwrap_or_else(|| state.apply_refused(who, op));
        if effect.acquires {
            self.acquire(object);
        }
        if effect.releases {
            self.release(object);
        }
        match effect.hold {
            Hold::Same => {}
            Hold::Takes => {
                // Who takes a mutex again after a wait has had it since before.
                let before = self.actors[me].gave_up.take_if(|(mutex, _)| *mutex == object);
                self.holds(object, before.map_or(op.site, |(_, site)| site));
            }
            Hold::LetsGo => self.lets_go(object),
        }
        effect
    }
}
