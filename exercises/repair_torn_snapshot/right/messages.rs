//! right: times as messages, of which a reader takes the last, by a macro
use racecourse::channel::{self, Receiver, Sender};
use std::sync::Mutex;

macro_rules! last_of {
    ($news:expr) => {{
        let (time, receiver) = &mut *$news;
        while let Ok(newer) = receiver.try_recv() {
            *time = newer;
        }
        *time
    }};
}

type Time = (u32, u32);

pub struct Clock {
    sender: Sender<Time>,
    news: Mutex<(Time, Receiver<Time>)>,
}

impl Clock {
    pub fn new(hour: u32, minute: u32) -> Self {
        let (sender, receiver) = channel::unbounded();
        Self { sender, news: Mutex::new(((hour, minute), receiver)) }
    }

    pub fn set(&self, hour: u32, minute: u32) {
        self.sender.send((hour, minute)).unwrap();
    }

    pub fn read(&self) -> Time {
        last_of!(self.news.lock())
    }
}
