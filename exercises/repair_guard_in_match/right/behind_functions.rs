//! right: a list in a module of its own, whose functions give the lock back, and a macro
use stack::Stack;

mod stack {
    use std::sync::Mutex;

    /// A stack of which nobody outside sees the lock.
    pub struct Stack<T>(Mutex<Vec<T>>);

    macro_rules! locked {
        ($name:ident(&self $(, $argument:ident: $of:ty)?) $(-> $result:ty)? = $method:ident) => {
            pub fn $name(&self $(, $argument: $of)?) $(-> $result)? {
                self.0.lock().$method($($argument)?)
            }
        };
    }

    impl<T> Stack<T> {
        pub fn of(things: Vec<T>) -> Self {
            Self(Mutex::new(things))
        }

        locked!(put(&self, thing: T) = push);
        locked!(take(&self) -> Option<T> = pop);
        locked!(height(&self) -> usize = len);
    }
}

pub struct Jobs<T>(Stack<T>);

impl<T> Jobs<T> {
    pub fn new(jobs: Vec<T>) -> Self {
        Self(Stack::of(jobs))
    }

    pub fn work(&self, step: impl FnOnce(T) -> Option<T>) -> bool {
        self.0.take().map(|job| step(job).into_iter().for_each(|rest| self.0.put(rest))).is_some()
    }

    pub fn waiting(&self) -> usize {
        self.0.height()
    }
}
