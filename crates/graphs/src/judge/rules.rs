//! The models, as they are written down.

use std::collections::HashMap;

use super::relation::{Relation, Set};
use super::{Draft, Event};
use crate::{Kind, Model};
use racecourse_meaning::{Action, ObjectId, Order};

/// What a node of the judge's graph is.
enum Node<'a> {
    Event(&'a Event),
    /// What an object is at first.
    Initial(ObjectId),
    Begins,
    Ends,
}

struct Base<'a> {
    nodes: Vec<Node<'a>>,
    po: Relation,
    hb: Relation,
    porf: Relation,
    rf: Relation,
    mo: Relation,
    fr: Relation,
    eco: Relation,
    rmw: Relation,
    same: Relation,
}

impl Base<'_> {
    fn set(&self, holds: impl Fn(&Event) -> bool) -> Set {
        let is_in = |node: &Node<'_>| matches!(node, Node::Event(event) if holds(event));
        self.nodes.iter().enumerate().filter(|(_, node)| is_in(node)).fold(0, |set, (at, _)| set | 1 << at)
    }

    fn only(&self, holds: impl Fn(&Event) -> bool) -> Relation {
        Relation::only(self.nodes.len(), self.set(holds))
    }
}

const fn is_access(event: &Event) -> bool {
    matches!(event.kind, Kind::Read | Kind::Write)
}

fn base(draft: &Draft) -> Base<'_> {
    let mut nodes = Vec::new();
    let mut at: HashMap<(usize, usize), usize> = HashMap::new();
    let (mut begins, mut ends) = (Vec::new(), Vec::new());
    let mut lines: Vec<Vec<usize>> = Vec::new();
    for (actor, events) in draft.actors.iter().enumerate() {
        let mut line = vec![nodes.len()];
        begins.push(nodes.len());
        nodes.push(Node::Begins);
        for (index, event) in events.iter().enumerate() {
            at.insert((actor, index), nodes.len());
            line.push(nodes.len());
            nodes.push(Node::Event(event));
        }
        ends.push(nodes.len());
        line.push(nodes.len());
        nodes.push(Node::Ends);
        lines.push(line);
    }
    let accessed = draft.actors.iter().flatten().filter(|event| is_access(event)).filter_map(|event| event.object);
    let mut objects: Vec<ObjectId> = accessed.collect();
    objects.sort_unstable();
    objects.dedup();
    let mut initial = HashMap::new();
    for object in objects {
        initial.insert(object, nodes.len());
        nodes.push(Node::Initial(object));
    }
    let size = nodes.len();
    let (mut po, mut asw) = (Relation::none(size), Relation::none(size));
    let (mut rf, mut mo, mut rmw) = (Relation::none(size), Relation::none(size), Relation::none(size));
    for line in &lines {
        for (place, &a) in line.iter().enumerate() {
            line[place + 1..].iter().for_each(|&b| po.add(a, b));
        }
    }
    for (actor, start) in draft.starts.iter().enumerate() {
        if let Some(start) = start {
            asw.add(at[start], begins[actor]);
        }
    }
    for (actor, events) in draft.actors.iter().enumerate() {
        for (index, event) in events.iter().enumerate() {
            let here = at[&(actor, index)];
            match event.kind {
                Kind::Join(child) => asw.add(ends[usize::from(child)], here),
                Kind::Read => {
                    let object = event.object.expect("a read is on an object");
                    rf.add(event.reads.map_or_else(|| initial[&object], |write| at[&write]), here);
                }
                Kind::Write if event.exclusive => rmw.add(at[&(actor, index - 1)], here),
                _ => {}
            }
        }
    }
    for (object, writes) in &draft.writes {
        let all: Vec<usize> = std::iter::once(initial[object]).chain(writes.iter().map(|write| at[write])).collect();
        for (place, &a) in all.iter().enumerate() {
            all[place + 1..].iter().for_each(|&b| mo.add(a, b));
        }
    }
    for &first in initial.values() {
        for b in (0..size).filter(|b| !matches!(nodes[*b], Node::Initial(_))) {
            asw.add(first, b);
        }
    }
    let fr = &rf.turned().then(&mo) - &Relation::only(size, u64::MAX);
    let eco = (&(&rf | &mo) | &fr).often();
    let object_of = |node: &Node<'_>| match node {
        Node::Event(event) if is_access(event) => event.object,
        Node::Initial(object) => Some(*object),
        _ => None,
    };
    let same =
        Relation::where_(size, |a, b| object_of(&nodes[a]).is_some() && object_of(&nodes[a]) == object_of(&nodes[b]));
    let mut base = Base { porf: &(&po | &rf) | &asw, nodes, hb: Relation::none(size), po, rf, mo, fr, eco, rmw, same };
    let fence = base.only(|event| event.kind == Kind::Fence);
    let write = base.only(|event| event.kind == Kind::Write);
    let atomic_write = base.only(|event| event.kind == Kind::Write && !event.is_chain);
    let atomic_read = base.only(|event| event.kind == Kind::Read && !event.is_chain);
    let releases = base.only(|event| event.kind != Kind::Read && event.order.releases() && counts(event));
    let acquires = base.only(|event| event.kind != Kind::Write && event.order.acquires() && counts(event));
    // rs = [W];(rf;rmw)*, sw = [REL];([F];po)?;rs;rf;(po;[F])?;[ACQ]
    let rs = write.then(&base.rf.then(&base.rmw).often().maybe());
    let published = &releases.then(&write) | &releases.then(&fence).then(&base.po).then(&atomic_write);
    let taken = &acquires | &atomic_read.then(&base.po).then(&fence).then(&acquires);
    let sw = published.then(&rs).then(&base.rf).then(&taken);
    base.hb = (&(&base.po | &asw) | &sw).often();
    base
}

