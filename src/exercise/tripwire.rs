//! What a driver adds so that the memory which a submission uses can be watched: the functions that the compiler has each load and
//! store call, and an allocator that tells what is freed.
//!
//! The functions are those of LLVM's SanitizerCoverage (`-sanitizer-coverage-trace-loads`, `-sanitizer-coverage-trace-stores`;
//! <https://clang.llvm.org/docs/SanitizerCoverage.html>). What they tell is looked at in executions that are recorded, and what comes of
//! it goes to whoever judges.

use std::alloc::{GlobalAlloc, Layout, System};

pub use racecourse_kernel::tripwire::touches;
pub use racecourse_trace::hidden_race::{HiddenAccess, HiddenRace, Watched};

use racecourse_kernel::tripwire::is_free;

/// The system's allocator, which tells what is freed.
#[derive(Debug)]
pub struct Telling;

// SAFETY: all is the system's. What is told besides is numbers.
#[expect(unsafe_code, reason = "an allocator is asked for memory by those who promise how they use it")]
unsafe impl GlobalAlloc for Telling {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller promises the same here.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        is_free(memory.addr()..memory.addr().saturating_add(layout.size()));
        // SAFETY: as above.
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let (from, to) = (memory.addr(), memory.addr().saturating_add(layout.size()));
        // SAFETY: as above.
        let moved = unsafe { System.realloc(memory, layout, size) };
        if moved.addr() != from && !moved.is_null() {
            is_free(from..to);
        } else if size < layout.size() && !moved.is_null() {
            is_free(from + size..to);
        }
        moved
    }
}

/// The functions and the allocator, for the root of a driver.
#[doc(hidden)]
#[macro_export]
macro_rules! exercise_tripwire {
    () => {
        #[global_allocator]
        static TELLING: $crate::exercise::tripwire::Telling = $crate::exercise::tripwire::Telling;

        $crate::exercise_tripwire! {
            __sanitizer_cov_load1 1 false, __sanitizer_cov_store1 1 true,
            __sanitizer_cov_load2 2 false, __sanitizer_cov_store2 2 true,
            __sanitizer_cov_load4 4 false, __sanitizer_cov_store4 4 true,
            __sanitizer_cov_load8 8 false, __sanitizer_cov_store8 8 true,
            __sanitizer_cov_load16 16 false, __sanitizer_cov_store16 16 true,
        }
    };
    ($($name:ident $bytes:literal $writes:literal,)*) => {
        $(
            #[unsafe(no_mangle)]
            extern "C" fn $name(memory: *const u8) {
                $crate::exercise::tripwire::touches(memory.addr(), $bytes, $writes);
            }
        )*
    };
}

#[cfg(test)]
mod tests {
    use std::ptr;

    use super::*;
    use crate::Outcome;
    use crate::budget::Budget;
    use crate::channel;
    use crate::engine::Program;
    use crate::sync::atomic::{AtomicBool, Ordering, fence};
    use crate::sync::{Arc, Mutex};
    use crate::thread;
    use racecourse_engine::graph::transcript_of;
    use racecourse_kernel::tripwire;

    /// What came of watching all executions of `run`.
    fn watched(run: impl Fn() + Send + Sync + 'static) -> Watched {
        let program = Program::unnamed(move || {
            run();
            Outcome::new("done")
        });
        tripwire::set();
        let transcript = transcript_of(&program, &Budget::DEFAULT, 5_000);
        let watched = tripwire::take();
        assert!(transcript.is_ok(), "{transcript:?}");
        watched
    }

    #[track_caller]
    fn shares(run: impl Fn() + Send + Sync + 'static) -> HiddenRace {
        watched(run).races.first().expect("it shares memory past the facade").clone()
    }

    #[track_caller]
    fn shares_nothing(run: impl Fn() + Send + Sync + 'static) {
        assert_eq!(watched(run), Watched { is_all: true, races: Vec::new() });
    }

    /// Any memory.
    const HERE: usize = 0x1000;

    fn reads() {
        touches(HERE, 4, false);
    }

    fn writes() {
        touches(HERE, 4, true);
    }

    #[test]
    fn two_who_write_without_a_step_share_and_it_is_told_who_and_where() {
        let race = shares(|| {
            let seen = AtomicBool::new(false);
            thread::scope(|scope| {
                scope.spawn_named("left", || {
                    seen.load(Ordering::Relaxed);
                    writes();
                });
                scope.spawn_named("right", reads);
            });
        });
        let [left, right] = if race.first.writes { [race.first, race.second] } else { [race.second, race.first] };
        assert_eq!(
            (left.actor.as_str(), left.writes, right.actor.as_str(), right.writes),
            ("left", true, "right", false)
        );
        assert!(left.after.is_some_and(|site| site.file.ends_with("tripwire.rs")) && right.after.is_none());
    }

    #[test]
    fn who_only_reads_and_who_is_at_other_bytes_shares_nothing() {
        shares_nothing(|| {
            writes();
            thread::scope(|scope| {
                scope.spawn(reads);
                scope.spawn(reads);
                scope.spawn(|| touches(HERE + 4, 4, true));
            });
        });
    }

    #[test]
    fn what_is_done_before_a_thread_starts_and_after_it_has_ended_is_ordered_without_any_other_step() {
        shares_nothing(|| {
            writes();
            let thread = thread::spawn(writes);
            thread.join().unwrap();
            writes();
            thread::scope(|scope| _ = scope.spawn(writes));
            writes();
        });
        shares(|| {
            let thread = thread::spawn(writes);
            writes();
            thread.join().unwrap();
        });
    }

