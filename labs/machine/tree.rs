//! Who shares which cache with whom, as a tree: memory at the root, cores at the leaves.

use crate::lab::machine::{Cache, Machine};

/// A core, or several that share a cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    /// The processors in it, as the system numbers them.
    pub(super) processors: Vec<usize>,
    /// Its caches, from the nearest to the farthest.
    pub(super) caches: Vec<String>,
    /// What shares them; nothing in a core.
    pub(super) parts: Vec<Node>,
}

impl Node {
    /// How many levels of sharing there are below.
    pub(super) fn depth(&self) -> usize {
        self.parts.iter().map(|part| part.depth() + 1).max().unwrap_or(0)
    }

    /// Whether both look alike, whatever their numbers are.
    pub(super) fn is_like(&self, other: &Node) -> bool {
        self.caches == other.caches
            && self.processors.len() == other.processors.len()
            && self.parts.len() == other.parts.len()
            && self.parts.iter().zip(&other.parts).all(|(one, two)| one.is_like(two))
    }
}

/// The whole machine. Its parts share nothing but memory.
pub(super) fn tree(machine: &Machine) -> Node {
    // Processors that share their nearest cache for data are one core that runs several threads at a time.
    let nearest = machine.caches.iter().find(|cache| holds_data(cache));
    let cores = nearest
        .map_or_else(|| (0..machine.cores).map(|processor| vec![processor]).collect(), |cache| cache.shared_by.clone());
    let leaf = |processors| Node { processors, caches: Vec::new(), parts: Vec::new() };
    let mut nodes: Vec<Node> = cores.into_iter().map(leaf).collect();
    for cache in &machine.caches {
        for sharers in &cache.shared_by {
            share(&mut nodes, cache, sharers);
        }
    }
    nodes.sort_by_key(|node| node.processors.first().copied());
    let processors = nodes.iter().flat_map(|node| node.processors.clone()).collect();
    Node { processors, caches: Vec::new(), parts: nodes }
}

/// Whether a cache is one for data, be it only for them or not.
pub(super) fn holds_data(cache: &Cache) -> bool {
    cache.kind != "instruction"
}

/// Puts `sharers` under a cache: into the box of the one node they are, or together into a new one.
fn share(nodes: &mut Vec<Node>, cache: &Cache, sharers: &[usize]) {
    let shares = |node: &Node| node.processors.iter().all(|processor| sharers.contains(processor));
    let (mut inside, outside): (Vec<Node>, Vec<Node>) = nodes.drain(..).partition(shares);
    *nodes = outside;
    let name = format!("{} {}", short_name(cache), bytes(cache.bytes));
    match &mut inside[..] {
        [] => {}
        [one] => one.caches.push(name),
        _ => {
            inside.sort_by_key(|node| node.processors.first().copied());
            let processors = inside.iter().flat_map(|node| node.processors.clone()).collect();
            inside = vec![Node { processors, caches: vec![name], parts: inside }];
        }
    }
    nodes.append(&mut inside);
}

/// `L1d`, `L1i`, `L2`.
pub(super) fn short_name(cache: &Cache) -> String {
    let kind = match cache.kind.as_str() {
        "data" => "d",
        "instruction" => "i",
        _ => "",
    };
    format!("L{}{kind}", cache.level)
}

/// Bytes with the unit in which they are a number of few digits: `32 KiB`, `1 MiB`, `7.7 GiB`.
pub(super) fn bytes(bytes: u64) -> String {
    let units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1024.0 && unit + 1 < units.len() {
        value /= 1024.0;
        unit += 1;
    }
    let rounded = (value * 10.0).round() / 10.0;
    format!("{rounded} {}", units[unit])
}
