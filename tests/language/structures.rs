//! Data structures without locks: as many graphs as GenMC counts of its own versions of them.
//!
//! The programs are those of `tests/correct/data-structures` in <https://github.com/MPI-SWS/genmc> (revision `b03f01e`), told again:
//! who does what, with which orderings. The counts are those of its files `expected.rc11.mo.in` and `expected.sc.mo.in`. Pointers are
//! numbers of nodes, and plain memory that two may use at the same time is relaxed here. What GenMC takes for granted is waited for
//! here, for ever where it is not so: such graphs are stuck, and are not counted. That is what its programs say so of, and rounds of
//! a loop that change nothing: GenMC leaves them out, since it can see in the program that the next round is the same.
//!
//! Not here are those in which somebody does nothing but to look again and again (its spin locks, its barrier), for that same reason:
//! here one look that finds nothing is a read like any other.

use std::sync::Arc;

use racecourse::budget::Budget;
use racecourse::engine::Program;
use racecourse::engine::execution_graphs::{Model, count};
use racecourse::outcome::Outcome;
use racecourse::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
use racecourse::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, fence};
use racecourse::thread;

/// Graphs of `run` that are not stuck: under the language's model and under sequential consistency.
#[track_caller]
fn comes_to(run: fn() -> Outcome, language: u64, sc: u64) {
    let budget = Budget { executions: 1_000_000, ..Budget::DEFAULT };
    let counted = [Model::Language, Model::Sc].map(|model| {
        let counted = count(&Program::unnamed(run), &budget, model);
        counted.unwrap_or_else(|why| panic!("{model:?}: {why}")).complete
    });
    assert_eq!(counted, [language, sc]);
}

/// All of them at once.
fn all(actors: Vec<Box<dyn FnOnce() + Send>>) -> Outcome {
    let handles: Vec<_> = actors.into_iter().map(thread::spawn).collect();
    handles.into_iter().for_each(|handle| handle.join().expect("no panic"));
    Outcome::new("done")
}

/// What does not come to be is waited for.
fn assume(is_so: bool) {
    if !is_so {
        thread::park();
    }
}

// A deque of which one end is its owner's, and from whose other end others steal (Chase and Lev, SPAA 2005).

struct Deque {
    bottom: AtomicU64,
    top: AtomicU64,
    buffer: Vec<AtomicU64>,
}

impl Deque {
    fn new() -> Arc<Self> {
        let buffer = (0..10).map(|_| AtomicU64::new(0)).collect();
        Arc::new(Self { bottom: AtomicU64::new(0), top: AtomicU64::new(0), buffer })
    }

    fn place(&self, at: u64) -> &AtomicU64 {
        &self.buffer[at as usize % self.buffer.len()]
    }

    fn push(&self, item: u64) -> bool {
        let bottom = self.bottom.load(Relaxed);
        let top = self.top.load(Acquire);
        if bottom.wrapping_sub(top) as i64 >= self.buffer.len() as i64 {
            return false;
        }
        self.place(bottom).store(item, Relaxed);
        self.bottom.store(bottom + 1, Release);
        true
    }

    fn pop(&self) {
        let bottom = self.bottom.load(Relaxed);
        self.bottom.store(bottom.wrapping_sub(1), Relaxed);
        fence(SeqCst);
        let top = self.top.load(Relaxed);
        let left = bottom.wrapping_sub(top) as i64;
        if left <= 0 {
            self.bottom.store(bottom, Relaxed);
            return;
        }
        self.place(bottom - 1).load(Relaxed);
        if left == 1 {
            let _ = self.top.compare_exchange(top, top + 1, AcqRel, Acquire);
            self.bottom.store(bottom, Relaxed);
        }
    }

    fn steal(&self) {
        let top = self.top.load(Relaxed);
        fence(SeqCst);
        let bottom = self.bottom.load(Acquire);
        if bottom.wrapping_sub(top) as i64 > 0 {
            self.place(top).load(Relaxed);
            let _ = self.top.compare_exchange(top, top + 1, Release, Relaxed);
        }
    }
}

/// Its owner pushes, pops, and pushes again; each of the others steals so often.
fn deque(first: u64, pops: usize, then: u64, steals: &[usize]) -> Outcome {
    let deque = Deque::new();
    let owner = Arc::clone(&deque);
    let mut actors: Vec<Box<dyn FnOnce() + Send>> = vec![Box::new(move || {
        let mut next = 1;
        let mut push = |times| (0..times).for_each(|_| next += u64::from(owner.push(next)));
        push(first);
        (0..pops).for_each(|_| owner.pop());
        push(then);
    })];
    for &steals in steals {
        let deque = Arc::clone(&deque);
        actors.push(Box::new(move || (0..steals).for_each(|_| deque.steal())));
    }
    all(actors)
}

