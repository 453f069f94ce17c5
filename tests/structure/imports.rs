//! The paths in a source file, and which module each leads to.
//!
//! No parser: a path that begins with `crate`, `self` or `super` is an import wherever it stands, in a `use` with all its
//! braces, in an expression, in a comment. Tests are left out.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use crate::graph::Graph;

/// Source files by the path of their module; that of the crate itself is empty.
pub(crate) struct Files(BTreeMap<Vec<String>, String>);

/// What the file of the module that is looked into is called in its graph.
const ITSELF: &str = "mod";

impl Files {
    /// All files below this folder.
    pub(crate) fn below(folder: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        collect(folder, &[], &mut files)?;
        Ok(Self(files))
    }

    /// These files, by their paths.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let module = |path: &str| {
            let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
            path.split('/').map(str::to_owned).collect()
        };
        Self(files.iter().map(|(path, text)| (module(path), without_tests(text))).collect())
    }

    /// Which of the modules in `base` import which; each stands for all that is in it.
    pub(crate) fn graph(&self, base: &str) -> Graph {
        let base: Vec<String> = base.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        let inside = |module: &[String]| module.starts_with(&base);
        let name = |module: &[String]| module.get(base.len()).map_or(ITSELF, String::as_str).to_owned();
        let mut graph = Graph::default();
        for (module, text) in self.0.iter().filter(|(module, _)| inside(module) && !module.is_empty()) {
            let from = name(module);
            graph.module(&from);
            let mut found: Vec<(Vec<String>, String)> =
                paths(text).into_iter().map(|path| (self.leads_to(module, &path), path.join("::"))).collect();
            if *module == base {
                let children = self.0.keys().filter(|child| inside(child) && child.len() == base.len() + 1);
                let used = children.filter(|child| uses_bare(text, &child[base.len()]));
                found.extend(used.map(|child| (child.clone(), child[base.len()].clone())));
            }
            for (to, path) in found {
                // What the crate itself hands on stands in one of its modules, which says so by itself.
                if inside(&to) && !to.is_empty() && name(&to) != from {
                    graph.import(&from, &name(&to), path);
                }
            }
        }
        graph
    }

    /// The module that `path` leads to from `module`.
    fn leads_to(&self, module: &[String], path: &[String]) -> Vec<String> {
        let (mut at, mut rest) = match path[0].as_str() {
            "crate" => (Vec::new(), &path[1..]),
            _ => (module.to_vec(), path),
        };
        while let Some((step, further)) = rest.split_first() {
            match step.as_str() {
                "self" => {}
                "super" => drop(at.pop()),
                step => {
                    at.push(step.to_owned());
                    if !self.0.contains_key(&at) {
                        at.pop();
                        break;
                    }
                }
            }
            rest = further;
        }
        at
    }
}

fn collect(folder: &Path, module: &[String], files: &mut BTreeMap<Vec<String>, String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let inner: Vec<String> = module.iter().cloned().chain([stem.clone()]).collect();
        if path.is_dir() {
            collect(&path, &inner, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let module = match stem.as_str() {
                "tests" | "main" => continue,
                "mod" | "lib" => module.to_vec(),
                _ => inner,
            };
            files.insert(module, without_tests(&fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

/// The text up to its tests, which are its last part.
fn without_tests(text: &str) -> String {
    text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned()
}

/// Whether a path in `text` begins with this name.
fn uses_bare(text: &str, name: &str) -> bool {
    text.match_indices(&format!("{name}::")).any(|(at, _)| begins_a_path(text, at))
}

/// Whether what stands at `at` is the beginning of a word and of a path.
fn begins_a_path(text: &str, at: usize) -> bool {
    !text[..at].ends_with(|before: char| before.is_alphanumeric() || matches!(before, '_' | ':' | '.'))
}

/// All paths in `text` that begin with `crate`, `self` or `super`, with every way through their braces.
fn paths(text: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for start in ["crate::", "self::", "super::"] {
        for (at, _) in text.match_indices(start).filter(|(at, _)| begins_a_path(text, *at)) {
            branch(&text[at..], &[], &mut found);
        }
    }
    found
}

/// Adds the paths with which `text` begins, each behind `before`.
fn branch(text: &str, before: &[String], found: &mut Vec<Vec<String>>) {
    let text = text.trim_start();
    if let Some(inside) = text.strip_prefix('{') {
        for part in parts(inside) {
            branch(part, before, found);
        }
        return;
    }
    let length = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let path: Vec<String> = before.iter().cloned().chain([text[..length].to_owned()]).collect();
    match text[length..].strip_prefix("::") {
        Some(rest) if rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '{')) => {
            branch(rest, &path, found);
        }
        _ => found.push(path),
    }
}

/// What stands between commas up to the brace that closes.
fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0);
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                parts.push(&text[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.retain(|part| !part.trim().is_empty());
    parts
}
