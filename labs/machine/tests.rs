use super::cartoon::cartoon;
use super::*;

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// A machine with so many processors; of each cache it is said how many neighbours share one.
fn machine(processors: usize, memory: u64, caches: &[(u8, &str, u64, usize)]) -> Machine {
    let all: Vec<usize> = (0..processors).collect();
    let cache = |&(level, kind, bytes, sharers): &(u8, &str, u64, usize)| Cache {
        level,
        kind: kind.to_owned(),
        bytes,
        line: Some(64),
        shared_by: all.chunks(sharers).map(<[usize]>::to_vec).collect(),
    };
    Machine {
        processor: "Invented".to_owned(),
        cores: processors,
        processors,
        physical_cores: None,
        memory,
        free_memory: memory,
        caches: caches.iter().map(cache).collect(),
    }
}

fn drawn(machine: &Machine) -> String {
    let lines = cartoon(machine);
    assert!(lines.iter().all(|line| line.chars().count() <= 70), "{}", lines.join("\n"));
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

#[test]
fn one_core_has_everything_to_itself() {
    let caches = [(1, "data", 32 * KIB, 1), (1, "instruction", 32 * KIB, 1), (2, "unified", 512 * KIB, 1)];
    insta::assert_snapshot!(drawn(&machine(1, GIB, &caches)));
}

#[test]
fn two_cores_share_the_last_cache() {
    let caches = [(1, "data", 32 * KIB, 1), (2, "unified", 256 * KIB, 1), (3, "unified", 8 * MIB, 2)];
    insta::assert_snapshot!(drawn(&machine(2, 8 * GIB, &caches)));
}

#[test]
fn pairs_of_threads_are_one_core_and_groups_stand_side_by_side() {
    let caches = [
        (1, "data", 48 * KIB, 2),
        (1, "instruction", 32 * KIB, 2),
        (2, "unified", 2 * MIB, 2),
        (3, "unified", 16 * MIB, 4),
    ];
    insta::assert_snapshot!(drawn(&machine(8, 16 * GIB, &caches)));
}

#[test]
fn many_cores_are_counted_where_they_do_not_fit() {
    let caches = [(1, "data", 32 * KIB, 1), (2, "unified", MIB, 1), (3, "unified", 32 * MIB, 64)];
    insta::assert_snapshot!("sixty_four_cores_in_one_group", drawn(&machine(64, 256 * GIB, &caches)));
    let caches = [(1, "data", 32 * KIB, 1), (2, "unified", 512 * KIB, 1), (3, "unified", 32 * MIB, 8)];
    insta::assert_snapshot!("sixty_four_cores_in_eight_groups", drawn(&machine(64, 256 * GIB, &caches)));
    let caches = [(1, "data", 32 * KIB, 2), (2, "unified", 4 * MIB, 8), (3, "unified", 32 * MIB, 32)];
    insta::assert_snapshot!("three_levels_of_sharing", drawn(&machine(128, 1024 * GIB, &caches)));
}

#[test]
fn a_machine_that_tells_nothing_is_drawn_with_question_marks() {
    insta::assert_snapshot!("nothing_known", drawn(&machine(2, 0, &[])));
    insta::assert_snapshot!("only_that_there_are_many", drawn(&machine(300, 0, &[])));
}

#[test]
fn cores_that_differ_are_not_said_to_be_alike() {
    let mut odd = machine(12, GIB, &[(1, "data", 32 * KIB, 1)]);
    // Two large cores with caches of their own, and ten small ones that share one.
    let pairs = [vec![0], vec![1], (2..12).collect()];
    odd.caches.push(Cache { level: 2, kind: "unified".to_owned(), bytes: MIB, line: None, shared_by: pairs.to_vec() });
    insta::assert_snapshot!(drawn(&odd));
}

#[test]
fn every_chain_comes_by_every_place() {
    for places in [1, 2, 3, 32, 1000] {
        for chain in [walk_shuffled::chain(places), walk_in_order::chain(places)] {
            let mut seen = vec![false; places];
            for steps in 0..places {
                seen[walk_shuffled::walk(&chain, steps)] = true;
            }
            assert!(seen.iter().all(|seen| *seen), "{places} places");
            assert_eq!((walk_shuffled::walk(&chain, places), walk_in_order::walk(&chain, places)), (0, 0));
        }
    }
}

#[test]
fn what_is_walked_through_fits_the_machine() {
    let large = sizes(&machine(2, 64 * GIB, &[(3, "unified", 32 * MIB, 2)]), 1_000_000);
    assert_eq!((large.first(), large.last()), (Some(&(4 * KIB)), Some(&(128 * MIB))));
    let small = sizes(&machine(1, 64 * MIB, &[]), 1_000_000);
    assert_eq!(small.last(), Some(&(8 * MIB)));
    assert_eq!(sizes(&machine(1, KIB, &[]), 1_000_000), [4 * KIB]);
    // Few steps reach few places, however large the caches are.
    let few = sizes(&machine(2, 64 * GIB, &[(3, "unified", 32 * MIB, 2)]), 1_000);
    assert_eq!(few.last(), Some(&MIB));
}

#[test]
fn the_last_cache_is_judged_by_what_is_just_too_much_for_the_one_before() {
    let walked: Vec<(u64, f64)> = (12..28).map(|power| (1 << power, f64::from(power))).collect();
    let sizes = [32 * KIB, MIB, 32 * MIB];
    let size = |level| inside(&sizes, level, &walked, 100.0).map(|(size, _)| size);
    assert_eq!([size(0), size(1), size(2)], [Some(16 * KIB), Some(512 * KIB), Some(4 * MIB)]);
    // A virtual machine that is given a part of it, or none.
    let given = |in_memory| inside(&sizes, 2, &walked, in_memory).map(|(size, _)| size);
    assert_eq!([given(43.0), given(42.0), given(41.0)], [Some(2 * MIB), Some(2 * MIB), None]);
    // Where it is hardly larger than the one before, half of it has to do.
    assert_eq!(inside(&[32 * KIB, MIB, 2 * MIB], 2, &walked, 100.0).map(|(size, _)| size), Some(MIB));
}

#[test]
fn the_cliff_is_where_a_step_takes_more_than_half_of_that_in_memory() {
    let walked = [(MIB, 1e-9), (2 * MIB, 10e-9), (4 * MIB, 60e-9), (8 * MIB, 90e-9), (64 * MIB, 100e-9)];
    assert_eq!(cliff(&walked, 100e-9), Some(4 * MIB));
    assert_eq!(cliff(&walked[3..], 100e-9), None);
}
