//! What comes into being in an execution: objects, actors, processes, copies of memory.

use std::borrow::Cow;
use std::panic::Location;

use super::{Actor, BEFORE_MAIN, Process, Status, World};
use crate::kernel::meaning::State;
use crate::kernel::numbers::Kind;
use crate::kernel::object::Object;
use crate::kernel::operation::{ActorId, ObjectId, ProcessId, Value};

impl World {
    pub(crate) fn add_object(&mut self, state: State, created: &'static Location<'static>, shared: bool) -> ObjectId {
        let mine = self.actors.get(self.running).map(|actor| actor.process);
        let home = if shared { None } else { self.copying_for.or(mine) };
        let me = self.running;
        let id = match self.actors.get_mut(me) {
            Some(actor) => {
                actor.made.objects += 1;
                let nth = actor.made.objects - 1 + if me == 0 { BEFORE_MAIN } else { 0 };
                self.number(Kind::Object, nth)
            }
            None => self.number(Kind::Object, self.born.objects.len()),
        };
        if let (State::Pipe(_), Some(process)) = (&state, mine) {
            self.processes[process].pipes.push(id);
        }
        if self.objects.len() <= id {
            self.objects.resize_with(id + 1, Object::not_there);
        }
        self.objects[id] = Object { initial: Value::None, name: None, created, home };
        self.states.put(id, state);
        self.born.objects.push(id);
        id
    }

    /// The number of what the running actor makes as its `nth` of that kind.
    fn number(&mut self, kind: Kind, nth: usize) -> usize {
        if self.rules.keeps_numbers {
            return self.numbers.of(kind, self.running, nth);
        }
        match kind {
            Kind::Actor => self.actors.len(),
            Kind::Object => self.objects.len(),
            Kind::Process => self.processes.len(),
        }
    }

    pub(crate) fn add_actor(
        &mut self,
        name: Option<Cow<'static, str>>,
        process: ProcessId,
        spawned: &'static Location<'static>,
    ) -> ActorId {
        let parent = self.running;
        let nth = self.actors.get_mut(parent).map_or(0, |parent| {
            parent.made.actors += 1;
            parent.made.actors
        });
        let id = self.number(Kind::Actor, nth);
        let end = self.add_object(State::End { actor: id, finished: false }, spawned, true);
        let token = self.add_object(State::Token { owner: id, set: false }, spawned, true);
        if self.actors.len() <= id {
            self.actors.resize_with(id + 1, Actor::not_there);
        }
        self.born.actors.push(id);
        let status = Status::New;
        self.actors[id] = Actor { name, spawned, parent, process, status, end, token, ..Actor::not_there() };
        id
    }

    pub(crate) fn add_process(&mut self, created: &'static Location<'static>) -> ProcessId {
        let nth = self.actors.get_mut(self.running).map_or(0, |maker| {
            maker.made.processes += 1;
            maker.made.processes
        });
        let id = self.number(Kind::Process, nth);
        let object = self.add_object(State::Process { process: id, ended: None }, created, true);
        if self.processes.len() <= id {
            self.processes.resize_with(id + 1, Process::default);
        }
        self.processes[id] = Process { object, ..Process::default() };
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
}
