//! The names that lectures and libraries use, and the lessons here that are about them.

use crate::names::normal;

/// Other names of a thing, and the scenarios and labs that are about it, the best one first.
///
/// Names are written in small letters, with underscores.
pub struct OtherNames {
    /// What it is called.
    pub names: &'static [&'static str],
    /// The scenarios and labs.
    pub lessons: &'static [&'static str],
}

const fn known(names: &'static [&'static str], lessons: &'static [&'static str]) -> OtherNames {
    OtherNames { names, lessons }
}

/// All of them. A test of the labs sees to it that every lesson is there.
pub static OTHER_NAMES: &[OtherNames] = &[
    known(&["gil", "global_interpreter_lock", "interpreter_lock", "mean_mt"], &["global_lock"]),
    known(&["joblib", "parallel", "memory_cache"], &["parallel_loop"]),
    known(&["n_jobs", "njobs"], &["parallel_loop", "workers"]),
    known(&["delayed"], &["parallel_loop"]),
    known(&["map", "pool.map", "starmap", "firstparallel", "threadpool", "executor"], &["pool"]),
    known(&["queue"], &["results_lost", "mean"]),
    known(&["fork", "os.fork"], &["threads_or_processes", "results_lost"]),
    known(&["mutex", "lock", "race", "race_condition", "n+=1"], &["lost_update", "threading_gotcha"]),
    known(&["gotcha", "3.py"], &["threading_gotcha", "lost_update"]),
    known(&["processing_gotcha", "4.py"], &["results_lost"]),
    known(&["0.py", "1.py", "2.py", "monitor", "pid"], &["watch_cores"]),
    known(&["mean_mp", "multiprocessing"], &["mean"]),
    known(&["threading", "thread"], &["threading_gotcha", "threads_or_processes"]),
    known(&["process"], &["threads_or_processes", "results_lost"]),
    known(&["join"], &["threading_gotcha", "join_before_drain"]),
    known(&["deadlock"], &["lock_order"]),
    known(&["livelock"], &["backoff_livelock"]),
    known(&["starvation"], &["writer_starvation"]),
    known(&["barrier", "single", "master", "openmp", "nested"], &["parallel_region", "parallel_regions"]),
    known(&["mpi", "scatter", "reduce", "gpu", "gpus"], &["mean"]),
    known(&["rayon"], &["mean", "too_small"]),
    known(&["benchmark", "granularity"], &["dot_product"]),
    known(&["knuth", "amdahl"], &["too_small", "workers"]),
    known(&["cpu_bound", "io_bound", "i/o_bound"], &["bound"]),
    known(&["smt", "hyper_threads", "hyperthreading"], &["watch_cores", "machine"]),
    known(&["cache", "memory_hierarchy"], &["machine", "cache_stampede"]),
    known(&["kfold", "k_fold", "cross_validation"], &["grid_search"]),
    known(&["background_loader", "loader"], &["pipeline"]),
    known(&["memory_model", "memory_models"], &["message_passing", "store_buffering"]),
    known(&["as_completed", "imap"], &["results_out_of_order"]),
];

/// The lessons that are about what somebody calls `name`; none if nobody calls anything so.
pub fn lessons(name: &str) -> &'static [&'static str] {
    let wanted = normal(name);
    let found = OTHER_NAMES.iter().find(|one| one.names.contains(&wanted.trim_end_matches("()")));
    found.map_or(&[], |one| one.lessons)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_however_they_are_written() {
        assert_eq!(lessons("GIL"), ["global_lock"]);
        assert_eq!(lessons("n-jobs"), ["parallel_loop", "workers"]);
        assert_eq!(lessons("delayed()"), ["parallel_loop"]);
        assert!(lessons("lost_update").is_empty());
    }

    #[test]
    fn no_name_stands_for_two_things_and_each_is_written_as_it_is_looked_up() {
        let all: Vec<&str> = OTHER_NAMES.iter().flat_map(|one| one.names).copied().collect();
        for (at, name) in all.iter().enumerate() {
            assert!(!all[..at].contains(name), "{name} stands twice");
            assert_eq!(normal(name), *name);
        }
    }
}
