//! Predictions: of every scenario the exact set is right, and each outcome left out or added is wrong.

use racecourse::engine::{EngineId, explore};
use racecourse::exploration::{Coverage, Exploration};
use racecourse::scenario::program_of;
use racecourse_course::ALL;
use racecourse_play::predict::{Judged, Truth, choices, judge};

fn truth(scenario: &racecourse::scenario::Scenario, variant: &racecourse::scenario::Variant) -> Truth {
    let engines = [EngineId::Explorer, EngineId::WeakMemory];
    // The second only where the first is blind.
    let blind = scenario.blind.iter().any(|blind| blind.engine == EngineId::Explorer);
    let engines = &engines[..if blind { 2 } else { 1 }];
    let explored: Vec<Exploration> =
        engines.iter().map(|&engine| explore(&program_of(variant), engine, &variant.budget)).collect();
    Truth::of(&explored)
}

#[test]
fn the_exact_set_is_right_and_nothing_else() {
    let mut undecided = Vec::new();
    for scenario in ALL {
        for variant in scenario.variants {
            let name = format!("{}/{}", scenario.name, variant.name);
            let truth = truth(scenario, variant);
            let exact: Vec<String> = truth.ends.keys().map(|label| format!(" {label} ")).collect();
            match judge(&truth, &exact) {
                Judged::Right => assert!(truth.is_complete, "{name}"),
                Judged::Undecided(unseen) => {
                    assert!(!truth.is_complete && unseen.is_empty(), "{name}");
                    undecided.push(name.clone());
                }
                other => panic!("{name}: {other:?}"),
            }
            for (at, label) in exact.iter().enumerate() {
                let mut less = exact.clone();
                less.remove(at);
                assert_eq!(judge(&truth, &less), Judged::Missing(label.trim().to_owned()), "{name}");
            }
            for lure in choices(scenario, variant, &truth).into_iter().chain(["never".to_owned()]) {
                if truth.ends.contains_key(&lure) {
                    continue;
                }
                let more: Vec<String> = exact.iter().cloned().chain([lure.clone()]).collect();
                let judged = judge(&truth, &more);
                let wanted = if truth.is_complete { Judged::Impossible(lure) } else { Judged::Undecided(vec![lure]) };
                assert_eq!(judged, wanted, "{name}");
            }
            for seen in truth.ends.values().filter_map(|seen| seen.schedule.as_ref()) {
                assert!(racecourse::engine::replay(&program_of(variant), seen, &variant.budget).is_ok(), "{name}");
            }
        }
    }
    // Even of two that back off from each other for as long as they are let all ends are known.
    assert!(undecided.is_empty(), "{undecided:?}");
}

#[test]
fn nothing_is_decided_where_nothing_was_searched() {
    let none = Truth::of(&[]);
    assert_eq!(judge(&none, &["a".to_owned()]), Judged::Undecided(vec!["a".to_owned()]));
    let interrupted = Exploration::new(EngineId::Explorer, Coverage::Sampled { executions: 0, seed: None });
    assert_eq!(judge(&Truth::of(&[interrupted]), &[]), Judged::Undecided(Vec::new()));
}
