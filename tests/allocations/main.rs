//! What an execution allocates: what its program does, and nothing of the kernel's once there has been another one like it.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::{Cell, RefCell};
use std::sync::Arc;

use racecourse::budget::Budget;
use racecourse::engine::Program;
use racecourse::engine::explorer::{Method, exhaust};
use racecourse::outcome::Outcome;
use racecourse::sync::Mutex;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;

thread_local! {
    /// How often this thread has allocated.
    static ALLOCATED: Cell<u64> = const { Cell::new(0) };
    /// What it had when each execution began, and what its program has allocated in it.
    static EXECUTIONS: RefCell<Vec<(u64, u64)>> = const { RefCell::new(Vec::new()) };
}

/// The system's allocator, counted.
struct Counted;

#[expect(unsafe_code, reason = "allocators are unsafe")]
// SAFETY: all is left to the system's allocator.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATED.set(ALLOCATED.get() + 1);
        // SAFETY: the caller says what it says to the system.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: `alloc` has this memory from the system.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static COUNTED: Counted = Counted;

const ACTORS: usize = 3;

/// What a thread takes: its closure, and the place where it leaves its result.
const FOR_A_THREAD: u64 = 2;

/// Does something of the program's own, and counts what it allocates.
fn own<R>(does: impl FnOnce() -> R) -> R {
    let before = ALLOCATED.get();
    let result = does();
    let allocated = ALLOCATED.get() - before;
    EXECUTIONS.with_borrow_mut(|executions| {
        if let Some((_, own)) = executions.last_mut() {
            *own += allocated;
        }
    });
    result
}

fn program() -> Outcome {
    let begun = ALLOCATED.get();
    EXECUTIONS.with_borrow_mut(|executions| executions.push((begun, 0)));
    let shared = own(|| Arc::new((AtomicU32::new(0), Mutex::new(0))));
    let threads = [(); ACTORS].map(|()| {
        let shared = Arc::clone(&shared);
        thread::spawn(move || {
            shared.0.fetch_add(1, SeqCst);
            *shared.1.lock() += 1;
        })
    });
    threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
    own(|| Outcome::new("done"))
}

#[test]
fn nothing_is_allocated_for_an_execution_but_by_its_program() {
    EXECUTIONS.with_borrow_mut(|executions| executions.reserve(1 << 16));
    let every = exhaust(&Program::unnamed(program), &Budget::DEFAULT, Method::EveryInterleaving, false);
    let every = every.expect("it ends").executions;
    let executions = EXECUTIONS.take();
    // The first one, which is run twice, makes room.
    assert!(every > 100, "{every}");
    let more = |pair: &[(u64, u64)]| pair[1].0 - pair[0].0 - pair[0].1 - ACTORS as u64 * FOR_A_THREAD;
    // What comes after those that were asked for looks for something else.
    let more: Vec<u64> = executions[..every as usize].windows(2).map(more).collect();
    // The first one makes room for those that come.
    assert_eq!(more[1..].iter().sum::<u64>(), 0, "{more:?}");
}
