//! What an execution teaches: the order in which it is told, why old values may be read, and what forbids it.

use std::cell::Cell;

use proptest::test_runner::TestRunner;

use racecourse_graphs::lesson::{Group, Missing, Oddity, Strength, Told, line_up, missing, repair, stronger};
use racecourse_graphs::{Graph, Kind, Leaf, Model, Preference, Spot, consistent, explore, races};
use racecourse_meaning::Order;

use crate::language::*;
use crate::random::programs;

/// The graphs of a program under the language's model in which these values were read.
fn graphs(actors: Vec<Vec<Stmt>>, read: &[u64]) -> Vec<Graph> {
    let program = Text::new(actors);
    let mut found = Vec::new();
    explore(&program, Model::Language, Preference::First, |ended| {
        let values = ended.answered.iter().enumerate().flat_map(|(actor, it)| values_read(&program, actor, it));
        if values.eq(read.iter().copied()) && ended.leaf != Leaf::Stale {
            found.push(ended.search.graph().clone());
        }
    });
    found
}

/// The only one.
#[track_caller]
fn graph(actors: Vec<Vec<Stmt>>, read: &[u64]) -> Graph {
    let found = graphs(actors, read);
    let [one] = &found[..] else { panic!("{} graphs", found.len()) };
    one.clone()
}

fn odd(told: &[Told]) -> Vec<(Spot, Oddity)> {
    told.iter().filter_map(|it| Some((it.spot, it.oddity?))).collect()
}

fn at(actor: usize, index: usize) -> Spot {
    Spot::new(actor, index)
}

/// Each access for itself; both halves of a read-modify-write together.
fn each_for_itself(graph: &Graph) -> Vec<Group> {
    let mut spots = graph.spots().to_vec();
    spots.sort_unstable();
    let mut groups: Vec<Group> = Vec::new();
    for spot in spots {
        match groups.last_mut() {
            Some(group) if graph.event(spot).exclusive => group.push(spot),
            _ => groups.push(vec![spot]),
        }
    }
    groups
}

/// The cheapest repair in short: where, and to which order.
fn cheapest(graph: &Graph) -> Option<Vec<(Spot, Order)>> {
    let goes_wrong = |graph: &Graph| consistent(graph, Model::Language);
    let found = repair(graph, &each_for_itself(graph), &goes_wrong)?;
    Some(found.changes.into_iter().map(|change| (change.group[0], change.to.order)).collect())
}

#[test]
fn store_buffering_has_one_stale_read_and_needs_four_strong_accesses() {
    let it = graph(vec![vec![st(X, 1, Relaxed), ld(Y, Relaxed)], vec![st(Y, 1, Relaxed), ld(X, Relaxed)]], &[0, 0]);
    let told = line_up(&it);
    let [(read, Oddity::Stale(write))] = odd(&told)[..] else { panic!("{told:?}") };
    assert_eq!(write.actor(), 1 - read.actor());
    assert_eq!(missing(&it, write, read), Some(Missing::Message));
    let all = [at(0, 0), at(0, 1), at(1, 0), at(1, 1)].map(|spot| (spot, SeqCst));
    assert_eq!(cheapest(&it), Some(all.to_vec()));
    assert!(consistent(&it, Model::Tso), "x86 shows it");
}

#[test]
fn a_message_that_publishes_nothing_is_named_with_what_it_lacks() {
    let of = |store: Order, load: Order| {
        graph(vec![vec![st(X, 1, Relaxed), st(Y, 1, store)], vec![ld(Y, load), ld(X, Relaxed)]], &[1, 0])
    };
    for (store, load) in [(Relaxed, Relaxed), (Release, Relaxed), (Relaxed, Acquire)] {
        let it = of(store, load);
        let told = line_up(&it);
        let [(read, Oddity::Stale(write))] = odd(&told)[..] else { panic!("{told:?}") };
        assert_eq!((write, read), (at(0, 0), at(1, 1)));
        let Some(Missing::Order(hops)) = missing(&it, write, read) else { panic!("a message has gone") };
        let [hop] = hops[..] else { panic!("{hops:?}") };
        assert_eq!((hop.write, hop.read), (at(0, 1), at(1, 0)));
        assert_eq!((hop.no_release, hop.no_acquire), (store == Relaxed, load == Relaxed));
        let mut right = Vec::new();
        right.extend((store == Relaxed).then_some((at(0, 1), Release)));
        right.extend((load == Relaxed).then_some((at(1, 0), Acquire)));
        assert_eq!(cheapest(&it), Some(right));
        assert!(!consistent(&it, Model::Tso), "x86 never shows it");
    }
}

