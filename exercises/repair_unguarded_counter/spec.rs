use racecourse::sync::Arc;

use racecourse::Outcome;
use racecourse::exercise::{call, vary};
use racecourse::thread;
use submission::Scores;

/// Two add, and main looks when both have.
pub fn two_add() -> Outcome {
    let points = vary(&[[255, 7], [200, 0]]);
    let scores = Arc::new(Scores::new());
    let adding = [("left", points[0]), ("right", points[1])].map(|(name, points)| {
        let scores = Arc::clone(&scores);
        thread::spawn_named(name, move || call(|| scores.add(points)))
    });
    for one in adding {
        one.join().unwrap();
    }
    Outcome::new(match call(|| scores.so_far()) {
        (2, sum) if sum == points[0] + points[1] => "2 players, all points",
        (2, _) => "points are missing",
        _ => "a player is missing",
    })
}

/// Five add at the same time.
pub fn five_add() -> Outcome {
    let scores = Arc::new(Scores::new());
    let adding = [("ann", 1), ("bob", 2), ("cleo", 400), ("dan", 8_000), ("eve", 70_000)].map(|(name, points)| {
        let scores = Arc::clone(&scores);
        thread::spawn_named(name, move || scores.add(points))
    });
    for one in adding {
        one.join().unwrap();
    }
    Outcome::new(match scores.so_far() {
        (5, 78_403) => "5 players, all points",
        (5, _) => "points are missing",
        _ => "a player is missing",
    })
}

/// Main looks twice while one adds.
pub fn looked_at() -> Outcome {
    let [first, second] = vary(&[[255, 7], [200, 0]]);
    let scores = Arc::new(Scores::new());
    let adding = {
        let scores = Arc::clone(&scores);
        thread::spawn_named("left", move || {
            scores.add(first);
            scores.add(second);
        })
    };
    let looks = [(); 2].map(|()| scores.so_far());
    adding.join().unwrap();
    let at_a_time = [(0, 0), (1, first), (2, first + second)];
    if looks.iter().any(|look| !at_a_time.contains(look)) {
        return Outcome::new("players and points do not agree");
    }
    if scores.so_far() != at_a_time[2] {
        return Outcome::new("something is missing at the end");
    }
    let [(before, _), (after, _)] = looks;
    if after < before { Outcome::new("it went back") } else { Outcome::new(format!("players: {before}, then {after}")) }
}
