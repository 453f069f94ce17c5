#![doc = include_str!("README.md")]
pub mod broken;
pub mod fixed_own_pipe;
pub mod fixed_status;

racecourse::scenario! {
    id: "I18", hazard: LostResult, actors: Processes, variants: [broken, fixed_own_pipe, fixed_status],
    works "[4, 9]" => "both results are there",
    allowed "[4, 9 again]" => "the worker is dead, and its task was done again",
    allowed "[4, second died of signal 9]" => "a result is missing, and the parent says so",
    must_see "deadlock" => "the parent waits for the result of a worker that is dead",
    forbidden "[4, 0]" => "an empty place, taken for a result",
    of fixed_own_pipe: { works "[4, 9 again]" => "the worker is dead, and its task was done again" },
    of fixed_status: { works "[4, second died of signal 9]" => "a result is missing, and the parent says so" },
}
