use racecourse::sync::Arc;

use racecourse::Outcome;
use racecourse::exercise::{call, calls, vary};
use racecourse::sync::Mutex;
use racecourse::{progress, thread};
use submission::parallel_map;

/// Neither rising nor falling, and no two alike: no order of the results is that of the inputs by chance.
/// They take all of their 32 bits.
fn result_of(input: u32) -> u32 {
    input * 7 % 10 * 400_000_000
}

/// The hundred thousands of an input say which it is; those do not rise either.
fn work(input: u32) -> u32 {
    call(|| {
        let _work = progress::section(match input / 100_000 {
            3 => "first",
            1 => "second",
            2 => "third",
            _ => "work",
        });
        result_of(input)
    })
}

fn judged(inputs: &[u32]) -> &'static str {
    found_in(&parallel_map(inputs.to_vec(), work), inputs)
}

fn found_in(results: &[u32], inputs: &[u32]) -> &'static str {
    let expected: Vec<u32> = inputs.iter().map(|input| result_of(*input)).collect();
    let sorted = |numbers: &[u32]| {
        let mut numbers = numbers.to_vec();
        numbers.sort_unstable();
        numbers
    };
    match () {
        () if results == expected => "each in its place",
        () if sorted(results) == sorted(&expected) => "some other order",
        () => "not the results",
    }
}

/// Three, each two of which are worked on at the same time.
pub fn three_inputs() -> Outcome {
    let inputs = vary(&[[300_001, 100_002, 200_003], [300_003, 100_001, 200_004], [300_009, 100_000, 200_006]]);
    let results = parallel_map(inputs.to_vec(), work);
    let found = found_in(&results, &inputs);
    // Work that is done only to be seen at the same time is done once more for its result.
    let is_more = calls().is_some_and(|calls| calls > inputs.len());
    let found = if is_more && found == "each in its place" { "worked on twice" } else { found };
    if found == "some other order" { Outcome::new(order_of(&results, &inputs)) } else { Outcome::new(found) }
}

/// Which input each result is that of.
fn order_of(results: &[u32], inputs: &[u32]) -> String {
    let name_of = |result: &u32| {
        let names = inputs.iter().zip(["first", "second", "third"]);
        names.filter(|(input, _)| result_of(**input) == *result).map(|(_, name)| name).collect::<String>()
    };
    results.iter().map(name_of).collect::<Vec<_>>().join(", ")
}

/// As few as can be.
pub fn few_inputs() -> Outcome {
    let all = [judged(&[]), judged(&[4]), judged(&[8, 8])];
    Outcome::new(all.into_iter().find(|one| *one != "each in its place").unwrap_or("each in its place"))
}

/// Two callers, who have nothing to do with each other.
pub fn side_by_side() -> Outcome {
    let told = Arc::new(Mutex::new(""));
    let ann = {
        let told = Arc::clone(&told);
        thread::spawn_named("ann", move || *told.lock() = judged(&[2]))
    };
    let main = judged(&[6, 3]);
    ann.join().unwrap();
    let ann = *told.lock();
    Outcome::new(if main == "each in its place" { ann } else { main })
}

/// Twenty: too many orders for all of them.
pub fn many_inputs() -> Outcome {
    let inputs: Vec<u32> = (0..20).map(|place| place * 7 % 20).collect();
    Outcome::new(judged(&inputs))
}
