use racecourse::sync::{Arc, Barrier};

use racecourse::Outcome;
use racecourse::cell::RacyCell;
use racecourse::channel;
use racecourse::exercise::vary;
use racecourse::progress;
use racecourse::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use racecourse::thread;
use submission::Permits;

/// Each worker takes all permits as often as it is told to, and adds one each time. The number is plain memory.
fn add_alone(permits: usize, workers: &[(&str, usize)]) -> Outcome {
    let (all, total) = (Arc::new(Permits::new(permits)), Arc::new(RacyCell::new(0)));
    let workers = workers.iter().map(|&(name, times)| {
        let (all, total) = (Arc::clone(&all), Arc::clone(&total));
        thread::spawn_named(name, move || {
            for _ in 0..times {
                let _taken = all.acquire(permits);
                total.set(total.get() + 1);
            }
        })
    });
    let workers: Vec<_> = workers.collect();
    for worker in workers {
        worker.join().unwrap();
    }
    Outcome::new(format!("total={}", total.get()))
}

/// Whoever has all of them is alone.
pub fn takes_all() -> Outcome {
    let three: &[(&str, usize)] = &[("ann", 1), ("ben", 1), ("cleo", 1)];
    let (permits, workers) = vary(&[(1, three), (2, &[("ann", 1), ("ben", 2)])]);
    add_alone(permits, workers)
}

/// The same where condition variables may wake for no reason.
pub fn woken_for_no_reason() -> Outcome {
    add_alone(1, &[("ann", 2), ("ben", 1)])
}

/// Two workers and main, and two permits: main has one of them before the others begin.
pub fn two_of_three() -> Outcome {
    let (permits, inside) = (Arc::new(Permits::new(2)), Arc::new(AtomicUsize::new(1)));
    let taken = permits.acquire(1);
    let workers = ["ann", "ben"].map(|name| {
        let (permits, inside) = (Arc::clone(&permits), Arc::clone(&inside));
        thread::spawn_named(name, move || {
            let _taken = permits.acquire(1);
            let _section = progress::section("inside");
            let now = inside.fetch_add(1, SeqCst) + 1;
            inside.fetch_sub(1, SeqCst);
            now
        })
    });
    inside.fetch_sub(1, SeqCst);
    drop(taken);
    let most = workers.map(|worker| worker.join().unwrap()).into_iter().max();
    Outcome::new(if most <= Some(2) { "never more than two inside" } else { "three inside" })
}

/// main has both permits, and gives them back at once. Two workers do not leave before they have met inside: both have to be woken.
pub fn two_at_once() -> Outcome {
    let (permits, met) = (Arc::new(Permits::new(2)), Arc::new(Barrier::new(2)));
    let taken = permits.acquire(2);
    let workers = ["ann", "ben"].map(|name| {
        let (permits, met) = (Arc::clone(&permits), Arc::clone(&met));
        thread::spawn_named(name, move || {
            let _taken = permits.acquire(1);
            met.wait();
        })
    });
    drop(taken);
    workers.map(|worker| worker.join().unwrap());
    Outcome::new("both were inside")
}

/// Different numbers of permits.
pub fn big_and_small() -> Outcome {
    let (permits, taken) = (Arc::new(Permits::new(3)), Arc::new(AtomicUsize::new(0)));
    let workers = [("big", vary(&[[2, 3], [2, 2]])), ("small", [1, 3])].map(|(name, wants)| {
        let (permits, taken) = (Arc::clone(&permits), Arc::clone(&taken));
        thread::spawn_named(name, move || {
            wants.map(|many| {
                let _taken = permits.acquire(many);
                let most = taken.fetch_add(many, SeqCst) + many;
                taken.fetch_sub(many, SeqCst);
                most
            })
        })
    });
    let most = workers.map(|worker| worker.join().unwrap()).into_iter().flatten().max();
    Outcome::new(if most <= Some(3) { "never more than three taken" } else { "more than three taken" })
}

/// main has six permits, and gives them back at once, or four and then two. Six workers do not leave before they have met inside.
pub fn six_meet() -> Outcome {
    let (permits, meeting) = (Arc::new(Permits::new(6)), Arc::new(Barrier::new(6)));
    let (says, said) = channel::unbounded();
    let taken = vary::<&[usize]>(&[&[6], &[4, 2]]).iter().map(|many| permits.acquire(*many)).collect::<Vec<_>>();
    let workers = [(); 6].map(|()| {
        let (permits, meeting, says) = (Arc::clone(&permits), Arc::clone(&meeting), says.clone());
        thread::spawn(move || {
            says.send(()).unwrap();
            let _taken = permits.acquire(1);
            meeting.wait();
        })
    });
    workers.iter().for_each(|_| said.recv().unwrap());
    taken.into_iter().for_each(drop);
    workers.map(|worker| worker.join().unwrap());
    Outcome::new("all were inside")
}
