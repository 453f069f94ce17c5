use racecourse::sync::Arc;

use racecourse::Outcome;
use racecourse::cell::RacyCell;
use racecourse::channel;
use racecourse::exercise::vary;
use racecourse::thread;
use submission::Gate;

/// What is written before the gate is opened is read behind it. The memory is plain, so that a gate which orders nothing shows.
fn readers<const N: usize>(names: [&str; N], written: u32) -> [u32; N] {
    let (gate, memory) = (Arc::new(Gate::new()), Arc::new(RacyCell::new(0)));
    let workers = names.map(|name| {
        let (gate, memory) = (Arc::clone(&gate), Arc::clone(&memory));
        thread::spawn_named(name, move || {
            gate.wait();
            memory.get()
        })
    });
    memory.set(written);
    gate.open();
    workers.map(|worker| worker.join().unwrap())
}

/// One worker.
pub fn one_waits() -> Outcome {
    let written = vary(&[1, 2]);
    let [read] = readers(["worker"], written);
    Outcome::new(if read == written { "read what was written" } else { "read too early" })
}

/// Two of them.
pub fn two_wait() -> Outcome {
    let read = readers(["ann", "ben"], 1);
    Outcome::new(if read == [1, 1] { "both read what was written" } else { "read too early" })
}

/// Three.
pub fn three_wait() -> Outcome {
    let read = readers(["ann", "ben", "cleo"], 1);
    Outcome::new(if read == [1, 1, 1] { "all read what was written" } else { "read too early" })
}

/// Nobody has to sleep.
pub fn already_open() -> Outcome {
    let gate = Gate::new();
    for _ in 0..2 {
        gate.open();
        gate.wait();
    }
    // Who opens it once opens it for all.
    let gate = Gate::new();
    gate.open();
    for _ in 0..20 {
        gate.wait();
    }
    Outcome::new("went through each time")
}

/// Seven say that they will wait, and do, before main opens the gate.
pub fn many_wait() -> Outcome {
    let (gate, memory) = (Arc::new(Gate::new()), Arc::new(RacyCell::new(0)));
    let (says, said) = channel::unbounded();
    let workers = [(); 7].map(|()| {
        let (gate, memory, says) = (Arc::clone(&gate), Arc::clone(&memory), says.clone());
        thread::spawn(move || {
            says.send(()).unwrap();
            gate.wait();
            memory.get()
        })
    });
    workers.iter().for_each(|_| said.recv().unwrap());
    memory.set(1);
    gate.open();
    let read = workers.map(|worker| worker.join().unwrap());
    Outcome::new(if read == [1; 7] { "all read what was written" } else { "read too early" })
}
