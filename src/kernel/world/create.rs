//! What comes into being in an execution: objects, actors, processes, copies of memory.

use std::panic::Location;

use super::{Actor, BEFORE_MAIN, Process, Status, World};
use crate::kernel::clock::{ActorClocks, ObjectClocks};
use crate::kernel::meaning::State;
use crate::kernel::object::Object;
use crate::kernel::operation::{ActorId, ObjectId, ProcessId, Value};

impl World {
    pub(crate) fn add_object(&mut self, state: State, created: &'static Location<'static>, shared: bool) -> ObjectId {
        let mine = self.actors.get(self.running).map(|actor| actor.process);
        let home = if shared { None } else { self.copying_for.or(mine) };
        let clocks = ObjectClocks::new(state.orders_for_good());
        let maker = match self.actors.get_mut(self.running) {
            Some(actor) => {
                actor.made.1 += 1;
                (self.running, actor.made.1 + BEFORE_MAIN)
            }
            None => (self.running, self.objects.len()),
        };
        if let (State::Pipe { .. }, Some(process)) = (&state, mine) {
            self.processes[process].pipes.push(self.objects.len());
        }
        let initial = Value::None;
        self.objects.push(Object { state, value: Value::None, initial, name: None, created, home, maker, clocks });
        self.objects.len() - 1
    }

    pub(crate) fn add_actor(
        &mut self,
        name: Option<String>,
        process: ProcessId,
        spawned: &'static Location<'static>,
    ) -> ActorId {
        let id = self.actors.len();
        let end = self.add_object(State::End { actor: id, finished: false }, spawned, true);
        let token = self.add_object(State::Token { owner: id, set: false }, spawned, true);
        let mut clocks = match self.actors.get(self.running) {
            Some(parent) => parent.clocks.for_child(id),
            None => ActorClocks::default(),
        };
        clocks.now.tick(id);
        let nth = self.actors.get_mut(self.running).map_or(0, |parent| {
            parent.made.0 += 1;
            parent.made.0 - 1
        });
        self.actors.push(Actor {
            name,
            spawned,
            parent: self.running,
            nth,
            made: (0, 0),
            process,
            status: Status::New,
            pending: None,
            holds: Vec::new(),
            clocks,
            end,
            token,
            gave_up: None,
            request: None,
            woke_spuriously: false,
            panicked: false,
            task: None,
            awaited: false,
            parked: false,
        });
        id
    }

    pub(crate) fn add_process(&mut self, created: &'static Location<'static>) -> ProcessId {
        let id = self.processes.len();
        let object = self.add_object(State::Process { process: id, ended: false }, created, true);
        self.processes.push(Process {
            object,
            name: None,
            killed: false,
            waited_for: false,
            awaited: false,
            pipes: Vec::new(),
            exit: None,
        });
        id
    }

    /// A new process: a copy of the running one's open files, and memory into which `copy` puts what it is to inherit.
    pub(crate) fn begin_fork(&mut self, created: &'static Location<'static>) -> ProcessId {
        let parent = self.actors[self.running].process;
        let child = self.add_process(created);
        for (id, object) in self.objects.iter_mut().enumerate() {
            if let State::Pipe { readers, writers, .. } = &mut object.state {
                for ends in [readers, writers] {
                    let inherited: Vec<_> =
                        ends.iter().filter(|(holder, _)| *holder == parent).map(|(_, end)| (child, *end)).collect();
                    if !inherited.is_empty() && self.processes[child].pipes.last() != Some(&id) {
                        self.processes[child].pipes.push(id);
                    }
                    ends.extend(inherited);
                }
            }
        }
        self.copying_for = Some(child);
        child
    }

    /// The name of the process whose memory is being copied.
    pub(crate) fn copying_for(&self) -> Option<&str> {
        self.processes[self.copying_for?].name.as_deref()
    }

    /// The child's memory is complete.
    pub(crate) fn end_copying(&mut self) {
        self.copying_for = None;
    }

    /// A number for a handle (an open end of a pipe), different from all others of this execution.
    pub(crate) fn new_handle(&mut self) -> usize {
        self.next_handle += 1;
        self.next_handle
    }
}
