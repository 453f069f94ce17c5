//! Whether what a submission's process says it has done can be what a program does: gone through by whoever judges, by the rules of
//! the objects, without any code of the submission's. Pure.
//!
//! A program whose actors share only objects is data: what has happened before an actor decides its next step. The process takes
//! that down, state by state; here it is gone through once more. Each step has to be possible and to change its objects as
//! [`racecourse_meaning`] says; whoever can go on somewhere has to have gone on there; nobody's next step may depend on the order of
//! others' steps that have nothing to do with each other; and the ways in which it ends have to be those that the search has told.
//! To forge that is to act out, without a contradiction, another program that is right.

use std::collections::{BTreeSet, HashMap};

use racecourse::engine::graph::{Announced, Snapshot, Transcript};
use racecourse_meaning::{Action, ActorId, Operation, State, Who};

/// How many states are gone through at most.
pub const MOST_STATES: usize = 5_000;

/// What does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contradiction {
    /// There is no beginning, or something is said of a state that is not there.
    NoSuchState,
    /// A step was taken that was not possible there, or that nobody had announced.
    Impossible {
        /// Whose.
        actor: ActorId,
    },
    /// A step has changed something as it does not, or has not changed what it does.
    OtherEffect {
        /// Whose.
        actor: ActorId,
    },
    /// Somebody could have gone on where nobody did.
    LeftOut {
        /// Who.
        actor: ActorId,
    },
    /// Somebody's next step is another one, without any of their own in between.
    ChangedItsMind {
        /// Who.
        actor: ActorId,
    },
    /// Two steps that have nothing to do with each other lead elsewhere in the other order.
    OrderMatters {
        /// Whose.
        actors: [ActorId; 2],
    },
    /// It ends in other ways than the search has told.
    OtherEnds {
        /// What only one of the two has.
        label: String,
    },
}

/// Goes through `transcript`, of which a search has told these labels. How many states there are.
///
/// # Errors
///
/// What does not fit.
pub fn audit<'a>(transcript: &Transcript, told: impl IntoIterator<Item = &'a str>) -> Result<usize, Contradiction> {
    let (states, found) = gone_through(transcript)?;
    let told: BTreeSet<&str> = told.into_iter().collect();
    match found.symmetric_difference(&told).next() {
        Some(label) => Err(Contradiction::OtherEnds { label: (*label).to_owned() }),
        None => Ok(states),
    }
}

/// The same of a search that was over when it had seen enough: what it has told has to be there, and more may be.
///
/// # Errors
///
/// What contradicts what.
pub fn audit_of_some<'a>(
    transcript: &Transcript,
    told: impl IntoIterator<Item = &'a str>,
) -> Result<usize, Contradiction> {
    let (states, found) = gone_through(transcript)?;
    match told.into_iter().find(|label| !found.contains(label)) {
        Some(label) => Err(Contradiction::OtherEnds { label: label.to_owned() }),
        None => Ok(states),
    }
}

/// How many states are reached, and in which ways it ends.
fn gone_through(transcript: &Transcript) -> Result<(usize, BTreeSet<&str>), Contradiction> {
    let moves = moves_of(transcript)?;
    let ends: HashMap<usize, &str> = transcript.ends.iter().map(|(state, label)| (*state, label.as_str())).collect();
    let reached = reached(transcript, &moves)?;
    for &state in &reached {
        let here = &transcript.states[state];
        for announced in &here.actors {
            let moved = moves.get(&(state, announced.actor)).copied();
            go_on(transcript, state, announced, moved, ends.contains_key(&state))?;
        }
        orders(&moves, here, state)?;
    }
    let found = reached.iter().filter_map(|state| ends.get(state).copied()).collect();
    Ok((reached.len(), found))
}

