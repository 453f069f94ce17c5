//! Litmus tests: how many executions are possible at all when everybody agrees on one order.

use std::sync::Arc;

use racecourse::outcome::Outcome;
use racecourse::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use super::{Published, actor, spawn_all};

/// Of a single size.
const ONE: &[super::Size] = &[(0, 0)];

pub(super) const PUBLISHED: &[Published] = &[
    Published { name: "SB", run: sb, executions: |_| 3, deadlocks: 0, small: ONE, large: &[] },
    Published { name: "MP", run: mp, executions: |_| 3, deadlocks: 0, small: ONE, large: &[] },
    Published { name: "2+2W", run: two_plus_two_w, executions: |_| 3, deadlocks: 0, small: ONE, large: &[] },
    Published { name: "IRIW", run: iriw, executions: |_| 15, deadlocks: 0, small: ONE, large: &[] },
];

/// One access of a litmus test, to the variable with this number.
#[derive(Clone, Copy)]
enum Access {
    Read(usize),
    Write(usize, usize),
}

use Access::{Read, Write};

/// Everybody makes their accesses to two variables in order.
fn run(programs: &[&[Access]]) -> Outcome {
    let variables: Arc<[AtomicUsize; 2]> = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
    spawn_all(programs.iter().map(|accesses| {
        let (variables, accesses) = (Arc::clone(&variables), accesses.to_vec());
        actor(move || {
            for access in accesses {
                match access {
                    Read(at) => drop(variables[at].load(SeqCst)),
                    Write(at, value) => variables[at].store(value, SeqCst),
                }
            }
        })
    }))
}

fn sb() -> Outcome {
    run(&[&[Write(0, 1), Read(1)], &[Write(1, 1), Read(0)]])
}

fn mp() -> Outcome {
    run(&[&[Write(0, 1), Write(1, 1)], &[Read(1), Read(0)]])
}

fn two_plus_two_w() -> Outcome {
    run(&[&[Write(0, 1), Write(1, 2)], &[Write(1, 1), Write(0, 2)]])
}

fn iriw() -> Outcome {
    run(&[&[Write(0, 1)], &[Write(1, 1)], &[Read(0), Read(1)], &[Read(1), Read(0)]])
}
