//! right: a slot for each worker, generic and in a module of its own
mod slots {
    use std::thread;

    /// Has each input worked on beside its slot, in which the result is left.
    pub fn fill<I: Send, O: Send>(inputs: Vec<I>, work: impl Fn(I) -> O + Sync) -> Vec<O> {
        let mut slots: Vec<Option<O>> = inputs.iter().map(|_| None).collect();
        thread::scope(|scope| {
            let work = &work;
            for (slot, input) in slots.iter_mut().zip(inputs) {
                scope.spawn(move || *slot = Some(work(input)));
            }
        });
        slots.into_iter().flatten().collect()
    }
}

pub fn parallel_map(inputs: Vec<u32>, work: fn(u32) -> u32) -> Vec<u32> {
    slots::fill(inputs, work)
}