/// Whether processes are killed there. What is the last step of a killed one is the system's, and no transcript has it as announced:
/// such a program is not gone through.
pub fn kills(transcript: &Transcript) -> bool {
    let announced = transcript.states.iter().flat_map(|state| &state.actors);
    announced.filter_map(|it| it.next).any(|op| op.action == Action::Kill)
}

type Moves = HashMap<(usize, ActorId), usize>;

fn moves_of(transcript: &Transcript) -> Result<Moves, Contradiction> {
    let states = transcript.states.len();
    let mut moves = Moves::new();
    for &(from, actor, to) in &transcript.moves {
        if from >= states || to >= states {
            return Err(Contradiction::NoSuchState);
        }
        if transcript.states[from].of(actor).is_none() || moves.insert((from, actor), to).is_some() {
            return Err(Contradiction::Impossible { actor });
        }
    }
    Ok(moves)
}

/// The states that the moves lead to, from the first.
fn reached(transcript: &Transcript, moves: &Moves) -> Result<Vec<usize>, Contradiction> {
    if transcript.states.is_empty() {
        return Err(Contradiction::NoSuchState);
    }
    let mut known = vec![false; transcript.states.len()];
    known[0] = true;
    let mut reached = vec![0];
    let mut at = 0;
    while let Some(&state) = reached.get(at) {
        at += 1;
        for announced in &transcript.states[state].actors {
            if let Some(&to) = moves.get(&(state, announced.actor))
                && !std::mem::replace(&mut known[to], true)
            {
                reached.push(to);
            }
        }
    }
    Ok(reached)
}

/// What comes of somebody in a state: whether a step was taken that could be, and whether it did what it does.
fn go_on(
    transcript: &Transcript,
    state: usize,
    announced: &Announced,
    moved: Option<usize>,
    is_end: bool,
) -> Result<(), Contradiction> {
    let (actor, here) = (announced.actor, &transcript.states[state]);
    let Some(op) = announced.next.filter(|op| is_within(op, here)) else {
        return if moved.is_none() { Ok(()) } else { Err(Contradiction::Impossible { actor }) };
    };
    let allowed = here.objects.allow(actor, &op);
    let Some(to) = moved else {
        // Where all is over nobody goes on; and nobody has to wake for no reason.
        return if allowed && !is_end { Err(Contradiction::LeftOut { actor }) } else { Ok(()) };
    };
    if !allowed && !announced.may_wake {
        return Err(Contradiction::Impossible { actor });
    }
    let there = &transcript.states[to];
    let mut objects = here.objects.clone();
    let who = Who { actor, process: announced.process };
    if allowed {
        objects.apply(who, &op);
    } else {
        objects.apply_refused(who, &op);
    }
    // Objects that were made meanwhile come behind these, and an actor that has ended meanwhile says so there.
    let same = (0..objects.len()).all(|object| {
        let (now, then) = (&objects[object], there.object(object));
        then == Some(now) || is_new(now) || then.is_some_and(|then| comes_by_itself(now, then))
    });
    if !same {
        return Err(Contradiction::OtherEffect { actor });
    }
    for other in here.actors.iter().filter(|other| other.actor != actor) {
        let waits_for_an_end = other.next.is_none_or(|op| op.action.awaits_an_end());
        let next = there.of(other.actor).and_then(|other| other.next);
        if !waits_for_an_end && next.map(placeless) != other.next.map(placeless) {
            return Err(Contradiction::ChangedItsMind { actor: other.actor });
        }
    }
    Ok(())
}

/// Whether two steps that touch nothing in common come to the same in both orders.
fn orders(moves: &Moves, here: &Snapshot, state: usize) -> Result<(), Contradiction> {
    let next = |announced: &Announced| announced.next.map(|op| (announced.actor, op));
    let able: Vec<(ActorId, Operation)> =
        here.actors.iter().filter(|it| moves.contains_key(&(state, it.actor))).filter_map(next).collect();
    for (nth, (one, first)) in able.iter().enumerate() {
        for (other, second) in &able[nth + 1..] {
            if are_dependent(first, second) {
                continue;
            }
            let by = |first: &ActorId, second: &ActorId| {
                let between = moves.get(&(state, *first))?;
                moves.get(&(*between, *second)).copied()
            };
            // Where one of the two steps has ended all, the other is not taken.
            if let (Some(here), Some(there)) = (by(one, other), by(other, one))
                && here != there
            {
                return Err(Contradiction::OrderMatters { actors: [*one, *other] });
            }
        }
    }
    Ok(())
}

