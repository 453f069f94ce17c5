use racecourse::sync::Arc;

use racecourse::Outcome;
use racecourse::cell::RacyCell;
use racecourse::exercise::vary;
use racecourse::channel;
use racecourse::sync::Barrier;
use racecourse::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use racecourse::{progress, thread};
use submission::Table;

/// At a table with so many places, those at `diners` eat. Each fork is plain memory, in which the meals are counted: who uses it
/// without having it shows.
fn dinner<const N: usize>(places: usize, diners: [(&str, usize, usize); N]) -> Outcome {
    let table = Arc::new(Table::new(places));
    let forks: Arc<Vec<RacyCell<usize>>> = Arc::new((0..places).map(|_| RacyCell::new(0)).collect());
    // Looked at by a diner who has eaten, while others eat.
    let eaten = Arc::new(AtomicUsize::new(0));
    let started = diners.map(|(name, place, meals)| {
        let (table, forks, eaten) = (Arc::clone(&table), Arc::clone(&forks), Arc::clone(&eaten));
        thread::spawn_named(name, move || {
            (0..meals).all(|_| {
                let mut served = false;
                table.eat(place, || {
                    let _meal = progress::section("meal");
                    for fork in [place, (place + 1) % places] {
                        forks[fork].set(forks[fork].get() + 1);
                    }
                    eaten.fetch_add(1, SeqCst);
                    served = true;
                });
                served
            })
        })
    });
    let served = started.map(|diner| diner.join().unwrap());
    let meals: usize = diners.iter().map(|(_, _, meals)| meals).sum();
    let by_fork: usize = forks.iter().map(RacyCell::get).sum();
    let all = served.iter().all(|served| *served) && eaten.load(SeqCst) == meals && by_fork == 2 * meals;
    Outcome::new(if all { "all have eaten" } else { "somebody has not eaten" })
}

/// Each needs both forks.
pub fn two_diners() -> Outcome {
    dinner(2, [("left", 0, 1), ("right", 1, 1)])
}

/// Each needs a fork of each of the others.
pub fn three_diners() -> Outcome {
    let [ann, ben, cleo] = vary(&[[0, 1, 2], [1, 0, 2]]);
    dinner(3, [("ann", ann, 1), ("ben", ben, 1), ("cleo", cleo, 1)])
}

/// They have nothing to do with each other.
pub fn opposite() -> Outcome {
    dinner(4, [("north", 1, 1), ("south", 3, 1)])
}

/// Every other place at a table with six: three who have nothing to do with each other. main starts the others at its meal, so that
/// there is less to search.
pub fn every_other() -> Outcome {
    let (table, at_meal) = (Arc::new(Table::new(6)), Arc::new(AtomicUsize::new(0)));
    // Whoever finds two others at their meals eats at the same time as the one that has found nobody.
    const BESIDE: [&str; 3] = ["alone", "beside one", "beside two"];
    let mut others = Vec::new();
    table.eat(0, || {
        let _meal = progress::section(BESIDE[at_meal.fetch_add(1, SeqCst)]);
        others.extend([("ann", 2), ("ben", 4)].map(|(name, place)| {
            let (table, at_meal) = (Arc::clone(&table), Arc::clone(&at_meal));
            thread::spawn_named(name, move || {
                let mut served = false;
                table.eat(place, || {
                    let _meal = progress::section(BESIDE[at_meal.fetch_add(1, SeqCst)]);
                    at_meal.fetch_sub(1, SeqCst);
                    served = true;
                });
                served
            })
        }));
        at_meal.fetch_sub(1, SeqCst);
    });
    let served = others.into_iter().filter_map(|other| other.join().ok()).filter(|served| *served).count();
    Outcome::new(if served == 2 { "all have eaten" } else { "somebody has not eaten" })
}

/// Who has eaten comes back.
pub fn twice() -> Outcome {
    dinner(2, [("hungry", 0, 2), ("other", 1, 1)])
}

/// Every other place at a table with twelve, and nobody gets up before all six eat.
pub fn six_meet() -> Outcome {
    let (table, meeting) = (Arc::new(Table::new(12)), Arc::new(Barrier::new(6)));
    let diners = [0, 2, 4, 6, 8, 10].map(|place| {
        let (table, meeting) = (Arc::clone(&table), Arc::clone(&meeting));
        thread::spawn(move || {
            let mut served = false;
            table.eat(place, || {
                meeting.wait();
                served = true;
            });
            served
        })
    });
    let served = diners.map(|diner| diner.join().unwrap());
    Outcome::new(if served == [true; 6] { "all have eaten" } else { "somebody has not eaten" })
}

/// At a table with four or five places, one eats until all others want to, who come in the order in which they sit, one way round or
/// the other. Then everybody eats twice.
pub fn all_places() -> Outcome {
    let (places, others): (usize, [usize; 4]) =
        vary(&[(4, [3, 2, 1, 0]), (4, [1, 2, 3, 0]), (5, [4, 3, 2, 1]), (5, [1, 2, 3, 4])]);
    let table = Arc::new(Table::new(places));
    let ((says, said), (tells, told)) = (channel::unbounded(), channel::unbounded());
    let diners: Vec<_> = std::iter::once(0)
        .chain(others.into_iter().take(places - 1))
        .map(|place| {
            let (table, says, told) = (Arc::clone(&table), says.clone(), told.clone());
            let diner = thread::spawn(move || {
                if place > 0 {
                    says.send(()).unwrap();
                }
                let mut meals = 0;
                for meal in 0..2 {
                    table.eat(place, || {
                        if (place, meal) == (0, 0) {
                            says.send(()).unwrap();
                            told.recv().unwrap();
                        }
                        meals += 1;
                    });
                }
                meals
            });
            said.recv().unwrap();
            diner
        })
        .collect();
    tells.send(()).unwrap();
    let meals: usize = diners.into_iter().map(|diner| diner.join().unwrap()).sum();
    Outcome::new(if meals == 2 * places { "all have eaten" } else { "somebody has not eaten" })
}
