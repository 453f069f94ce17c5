//! Random small programs, of the same making as those of the property tests: `explorer` completes exactly the classes
//! of executions that brute force completes, and each of them once.
//!
//! `cargo +nightly fuzz run -s none programs -- -max_len=32`: without the address sanitizer, which takes the stacks that
//! `explorer` gives its actors for overflowing ones.

#![no_main]

use libfuzzer_sys::fuzz_target;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use racecourse::Outcome;
use racecourse::budget::Budget;

#[path = "../../tests/random/classes.rs"]
mod classes;
#[path = "../../tests/random/everything.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod everything;
#[path = "../../tests/random/forked.rs"]
mod forked;
#[path = "../../tests/random/processes.rs"]
mod processes;
#[path = "../../tests/random/reads_writes.rs"]
mod reads_writes;
#[path = "../../tests/random/waiting.rs"]
mod waiting;

/// A program of one of the five kinds, with what it takes to run it.
#[derive(Debug)]
enum Case {
    ReadsWrites(reads_writes::Program),
    Waiting { program: waiting::Program, capacity: usize, spurious: bool, joins: bool },
    Processes { program: processes::Program, kills: Option<usize> },
    Everything { program: everything::Program, spurious: bool },
    Forked(forked::Program),
}

fn case() -> impl Strategy<Value = Case> {
    let waiting = (waiting::program(), 0..=2_usize, any::<bool>(), any::<bool>());
    prop_oneof![
        reads_writes::program(2..=3, 3).prop_map(Case::ReadsWrites),
        waiting.prop_map(|(program, capacity, spurious, joins)| Case::Waiting { program, capacity, spurious, joins }),
        (processes::program(), proptest::option::of(0..=2_usize))
            .prop_map(|(program, kills)| Case::Processes { program, kills }),
        (everything::program(), any::<bool>()).prop_map(|(program, spurious)| Case::Everything { program, spurious }),
        forked::program().prop_map(Case::Forked),
    ]
}

/// Makes the case the one that runs on this thread.
fn set(case: &Case) -> (fn() -> Outcome, Budget) {
    match case {
        Case::ReadsWrites(program) => {
            reads_writes::set(program);
            (reads_writes::run, Budget::DEFAULT)
        }
        Case::Waiting { program, capacity, spurious, joins } => {
            waiting::set(program, *capacity, *joins);
            (waiting::run, Budget { spurious_wakeups: *spurious, ..Budget::DEFAULT })
        }
        Case::Processes { program, kills } => {
            processes::set(program, *kills);
            (processes::run, Budget::DEFAULT)
        }
        Case::Everything { program, spurious } => {
            everything::set(program);
            (everything::run, Budget { spurious_wakeups: *spurious, ..Budget::DEFAULT })
        }
        Case::Forked(program) => {
            forked::set(program);
            (forked::run, Budget::DEFAULT)
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    // The bytes are the seed. They cannot take the place of the numbers drawn: proptest's choices among several
    // strategies each put half of the bytes left aside, so that a handful of choices would use up any input.
    let mut seed = [0; 32];
    let known = bytes.len().min(seed.len());
    seed[..known].copy_from_slice(&bytes[..known]);
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let Ok(tree) = case().new_tree(&mut TestRunner::new_with_rng(Config::default(), random)) else { return };
    let case = tree.current();
    let (run, budget) = set(&case);
    if let Err(why) = classes::compare(run, &budget) {
        panic!("{why}\n{case:#?}");
    }
});
