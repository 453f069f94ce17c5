//! Schedules that the explorer finds, played on real threads and processes: what a model says happens for real, every
//! time.
//!
//! Besides the course, this is done with the small programs that test the facade: each kind of operation is there.
//!
//! The harness is not the usual one: each play runs in a child process, which is this program started again.

use libtest_mimic::{Failed, Trial};
use racecourse::budget::Budget;
use racecourse::isolate::{self, Limits};
use racecourse::outcome::Outcome;
use racecourse::process;
use racecourse::scenario::{Actors, Scenario, Variant};
use racecourse::schedule::Schedule;
use racecourse_report::sentences;

use crate::gated;
use crate::plays::{explored, plays_all};
use crate::programs::{self, pointers, processes};

/// Small programs, one for each kind of operation, on threads and on processes.
pub(crate) static SMALL: [Scenario; 3] = [
    of_programs("small_programs", Actors::Threads, THREADS),
    of_programs("small_processes", Actors::Processes, PROCESSES),
    of_programs("impossible", Actors::Processes, IMPOSSIBLE),
];

const fn of_programs(name: &'static str, actors: Actors, variants: &'static [Variant]) -> Scenario {
    Scenario { id: "T02", name, family: "test", title: "Small programs", actors, variants, ..Scenario::EMPTY }
}

/// Variants that are called like their functions.
macro_rules! programs {
    ($($module:ident: $($run:ident)*;)*) => {
        &[$($(Variant { name: stringify!($run), run: $module::$run, ..Variant::EMPTY },)*)*]
    };
}

/// A model counts the bytes in a pipe, the system its pages: after a page has been read from there is no new room before
/// all of it has been read.
fn half_read_page() -> Outcome {
    let (mut reader, mut writer) = process::pipe_with_capacity(4096);
    let mut child = process::fork("child", &(), |()| ());
    writer.write_all(&[0; 4096]).expect("there is room");
    reader.read_exact(&mut [0]).expect("there is something");
    writer.write_all(&[0]).expect("somebody could read");
    child.wait();
    Outcome::new("room for one")
}

static THREADS: &[Variant] = programs! {
    programs: lost_update locked_update try_lock waits_for_a_flag waits_for_a_time notify_one_of_two two_mutexes readers_overlap write_lock barrier_twice once semaphore_of_one semaphore_try bounded_channel channel_as_a_lock unread_requests unread_requests_that_stay message_that_goes_unread unbounded_channel rendezvous rendezvous_try_send try_receive receive_for_a_time send_to_nobody two_senders park_and_unpark unpark_first scoped scoped_results asks_who_has_ended asks_who_has_returned asks_who_of_a_scope_has_returned asks_who_has_panicked asks_before_what_it_has_is_dropped asks_until_it_has_ended joined_panic steps_in_a_panic fetch_update compare_exchange cell_handed_over_by_join cell_handed_over_by_channel cell_under_a_lock sleep opposite_order park_twice lock_twice read_twice upgrade join_before_drain live_sender lost_wakeup lonely_barrier scoped_deadlock panics leak unguarded_cell published_relaxed published_release_acquire published_by_fences waits_once thread_local_at_the_end;
    pointers: dropped_last counted upgraded upgraded_in_vain weak_ones_counted got_mut unwrapped inner_value made_mut cell_read_by_the_last cell_read_by_count cell_read_alone;
};

static IMPOSSIBLE: &[Variant] = programs! {
    gated: half_read_page;
};

static PROCESSES: &[Variant] = programs! {
    processes: a_copy_of_memory a_copy_of_a_lock a_copy_of_a_read_write_lock a_copy_of_an_atomic shared_memory lost_in_shared_memory pipe_to_the_end broken_pipe open_write_end full_pipe drained_pipe queue long_values_in_a_queue exit_code panicking_child child_waits_for_its_child killed_while_blocked flock_of_the_killed heir_of_the_killed flock_is_released_by_death lock_file_stays file_lock_excludes killed_at_any_moment killed_before_its_pipe_is_read child_left_running;
};

pub(crate) fn trials() -> Vec<Trial> {
    let whole = SMALL[..2].iter().map(|scenario| {
        let name = format!("{}_does_for_real_what_the_explorer_saw", scenario.name);
        Trial::test(name, move || plays_all(scenario))
    });
    let beginnings = SMALL[..2].iter().map(|scenario| {
        let name = format!("{}_does_for_real_what_comes_of_any_beginning", scenario.name);
        Trial::test(name, move || plays_beginnings(scenario))
    });
    let impossible = Trial::test("what_is_impossible_for_real_is_refused", refuses_what_is_impossible_for_real);
    whole.chain(beginnings).chain([impossible]).collect()
}

/// However short a schedule is cut, what the model makes of it is what happens for real.
fn plays_beginnings(scenario: &'static Scenario) -> Result<(), Failed> {
    let mut wrong = String::new();
    for variant in scenario.variants {
        for (label, seen) in explored(variant).observations {
            let schedule = &seen.example.schedule;
            for steps in 0..schedule.len() {
                let beginning = schedule.beginning(steps);
                let budget = Budget { runs: 2, ..variant.budget.clone() };
                let which = format!("{}/{} {label}, {steps} steps: {beginning}", scenario.name, variant.name);
                match isolate::play(scenario, variant, &beginning, &budget, &Limits::DEFAULT) {
                    Err(error) => wrong += &format!("{which}\n{}\n", sentences::refused(&error)),
                    // The notes say where a run did not do what the model says.
                    Ok(played) if played.notes.is_empty() && played.coverage.executions() == 2 => {}
                    Ok(played) => wrong += &format!("{which}\n{:?} {:?}\n", played.notes, played.coverage),
                }
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Failed::from(wrong)) }
}

/// What a model can do and the system cannot is refused, at the step, and with the reason.
fn refuses_what_is_impossible_for_real() -> Result<(), Failed> {
    let (scenario, variant) = (&SMALL[2], &SMALL[2].variants[0]);
    let schedule: Schedule = "child main×3".parse()?;
    isolate::replay(scenario, variant, &schedule, &variant.budget, &Limits::DEFAULT)?;
    let refusal = isolate::play(scenario, variant, &schedule, &variant.budget, &Limits::DEFAULT);
    let refusal = sentences::refused(&refusal.err().ok_or("it was played")?);
    let expected = "step 4 (word 2): impossible for real: main waits in `write` on pipe#1 (pipe has no room: 4095 of \
                    4096 bytes)\n  child main×3\n        ^^^^";
    if refusal == expected { Ok(()) } else { Err(Failed::from(refusal)) }
}
