//! wrong: concurrent, first never overlaps third
use std::thread;

/// Two workers: one has the inputs at even places, and the other those at odd ones.
pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> {
    let half = |from: usize| inputs.iter().skip(from).step_by(2).map(move |input| work(*input)).collect::<Vec<_>>();
    let (even, odd) = thread::scope(|scope| {
        let even = scope.spawn(|| half(0));
        let odd = half(1);
        (even.join().unwrap(), odd)
    });
    let (mut even, mut odd) = (even.into_iter(), odd.into_iter());
    (0..inputs.len()).filter_map(|place| if place % 2 == 0 { even.next() } else { odd.next() }).collect()
}
