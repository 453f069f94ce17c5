//! Submissions in the place of which something else is judged: what they return adds, compares and prints as it likes, so that a driver
//! which only uses it finds nothing wrong; they call what the driver has handed them once more, only to be seen; or they say that their
//! steps are the driver's. All are plain Rust, and break into nothing.

use std::path::Path;

use libtest_mimic::{Failed, Trial};
use racecourse_exercises::around::Around;
use racecourse_exercises::check::{Extent, check};
use racecourse_exercises::exercise::Exercise;
use racecourse_exercises::grade::Graded;
use racecourse_exercises::words::in_short;
use racecourse_exercises::workshop::Workshop;

/// A number that is what it is compared with, and is printed as ten.
const LIAR: &str = r#"
#[derive(Clone, Copy)]
pub struct Liar;
impl std::ops::Rem<u32> for Liar { type Output = u32; fn rem(self, _: u32) -> u32 { 0 } }
impl std::ops::Rem<i32> for &Liar { type Output = i32; fn rem(self, _: i32) -> i32 { 0 } }
impl std::ops::Div<u32> for Liar { type Output = Liar; fn div(self, _: u32) -> Liar { Liar } }
impl std::ops::Mul<i32> for Liar { type Output = Liar; fn mul(self, _: i32) -> Liar { Liar } }
impl std::ops::Rem<i32> for Liar { type Output = i32; fn rem(self, _: i32) -> i32 { 0 } }
impl PartialEq for Liar { fn eq(&self, _: &Liar) -> bool { true } }
impl PartialOrd for Liar { fn partial_cmp(&self, _: &Liar) -> Option<std::cmp::Ordering> { None } }
impl PartialEq<i32> for Liar { fn eq(&self, _: &i32) -> bool { true } }
impl PartialOrd<i32> for Liar { fn partial_cmp(&self, _: &i32) -> Option<std::cmp::Ordering> { None } }
impl PartialEq<u32> for Liar { fn eq(&self, _: &u32) -> bool { true } }
impl PartialEq<u64> for Liar { fn eq(&self, _: &u64) -> bool { true } }
impl std::fmt::Display for Liar { fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result { f.write_str("10") } }
"#;

/// A name, the exercise, what it has to be judged as, and its text, behind [`LIAR`].
type Lies = (&'static str, &'static str, &'static str, &'static str);

const ALL: &[Lies] = &[
    (
        "a_total_that_is_always_right",
        "repair_lost_update",
        "wrong: builds, api",
        "pub struct Counter; impl Counter { pub fn new() -> Self { Counter } pub fn add(&self, _: u32) {} pub fn get(&self) -> Liar { Liar } }",
    ),
    (
        "a_total_whose_type_is_called_as_a_number_is",
        "repair_lost_update",
        "wrong: builds, api",
        "pub mod named { #[allow(non_camel_case_types)] pub type u32 = super::Liar; } \
         pub struct Counter; impl Counter { pub fn new() -> Self { Counter } pub fn add(&self, _: u32) {} pub fn get(&self) -> named::u32 { Liar } }",
    ),
    (
        "a_total_of_any_type",
        "repair_lost_update",
        "wrong: builds, api",
        "pub trait Any { fn any() -> Self; } impl Any for u32 { fn any() -> u32 { 10 } } impl Any for Liar { fn any() -> Liar { Liar } } \
         pub struct Counter; impl Counter { pub fn new() -> Self { Counter } pub fn add(&self, _: u32) {} pub fn get<R: Any>(&self) -> R { R::any() } }",
    ),
    (
        "a_value_that_equals_all",
        "repair_check_then_act",
        "wrong: builds, api",
        "pub struct Cache(std::sync::Mutex<bool>); impl Cache { pub fn new() -> Self { Cache(std::sync::Mutex::new(false)) } \
         pub fn get(&self, key: u32, compute: impl FnOnce(u32) -> u32) -> Liar { \
         let mut done = self.0.lock(); if !*done { *done = true; compute(key); } Liar } }",
    ),
    (
        "a_sum_that_equals_all",
        "repair_results_lost",
        "wrong: builds, api",
        "pub fn sum_in_children(parts: &[u64], work: fn(u64) -> u64) -> Liar { \
         std::thread::scope(|scope| for &part in parts { scope.spawn(move || work(part)); }); Liar }",
    ),
    (
        "works_once_more_to_be_seen_at_the_same_time",
        "repair_results_out_of_order",
        "wrong: right, worked on twice",
        "pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> { \
         std::thread::scope(|scope| for &input in inputs.iter().take(2) { scope.spawn(move || work(input)); }); \
         inputs.into_iter().map(work).collect() }",
    ),
    (
        "works_once_more_in_threads_to_be_seen_at_the_same_time",
        "repair_results_lost",
        "wrong: right, worked on twice",
        "pub fn sum_in_children(parts: &[u64], work: fn(u64) -> u64) -> u64 { \
         std::thread::scope(|scope| for &part in parts.iter().take(2) { scope.spawn(move || work(part)); }); \
         parts.iter().map(|part| work(*part)).sum() }",
    ),
];

pub(crate) fn tests(workshop: &Workshop, exercises: &'static [Exercise], place: &Path) -> Vec<Trial> {
    let trial = |&(name, exercise, says, text): &Lies| {
        let exercise = exercises.iter().find(|one| one.name == exercise).expect("it is there");
        let (workshop, place) = (workshop.clone(), place.join(format!("lies-{name}")));
        Trial::test(format!("hostile::lies::{name}"), move || {
            let checked = check(&workshop, exercise, &format!("{LIAR}{text}"), &place, &Extent::GRADE);
            let _ = std::fs::remove_dir_all(&place);
            let found = in_short(&checked.judgement);
            let is_so = found == says;
            if is_so {
                Ok(())
            } else {
                Err(Failed::from(format!("should be {says}, and is {found}: {:?}", checked.not_built)))
            }
        })
    };
    let mut all: Vec<Trial> = ALL.iter().map(trial).collect();
    let lost_update = exercises.iter().find(|one| one.name == "repair_lost_update").expect("it is there");
    for (name, attribute, is_flagged) in
        [("steps_that_are_said_to_be_the_driver_s", "#[track_caller]", true), ("steps_of_its_own", "", false)]
    {
        let (workshop, place) = (workshop.clone(), place.join(format!("lies-{name}")));
        all.push(Trial::test(format!("hostile::lies::{name}"), move || {
            let checked = check(&workshop, lost_update, &said_to_be_by_the_caller(attribute), &place, &Extent::GRADE);
            let _ = std::fs::remove_dir_all(&place);
            let graded = Graded::of("eve", &checked, &Around::default());
            let flags = graded.flags.join("; ");
            let is_so = checked.is_right() && flags.contains("the driver does something else") == is_flagged;
            if is_so { Ok(()) } else { Err(Failed::from(format!("{}: {flags}", in_short(&checked.judgement)))) }
        }));
    }
    all
}

/// A right submission. With `#[track_caller]` the steps that it takes are told as if they stood in the driver's lines.
fn said_to_be_by_the_caller(attribute: &str) -> String {
    format!(
        "use std::sync::atomic::{{AtomicU32, Ordering::SeqCst}};
        pub struct Counter(AtomicU32);
        impl Counter {{
            pub fn new() -> Self {{ Self(AtomicU32::new(0)) }}
            {attribute} pub fn add(&self, by: u32) {{ self.0.fetch_add(by, SeqCst); }}
            pub fn get(&self) -> u32 {{ self.0.load(SeqCst) }}
        }}"
    )
}