#[test]
fn a_fence_releases_and_acquires_for_others() {
    let it = graph(
        vec![vec![st(X, 1, Relaxed), fence(Release), st(Y, 1, Relaxed)], vec![ld(Y, Relaxed), ld(X, Relaxed)]],
        &[1, 0],
    );
    let Some(Missing::Order(hops)) = missing(&it, at(0, 0), at(1, 1)) else { panic!("a message has gone") };
    assert_eq!((hops[0].no_release, hops[0].no_acquire), (false, true));
    assert_eq!(cheapest(&it), Some(vec![(at(1, 0), Acquire)]));
    let it = graph(
        vec![vec![st(X, 1, Relaxed), st(Y, 1, Relaxed)], vec![ld(Y, Relaxed), fence(Acquire), ld(X, Relaxed)]],
        &[1, 0],
    );
    let Some(Missing::Order(hops)) = missing(&it, at(0, 0), at(1, 2)) else { panic!("a message has gone") };
    assert_eq!((hops[0].no_release, hops[0].no_acquire), (true, false));
    assert_eq!(cheapest(&it), Some(vec![(at(0, 1), Release)]));
}

#[test]
fn a_fence_does_so_for_all_on_its_side() {
    let it = graph(
        vec![
            vec![st(X, 1, Relaxed), fence(Release), st(Z, 1, Relaxed), st(Y, 1, Relaxed)],
            vec![ld(Y, Relaxed), ld(Z, Relaxed), fence(AcqRel), ld(Z, Relaxed), ld(X, Relaxed)],
        ],
        &[1, 1, 1, 1],
    );
    assert_eq!(missing(&it, at(0, 0), at(1, 4)), None);
    let it = graph(
        vec![
            vec![st(X, 1, Relaxed), fence(Release), st(Z, 1, Relaxed), st(Y, 1, Relaxed)],
            vec![ld(Y, Relaxed), ld(X, Relaxed)],
        ],
        &[1, 0],
    );
    let Some(Missing::Order(hops)) = missing(&it, at(0, 0), at(1, 1)) else { panic!("a message has gone") };
    assert_eq!((hops[0].no_release, hops[0].no_acquire), (false, true));
    let it = graph(
        vec![
            vec![st(X, 1, Relaxed), st(Y, 1, Relaxed)],
            vec![ld(Y, Relaxed), ld(Z, Relaxed), fence(Acquire), ld(X, Relaxed)],
        ],
        &[1, 0, 0],
    );
    let Some(Missing::Order(hops)) = missing(&it, at(0, 0), at(1, 3)) else { panic!("a message has gone") };
    assert_eq!((hops[0].no_release, hops[0].no_acquire), (true, false));
}

#[test]
fn an_update_passes_on_what_it_has_found_whatever_its_order() {
    let it = graph(
        vec![
            vec![st(X, 1, Relaxed), st(Y, 1, Release)],
            vec![Stmt::Add(Y, 1, Relaxed)],
            vec![ld(Y, Relaxed), ld(X, Relaxed)],
        ],
        &[1, 2, 0],
    );
    let Some(Missing::Order(hops)) = missing(&it, at(0, 0), at(2, 1)) else { panic!("a message has gone") };
    let [hop] = hops[..] else { panic!("{hops:?}") };
    assert_eq!((hop.write, hop.read, hop.no_release, hop.no_acquire), (at(0, 1), at(2, 0), false, true));
    assert_eq!(cheapest(&it), Some(vec![(at(2, 0), Acquire)]));
}

#[test]
fn of_two_messages_the_one_that_orders_nothing_is_named() {
    let it = graph(
        vec![
            vec![st(X, 1, Relaxed), st(Y, 1, Release)],
            vec![ld(Y, Acquire), st(Z, 1, Relaxed)],
            vec![ld(Z, Acquire), ld(X, Relaxed)],
        ],
        &[1, 1, 0],
    );
    let Some(Missing::Order(hops)) = missing(&it, at(0, 0), at(2, 1)) else { panic!("messages have gone") };
    let [hop] = hops[..] else { panic!("{hops:?}") };
    assert_eq!((hop.write, hop.read, hop.no_release, hop.no_acquire), (at(1, 1), at(2, 0), true, false));
    assert_eq!(cheapest(&it), Some(vec![(at(1, 1), Release)]));
}

#[test]
fn a_write_that_counts_less_than_one_before_it_is_late() {
    let actors = vec![vec![st(X, 1, Relaxed), st(Y, 2, Relaxed)], vec![st(Y, 1, Relaxed), st(X, 2, Relaxed)]];
    let last_is_first = |graph: &Graph| graph.newest(X) == Some(at(0, 0)) && graph.newest(Y) == Some(at(1, 0));
    let found: Vec<Graph> = graphs(actors, &[]).into_iter().filter(last_is_first).collect();
    let [it] = &found[..] else { panic!("{} graphs", found.len()) };
    let told = line_up(it);
    assert!(matches!(odd(&told)[..], [(_, Oddity::Late(_))]), "{told:?}");
}

#[test]
fn what_the_language_has_no_order_against_cannot_be_repaired() {
    let it = graph(vec![vec![st(X, 1, SeqCst)], vec![ld(X, SeqCst)]], &[0]);
    assert_eq!(odd(&line_up(&it)), []);
    assert_eq!(cheapest(&it), None);
}

