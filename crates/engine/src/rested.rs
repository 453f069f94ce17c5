//! Any search, with waiting for ever as a matter apart from it.
//!
//! A search says who goes on where somebody can ([`Search`]). Who only goes round, what a standstill means, and whether a program
//! does the same again by the same choices, is the same for all of them, and is seen to around it ([`Rested`]).

use super::resting::{Next, Open, Resting, Standing};
use super::search::Executions;
use racecourse_kernel::on_coroutines::Driver;
use racecourse_kernel::stop::{Stop, Why};
use racecourse_kernel::world::{Actor, Status, World};
use racecourse_meaning::{ActorId, Operation};
use racecourse_trace::failure::Cause;

/// A moment at which somebody goes on, or nobody does any more.
#[derive(Clone, Copy)]
pub(crate) struct At<'a> {
    pub(crate) world: &'a World,
    /// Who can go on.
    pub(crate) enabled: &'a [ActorId],
    /// What has been done so far, and what is known of who goes round.
    pub(crate) rest: &'a Resting,
}

/// Who goes on.
#[derive(Debug)]
pub(crate) enum Choice {
    /// This one.
    Of(ActorId),
    /// Nobody: the execution is given up.
    Nobody(Why),
    /// This actor was to take this step, and is about to do something else.
    Differs(ActorId, Operation),
}

/// A way of going through executions.
pub(crate) trait Search {
    /// Prepares the next execution, given what is to be done after the last one; `false` if there is none.
    fn begin(&mut self, next: Next) -> bool;

    /// Prepares the last execution once more, if it can.
    fn begin_again(&mut self) -> bool {
        false
    }

    /// How many decisions of the execution that is prepared have been made. All but the last of them are as they were in the
    /// execution before.
    fn known(&self) -> usize {
        0
    }

    /// Steps that were announced where the last of them is made: first the one that is to be taken there.
    fn announced(&self) -> impl Iterator<Item = (ActorId, Operation)> {
        std::iter::empty()
    }

    /// Whether the running actor, which has announced `op`, goes on at once: then nobody else was asked. Only for a search that
    /// [`wants`](Self::wants) what it has decided.
    fn goes_on(&mut self, _: At<'_>, _op: &Operation) -> bool {
        false
    }

    /// Who goes on whatever the others announce, if that is decided.
    fn wants(&self, _: &World) -> Option<ActorId> {
        None
    }

