//! Why it fails, in sentences, as far as the steps themselves say it.

use super::super::{Layout, sentences};
use super::layout::LEAD;
use super::round::lasso_of;
use super::schedule::Numbers;
use crate::counterexample::{
    Alternative, Counterexample, LostWakeup, Misdirected, OldValue, Reason, States, is_written_by_what_was_read,
    reason, told,
};
use racecourse_layout::hanging;
use racecourse_trace::exploration::{Counterfactual, Execution, MemoryOrder, Oddity, Remark, Strengthening, Verb};
use racecourse_trace::failure::{ActorState, Evidence, FailureKind, Obstacle, Site, Waiting};

/// The explanation, or nothing.
pub(super) fn section(shown: &Counterexample, numbers: &Numbers, layout: &Layout) -> Vec<String> {
    let told = Telling { execution: &shown.execution, numbers };
    match told.words() {
        Some(text) => hanging("Why", LEAD, &text, layout.width),
        None => Vec::new(),
    }
}

/// The same in fewer words: where there is a reason, it is not said what would have been otherwise.
pub(super) fn in_brief(shown: &Counterexample, numbers: &Numbers, layout: &Layout) -> Vec<String> {
    let told = Telling { execution: &shown.execution, numbers };
    let reason = reason(&shown.execution).map(|reason| told.reason(&reason)).or_else(|| told.evidence());
    match reason {
        Some(text) => hanging("Why", LEAD, &text, layout.width),
        None => section(shown, numbers, layout),
    }
}

struct Telling<'a> {
    execution: &'a Execution,
    numbers: &'a Numbers,
}