#[test]
fn a_race_is_repaired_where_the_message_is_sent_and_taken() {
    let actors =
        vec![vec![Stmt::Write(CELL), st(X, 1, Relaxed)], vec![ld(X, Relaxed), Stmt::If(1, 1), Stmt::Read(CELL)]];
    let racy: Vec<Graph> = graphs(actors, &[1]).into_iter().filter(|it| races(it).next().is_some()).collect();
    let [it] = &racy[..] else { panic!("{} graphs", racy.len()) };
    let goes_wrong = |graph: &Graph| consistent(graph, Model::Language) && races(graph).next().is_some();
    let found = repair(it, &each_for_itself(it), &goes_wrong).expect("a release and an acquire");
    let changes: Vec<(Spot, Order)> =
        found.changes.into_iter().map(|change| (change.group[0], change.to.order)).collect();
    assert_eq!(changes, [(at(0, 1), Release), (at(1, 0), Acquire)]);
}

/// Whether each event is told once, and after all that it depends on.
fn is_told_in_order(graph: &Graph, told: &[Told]) -> bool {
    let mut spots: Vec<Spot> = told.iter().map(|it| it.spot).collect();
    let comes_after = |(at, spot): (usize, &Spot)| {
        let event = graph.event(*spot);
        let before = |other: &Spot| told[..at].iter().any(|it| it.spot == *other);
        event.reads.as_ref().is_none_or(before)
            && (0..spot.index()).all(|index| before(&Spot::new(spot.actor(), index)))
    };
    let in_order = spots.iter().enumerate().all(comes_after);
    spots.sort_unstable();
    let mut all = graph.spots().to_vec();
    all.sort_unstable();
    in_order && spots == all
}

/// The same execution with these changes, if the model still allows it.
fn stays(graph: &Graph, changes: &[(Group, Strength)]) -> bool {
    let mut changed = graph.clone();
    for (group, strength) in changes {
        // Of an exchange that has failed there is one half.
        let order = match strength.on_failure {
            Some(on_failure) if group.len() == 1 => on_failure,
            _ => strength.order,
        };
        for &spot in group {
            let event = changed.event(spot);
            let order = match event.kind {
                Kind::Read if order == AcqRel => Acquire,
                Kind::Write if order == AcqRel => Release,
                Kind::Read if order == Release => Relaxed,
                Kind::Write if order == Acquire => Relaxed,
                _ => order,
            };
            changed = changed.with_order(spot, order).expect("orders make no circles");
        }
    }
    consistent(&changed, Model::Language)
}

#[test]
fn what_is_told_without_oddities_is_what_a_schedule_can_do_and_repairs_leave_nothing_out() {
    let (weak, repaired) = (Cell::new(0_u32), Cell::new(0_u32));
    let config = crate::random_programs(200, 1_000);
    let result = TestRunner::new(config.clone()).run(&programs(), |program| {
        let mut wrong = None;
        let mut looked_at = 0;
        explore(&program, Model::Language, Preference::First, |ended| {
            looked_at += 1;
            if ended.leaf == Leaf::Stale || looked_at > 100 || wrong.is_some() {
                return;
            }
            let graph = ended.search.graph();
            let told = line_up(graph);
            if !is_told_in_order(graph, &told) {
                wrong = Some(format!("not in order: {told:?}"));
            }
            let is_sequential = consistent(graph, Model::Sc);
            if odd(&told).is_empty() != is_sequential {
                wrong = Some(format!("{told:?}, sequentially consistent: {is_sequential}"));
            }
            if is_sequential {
                return;
            }
            weak.set(weak.get() + 1);
            for (spot, oddity) in odd(&told) {
                if let Oddity::Stale(write) = oddity
                    && missing(graph, write, spot).is_none()
                {
                    wrong = Some(format!("{spot:?} comes after {write:?} and does not see it"));
                }
            }
            let groups = each_for_itself(graph);
            let goes_wrong = |graph: &Graph| consistent(graph, Model::Language);
            let Some(found) = repair(graph, &groups, &goes_wrong) else { return };
            repaired.set(repaired.get() + 1);
            let changes: Vec<(Group, Strength)> =
                found.changes.into_iter().map(|change| (change.group, change.to)).collect();
            if stays(graph, &changes) {
                wrong = Some(format!("no repair: {changes:?}"));
            }
            for left_out in 0..changes.len() {
                let mut fewer = changes.clone();
                let (group, order) = fewer.remove(left_out);
                if !stays(graph, &fewer) {
                    wrong = Some(format!("number {left_out} is not needed: {changes:?}"));
                }
                for weaker in stronger(graph.event(group[0])).into_iter().take_while(|other| *other != order) {
                    let with: Vec<_> = fewer.iter().cloned().chain([(group.clone(), weaker)]).collect();
                    if !stays(graph, &with) {
                        wrong = Some(format!("number {left_out} could be {weaker:?}: {changes:?}"));
                    }
                }
            }
        });
        match wrong {
            Some(wrong) => Err(proptest::test_runner::TestCaseError::fail(wrong)),
            None => Ok(()),
        }
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
    let (all, weak, repaired) = (config.cases, weak.get(), repaired.get());
    // How many there are varies much from run to run: few programs have very many. It is to see that there are some at all.
    assert!(weak > all / 50 && repaired > all / 50, "{weak} that no schedule has, {repaired} repaired, of {all}");
}