#[test]
fn a_deque() {
    comes_to(|| deque(5, 3, 2, &[1]), 65, 59);
}

#[test]
fn a_deque_of_which_two_steal() {
    comes_to(|| deque(2, 1, 1, &[2, 1]), 1924, 1373);
}

// A stack whose operations are tried once.

struct Stack {
    /// The number of a node, or 0.
    head: AtomicUsize,
    data: Vec<AtomicU64>,
    next: Vec<AtomicUsize>,
}

impl Stack {
    /// With nodes 1 and so on, whose next one is none yet.
    fn new(nodes: usize, none: usize) -> Arc<Self> {
        Arc::new(Self {
            head: AtomicUsize::new(0),
            data: (0..=nodes).map(|_| AtomicU64::new(0)).collect(),
            next: (0..=nodes).map(|_| AtomicUsize::new(none)).collect(),
        })
    }

    fn try_push(&self, node: usize, data: u64) -> bool {
        self.data[node].store(data, Relaxed);
        let head = self.head.load(Relaxed);
        self.next[node].store(head, Relaxed);
        self.head.compare_exchange(head, node, Release, Relaxed).is_ok()
    }

    fn try_pop(&self) {
        let head = self.head.load(Acquire);
        if head != 0 {
            self.data[head].load(Relaxed);
            let next = self.next[head].load(Relaxed);
            let _ = self.head.compare_exchange(head, next, Release, Relaxed);
        }
    }
}

#[test]
fn a_stack_that_is_tried_once() {
    fn run() -> Outcome {
        let stack = Stack::new(3, 0);
        let other = Arc::clone(&stack);
        all(vec![
            Box::new(move || {
                let mut count = 1;
                for node in [1, 2] {
                    count <<= u64::from(stack.try_push(node, count));
                }
                stack.try_pop();
            }),
            Box::new(move || {
                other.try_pop();
                other.try_push(3, 1);
            }),
        ])
    }
    comes_to(run, 37, 37);
}

// Treiber's stack (1986), with a count beside its pointer.

/// A pointer, with how often it has been changed.
const fn counted(pointer: usize, count: u64) -> u64 {
    count << 32 | pointer as u64
}

const fn pointer(counted: u64) -> usize {
    (counted & 0xFFFF_FFFF) as usize
}

const fn count_of(counted: u64) -> u64 {
    counted >> 32
}

struct Treiber {
    top: AtomicU64,
    next: Vec<AtomicU64>,
    /// What each has told before it has pushed.
    told: Vec<AtomicU64>,
    value: Vec<AtomicU64>,
}

impl Treiber {
    fn push(&self, me: usize) {
        self.told[me].store(me as u64 + 42, Relaxed);
        let node = 1 + me * 4;
        self.value[node].store(me as u64, Relaxed);
        loop {
            let top = self.top.load(Acquire);
            self.next[node].store(top, Relaxed);
            if self.top.compare_exchange(top, counted(node, count_of(top) + 1), Release, Relaxed).is_ok() {
                return;
            }
        }
    }

    fn pop(&self) {
        let top = self.top.load(Acquire);
        let node = pointer(top);
        if node == 0 {
            return;
        }
        let next = pointer(self.next[node].load(Relaxed));
        assume(self.top.compare_exchange(top, counted(next, count_of(top) + 1), Release, Relaxed).is_ok());
        let by = self.value[node].load(Relaxed);
        if by != 0 {
            self.told[by as usize].load(Relaxed);
        }
    }
}

#[test]
fn treibers_stack() {
    fn run() -> Outcome {
        let numbers = |first: u64| (0..16).map(|_| AtomicU64::new(first)).collect();
        let stack = Treiber { top: AtomicU64::new(0), next: numbers(0x666), told: numbers(0), value: numbers(0) };
        let stack = Arc::new(stack);
        let [ann, ben, cat] = std::array::from_fn(|_| Arc::clone(&stack));
        all(vec![Box::new(move || ann.push(0)), Box::new(move || ben.push(1)), Box::new(move || cat.pop())])
    }
    comes_to(run, 18, 18);
}

// A queue that its first user makes ready, and whose operations are tried once.

struct Queue {
    next: Vec<AtomicUsize>,
    data: Vec<AtomicU64>,
    head: AtomicUsize,
    tail: AtomicUsize,
    is_ready: AtomicBool,
}

/// The node that is there from the beginning; 0 is none.
const FIRST: usize = 1;

