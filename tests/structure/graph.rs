//! Modules and what they import.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

/// For each module those that it imports, each with a path that says so.
#[derive(Default)]
pub(crate) struct Graph(BTreeMap<String, BTreeMap<String, String>>);

impl Graph {
    pub(crate) fn module(&mut self, name: &str) {
        self.0.entry(name.to_owned()).or_default();
    }

    pub(crate) fn import(&mut self, from: &str, to: &str, path: String) {
        self.module(to);
        self.0.entry(from.to_owned()).or_default().entry(to.to_owned()).or_insert(path);
    }

    /// Forgets what these modules import of each other.
    pub(crate) fn forget_among(&mut self, modules: &[&str]) {
        for (from, imports) in &mut self.0 {
            if modules.contains(&from.as_str()) {
                imports.retain(|to, _| !modules.contains(&to.as_str()));
            }
        }
    }

    /// The shortest circle, if there is one, with the paths that make it.
    pub(crate) fn circle(&self) -> Option<String> {
        let circles = self.0.keys().filter_map(|start| self.way_back(start));
        let circle = circles.min_by_key(Vec::len)?;
        let paths = circle.windows(2).map(|pair| format!("{}: {}", pair[0], self.0[pair[0]][pair[1]]));
        Some(format!("{} ({})", circle.join(" → "), paths.collect::<Vec<_>>().join("; ")))
    }

    /// The shortest way from `start` to itself.
    fn way_back<'a>(&'a self, start: &'a str) -> Option<Vec<&'a str>> {
        let mut ways = VecDeque::from([vec![start]]);
        let mut seen = BTreeSet::new();
        while let Some(way) = ways.pop_front() {
            for next in self.0[way[way.len() - 1]].keys() {
                let longer: Vec<&str> = way.iter().copied().chain([next.as_str()]).collect();
                if next == start {
                    return Some(longer);
                }
                if seen.insert(next) {
                    ways.push_back(longer);
                }
            }
        }
        None
    }
}

impl fmt::Display for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (from, imports) in &self.0 {
            let to: Vec<&str> = imports.keys().map(String::as_str).collect();
            if to.is_empty() {
                writeln!(f, "  {from}")?;
            } else {
                writeln!(f, "  {from} → {}", to.join(", "))?;
            }
        }
        Ok(())
    }
}
