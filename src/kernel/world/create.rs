//! What comes into being in an execution: objects, actors, processes, copies of memory.

use std::borrow::Cow;
use std::panic::Location;

use smallvec::SmallVec;

use super::{Actor, BEFORE_MAIN, Process, Status, World};
use crate::kernel::meaning::State;
use crate::kernel::object::Object;
use crate::kernel::operation::{ActorId, ObjectId, ProcessId, Value};

impl World {
    pub(crate) fn add_object(&mut self, state: State, created: &'static Location<'static>, shared: bool) -> ObjectId {
        let mine = self.actors.get(self.running).map(|actor| actor.process);
        let home = if shared { None } else { self.copying_for.or(mine) };
        let maker = match self.actors.get_mut(self.running) {
            Some(actor) => {
                actor.made.1 += 1;
                (self.running, actor.made.1 + BEFORE_MAIN)
            }
            None => (self.running, self.objects.len()),
        };
        if let (State::Pipe(_), Some(process)) = (&state, mine) {
            self.processes[process].pipes.push(self.objects.len());
        }
        self.objects.push(Object { initial: Value::None, name: None, created, home, maker });
        self.states.add(state)
    }

    pub(crate) fn add_actor(
        &mut self,
        name: Option<Cow<'static, str>>,
        process: ProcessId,
        spawned: &'static Location<'static>,
    ) -> ActorId {
        let id = self.actors.len();
        let end = self.add_object(State::End { actor: id, finished: false }, spawned, true);
        let token = self.add_object(State::Token { owner: id, set: false }, spawned, true);
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
            holds: SmallVec::new(),
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
        let object = self.add_object(State::Process { process: id, ended: None }, created, true);
        self.processes.push(Process {
            object,
            name: None,
            killed: false,
            waited_for: false,
            awaited: false,
            pipes: SmallVec::new(),
        });
        id
    }

    /// Gives an object a name of its own. Only reports ask for it.
    pub(crate) fn name_object(&mut self, object: ObjectId, name: &str) {
        if self.rules.recorded {
            self.objects[object].name = Some(name.to_owned());
        }
    }

    /// A new process: a copy of the running one's open files, and memory into which `copy` puts what it is to inherit.
    pub(crate) fn begin_fork(&mut self, created: &'static Location<'static>) -> ProcessId {
        let parent = self.actors[self.running].process;
        let child = self.add_process(created);
        for (id, state) in self.states.iter_mut().enumerate() {
            if let State::Pipe(pipe) = state {
                for ends in [&mut pipe.readers, &mut pipe.writers] {
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