impl Telling<'_> {
    fn words(&self) -> Option<String> {
        let (reason, told) = (reason(self.execution), told(self.execution));
        let reason = reason.map(|reason| self.reason(&reason)).or_else(|| self.evidence()).or_else(|| self.late());
        let why = match (reason, told.as_slice()) {
            (None, []) => None,
            (None, told) => Some(self.orders(told)),
            (Some(reason), []) => Some(reason),
            (Some(reason), [(alternative, run), ..]) => Some(format!("{reason} {}", self.otherwise(*alternative, run))),
        };
        let all: Vec<String> = why.into_iter().chain(self.repair()).chain(self.on_x86()).collect();
        (!all.is_empty()).then(|| all.join(" "))
    }

    /// A write that counts less than one before it, where that is all that is odd.
    fn late(&self) -> Option<String> {
        let odd = self.execution.odd.as_ref()?;
        let late = odd.first().filter(|_| odd.iter().all(|it| it.oddity == Oddity::Late))?;
        let (by, other) = (self.who(late.step), self.who(late.newer));
        Some(format!(
            "{by} writes {}{}, after {other}{}, and for all who look it counts as if it had come before that: nothing orders \
             the two.",
            self.what(late.step),
            self.step(late.step),
            self.step(late.newer),
        ))
    }

    /// Whether the most common processors do it.
    fn on_x86(&self) -> Option<String> {
        let says = match self.execution.on_x86? {
            true => {
                "An x86 processor can do it: stores wait in a buffer of their core, and later loads do not wait for them."
            }
            false => {
                "No x86 processor does it as long as the compiler leaves the accesses in their order: the language allows \
                 it for other processors, and for compilers that move accesses."
            }
        };
        Some(says.to_owned())
    }

    /// With which orderings it does not happen.
    fn repair(&self) -> Option<String> {
        let shared = self.execution.events.iter().filter(|event| event.object.is_some());
        let mut files = shared.map(|event| event.site.file.as_str());
        // Where all is in one file, as mostly, lines are enough.
        let file = files.next().filter(|file| files.all(|other| other == *file)).unwrap_or_default();
        let place = |site: &Site| match site.file == file {
            true => format!("line {}", site.line),
            false => format!("{}:{}", site.file.rsplit('/').next().unwrap_or_default(), site.line),
        };
        // Places that need the same, one behind the other, are told together.
        let wanted = |it: &Strengthening| (it.to, it.on_failure.map(|(_, to)| to), it.from == it.to);
        let same = (self.execution.repair)
            .chunk_by(|one, next| (wanted(one), &one.site.file) == (wanted(next), &next.site.file));
        let order = |it: &Strengthening| match it.on_failure {
            None => format!("{:?}", it.to),
            Some((_, failure)) if it.from == it.to => format!("{failure:?} for the failure"),
            Some((_, failure)) => format!("{:?}, and {failure:?} for the failure,", it.to),
        };
        let parts: Vec<String> = same
            .map(|same| match same {
                [one, _, ..] if one.site.file == file => {
                    let lines: Vec<String> = same.iter().map(|one| one.site.line.to_string()).collect();
                    format!("{} at lines {}", order(one), sentences::listed(&lines))
                }
                _ => {
                    let places: Vec<String> = same.iter().map(|one| place(&one.site)).collect();
                    format!("{} at {}", order(&same[0]), sentences::listed(&places))
                }
            })
            .collect();
        if parts.is_empty() {
            return None;
        }
        let all = sentences::listed(&parts);
        Some(format!("With {all} it does not happen in any execution that the language allows."))
    }

    /// The orders that decide, where no pattern has a name for them.
    fn orders(&self, told: &[(Alternative, &Counterfactual)]) -> String {
        let is_order =
            told.iter().any(|(it, _)| !matches!(it, Alternative::LeftOut { .. } | Alternative::NewestValues));
        // What is so of all of them is said once.
        let is_always =
            told.iter().all(|(it, run)| matches!(it, Alternative::Reversed { .. }) && !run.always.is_empty());
        let sentences = told.iter().map(|(alternative, run)| match *alternative {
            Alternative::Reversed { first, second } => {
                let ends = if is_always { self.always_ends(run) } else { self.ends(run) };
                format!("{} comes before {}; the other way round it {ends}.", self.deed(first), self.deed(second))
            }
            other => self.otherwise(other, run),
        });
        let all: Vec<String> = sentences.collect();
        let what = match (is_order, is_always) {
            (true, true) => "What decides is the order of steps, whatever else happens afterwards. ",
            (true, false) => "What decides is the order of steps. ",
            (false, _) => "",
        };
        format!("{what}{}", all.join(" "))
    }

    /// What comes of another order: always, where all that can follow was tried, and once, where one run was made.
    fn ends(&self, run: &Counterfactual) -> String {
        match run.always.is_empty() {
            true => format!("can end with {}", sentences::value(&run.label)),
            false => format!("{}, whatever else happens then", self.always_ends(run)),
        }
    }

    fn always_ends(&self, run: &Counterfactual) -> String {
        let labels: Vec<String> = run.always.iter().map(|label| sentences::value(label)).collect();
        match labels.as_slice() {
            [some @ .., last] if !some.is_empty() => {
                format!(
                    "ends with {} or {last}, and never with {}",
                    some.join(" or "),
                    sentences::value(self.execution.label())
                )
            }
            _ => format!("ends with {}", labels.concat()),
        }
    }

    /// What comes of a change.
    fn otherwise(&self, alternative: Alternative, run: &Counterfactual) -> String {
        let label = sentences::value(&run.label);
        match alternative {
            Alternative::Reversed { first, second } => {
                format!("With {} before {} it {}.", self.number(second), self.number(first), self.ends(run))
            }
            Alternative::HeldBack { step } => {
                format!("With {} left until nobody else can go on, it can end with {label}.", self.number(step))
            }
            Alternative::LeftOut { step } => {
                format!(
                    "{} wakes up without having been woken{}; if it does not, it can end with {label}.",
                    self.who(step),
                    self.step(step)
                )
            }
            Alternative::NewestValues => {
                let counts = if self.late().is_some() { "write counts when it is made and each " } else { "" };
                format!(
                    "If each {counts}load reads the newest value, a run that keeps to this order as far as it can ends with {label}."
                )
            }
        }
    }

    /// `left's load counter (step 1)`.
    fn deed(&self, event: usize) -> String {
        let does = self.execution.events.get(event).map_or("step", |event| sentences::verb(event.action));
        format!("{}'s {does} {}{}", self.who(event), self.what(event), self.step(event))
    }

    fn number(&self, event: usize) -> String {
        self.numbers.step(event).unwrap_or_else(|| self.deed(event))
    }

    /// What the evidence says of the end, whatever has led there.
    fn evidence(&self) -> Option<String> {
        let failure = self.execution.failure.as_ref()?;
        match (failure.kind, &failure.evidence) {
            (FailureKind::Deadlock, Evidence::Waits { actors, cycle, .. }) => match cycle.is_empty() {
                true => open_channel(actors),
                false => circle(actors, cycle),
            },
            (FailureKind::Livelock | FailureKind::Starvation, Evidence::Lasso { waits, .. }) => {
                waits.iter().find_map(waits_for_itself).or_else(|| self.in_the_way(failure.kind))
            }
            (FailureKind::Starvation, Evidence::Bypass { actor, .. }) => self.overtaken(actor),
            (FailureKind::Spin, Evidence::Lasso { .. }) => self.spinning(),
            _ => None,
        }
    }

    fn reason(&self, reason: &Reason) -> String {
        match reason {
            Reason::LostWrite(lost) => {
                let [read, between, write] = lost.steps.map(|step| self.step(step));
                let [actor, other] = &lost.actors;
                let object = &lost.object;
                if lost.steps[1] < lost.steps[0] {
                    let old = sentences::read(&self.execution.events[lost.steps[0]]);
                    let old = old.as_deref().unwrap_or("the old value");
                    return format!(
                        "{other} writes {object}{between}. {actor} does not see that: it reads {object} → {old}{read} \
                         and writes {object}{write}, so what {other} wrote is gone."
                    );
                }
                let with_the_old = match is_written_by_what_was_read(self.execution, lost) {
                    true => format!("{actor} goes on with the old value, and "),
                    false => String::new(),
                };
                format!(
                    "{actor} reads {object}{read} and writes it{write}. In between {other} writes it too{between}: \
                     {with_the_old}what {other} wrote is gone."
                )
            }
            Reason::OldValue(old) => self.old_value(old),
            Reason::Torn { reads, writes, first_is_new, .. } => {
                let (reader, writer) = (self.who(reads[0]), self.who(writes[0]));
                let sees = |read: usize, write: usize, new: bool| {
                    let when = if new { "after" } else { "before" };
                    format!("{}{} {when} {writer} writes it{}", self.what(read), self.step(read), self.step(write))
                };
                let one = sees(reads[0], writes[0], *first_is_new);
                let two = sees(reads[1], writes[1], !first_is_new);
                format!("{reader} looks at {one}, and at {two}: it has seen one of the two writes and not the other.")
            }
            Reason::CheckThenAct { check, change, act } => {
                let (actor, other) = (self.who(*check), self.who(*change));
                let object = self.what(*check);
                format!(
                    "{actor} looks at {object}{}. Before it goes on to write {}{}, {other} writes {object}{}, and {actor} \
                     goes on all the same.",
                    self.step(*check),
                    self.what(*act),
                    self.step(*act),
                    self.step(*change)
                )
            }
            Reason::ChangedAndBack { read, change, back, act } => format!(
                "{actor} reads {object}{}. Then {other} changes it{}, and it is changed back{}. The exchange of {actor} \
                 finds the value that it expects, and goes through{}, although {object} has been changed meanwhile: what \
                 else has changed, the value does not say.",
                self.step(*read),
                self.step(*change),
                self.step(*back),
                self.step(*act),
                actor = self.who(*act),
                other = self.who(*change),
                object = self.what(*act),
            ),
            Reason::WrittenToCopies { writes, read } => {
                let mut parts: Vec<String> = Vec::new();
                for write in writes {
                    parts.push(format!("{} writes to {}{}", self.who(*write), self.what(*write), self.step(*write)));
                }
                let read = read.map_or_else(String::new, |read| {
                    format!(" {} reads its own{}, to which nobody has written.", self.who(read), self.step(read))
                });
                format!(
                    "A process that is forked gets a copy of memory. {}; each copy ends with its process.{read}",
                    parts.join(", ")
                )
            }
            Reason::LeftBehind { taken, killed, found } => {
                let object = self.what(*taken);
                format!(
                    "{holder} makes {object}{} and has not removed it when it is killed{}: no code of it runs any more, \
                     and a file does not know who made it. {finder} finds it there{}.",
                    self.step(*taken),
                    self.step(*killed),
                    self.step(*found),
                    holder = self.who(*taken),
                    finder = self.who(*found),
                )
            }
            Reason::CutShort { wrote, killed, seen, missing } => format!(
                "{victim} writes {}{} and is killed before it does more{}. What it has written stays. {reader} reads \
                 it{}, and also {}{}, to which nobody has written.",
                self.what(*wrote),
                self.step(*wrote),
                self.step(*killed),
                self.step(*seen),
                self.what(*missing),
                self.step(*missing),
                victim = self.who(*wrote),
                reader = self.who(*seen),
            ),
            Reason::NeverComes { killed, waits } => format!(
                "{} is killed{}: whatever it was still to do is not done. {} waits for something from {}{}, and nobody \
                 is left to put it there.",
                self.what(*killed),
                self.step(*killed),
                self.who(*waits),
                self.what(*waits),
                self.step(*waits),
            ),
            Reason::OutOfTurn { early, late } => format!(
                "{} sends to {}{} before {}, which was started earlier{}. A channel keeps the order in which things \
                 are sent, whoever sends them.",
                self.who(*early),
                self.what(*early),
                self.step(*early),
                self.who(*late),
                self.step(*late),
            ),
            Reason::LostWakeup(lost) => self.lost_wakeup(lost),
            Reason::Misdirected(wrong) => self.misdirected(wrong),
            Reason::MissedChange { look, change, wait } => format!(
                "{waiter} looks at {object}{}. Then {other} writes {object}{}, when {waiter} has looked already and does not \
                 wait yet. {waiter} waits after that{}, and nothing comes any more.",
                self.step(*look),
                self.step(*change),
                self.step(*wait),
                waiter = self.who(*wait),
                other = self.who(*change),
                object = self.what(*look),
            ),
            Reason::DoneTwice { reads: [first, second], acts: [once, again] } => {
                let value = sentences::read(&self.execution.events[*first]).unwrap_or_default();
                let does = sentences::verb(self.execution.events[*once].action);
                format!(
                    "{one} reads {object} → {value}{} and then does {does} {what}{}. Nobody writes to {object} after that read, so \
                     {two} finds the same value again{} and does {does} {what} once more{}.",
                    self.step(*first),
                    self.step(*once),
                    self.step(*second),
                    self.step(*again),
                    one = self.who(*first),
                    two = self.who(*second),
                    object = self.what(*first),
                    what = self.what(*once),
                )
            }
        }
    }

    fn old_value(&self, old: &OldValue) -> String {
        let events = &self.execution.events;
        let value =
            |at: usize| sentences::written(&events[at]).or_else(|| sentences::read(&events[at])).unwrap_or_default();
        let (reader, writer, object) = (self.who(old.read), self.who(old.newer), self.what(old.read));
        let (read, newer) = (self.step(old.read), self.step(old.newer));
        if let Some(published) = &old.published {
            let flag = self.what(published.publish);
            return format!(
                "{writer} writes {object} ← {}{newer} and then {flag} ← {}{}. {reader} sees the second write{} and \
                 still reads {object} → {}{read}.{} To see one write of an actor says nothing about its earlier ones \
                 unless something orders them{}.",
                value(old.newer),
                value(published.publish),
                self.step(published.publish),
                self.step(published.look),
                value(old.read),
                self.orderings(&[published.publish, published.look]),
                published.orders.map_or_else(String::new, |(releases, acquires)| {
                    format!(": {}", orders_nothing(releases, acquires))
                }),
            );
        }
        if !old.relayed.is_empty() {
            let lost = old.relayed.iter().map(|it| {
                let (by, to, what) = (self.who(it.write), self.who(it.read), self.what(it.write));
                format!(
                    "of what {by} writes to {what}{} and {to} reads{}, {}",
                    self.step(it.write),
                    self.step(it.read),
                    orders_nothing(it.releases, it.acquires)
                )
            });
            let lost: Vec<String> = lost.collect();
            return format!(
                "{reader} reads {object} → {}{read}, although {writer} has written {} by then{newer}. It hears of that \
                 through others, and the order is lost on the way: {}.",
                value(old.read),
                value(old.newer),
                lost.join("; "),
            );
        }
        if let Some(crossed) = &old.crossed {
            let other = self.what(crossed.own_store);
            let (own_store, other_load) = (self.step(crossed.own_store), self.step(crossed.other_load));
            let mine =
                format!("{reader} stores {other}{own_store} and then loads {object} → {}{read}", value(old.read));
            let theirs = format!(
                "{writer} stores {object}{newer} and then loads {other} → {}{other_load}",
                value(crossed.other_load)
            );
            return format!(
                "{mine}; {theirs}. Each load has missed the other's store, so each pair would have to come first: no \
                 one order of the four steps explains it.{}",
                self.orderings(&[crossed.own_store, old.read, old.newer, crossed.other_load]),
            );
        }
        if let Some(it) = &old.disagreed {
            let (other, other_writer) = (self.what(it.other_write), self.who(it.other_write));
            return format!(
                "{somebody} has seen what {writer} writes to {object}{newer} and not what {other_writer} writes to \
                 {other}{}. {reader} has seen that{} and not what is in {object}{read}. For {somebody} {object} comes first, \
                 and for {reader} {other}: no one order of all steps explains both.{}",
                self.step(it.other_write),
                self.step(it.seen),
                self.orderings(&[old.newer, it.other_write, it.sees, it.misses, it.seen, old.read]),
                somebody = self.who(it.sees),
            );
        }
        format!(
            "{reader} reads {object} → {}{read}, although {writer} has written {} by then{newer}. Nothing in these \
             steps makes {reader} see that write.{}",
            value(old.read),
            value(old.newer),
            self.orderings(&[old.newer, old.read]),
        )
    }

    /// ` These accesses are Relaxed.`, if all of them are.
    fn orderings(&self, steps: &[usize]) -> &'static str {
        let relaxed = |at: &&usize| self.execution.events[**at].remark == Remark::Order(MemoryOrder::Relaxed);
        match steps.iter().filter(relaxed).count() {
            0 => "",
            n if n == steps.len() => " All these accesses are Relaxed.",
            _ => " Some of these accesses are Relaxed.",
        }
    }

    fn lost_wakeup(&self, lost: &LostWakeup) -> String {
        let (actor, other) = (self.who(lost.wait), self.who(lost.notify));
        let condvar = self.what(lost.notify);
        let notified = format!(
            "{other} notifies {condvar}{} while nobody waits on it, and a notification is not kept for later. {actor} \
             goes to sleep after that{}, and no other one comes.",
            self.step(lost.notify),
            self.step(lost.wait)
        );
        let Some((look, change)) = lost.looked else { return notified };
        let object = self.what(look);
        format!(
            "{actor} looks at {object}{}. Before it has gone to sleep for that, {other} changes {object}{}. {notified}",
            self.step(look),
            self.step(change)
        )
    }

    fn misdirected(&self, wrong: &Misdirected) -> String {
        let woken = self.who(wrong.woken);
        let left: Vec<&str> = wrong.left.iter().map(|actor| self.execution.actors[*actor].as_str()).collect();
        let waits = if left.len() == 1 { "waits" } else { "wait" };
        let left = left.join(" and ");
        format!(
            "When {notifier} notifies one waiter of {condvar}{}, {woken} and {left} wait there, and it may wake \
             {either}. {woken} gets it{}, and sleeps again{}. The notification is used up, and {left} {waits} on.",
            self.step(wrong.notify),
            self.step(wrong.woken),
            self.step(wrong.sleep),
            either = if wrong.left.len() == 1 { "either" } else { "any of them" },
            notifier = self.who(wrong.notify),
            condvar = self.what(wrong.notify),
        )
    }

    /// Attempts in the round that fail because another one holds the thing.
    fn in_the_way(&self, kind: FailureKind) -> Option<String> {
        let round = lasso_of(self.execution)?;
        let states = States::of(self.execution);
        let mut found: Vec<(usize, String)> = Vec::new();
        for at in round.stem..round.stem + round.length {
            let event = self.execution.events.get(at)?;
            if event.remark != Remark::Busy || found.iter().any(|(actor, _)| *actor == event.actor) {
                continue;
            }
            let holder = states.before(at, event.object?);
            let text = format!("{} finds {}{} held by {holder}", self.who(at), self.what(at), self.step(at));
            found.push((event.actor, text));
        }
        // Whether they give up what they have is seen.
        let gives_up = |actor: usize| {
            let round =
                &self.execution.events[round.stem..(round.stem + round.length).min(self.execution.events.len())];
            round.iter().any(|event| event.actor == actor && event.action == Verb::Unlock)
        };
        let all_give_up = found.iter().all(|(actor, _)| gives_up(*actor));
        let texts: Vec<&str> = found.iter().map(|(_, text)| text.as_str()).collect();
        match (kind, texts.len()) {
            (_, 0) => None,
            (FailureKind::Livelock, 2..) if all_give_up => Some(format!(
                "In every round {}. Each of them gives up what it has and begins again, so they meet again in the same \
                 way.",
                texts.join(", and ")
            )),
            _ => Some(format!("In every round {}.", texts.join(", and "))),
        }
    }

    fn overtaken(&self, actor: &str) -> Option<String> {
        let events = &self.execution.events;
        let asks = (0..events.len()).rev().find(|at| self.who(*at) == actor && events[*at].action == Verb::Request)?;
        let turns: Vec<String> = (asks + 1..events.len())
            .filter(|at| events[*at].action == Verb::Granted && self.who(*at) != actor)
            .map(|at| format!("{}{}", self.who(at), self.step(at)))
            .collect();
        (!turns.is_empty()).then(|| {
            format!(
                "{actor} asks{} and still has not had its turn when others have theirs: {}. They do not wait for it.",
                self.step(asks),
                turns.join(", ")
            )
        })
    }

    fn spinning(&self) -> Option<String> {
        let round = lasso_of(self.execution)?;
        let at = (round.stem..round.stem + round.length)
            .find(|at| self.execution.events.get(*at).is_some_and(|event| event.read.is_some()))?;
        let read = sentences::read(&self.execution.events[at])?;
        Some(format!(
            "{who} reads {what} → {read}{} until it is something else. Only another actor could change it, and {who} \
             never lets one go first.",
            self.step(at),
            who = self.who(at),
            what = self.what(at),
        ))
    }

    fn step(&self, event: usize) -> String {
        self.numbers.of(event)
    }

    fn who(&self, event: usize) -> &str {
        let actor = self.execution.events.get(event).map(|event| event.actor);
        actor.and_then(|actor| self.execution.actors.get(actor)).map_or("?", String::as_str)
    }

    fn what(&self, event: usize) -> &str {
        let object = self.execution.events.get(event).and_then(|event| event.object);
        object.and_then(|object| self.execution.objects.get(object)).map_or("it", |info| info.name.as_str())
    }
}

