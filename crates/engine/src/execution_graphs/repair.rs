//! The cheapest orderings with which the language no longer allows what a program has come to.
//!
//! Of an execution that goes wrong it is asked which accesses, ordered more strongly, make it impossible
//! (`racecourse_graphs::lesson::repair`). Then all executions are gone through as if the program had these orderings; where one
//! still goes wrong, it is asked of that one, and so on, until none does. In the end each of them is tried weaker, and left out:
//! so what is said is that it does not happen with these, and does with any of them missing. This is synthesis guided by
//! counterexamples (Solar-Lezama, Tancau, Bodík, Seshia and Saraswat, ASPLOS 2006).

use std::panic::Location;

use super::follow::Follow;
use crate::Program;
use crate::explorer::taught;
use crate::search::{After, End, Executions, Run, every_execution, in_model};
use racecourse_graphs::lesson::{Group, repair, stronger};
use racecourse_graphs::{Event, Graph, Model, consistent, races};
use racecourse_meaning::{Action, Operation, Order};
use racecourse_sources::site;
use racecourse_trace::budget::Budget;
use racecourse_trace::exploration::Strengthening;
use racecourse_trace::failure::FailureKind;

/// Executions that are gone through at most each time, and how often that is done.
const MOST_EXECUTIONS: u64 = 20_000;
const MOST_SEARCHES: usize = 24;

/// A place in the program, what it has for an order, and what it is to have.
#[derive(Clone, Debug)]
struct Stronger {
    at: &'static Location<'static>,
    from: Order,
    to: Order,
    /// All that it may have which is stronger, the weakest first.
    may_be: Vec<Order>,
}

/// What accesses and fences order, where that is not as the program says.
#[derive(Clone, Debug, Default)]
pub(super) struct Orderings(Vec<Stronger>);

impl Orderings {
    /// The operation as it would be.
    pub(super) fn of(&self, mut op: Operation) -> Operation {
        let Some(it) = self.0.iter().find(|it| std::ptr::eq(it.at, op.site)) else { return op };
        let is_atomic = matches!(op.action, Action::Load | Action::Store | Action::Update(_) | Action::Fence);
        if !is_atomic {
            return op;
        }
        op.order = it.to;
        op.on_failure = match (it.to, op.on_failure) {
            (Order::SeqCst, _) => Order::SeqCst,
            (to, failure) if to.acquires() && !failure.acquires() => Order::Acquire,
            (_, failure) => failure,
        };
        op
    }

    /// From here on the place of `event`, which has the orderings so far, has this one.
    fn put(&mut self, event: &Event, to: Order) {
        let Operation { site: at, order: from, .. } = event.request.op;
        match self.0.iter_mut().find(|it| std::ptr::eq(it.at, at)) {
            Some(it) => it.to = to,
            None => self.0.push(Stronger { at, from, to, may_be: stronger(event) }),
        }
    }
}

/// What comes of all executions with some orderings.
enum Seen {
    /// None goes wrong.
    Never,
    /// This one does.
    Once(Box<Graph>),
    /// It is not known.
    Unknown,
}

/// What is asked again and again.
struct Question<'a> {
    program: &'a Program,
    budget: Budget,
    label: &'a str,
    searches: usize,
}

/// Orderings with which `program` does not come to `label`; none if there are none, or if it is not known.
pub(crate) fn orderings_without(program: &Program, budget: &Budget, label: &str) -> Vec<Strengthening> {
    let budget = Budget { executions: budget.executions.min(MOST_EXECUTIONS), past_data_races: true, ..budget.clone() };
    let found = taught(program, &budget, || {
        Question { program, budget: budget.clone(), label, searches: MOST_SEARCHES }.answer()
    });
    let told = |it: &Stronger| Strengthening { site: site(it.at), from: it.from, to: it.to };
    let mut all: Vec<Strengthening> = found.iter().flat_map(|orderings| &orderings.0).map(told).collect();
    all.sort_by(|one, other| (&one.site.file, one.site.line).cmp(&(&other.site.file, other.site.line)));
    all
}

impl Question<'_> {
    fn answer(&mut self) -> Option<Orderings> {
        let mut orderings = Orderings::default();
        loop {
            match self.search(&orderings) {
                Seen::Never if orderings.0.is_empty() => return None,
                Seen::Never => break,
                Seen::Unknown => return None,
                Seen::Once(graph) => self.strengthen(&mut orderings, &graph)?,
            }
        }
        self.weaken(&mut orderings)?;
        Some(orderings)
    }

    /// Makes this execution impossible, too.
    fn strengthen(&self, orderings: &mut Orderings, graph: &Graph) -> Option<()> {
        let is_race = self.label == FailureKind::DataRace.label();
        let goes_wrong =
            |graph: &Graph| consistent(graph, Model::Language) && (!is_race || races(graph).next().is_some());
        let places = places(graph);
        for change in repair(graph, &places, &goes_wrong)?.changes {
            orderings.put(graph.event(*change.group.first()?), change.to);
        }
        Some(())
    }

    /// Leaves out what is not needed, and takes the weakest order that is enough; `None` if that is not known.
    fn weaken(&mut self, orderings: &mut Orderings) -> Option<()> {
        let mut at = 0;
        while at < orderings.0.len() {
            let mut without = orderings.clone();
            without.0.remove(at);
            if self.is_enough(&without)? {
                *orderings = without;
                continue;
            }
            let Stronger { to, ref may_be, .. } = orderings.0[at];
            for weaker in may_be.clone().into_iter().take_while(|order| *order != to) {
                let mut with = orderings.clone();
                with.0[at].to = weaker;
                if self.is_enough(&with)? {
                    *orderings = with;
                    break;
                }
            }
            at += 1;
        }
        Some(())
    }

    /// Whether nothing goes wrong with these; `None` if that is not known.
    fn is_enough(&mut self, orderings: &Orderings) -> Option<bool> {
        match self.search(orderings) {
            Seen::Never => Some(true),
            Seen::Once(_) => Some(false),
            Seen::Unknown => None,
        }
    }

    fn search(&mut self, orderings: &Orderings) -> Seen {
        let Some(left) = self.searches.checked_sub(1) else { return Seen::Unknown };
        self.searches = left;
        let mut search = Follow::with(Model::Language, orderings.clone());
        let (mut found, mut too_long) = (None, false);
        let label = self.label;
        let end = in_model(self.program, || {
            every_execution(self.program, &self.budget, Run::SILENT, &mut search, |search, world| {
                if search.undecided().is_some() {
                    return After::Enough;
                }
                if search.is_discarded() {
                    return After::Next;
                }
                too_long |= search.leaf().is_none() && world.label().is_none();
                if world.label() == Some(label) {
                    found = Some(Box::new(search.graph().clone()));
                    return After::Enough;
                }
                After::Next
            })
        });
        match (end, found) {
            _ if search.undecided().is_some() || search.has_been_cut() || too_long => Seen::Unknown,
            (_, Some(graph)) => Seen::Once(graph),
            (End::Complete, None) => Seen::Never,
            _ => Seen::Unknown,
        }
    }
}

/// The accesses and fences of a graph, by their places in the program.
fn places(graph: &Graph) -> Vec<Group> {
    let mut places: Vec<Group> = Vec::new();
    for &spot in graph.spots() {
        if stronger(graph.event(spot)).is_empty() {
            continue;
        }
        let site = graph.event(spot).request.op.site;
        match places.iter_mut().find(|place| std::ptr::eq(graph.event(place[0]).request.op.site, site)) {
            Some(place) => place.push(spot),
            None => places.push(vec![spot]),
        }
    }
    places
}
