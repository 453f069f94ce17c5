//! Which processes there are.

use sysinfo::{ProcessRefreshKind, ProcessStatus, ProcessesToUpdate, System};

/// How many processes the system lists, and how many of them run or could run at this moment; none if it lists none.
///
/// All the others wait: for a key, a message, a disk, a moment in time.
pub fn listed_and_running() -> Option<(usize, usize)> {
    let mut system = System::new().ok()?;
    system.refresh_processes_specifics(ProcessesToUpdate::All, true, ProcessRefreshKind::nothing());
    let all = system.processes().values();
    let running = all.clone().filter(|one| matches!(one.status(), ProcessStatus::Run)).count();
    Some((all.len(), running)).filter(|(all, _)| *all > 0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn this_process_is_listed_and_runs() {
        if let Some((all, running)) = super::listed_and_running() {
            assert!(running >= 1 && running <= all, "{running} of {all}");
        }
    }
}