fn are_dependent(one: &Operation, other: &Operation) -> bool {
    // The end of a process touches all that it has, and a copy of its memory all that is in there.
    let of_a_process =
        |op: &Operation| matches!(op.action, Action::Exit | Action::Bury | Action::Kill | Action::CopyMemory);
    let depends_on_all = |op: &Operation| op.action.depends_on_all() || of_a_process(op);
    depends_on_all(one)
        || depends_on_all(other)
        || one.objects().any(|object| other.objects().any(|other| other == object))
}

/// Whether all its objects are there: what is said may be anything.
fn is_within(op: &Operation, here: &Snapshot) -> bool {
    op.objects().all(|object| object < here.objects.len())
}

/// Where the program asks for a step does not cross between processes.
fn placeless(mut op: Operation) -> Operation {
    op.site = std::panic::Location::caller();
    op
}

/// Whether there was nothing at this number, where somebody may since have made something.
fn is_new(state: &State) -> bool {
    matches!(state, State::NotThere)
}

/// Whether `then` is what `now` is but for what comes by itself: the end of an actor or of a process, and which ends of a pipe a new
/// process has. How many bytes go into a pipe is asked for when there is room, so that of a pipe it is only gone through who can go
/// on.
fn comes_by_itself(now: &State, then: &State) -> bool {
    match (now, then) {
        (State::End { finished: false, .. }, State::End { actor, returned, finished: true }) => {
            *now == State::End { actor: *actor, returned: *returned, finished: false }
        }
        (State::Process { process, .. }, State::Process { process: same, .. }) => process == same,
        (State::Pipe(_), State::Pipe(_)) => true,
        _ => false,
    }
}

/// Looking up in what somebody else has written down.
trait LookUp {
    fn of(&self, actor: ActorId) -> Option<&Announced>;
    fn object(&self, object: usize) -> Option<&State>;
}

impl LookUp for Snapshot {
    fn of(&self, actor: ActorId) -> Option<&Announced> {
        self.actors.iter().find(|it| it.actor == actor)
    }

