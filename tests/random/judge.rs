//! A judge for programs of reads, writes and locks that owes nothing to the library: it tries every interleaving.

use std::collections::{BTreeMap, BTreeSet};

use super::reads_writes::{LOCKS, Program, Statement, VARIABLES};

/// One step of an actor, with what comes after it.
#[derive(Clone, Debug)]
enum Step {
    Load(usize),
    Store(usize, u32),
    Add(usize),
    Exchange(usize, u32, u32),
    Lock(usize),
    /// Goes on behind so many steps if the lock is taken.
    TryLock(usize, usize),
    Unlock(usize),
    /// Goes on behind so many steps if the variable is not 0.
    SkipUnlessZero(usize, usize),
}

fn flatten(statements: &[Statement], steps: &mut Vec<Step>) {
    for statement in statements {
        match statement {
            Statement::Load(v) => steps.push(Step::Load(*v)),
            Statement::Store(v, value) => steps.push(Step::Store(*v, *value)),
            Statement::Add(v) => steps.push(Step::Add(*v)),
            Statement::Exchange(v, from, to) => steps.push(Step::Exchange(*v, *from, *to)),
            Statement::Locked(lock, body) => {
                steps.push(Step::Lock(*lock));
                flatten(body, steps);
                steps.push(Step::Unlock(*lock));
            }
            Statement::IfFree(lock, body) => {
                let mut inner = Vec::new();
                flatten(body, &mut inner);
                inner.push(Step::Unlock(*lock));
                steps.push(Step::TryLock(*lock, inner.len()));
                steps.append(&mut inner);
            }
            Statement::IfZero(v, body) => {
                let mut inner = Vec::new();
                flatten(body, &mut inner);
                steps.push(Step::SkipUnlessZero(*v, inner.len()));
                steps.append(&mut inner);
            }
        }
    }
}

/// What all interleavings of a program come to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Everything {
    /// The labels, `deadlock` among them.
    pub(crate) outcomes: BTreeSet<String>,
    /// The classes of executions that differ only in the order of independent steps.
    pub(crate) traces: BTreeSet<String>,
    pub(crate) interleavings: usize,
}

/// One access: who, its how-manieth step, and whether it only reads.
type Access = (usize, usize, bool);

#[derive(Clone)]
struct Machine {
    at: Vec<usize>,
    taken: Vec<usize>,
    variables: Vec<u32>,
    owners: Vec<Option<usize>>,
    read: Vec<Vec<u32>>,
    /// What happened to each object, in order.
    history: BTreeMap<(char, usize), Vec<Access>>,
}

/// Tries every interleaving; `None` if there are more than `most`.
pub(crate) fn try_all(program: &Program, most: usize) -> Option<Everything> {
    let steps: Vec<Vec<Step>> = program
        .iter()
        .map(|statements| {
            let mut steps = Vec::new();
            flatten(statements, &mut steps);
            steps
        })
        .collect();
    let machine = Machine {
        at: vec![0; steps.len()],
        taken: vec![0; steps.len()],
        variables: vec![0; VARIABLES],
        owners: vec![None; LOCKS],
        read: vec![Vec::new(); steps.len()],
        history: BTreeMap::new(),
    };
    let mut everything = Everything::default();
    explore(&steps, machine, &mut everything, most).then_some(everything)
}

fn explore(steps: &[Vec<Step>], machine: Machine, everything: &mut Everything, most: usize) -> bool {
    let unfinished = |actor: &usize| machine.at[*actor] < steps[*actor].len();
    let blocked = |actor: &usize| match steps[*actor][machine.at[*actor]] {
        Step::Lock(lock) => machine.owners[lock].is_some(),
        _ => false,
    };
    let all: Vec<usize> = (0..steps.len()).filter(unfinished).collect();
    let able: Vec<usize> = all.iter().copied().filter(|actor| !blocked(actor)).collect();
    if able.is_empty() {
        everything.interleavings += 1;
        let label =
            if all.is_empty() { format!("{:?} {:?}", machine.read, machine.variables) } else { "deadlock".to_owned() };
        everything.outcomes.insert(label);
        everything.traces.insert(canonical(&machine));
        return everything.interleavings <= most;
    }
    able.into_iter().all(|actor| {
        let mut next = machine.clone();
        step(&steps[actor], actor, &mut next);
        explore(steps, next, everything, most)
    })
}

fn step(steps: &[Step], me: usize, machine: &mut Machine) {
    let at = machine.at[me];
    machine.at[me] += 1;
    let (object, reads) = match &steps[at] {
        Step::Load(v) => {
            machine.read[me].push(machine.variables[*v]);
            (('v', *v), true)
        }
        Step::Store(v, value) => {
            machine.variables[*v] = *value;
            (('v', *v), false)
        }
        Step::Add(v) => {
            machine.read[me].push(machine.variables[*v]);
            machine.variables[*v] += 1;
            (('v', *v), false)
        }
        Step::Exchange(v, from, to) => {
            machine.read[me].push(machine.variables[*v]);
            let fails = machine.variables[*v] != *from;
            if !fails {
                machine.variables[*v] = *to;
            }
            (('v', *v), fails)
        }
        Step::Lock(lock) => {
            machine.owners[*lock] = Some(me);
            (('l', *lock), false)
        }
        Step::TryLock(lock, skip) => {
            if machine.owners[*lock].is_none() {
                machine.owners[*lock] = Some(me);
            } else {
                machine.at[me] += skip;
            }
            (('l', *lock), false)
        }
        Step::Unlock(lock) => {
            machine.owners[*lock] = None;
            (('l', *lock), false)
        }
        Step::SkipUnlessZero(v, skip) => {
            if machine.variables[*v] != 0 {
                machine.at[me] += skip;
            }
            (('v', *v), true)
        }
    };
    let number = machine.taken[me];
    machine.taken[me] += 1;
    machine.history.entry(object).or_default().push((me, number, reads));
}

/// Equal for executions that differ only in the order of independent steps: per object the order of the accesses, with
/// neighbouring reads sorted.
fn canonical(machine: &Machine) -> String {
    let mut history = machine.history.clone();
    for accesses in history.values_mut() {
        accesses.chunk_by_mut(|one, other| one.2 && other.2).for_each(|reads| reads.sort_unstable());
    }
    format!("{history:?}")
}
