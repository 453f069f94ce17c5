//! Judging a submission: from what the engine saw of each program to one of three values. Pure.
//!
//! *Right* is what a complete search of every program has shown. *Wrong* is what an execution shows, or what a complete search
//! never came to. Everything else is *undecided*, and counts for nobody and against nobody. Of a program that is too large for a
//! complete search some executions are looked at: what one of these shows is wrong, and nothing that they do not show is held for shown.

use std::time::Duration;

use racecourse::exercise::PASSES;
use racecourse::exploration::{Coverage, Exploration, Note, Observation, Reason};
use racecourse::failure::{Cause, FailureKind};

use crate::audit::Contradiction;
use crate::format::{Description, Program};
use crate::layer::Layer;

/// What the engine saw of one program in one variation.
#[derive(Clone, Debug)]
pub struct Seen<'a> {
    /// The program.
    pub program: &'a Program,
    /// Which variation, counted from 0.
    pub variation: usize,
    /// What the engine saw.
    pub exploration: Exploration,
}

impl Seen<'_> {
    /// Whether it may end with this outcome, which is no failure.
    pub fn may_end(&self, label: &str) -> bool {
        if self.program.agrees {
            return self.usual() == Some(label);
        }
        self.program.must.iter().chain(&self.program.allowed).any(|known| known == label)
    }

    /// Why its search does not say all that it was to say.
    fn is_left_open(&self) -> Option<Why> {
        let is_a_part = matches!(self.exploration.coverage, Coverage::Bounded { .. });
        // Of what is too large to be gone through a part was looked for, and found.
        incomplete(&self.exploration).filter(|_| self.program.is_searched_whole() || !is_a_part)
    }

    /// The outcome to which it comes with the fewest interruptions, if it does not fail each time.
    pub fn usual(&self) -> Option<&str> {
        let outcomes = self.exploration.observations.iter().filter(|(_, seen)| seen.example.failure().is_none());
        let interruptions = |seen: &Observation| seen.shortest.map_or(usize::MAX, |shortest| shortest.preemptions);
        outcomes.min_by_key(|(_, seen)| interruptions(seen)).map(|(label, _)| label.as_str())
    }
}

/// What becomes of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// All that is asked for has been shown.
    Right,
    /// Something is wrong.
    Wrong(Fault),
    /// It is not known.
    Undecided(Doubt),
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// In which layer.
    pub layer: Layer,
    /// The label of it: an outcome, a failure, `never …`, `… never overlaps …`, `… shared steps`.
    pub label: String,
    /// Where it was seen: the place in the list of what was seen. None if it does not build.
    pub at: Option<usize>,
    /// Whether there is an execution that shows it, and so a schedule; otherwise a complete search does.
    pub has_schedule: bool,
}

/// Why it is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Where: the place in the list of what was seen.
    pub at: Option<usize>,
    /// The layer that is not known to be passed.
    pub layer: Layer,
    /// Why.
    pub why: Why,
}

/// Why something is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The search was not complete after so many executions.
    TooManyExecutions(u64),
    /// The time was over after so many executions.
    OutOfTime {
        /// How many.
        executions: u64,
        /// How much time there was.
        limit: Duration,
    },
    /// Executions have more steps than are followed.
    TooLong,
    /// It does not do the same when it is repeated.
    NotRepeatable,
    /// It takes no step for a long time, and does not end.
    Silent {
        /// What is known of that, in sentences.
        says: String,
        /// Where the last step was, if it was seen.
        last: Option<racecourse::failure::Site>,
    },
    /// It has used up the memory that it may have.
    Memory,
    /// The engine's process ended in another way.
    Stopped(String),
    /// What its process says it has done is not what a program does.
    Contradicts(Contradiction),
    /// The schedule of what was seen came to something else.
    OtherwiseWhenReplayed {
        /// What was seen.
        seen: String,
        /// What came of it.
        now: String,
    },
}

/// What has become of a wrong implementation under the tests that were submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// A test has failed with it, and again by the same schedule.
    Killed {
        /// Which, counted from 0.
        test: usize,
        /// How it has failed.
        label: String,
    },
    /// Every test passes with it, in all executions.
    Missed,
    /// No test has failed with it, and not all was searched.
    Unknown(Why),
}