/// What is lacking between a write and a read of it.
fn orders_nothing(releases: bool, acquires: bool) -> &'static str {
    match (releases, acquires) {
        (false, true) => "the write publishes nothing",
        (true, false) => "the read takes nothing over",
        _ => "the write publishes nothing, and the read takes nothing over",
    }
}

/// What each in the circle needs before it can go on.
fn circle(actors: &[ActorState], cycle: &[String]) -> Option<String> {
    let waits = |name: &String| actors.iter().find(|state| state.actor == *name)?.waits.as_ref();
    if let [alone] = cycle {
        return actors.iter().find(|state| state.actor == *alone).and_then(waits_for_itself);
    }
    let parts: Option<Vec<String>> = cycle
        .iter()
        .enumerate()
        .map(|(at, name)| {
            Some(format!("{name} goes on only when {}", needs(waits(name)?, &cycle[(at + 1) % cycle.len()], actors)))
        })
        .collect();
    let parts = parts.filter(|parts| parts.len() > 1)?;
    let locks = cycle.iter().filter_map(waits).all(|waits| waits.action.takes_lock());
    let rest = match locks {
        true => "Each keeps what it has while it waits for more, and nobody can take it away.",
        false if parts.len() == 2 => "Each waits for the other to go first.",
        false => "Each waits for the next one to go first.",
    };
    Some(format!("{}. {rest}", parts.join("; ")))
}

