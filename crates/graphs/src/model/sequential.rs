//! Sequentially consistent accesses and fences: there is one order of all of them that agrees with what each model demands.
//!
//! For each pair of them it is asked whether the first has to come before the second; there is such an order if these
//! demands go round in no circle. The letters are those of the papers: po, hb, mo, rf, fr (a read before what overwrites what
//! it has read), eco (these three in any number), scb (what counts as before for the model), F a fence.

use super::Model;
use super::relations::{Member, Relations};
use crate::Graph;

/// Whether the demands of `model` go round in no circle.
pub(super) fn is_acyclic(graph: &Graph, model: Model) -> bool {
    let takes_part = graph.spots().iter().filter(|spot| graph.event(**spot).is_sequentially_consistent()).count();
    if takes_part < 2 {
        return true;
    }
    let relations = Relations::of(graph);
    let those: Vec<&Member<'_>> =
        relations.all.iter().filter(|member| member.event.is_sequentially_consistent()).collect();
    let mut demands = Demands { relations: &relations, model, before: Vec::new(), after: Vec::new() };
    demands.reach(&those);
    let successors = |a: usize| (0..those.len()).filter(move |&b| a != b).collect::<Vec<_>>();
    let edges: Vec<Vec<usize>> = (0..those.len())
        .map(|a| successors(a).into_iter().filter(|&b| demands.comes_before(&those, a, b)).collect())
        .collect();
    goes_round_nowhere(&edges)
}

/// Whether there is no circle among these successors.
pub(super) fn goes_round_nowhere(edges: &[Vec<usize>]) -> bool {
    let mut open = vec![0_u32; edges.len()];
    for &to in edges.iter().flatten() {
        open[to] += 1;
    }
    let mut free: Vec<usize> = (0..edges.len()).filter(|&node| open[node] == 0).collect();
    let mut taken = 0;
    while let Some(node) = free.pop() {
        taken += 1;
        for &to in &edges[node] {
            open[to] -= 1;
            if open[to] == 0 {
                free.push(to);
            }
        }
    }
    taken == edges.len()
}

struct Demands<'a> {
    relations: &'a Relations<'a>,
    model: Model,
    /// For each: itself, and of a fence what happens after it; and what happens before it.
    after: Vec<Vec<&'a Member<'a>>>,
    before: Vec<Vec<&'a Member<'a>>>,
}

impl<'a> Demands<'a> {
    fn reach(&mut self, those: &[&'a Member<'a>]) {
        let relations = self.relations;
        let with_itself = self.model != Model::Cxx20;
        for &it in those {
            let (mut after, mut before) = (Vec::new(), Vec::new());
            if it.is_fence() {
                after.extend(relations.all.iter().filter(|other| relations.hb(it, other)));
                before.extend(relations.all.iter().filter(|other| relations.hb(other, it)));
            }
            if with_itself || !it.is_fence() {
                after.push(it);
                before.push(it);
            }
            self.after.push(after);
            self.before.push(before);
        }
    }

    /// Whether the one has to come before the other.
    fn comes_before(&self, those: &[&'a Member<'a>], a: usize, b: usize) -> bool {
        let (from, to, r) = (those[a], those[b], self.relations);
        let reached = |holds: &dyn Fn(&Member<'_>, &Member<'_>) -> bool| {
            self.after[a].iter().any(|x| self.before[b].iter().any(|y| x.spot != y.spot && holds(x, y)))
        };
        let between_fences = || from.is_fence() && to.is_fence() && (r.hb(from, to) || reached(&|x, y| r.eco(x, y)));
        match self.model {
            // scb = po ∪ po≠loc;hb;po≠loc ∪ hb|loc ∪ mo ∪ fr
            Model::Language => {
                let scb = |x: &Member<'_>, y: &Member<'_>| {
                    r.po(x, y) || (!x.is_elsewhere(y) && r.hb(x, y)) || r.is_overwritten(x, y) || r.hb_elsewhere(x, y)
                };
                reached(&scb) || between_fences()
            }
            // scb = po ∪ rf ∪ mo ∪ fr, and po;hb;po between accesses
            Model::GenMc => {
                let scb = |x: &Member<'_>, y: &Member<'_>| r.po(x, y) || r.rf(x, y) || r.is_overwritten(x, y);
                r.hb_between(from, to) || reached(&scb) || between_fences()
            }
            // po ∪ po;hb;po ∪ eco, and eco from and to what fences order. A read-modify-write is one operation, so nothing is
            // between its halves.
            _ => {
                let one = |index: usize, it: &Member<'_>| {
                    r.graph.events_of(it.spot.actor()).get(index).is_some_and(|event| event.exclusive)
                };
                let is_split = one(from.spot.index() + 1, from) || one(to.spot.index(), to);
                reached(&|x, y| r.eco(x, y)) || r.po(from, to) || (!is_split && r.hb_between(from, to))
            }
        }
    }
}
