//! The machine a lab runs on: processors, caches, memory.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sysinfo::{CpuRefreshKind, System};

/// The machine, as far as the system tells.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Machine {
    /// What the processor calls itself; empty if the system does not tell.
    pub processor: String,
    /// Processors that can run a thread at the same time and that this process may use.
    pub cores: usize,
    /// Processors that the machine has, whether this process may use them or not.
    pub processors: usize,
    /// Cores of the chip, if the system tells; each may stand for more than one processor.
    pub physical_cores: Option<usize>,
    /// Bytes of memory; 0 if the system does not tell.
    pub memory: u64,
    /// Bytes of memory that are free to use; 0 if the system does not tell.
    pub free_memory: u64,
    /// The caches, from the nearest to the farthest; empty if the system does not tell.
    pub caches: Vec<Cache>,
}

/// Caches of one level and kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cache {
    /// 1 is nearest.
    pub level: u8,
    /// `data`, `instruction` or `unified`.
    pub kind: String,
    /// Bytes of each.
    pub bytes: u64,
    /// Bytes that travel together.
    pub line: Option<u64>,
    /// The processors that share each of them.
    pub shared_by: Vec<Vec<usize>>,
}

impl Machine {
    /// This machine.
    pub fn this() -> Self {
        let told = System::new().ok().map(|mut system| {
            system.refresh_memory();
            system.refresh_cpu_list(CpuRefreshKind::nothing());
            system
        });
        let memory = |which: fn(&System) -> u64| told.as_ref().map_or(0, which);
        let first = told.as_ref().and_then(|system| system.cpus().first());
        Self {
            processor: first.map_or(String::new(), |cpu| cpu.brand().trim().to_owned()),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            processors: told.as_ref().map_or(1, |system| system.cpus().len().max(1)),
            physical_cores: System::physical_core_count().ok(),
            memory: memory(System::total_memory),
            free_memory: memory(System::available_memory),
            caches: caches(Path::new("/sys/devices/system/cpu")),
        }
    }

    /// Whether two workers can really run at the same time here.
    pub fn is_parallel(&self) -> bool {
        self.cores > 1
    }

    /// Why only one worker can run at a time, if so.
    pub fn only_core(&self) -> Option<String> {
        match (self.cores, self.processors) {
            (2.., _) => None,
            (_, 0 | 1) => Some("this machine has one core".to_owned()),
            (_, all) => Some(format!("this program may use one core only, of the machine's {all}")),
        }
    }

    /// Whether two of the processors may be halves of one core, which runs two threads at a time.
    pub fn has_halves(&self) -> bool {
        let nearest = self.caches.iter().filter(|cache| cache.level == 1 && cache.kind == "data");
        let shared = nearest.flat_map(|cache| &cache.shared_by).any(|sharers| sharers.len() > 1);
        shared || self.physical_cores.is_some_and(|cores| cores < self.processors)
    }
}

/// The caches that Linux describes below `root`, as in its documentation of `sysfs-devices-system-cpu`; none elsewhere.
fn caches(root: &Path) -> Vec<Cache> {
    let mut found: Vec<Cache> = Vec::new();
    let mut processors: Vec<usize> =
        entries(root).iter().filter_map(|name| name.strip_prefix("cpu")?.parse().ok()).collect();
    processors.sort_unstable();
    for processor in processors {
        let folder = root.join(format!("cpu{processor}/cache"));
        let mut indices = entries(&folder);
        indices.retain(|name| name.starts_with("index"));
        indices.sort();
        for index in indices {
            let Some((cache, sharers)) = cache(&folder.join(index)) else { continue };
            let known = found.iter_mut().find(|one| (one.level, &one.kind) == (cache.level, &cache.kind));
            let known = match known {
                Some(known) => known,
                None => {
                    found.push(cache);
                    found.last_mut().expect("it was just put there")
                }
            };
            if !known.shared_by.contains(&sharers) {
                known.shared_by.push(sharers);
            }
        }
    }
    found.sort_by(|a, b| (a.level, &a.kind).cmp(&(b.level, &b.kind)));
    found
}