/// What stands before the label of a failure of a test with a right implementation.
const REFUSES: &str = "refuses what is right: ";

/// Judges tests that pass with what is right, by what has become of what is wrong.
pub fn judge_kills(fates: &[Fate]) -> Judgement {
    let unknown = fates.iter().find_map(|fate| if let Fate::Unknown(why) = fate { Some(why) } else { None });
    // One that is surely missed is missed, whatever becomes of the others.
    if fates.contains(&Fate::Missed) {
        let label = format!("{} of {} mutants", killed(fates), fates.len());
        return Judgement::Wrong(Fault { layer: Layer::Kills, label, at: None, has_schedule: false });
    }
    match unknown {
        Some(why) => Judgement::Undecided(Doubt { at: None, layer: Layer::Kills, why: why.clone() }),
        None => Judgement::Right,
    }
}

/// How many were killed.
pub fn killed(fates: &[Fate]) -> usize {
    fates.iter().filter(|fate| matches!(fate, Fate::Killed { .. })).count()
}

/// How a test fails in this search, in the simplest way, if it does.
pub fn failing<'a>(seen: &'a Seen<'_>) -> Option<&'a str> {
    let found = simplest(seen, Layer::Right).or_else(|| simplest(seen, Layer::Live));
    found.map(|(label, _)| label)
}

/// Whether an end under this label is a failure of a test for certain: it does not pass, and what it does is its own.
pub fn is_failure(label: &str) -> bool {
    match FailureKind::from_label(label) {
        None => label != PASSES,
        Some(FailureKind::Abort | FailureKind::Hang | FailureKind::NotDeterministic) => false,
        Some(_) => true,
    }
}

/// Whether what it comes to is wrong in the lowest layer that is judged by searching.
pub fn comes_to_something_wrong(seen: &Seen<'_>) -> bool {
    seen.program.is_searched_whole() && simplest(seen, Layer::Right).is_some()
}

/// Why a search in which nothing fails does not say that nothing can.
pub fn doubt(seen: &Seen<'_>) -> Option<Why> {
    first_doubt(std::slice::from_ref(seen)).map(|(_, why)| why)
}

/// The label of a submission in which somebody waits by looking.
pub const LOOKS_AGAIN: &str = "looks again and again";

/// Whether somebody goes round in a loop until something has changed.
fn looks_again(exploration: &Exploration) -> bool {
    exploration.notes.iter().any(|note| matches!(note, Note::AwaitedLoops { loops, .. } if *loops > 0))
}

/// What a label of an observation means for the ladder.
enum Means {
    Fine,
    Wrong(Layer),
    Unknown(Why),
}

