//! A loader runs ahead, a pool of threads transforms what it has loaded, and this thread computes, in order.

use std::collections::BTreeMap;
use std::thread::scope;

use crossbeam::channel::bounded;

use super::batch::Work;

/// What was computed from each batch, in order.
pub fn results(work: &Work, threads: usize, room: usize) -> Vec<u64> {
    scope(|scope| {
        let (loaded, to_transform) = bounded(room);
        scope.spawn(move || (0..work.batches()).try_for_each(|number| loaded.send(work.load(number))));
        let (done, transformed) = bounded(room);
        for _ in 0..threads {
            let (to_transform, done) = (to_transform.clone(), done.clone());
            scope.spawn(move || to_transform.iter().try_for_each(|batch| done.send(work.transform(batch))));
        }
        drop((to_transform, done));
        // Of several threads a later batch may be done first: it is kept until its turn.
        let mut early = BTreeMap::new();
        (0..work.batches() as u64)
            .map(|number| {
                while !early.contains_key(&number) {
                    let batch = transformed.recv().expect("the pool transforms all batches");
                    early.insert(batch.number, batch);
                }
                work.compute(&early.remove(&number).expect("it has come"))
            })
            .collect()
    })
}
