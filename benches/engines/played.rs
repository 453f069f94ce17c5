// Runs the text of a program with the atomics and threads of the module that includes this.

/// Starts an actor for each list of steps, and waits for them.
pub(crate) fn play(actors: &[Vec<Do>]) {
    let words: Arc<[AtomicUsize; PLACES]> = Arc::new(std::array::from_fn(|_| AtomicUsize::new(0)));
    let actors: Vec<_> = actors
        .iter()
        .cloned()
        .map(|steps| {
            let words = Arc::clone(&words);
            thread::spawn(move || steps.into_iter().for_each(|step| take(&words, step)))
        })
        .collect();
    for actor in actors {
        actor.join().expect("no panic");
    }
}

fn take(words: &[AtomicUsize; PLACES], step: Do) {
    match step {
        Do::Load(place, order) => {
            words[place].load(order);
        }
        Do::Store(place, value, order) => words[place].store(value, order),
        Do::Add(place, order) => {
            words[place].fetch_add(1, order);
        }
        Do::Exchange(place, from, to) => {
            let _ = words[place].compare_exchange(from, to, AcqRel, Acquire);
        }
        Do::Fence(order) => fence(order),
    }
}