/// Judges what was seen, as far as `right`, `live` and `concurrent`: cost is counted in a search of its own, for what has passed.
pub fn judge(description: &Description, all: &[Seen<'_>]) -> Judgement {
    let of_layer = |layer: Layer, whole: bool| {
        let asked = all.iter().enumerate().filter(|(_, seen)| seen.program.is_searched_whole() == whole);
        let faults = asked.filter_map(|(at, seen)| {
            let (label, _) = simplest(seen, layer)?;
            Some(Fault { layer, label: label.to_owned(), at: Some(at), has_schedule: true })
        });
        faults.into_iter().next()
    };
    if let Some(fault) = of_layer(Layer::Right, true).or_else(|| of_layer(Layer::Live, true)) {
        return Judgement::Wrong(fault);
    }
    let in_a_part = || of_layer(Layer::Right, false).or_else(|| of_layer(Layer::Live, false));
    if let Some((at, why)) = first_doubt(all) {
        let doubt = || Judgement::Undecided(Doubt { at: Some(at), layer: Layer::Right, why });
        return in_a_part().map_or_else(doubt, Judgement::Wrong);
    }
    // From here on all searches are complete. What they show comes first: that two are never at work at the same time says more
    // than that many who have to be never come to an end.
    if let Some((at, label)) = all.iter().enumerate().find_map(|(at, seen)| Some((at, missing(seen)?))) {
        let label = format!("never {label}");
        return Judgement::Wrong(Fault { layer: Layer::Right, label, at: Some(at), has_schedule: false });
    }
    if description.asks_for(Layer::Concurrent)
        && let Some((at, [one, other])) = all.iter().enumerate().find_map(|(at, seen)| Some((at, apart(seen)?)))
    {
        let label = format!("{one} never overlaps {other}");
        return Judgement::Wrong(Fault { layer: Layer::Concurrent, label, at: Some(at), has_schedule: false });
    }
    in_a_part().map_or(Judgement::Right, Judgement::Wrong)
}

/// Judges the searches in which steps were counted, of a submission that is right so far. `costs` are, for each, the labels
/// without what they say of the cost, and the most steps in a call.
pub fn judge_cost(description: &Description, all: &[Seen<'_>]) -> Judgement {
    let Some(cost) = description.cost else { return Judgement::Right };
    if cost.asleep
        && let Some(at) = all.iter().position(|seen| looks_again(&seen.exploration))
    {
        let label = LOOKS_AGAIN.to_owned();
        return Judgement::Wrong(Fault { layer: Layer::Cost, label, at: Some(at), has_schedule: false });
    }
    for (at, seen) in all.iter().enumerate() {
        let costs = seen.exploration.observations.keys().filter_map(|label| racecourse::exercise::cost_in(label));
        let most = costs.map(|(_, steps)| steps).max();
        let limit = cost.shared_steps_per_call.unwrap_or(usize::MAX);
        if let Some(steps) = most.filter(|steps| *steps > limit) {
            let label = format!("{steps} shared steps");
            return Judgement::Wrong(Fault { layer: Layer::Cost, label, at: Some(at), has_schedule: true });
        }
    }
    match all.iter().enumerate().find_map(|(at, seen)| Some((at, seen.is_left_open()?))) {
        Some((at, why)) => Judgement::Undecided(Doubt { at: Some(at), layer: Layer::Cost, why }),
        None => Judgement::Right,
    }
}

/// The most shared steps that a call took, over searches in which they were counted.
pub fn most_steps(all: &[Seen<'_>]) -> Option<usize> {
    let labels = all.iter().flat_map(|seen| seen.exploration.observations.keys());
    labels.filter_map(|label| racecourse::exercise::cost_in(label)).map(|(_, steps)| steps).max()
}

impl Fault {
    /// The same fault of tests: what it has found is nothing, because it was right.
    pub fn of_tests(self) -> Self {
        Self { label: format!("{REFUSES}{}", self.label), ..self }
    }

    /// Its label without what says that tests are at fault.
    pub fn failure(&self) -> &str {
        self.label.strip_prefix(REFUSES).unwrap_or(&self.label)
    }

    /// The label under which the engine has counted it in this search.
    pub fn observed<'a>(&self, exploration: &'a Exploration) -> Option<&'a str> {
        let is_it = |label: &str| match self.layer {
            Layer::Cost => {
                racecourse::exercise::cost_in(label).is_some_and(|(_, n)| format!("{n} shared steps") == self.label)
            }
            _ => label == self.failure(),
        };
        exploration.observations.keys().map(String::as_str).find(|label| is_it(label))
    }
}

/// How far a submission has come: each layer that is asked for, with whether it is passed. `None` is not known, or not looked at.
/// `fates` are those of the mutants, if tests were submitted.
pub fn passed(
    description: &Description,
    all: &[Seen<'_>],
    fates: &[Fate],
    judgement: &Judgement,
) -> Vec<(Layer, Option<bool>)> {
    let asked = Layer::ALL.into_iter().filter(|layer| description.asks_for(*layer));
    let state = |layer: Layer| match judgement {
        Judgement::Right => Some(true),
        Judgement::Wrong(fault) if layer == fault.layer => Some(false),
        Judgement::Wrong(fault) if layer > fault.layer => None,
        // That nothing right is refused says nothing where nothing wrong is either.
        Judgement::Wrong(fault) if fault.layer == Layer::Kills && killed(fates) == 0 && layer > Layer::Builds => None,
        // What does not come to its end may have kept what had to come out from coming out.
        Judgement::Wrong(fault) if fault.layer == Layer::Live && layer == Layer::Right => {
            let known = all.iter().all(|seen| missing(seen).is_none() && seen.is_left_open().is_none());
            known.then_some(true)
        }
        Judgement::Undecided(doubt) if layer >= doubt.layer => None,
        _ => Some(true),
    };
    asked.map(|layer| (layer, state(layer))).collect()
}

/// The points for what is passed.
pub fn points(description: &Description, passed: &[(Layer, Option<bool>)]) -> u32 {
    let points = description.points();
    passed.iter().filter(|(_, state)| *state == Some(true)).map(|(layer, _)| points.of(*layer)).sum()
}

/// The simplest example of something that is wrong in `layer`.
fn simplest<'a>(seen: &'a Seen<'_>, layer: Layer) -> Option<(&'a str, &'a Observation)> {
    let wrong = seen.exploration.observations.iter().filter(
        |(label, observation)| matches!(meaning(seen, label, observation), Means::Wrong(wrong) if wrong == layer),
    );
    let key = |(_, observation): &(&String, &Observation)| {
        let preemptions = observation.shortest.map_or(usize::MAX, |shortest| shortest.preemptions);
        let steps = if observation.example.is_whole() { observation.example.events.len() } else { usize::MAX };
        (preemptions, steps)
    };
    wrong.min_by_key(key).map(|(label, observation)| (label.as_str(), observation))
}

fn meaning(seen: &Seen<'_>, label: &str, observation: &Observation) -> Means {
    let Some(failure) = observation.example.failure() else {
        return if seen.may_end(label) { Means::Fine } else { Means::Wrong(Layer::Right) };
    };
    match failure.kind {
        FailureKind::DataRace | FailureKind::Panic => Means::Wrong(Layer::Right),
        FailureKind::Deadlock
        | FailureKind::Livelock
        | FailureKind::HoldAndPoll
        | FailureKind::Starvation
        | FailureKind::Spin
        | FailureKind::Leak => Means::Wrong(Layer::Live),
        // In a panic it is the submission's; any other end may be that of the machine, and no schedule shows it again.
        FailureKind::Abort => match &failure.cause {
            Cause::Panicked { .. } => Means::Wrong(Layer::Right),
            Cause::OutOfMemory { .. } => Means::Unknown(Why::Memory),
            cause => {
                Means::Unknown(Why::Stopped(racecourse_report::sentences::failure(&racecourse::failure::Failure {
                    kind: failure.kind,
                    cause: cause.clone(),
                    evidence: racecourse::failure::Evidence::None,
                })))
            }
        },
        FailureKind::Hang => {
            let last = match &failure.cause {
                Cause::Silent { last, .. } => last.clone(),
                _ => None,
            };
            Means::Unknown(Why::Silent { says: racecourse_report::sentences::failure(failure), last })
        }
        FailureKind::NotDeterministic => Means::Unknown(Why::NotRepeatable),
    }
}

/// Why one of the searches does not say all.
fn first_doubt(all: &[Seen<'_>]) -> Option<(usize, Why)> {
    all.iter().enumerate().find_map(|(at, seen)| {
        let unknown = seen.exploration.observations.iter().find_map(|(label, observation)| {
            match meaning(seen, label, observation) {
                Means::Unknown(why) => Some(why),
                _ => None,
            }
        });
        Some((at, unknown.or_else(|| seen.is_left_open())?))
    })
}

/// Why a search is not complete.
fn incomplete(exploration: &Exploration) -> Option<Why> {
    match &exploration.coverage {
        Coverage::Exhaustive { .. } => None,
        Coverage::Bounded { executions, bound } => Some(match bound {
            racecourse::exploration::Bound::Steps { .. } => Why::TooLong,
            _ => Why::TooManyExecutions(*executions),
        }),
        Coverage::Interrupted { reason: Reason::TooLong(limit), executions } => {
            Some(Why::OutOfTime { executions: *executions, limit: *limit })
        }
        Coverage::Interrupted { reason, .. } | Coverage::NotApplicable { reason } => {
            Some(Why::Stopped(racecourse_report::sentences::reason(reason)))
        }
        Coverage::Sampled { executions, .. } => Some(Why::TooManyExecutions(*executions)),
    }
}

/// What has to come out and does not.
fn missing(seen: &Seen<'_>) -> Option<String> {
    if !seen.program.is_searched_whole() {
        return None;
    }
    seen.program.must.iter().find(|label| !seen.exploration.saw(label)).cloned()
}

/// Two sections that should overlap in some execution and do not.
fn apart(seen: &Seen<'_>) -> Option<[String; 2]> {
    let is_seen = |pair: &[String; 2]| {
        seen.exploration.overlaps.iter().any(|overlap| {
            let [one, other] = &overlap.sections;
            [one, other] == [&pair[0], &pair[1]] || [one, other] == [&pair[1], &pair[0]]
        })
    };
    seen.program.overlap.iter().find(|pair| !is_seen(pair)).cloned()
}

/// Whether the search has to be taken with a grain of salt that belongs into a report: a loop was taken to wait.
pub fn notes<'a>(all: &'a [Seen<'_>]) -> Vec<&'a Note> {
    let mut notes: Vec<&'a Note> = Vec::new();
    for note in all.iter().flat_map(|seen| &seen.exploration.notes) {
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use racecourse::exploration::{Bound, EngineId, Execution, Overlap};
    use racecourse::failure::{Evidence, Failure};

    const DESCRIPTION: &str = r#"
        schema = 1
        kind = "repair"
        title = "Small"
        minutes = 5
        api = []
        starts = { layer = "right", label = "x=1" }
        [cost]
        shared_steps_per_call = 2
        [[program]]
        name = "one"
        must = ["x=2"]
        allowed = ["x=3"]
        overlap = [["read", "write"]]
    "#;

    /// A search with these outcomes; those that are called like a failure are one.
    fn saw(labels: &[&str]) -> Exploration {
        let mut exploration = Exploration::new(EngineId::Explorer, Coverage::Exhaustive { executions: 9 });
        for (nth, label) in labels.iter().enumerate() {
            let failure = FailureKind::from_label(label);
            let failure = failure.map(|kind| Failure { kind, cause: Cause::Evident, evidence: Evidence::None });
            let outcome = failure.is_none().then(|| (*label).to_owned());
            exploration.record(nth as u64, Execution { outcome, failure, ..Execution::default() });
        }
        exploration.overlaps = vec![overlap("write", "read")];
        exploration
    }

    fn overlap(one: &str, other: &str) -> Overlap {
        let sections = [one.to_owned(), other.to_owned()];
        Overlap { sections, actors: ["a".to_owned(), "b".to_owned()], executions: 1 }
    }

    /// The judgement in short, and the points.
    fn judged(explorations: Vec<Exploration>) -> (String, u32) {
        let description = Description::read(DESCRIPTION).unwrap();
        let program = &description.programs[0];
        let seen: Vec<Seen<'_>> =
            explorations.into_iter().map(|exploration| Seen { program, variation: 0, exploration }).collect();
        let judgement = judge(&description, &seen);
        let passed = passed(&description, &seen, &[], &judgement);
        (crate::words::in_short(&judgement), points(&description, &passed))
    }

    fn of(explorations: Vec<Exploration>) -> String {
        judged(explorations).0
    }

    #[test]
    fn a_search_that_was_stopped_by_the_clock_says_so() {
        let limit = Duration::from_secs(60);
        let coverage = Coverage::Interrupted { executions: 900, reason: Reason::TooLong(limit) };
        let stopped = Exploration { coverage, ..saw(&["x=2"]) };
        assert_eq!(judged(vec![stopped]), ("undecided: out of time, 900 executions in 60 s".to_owned(), 1));
    }

    #[test]
    fn right_is_what_a_complete_search_shows() {
        assert_eq!(judged(vec![saw(&["x=2"])]), ("right".to_owned(), 10));
        assert_eq!(of(vec![saw(&["x=2", "x=3"])]), "right");
        let cut =
            Exploration { coverage: Coverage::Bounded { executions: 9, bound: Bound::First(9) }, ..saw(&["x=2"]) };
        assert_eq!(judged(vec![cut.clone()]), ("undecided: too many executions, 9 searched".to_owned(), 1));
        assert!(of(vec![saw(&["x=2"]), cut]).starts_with("undecided"));
    }

    #[test]
    fn what_is_wrong_is_told_by_the_lowest_layer() {
        assert_eq!(judged(vec![saw(&["deadlock", "x=1", "x=2"])]), ("wrong: right, x=1".to_owned(), 1));
        assert_eq!(judged(vec![saw(&["deadlock", "x=2"])]), ("wrong: live, deadlock".to_owned(), 5));
        // It has not come to what it has to, so that it is right as well is not known.
        assert_eq!(judged(vec![saw(&["deadlock"])]), ("wrong: live, deadlock".to_owned(), 1));
        assert_eq!(of(vec![saw(&["deadlock", "x=2"]), saw(&["panic"])]), "wrong: right, panic");
        assert_eq!(of(vec![saw(&["data race"])]), "wrong: right, data race");
    }

    #[test]
    fn doing_nothing_is_not_right() {
        assert_eq!(judged(vec![saw(&["x=3"])]), ("wrong: right, never x=2".to_owned(), 1));
        assert_eq!(of(vec![saw(&[])]), "wrong: right, never x=2");
    }

    #[test]
    fn what_was_seen_is_wrong_also_where_not_all_was_searched() {
        let cut = Coverage::Bounded { executions: 9, bound: Bound::First(9) };
        assert_eq!(of(vec![Exploration { coverage: cut.clone(), ..saw(&["x=1"]) }]), "wrong: right, x=1");
        // That something never comes out is not known then.
        assert!(of(vec![Exploration { coverage: cut, ..saw(&["x=3"]) }]).starts_with("undecided"));
    }

    #[test]
    fn a_part_of_what_is_too_large_can_only_show_what_is_wrong() {
        let large = "\n[[program]]\nname = \"large\"\nmust = [\"y=2\"]\npreemptions = 0\n";
        let description = Description::read(&format!("{DESCRIPTION}{large}")).unwrap();
        let of = |coverage: Coverage, labels: &[&str]| {
            let seen =
                |nth: usize, exploration| Seen { program: &description.programs[nth], variation: 0, exploration };
            let part = seen(1, Exploration { coverage, ..saw(labels) });
            let is_decided = comes_to_something_wrong(&part);
            (crate::words::in_short(&judge(&description, &[seen(0, saw(&["x=2"])), part])), is_decided)
        };
        let within = || Coverage::Bounded { executions: 9, bound: Bound::Preemptions(0) };
        let cut = || Coverage::Bounded { executions: 9, bound: Bound::First(9) };
        for coverage in [within, cut] {
            assert_eq!(of(coverage(), &["y=2"]), ("right".to_owned(), false));
            // It may come elsewhere.
            assert_eq!(of(coverage(), &[]), ("right".to_owned(), false));
            assert_eq!(of(coverage(), &["y=2", "y=1"]), ("wrong: right, y=1".to_owned(), false));
            assert_eq!(of(coverage(), &["deadlock"]), ("wrong: live, deadlock".to_owned(), false));
            assert!(of(coverage(), &["y=2", "hang"]).0.starts_with("undecided"));
        }
        // What the whole programs show is told first.
        let seen = |nth: usize, exploration| Seen { program: &description.programs[nth], variation: 0, exploration };
        let apart = Exploration { overlaps: Vec::new(), ..saw(&["x=2"]) };
        let both = [seen(0, apart), seen(1, saw(&["deadlock"]))];
        assert!(crate::words::in_short(&judge(&description, &both)).starts_with("wrong: concurrent"));
        assert!(comes_to_something_wrong(&seen(0, saw(&["x=1"]))));
        let stopped = Coverage::Interrupted { executions: 9, reason: Reason::TooLong(Duration::from_secs(60)) };
        assert!(of(stopped, &["y=2"]).0.starts_with("undecided"));
    }

    #[test]
    fn what_no_schedule_shows_again_is_undecided() {
        for label in ["hang", "abort", "not deterministic"] {
            assert!(of(vec![saw(&["x=2", label])]).starts_with("undecided"), "{label}");
        }
    }

    #[test]
    fn where_the_last_step_was_is_said() {
        let last = Some(racecourse::failure::Site { file: "exercise.rs".into(), line: 16 });
        let cause = Cause::Silent { silence: Duration::from_secs(5), last };
        let failure = Some(Failure { kind: FailureKind::Hang, cause, evidence: Evidence::None });
        let mut exploration = saw(&["x=2"]);
        exploration.record(1, Execution { failure, ..Execution::default() });
        let description = Description::read(DESCRIPTION).unwrap();
        let seen = Seen { program: &description.programs[0], variation: 0, exploration };
        let why = doubt(&seen);
        assert!(matches!(&why, Some(Why::Silent { says, .. }) if says.contains("exercise.rs:16")), "{why:?}");
    }

    #[test]
    fn every_failure_has_a_meaning() {
        for kind in FailureKind::ALL {
            assert_ne!(of(vec![saw(&["x=2", kind.label()])]), "right", "{kind}");
        }
    }

    #[test]
    fn sections_have_to_overlap_in_either_order() {
        let apart = Exploration { overlaps: vec![overlap("read", "read")], ..saw(&["x=2"]) };
        assert_eq!(judged(vec![apart]), ("wrong: concurrent, read never overlaps write".to_owned(), 7));
    }

    #[test]
    fn tests_have_to_notice_every_mutant() {
        let killed = || Fate::Killed { test: 0, label: "panic".to_owned() };
        let of = |fates: &[Fate]| crate::words::in_short(&judge_kills(fates));
        assert_eq!(of(&[killed(), killed()]), "right");
        assert_eq!(of(&[killed(), Fate::Missed]), "wrong: kills, 1 of 2 mutants");
        assert_eq!(of(&[Fate::Unknown(Why::TooLong), Fate::Missed]), "wrong: kills, 0 of 2 mutants");
        assert_eq!(of(&[Fate::Unknown(Why::TooLong), killed()]), "undecided: executions are too long");
    }

    #[test]
    fn tests_that_never_fail_have_the_points_of_building_alone() {
        let tests = "schema = 1\nkind = \"test\"\ntitle = \"T\"\nminutes = 5\napi = []\nstarts = { layer = \"kills\", label = \"\" }";
        let description = Description::read(tests).unwrap();
        let points_of = |fates: &[Fate]| points(&description, &passed(&description, &[], fates, &judge_kills(fates)));
        let killed = Fate::Killed { test: 0, label: "panic".to_owned() };
        assert_eq!(points_of(&[Fate::Missed, Fate::Missed]), 1);
        assert_eq!(points_of(&[killed.clone(), Fate::Missed]), 4);
        assert_eq!(points_of(&[killed]), 10);
    }

    #[test]
    fn a_test_that_fails_with_what_is_right_says_so() {
        let fault =
            Fault { layer: Layer::Live, label: "deadlock".to_owned(), at: Some(0), has_schedule: true }.of_tests();
        assert_eq!(fault.observed(&saw(&["x=2", "deadlock"])), Some("deadlock"));
        let says = crate::words::in_short(&Judgement::Wrong(fault));
        assert_eq!(says, "wrong: live, refuses what is right: deadlock");
    }

    #[test]
    fn cost_is_the_most_of_all_executions() {
        let description = Description::read(DESCRIPTION).unwrap();
        let program = &description.programs[0];
        let cost = |labels: &[&str]| {
            let seen = [Seen { program, variation: 0, exploration: saw(labels) }];
            crate::words::in_short(&judge_cost(&description, &seen))
        };
        assert_eq!(cost(&["x=2 · steps in a call: 1", "x=2 · steps in a call: 2"]), "right");
        assert_eq!(cost(&["x=2 · steps in a call: 1", "x=2 · steps in a call: 3"]), "wrong: cost, 3 shared steps");
    }

    #[test]
    fn who_has_to_sleep_may_not_look_again_and_again() {
        let asleep = DESCRIPTION.replace("shared_steps_per_call = 2", "asleep = true");
        let description = Description::read(&asleep).unwrap();
        let program = &description.programs[0];
        let exploration =
            Exploration { notes: vec![Note::AwaitedLoops { loops: 1, rounds: 9, writing: 0 }], ..saw(&["x=2"]) };
        let seen = [Seen { program, variation: 0, exploration }];
        assert_eq!(crate::words::in_short(&judge_cost(&description, &seen)), "wrong: cost, looks again and again");
    }
}
