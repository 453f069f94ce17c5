//! right: tokens in a channel, and one at a time takes any out, 10 of 10
use racecourse::channel::{self, Receiver, Sender};
use std::sync::Mutex;

struct Token;

pub struct Permits {
    back: Sender<Token>,
    tokens: Mutex<Receiver<Token>>,
}

impl Permits {
    pub fn new(n: usize) -> Self {
        let (back, tokens) = channel::unbounded();
        for _ in 0..n {
            back.send(Token).unwrap();
        }
        Self { back, tokens: Mutex::new(tokens) }
    }

    pub fn acquire(&self, many: usize) -> Taken<'_> {
        let tokens = self.tokens.lock();
        let taken = (0..many).map(|_| tokens.recv().unwrap()).collect();
        Taken { back: &self.back, taken }
    }
}

pub struct Taken<'a> {
    back: &'a Sender<Token>,
    taken: Vec<Token>,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        for token in self.taken.drain(..) {
            self.back.send(token).unwrap();
        }
    }
}
