//! How strongly a place orders, and how else it could.

use racecourse_meaning::{Action, Operation, Order};

use crate::{Event, Kind};

/// How a place orders: of an exchange also where it fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Strength {
    /// What the place is handed for an order.
    pub order: Order,
    /// Of an exchange: for the case that it fails.
    pub on_failure: Option<Order>,
}

impl Strength {
    /// How this orders.
    pub fn of(op: &Operation) -> Self {
        let is_exchange = matches!(op.action, Action::Update(update) if update.is_exchange());
        Self { order: op.order, on_failure: is_exchange.then_some(op.on_failure) }
    }

    /// As strong as both of them.
    #[must_use]
    pub fn joined(self, other: Self) -> Self {
        let on_failure = match (self.on_failure, other.on_failure) {
            (Some(one), Some(other)) => Some(joined(one, other)),
            (one, other) => one.or(other),
        };
        Self { order: joined(self.order, other.order), on_failure }
    }

    /// Puts it in the place of what `op` has.
    pub fn put_into(self, op: &mut Operation) {
        op.order = self.order;
        if let Some(on_failure) = self.on_failure {
            op.on_failure = on_failure;
        }
    }

    /// How much it costs, roughly: the stronger the more.
    pub(super) fn weight(self) -> usize {
        weight(self.order) + self.on_failure.map_or(0, weight)
    }
}

fn weight(order: Order) -> usize {
    match order {
        Order::Relaxed => 0,
        Order::Acquire | Order::Release => 1,
        Order::AcqRel => 2,
        Order::SeqCst => 4,
    }
}

/// The weakest order that is as strong as both.
fn joined(one: Order, other: Order) -> Order {
    let is_either = |order: Order| one == order || other == order;
    match (one.acquires() || other.acquires(), one.releases() || other.releases()) {
        _ if is_either(Order::SeqCst) => Order::SeqCst,
        (true, true) => Order::AcqRel,
        (true, false) => Order::Acquire,
        (false, true) => Order::Release,
        (false, false) => Order::Relaxed,
    }
}

/// Orders that a place may have which does this; none of what is no atomic access and no fence.
fn all(kind: Kind, action: Action) -> &'static [Order] {
    use Order::{AcqRel, Acquire, Relaxed, Release, SeqCst};
    match (kind, action) {
        (Kind::Fence, _) => &[Relaxed, Acquire, Release, AcqRel, SeqCst],
        (Kind::Read, Action::Load) => &[Relaxed, Acquire, SeqCst],
        (Kind::Write, Action::Store) => &[Relaxed, Release, SeqCst],
        (Kind::Read | Kind::Write, Action::Update(_)) => &[Relaxed, Acquire, Release, AcqRel, SeqCst],
        _ => &[],
    }
}

/// Whether it is an atomic access or a fence.
pub fn is_ordering(event: &Event) -> bool {
    !all(event.kind, event.request.op.action).is_empty()
}

const ALL_ON_FAILURE: [Order; 3] = [Order::Relaxed, Order::Acquire, Order::SeqCst];

/// Strengths beyond the one that `event` asks for and that it may have, the weakest first. None for what is no atomic access and
/// no fence.
pub fn stronger(event: &Event) -> Vec<Strength> {
    let now = Strength::of(&event.request.op);
    let on_failure: &[Option<Order>] = match now.on_failure {
        Some(_) => &ALL_ON_FAILURE.map(Some),
        None => &[None],
    };
    let orders = all(event.kind, event.request.op.action);
    let pairs =
        orders.iter().flat_map(|&order| on_failure.iter().map(move |&on_failure| Strength { order, on_failure }));
    let mut found: Vec<Strength> = pairs.filter(|it| *it != now && it.joined(now) == *it).collect();
    found.sort_by_key(|it| it.weight());
    found
}

/// Strengths that are weaker by one step than the one that `event` asks for: in success, or in failure. A fence that is `Relaxed` is
/// none at all.
pub fn weaker(event: &Event) -> Vec<Strength> {
    weaker_than(event, Strength::of(&event.request.op))
}

/// The same if it asked for `now`.
pub fn weaker_than(event: &Event, now: Strength) -> Vec<Strength> {
    let below = |order: Order, among: &[Order]| {
        let is_below = |it: &Order| *it != order && joined(*it, order) == order;
        let those: Vec<Order> = among.iter().copied().filter(is_below).collect();
        let is_next = |it: &Order| !those.iter().any(|other| other != it && joined(*other, *it) == *other);
        those.iter().copied().filter(is_next).collect::<Vec<_>>()
    };
    let orders = below(now.order, all(event.kind, event.request.op.action));
    let mut found: Vec<Strength> = orders.into_iter().map(|order| Strength { order, ..now }).collect();
    if let Some(on_failure) = now.on_failure {
        found.extend(below(on_failure, &ALL_ON_FAILURE).into_iter().map(|it| Strength { on_failure: Some(it), ..now }));
    }
    found
}
