//! What a reader sees of a world: how its actors stand, and what its objects are.

use racecourse_kernel::shown::Value as Shown;
use racecourse_kernel::world::{self, World};
use racecourse_meaning::{Action, ActorId, Channel, Counts, ObjectId, Operation, Pipe, State, Word};
use racecourse_sources::site;
use racecourse_trace::state_graph::{Datum, Held, Standing, Status, Step, Value};

/// A world between two moves.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) world: &'a World,
    /// Who has yielded since its last move.
    pub(super) yielded: &'a [bool],
}

impl View<'_> {
    /// How an actor stands.
    pub(super) fn standing(self, actor: ActorId) -> Standing {
        let it = &self.world.actors[actor];
        let status = match it.status {
            _ if self.world.is_killed(actor) && !self.world.awaits_burial(actor) => Status::Killed,
            world::Status::Finished | world::Status::NotThere => Status::Finished,
            _ if self.world.can_step(actor) => Status::Enabled,
            _ => Status::Blocked,
        };
        let next = it.pending.filter(|_| matches!(status, Status::Enabled | Status::Blocked));
        let waits = next.filter(|_| status == Status::Blocked);
        let held = |&(object, at): &(ObjectId, _)| Held { object, site: site(at) };
        Standing {
            status,
            next: next.map(|op| self.step(&op)),
            holds: it.holds.iter().map(held).collect(),
            waits_for: waits.map_or_else(Vec::new, |op| self.world.waited_for(actor, &op)),
            has_yielded: self.yielded.get(actor) == Some(&true),
            for_no_reason: status == Status::Enabled && !self.world.must_go(actor),
        }
    }

    fn step(self, op: &Operation) -> Step {
        Step {
            action: op.action.verb(),
            object: op.object(),
            also: op.also(),
            operands: self.operands(op),
            site: site(op.site),
        }
    }

    fn operands(self, op: &Operation) -> Vec<Datum> {
        let [first, second] = op.operands;
        match op.action {
            Action::Store | Action::CellWrite | Action::Update(_) => {
                let value = op.object().and_then(|object| self.world.states[object].value());
                let Some((word, _)) = value else { return Vec::new() };
                let exchanges = op.expected().is_some();
                let all = std::iter::once(first).chain(exchanges.then_some(second));
                all.map(|value| self.datum(word, value)).collect()
            }
            Action::PipeWrite => vec![Datum::Number(first)],
            Action::Exit => vec![signed(i64::from((first as u32).cast_signed()))],
            _ => Vec::new(),
        }
    }

    fn datum(self, word: Word, value: u64) -> Datum {
        match Shown::of(word, value, &self.world.texts) {
            Shown::Bool(truth) => Datum::Truth(truth),
            Shown::Int(number) => u64::try_from(number).map_or_else(|_| signed(value.cast_signed()), Datum::Number),
            Shown::Text(text) => Datum::Text(text),
            // No memory holds anything else.
            _ => Datum::Text(String::new()),
        }
    }

    /// What an object is.
    pub(super) fn value(self, object: ObjectId) -> Value {
        match &self.world.states[object] {
            State::Atomic { word, value } | State::Cell { word, value } => {
                Value::Memory { value: self.datum(*word, *value) }
            }
            State::Mutex { owner } => Value::Lock { owner: *owner },
            State::FileLock { owner } => Value::Lock { owner: owner.map(|(_, actor)| actor) },
            State::RwLock { writer, readers, queue } => {
                Value::RwLock { writer: *writer, readers: readers.to_vec(), queue: queue.to_vec() }
            }
            State::Condvar { waiters, notified } => Value::Condvar {
                waiters: waiters.to_vec(),
                notified: notified.iter().map(|may| may.to_vec()).collect(),
            },
            State::Barrier { size, arrived, released } => {
                Value::Barrier { size: *size, arrived: arrived.to_vec(), released: released.to_vec() }
            }
            State::Semaphore { permits, holders } => Value::Semaphore { permits: *permits, holders: holders.to_vec() },
            State::Once { runner, done } => Value::Once { runner: *runner, done: *done },
            State::Channel(Channel { capacity, queued, senders, receivers, .. }) => {
                Value::Channel { capacity: *capacity, queued: *queued, senders: *senders, receivers: *receivers }
            }
            State::Token { set, .. } => Value::Token { set: *set },
            // That `main` has ended nobody can wait for, so its object does not know.
            State::End { actor, returned, finished } => {
                Value::Thread { finished: *returned || *finished || self.world.actors[*actor].is_gone() }
            }
            State::Process { ended, .. } => Value::Process { ended: ended.map(world::process_end) },
            State::Pipe(Pipe { capacity, queued, readers, writers, .. }) => {
                Value::Pipe { capacity: *capacity, queued: *queued, readers: readers.len(), writers: writers.len() }
            }
            State::File { exists } => Value::File { exists: *exists },
            State::Pointer(Counts { strong, weak }) => Value::Pointer { strong: *strong, weak: *weak },
            State::Turns | State::NotThere => Value::Turns,
        }
    }
}

/// A number as it stands in the graph: equal ones are equal.
fn signed(number: i64) -> Datum {
    u64::try_from(number).map_or(Datum::Negative(number), Datum::Number)
}
