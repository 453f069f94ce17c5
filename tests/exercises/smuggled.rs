//! Submissions that run machine code of their own. A hole in the compiler that has been open for years
//! (<https://github.com/rust-lang/rust/issues/25860>) lets safe code call a lifetime longer than it is; from there it is a few lines to
//! any address. The wall of names does not see it, so here it is whether the system's walls hold.
//!
//! The code is eight bytes in a number: the first argument becomes the call's number, the second one its first two arguments.

use libtest_mimic::{Failed, Trial};
use racecourse_exercises::around::Around;
use racecourse_exercises::check::{Extent, check};
use racecourse_exercises::confinement::Walls;
use racecourse_exercises::exercise::Exercise;
use racecourse_exercises::grade::Graded;
use racecourse_exercises::words::in_short;
use racecourse_exercises::workshop::Workshop;

use crate::hostile::text;

/// The hole: a value is taken for one of another type.
pub(crate) const HOLE: &str = r#"
mod hole {
    static UNIT: &'static &'static () = &&();
    fn same<'a, 'b, T>(_: &'a &'b (), it: &'b mut T) -> &'a mut T { it }
    fn for_ever<'a, T>(it: &'a mut T) -> &'static mut T {
        let longer: for<'x> fn(_, &'x mut T) -> &'static mut T = same;
        longer(UNIT, it)
    }
    enum One<A, B> { Of(Option<Box<A>>), Or(Option<Box<B>>) }
    pub fn taken_for<A: 'static, B: 'static>(it: A) -> B {
        let mut one: One<A, B> = One::Or(None);
        let One::Or(other) = &mut one else { panic!() };
        let other = for_ever(other);
        one = One::Of(Some(Box::new(it)));
        if let One::Or(_) = &one { panic!() }
        *other.take().unwrap()
    }
}
"#;

/// A call of the system's.
const CALL: &str = r#"
mod system {
    use super::hole::taken_for;
    #[inline(never)]
    fn code() -> u64 { 0xc3_05_0f_f7_89_48_58_57 }
    pub fn call(number: u64, both: u64, third: u64) -> u64 {
        let at: usize = taken_for::<fn() -> u64, usize>(code);
        // Behind the two bytes that say that a number follows.
        let run: fn(u64, u64, u64) -> u64 = taken_for::<usize, fn(u64, u64, u64) -> u64>(at + 2);
        run(number, both, third)
    }
}
"#;

/// What is called, by the system's numbers for x86_64, and whether whoever only does that besides adding would be right.
const CALLS: [(&str, &str); 8] = [
    ("opens_a_socket", "system::call(41, 2, 0);"),
    ("starts_a_process", "system::call(57, 0, 0);"),
    ("starts_a_process_that_shares", "system::call(58, 0, 0);"),
    ("becomes_another_program", "system::call(59, 0, 0);"),
    ("kills_its_parent", "let parent = system::call(110, 0, 0); system::call(62, parent, 0);"),
    ("kills_all", "system::call(62, u64::MAX, 0);"),
    ("traces", "system::call(101, 0, 0);"),
    ("exits_as_if_all_were_well", "system::call(231, 0, 0);"),
];

pub(crate) fn tests(workshop: &Workshop, exercise: &'static Exercise, place: &std::path::Path) -> Vec<Trial> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Vec::new();
    }
    let mut all: Vec<Trial> = Vec::new();
    for (name, adds) in CALLS {
        let (workshop, place) = (workshop.clone(), place.join(format!("smuggled-{name}")));
        let judged = move || {
            let says = judged(&workshop, exercise, adds, &place);
            // A compiler that refuses it has closed the hole. Then this has to find another one, or to go.
            if says.starts_with("undecided") { Ok(()) } else { Err(Failed::from(says)) }
        };
        all.push(Trial::test(format!("hostile::smuggled::{name}"), judged));
    }
    let (workshop, place) = (workshop.clone().within(Walls::default()), place.join("smuggled-without-walls"));
    let goes_through = move || -> Result<(), Failed> {
        let says = judged(&workshop, exercise, "system::call(41, 2, 0);", &place);
        if says == "right" { Ok(()) } else { Err(says.into()) }
    };
    all.push(Trial::test("hostile::smuggled::without_walls_nothing_holds_it", goes_through));
    all
}

fn judged(workshop: &Workshop, exercise: &Exercise, adds: &str, place: &std::path::Path) -> String {
    let checked = check(workshop, exercise, &text(&format!("{HOLE}{CALL}"), adds), place, &Extent::GRADE);
    let _ = std::fs::remove_dir_all(place);
    let graded = Graded::of("eve", &checked, &Around::default());
    // Whatever becomes of it, somebody looks: the hole cannot be used without it.
    assert!(graded.flags.iter().any(|flag| flag.contains("for<")), "{:?}", graded.flags);
    let says = in_short(&checked.judgement);
    let is_flagged = graded.flags.iter().any(|flag| flag.contains("a wall forbids"));
    assert_eq!(is_flagged, says.contains("SIGSYS"), "{says}: {:?}", graded.flags);
    says
}
