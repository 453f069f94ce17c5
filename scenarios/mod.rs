//! The course: every scenario, in teaching order.

pub mod channels;
pub mod memory_order;
pub mod processes;
pub mod waiting;

use crate::scenario::Scenario;

/// Every scenario, in teaching order.
pub static ALL: &[&Scenario] = &[
    &waiting::lost_wakeup::SCENARIO,
    &waiting::wrong_waiter::SCENARIO,
    &channels::join_before_drain::SCENARIO,
    &processes::results_lost::SCENARIO,
    &processes::pipe_full::SCENARIO,
    &processes::orphan_lock::SCENARIO,
    &memory_order::store_buffering::SCENARIO,
    &memory_order::message_passing::SCENARIO,
];
