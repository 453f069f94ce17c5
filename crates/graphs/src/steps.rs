//! An execution that is made step by step, by somebody who says what each step reads.
//!
//! Steps come in an order in which each depends on none that comes later. A step mostly reads the last write, and a write mostly is the
//! last one; what is otherwise is said by how many of the writes that there are count more. Whether the model allows that is asked at
//! once, so it is known which step is not possible.

use racecourse_meaning::{ActorId, ObjectId, State};

use super::answer::{Answer, Meanings};
use super::model::consistent;
use super::search::{ends_made, kind_of, order_of};
use super::{EndsMade, Graph, Kind, Model, Request, Spot};

/// An execution, or the beginning of one.
#[derive(Clone, Debug)]
pub struct Steps {
    model: Model,
    graph: Graph,
    meanings: Meanings,
}

/// Why a step is not possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There are only so many writes that could count more.
    NotSoOld(usize),
    /// It reads and writes nothing that could be old.
    NeverOld,
    /// It has no choice.
    NoChoice,
    /// The model does not allow it.
    Forbidden,
}

impl Steps {
    /// An execution in which nothing has happened.
    pub fn under(model: Model) -> Self {
        Self { model, graph: Graph::default(), meanings: Meanings::default() }
    }

    /// The execution as far as it has come.
    pub const fn graph(&self) -> &Graph {
        &self.graph
    }

    /// Says what an object is at first, if nothing has been done to it.
    pub fn declare(&mut self, object: ObjectId, state: &State) {
        if self.graph.is_untouched(object) {
            let (initial, is_chain) = self.meanings.learn(object, state);
            self.graph.declare(object, initial, is_chain, EndsMade::of(state));
        }
    }

    /// The last value of an atomic; `None` of anything else.
    pub fn last_value(&self, object: ObjectId) -> Option<u64> {
        let is_atomic = !self.graph.is_chain(object) && !self.graph.is_untouched(object);
        is_atomic.then(|| self.graph.value(object, self.graph.newest(object)))
    }

    /// `actor` takes a step: it reads, or writes, behind so many of the writes that there are. With `by_choice` it comes to what it comes
    /// to for no reason. The value that it reads, if it reads an atomic, and where it is in the graph.
    ///
    /// # Errors
    ///
    /// Why that is not possible; the execution is over then.
    pub fn take(
        &mut self,
        actor: ActorId,
        request: Request,
        back: usize,
        by_choice: bool,
    ) -> Result<(Spot, Option<u64>), Refused> {
        let kind = kind_of(&request);
        let object = request.op.object().filter(|_| matches!(kind, Kind::Read | Kind::Write));
        let Some(object) = object else {
            if back > 0 {
                return Err(Refused::NeverOld);
            }
            return if by_choice { Err(Refused::NoChoice) } else { Ok((self.mark(actor, request), None)) };
        };
        if back > 0 && self.graph.is_chain(object) {
            return Err(Refused::NeverOld);
        }
        let count = self.graph.writes_to(object).len();
        let place = count.checked_sub(back).ok_or(Refused::NotSoOld(count))?;
        let taken = match kind {
            Kind::Write if by_choice => return Err(Refused::NoChoice),
            Kind::Write => {
                let mut event = Graph::new_event(Kind::Write, request, request.op.order);
                event.value = request.op.operands[0];
                let write = self.graph.add(actor, event);
                self.graph.put(write, place + 1);
                (write, None)
            }
            _ => self.read(actor, request, place, by_choice)?,
        };
        // What has been allowed stays so as long as only what is newest is read and written.
        let is_allowed = back == 0 || consistent(&self.graph, self.model);
        if is_allowed { Ok(taken) } else { Err(Refused::Forbidden) }
    }

    fn read(
        &mut self,
        actor: ActorId,
        request: Request,
        place: usize,
        by_choice: bool,
    ) -> Result<(Spot, Option<u64>), Refused> {
        let object = request.op.object().expect("a read is on an object");
        let from = place.checked_sub(1).map(|at| self.graph.writes_to(object)[at]);
        let value = self.graph.value(object, from);
        let made = ends_made(&self.graph, &request);
        let answers = self.meanings.answers(actor, &request, value, &made);
        // Who could only wake for no reason does so.
        let first = usize::from(answers.len() > 1 && answers[0] == Answer::Waits);
        let answer = answers.get(first + usize::from(by_choice)).copied().ok_or(Refused::NoChoice)?;
        let mut event = Graph::new_event(Kind::Read, request, order_of(&request, answer));
        event.value = value;
        event.reads = from;
        event.by_choice = by_choice || first > 0;
        let read = self.graph.add(actor, event);
        if let Answer::Writes { value: written, write: order, .. } = answer {
            if self.graph.is_closed_after(object, place) {
                return Err(Refused::Forbidden);
            }
            let mut event = Graph::new_event(Kind::Write, request, order);
            event.value = written;
            event.exclusive = true;
            let write = self.graph.add(actor, event);
            self.graph.put(write, place + 1);
        }
        let is_chain = self.graph.is_chain(object);
        Ok((read, (!is_chain).then_some(value)))
    }

    /// Adds what is no choice: a fence, a start, an end that has come and is awaited, another end of a channel, an access to plain memory.
    pub fn mark(&mut self, actor: ActorId, request: Request) -> Spot {
        let event = Graph::new_event(kind_of(&request), request, request.op.order);
        self.graph.add(actor, event)
    }
}
