#![doc = include_str!("README.md")]

pub mod by_the_master;
pub mod nested;
pub mod one_region;
pub mod region_each_round;
pub mod rod;
pub mod sequential;

use std::cell::RefCell;

use crate::lab::findings::Chart;
use crate::lab::judgement::{Cores, Difference, Evidence, difference, judge};
use crate::lab::{Bench, Contestant, Lab, Program, Role, Size, Trouble};
use crate::report::{count, counted, seconds, three_digits};

/// The lab.
pub static LAB: Lab = Lab {
    name: "parallel_regions",
    title: "Parallel regions",
    question: "Regions, nested ones, loops, barriers, and what is to be done once: what does each of them cost?",
    lesson: include_str!("README.md"),
    programs: &[
        Program {
            name: "region_each_round",
            role: Role::Slow,
            file: "labs/parallel_regions/region_each_round.rs",
            summary: "A region is opened for every round.",
            source: include_str!("region_each_round.rs"),
        },
        Program {
            name: "one_region",
            role: Role::Fast,
            file: "labs/parallel_regions/one_region.rs",
            summary: "One region with barriers; one of its members does what is to be done once.",
            source: include_str!("one_region.rs"),
        },
        Program {
            name: "by_the_master",
            role: Role::Fast,
            file: "labs/parallel_regions/by_the_master.rs",
            summary: "The same, and the first member does what is to be done once.",
            source: include_str!("by_the_master.rs"),
        },
        Program {
            name: "nested",
            role: Role::Part,
            file: "labs/parallel_regions/nested.rs",
            summary: "Each member opens a region for its part.",
            source: include_str!("nested.rs"),
        },
        Program {
            name: "sequential",
            role: Role::Part,
            file: "labs/parallel_regions/sequential.rs",
            summary: "One thread does all rounds.",
            source: include_str!("sequential.rs"),
        },
        Program {
            name: "rod",
            role: Role::Part,
            file: "labs/parallel_regions/rod.rs",
            summary: "The work: heat spreads along a rod.",
            source: include_str!("rod.rs"),
        },
    ],
    size: Size { unit: "places on the rod", default: 60_000, least: 1, shows: 6_000, full: None },
    workers: &[2],
    repeat: 5,
    takes: 5.0,
    pieces: 1,
    takes_input: false,
    asks: None,
    lecture: None,
    run,
};

/// How many rounds there are.
const ROUNDS: usize = 800;

/// What every program is: the heat after each round, for so many places, rounds and members.
type Way = fn(usize, usize, usize) -> Vec<u64>;

const WAYS: [(&str, Way); 4] = [
    ("a region a round", region_each_round::heats),
    ("one region, single", one_region::heats),
    ("one region, master", by_the_master::heats),
    ("nested regions", nested::heats),
];

fn run(bench: &mut Bench) -> Result<(), Trouble> {
    let places = bench.size();
    bench.needs_memory((places as u64).saturating_mul(16))?;
    for members in bench.workers() {
        with(bench, places, members)?;
    }
    bench.cannot_on_one_core("a speed-up");
    Ok(())
}

fn with(bench: &mut Bench, places: usize, members: usize) -> Result<(), Trouble> {
    // How often the section that is for one was done, of each program: as many entries as rounds.
    let done = RefCell::new(Vec::new());
    let mut contestants = vec![Contestant::new("one thread", 1, || sequential::heats(places, ROUNDS, 1))];
    for (name, way) in WAYS {
        let done = &done;
        let workers = if name.starts_with("nested") { 2 * members } else { members };
        contestants.push(Contestant::new(format!("{}, {name}", counted(members, "thread")), workers, move || {
            let heats = way(places, ROUNDS, members);
            done.borrow_mut().push(heats.len());
            heats
        }));
    }
    let title = format!("{ROUNDS} rounds on a rod of {} places", count(places as i64));
    let compared = bench.compare(title, contestants)?;
    let right = &compared[0].result;
    if let Some(at) = compared.iter().position(|one| one.result != *right) {
        let name = if at == 0 { "one thread" } else { WAYS[at - 1].0 };
        return Err(Trouble::Failed(format!("{name}: the heat differs from what one thread finds")));
    }
    let done = done.into_inner();
    bench.remark(format!(
        "What is to be done once in a round was done {} times in {ROUNDS} rounds, in each of {} runs.",
        done.iter().max().map_or(0, |times| *times),
        count(done.len() as i64),
    ));
    let most = members.min(bench.machine().cores);
    let in_parallel = WAYS.map(|(name, _)| format!("{}, {name}", counted(members, "thread")));
    let names = ["one thread".to_owned()].into_iter().chain(in_parallel);
    let chart =
        Chart::bars("Speed-up over one thread", "times as fast", names.zip(compared.iter().map(|one| one.speed_up)));
    bench.chart(chart.with_ideal(format!("ideal on {}", counted(most, "core")), [(0.0, most as f64)]));
    for one in &compared[1..4] {
        bench.judge(&compared[0].evidence, &one.evidence);
    }
    let evidence: Vec<Evidence> = compared.iter().map(|one| one.evidence).collect();
    bench.learned(sentence(members, &evidence, bench.cores()));
    Ok(())
}

