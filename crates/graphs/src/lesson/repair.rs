//! The cheapest repair, by asking the model: which accesses, ordered more strongly, make an execution impossible.

use racecourse_meaning::{Action, Order};

use crate::answer::{reading, writing};
use crate::{Event, Graph, Kind, Spot};

/// Events that are changed together, because they are one place in the program.
pub type Group = Vec<Spot>;

/// An access that is ordered more strongly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its events.
    pub group: Group,
    /// How it orders in the program.
    pub from: Order,
    /// How it would have to.
    pub to: Order,
}

/// Changes that together make the execution impossible. None of them can be left out, and none can be weaker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// What is changed, in the order of the groups that were handed in.
    pub changes: Vec<Change>,
}

/// How much an order costs, roughly: the stronger the more.
fn weight(order: Order) -> usize {
    match order {
        Order::Relaxed => 0,
        Order::Acquire | Order::Release => 1,
        Order::AcqRel => 2,
        Order::SeqCst => 4,
    }
}

/// Orders that are stronger than the one that `event` asks for and that it may have, the weakest first. None for what is no
/// atomic access and no fence.
pub fn stronger(event: &Event) -> Vec<Order> {
    use Order::{AcqRel, Acquire, Release, SeqCst};
    let all: &[Order] = match (event.kind, event.request.op.action) {
        (Kind::Fence, _) => &[AcqRel, SeqCst],
        (Kind::Read, Action::Load) => &[Acquire, SeqCst],
        (Kind::Write, Action::Store) => &[Release, SeqCst],
        (Kind::Read | Kind::Write, Action::Update(_)) => &[Acquire, Release, AcqRel, SeqCst],
        _ => &[],
    };
    let now = event.request.op.order;
    let is_stronger = |order: &Order| {
        let more = (!now.acquires() || order.acquires()) && (!now.releases() || order.releases());
        *order != now && more && weight(*order) > weight(now)
    };
    all.iter().copied().filter(is_stronger).collect()
}

/// How one half of an access orders that asks for `order` as a whole.
fn half(event: &Event, order: Order) -> Order {
    match event.kind {
        Kind::Read => reading(order),
        Kind::Write => writing(order),
        _ => order,
    }
}

/// The cheapest changes of `groups` after which `goes_wrong` is not true any more: with one or two changed places the cheapest
/// there is, with more of them one of which nothing can be left out or weakened. `None` if all of them together do not help.
///
/// `goes_wrong` is asked of the same execution with other orders, and says whether a model still allows it, and whether what was
/// wrong with it still is.
pub fn repair(graph: &Graph, groups: &[Group], goes_wrong: &dyn Fn(&Graph) -> bool) -> Option<Repair> {
    let options: Vec<Vec<Order>> = groups.iter().map(|group| stronger(first(graph, group))).collect();
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

fn first<'a>(graph: &'a Graph, group: &Group) -> &'a Event {
    graph.event(*group.first().expect("a group has an event"))
}

struct Attempt<'a> {
    graph: &'a Graph,
    groups: &'a [Group],
    goes_wrong: &'a dyn Fn(&Graph) -> bool,
}

impl Attempt<'_> {
    /// Whether these changes help.
    fn helps(&self, changes: &[(usize, Order)]) -> bool {
        let mut changed = self.graph.clone();
        for &(place, order) in changes {
            for &spot in &self.groups[place] {
                let order = half(changed.event(spot), order);
                let Some(next) = changed.with_order(spot, order) else { return true };
                changed = next;
            }
        }
        !(self.goes_wrong)(&changed)
    }

    /// The cheapest of several that helps.
    fn cheapest(&self, mut several: Vec<Vec<(usize, Order)>>) -> Option<Repair> {
        several.sort_by_key(|changes| changes.iter().map(|(_, order)| weight(*order)).sum::<usize>());
        let found = several.into_iter().find(|changes| self.helps(changes))?;
        Some(self.told(found))
    }

    /// All are as strong as can be, and then as weak as they may be, one after the other.
    fn least_of(&self, places: &[usize], options: &[Vec<Order>]) -> Option<Repair> {
        let strongest = |place: &usize| options[*place].last().map(|order| (*place, *order));
        let mut changes: Vec<(usize, Order)> = places.iter().filter_map(strongest).collect();
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

    fn told(&self, changes: Vec<(usize, Order)>) -> Repair {
        let change = |(place, to): (usize, Order)| {
            let group = self.groups[place].clone();
            let from = first(self.graph, &group).request.op.order;
            Change { group, from, to }
        };
        Repair { changes: changes.into_iter().map(change).collect() }
    }
}