/// Of one who waits for a message, and for the end of them, which does not come either.
fn open_channel(actors: &[ActorState]) -> Option<String> {
    let (who, waits, senders) = actors.iter().find_map(|state| {
        let waits = state.waits.as_ref().filter(|waits| matches!(waits.action, Verb::Receive))?;
        match waits.obstacle {
            Some(Obstacle::ChannelEmpty { senders: senders @ 1.. }) => Some((&state.actor, waits, senders)),
            _ => None,
        }
    })?;
    let (its, is) = if senders == 1 { ("its sender", "is") } else { ("its senders", "are") };
    Some(format!(
        "{who} goes on when something is sent into {}, or when {its} {is} dropped. Neither happens any more: {its} {is} still \
         there, and nobody goes on who could use or drop {}.",
        waits.object,
        if senders == 1 { "it" } else { "them" },
    ))
}

/// Of one who waits for what it has itself.
fn waits_for_itself(state: &ActorState) -> Option<String> {
    let waits = state.waits.as_ref()?;
    let held = state.holds.iter().find(|held| held.object == waits.object)?;
    // Where others have it too, it is up to them as well.
    if waits.on.iter().any(|name| *name != state.actor) {
        return None;
    }
    if matches!(waits.action, Verb::OnceEnter | Verb::Initialise) {
        return Some(format!(
            "{} has begun what is done once in {} at {}, and has not ended it when it comes to it again at {}. The only one who \
             could end it is the one who waits.",
            state.actor,
            waits.object,
            held.site.short(),
            waits.site.short()
        ));
    }
    Some(format!(
        "{} took {} at {} and has not let go of it when it asks for it again at {}. The only one who could give it back is the \
         one who waits.",
        state.actor,
        waits.object,
        held.site.short(),
        waits.site.short()
    ))
}

