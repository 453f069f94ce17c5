//! The course: every scenario, in teaching order.

// Scenarios keep to the facade: see `clippy.toml`.
#![warn(clippy::disallowed_macros, clippy::disallowed_methods, clippy::disallowed_types)]

pub mod channels;
pub mod deadlocks;
pub mod liveness;
pub mod memory_order;
pub mod processes;
pub mod races;
pub mod waiting;

use racecourse::scenario::Scenario;

/// Every scenario, in teaching order.
pub static ALL: &[&Scenario] = &[
    &races::lost_update::SCENARIO,
    &races::unguarded_counter::SCENARIO,
    &races::torn_snapshot::SCENARIO,
    &races::cache_stampede::SCENARIO,
    &deadlocks::lock_order::SCENARIO,
    &deadlocks::guard_in_match::SCENARIO,
    &liveness::backoff_livelock::SCENARIO,
    &liveness::writer_starvation::SCENARIO,
    &waiting::lost_wakeup::SCENARIO,
    &waiting::wrong_waiter::SCENARIO,
    &waiting::parallel_region::SCENARIO,
    &channels::join_before_drain::SCENARIO,
    &channels::results_out_of_order::SCENARIO,
    &processes::results_lost::SCENARIO,
    &processes::pipe_full::SCENARIO,
    &processes::orphan_lock::SCENARIO,
    &processes::dead_worker::SCENARIO,
    &processes::torn_entry::SCENARIO,
    &memory_order::message_passing::SCENARIO,
    &memory_order::store_buffering::SCENARIO,
];
