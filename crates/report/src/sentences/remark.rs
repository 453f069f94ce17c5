//! What is in somebody's way, and what is worth saying of a step, in words.

use racecourse_trace::exploration::{MemoryOrder, Remark};
use racecourse_trace::failure::Obstacle;

/// What there is to say to one who waits, for instance `pipe is full: 4096 of 4096 bytes`.
pub fn obstacle(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::PipeFull { queued, capacity } => format!("pipe is full: {queued} of {capacity} bytes"),
        Obstacle::PipeEmpty { capacity: Some(capacity) } => format!("pipe is empty: 0 of {capacity} bytes"),
        Obstacle::PipeEmpty { capacity: None } => "pipe is empty".to_owned(),
        Obstacle::PipeHolds { queued, capacity } => format!("pipe holds {queued} of {capacity} bytes"),
        Obstacle::PipeHasNoRoom { queued, capacity } => format!("pipe has no room: {queued} of {capacity} bytes"),
        Obstacle::NobodyTakes => "nobody takes the message".to_owned(),
        Obstacle::ChannelFull { queued, capacity } => format!("channel is full: {queued} of {capacity} messages"),
        Obstacle::ChannelEmpty { senders: 1 } => "channel is empty, 1 sender still alive".to_owned(),
        Obstacle::ChannelEmpty { senders } => format!("channel is empty, {senders} senders still alive"),
        Obstacle::NobodyNotifies => "nobody is left to notify".to_owned(),
        Obstacle::NobodyUnparks => "nobody is left to unpark it".to_owned(),
        Obstacle::Arrived { arrived, size } => format!("{arrived} of {size} have arrived"),
        Obstacle::HeldWhenForked => "somebody else held it during the fork, and is not in this process".to_owned(),
    }
}

/// A word or two about a step, for instance `busy`; empty if there is nothing to say.
pub fn remark(remark: &Remark) -> String {
    let words = match remark {
        Remark::Nothing => "",
        Remark::Order(order) => order_word(*order),
        Remark::Succeeds => "ok",
        Remark::Fails => "fails",
        Remark::Busy => "busy",
        Remark::NoneLeft => "none left",
        Remark::Full => "full",
        Remark::Empty => "empty",
        Remark::Closed => "closed",
        Remark::Exists => "it exists",
        Remark::AlreadyDone => "already done",
        Remark::Set => "set",
        Remark::Last => "the last",
        Remark::Shared => "shared",
        Remark::Gone => "it is gone",
        Remark::ReleasesLock => "frees the lock",
        Remark::NobodyWaits => "nobody waits",
        Remark::Notified => "notified",
        Remark::TimedOut => "time is over",
        Remark::Spurious => "for no reason",
        Remark::Unparked => "unparked",
        Remark::HadEnded => "it had ended",
        Remark::NobodyReads => "nobody can read",
        Remark::EndOfFile => "end of file",
        Remark::ReadEnd => "its read end",
        Remark::WriteEnd => "its write end",
        Remark::Read => "read",
        Remark::Written => "written",
        Remark::Blocks(None) => "blocks",
        Remark::Blocks(Some(it)) => return format!("blocks: {}", obstacle(it)),
        Remark::BlocksForEver => "blocks for ever",
    };
    words.to_owned()
}

/// The word for an ordering; the strongest one goes without saying.
fn order_word(order: MemoryOrder) -> &'static str {
    match order {
        MemoryOrder::Relaxed => "Relaxed",
        MemoryOrder::Acquire => "Acquire",
        MemoryOrder::Release => "Release",
        MemoryOrder::AcqRel => "AcqRel",
        MemoryOrder::SeqCst => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_obstacle_has_its_words() {
        let table = [
            (Obstacle::PipeFull { queued: 4096, capacity: 4096 }, "pipe is full: 4096 of 4096 bytes"),
            (Obstacle::PipeEmpty { capacity: Some(4096) }, "pipe is empty: 0 of 4096 bytes"),
            (Obstacle::PipeEmpty { capacity: None }, "pipe is empty"),
            (Obstacle::PipeHolds { queued: 5, capacity: 4096 }, "pipe holds 5 of 4096 bytes"),
            (Obstacle::PipeHasNoRoom { queued: 4090, capacity: 4096 }, "pipe has no room: 4090 of 4096 bytes"),
            (Obstacle::NobodyTakes, "nobody takes the message"),
            (Obstacle::ChannelFull { queued: 2, capacity: 2 }, "channel is full: 2 of 2 messages"),
            (Obstacle::ChannelEmpty { senders: 0 }, "channel is empty, 0 senders still alive"),
            (Obstacle::ChannelEmpty { senders: 1 }, "channel is empty, 1 sender still alive"),
            (Obstacle::ChannelEmpty { senders: 2 }, "channel is empty, 2 senders still alive"),
            (Obstacle::NobodyNotifies, "nobody is left to notify"),
            (Obstacle::NobodyUnparks, "nobody is left to unpark it"),
            (Obstacle::Arrived { arrived: 1, size: 3 }, "1 of 3 have arrived"),
            (Obstacle::HeldWhenForked, "somebody else held it during the fork, and is not in this process"),
        ];
        for (it, words) in table {
            assert_eq!(obstacle(&it), words);
        }
    }

    #[test]
    fn every_remark_has_its_words() {
        let table = [
            (Remark::Nothing, ""),
            (Remark::Order(MemoryOrder::Relaxed), "Relaxed"),
            (Remark::Order(MemoryOrder::Acquire), "Acquire"),
            (Remark::Order(MemoryOrder::Release), "Release"),
            (Remark::Order(MemoryOrder::AcqRel), "AcqRel"),
            (Remark::Order(MemoryOrder::SeqCst), ""),
            (Remark::Succeeds, "ok"),
            (Remark::Fails, "fails"),
            (Remark::Busy, "busy"),
            (Remark::NoneLeft, "none left"),
            (Remark::Full, "full"),
            (Remark::Empty, "empty"),
            (Remark::Closed, "closed"),
            (Remark::Exists, "it exists"),
            (Remark::AlreadyDone, "already done"),
            (Remark::Set, "set"),
            (Remark::Last, "the last"),
            (Remark::Shared, "shared"),
            (Remark::Gone, "it is gone"),
            (Remark::ReleasesLock, "frees the lock"),
            (Remark::NobodyWaits, "nobody waits"),
            (Remark::Notified, "notified"),
            (Remark::TimedOut, "time is over"),
            (Remark::Spurious, "for no reason"),
            (Remark::Unparked, "unparked"),
            (Remark::HadEnded, "it had ended"),
            (Remark::NobodyReads, "nobody can read"),
            (Remark::EndOfFile, "end of file"),
            (Remark::ReadEnd, "its read end"),
            (Remark::WriteEnd, "its write end"),
            (Remark::Read, "read"),
            (Remark::Written, "written"),
            (Remark::Blocks(None), "blocks"),
            (Remark::Blocks(Some(Obstacle::PipeEmpty { capacity: None })), "blocks: pipe is empty"),
            (Remark::BlocksForEver, "blocks for ever"),
        ];
        for (it, words) in table {
            assert_eq!(remark(&it), words);
        }
    }
}
