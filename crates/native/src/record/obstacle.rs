//! What is in the way of a wait, in numbers that shared memory can hold.

use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicU8, AtomicUsize};

use racecourse_trace::failure::Obstacle;

/// An obstacle, or none: all zeros are none. Written and read within a change of its actor's slot.
pub(super) struct ObstacleSlot {
    kind: AtomicU8,
    /// The two numbers of those kinds that have some, in the order of their fields.
    numbers: [AtomicUsize; 2],
}

impl ObstacleSlot {
    pub(super) fn write(&self, obstacle: Option<Obstacle>) {
        let (kind, numbers) = obstacle.map_or((0, [0, 0]), in_numbers);
        self.kind.store(kind, Relaxed);
        for (slot, number) in self.numbers.iter().zip(numbers) {
            slot.store(number, Relaxed);
        }
    }

    pub(super) fn read(&self) -> Option<Obstacle> {
        from_numbers(self.kind.load(Relaxed), [self.numbers[0].load(Relaxed), self.numbers[1].load(Relaxed)])
    }
}

fn in_numbers(obstacle: Obstacle) -> (u8, [usize; 2]) {
    match obstacle {
        Obstacle::PipeFull { queued, capacity } => (1, [queued, capacity]),
        Obstacle::PipeEmpty { capacity: None } => (2, [0, 0]),
        Obstacle::PipeEmpty { capacity: Some(capacity) } => (3, [capacity, 0]),
        Obstacle::PipeHolds { queued, capacity } => (4, [queued, capacity]),
        Obstacle::PipeHasNoRoom { queued, capacity } => (5, [queued, capacity]),
        Obstacle::NobodyTakes => (6, [0, 0]),
        Obstacle::ChannelFull { queued, capacity } => (7, [queued, capacity]),
        Obstacle::ChannelEmpty { senders } => (8, [senders, 0]),
        Obstacle::NobodyNotifies => (9, [0, 0]),
        Obstacle::NobodyUnparks => (10, [0, 0]),
        Obstacle::Arrived { arrived, size } => (11, [arrived, size]),
        Obstacle::HeldWhenForked => (12, [0, 0]),
    }
}

fn from_numbers(kind: u8, [one, two]: [usize; 2]) -> Option<Obstacle> {
    Some(match kind {
        1 => Obstacle::PipeFull { queued: one, capacity: two },
        2 => Obstacle::PipeEmpty { capacity: None },
        3 => Obstacle::PipeEmpty { capacity: Some(one) },
        4 => Obstacle::PipeHolds { queued: one, capacity: two },
        5 => Obstacle::PipeHasNoRoom { queued: one, capacity: two },
        6 => Obstacle::NobodyTakes,
        7 => Obstacle::ChannelFull { queued: one, capacity: two },
        8 => Obstacle::ChannelEmpty { senders: one },
        9 => Obstacle::NobodyNotifies,
        10 => Obstacle::NobodyUnparks,
        11 => Obstacle::Arrived { arrived: one, size: two },
        12 => Obstacle::HeldWhenForked,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let slot = ObstacleSlot { kind: AtomicU8::new(0), numbers: [const { AtomicUsize::new(0) }; 2] };
        assert_eq!(slot.read(), None, "zeros are none");
        let (queued, capacity) = (7, 9);
        let all = [
            Obstacle::PipeFull { queued, capacity },
            Obstacle::PipeEmpty { capacity: None },
            Obstacle::PipeEmpty { capacity: Some(capacity) },
            Obstacle::PipeHolds { queued, capacity },
            Obstacle::PipeHasNoRoom { queued, capacity },
            Obstacle::NobodyTakes,
            Obstacle::ChannelFull { queued, capacity },
            Obstacle::ChannelEmpty { senders: 1 },
            Obstacle::NobodyNotifies,
            Obstacle::NobodyUnparks,
            Obstacle::Arrived { arrived: 1, size: 3 },
            Obstacle::HeldWhenForked,
        ];
        for obstacle in all.map(Some).into_iter().chain([None]) {
            slot.write(obstacle);
            assert_eq!(slot.read(), obstacle);
        }
    }
}
