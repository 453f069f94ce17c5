//! Which orderings of a program are stronger than it needs.
//!
//! One place at a time is weakened by one step, and all executions are gone through that the language allows then. Where they come
//! to the same labels, the program does not need the stronger one. Whether several can be weaker together does not follow from that,
//! so it is tried, one after the other, until nothing can be weakened any more.

use std::collections::BTreeSet;

use super::follow::Follow;
use super::orderings::{Instead, Orderings, Place, places};
use crate::Program;
use crate::begin::begin;
use crate::explorer::taught;
use crate::search::{After, End, Executions, Run, every_execution, in_model};
use racecourse_graphs::lesson::{Strength, weaker_than};
use racecourse_graphs::{Event, Model};
use racecourse_sources::site;
use racecourse_trace::budget::Budget;
use racecourse_trace::exploration::{Bound, Coverage, Reason, Relaxation, Verb, Weakened, WeakerOrderings};

/// What comes of `program` with weaker orderings.
///
/// # Errors
///
/// How far the search went, if for one of the programs it did not go through all executions.
pub fn weaker_orderings(program: &Program, budget: &Budget) -> Result<WeakerOrderings, Coverage> {
    begin();
    let budget = Budget { past_data_races: true, ..budget.clone() };
    taught(program, &budget, || Question { program, budget: &budget }.answer())
}

struct Question<'a> {
    program: &'a Program,
    budget: &'a Budget,
}

/// A place that orders, how it does so, and an event of it.
#[derive(Clone, Debug)]
struct Ordering {
    place: Place,
    action: Verb,
    now: Strength,
    event: Event,
}

impl Ordering {
    fn of(event: &Event) -> Self {
        let op = &event.request.op;
        Self { place: Place::of(op), action: op.action.verb(), now: Strength::of(op), event: event.clone() }
    }

    fn told(&self, from: Strength, to: Strength) -> Relaxation {
        let on_failure = from.on_failure.zip(to.on_failure).filter(|(from, to)| from != to);
        Relaxation { site: site(self.place.at), action: self.action, from: from.order, to: to.order, on_failure }
    }
}

type Labels = BTreeSet<String>;

impl Question<'_> {
    fn answer(&self) -> Result<WeakerOrderings, Coverage> {
        let (labels, mut all) = self.search(&Orderings::default())?;
        all.sort_by_key(|it| (it.place.at.file(), it.place.at.line(), it.place.at.column(), it.action));
        let mut each = Vec::new();
        let mut harmless = Vec::new();
        for ordering in &all {
            for to in weaker_than(&ordering.event, ordering.now) {
                let mut orderings = Orderings::default();
                orderings.put(ordering.place, Instead::Exactly(ordering.now, to));
                let (comes_to, _) = self.search(&orderings)?;
                let adds: Vec<String> = comes_to.difference(&labels).cloned().collect();
                if comes_to == labels {
                    harmless.push((ordering, to));
                }
                each.push(Weakened { place: ordering.told(ordering.now, to), adds });
            }
        }
        Ok(WeakerOrderings { each, enough: self.together(&labels, &harmless)? })
    }

    /// As many of these as possible, and each as weak as possible.
    fn together(&self, labels: &Labels, harmless: &[(&Ordering, Strength)]) -> Result<Vec<Relaxation>, Coverage> {
        let mut taken: Vec<(&Ordering, Strength)> = Vec::new();
        let with = |taken: &[(&Ordering, Strength)]| {
            let mut orderings = Orderings::default();
            for (ordering, to) in taken {
                orderings.put(ordering.place, Instead::Exactly(ordering.now, *to));
            }
            orderings
        };
        let mut open: Vec<(&Ordering, Strength)> = harmless.iter().rev().copied().collect();
        while let Some((ordering, to)) = open.pop() {
            let mut more: Vec<_> = taken.iter().filter(|(it, _)| !std::ptr::eq(*it, ordering)).copied().collect();
            more.push((ordering, to));
            if self.search(&with(&more))?.0 != *labels {
                continue;
            }
            taken = more;
            // What is weaker now may be weaker still; other ways to weaken this place begin from where it was.
            open.retain(|(it, _)| !std::ptr::eq(*it, ordering));
            open.extend(weaker_than(&ordering.event, to).into_iter().rev().map(|below| (ordering, below)));
        }
        taken.sort_by_key(|(it, _)| (it.place.at.file(), it.place.at.line(), it.place.at.column()));
        Ok(taken.into_iter().map(|(it, to)| it.told(it.now, to)).collect())
    }

    /// All that comes of it with these orderings, and the places that order.
    fn search(&self, orderings: &Orderings) -> Result<(Labels, Vec<Ordering>), Coverage> {
        let mut search = Follow::with(Model::Language, orderings.clone());
        let (mut labels, mut all, mut executions) = (Labels::new(), Vec::<Ordering>::new(), 0);
        let mut too_long = false;
        let end = in_model(self.program, || {
            every_execution(self.program, self.budget, Run::SILENT, &mut search, |search, world| {
                if search.undecided().is_some() {
                    return After::Enough;
                }
                if search.is_discarded() {
                    return After::Next;
                }
                executions += 1;
                too_long |= search.leaf().is_none() && world.label().is_none();
                if let Some(label) = world.label().filter(|label| !labels.contains(*label)) {
                    labels.insert(label.to_owned());
                }
                for (_, group) in places(search.graph()) {
                    for spot in group {
                        let event = search.graph().event(spot);
                        let it = (Place::of(&event.request.op), Strength::of(&event.request.op));
                        if !all.iter().any(|other| (other.place, other.now) == it) {
                            all.push(Ordering::of(event));
                        }
                    }
                }
                After::Next
            })
        });
        match (end, search.undecided()) {
            (_, Some(action)) => Err(Coverage::NotApplicable { reason: Reason::Undecided { action } }),
            (End::Complete, _) if too_long => {
                Err(Coverage::Bounded { executions, bound: Bound::Steps(self.budget.steps) })
            }
            (End::Complete, _) if search.has_been_cut() => {
                Err(Coverage::Bounded { executions, bound: Bound::UpToFailures })
            }
            (End::Complete, _) => Ok((labels, all)),
            (End::BudgetSpent, _) => Err(Coverage::Bounded { executions, bound: Bound::First(self.budget.executions) }),
            (End::Differs(_), _) => Err(Coverage::Interrupted { executions, reason: Reason::DoesNotRepeat }),
            (End::Trouble(says), _) => Err(Coverage::Interrupted { executions, reason: Reason::SearchPanicked(says) }),
        }
    }
}
