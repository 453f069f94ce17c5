//! What comes into being in an execution: objects, actors, processes, copies of memory.

use std::borrow::Cow;
use std::panic::Location;

use super::{Actor, BEFORE_MAIN, BEFORE_OTHERS, Process, Status, World};
use crate::numbers::Kind;
use crate::object::Object;
use racecourse_meaning::{ActorId, ObjectId, ProcessId, State};

impl World {
    pub(crate) fn add_object(&mut self, state: State, created: &'static Location<'static>, shared: bool) -> ObjectId {
        let mine = self.maker().map(|actor| actor.process);
        let home = if shared { None } else { self.copying_for.or(mine) };
        let (me, is_copy) = (self.running, self.copying_for.is_some());
        let id = match self.maker() {
            Some(actor) if is_copy => {
                actor.made.copies += 1;
                let nth = actor.made.copies - 1;
                self.number(Kind::Copy, me, nth)
            }
            Some(actor) => {
                actor.made.objects += 1;
                let nth = actor.made.objects - 1 + if me == 0 { BEFORE_MAIN } else { BEFORE_OTHERS };
                self.number(Kind::Object, me, nth)
            }
            None => self.number(Kind::Object, me, self.born.objects.len() + BEFORE_OTHERS),
        };
        self.put_object(id, state, created, home);
        id
    }

    /// The running actor; `None` before `main` is.
    fn maker(&mut self) -> Option<&mut Actor> {
        self.actors.get_mut(self.running).filter(|actor| actor.status != Status::NotThere)
    }

    fn put_object(&mut self, id: ObjectId, state: State, created: &'static Location<'static>, home: Option<ProcessId>) {
        if matches!(state, State::Pipe(_)) {
            let mine = self.actors[self.running].process;
            self.processes[mine].pipes.push(id);
        }
        if self.objects.len() <= id {
            self.objects.resize_with(id + 1, Object::not_there);
        }
        self.objects[id].is_made(created, home);
        self.states.put(id, state);
        self.born.objects.push(id);
    }

    /// The park token of `actor`. Most have no need of one, so it is made when somebody asks for it; whoever that is, it has
    /// the same number.
    pub(crate) fn token_of(&mut self, actor: ActorId) -> ObjectId {
        if let Some(token) = self.actors[actor].token {
            return token;
        }
        let token = self.number(Kind::Object, actor, 0);
        self.put_object(token, State::Token { owner: actor, set: false }, self.actors[actor].spawned, None);
        self.actors[actor].token = Some(token);
        token
    }

    /// The number of what `maker` makes as its `nth` of that kind.
    fn number(&mut self, kind: Kind, maker: ActorId, nth: usize) -> usize {
        if self.rules.keeps_numbers {
            return self.numbers.of(kind, maker, nth);
        }
        match kind {
            Kind::Actor => self.actors.len(),
            Kind::Object | Kind::Copy => self.objects.len(),
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
        let nth = self.maker().map_or(0, |parent| {
            parent.made.actors += 1;
            parent.made.actors
        });
        let id = self.number(Kind::Actor, parent, nth);
        let end = self.add_object(State::End { actor: id, returned: false, finished: false }, spawned, true);
        if self.actors.len() <= id {
            self.actors.resize_with(id + 1, Actor::not_there);
        }
        self.born.actors.push(id);
        self.actors[id].is_started(name, spawned, parent, process, end);
        id
    }

    pub(crate) fn add_process(&mut self, created: &'static Location<'static>) -> ProcessId {
        let nth = self.maker().map_or(0, |maker| {
            maker.made.processes += 1;
            maker.made.processes
        });
        let id = self.number(Kind::Process, self.running, nth);
        let object = self.add_object(State::running_process(id), created, true);
        if self.processes.len() <= id {
            self.processes.resize_with(id + 1, Process::default);
        }
        self.processes[id] = Process { object, ..Process::default() };
        id
    }

    /// Gives an object a name of its own. Only reports ask for it.
    pub fn name_object(&mut self, object: ObjectId, name: &str) {
        if self.rules.recorded {
            self.objects[object].name = Some(name.to_owned());
        }
    }

    /// A new process: a copy of the running one's open files, and memory into which `copy` puts what it is to inherit.
    pub fn begin_fork(&mut self, created: &'static Location<'static>) -> ProcessId {
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

    /// Whether somebody else has been part of the process of `actor`: then what a fork copies depends on when it comes.
    pub fn shares_memory(&self, actor: ActorId) -> bool {
        let process = self.actors[actor].process;
        self.born.actors.iter().any(|&other| other != actor && self.actors[other].process == process)
    }

    /// What a fork by `actor` copies: the memory of its process, and its open ends of pipes.
    pub fn copied_by(&self, actor: ActorId) -> impl Iterator<Item = ObjectId> {
        let process = self.actors[actor].process;
        let is_its =
            move |&object: &ObjectId| self.objects[object].home == Some(process) && self.states[object].is_memory();
        let memory = self.born.objects.iter().copied().filter(is_its);
        memory.chain(self.processes[process].pipes.iter().copied())
    }

    /// `copy`, in the memory of a child, is what `original` is now.
    pub fn copy_state(&mut self, original: ObjectId, copy: ObjectId) {
        self.states[copy] = self.states[original].copied();
    }

    /// Who has forked goes on in the child as `child`, with the locks that it holds.
    pub(crate) fn goes_on_in_child(&mut self, parent: ActorId, child: ActorId, at: &'static Location<'static>) {
        let process = self.actors[child].process;
        for &object in &self.born.objects {
            if self.objects[object].home == Some(process) && self.states[object].goes_on_as(parent, child) {
                self.actors[child].holds.push((object, at));
            }
        }
    }

    /// Whether a lock is held only by actors of other processes than the one whose memory it is in: they held it when that was
    /// copied, and nobody ever gives it up.
    pub(super) fn is_held_for_ever(&self, object: ObjectId, holders: &[ActorId]) -> bool {
        let home = self.objects[object].home;
        let is_foreign = |holder: &ActorId| home.is_some_and(|home| self.actors[*holder].process != home);
        !holders.is_empty() && self.states[object].is_memory() && holders.iter().all(is_foreign)
    }

    /// The name of the process whose memory is being copied.
    pub fn copying_for(&self) -> Option<&str> {
        self.processes[self.copying_for?].name.as_deref()
    }

    /// The process whose memory is being copied from that of its parent.
    pub fn copying_into(&self) -> Option<ProcessId> {
        self.copying_for
    }

    /// The child's memory is complete.
    pub fn end_copying(&mut self) {
        self.copying_for = None;
    }
}
