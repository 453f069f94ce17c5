//! The engines and the facade: small programs mean the same to all of them, and each finds what it is for.

mod checks;
mod classes;
mod concurrency;
mod declarations;
mod everything;
#[path = "../../src/scenario/example/mod.rs"]
#[expect(unreachable_pub, reason = "it is written as a course would have it")]
mod example;
mod facade;
mod limits;
mod litmus;
mod liveness;
mod lock_orders;
mod loom_faults;
mod made_outside;
#[path = "../programs/mod.rs"]
mod programs;
mod properties;
#[path = "../random/mod.rs"]
mod random;
mod replay;
mod shown_values;
mod states;
