//! Source: smol-rs/event-listener#138, #139. Shape: `notify` returns at once if no list of listeners was ever made, and looks at that before
//! its fence; the listener has just made the list and does not see the flag yet: store buffering.
//! Expected: explorer finds nothing (it is memory order); weak_memory: broken "deadlock"; fixed (no early way out) never.
use super::prelude::*;
pub(super) const CASES: &[V] = &[("broken", broken, &["woken"], &["deadlock"], &["woken"]), ("fixed", fixed, &["woken"], &[], &[])];

struct Event { made: AtomicBool, listeners: Mutex<Vec<thread::Thread>>, early_out: bool }
impl Event {
    fn listen(&self) {
        if !self.made.load(Acquire) { let _ = self.made.compare_exchange(false, true, AcqRel, Acquire); }
        self.listeners.lock().push(thread::current());
        fence(SeqCst);
    }
    fn notify(&self) {
        if self.early_out && !self.made.load(Acquire) { return; }
        fence(SeqCst);
        for listener in self.listeners.lock().drain(..) { listener.unpark(); }
    }
}
fn run(early_out: bool) -> Outcome {
    let flag = Arc::new(AtomicBool::new(false));
    let event = Arc::new(Event { made: AtomicBool::new(false), listeners: Mutex::new(Vec::new()), early_out });
    let setter = { let (flag, event) = (flag.clone(), event.clone()); thread::spawn(move || { flag.store(true, Release); event.notify(); }) };
    while !flag.load(Acquire) {
        event.listen();
        if flag.load(Acquire) { break; }
        thread::park();
    }
    setter.join().unwrap();
    Outcome::new("woken")
}
pub(super) fn broken() -> Outcome { run(true) }
pub(super) fn fixed() -> Outcome { run(false) }