impl Queue {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            next: (0..4).map(|_| AtomicUsize::new(0)).collect(),
            data: (0..4).map(|_| AtomicU64::new(0)).collect(),
            head: AtomicUsize::new(0),
            tail: AtomicUsize::new(0),
            is_ready: AtomicBool::new(false),
        })
    }

    fn make_ready(&self) {
        self.next[FIRST].store(0, Release);
        self.head.store(FIRST, Release);
        self.tail.store(FIRST, Release);
        self.is_ready.store(true, Release);
    }

    fn find_tail(&self) -> Option<usize> {
        let node = self.tail.load(Acquire);
        let next = self.next[node].load(Relaxed);
        if next == 0 {
            return Some(node);
        }
        self.tail.store(next, Release);
        None
    }

    fn try_put(&self, node: usize) {
        self.data[node].store(1, Relaxed);
        self.next[node].store(0, Relaxed);
        let tail = loop {
            if let Some(tail) = self.find_tail() {
                break tail;
            }
        };
        if self.next[tail].compare_exchange(0, node, Release, Relaxed).is_ok() {
            self.tail.store(node, Release);
        }
    }

    fn try_take(&self) {
        let head = self.head.load(Acquire);
        let node = self.next[head].load(Acquire);
        if node != 0 && self.head.compare_exchange(head, node, Relaxed, Relaxed).is_ok() {
            self.data[node].load(Relaxed);
        }
    }
}

#[test]
fn a_queue_that_is_tried_once() {
    fn run() -> Outcome {
        let queue = Queue::new();
        let [ann, ben, cat] = std::array::from_fn(|_| Arc::clone(&queue));
        let is_ready = |queue: &Queue| queue.is_ready.load(Acquire);
        all(vec![
            Box::new(move || {
                ann.make_ready();
                ann.try_put(2);
            }),
            Box::new(move || {
                if is_ready(&ben) {
                    ben.try_put(3);
                }
            }),
            Box::new(move || {
                if is_ready(&cat) {
                    cat.try_take();
                }
            }),
        ])
    }
    comes_to(run, 75, 39);
}

// Michael and Scott's queue (PODC 1996), with counts beside its pointers.

struct MichaelScott {
    head: AtomicU64,
    tail: AtomicU64,
    next: Vec<AtomicU64>,
    value: Vec<AtomicU64>,
}

impl MichaelScott {
    fn put(&self, node: usize) {
        self.value[node].store(7, Relaxed);
        let next = self.next[node].load(Relaxed);
        self.next[node].store(counted(0, count_of(next)), Relaxed);
        let tail = loop {
            let tail = self.tail.load(Acquire);
            let last = &self.next[pointer(tail)];
            let next = last.load(Acquire);
            // That GenMC does not leave out this round, as it does that of `take`, is concluded from its count.
            if tail != self.tail.load(Relaxed) {
                continue;
            }
            if pointer(next) == 0
                && last.compare_exchange(next, counted(node, count_of(next) + 1), Release, Relaxed).is_ok()
            {
                break tail;
            }
            let next = pointer(last.load(Acquire));
            let _ = self.tail.compare_exchange(tail, counted(next, count_of(tail) + 1), Release, Relaxed);
        };
        let _ = self.tail.compare_exchange(tail, counted(node, count_of(tail) + 1), Release, Relaxed);
    }

    fn take(&self) {
        loop {
            let head = self.head.load(Acquire);
            let tail = self.tail.load(Acquire);
            let next = self.next[pointer(head)].load(Acquire);
            assume(self.head.load(Relaxed) == head);
            if pointer(head) != pointer(tail) {
                self.value[pointer(next)].load(Relaxed);
                let other = counted(pointer(next), count_of(head) + 1);
                assume(self.head.compare_exchange(head, other, Release, Relaxed).is_ok());
                return;
            }
            if pointer(next) == 0 {
                return;
            }
            let other = counted(pointer(next), count_of(tail) + 1);
            let _ = self.tail.compare_exchange(tail, other, Release, Relaxed);
        }
    }
}

#[test]
fn michael_and_scotts_queue() {
    fn run() -> Outcome {
        let numbers = |first: u64| (0..8).map(|_| AtomicU64::new(first)).collect::<Vec<_>>();
        let mut next = numbers(0x666);
        next[1] = AtomicU64::new(0);
        let (head, tail) = (AtomicU64::new(1), AtomicU64::new(1));
        let queue = Arc::new(MichaelScott { head, tail, next, value: numbers(0) });
        let other = Arc::clone(&queue);
        let puts_and_takes = |queue: Arc<MichaelScott>, node: usize| {
            move || {
                queue.put(node);
                queue.take();
            }
        };
        all(vec![Box::new(puts_and_takes(queue, 2)), Box::new(puts_and_takes(other, 6))])
    }
    comes_to(run, 50, 50);
}
