//! A search that is taken apart: the parts come to the same graphs, each once, and so do several threads. How much of it is done is known
//! all the time.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Mutex;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use racecourse_graphs::judge::Shape;
use racecourse_graphs::{Ended, Leaf, Model, Preference, Program, Search, Walk, explore, explore_on};

use crate::language::*;
use crate::random::programs;

/// How often a graph was seen, which never says anything of those that were begun in vain.
type Seen = BTreeMap<Shape, usize>;

fn see(seen: &mut Seen, program: &Text, ended: Ended<'_>) {
    if ended.leaf != Leaf::Stale {
        *seen.entry(Shape::of(ended.search.graph(), program.actors())).or_default() += 1;
    }
}

/// The graphs of a search that gives a part away after each graph for which `gives`, with the number of parts.
fn in_parts(program: &Text, model: Model, gives: impl Fn(usize) -> bool) -> (Seen, usize) {
    let (mut seen, mut parts, mut count) = (Seen::new(), 1, 0);
    let mut left = vec![Search::new(model, Preference::First)];
    let mut walk = Walk::through(program);
    while let Some(mut search) = left.pop() {
        let mut share = 0.0;
        while let Some(leaf) = walk.next(program, &mut search) {
            let now = share_done(search.tried());
            assert!((share..1.0).contains(&now), "{now} after {share}");
            share = now;
            see(&mut seen, program, Ended { search: &search, leaf, answered: walk.answered() });
            count += 1;
            if gives(count)
                && let Some(part) = search.split()
            {
                left.push(part);
                parts += 1;
                // What it is a share of has become less.
                share = 0.0;
            }
        }
        assert_eq!(search.tried().count(), 0, "all of it has been tried");
    }
    (seen, parts)
}

/// How much of a search is done that has tried so much of so much at each graph on its way, if all there is to try counts for the same.
fn share_done(tried: impl Iterator<Item = (usize, usize)>) -> f64 {
    let (mut share, mut weight) = (0.0, 1.0);
    for (done, known) in tried {
        assert!(done < known, "something is left");
        weight /= known as f64;
        share += weight * done as f64;
    }
    share
}

#[test]
fn the_parts_of_a_search_come_to_what_the_whole_does() {
    let result = TestRunner::new(crate::random_programs(60, 600)).run(&(programs(), 1..4_usize), |(program, every)| {
        for model in [Model::Language, Model::Sc] {
            let (whole, _) = in_parts(&program, model, |_| false);
            prop_assert!(whole.values().all(|times| *times == 1));
            let (apart, _) = in_parts(&program, model, |count| count.is_multiple_of(every));
            prop_assert_eq!(&apart, &whole, "{:?}", model);
            let together = Mutex::new(Seen::new());
            let threads = NonZeroUsize::new(every + 1).expect("it is more than one");
            let seen = |ended: Ended<'_>| see(&mut together.lock().expect("nobody has panicked"), &program, ended);
            explore_on(threads, &program, model, Preference::First, seen);
            prop_assert_eq!(&together.into_inner().expect("nobody has panicked"), &whole, "{:?}", model);
        }
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
}

#[test]
fn as_many_graphs_however_many_threads() {
    let writes = |value: u64| vec![st(X, value, Release), ld(Y, Acquire), st(Y, value, Release), ld(X, Acquire)];
    let program = Text::new((1..4).map(writes).collect());
    let mut expected = 0_u64;
    explore(&program, Model::Language, Preference::First, |_| expected += 1);
    let (_, parts) = in_parts(&program, Model::Language, |_| true);
    assert!(expected > 500 && parts > 100, "{expected} graphs in {parts} parts are too few to tell");
    for threads in 1..=4 {
        let counted = Mutex::new(0_u64);
        let threads = NonZeroUsize::new(threads).expect("it is more than none");
        explore_on(threads, &program, Model::Language, Preference::First, |_| {
            *counted.lock().expect("nobody has panicked") += 1;
        });
        assert_eq!(counted.into_inner().expect("nobody has panicked"), expected, "{threads} threads");
    }
}