    fn object(&self, object: usize) -> Option<&State> {
        (object < self.objects.len()).then(|| &self.objects[object])
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use racecourse::Outcome;
    use racecourse::budget::Budget;
    use racecourse::engine::graph::transcript_of;
    use racecourse::engine::{EngineId, Program, explore};
    use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
    use racecourse::sync::{Condvar, Mutex};
    use racecourse::thread;

    /// Two add under a lock, and one of them says so to the other.
    fn program() -> Outcome {
        let shared = Arc::new((Mutex::new(0_u32), Condvar::new(), AtomicU32::new(0)));
        let left = {
            let shared = Arc::clone(&shared);
            thread::spawn_named("left", move || {
                let (total, changed, seen) = &*shared;
                let mut guard = total.lock();
                while *guard == 0 {
                    changed.wait(&mut guard);
                }
                *guard += 1;
                seen.fetch_add(1, SeqCst);
            })
        };
        let (total, changed, seen) = &*shared;
        *total.lock() += 1;
        changed.notify_one();
        let looked = seen.load(SeqCst);
        left.join().unwrap();
        Outcome::new(format!("looked={looked} total={}", *total.lock()))
    }

    fn taken_down() -> (Transcript, Vec<String>) {
        let program = Program::unnamed(program);
        let transcript = transcript_of(&program, &Budget::DEFAULT, MOST_STATES).unwrap();
        let told = explore(&program, EngineId::Explorer, &Budget::DEFAULT).observations.into_keys().collect();
        (transcript, told)
    }

    fn audited(transcript: &Transcript, told: &[String]) -> Result<usize, Contradiction> {
        audit(transcript, told.iter().map(String::as_str))
    }

    #[test]
    fn what_a_program_has_done_has_no_contradiction() {
        let (transcript, told) = taken_down();
        assert_eq!(told.len(), 2);
        assert_eq!(audited(&transcript, &told), Ok(transcript.states.len()));
        let text = serde_json::to_string(&transcript).unwrap();
        assert_eq!(audited(&serde_json::from_str(&text).unwrap(), &told), Ok(transcript.states.len()));
    }

    #[test]
    fn a_label_too_many_or_too_few_is_found() {
        let (transcript, mut told) = taken_down();
        assert!(matches!(audited(&transcript, &told[..1]), Err(Contradiction::OtherEnds { .. })));
        told.push("looked=7 total=2".to_owned());
        assert!(matches!(audited(&transcript, &told), Err(Contradiction::OtherEnds { .. })));
    }

    #[test]
    fn of_a_search_that_has_seen_enough_a_label_may_be_missing_and_none_may_be_made_up() {
        let (transcript, mut told) = taken_down();
        let audited =
            |transcript: &Transcript, told: &[String]| audit_of_some(transcript, told.iter().map(String::as_str));
        assert_eq!(audited(&transcript, &told[..1]), Ok(transcript.states.len()));
        let mut forged = transcript.clone();
        forged.moves.pop();
        assert!(audited(&forged, &told[..1]).is_err());
        told.push("looked=7 total=2".to_owned());
        assert!(matches!(audited(&transcript, &told), Err(Contradiction::OtherEnds { .. })));
    }

    #[test]
    fn every_move_that_is_kept_back_is_found() {
        let (transcript, told) = taken_down();
        for left_out in 0..transcript.moves.len() {
            let mut forged = transcript.clone();
            forged.moves.remove(left_out);
            assert!(audited(&forged, &told).is_err(), "without {:?}", transcript.moves[left_out]);
        }
    }

    #[test]
    fn every_value_that_is_another_one_is_found() {
        let (transcript, told) = taken_down();
        let mut changed = 0;
        for state in 1..transcript.states.len() {
            for object in 0..transcript.states[state].objects.len() {
                let mut forged = transcript.clone();
                match &mut forged.states[state].objects[object] {
                    State::Atomic { value, .. } => *value += 1,
                    State::Mutex { owner: owner @ Some(_) } => *owner = None,
                    State::Mutex { owner } => *owner = Some(1),
                    _ => continue,
                }
                changed += 1;
                assert!(audited(&forged, &told).is_err(), "state {state}, object {object}");
            }
        }
        assert!(changed > 20, "{changed}");
    }

    #[test]
    fn a_step_that_nobody_could_take_is_found_and_one_that_became_another() {
        let (transcript, told) = taken_down();
        let mut found = [0; 2];
        for state in 0..transcript.states.len() {
            for actor in transcript.states[state].actors.iter().map(|it| it.actor) {
                if transcript.moves.iter().any(|(from, mover, _)| (*from, *mover) == (state, actor)) {
                    continue;
                }
                let mut forged = transcript.clone();
                forged.moves.push((state, actor, transcript.states.len() - 1));
                found[0] += usize::from(audited(&forged, &told).is_err());
            }
        }
        assert!(found[0] > 5, "{found:?}");
        for state in 1..transcript.states.len() {
            let mut forged = transcript.clone();
            let Some(op) = forged.states[state].actors.first_mut().and_then(|it| it.next.as_mut()) else { continue };
            op.action = Action::NotifyAll;
            found[1] += usize::from(audited(&forged, &told).is_err());
        }
        assert!(found[1] > 5, "{found:?}");
    }
}
