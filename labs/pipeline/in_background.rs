//! Loaders run ahead in the background, as far as their channels have room, while this thread computes.

use std::sync::mpsc::sync_channel;
use std::thread::scope;

use super::batch::Work;

/// What was computed from each batch, in order.
pub fn results(work: &Work, loaders: usize, room: usize) -> Vec<u64> {
    scope(|scope| {
        let mut channels = Vec::new();
        // With three loaders the first one loads batches 0, 3, 6, …
        for first in 0..loaders {
            let (loaded, channel) = sync_channel(room);
            channels.push(channel);
            scope.spawn(move || {
                for number in (first..work.batches()).step_by(loaders) {
                    // This waits while there is no room; it fails if nobody wants batches any more.
                    if loaded.send(work.transform(work.load(number))).is_err() {
                        break;
                    }
                }
            });
        }
        (0..work.batches())
            .map(|number| {
                // Whose turn it is is known, so the batches come in order.
                let batch = channels[number % loaders].recv().expect("a loader loads all its batches");
                work.compute(&batch)
            })
            .collect()
    })
}
