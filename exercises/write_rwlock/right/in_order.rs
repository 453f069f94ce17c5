//! right: a queue of those who wait, and a channel for each, in a module of its own, 10 of 10
pub use queue::Page;

mod queue {
    use racecourse::channel::{self, Sender};
    use std::collections::VecDeque;
    use std::sync::Mutex;

    #[derive(Clone, Copy, PartialEq)]
    enum Wants {
        Read,
        Write,
    }

    #[derive(Default)]
    struct Desk {
        readers: usize,
        writes: bool,
        queue: VecDeque<(Wants, Sender<()>)>,
    }

    impl Desk {
        fn serve(&mut self) {
            while let Some((wants, _)) = self.queue.front() {
                match wants {
                    Wants::Read if !self.writes => self.readers += 1,
                    Wants::Write if !self.writes && self.readers == 0 => self.writes = true,
                    _ => return,
                }
                self.queue.pop_front().unwrap().1.send(()).unwrap();
            }
        }
    }

    #[derive(Default)]
    pub struct Page(Mutex<Desk>);

    impl Page {
        pub fn new() -> Self {
            Self::default()
        }

        fn wait_for(&self, wants: Wants) -> Held<'_> {
            let (served, wait) = channel::bounded(1);
            let mut desk = self.0.lock();
            desk.queue.push_back((wants, served));
            desk.serve();
            drop(desk);
            wait.recv().unwrap();
            Held { page: self, wants }
        }

        pub fn read(&self) -> Held<'_> {
            self.wait_for(Wants::Read)
        }

        pub fn try_read(&self) -> Option<Held<'_>> {
            let mut desk = self.0.lock();
            let free = !desk.writes && desk.queue.is_empty();
            free.then(|| {
                desk.readers += 1;
                Held { page: self, wants: Wants::Read }
            })
        }

        pub fn write(&self) -> Held<'_> {
            self.wait_for(Wants::Write)
        }
    }

    pub struct Held<'a> {
        page: &'a Page,
        wants: Wants,
    }

    impl Held<'_> {
        pub fn downgrade(mut self) -> Self {
            let mut desk = self.page.0.lock();
            desk.writes = false;
            desk.readers += 1;
            self.wants = Wants::Read;
            desk.serve();
            self
        }
    }

    impl Drop for Held<'_> {
        fn drop(&mut self) {
            let mut desk = self.page.0.lock();
            match self.wants {
                Wants::Read => desk.readers -= 1,
                Wants::Write => desk.writes = false,
            }
            desk.serve();
        }
    }
}
