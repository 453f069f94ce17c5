use std::time::Duration;

use super::server::{Server, answer};
use super::verdict::{Bound, Evidence, bound_by};
use super::walk::{Circle, walk};
use super::*;
use crate::lab::judgement::Verdict;

#[test]
fn computing_comes_to_the_same_however_many_threads() {
    for count in [0, 1, 5, 1000] {
        let alone = compute::compute(count, 1);
        assert!([2, 3, 8].iter().all(|&threads| compute::compute(count, threads) == alone), "{count}");
    }
    assert_ne!(compute::compute(1000, 1), compute::compute(999, 1));
}

#[test]
fn a_circle_leads_through_all_its_places() {
    for bytes in [0, 64, 128, 4096, 100_000] {
        let circle = Circle::new(bytes);
        assert_eq!(circle.len(), (bytes / 64).max(1));
        for steps in [0, 1, circle.len() - 1, circle.len(), 3 * circle.len() + 1] {
            for threads in [1, 2, 8] {
                assert_eq!(walk(&circle, steps, threads), steps % circle.len(), "{bytes} bytes, {steps} steps");
            }
        }
    }
}

#[test]
fn a_stream_is_added_up_as_often_as_asked() {
    let numbers: Vec<u64> = (0..1001).collect();
    for threads in [1, 2, 3, 2000] {
        assert_eq!(stream::stream(&numbers, 3, threads), 3 * 500_500, "{threads} threads");
    }
    assert_eq!(stream::stream(&[], 3, 2), 0);
}

#[test]
fn fetches_bring_the_right_answers_and_the_server_ends() {
    let server = Server::start(Duration::from_millis(1)).expect("there is a port");
    let address = server.address();
    for count in [0, 1, 5] {
        let right = (0..count as u64).map(answer).sum::<u64>();
        assert_eq!(one_by_one::fetch_all(address, count, 1).ok(), Some(right));
        for threads in [1, 2, 8] {
            assert_eq!(by_threads::fetch_all(address, count, threads).ok(), Some(right), "{count} by {threads}");
        }
    }
    drop(server);
    let trouble = one_by_one::fetch_all(address, 1, 1).expect_err("nobody answers any more");
    assert!(trouble.to_string().starts_with("fetch 0 failed: "), "{trouble}");
}

#[test]
fn parts_cover_everything_once() {
    let all: Vec<usize> = parts::parts(10, 3).flatten().collect();
    assert_eq!(all, (0..10).collect::<Vec<_>>());
    assert_eq!(parts::parts(1, 3).map(|part| part.len()).collect::<Vec<_>>(), [0, 0, 1]);
}

#[test]
fn what_binds_a_work_is_read_from_the_figures() {
    let evidence = |on_core, nearest, last| Evidence { on_core, waited: 60.0, preempted: 2.0, nearest, last };
    let bound = |on_core, nearest, last| bound_by(evidence(on_core, nearest, last));
    assert_eq!(bound(1.0, None, None), Bound::Processor);
    assert_eq!(bound(1.0, Some(1.1), Some(1.0)), Bound::Processor);
    assert_eq!(bound(1.0, Some(3.0), None), Bound::Cache);
    assert_eq!(bound(1.0, Some(3.0), Some(1.1)), Bound::Cache);
    assert_eq!(bound(1.0, Some(60.0), Some(4.0)), Bound::Memory);
    assert_eq!(bound(0.02, None, None), Bound::Io);
    // On a busy machine who computes is kept from its core too, but not because it waits.
    let shared = |waited, nearest, last| Evidence { waited, preempted: 80.0, ..evidence(0.3, nearest, last) };
    assert_eq!(bound_by(shared(0.5, None, None)), Bound::Processor);
    assert_eq!(bound_by(shared(0.5, Some(60.0), Some(4.0))), Bound::Memory);
    assert_eq!(bound_by(shared(200.0, None, None)), Bound::Io);
    // Fetches on one core beside others, where every wait ends with being pushed aside.
    let fetches = Evidence { on_core: 0.02, waited: 106.0, preempted: 133.0, nearest: None, last: None };
    assert_eq!(bound_by(fetches), Bound::Io);
}

#[test]
fn the_sentence_follows_from_the_figures() {
    let computes = |speed_up, verdict| Judgement { speed_up, possible: 2, verdict };
    let quiet = sentence(8, Bound::Io, 7.8, computes(1.9, Verdict::NearlyAll));
    let right = "8 threads fetch 7.8 times as fast as one and compute 1.9 times as fast: threads for waiting, and for \
                 computing as many as there are cores for: here 2 cores.";
    assert_eq!(quiet, right);
    let busy = sentence(8, Bound::Io, 7.0, computes(3.1, Verdict::Disturbed { free: Some(0.6) }));
    assert!(busy.contains("other programs were at work") && !busy.contains("as many as there are cores"), "{busy}");
    let late = sentence(8, Bound::Io, 1.0, computes(2.9, Verdict::Disturbed { free: None }));
    assert!(late.contains("by waiting or by computing, cannot be said") && !late.contains("so few"), "{late}");
    let seldom_on_a_core = sentence(8, Bound::Processor, 6.6, computes(1.4, Verdict::OneCore { shared: true }));
    assert!(seldom_on_a_core.contains("threads gain by waiting") && !seldom_on_a_core.contains("so few"));
    let nothing_gained =
        sentence(8, Bound::Io, 7.8, computes(1.0, Verdict::NotTogether { at_a_time: 1.0, free: false }));
    assert!(nothing_gained.contains("or to other programs"), "{nothing_gained}");
    let alone = Judgement { speed_up: 1.0, possible: 1, verdict: Verdict::OneCore { shared: false } };
    let one_core = sentence(8, Bound::Io, 7.9, alone);
    assert!(
        one_core.contains("threads for waiting, and for computing as many as there are cores for: here 1 core"),
        "{one_core}"
    );
    assert!(sentence(8, Bound::Io, 1.0, computes(1.9, Verdict::NearlyAll)).contains("so few fetches"));
    assert!(sentence(2, Bound::Io, 1.9, computes(1.9, Verdict::NearlyAll)).contains("no more threads wait"));
}
