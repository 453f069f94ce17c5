//! Submissions whose actors share memory past the facade. No step of theirs is there between which anybody could come, so all
//! executions are right; it is the tripwire that has somebody look. They begin with the hole in the compiler that `smuggled` has.

use std::path::Path;

use libtest_mimic::{Failed, Trial};
use racecourse_exercises::around::Around;
use racecourse_exercises::check::{Extent, check};
use racecourse_exercises::exercise::Exercise;
use racecourse_exercises::grade::Graded;
use racecourse_exercises::words::in_short;
use racecourse_exercises::workshop::Workshop;

use crate::smuggled::HOLE;

/// A name, the exercise, and the text behind [`HOLE`].
type Hides = (&'static str, &'static str, &'static str);

const ALL: &[Hides] = &[
    (
        "a_leaked_box",
        "repair_lost_update",
        "pub struct Counter(usize); impl Counter { \
         pub fn new() -> Self { Self(Box::leak(Box::new(0_u32)) as *mut u32 as usize) } \
         pub fn add(&self, by: u32) { *hole::taken_for::<usize, &'static mut u32>(self.0) += by; } \
         pub fn get(&self) -> u32 { *hole::taken_for::<usize, &'static u32>(self.0) } }",
    ),
    (
        "a_field_that_nobody_may_change",
        "repair_lost_update",
        "pub struct Counter { value: u32 } impl Counter { pub fn new() -> Self { Self { value: 0 } } \
         fn at(&self) -> usize { &self.value as *const u32 as usize } \
         pub fn add(&self, by: u32) { *hole::taken_for::<usize, &'static mut u32>(self.at()) += by; } \
         pub fn get(&self) -> u32 { *hole::taken_for::<usize, &'static u32>(self.at()) } }",
    ),
    (
        "a_cell_for_one_thread",
        "repair_lost_update",
        "use std::cell::Cell; pub struct Counter(usize); impl Counter { \
         pub fn new() -> Self { Self(Box::leak(Box::new(Cell::new(0_u32))) as *mut Cell<u32> as usize) } \
         fn cell(&self) -> &'static Cell<u32> { hole::taken_for::<usize, &'static Cell<u32>>(self.0) } \
         pub fn add(&self, by: u32) { self.cell().set(self.cell().get() + by); } \
         pub fn get(&self) -> u32 { self.cell().get() } }",
    ),
    (
        "a_list_that_is_borrowed_at_run_time",
        "repair_lost_update",
        "use std::cell::RefCell; #[derive(Clone, Copy)] struct By(u32); pub struct Counter(usize); impl Counter { \
         pub fn new() -> Self { Self(Box::leak(Box::new(RefCell::new(Vec::<By>::new()))) as *mut RefCell<Vec<By>> as usize) } \
         fn all(&self) -> &'static RefCell<Vec<By>> { hole::taken_for::<usize, &'static RefCell<Vec<By>>>(self.0) } \
         pub fn add(&self, by: u32) { self.all().borrow_mut().push(By(by)); } \
         pub fn get(&self) -> u32 { self.all().borrow().iter().map(|by| by.0).sum() } }",
    ),
    (
        "a_pointer_that_counts_for_one_thread",
        "repair_lost_update",
        "use std::{cell::Cell, rc::Rc}; pub struct Counter(usize); impl Counter { \
         pub fn new() -> Self { Self(Box::leak(Box::new(Rc::new(Cell::new(0_u32)))) as *mut Rc<Cell<u32>> as usize) } \
         fn own(&self) -> Rc<Cell<u32>> { Rc::clone(hole::taken_for::<usize, &'static Rc<Cell<u32>>>(self.0)) } \
         pub fn add(&self, by: u32) { let own = self.own(); own.set(own.get() + by); } \
         pub fn get(&self) -> u32 { self.own().get() } }",
    ),
    (
        "bytes_one_by_one",
        "repair_lost_update",
        "pub struct Counter(usize); impl Counter { \
         pub fn new() -> Self { Self(Box::leak(Box::new([0_u8; 4])) as *mut [u8; 4] as usize) } \
         pub fn add(&self, by: u32) { let all = hole::taken_for::<usize, &'static mut [u8; 4]>(self.0); \
         let sum = (u32::from_le_bytes(*all) + by).to_le_bytes(); for (byte, new) in all.iter_mut().zip(sum) { *byte = new; } } \
         pub fn get(&self) -> u32 { u32::from_le_bytes(*hole::taken_for::<usize, &'static [u8; 4]>(self.0)) } }",
    ),
    (
        "sixteen_bytes_at_once",
        "repair_lost_update",
        "pub struct Counter(usize); impl Counter { \
         pub fn new() -> Self { Self(Box::leak(Box::new(0_u128)) as *mut u128 as usize) } \
         pub fn add(&self, by: u32) { *hole::taken_for::<usize, &'static mut u128>(self.0) += u128::from(by); } \
         pub fn get(&self) -> u32 { *hole::taken_for::<usize, &'static u128>(self.0) as u32 } }",
    ),
    (
        "one_writes_under_a_lock_and_one_reads_without",
        "repair_lost_update",
        "use std::sync::Mutex; pub struct Counter { lock: Mutex<()>, at: usize } impl Counter { \
         pub fn new() -> Self { Self { lock: Mutex::new(()), at: Box::leak(Box::new(0_u32)) as *mut u32 as usize } } \
         pub fn add(&self, by: u32) { let _guard = self.lock.lock(); *hole::taken_for::<usize, &'static mut u32>(self.at) += by; } \
         pub fn get(&self) -> u32 { *hole::taken_for::<usize, &'static u32>(self.at) } }",
    ),
    (
        "two_locks_for_one_value",
        "repair_lost_update",
        "use std::sync::Mutex; pub struct Counter { locks: [Mutex<()>; 2], at: usize } impl Counter { \
         pub fn new() -> Self { Self { locks: [Mutex::new(()), Mutex::new(())], at: Box::leak(Box::new(0_u32)) as *mut u32 as usize } } \
         pub fn add(&self, by: u32) { let guard = self.locks[0].try_lock(); \
         let _other = if guard.is_none() { Some(self.locks[1].lock()) } else { None }; \
         *hole::taken_for::<usize, &'static mut u32>(self.at) += by; } \
         pub fn get(&self) -> u32 { let _guard = self.locks[0].lock(); let _other = self.locks[1].lock(); \
         *hole::taken_for::<usize, &'static u32>(self.at) } }",
    ),
    (
        "permits_and_no_lock_in_what_is_generic",
        "write_bounded_buffer",
        "use std::collections::VecDeque; use racecourse::sync::Semaphore; \
         pub struct Buffer<T> { items: Semaphore, room: Semaphore, queue: VecDeque<Own<T>> } \
         struct Own<T>(T); \
         impl<T: 'static> Buffer<T> { \
         pub fn new(capacity: usize) -> Self { Self { items: Semaphore::new(0), room: Semaphore::new(capacity), queue: VecDeque::new() } } \
         fn queue(&self) -> &'static mut VecDeque<Own<T>> { \
         hole::taken_for::<usize, &'static mut VecDeque<Own<T>>>(&self.queue as *const VecDeque<Own<T>> as usize) } \
         pub fn push(&self, item: T) { std::mem::forget(self.room.acquire()); self.queue().push_back(Own(item)); self.items.release(); } \
         pub fn pop(&self) -> T { std::mem::forget(self.items.acquire()); let item = self.queue().pop_front().unwrap(); self.room.release(); item.0 } }",
    ),
];

/// What is only unusual, and shares nothing.
const NOTHING_HIDDEN: &[Hides] = &[
    (
        "functions_that_are_called_as_the_compiler_s_are",
        "repair_lost_update",
        "use std::sync::atomic::{AtomicU32, Ordering::SeqCst}; \
         mod others { pub fn __sanitizer_cov_load4(_: usize) {} pub fn __sanitizer_cov_store4(_: usize) {} } \
         pub struct Counter(AtomicU32); impl Counter { pub fn new() -> Self { Self(AtomicU32::new(0)) } \
         pub fn add(&self, by: u32) { others::__sanitizer_cov_load4(0); others::__sanitizer_cov_store4(0); self.0.fetch_add(by, SeqCst); } \
         pub fn get(&self) -> u32 { self.0.load(SeqCst) } }",
    ),
    (
        "an_own_leaked_box_of_each_thread",
        "repair_lost_update",
        "use std::sync::atomic::{AtomicU32, Ordering::SeqCst}; \
         pub struct Counter(AtomicU32); impl Counter { pub fn new() -> Self { Self(AtomicU32::new(0)) } \
         pub fn add(&self, by: u32) { let at = Box::leak(Box::new(0_u32)) as *mut u32 as usize; \
         *hole::taken_for::<usize, &'static mut u32>(at) += by; \
         self.0.fetch_add(*hole::taken_for::<usize, &'static u32>(at), SeqCst); } \
         pub fn get(&self) -> u32 { self.0.load(SeqCst) } }",
    ),
    (
        "a_leaked_box_under_a_lock",
        "repair_lost_update",
        "use std::sync::Mutex; pub struct Counter { lock: Mutex<()>, at: usize } impl Counter { \
         pub fn new() -> Self { Self { lock: Mutex::new(()), at: Box::leak(Box::new(0_u32)) as *mut u32 as usize } } \
         pub fn add(&self, by: u32) { let _guard = self.lock.lock(); *hole::taken_for::<usize, &'static mut u32>(self.at) += by; } \
         pub fn get(&self) -> u32 { let _guard = self.lock.lock(); *hole::taken_for::<usize, &'static u32>(self.at) } }",
    ),
];

/// Whoever tries to blind the wire, or to bring it down.
const AGAINST_THE_WIRE: &[(&str, &str, &str)] = &[
    (
        "touches_more_than_is_watched",
        "more memory than is watched",
        "let mut all = vec![0_u32; 1 << 18]; for at in 0..all.len() { all[at] = by; } assert!(all[7] == by);",
    ),
    ("touches_the_end_of_all_memory", "", "*hole::taken_for::<usize, &'static mut u8>(usize::MAX) = 1;"),
    ("touches_nothing_s_place", "", "*hole::taken_for::<usize, &'static mut u64>(8) = 1;"),
];

const SHARED: &str = "shares memory past the facade";

pub(crate) fn tests(workshop: &Workshop, exercises: &'static [Exercise], place: &Path) -> Vec<Trial> {
    let trial = |kind: &str, name: &str, exercise: &str, text: String, is_so: fn(&str, &str) -> bool| {
        let exercise = exercises.iter().find(|one| one.name == exercise).expect("it is there");
        let (workshop, place) = (workshop.clone(), place.join(format!("{kind}-{name}")));
        Trial::test(format!("hostile::{kind}::{name}"), move || {
            let (says, flags) = judged(&workshop, exercise, &text, &place);
            if is_so(&says, &flags) { Ok(()) } else { Err(Failed::from(format!("{says}: {flags}"))) }
        })
    };
    let mut all = Vec::new();
    for (name, exercise, text) in ALL {
        all.push(trial("hidden", name, exercise, format!("{HOLE}{text}"), |says, flags| {
            says == "right" && flags.contains(SHARED) && flags.contains(" writes it ")
        }));
    }
    for (name, exercise, text) in NOTHING_HIDDEN {
        all.push(trial("nothing_hidden", name, exercise, format!("{HOLE}{text}"), |says, flags| {
            says == "right" && !flags.contains(SHARED)
        }));
    }
    for (name, flag, adds) in AGAINST_THE_WIRE {
        let text = crate::hostile::text(HOLE, adds);
        let is_so: fn(&str, &str) -> bool = match *flag {
            "" => |says, _| says.starts_with("undecided"),
            _ => |says, flags| says == "right" && flags.contains("more memory than is watched"),
        };
        all.push(trial("against_the_wire", name, "repair_lost_update", text, is_so));
    }
    all
}

fn judged(workshop: &Workshop, exercise: &Exercise, text: &str, place: &Path) -> (String, String) {
    let checked = check(workshop, exercise, text, place, &Extent::GRADE);
    let _ = std::fs::remove_dir_all(place);
    let graded = Graded::of("eve", &checked, &Around::default());
    let built = checked.not_built.as_ref().map(|why| format!(" {why:?}")).unwrap_or_default();
    (in_short(&checked.judgement) + &built, graded.flags.join("; "))
}
