//! Which executions a memory model allows.
//!
//! Common to all models here:
//!
//! - *happens before* is made of program order, starts and joins, and of what synchronises: a release write with whoever acquires
//!   from it, or from a read-modify-write that passes it on, and fences in their place (C++20's release sequences);
//! - it never goes against the order in which the writes to one object count (coherence);
//! - nothing comes between the read and the write of a read-modify-write (atomicity);
//! - nothing depends on itself by program order and what is read. So a load never sees a store that comes after it, which the
//!   language and some processors allow (load buffering).
//!
//! They differ in what they demand of sequentially consistent accesses and fences, which is one function for each.

mod relations;
mod sequential;
mod total;

use racecourse_meaning::ObjectId;

use super::{Graph, Kind, Spot};

/// What is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Model {
    /// What Rust promises: RC11 (Lahav, Vafeiadis, Kang, Hur, Dreyer, *Repairing Sequential Consistency in C/C++11*, PLDI 2017)
    /// with the release sequences of C++20. It is the weakest of the published repairs of C++11, and right for all processors.
    Language,
    /// All steps in one order, each sees the last write.
    Sc,
    /// Stores wait in a buffer of their own core, as on x86: what such a machine could show. A `SeqCst` store and every
    /// read-modify-write empty it, and so do `SeqCst` fences.
    Tso,
    /// As the model checker GenMC has it (version 0.11): stronger than `Language` beside read-modify-writes.
    GenMc,
    /// The letter of C++20, which is stronger than what compilers and x86 do (Remark 4 of the paper above).
    Cxx20,
}

impl Model {
    /// All of them.
    pub const ALL: [Model; 5] = [Model::Language, Model::Sc, Model::Tso, Model::GenMc, Model::Cxx20];
}

/// Whether `model` allows this execution, as far as it goes. All writes have their places.
pub fn consistent(graph: &Graph, model: Model) -> bool {
    is_coherent(graph) && is_atomic(graph) && holds(graph, model)
}

/// Whether what `model` demands beyond coherence and atomicity is so.
pub(crate) fn holds(graph: &Graph, model: Model) -> bool {
    match model {
        Model::Sc => total::is_sequential(graph),
        Model::Tso => total::is_buffered(graph),
        Model::Language | Model::GenMc | Model::Cxx20 => sequential::is_acyclic(graph, model),
    }
}

/// Whether what happens before something is never newer than it, object by object.
fn is_coherent(graph: &Graph) -> bool {
    graph.spots().iter().all(|&spot| {
        let event = graph.event(spot);
        let Some(object) = event.object().filter(|_| event.is_access()) else { return true };
        graph.place(spot).is_some_and(|place| agrees(graph, spot, object, place))
    })
}

/// Whether what happens before this access is not newer, if it stands at `place`.
pub(crate) fn agrees(graph: &Graph, spot: Spot, object: ObjectId, place: usize) -> bool {
    let writes = graph.event(spot).kind == Kind::Write;
    graph.spots().iter().all(|&other| {
        let event = graph.event(other);
        if !event.is_access() || event.object() != Some(object) || !graph.happens_before(other, spot) {
            return true;
        }
        graph.place(other).is_none_or(|before| if writes { before < place } else { before <= place })
    })
}

/// Whether each read-modify-write stands directly after what it has read.
fn is_atomic(graph: &Graph) -> bool {
    graph.spots().iter().filter(|spot| graph.event(**spot).exclusive).all(|&write| {
        let read = Spot::new(write.actor(), write.index() - 1);
        let places = (graph.place(read), graph.place(write));
        matches!(places, (Some(read), Some(write)) if write == read + 1)
    })
}
