//! Random programs that are mostly exchanges: what one of them is depends on where it is.

use proptest::prelude::*;

use super::reads_writes::{LOCKS, Program, Statement, VARIABLES};

/// A program of few actors with several statements or of several with few, most of which are exchanges that may find what they expect or
/// not.
pub(crate) fn program() -> impl Strategy<Value = Program> {
    let variable = || 0..VARIABLES;
    let access = move || {
        prop_oneof![
            6 => (variable(), 0..3_u32, 0..3_u32).prop_map(|(v, from, to)| Statement::Exchange(v, from, to)),
            2 => (variable(), 0..3_u32).prop_map(|(v, value)| Statement::Store(v, value)),
            1 => variable().prop_map(Statement::Load),
            1 => variable().prop_map(Statement::Add),
        ]
    };
    let inside = move || access().prop_map(|access| vec![access]);
    let statement = prop_oneof![
        8 => access(),
        1 => (variable(), inside()).prop_map(|(v, body)| Statement::IfZero(v, body)),
        1 => (0..LOCKS, inside()).prop_map(|(lock, body)| Statement::Locked(lock, body)),
        1 => (0..LOCKS, inside()).prop_map(|(lock, body)| Statement::IfFree(lock, body)),
    ];
    prop_oneof![
        prop::collection::vec(prop::collection::vec(statement.clone(), 1..=3), 2..=3),
        prop::collection::vec(prop::collection::vec(statement, 1..=2), 3..=4),
    ]
}
