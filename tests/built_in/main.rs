//! Which engines there are: whatever is not built in says so, and all others run.

use racecourse_engine::{EngineId, Program, explore, is_built_in};
use racecourse_trace::budget::Budget;
use racecourse_trace::exploration::{Coverage, Reason};
use racecourse_trace::outcome::Outcome;

#[test]
fn what_is_not_built_in_says_so_and_all_else_runs() {
    for engine in EngineId::ALL.into_iter().filter(|engine| !engine.is_native()) {
        let exploration = explore(&Program::unnamed(|| Outcome::new("done")), engine, &Budget::DEFAULT);
        if is_built_in(engine) {
            assert_eq!(exploration.observations.into_keys().collect::<Vec<_>>(), ["done"], "{engine}");
        } else {
            let expected = Coverage::NotApplicable { reason: Reason::NotBuiltIn { engine } };
            assert_eq!(exploration.coverage, expected);
        }
    }
}

#[test]
fn each_library_is_a_feature() {
    let built_in = |library| EngineId::ALL.into_iter().filter(|it| it.library() == library).all(is_built_in);
    let features = (cfg!(feature = "loom"), cfg!(feature = "shuttle"));
    assert_eq!((built_in(Some("loom")), built_in(Some("shuttle"))), features);
    assert!(built_in(None));
}