/// What was learned: of one thread, a region each round, one region with single and with master, and nested ones.
fn sentence(members: usize, evidence: &[Evidence], cores: Cores) -> String {
    let [alone, each_round, single, master, nested] = evidence else { return String::new() };
    let speed_up = |one: &Evidence| three_digits(alone.seconds / one.seconds);
    let a_round = |one: &Evidence| seconds(one.seconds / ROUNDS as f64);
    let judged = judge(alone, single, cores);
    let cheaper = match difference(single, each_round, cores) {
        _ if !judged.is_about_the_program() => "which of the two is cheaper cannot be said".to_owned(),
        Difference::Quicker => "to wait at a barrier is cheaper than to open a region".to_owned(),
        Difference::Slower => "to open a region is cheaper here than to wait at a barrier".to_owned(),
        unclear => format!(
            "which of the two is cheaper cannot be said: {}",
            unclear.is_quicker().err().unwrap_or("they take the same time")
        ),
    };
    format!(
        "With {}, a round takes {} in a region of its own, {} times as fast as one thread, and {} between barriers, {} \
         times as fast: {}; by the master it is {} times, and with nested regions {} times as fast as one thread; \
         {cheaper}.",
        counted(members, "member"),
        a_round(each_round),
        speed_up(each_round),
        a_round(single),
        speed_up(single),
        judged.why(),
        speed_up(master),
        speed_up(nested),
    )
}

#[cfg(test)]
mod tests {
    use super::rod::{Rod, part};
    use super::*;

    #[test]
    fn all_programs_find_the_same_heat_after_every_round() {
        for places in [1, 2, 9, 100] {
            for rounds in [0, 1, 2, 7] {
                let right = sequential::heats(places, rounds, 1);
                assert_eq!(right.len(), rounds);
                for members in [1, 2, 3, 5] {
                    for (name, way) in WAYS {
                        assert_eq!(way(places, rounds, members), right, "{name}, {places} places, {members} members");
                    }
                }
            }
        }
    }

    #[test]
    fn heat_spreads() {
        let rod = Rod::new(16);
        assert_eq!((rod.len(), rod.is_empty(), rod.heat(0)), (16, false, 2 << 40));
        rod.spread(0, 0..16);
        // The two hot places are 0 and 1, and a quarter of the second one's heat has gone on to the third.
        assert_eq!(rod.heat(1), 2 << 40);
        assert_eq!(sequential::heats(16, 1, 1), [2 << 40]);
    }

    #[test]
    fn parts_cover_the_rod() {
        let parts: Vec<usize> = (0..3).flat_map(|member| part(10, member, 3)).collect();
        assert_eq!(parts, (0..10).collect::<Vec<_>>());
    }

    #[test]
    fn the_sentence_follows_from_the_figures() {
        let two = Cores { usable: 2, halves: false };
        let of = |seconds| Evidence::quiet(2, seconds, 1.9);
        let alone = Evidence::quiet(1, 0.080, 1.0);
        let text = sentence(2, &[alone, of(0.0667), of(0.044), of(0.0455), of(0.1067)], two);
        let right = "With 2 members, a round takes 83.4 µs in a region of its own, 1.20 times as fast as one thread, and \
                     55.0 µs between barriers, 1.82 times as fast: nearly all is gained that 2 cores can give; by the \
                     master it is 1.76 times, and with nested regions 0.75 times as fast as one thread; to wait at a \
                     barrier is cheaper than to open a region.";
        assert_eq!(text, right);
        let same = sentence(2, &[alone, of(0.0442), of(0.044), of(0.0455), of(0.1067)], two);
        assert!(same.ends_with("cannot be said: they differ no more than runs of the same program do."), "{same}");
        let busy = of(0.0667).beside(1.4);
        let text = sentence(2, &[alone, busy, busy, busy, busy], two);
        assert!(text.contains("other programs were at work") && text.contains("cannot be said"), "{text}");
    }
}
