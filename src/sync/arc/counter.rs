//! What counts the pointers to a value, in a model.

use std::panic::Location;
use std::sync as real;

use crate::object;
use racecourse_kernel::lessons::{self, Place};
use racecourse_kernel::made::Made;
use racecourse_kernel::{self as kernel, tripwire};
use racecourse_meaning::{Action, Counts, Effect, ObjectId, Operation, Order, Share, State};
use racecourse_native::gates;

/// What each pointer to a value carries.
#[derive(Clone, Copy)]
pub(super) struct Counter {
    kind: Kind,
    /// Where the first one was made.
    place: Place,
    /// Where this one was.
    site: &'static Location<'static>,
}

#[derive(Clone, Copy)]
enum Kind {
    /// The standard library counts.
    Native,
    /// So it does, in a model for which it makes no difference how many there are.
    Silent(Made<()>),
    /// Each change of the count is a step.
    Counted { object: Made<ObjectId>, weighs: bool },
}

impl Counter {
    /// For a new value, to which there are so many pointers.
    pub(super) fn new(counts: Counts, place: Place) -> Self {
        let kind = if kernel::in_model() {
            match lessons::made(place) {
                None => Kind::Silent(Made::new(())),
                Some(counted) => {
                    let object = kernel::add_object(State::Pointer(counts), place, false);
                    Kind::Counted { object: Made::new(object), weighs: counted.weighs }
                }
            }
        } else {
            Kind::Native
        };
        Self { kind, place, site: place }
    }

    /// The same for a pointer that is made at `site`.
    pub(super) fn at(self, site: &'static Location<'static>) -> Self {
        Self { site, ..self }
    }

    /// Where the first pointer to the value was made.
    pub(super) fn place(self) -> Place {
        self.place
    }

    /// Now there are so many, without a step: nobody else knows of them yet.
    pub(super) fn begin(self, counts: Counts) {
        if let Kind::Counted { object, .. } = self.kind
            && let Some(object) = object.if_here()
        {
            kernel::world(|world| world.states[object] = State::Pointer(counts));
        }
    }

    /// One more or one fewer, and nobody looks how many that makes.
    pub(super) fn changes(self, share: Share, site: &'static Location<'static>) {
        match self.kind {
            Kind::Native => gates::pass_to_count(self.place),
            Kind::Silent(_) => {}
            Kind::Counted { object, .. } => {
                if let Some(object) = object.if_here() {
                    kernel::perform(operation(share, object, site));
                }
            }
        }
    }

    /// A step whose answer depends on how many there are; `None` if the standard library is to answer.
    ///
    /// # Panics
    ///
    /// In a model, if the pointer was made outside of its execution.
    #[track_caller]
    pub(super) fn asks(self, share: Share, site: &'static Location<'static>) -> Option<Effect> {
        match self.kind {
            Kind::Native => {
                object::enter(site);
                None
            }
            Kind::Silent(made) => {
                made.here();
                lessons::are_asked_for(self.place);
                None
            }
            Kind::Counted { object, .. } => Some(kernel::perform(operation(share, object.here(), site))),
        }
    }

    /// The weak pointer is dropped.
    pub(super) fn drops_weak(self) {
        self.changes(Share::DropWeak, self.site);
    }

    /// The pointer is dropped, whose `value` goes with it if it is the last.
    pub(super) fn drops<T: ?Sized>(self, value: real::Arc<T>) {
        let weighs = matches!(self.kind, Kind::Counted { weighs: true, .. });
        // `Drop` has no caller, so the step is reported where the pointer was made.
        self.changes(Share::Drop { weighs }, self.site);
        let is_here = match self.kind {
            Kind::Native => false,
            Kind::Silent(made) => made.if_here().is_some(),
            Kind::Counted { object, .. } => object.if_here().is_some(),
        };
        // Only now is it clear: others may have dropped theirs before this step.
        let is_last = real::Arc::strong_count(&value) == 1;
        let address = real::Arc::as_ptr(&value).addr();
        if weighs || !is_here || !is_last {
            return tripwire::drops_pointer(address, is_last, || drop(value));
        }
        let dropping = lessons::last_is_dropped(self.place);
        tripwire::drops_pointer(address, is_last, || drop(value));
        lessons::has_gone(dropping);
    }
}

fn operation(share: Share, object: ObjectId, site: &'static Location<'static>) -> Operation {
    Operation::on(Action::Share(share), object, site).ordered(order_of(share))
}

/// How the step orders memory by itself, in the standard library. Who drops the last one comes after all others besides.
const fn order_of(share: Share) -> Order {
    match share {
        Share::Clone | Share::Downgrade | Share::CloneWeak | Share::Count | Share::CountWeak => Order::Relaxed,
        Share::Drop { .. } | Share::DropWeak | Share::IntoInner => Order::Release,
        Share::Upgrade | Share::GetMut | Share::TryUnwrap | Share::MakeMut => Order::Acquire,
    }
}
