//! The cheapest orderings with which the language no longer allows what a program has come to.
//!
//! Of an execution that goes wrong it is asked which accesses, ordered more strongly, make it impossible
//! (`racecourse_graphs::lesson::repair`). Then all executions are gone through as if the program had these orderings; where one
//! still goes wrong, it is asked of that one, and so on, until none does. In the end each of them is tried weaker, and left out:
//! so what is said is that it does not happen with these, and does with any of them missing. This is synthesis guided by
//! counterexamples (Solar-Lezama, Tancau, Bodík, Seshia and Saraswat, ASPLOS 2006).

use super::follow::Follow;
use super::orderings::{Instead, Orderings, Place, places};
use crate::Program;
use crate::explorer::taught;
use crate::search::{After, End, Executions, Run, every_execution, in_model};
use racecourse_graphs::lesson::{Change, Group, Strength, options, repair};
use racecourse_graphs::{Graph, Model, consistent, races};
use racecourse_sources::site;
use racecourse_trace::budget::Budget;
use racecourse_trace::exploration::Strengthening;
use racecourse_trace::failure::FailureKind;

/// Executions that are gone through at most each time, and how often that is done.
pub(super) const MOST_EXECUTIONS: u64 = 20_000;
const MOST_SEARCHES: usize = 24;

/// A place in the program that orders more strongly.
#[derive(Clone, Debug)]
struct Stronger {
    place: Place,
    from: Strength,
    to: Strength,
    /// All that it may be beyond what it is, the weakest first.
    may_be: Vec<Strength>,
}

/// Some of them.
#[derive(Clone, Debug, Default)]
struct Repaired {
    places: Vec<Stronger>,
    orderings: Orderings,
}

impl Repaired {
    fn put(&mut self, stronger: Stronger) {
        self.orderings.put(stronger.place, Instead::AtLeast(stronger.to));
        match self.places.iter_mut().find(|it| it.place == stronger.place) {
            Some(it) => it.to = stronger.to,
            None => self.places.push(stronger),
        }
    }

    fn without(&self, at: usize) -> Self {
        let mut fewer = self.clone();
        let left_out = fewer.places.remove(at);
        fewer.orderings.remove(left_out.place);
        fewer
    }

    fn with(&self, at: usize, to: Strength) -> Self {
        let mut other = self.clone();
        other.put(Stronger { to, ..self.places[at].clone() });
        other
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
    let mut all: Vec<Strengthening> = found.iter().flat_map(|repaired| &repaired.places).map(told).collect();
    all.sort_by(|one, other| (&one.site.file, one.site.line).cmp(&(&other.site.file, other.site.line)));
    all
}

/// What is said of it: of an exchange that is wanted stronger only where it fails, only that.
fn told(it: &Stronger) -> Strengthening {
    let Stronger { from, to, .. } = *it;
    let to = from.joined(to);
    let on_failure = from.on_failure.zip(to.on_failure).filter(|(from, to)| from != to);
    Strengthening { site: site(it.place.at), from: from.order, to: to.order, on_failure }
}

impl Question<'_> {
    fn answer(&mut self) -> Option<Repaired> {
        let mut repaired = Repaired::default();
        loop {
            match self.search(&repaired) {
                Seen::Never if repaired.places.is_empty() => return None,
                Seen::Never => break,
                Seen::Unknown => return None,
                Seen::Once(graph) => self.strengthen(&mut repaired, &graph)?,
            }
        }
        self.weaken(&mut repaired)?;
        Some(repaired)
    }

    /// Makes this execution impossible, too.
    fn strengthen(&self, repaired: &mut Repaired, graph: &Graph) -> Option<()> {
        let is_race = self.label == FailureKind::DataRace.label();
        let goes_wrong =
            |graph: &Graph| consistent(graph, Model::Language) && (!is_race || races(graph).next().is_some());
        let groups: Vec<Group> = places(graph).into_iter().map(|(_, group)| group).collect();
        for Change { group, from, to } in repair(graph, &groups, &goes_wrong)?.changes {
            let place = Place::of(&graph.event(*group.first()?).request.op);
            repaired.put(Stronger { place, from, to, may_be: options(graph, &group) });
        }
        Some(())
    }

    /// Leaves out what is not needed, and takes the weakest order that is enough; `None` if that is not known.
    fn weaken(&mut self, repaired: &mut Repaired) -> Option<()> {
        let mut at = 0;
        while at < repaired.places.len() {
            let without = repaired.without(at);
            if self.is_enough(&without)? {
                *repaired = without;
                continue;
            }
            let Stronger { to, ref may_be, .. } = repaired.places[at];
            for weaker in may_be.clone().into_iter().take_while(|it| *it != to) {
                let with = repaired.with(at, weaker);
                if self.is_enough(&with)? {
                    *repaired = with;
                    break;
                }
            }
            at += 1;
        }
        Some(())
    }

    /// Whether nothing goes wrong with these; `None` if that is not known.
    fn is_enough(&mut self, repaired: &Repaired) -> Option<bool> {
        match self.search(repaired) {
            Seen::Never => Some(true),
            Seen::Once(_) => Some(false),
            Seen::Unknown => None,
        }
    }

    fn search(&mut self, repaired: &Repaired) -> Seen {
        let Some(left) = self.searches.checked_sub(1) else { return Seen::Unknown };
        self.searches = left;
        let mut search = Follow::with(Model::Language, repaired.orderings.clone());
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
