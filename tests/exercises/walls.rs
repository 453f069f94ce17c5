//! The system's own walls: each keeps somebody from what it is against, and without it nothing else does.

use libtest_mimic::{Failed, Trial};
use racecourse_exercises::confinement::trial::{all, lacks_of, standing, ways_through};
use racecourse_exercises::confinement::{User, Wall, Walls};

/// Those that stand on this machine.
pub(crate) fn that_stand() -> Walls {
    let place = tempfile::tempdir().expect("a folder");
    standing(&all(place.path()))
}

pub(crate) fn tests() -> Vec<Trial> {
    let tests = Wall::ALL.into_iter().filter(|wall| is_to_stand(*wall)).flat_map(|wall| {
        let name = wall.name();
        [
            Trial::test(format!("walls::{name}_stands"), move || stands(wall)),
            Trial::test(format!("walls::nothing_else_stands_where_{name}_does"), move || is_what_stands(wall)),
        ]
    });
    tests.collect()
}

/// Whether it is a fault if it does not stand. On Linux a wall may be missing where the kernel was built without it, or where this
/// itself runs in a container: there it is enough that it is said.
fn is_to_stand(wall: Wall) -> bool {
    match wall {
        Wall::User => User::of_next(&[]).is_some(),
        Wall::Files | Wall::Calls | Wall::Privileges => cfg!(target_os = "linux"),
        Wall::Session | Wall::Descriptors | Wall::Limits => true,
    }
}

fn stands(wall: Wall) -> Result<(), Failed> {
    let place = tempfile::tempdir()?;
    let lacks = lacks_of(wall, &Walls::of([wall]), place.path());
    // A kernel without it, or a container that keeps it back: what is graded there says so.
    let is_missing = !lacks.is_empty() && lacks.iter().all(|it| it.contains("the system does not have this wall"));
    if is_missing && !that_stand().has(wall) {
        eprintln!("not tried, {}", lacks.join("; "));
        return Ok(());
    }
    if lacks.is_empty() { Ok(()) } else { Err(lacks.join("; ").into()) }
}

fn is_what_stands(wall: Wall) -> Result<(), Failed> {
    let place = tempfile::tempdir()?;
    let lacks = lacks_of(wall, &Walls::default(), place.path());
    if lacks.len() == ways_through(wall) { Ok(()) } else { Err(format!("without it: {lacks:?}").into()) }
}
