//! What is diagnosed, in words.

use racecourse_trace::diagnosis::{diagnose, diagnose_with};
use racecourse_trace::exploration::Verb;
use racecourse_trace::failure::{ActorState, Holding, Site, Waiting};

use super::failure as summary;

fn site(line: u32) -> Site {
    Site { file: "scenarios/test.rs".to_owned(), line }
}

fn actor(name: &str, holds: &[&str], waits: Option<(Verb, &str, &[&str])>) -> ActorState {
    ActorState {
        actor: name.to_owned(),
        holds: holds.iter().map(|object| Holding { object: (*object).to_owned(), site: site(1) }).collect(),
        waits: waits.map(|(action, object, on)| Waiting {
            action,
            object: object.to_owned(),
            site: site(2),
            on: on.iter().map(|name| (*name).to_owned()).collect(),
            obstacle: None,
        }),
    }
}

#[test]
fn two_who_hold_what_the_other_wants_are_a_cycle_and_who_joins_them_is_not_in_it() {
    let failure = diagnose(vec![
        actor("main", &[], Some((Verb::Join, "left", &["left"]))),
        actor("left", &["account A"], Some((Verb::Lock, "account B", &["right"]))),
        actor("right", &["account B"], Some((Verb::Lock, "account A", &["left"]))),
    ]);
    assert_eq!(
        summary(&failure),
        "They wait for each other in a cycle: left waits for account B, which right holds; \
         right waits for account A, which left holds."
    );
}

#[test]
fn a_cycle_can_go_through_a_join() {
    let failure = diagnose(vec![
        actor("main", &["results"], Some((Verb::Join, "worker", &["worker"]))),
        actor("worker", &[], Some((Verb::Lock, "results", &["main"]))),
    ]);
    assert!(summary(&failure).contains("main waits for worker to end"), "{}", summary(&failure));
    assert!(summary(&failure).contains("worker waits for results, which main holds"), "{}", summary(&failure));
}

#[test]
fn who_waits_for_nobody_waits_for_a_notification_that_nobody_sends() {
    let failure = diagnose(vec![
        actor("main", &[], Some((Verb::Join, "consumer", &["consumer"]))),
        actor("consumer", &[], Some((Verb::Wait, "not_empty", &[]))),
    ]);
    assert_eq!(
        summary(&failure),
        "consumer waits for a notification of not_empty that nobody is left to send; all others wait for them."
    );
}

#[test]
fn who_locks_twice_waits_for_itself() {
    let failure = diagnose(vec![actor("main", &["state"], Some((Verb::Lock, "state", &["main"])))]);
    assert_eq!(summary(&failure), "main waits for state, which main holds: it waits for itself.");
}

#[test]
fn somebody_who_does_not_wait_makes_it_a_hang_and_is_named_with_the_last_step() {
    let actors = vec![actor("main", &[], Some((Verb::Join, "spinner", &["spinner"]))), actor("spinner", &[], None)];
    let failure = diagnose_with(actors, &|_| Some(site(14)));
    assert!(summary(&failure).contains("spinner (last seen at test.rs:14)"), "{}", summary(&failure));
}

#[test]
fn the_other_end_of_a_channel_is_with_the_only_other_actor() {
    let failure = diagnose(vec![
        actor("main", &[], Some((Verb::Join, "worker", &["worker"]))),
        actor("worker", &[], Some((Verb::Send, "results", &[]))),
    ]);
    let says = summary(&failure);
    assert!(says.contains("worker waits for room in results, which only main is left to make"), "{says}");
}
