//! The cheapest repair, by asking the model: which accesses, ordered more strongly, make an execution impossible.

use racecourse_meaning::Order;

use super::strength::{Strength, stronger};
use crate::answer::{reading, writing};
use crate::{Graph, Kind, Spot};

/// Events that are changed together, because they are one place in the program.
pub type Group = Vec<Spot>;

/// An access that is ordered more strongly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its events.
    pub group: Group,
    /// How it orders in the program, where it does so least.
    pub from: Strength,
    /// How it would have to, at least.
    pub to: Strength,
}

/// Changes that together make the execution impossible. None of them can be left out, and none can be weaker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// What is changed, in the order of the groups that were handed in.
    pub changes: Vec<Change>,
}

/// How one half of an access orders that is at least as strong as `to`.
fn half(graph: &Graph, spot: Spot, to: Strength) -> Order {
    let event = graph.event(spot);
    let Strength { order, on_failure } = Strength::of(&event.request.op).joined(to);
    match (event.kind, on_failure) {
        (Kind::Read, Some(on_failure)) if !is_half(graph, spot) => on_failure,
        (Kind::Read, _) => reading(order),
        (Kind::Write, _) => writing(order),
        _ => order,
    }
}

/// Whether the write that is its other half follows it.
fn is_half(graph: &Graph, read: Spot) -> bool {
    graph.events_of(read.actor()).get(read.index() + 1).is_some_and(|next| next.exclusive)
}

/// All that a group may be beyond what one of its events is, the weakest first. Events of one place may ask for several orders.
pub fn options(graph: &Graph, group: &Group) -> Vec<Strength> {
    let mut found: Vec<Strength> = Vec::new();
    for strength in group.iter().flat_map(|spot| stronger(graph.event(*spot))) {
        if !found.contains(&strength) {
            found.push(strength);
        }
    }
    found.sort_by_key(|it| it.weight());
    found
}

/// The cheapest changes of `groups` after which `goes_wrong` is not true any more: with one or two changed places the cheapest
/// there is, with more of them one of which nothing can be left out or weakened. `None` if all of them together do not help.
///
/// `goes_wrong` is asked of the same execution with other orders, and says whether a model still allows it, and whether what was
/// wrong with it still is.
pub fn repair(graph: &Graph, groups: &[Group], goes_wrong: &dyn Fn(&Graph) -> bool) -> Option<Repair> {
    let options: Vec<Vec<Strength>> = groups.iter().map(|group| options(graph, group)).collect();
    let places: Vec<usize> = (0..groups.len()).filter(|place| !options[*place].is_empty()).collect();
    let attempt = Attempt { graph, groups, goes_wrong };
    let one = places.iter().flat_map(|&place| options[place].iter().map(move |&order| vec![(place, order)]));
    if let Some(found) = attempt.cheapest(one.collect()) {
        return Some(found);
    }
    let mut two = Vec::new();
    for (nth, &place) in places.iter().enumerate() {
        for &other in &places[nth + 1..] {
            for &order in &options[place] {
                two.extend(options[other].iter().map(|&with| vec![(place, order), (other, with)]));
            }
        }
    }
    attempt.cheapest(two).or_else(|| attempt.least_of(&places, &options))
}

/// What that event of a group asks for which `to` changes, and which asks for least.
fn least(graph: &Graph, group: &Group, to: Strength) -> Strength {
    let of = |spot: &Spot| Strength::of(&graph.event(*spot).request.op);
    let is_changed = |it: &Strength| it.joined(to) != *it;
    let least = group.iter().map(of).filter(is_changed).min_by_key(|it| it.weight());
    least.unwrap_or_else(|| of(group.first().expect("a group has an event")))
}

struct Attempt<'a> {
    graph: &'a Graph,
    groups: &'a [Group],
    goes_wrong: &'a dyn Fn(&Graph) -> bool,
}

impl Attempt<'_> {
    /// Whether these changes help.
    fn helps(&self, changes: &[(usize, Strength)]) -> bool {
        let mut changed = self.graph.clone();
        for &(place, to) in changes {
            for &spot in &self.groups[place] {
                let order = half(&changed, spot, to);
                let Some(next) = changed.with_order(spot, order) else { return true };
                changed = next;
            }
        }
        !(self.goes_wrong)(&changed)
    }

    /// The cheapest of several that helps.
    fn cheapest(&self, mut several: Vec<Vec<(usize, Strength)>>) -> Option<Repair> {
        several.sort_by_key(|changes| changes.iter().map(|(_, to)| to.weight()).sum::<usize>());
        let found = several.into_iter().find(|changes| self.helps(changes))?;
        Some(self.told(found))
    }

    /// All are as strong as can be, and then as weak as they may be, one after the other.
    fn least_of(&self, places: &[usize], options: &[Vec<Strength>]) -> Option<Repair> {
        let strongest = |place: &usize| options[*place].last().map(|order| (*place, *order));
        let mut changes: Vec<(usize, Strength)> = places.iter().filter_map(strongest).collect();
        if !self.helps(&changes) {
            return None;
        }
        for &place in places {
            let Some(at) = changes.iter().position(|(other, _)| *other == place) else { continue };
            let removed = changes.remove(at);
            if self.helps(&changes) {
                continue;
            }
            changes.insert(at, removed);
            for &weaker in &options[place] {
                changes[at] = (place, weaker);
                if self.helps(&changes) {
                    break;
                }
            }
        }
        Some(self.told(changes))
    }

    fn told(&self, changes: Vec<(usize, Strength)>) -> Repair {
        let change = |(place, to): (usize, Strength)| {
            let group = self.groups[place].clone();
            let from = least(self.graph, &group, to);
            Change { group, from, to }
        };
        Repair { changes: changes.into_iter().map(change).collect() }
    }
}
