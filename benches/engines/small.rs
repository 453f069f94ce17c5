// Programs that fit every library: `lock`, `Mutex`, `AtomicUsize` and `thread` are those of the module that includes this.

/// Starts so many actors, each doing `body`, and waits for them.
fn together(actors: usize, body: impl Fn() + Clone + Send + 'static) {
    let actors: Vec<_> = (0..actors).map(|_| thread::spawn(body.clone())).collect();
    for actor in actors {
        actor.join().expect("no panic");
    }
}

/// `n` actors add 1 to the same variable, `k` times each.
pub(crate) fn fetch_add(n: usize, k: usize) {
    let x = Arc::new(AtomicUsize::new(0));
    together(n, move || {
        for _ in 0..k {
            x.fetch_add(1, SeqCst);
        }
    });
}

/// `n` actors add 1 under a lock, `k` times each.
pub(crate) fn mutex_inc(n: usize, k: usize) {
    let counter = Arc::new(Mutex::new(0));
    together(n, move || {
        for _ in 0..k {
            *lock(&counter) += 1;
        }
    });
}

/// `n` actors load and then store one more, `k` times each.
pub(crate) fn lost_update(n: usize, k: usize) {
    let x = Arc::new(AtomicUsize::new(0));
    together(n, move || {
        for _ in 0..k {
            x.store(x.load(SeqCst) + 1, SeqCst);
        }
    });
}

/// A writer and `n` readers of the same variable.
pub(crate) fn readers(n: usize, _: usize) {
    let x = Arc::new(AtomicUsize::new(0));
    let writer = {
        let x = Arc::clone(&x);
        thread::spawn(move || x.store(42, SeqCst))
    };
    together(n, move || {
        x.load(SeqCst);
    });
    writer.join().expect("no panic");
}

/// Two actors take the same two locks in opposite order.
pub(crate) fn ab_ba(_: usize, _: usize) {
    let (a, b) = (Arc::new(Mutex::new(0)), Arc::new(Mutex::new(0)));
    let other = {
        let (a, b) = (Arc::clone(&a), Arc::clone(&b));
        thread::spawn(move || *lock(&a) += *lock(&b))
    };
    let one = thread::spawn(move || *lock(&b) += *lock(&a));
    one.join().expect("no panic");
    other.join().expect("no panic");
}
