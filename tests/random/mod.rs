//! Small random programs, and what they are held against. The fuzz target shares these files.

pub(crate) mod classes;
pub(crate) mod counted;
pub(crate) mod ends;
pub(crate) mod everything;
pub(crate) mod exchanges;
pub(crate) mod fairness;
pub(crate) mod forked;
pub(crate) mod forked_beside;
pub(crate) mod judge;
pub(crate) mod looking_on;
pub(crate) mod loops;
pub(crate) mod many_actors;
pub(crate) mod piped;
pub(crate) mod processes;
pub(crate) mod reads_writes;
pub(crate) mod waiting;