fn cache(folder: &Path) -> Option<(Cache, Vec<usize>)> {
    let read = |name: &str| fs::read_to_string(folder.join(name)).ok().map(|text| text.trim().to_owned());
    let cache = Cache {
        level: read("level")?.parse().ok()?,
        kind: read("type")?.to_lowercase(),
        bytes: bytes(&read("size")?)?,
        line: read("coherency_line_size").and_then(|line| line.parse().ok()),
        shared_by: Vec::new(),
    };
    Some((cache, list(&read("shared_cpu_list")?)?))
}

/// `32K`, `8M` or plain bytes.
fn bytes(text: &str) -> Option<u64> {
    let (digits, factor) = match text.strip_suffix('K') {
        Some(digits) => (digits, 1024),
        None => text.strip_suffix('M').map_or((text, 1), |digits| (digits, 1024 * 1024)),
    };
    digits.parse::<u64>().ok().map(|number| number * factor)
}

/// `0-3,8`.
fn list(text: &str) -> Option<Vec<usize>> {
    let mut all = Vec::new();
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        all.extend(first.parse::<usize>().ok()?..=last.parse().ok()?);
    }
    Some(all)
}

fn entries(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a processor's cache as Linux shows it.
    fn write(root: &Path, processor: usize, index: usize, level: &str, kind: &str, size: &str, shared: &str) {
        let folder = root.join(format!("cpu{processor}/cache/index{index}"));
        fs::create_dir_all(&folder).expect("a folder can be made");
        for (name, text) in [("level", level), ("type", kind), ("size", size), ("shared_cpu_list", shared)] {
            fs::write(folder.join(name), format!("{text}\n")).expect("a file can be written");
        }
    }

    #[test]
    fn caches_are_listed_once_with_all_who_share_them() {
        let root = tempfile::tempdir().expect("a directory can be made");
        for processor in 0..4 {
            let pair = if processor < 2 { "0-1" } else { "2-3" };
            write(root.path(), processor, 0, "1", "Data", "32K", &processor.to_string());
            write(root.path(), processor, 2, "2", "Unified", "1M", pair);
            write(root.path(), processor, 3, "3", "Unified", "8192K", "0-3");
        }
        let caches = caches(root.path());
        let of_level = |level| caches.iter().find(|cache| cache.level == level).expect("there is one");
        assert_eq!(caches.len(), 3);
        assert_eq!((of_level(1).bytes, of_level(1).shared_by.len()), (32 * 1024, 4));
        assert_eq!(of_level(2).shared_by, [[0, 1], [2, 3]]);
        assert_eq!((of_level(3).bytes, of_level(3).shared_by.len()), (8 << 20, 1));
    }

    #[test]
    fn why_there_is_only_one_core_is_said_as_it_is() {
        let machine = |cores, processors| Machine { cores, processors, ..Machine::this() };
        assert_eq!(machine(2, 2).only_core(), None);
        assert_eq!(machine(1, 1).only_core().as_deref(), Some("this machine has one core"));
        let allowed = machine(1, 8).only_core();
        assert_eq!(allowed.as_deref(), Some("this program may use one core only, of the machine's 8"));
    }

    #[test]
    fn halves_of_a_core_are_told_by_the_nearest_cache_or_by_the_count() {
        let nearest = |sharers: Vec<Vec<usize>>| Cache {
            level: 1,
            kind: "data".to_owned(),
            bytes: 32 << 10,
            line: None,
            shared_by: sharers,
        };
        let machine = |physical, caches| Machine { processors: 4, physical_cores: physical, caches, ..Machine::this() };
        assert!(machine(None, vec![nearest(vec![vec![0, 1], vec![2, 3]])]).has_halves());
        assert!(machine(Some(2), Vec::new()).has_halves());
        assert!(!machine(Some(4), vec![nearest(vec![vec![0], vec![1], vec![2], vec![3]])]).has_halves());
        assert!(!machine(None, Vec::new()).has_halves());
    }

    #[test]
    fn nothing_is_found_where_the_system_tells_nothing() {
        assert_eq!(caches(Path::new("/nowhere/at/all")), []);
        assert_eq!((bytes("12X"), list("a-b"), list("3")), (None, None, Some(vec![3])));
    }
}