    /// Who goes on, if that is decided whoever rests.
    fn decided(&mut self, at: At<'_>) -> Option<ActorId>;

    /// Who goes on, one of those among whom there is to choose.
    fn choose(&mut self, at: At<'_>, open: Open) -> Choice;

    /// This actor takes the step that it has announced.
    fn step(&mut self, at: At<'_>, actor: ActorId);

    /// An actor takes a step that is nobody's choice.
    fn passes(&mut self, _: &World, _actor: ActorId, _: &Operation) {}

    /// Nobody gets on any more. Told once in an execution that has not been given up for another reason than that.
    fn end(&mut self, _: At<'_>) {}

    /// The execution is over. Told at least once.
    fn over(&mut self, _: &World) {}

    /// Whether it matters to it who is buried first when the scenario has returned.
    fn buries(&self) -> bool {
        false
    }

    /// How much has been gone through, from 0 to 1, if that can be told.
    fn share_done(&self) -> Option<f64> {
        None
    }
}

/// A search, and all that is around it.
#[derive(Debug)]
pub(crate) struct Rested<S> {
    search: S,
    rest: Resting,
    /// Decisions in the execution at hand.
    decisions: usize,
    /// Whether nobody gets on any more, or nothing can be concluded from the execution.
    is_over: bool,
}

impl<S: Search> Rested<S> {
    pub(crate) fn new(search: S) -> Self {
        Self { search, rest: Resting::default(), decisions: 0, is_over: false }
    }

    /// The same for a search of one execution, of which nothing but its end is wanted: see [`Resting::trusting`].
    pub(crate) fn trusting(search: S) -> Self {
        Self { rest: Resting::trusting(), ..Self::new(search) }
    }

    /// The search itself.
    pub(crate) fn search(&self) -> &S {
        &self.search
    }

    /// The same, to tell it something.
    pub(crate) fn search_mut(&mut self) -> &mut S {
        &mut self.search
    }

    /// The search itself, when it is over.
    pub(crate) fn into_search(self) -> S {
        self.search
    }

    /// What is known of who goes round.
    pub(crate) fn rest(&self) -> &Resting {
        &self.rest
    }

    /// Whether what was done so far has to be done again, because something was learned about the program.
    pub(crate) fn starts_over(&self) -> bool {
        self.rest.next() == Next::StartOver
    }

    fn at<'a>(rest: &'a Resting, world: &'a World, enabled: &'a [ActorId]) -> At<'a> {
        At { world, enabled, rest }
    }

    /// `actor` takes the step that it has announced.
    fn takes(&mut self, world: &World, enabled: &[ActorId], actor: ActorId) {
        if self.decisions + 1 == self.search.known()
            && let Some((missing, op)) = self.search.announced().find(|(actor, op)| is_missing(world, *actor, op))
        {
            self.rest.path.differs_from(world, missing, &op, self.decisions);
            return;
        }
        self.search.step(Self::at(&self.rest, world, enabled), actor);
        self.rest.path.takes(world, actor, self.decisions);
        self.decisions += 1;
    }

    /// The next step that was taken before cannot be taken again.
    fn differs(&mut self, world: &World) {
        let taken = self.rest.path.steps().get(self.decisions).map(|step| (step.said.actor, step.said.op));
        if let Some((actor, op)) = taken.or_else(|| self.search.announced().next()) {
            self.rest.path.differs_from(world, actor, &op, self.decisions);
        }
    }

    /// What is done is not what was done by the same choices before: nothing can be concluded from it.
    fn breaks_off(&mut self, world: &mut World) {
        self.is_over = true;
        world.stop = Some(Stop::Abandoned(Why::TriedOut));
    }

    /// Who goes on in a state that has not been seen before, by a choice (`Ok`) or because it is led round (`Err`); nobody, if the
    /// execution is over.
    fn choose_new(&mut self, world: &mut World, enabled: &[ActorId]) -> Option<Result<ActorId, ActorId>> {
        let mut standing = self.rest.consider(world, enabled);
        if let Standing::End(end) = standing {
            // Before anybody is led round: what is planned is planned from here.
            self.ends(world);
            standing = self.rest.conclude(world, end);
        }
        let open = match standing {
            Standing::Open(open) => open,
            Standing::Led(actor) => return Some(Err(actor)),
            Standing::End(_) | Standing::Over => {
                self.is_over = true;
                return None;
            }
        };
        match self.search.choose(Self::at(&self.rest, world, enabled), open) {
            Choice::Of(actor) => return Some(Ok(actor)),
            Choice::Nobody(Why::TriedOut) => self.breaks_off(world),
            Choice::Nobody(why) => world.stop = Some(Stop::Abandoned(why)),
            Choice::Differs(actor, planned) => {
                self.rest.path.differs_from(world, actor, &planned, self.decisions);
                self.breaks_off(world);
            }
        }
        None
    }

    /// Nobody gets on any more.
    fn ends(&mut self, world: &World) {
        if !std::mem::replace(&mut self.is_over, true) {
            self.search.end(Self::at(&self.rest, world, &[]));
        }
    }
}

/// Whether `actor`, who was about to take this step, is not there any more or about to take another one. Who is about to do something
/// that is nobody's choice may come to it yet, or start whoever is not there.
fn is_missing(world: &World, actor: ActorId, op: &Operation) -> bool {
    let is_there = |it: &&Actor| it.status != Status::NotThere;
    match world.actors.get(actor).filter(is_there) {
        Some(Actor { pending: Some(pending), .. }) => pending != op && world.is_decision(actor, pending),
        Some(it) => it.is_gone() && !world.is_killed(actor),
        None => !(0..world.actors.len()).any(|parent| is_under_way(world, parent)),
    }
}

/// Whether `actor` comes to something without being chosen.
fn is_under_way(world: &World, actor: ActorId) -> bool {
    let it = &world.actors[actor];
    match it.pending {
        Some(pending) => !world.is_decision(actor, &pending) && world.can_step(actor),
        None => it.status != Status::NotThere && !it.is_gone(),
    }
}

impl<S: Search> Executions for Rested<S> {
    fn begin(&mut self) -> bool {
        if !self.search.begin(self.rest.next()) {
            return false;
        }
        self.decisions = 0;
        self.is_over = false;
        self.rest.begin(self.search.known().saturating_sub(1));
        true
    }

    fn begin_again(&mut self) -> bool {
        if !self.search.begin_again() {
            return false;
        }
        self.decisions = 0;
        // What there was to be concluded from it has been.
        self.is_over = true;
        self.rest.begin_again();
        true
    }

    fn is_leading(&self) -> bool {
        self.rest.is_leading()
    }

    fn is_discarded(&self) -> bool {
        self.rest.is_discarded()
    }

    fn looks_inside(&self) -> bool {
        self.rest.looks_inside()
    }

    fn difference(&self) -> Option<&Cause> {
        self.rest.path.difference()
    }

    fn share_done(&self) -> Option<f64> {
        self.search.share_done()
    }
}

impl<S: Search> Driver for Rested<S> {
    /// Of an execution that is shown every step is chosen with all next steps in view.
    fn goes_on(&mut self, world: &mut World) -> bool {
        let me = world.running;
        let Some(op) = world.actors[me].pending else { return false };
        if world.rules.recorded || self.rest.is_leading() || !world.can_step(me) {
            return false;
        }
        let in_passing = op.action.is_local() && self.rest.takes_in_passing(me);
        if world.commutes(me, &op) || in_passing {
            self.forced_step(world, me, &op);
            return true;
        }
        self.rest.settle(world);
        let goes_on = self.search.goes_on(Self::at(&self.rest, world, &[]), &op);
        if goes_on {
            self.takes(world, &[], me);
            if self.rest.path.difference().is_some() {
                self.breaks_off(world);
                return false;
            }
        }
        goes_on
    }

    fn wants(&self, world: &World) -> Option<ActorId> {
        if world.rules.recorded { None } else { self.search.wants(world) }
    }

    fn choose(&mut self, world: &mut World, enabled: &[ActorId]) -> Option<ActorId> {
        self.rest.settle(world);
        let chosen = match self.search.decided(Self::at(&self.rest, world, enabled)) {
            Some(actor) => actor,
            None => match self.choose_new(world, enabled)? {
                Ok(actor) => actor,
                Err(led) => return Some(led),
            },
        };
        if enabled.contains(&chosen) {
            self.takes(world, enabled, chosen);
        } else {
            self.differs(world);
        }
        if self.rest.path.difference().is_some() {
            self.breaks_off(world);
            return None;
        }
        Some(chosen)
    }

    fn buries(&mut self, world: &mut World, dead: &[ActorId]) -> Option<ActorId> {
        if self.search.buries() { self.choose(world, dead) } else { None }
    }

    fn takes_in_passing(&self, actor: ActorId) -> bool {
        self.rest.takes_in_passing(actor)
    }

    fn forced_step(&mut self, world: &World, actor: ActorId, op: &Operation) {
        self.rest.settle(world);
        self.search.passes(world, actor, op);
        self.rest.path.passes(actor, op);
    }

    fn over(&mut self, world: &World) {
        // While somebody is led round nothing is concluded.
        self.is_over |= self.rest.ends();
        if !self.is_over {
            if self.decisions < self.search.known() {
                // It ends sooner than when the same choices were made before.
                self.differs(world);
            } else {
                self.rest.settle(world);
                self.ends(world);
            }
        }
        self.search.over(world);
    }
}