/// Whether it orders by its memory order: plain accesses, starts and joins do not.
const fn counts(event: &Event) -> bool {
    matches!(event.kind, Kind::Read | Kind::Write | Kind::Fence)
}

pub(super) fn allows(draft: &Draft, model: Model) -> bool {
    let base = base(draft);
    let coherent = base.hb.is_irreflexive() && base.hb.then(&base.eco).is_irreflexive();
    let atomic = (&base.rmw & &base.fr.then(&base.mo)) == Relation::none(base.nodes.len());
    coherent && atomic && base.porf.is_acyclic() && demands(&base, model).is_acyclic()
}

/// What has to be in no circle.
fn demands(base: &Base<'_>, model: Model) -> Relation {
    let Base { po, hb, rf, mo, fr, eco, same, .. } = base;
    let size = base.nodes.len();
    let is_sc = |event: &Event| counts(event) && event.order == Order::SeqCst;
    let sc = base.only(is_sc);
    let f = base.only(|event| event.kind == Kind::Fence && is_sc(event));
    let between_fences = f.then(&(hb | &hb.then(eco).then(hb))).then(&f);
    match model {
        Model::Language => {
            let elsewhere = po - same;
            let scb = &(&(&(po | &elsewhere.then(hb).then(&elsewhere)) | &(hb & same)) | mo) | fr;
            let from = &sc | &f.then(&hb.maybe());
            let to = &sc | &hb.maybe().then(&f);
            &from.then(&scb).then(&to) | &between_fences
        }
        Model::GenMc => {
            let scb = &(&(po | rf) | mo) | fr;
            let from = sc.then(&f.then(hb).maybe());
            let to = hb.then(&f).maybe().then(&sc);
            let base = sc.then(&po.then(hb).then(po)).then(&sc);
            &(&base | &from.then(&scb).then(&to)) | &between_fences
        }
        Model::Cxx20 => {
            // A read-modify-write is one operation: what is between its halves is not between operations.
            let inside = &base.rmw;
            let before = po - inside;
            let last_half = Relation::only(size, {
                let exclusive = base.set(|event| event.exclusive);
                !exclusive
            });
            let first_half = Relation::where_(size, |a, b| a == b && !(0..size).any(|other| inside.has(a, other)));
            let po_hb_po = first_half.then(&before).then(hb).then(&before).then(&last_half);
            let simple = sc.then(&(&(po | &po_hb_po) | eco)).then(&sc);
            let fenced_from = f.then(hb).then(eco).then(&sc);
            let fenced_to = sc.then(eco).then(hb).then(&f);
            let fenced = f.then(hb).then(eco).then(hb).then(&f);
            &(&simple | &fenced_from) | &(&fenced_to | &fenced)
        }
        Model::Sc => &(&base.porf | mo) | fr,
        Model::Tso => {
            let locked = Relation::only(size, {
                let by_itself = base.set(|event| match event.kind {
                    Kind::Write => event.exclusive,
                    Kind::Read => event.action != Action::Load,
                    Kind::Fence => event.order == Order::SeqCst,
                    Kind::Spawn(_) | Kind::Join(_) | Kind::Ends => true,
                    _ => false,
                });
                let lives = base.nodes.iter().enumerate().filter(|(_, node)| !matches!(node, Node::Event(_)));
                lives.fold(by_itself, |set, (at, _)| set | 1 << at)
            });
            let store = base.only(|event| matches!(event.kind, Kind::Write | Kind::PlainWrite));
            let load = base.only(|event| matches!(event.kind, Kind::Read | Kind::PlainRead));
            let weak_fence = base.only(|event| event.kind == Kind::Fence);
            let exchanged = base.only(|event| event.kind == Kind::Write && event.order == Order::SeqCst);
            let overtakes = &store.then(po).then(&load) | &store.then(po).then(&weak_fence);
            let kept = &(po - &overtakes) | &(&(&locked.then(po) | &po.then(&locked)) | &exchanged.then(po));
            // What an actor reads of its own it may have from its buffer.
            let outside = rf - po;
            let lives = &(&base.porf - po) - rf;
            &(&(&kept | &outside) | &lives) | &(mo | fr)
        }
    }
}

/// Whether two accesses to plain memory race.
pub(super) fn races(draft: &Draft) -> bool {
    let base = base(draft);
    let plain = |node: &Node<'_>| match node {
        Node::Event(event) if matches!(event.kind, Kind::PlainRead | Kind::PlainWrite) => {
            Some((event.object, event.kind == Kind::PlainWrite))
        }
        _ => None,
    };
    let size = base.nodes.len();
    (0..size).any(|a| {
        (0..size).any(|b| {
            let (Some((first, writes)), Some((second, also))) = (plain(&base.nodes[a]), plain(&base.nodes[b])) else {
                return false;
            };
            a != b && first == second && (writes || also) && !base.hb.has(a, b) && !base.hb.has(b, a)
        })
    })
}
