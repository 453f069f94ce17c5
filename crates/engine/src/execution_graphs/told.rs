//! What is said of an execution besides its steps: which of them no schedule has at their places, and where the order is lost that
//! would keep two accesses apart.

use std::collections::HashMap;

use racecourse_graphs::lesson::{self, Hop, Missing, cost, line_up, line_up_within, missing};
use racecourse_graphs::{Graph, Kind, Spot, races};
use racecourse_kernel as kernel;
use racecourse_kernel::world::World;
use racecourse_meaning::ActorId;
use racecourse_sources::site;
use racecourse_trace::exploration::{Message, OddStep, Oddity, Verb};
use racecourse_trace::failure::{Access as Told, Cause, Evidence, Failure, FailureKind, Handover, Relay, Unordered};

/// The events of a graph, and which steps of the execution they are.
pub(super) type Steps = [(Spot, usize)];

fn step_of(steps: &Steps, graph: &Graph, spot: Spot) -> Option<usize> {
    // Both halves of a read-modify-write are one step, which is known by the first.
    let is_half = graph.event(spot).exclusive;
    let first = if is_half { Spot::new(spot.actor(), spot.index() - 1) } else { spot };
    steps.iter().find(|(it, _)| *it == first).map(|(_, step)| *step)
}

/// The steps that are odd where they stand, in the order in which they are told.
pub(super) fn odd_steps(graph: &Graph, steps: &Steps) -> Vec<OddStep> {
    let of = |spot: Spot| step_of(steps, graph, spot);
    let odd = line_up(graph).into_iter().filter_map(|told| {
        let (oddity, newer) = match told.oddity? {
            lesson::Oddity::Stale(newer) => (Oddity::Stale, newer),
            lesson::Oddity::Late(newer) => (Oddity::Late, newer),
        };
        let messages = match missing(graph, newer, told.spot) {
            Some(Missing::Order(hops)) if oddity == Oddity::Stale => hops,
            _ => Vec::new(),
        };
        let message = |hop: Hop| {
            let Hop { write, read, no_release, no_acquire } = hop;
            Some(Message { write: of(write)?, read: of(read)?, releases: !no_release, acquires: !no_acquire })
        };
        let messages = messages.into_iter().filter_map(message).collect();
        Some(OddStep { step: of(told.spot)?, oddity, newer: of(newer)?, messages })
    });
    odd.collect()
}

/// An access to plain memory; how many entries the record had, and how many decisions there were, after it.
pub(super) type Access = (Spot, usize, usize);

/// The first race between accesses that count, of those that were made in this order; with how many entries and decisions there
/// were then.
pub(super) fn first_race(
    graph: &Graph,
    world: &World,
    accesses: &[Access],
    counts: &dyn Fn(Spot) -> bool,
) -> Option<(Failure, usize, usize)> {
    let when = |spot: Spot| accesses.iter().position(|(it, ..)| *it == spot);
    let counting = races(graph).filter(|(a, b)| counts(*a) && counts(*b));
    let pairs = counting.filter_map(|(a, b)| {
        let (first, second) = (when(a)?, when(b)?);
        Some((first.max(second), first.min(second)))
    });
    let (second, first) = pairs.min()?;
    let names = kernel::names();
    let (second, entries, decisions) = accesses[second];
    let first = accesses[first].0;
    let access = |spot: Spot| Told {
        actor: world.actor_name(spot.actor(), &names),
        action: if graph.event(spot).kind == Kind::PlainWrite { Verb::Write } else { Verb::Read },
        site: site(graph.event(spot).request.op.site),
        step: None,
    };
    let evidence = if world.rules.recorded {
        let object = graph.event(second).object();
        let object = object.map_or_else(String::new, |object| world.object_name(object, &names));
        let why = unordered(graph, world, first, second);
        let (first, second) = (access(first), access(second));
        Evidence::Race { object, first, second, why }
    } else {
        Evidence::None
    };
    let failure = Failure { kind: FailureKind::DataRace, cause: Cause::Evident, evidence };
    Some((failure, entries, decisions))
}

/// Why nothing orders `second` after `first`.
fn unordered(graph: &Graph, world: &World, first: Spot, second: Spot) -> Unordered {
    let Some(Missing::Order(hops)) = missing(graph, first, second) else { return Unordered::NothingBetween };
    let names = kernel::names();
    let name = |actor: ActorId| world.actor_name(actor, &names);
    let relay = |hop: &Hop| {
        let (write, read) = (graph.event(hop.write), graph.event(hop.read));
        let object = write.object().map_or_else(String::new, |object| world.object_name(object, &names));
        let (changed, looked) = (site(write.request.op.site), site(read.request.op.site));
        let handover = Handover { object, changed, releases: !hop.no_release, looked, acquires: !hop.no_acquire };
        Relay { by: name(hop.write.actor()), to: name(hop.read.actor()), handover }
    };
    match &hops[..] {
        [hop] if (hop.write.actor(), hop.read.actor()) == (first.actor(), second.actor()) => {
            Unordered::NotTakenOver(Box::new(relay(hop).handover))
        }
        hops => Unordered::Relayed(hops.iter().map(relay).collect()),
    }
}

/// How simple an execution is to tell: odd steps first, then changes of the actor, then steps. Less is simpler.
pub(super) type Complexity = (usize, usize, usize);

/// So many times the best order is looked for: of the executions that come to one label, and of all.
const MOST_OF_A_LABEL: u32 = 64;
const MOST_OF_ALL: u32 = 256;
/// So many states each time: it is to tell which execution is shown, of which the order is looked for with more patience.
const MOST_STATES: usize = 2_000;

/// How often the best order has been looked for.
#[derive(Debug, Default)]
pub(super) struct Looked {
    of_labels: HashMap<String, u32>,
    of_all: u32,
}

impl Looked {
    /// How simple an execution is to tell that comes to `label`; where it has been looked for often, only if it is simpler than `best`
    /// in an order that is at hand.
    pub(super) fn complexity(&mut self, graph: &Graph, label: &str, best: Option<Complexity>) -> Complexity {
        let steps = graph.spots().len();
        let of_label = self.of_labels.entry(label.to_owned()).or_default();
        if *of_label >= MOST_OF_A_LABEL || self.of_all >= MOST_OF_ALL {
            let (odd, switches) = cost(graph, &graph.in_order());
            let at_hand = (odd, switches, steps);
            if best.is_none_or(|best| at_hand >= best) {
                return at_hand;
            }
        }
        *of_label += 1;
        self.of_all += 1;
        let told: Vec<Spot> = line_up_within(graph, MOST_STATES).into_iter().map(|told| told.spot).collect();
        let (odd, switches) = cost(graph, &told);
        (odd, switches, steps)
    }
}
