//! right: a module of its own with a counter of letters, 10 of 10
mod known {
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[derive(Default)]
    pub struct Known(AtomicUsize);

    impl Known {
        pub fn one_more(&self) {
            self.0.fetch_add(1, Ordering::AcqRel);
        }

        pub fn any(&self) -> bool {
            self.0.load(Ordering::Acquire) > 0
        }
    }
}

pub struct Letterbox<K = known::Known>(K);

impl Letterbox {
    pub fn new() -> Self {
        Self(Default::default())
    }

    pub fn post(&self, write: impl FnOnce()) {
        write();
        self.0.one_more();
    }

    pub fn look<R>(&self, read: impl FnOnce() -> R) -> Option<R> {
        self.0.any().then(read)
    }
}