    #[test]
    fn a_lock_orders_what_is_done_under_it_and_not_what_is_done_beside() {
        let with_lock = |beside: bool| {
            move || {
                let lock = Mutex::new(());
                thread::scope(|scope| {
                    for _ in 0..2 {
                        scope.spawn(|| {
                            let guard = lock.lock();
                            writes();
                            drop(guard);
                            if beside {
                                writes();
                            }
                        });
                    }
                });
            }
        };
        shares_nothing(with_lock(false));
        shares(with_lock(true));
    }

    #[test]
    fn a_message_orders_what_comes_before_it_and_the_queue_is_nobody_s() {
        shares_nothing(|| {
            let (sender, receiver) = channel::unbounded();
            let other = sender.clone();
            thread::scope(|scope| {
                scope.spawn(move || {
                    writes();
                    sender.send(vec![1]).unwrap();
                });
                scope.spawn(move || other.send(vec![2]).unwrap());
                let all: Vec<_> = receiver.iter().collect();
                writes();
                assert_eq!(all.len(), 2);
            });
        });
    }

    #[test]
    fn orderings_hand_over_what_they_say() {
        let flagged = |fenced: bool| {
            move || {
                let flag = AtomicBool::new(false);
                thread::scope(|scope| {
                    scope.spawn(|| {
                        writes();
                        if fenced {
                            fence(Ordering::Release);
                        }
                        flag.store(true, Ordering::Relaxed);
                    });
                    if flag.load(Ordering::Relaxed) {
                        if fenced {
                            fence(Ordering::Acquire);
                        }
                        writes();
                    }
                });
            }
        };
        shares_nothing(flagged(true));
        shares(flagged(false));
    }

    #[test]
    fn memory_that_was_freed_may_be_anybody_s() {
        let freed = |is_told: bool| {
            move || {
                thread::scope(|scope| {
                    for _ in 0..2 {
                        scope.spawn(|| {
                            writes();
                            if is_told {
                                is_free(HERE..HERE + 4);
                            }
                        });
                    }
                });
            }
        };
        shares_nothing(freed(true));
        shares(freed(false));
    }

    /// What is on the running actor's stack.
    fn uses_its_stack() {
        let own = [0_u64; 64];
        for word in &own {
            touches(ptr::from_ref(word).addr(), 8, true);
        }
    }

    #[test]
    fn a_stack_that_is_used_again_is_another_one() {
        shares_nothing(|| {
            let ended = AtomicBool::new(false);
            thread::scope(|scope| {
                scope.spawn(|| {
                    uses_its_stack();
                    ended.store(true, Ordering::Relaxed);
                });
                // Whoever is started now may have the stack of the one who has ended, and knows nothing of that one.
                if ended.load(Ordering::Relaxed) {
                    scope.spawn(uses_its_stack);
                }
            });
        });
    }

    #[test]
    fn who_drops_the_last_pointer_comes_after_those_who_have_dropped_theirs() {
        struct Touched;
        impl Drop for Touched {
            fn drop(&mut self) {
                writes();
            }
        }
        let dropped = |after: bool| {
            move || {
                let one = Arc::new(Touched);
                let other = Arc::clone(&one);
                thread::scope(|scope| {
                    for pointer in [one, other] {
                        scope.spawn(move || {
                            reads();
                            drop(pointer);
                            if after {
                                reads();
                            }
                        });
                    }
                });
            }
        };
        shares_nothing(dropped(false));
        shares(dropped(true));
    }

    #[test]
    fn a_search_that_is_not_recorded_is_not_watched_and_sees_the_same() {
        use crate::engine::{EngineId, explore};
        let program = Program::unnamed(|| {
            thread::scope(|scope| {
                scope.spawn(writes);
                scope.spawn(writes);
            });
            Outcome::new("done")
        });
        let seen = explore(&program, EngineId::Explorer, &Budget::DEFAULT);
        tripwire::set();
        let watched = explore(&program, EngineId::Explorer, &Budget::DEFAULT);
        tripwire::take();
        assert_eq!(watched, seen);
    }

    #[test]
    fn more_than_is_watched_is_told() {
        let watched = watched(|| (0..1 << 17).for_each(|word| touches(HERE + 8 * word, 8, true)));
        assert_eq!(watched, Watched { is_all: false, races: Vec::new() });
    }

    #[test]
    fn the_allocator_is_the_system_s_and_tells_what_is_freed() {
        let layout = Layout::array::<u64>(4).unwrap();
        // SAFETY: what is asked for is given back, with the size that it has.
        #[expect(unsafe_code, reason = "an allocator is asked for memory by those who promise how they use it")]
        unsafe {
            let memory = Telling.alloc_zeroed(layout);
            assert!((0..32).all(|at| memory.add(at).read() == 0));
            let larger = Telling.realloc(memory, layout, 4096);
            larger.add(4095).write(1);
            let smaller = Telling.realloc(larger, Layout::array::<u64>(512).unwrap(), 8);
            Telling.dealloc(smaller, Layout::array::<u64>(1).unwrap());
        }
        shares_nothing(|| {
            let telling = || {
                let layout = Layout::new::<u64>();
                // SAFETY: as above.
                #[expect(unsafe_code, reason = "as above")]
                unsafe {
                    let memory = Telling.alloc(layout);
                    touches(memory.addr(), 8, true);
                    Telling.dealloc(memory, layout);
                }
            };
            thread::scope(|scope| {
                scope.spawn(telling);
                scope.spawn(telling);
            });
        });
    }
}
