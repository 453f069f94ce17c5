//! Which module of the library, and of the crates under it, imports which, and that they do so in no circle.
//!
//! Looked at are the modules of [`CRATES`] and, inside them, the files of those named there. What a doc comment links to
//! counts: whoever is spoken of has to be known.

mod crates;
mod facade;
mod graph;
mod imports;

use std::path::Path;

use graph::Graph;
use imports::Files;

/// The crates, by the folders of their sources, each with the modules that are looked into.
const CRATES: [(&str, &[&str]); 9] = [
    ("src", &[]),
    ("crates/engine/src", &["explorer"]),
    ("crates/kernel/src", &[]),
    ("crates/native/src", &[]),
    ("crates/sources/src", &[]),
    ("crates/report/src", &["counterexample", "human"]),
    ("crates/trace/src", &[]),
    ("crates/meaning/src", &[]),
    ("crates/graphs/src", &[]),
];

/// Modules that do know each other, and why.
const KNOWN: [(&[&str], &str); 1] = [(
    &["process", "sync"],
    "the facade: what a child inherits can be a lock, and memory that processes share is made of atomics",
)];

fn files_of(folder: &str) -> Files {
    Files::below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder)).expect("the sources are there")
}

fn without_the_known(mut graph: Graph) -> Graph {
    for (modules, _) in KNOWN {
        graph.forget_among(modules);
    }
    graph
}

#[test]
fn modules_import_each_other_in_no_circle() {
    for (folder, inside) in CRATES {
        let files = files_of(folder);
        assert_eq!(without_the_known(files.graph("")).circle(), None, "in {folder}");
        for base in inside {
            assert_eq!(files.graph(base).circle(), None, "in {folder}/{base}");
        }
    }
}

#[test]
fn the_graph_is_as_it_was_when_it_was_last_looked_at() {
    let text = CRATES.iter().flat_map(|(folder, inside)| {
        let files = files_of(folder);
        let graph = move |base: &&str| match *base {
            "" => format!("{folder}\n{}", files.graph("")),
            base => format!("{folder}/{base}\n{}", files.graph(base)),
        };
        std::iter::once(&"").chain(*inside).map(graph).collect::<Vec<_>>()
    });
    insta::assert_snapshot!(text.collect::<Vec<_>>().join("\n"));
}

#[test]
fn a_circle_is_found_with_the_imports_that_make_it() {
    let files = Files::of(&[
        ("a/mod.rs", "mod inner;\nuse inner::Thing;\nuse crate::{b::{self, One}, c};"),
        ("a/inner.rs", "use super::super::d::Four;"),
        ("b.rs", "/// Like a [`Three`](crate::c::Three).\nstruct One;"),
        ("c.rs", "fn three() { crate::a::Thing }"),
        ("d.rs", "#[cfg(test)]\nmod tests {\n    use crate::a::Thing;\n}"),
    ]);
    let circle = files.graph("").circle().expect("there is one");
    assert_eq!(circle, "a → c → a (a: crate::c; c: crate::a::Thing)");
    assert_eq!(files.graph("").to_string(), "  a → b, c, d\n  b → c\n  c → a\n  d\n");
    assert_eq!(files.graph("a").circle(), None);
    assert_eq!(files.graph("a").to_string(), "  inner\n  mod → inner\n");
}
