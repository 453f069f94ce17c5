use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;

use racecourse::Outcome;
use racecourse::process::{self, PipeReader, PipeWriter, SharedMemory};
use submission::Printer;

/// Whoever holds the printer is stuck, and killed.
pub fn stuck() -> Outcome {
    let printer = Arc::new(Printer::new());
    let (mut hears, tells) = process::pipe();
    let (next, _jobs) = process::pipe();
    let mut holder = process::fork("holder", &(Arc::clone(&printer), tells, next), gets_stuck);
    if hears.read_exact(&mut [0]).is_err() {
        return Outcome::new("nothing was printed");
    }
    // However often one asks.
    let held = (0..20).all(|_| !printer.try_use(|| ()));
    holder.kill();
    holder.wait();
    let free = printer.try_use(|| ());
    let (before, after) = (if held { "held" } else { "not held" }, if free { "free" } else { "left behind" });
    Outcome::new(format!("{before}, then {after}"))
}

fn gets_stuck((printer, mut tells, mut next): (Arc<Printer>, PipeWriter, PipeReader)) {
    printer.try_use(|| {
        tells.write_all(b"!").unwrap();
        // There is no next job.
        let _ = next.read_exact(&mut [0]);
    });
}

/// Whoever holds the printer is killed, and then two come at the same time.
pub fn two_heirs() -> Outcome {
    let printer = Arc::new(Printer::new());
    let memory = SharedMemory::new(1);
    let (mut hears, tells) = process::pipe();
    let (next, _jobs) = process::pipe();
    let mut holder = process::fork("holder", &(Arc::clone(&printer), tells, next), gets_stuck);
    if hears.read_exact(&mut [0]).is_err() {
        return Outcome::new("nothing was printed");
    }
    holder.kill();
    holder.wait();
    both_try(&printer, &memory)
}

/// Whoever uses the printer is killed, before, meanwhile or afterwards.
pub fn at_any_time() -> Outcome {
    let printer = Arc::new(Printer::new());
    let memory = SharedMemory::new(1);
    let mut worker = process::fork("worker", &(Arc::clone(&printer), memory.clone()), adds);
    worker.kill();
    worker.wait();
    let free = printer.try_use(|| ());
    Outcome::new(match (free, printer.try_use(|| ())) {
        (true, true) => "free",
        (true, false) => "kept itself out",
        (false, _) => "left behind",
    })
}

/// Two processes, which may come at the same time.
pub fn two_processes() -> Outcome {
    both_try(&Arc::new(Printer::new()), &SharedMemory::new(1))
}

/// A child and main each try to add one; nobody else is there.
fn both_try(printer: &Arc<Printer>, memory: &SharedMemory) -> Outcome {
    let mut child = process::fork("child", &(Arc::clone(printer), memory.clone()), adds);
    let own = i32::from(printer.try_use(|| add(memory)));
    let of_child = child.wait().code().unwrap_or_default();
    let all = memory.load(0, SeqCst) == (own + of_child) as u64;
    Outcome::new(if all { "as many as were let in" } else { "two at once" })
}

/// How many jobs it could do.
fn adds((printer, memory): (Arc<Printer>, SharedMemory)) -> i32 {
    i32::from(printer.try_use(|| add(&memory)))
}

fn add(memory: &SharedMemory) {
    let before = memory.load(0, SeqCst);
    memory.store(0, before + 1, SeqCst);
}