/// What has to happen for this wait to end, which is up to `next`, and maybe to others.
fn needs(waits: &Waiting, next: &str, actors: &[ActorState]) -> String {
    let object = &waits.object;
    let has_it = |name: &str| {
        let state = actors.iter().find(|state| state.actor == name);
        state.is_some_and(|state| state.holds.iter().any(|held| held.object == *object))
    };
    let is_there = |name: &&String| **name != next && actors.iter().any(|state| state.actor == **name);
    // A writer waits for all who read.
    let others: Vec<&str> = match waits.action {
        Verb::WriteLock => Vec::new(),
        _ => waits.on.iter().filter(is_there).map(String::as_str).collect(),
    };
    let who = match others.is_empty() {
        true => next.to_owned(),
        false => format!("{next} or {}", others.join(" or ")),
    };
    match waits.action {
        Verb::Join | Verb::WaitFor => format!("{object} has ended"),
        Verb::Put => format!("{who} takes something out of {object}"),
        Verb::Get => format!("{who} puts something into {object}"),
        Verb::Send => format!("{who} takes something out of {object}, or its last receiver is gone"),
        Verb::HandOver => format!("{who} takes what it sends into {object}, or its last receiver is gone"),
        Verb::Receive | Verb::Offer => format!("{who} sends something into {object}, or its last sender is gone"),
        Verb::Write => format!("{who} reads from {object}, or its last reading end is closed"),
        Verb::Read => format!("{who} writes into {object}, or its last writing end is closed"),
        Verb::OnceEnter | Verb::Initialise => format!("{who} has ended what is done once in {object}"),
        _ if has_it(next) => format!("{who} lets go of {object}"),
        _ => format!("{who} has had its turn with {object}"),
    }
}
