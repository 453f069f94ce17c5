//! Which steps of a fix refuse what goes wrong in the broken program.
//!
//! The two programs are led side by side, on every way by which the broken one goes wrong. As long as the actor whose turn it is does
//! the same to the same thing in both, they stay together. Where it has to wait in the fix, or does something else there, or has come
//! to its end, they part, and the step before which they do is what refuses. Besides, every step does on a line that the broken
//! program does not have: that is what the fix changed.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use racecourse_trace::state_graph::{StateGraph, Status};

use crate::cost::Distances;
use crate::place::{Place, is_forced};
use crate::text::{Text, code_of, line_at};

/// More pairs of states than this are not looked at: the steps found by then are what there is to point at.
const MOST_PAIRS: usize = 200_000;

/// A program, with its text.
#[derive(Clone, Copy)]
pub(crate) struct Of<'a> {
    pub(crate) graph: &'a StateGraph,
    pub(crate) texts: &'a [Text],
}

/// The steps of `fixed` that refuse what `broken` comes to on the way to a goal, as far as that has a graph.
pub(crate) fn refusing(fixed: Of<'_>, broken: Option<(&StateGraph, &Distances)>, broken_texts: &[Text]) -> Vec<Place> {
    let all = Place::all(fixed.graph);
    let known: BTreeSet<&str> =
        broken_texts.iter().flat_map(|text| &text.lines).map(|line| code_of(line).trim()).collect();
    let is_new =
        |place: &Place| line_at(fixed.texts, &place.site).is_some_and(|line| !known.contains(code_of(line).trim()));
    let mut found: BTreeSet<Place> = all.iter().filter(|place| is_new(place)).cloned().collect();
    if let Some((broken, ways)) = broken {
        found.extend(partings(fixed.graph, broken, ways));
    }
    all.into_iter().filter(|place| found.contains(place)).collect()
}

/// Two states, one of each program, and the last step of each of the fix's actors on the way there.
struct Pair {
    fixed: usize,
    broken: usize,
    done: BTreeMap<usize, Place>,
}

/// The steps before which the two part.
fn partings(fixed: &StateGraph, broken: &StateGraph, ways: &Distances) -> BTreeSet<Place> {
    let mut found = BTreeSet::new();
    let mut met = BTreeSet::from([(0, 0)]);
    let mut open = VecDeque::from([Pair { fixed: 0, broken: 0, done: BTreeMap::new() }]);
    while let Some(pair) = open.pop_front() {
        if ways.is_reached(pair.broken) {
            // The broken program has gone wrong here; what keeps the fix from it is what it can do next.
            let able = fixed.states[pair.fixed].moves.iter().map(|step| step.actor);
            found.extend(able.flat_map(|actor| in_the_way(fixed, &pair, actor)));
        }
        for step in &broken.states[pair.broken].moves {
            if ways.from(broken, step.to, Some(step.actor)).is_none() {
                continue;
            }
            let name = &broken.actors[step.actor].name;
            let same =
                |actor: &usize| fixed.actors[*actor].name == *name && fixed.standing(pair.fixed, *actor).is_some();
            let Some(actor) = (0..fixed.actors.len()).find(same) else { continue };
            let wanted = broken.standing(pair.broken, step.actor).and_then(|it| it.next.as_ref());
            let wanted = wanted.map(|next| Place::of(broken, next));
            match leads(fixed, pair.fixed, actor, wanted.as_ref()) {
                Some((to, place)) => {
                    if met.insert((to, step.to)) && met.len() < MOST_PAIRS {
                        let mut done = pair.done.clone();
                        done.insert(actor, place);
                        open.push_back(Pair { fixed: to, broken: step.to, done });
                    }
                }
                None => found.extend(in_the_way(fixed, &pair, actor)),
            }
        }
    }
    found
}

/// Where the same step leads in the fix, if it can be taken there.
fn leads(fixed: &StateGraph, state: usize, actor: usize, wanted: Option<&Place>) -> Option<(usize, Place)> {
    let to = fixed.states[state].moves.iter().find(|step| step.actor == actor)?.to;
    let place = Place::of(fixed, fixed.standing(state, actor)?.next.as_ref()?);
    let is_same = wanted.is_some_and(|it| (it.action, &it.object) == (place.action, &place.object));
    is_same.then_some((to, place))
}

/// What `actor` is about to do or waits for, where that was taken which it waits for, or what it has done last.
fn in_the_way(fixed: &StateGraph, pair: &Pair, actor: usize) -> Vec<Place> {
    let Some(standing) = fixed.standing(pair.fixed, actor) else { return Vec::new() };
    let Some(next) = standing.next.as_ref().filter(|next| !is_forced(next.action)) else {
        return pair.done.get(&actor).cloned().into_iter().collect();
    };
    let mut places = vec![Place::of(fixed, next)];
    if standing.status == Status::Blocked {
        for &other in &standing.waits_for {
            let holds = fixed.standing(pair.fixed, other).map_or(&[][..], |it| it.holds.as_slice());
            let taken = holds.iter().filter(|held| Some(held.object) == next.object);
            let object = |object: usize| fixed.objects[object].name.clone();
            places.extend(taken.map(|held| Place {
                site: held.site.clone(),
                object: object(held.object),
                action: next.action,
            }));
        }
    }
    places
}
