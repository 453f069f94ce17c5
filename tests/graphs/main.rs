//! The search for execution graphs: against brute force, against published counts, and against litmus tables.

#![expect(unreachable_pub, reason = "the modules of a test are all private")]

mod counts;
mod language;
mod lesson;
mod litmus;
mod random;
