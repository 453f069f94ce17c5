//! [1, 1] from every engine that can give it, as natively; else *not deterministic* with `thread_local!` named as the reason.

use std::cell::Cell;

use racecourse::Outcome;
use racecourse::thread;

thread_local! {
    static MINE: Cell<u32> = const { Cell::new(0) };
}

pub(super) fn run() -> Outcome {
    let count = || {
        MINE.set(MINE.get() + 1);
        MINE.get()
    };
    let actors = [thread::spawn(count), thread::spawn(count)];
    Outcome::new(format!("{:?}", actors.map(|it| it.join().unwrap())))
}
