//! Data races: two accesses to the same plain memory, one of which writes, and nothing orders them.

use super::{Graph, Kind, Spot};

/// All pairs of accesses that race, the one that was added first before the other.
pub fn races(graph: &Graph) -> impl Iterator<Item = (Spot, Spot)> {
    let plain = |&spot: &Spot| matches!(graph.event(spot).kind, Kind::PlainRead | Kind::PlainWrite);
    let spots: Vec<Spot> = graph.spots().iter().copied().filter(plain).collect();
    let pairs = (0..spots.len()).flat_map(move |second| (0..second).map(move |first| (first, second)));
    let pairs: Vec<(Spot, Spot)> = pairs.map(|(first, second)| (spots[first], spots[second])).collect();
    pairs.into_iter().filter(|&(first, second)| {
        let (a, b) = (graph.event(first), graph.event(second));
        let conflict = a.kind == Kind::PlainWrite || b.kind == Kind::PlainWrite;
        let ordered = graph.happens_before(first, second) || graph.happens_before(second, first);
        conflict && a.object() == b.object() && !ordered
    })
}
