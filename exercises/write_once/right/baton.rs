//! right: a baton in a channel, by a macro, 10 of 10
use racecourse::channel::{self, Receiver, Sender};
use std::sync::Mutex;

/// Whoever has it may make the value. It goes back when it is dropped, also in a panic.
struct Baton<'a>(&'a Sender<()>);

impl Drop for Baton<'_> {
    fn drop(&mut self) {
        self.0.send(()).unwrap();
    }
}

pub struct Kept<T> {
    back: Sender<()>,
    baton: Mutex<Receiver<()>>,
    value: Mutex<Option<T>>,
}

macro_rules! unless_there {
    ($kept:expr, $otherwise:block) => {
        match $kept.get() {
            Some(value) => value,
            None => $otherwise,
        }
    };
}

impl<T: Clone> Kept<T> {
    pub fn new() -> Self {
        let (back, baton) = channel::bounded(1);
        back.send(()).unwrap();
        Self { back, baton: Mutex::new(baton), value: Mutex::new(None) }
    }

    pub fn get_or_init(&self, init: impl FnOnce() -> T) -> T {
        unless_there!(self, {
            self.baton.lock().recv().unwrap();
            let _baton = Baton(&self.back);
            unless_there!(self, {
                let value = init();
                *self.value.lock() = Some(value.clone());
                value
            })
        })
    }

    pub fn get(&self) -> Option<T> {
        self.value.lock().clone()
    }

    pub fn clear(&self) {
        self.value.lock().take();
    }
}
