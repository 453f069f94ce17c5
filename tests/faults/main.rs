//! Do the tests notice? Each fault of the lists in `rules/` is put into the rules of the kernel, the searches and the objects, one
//! at a time, and the suite is run: some test has to fail, or the list has to say why nothing can.
//!
//! `cargo run -p racecourse-faults` does it for all of them, in a copy of the workspace under `target/faults`.

mod fault;
mod noticed;
mod running;
mod schemata;
mod suite;
mod tree;
mod verdict;

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;

use self::fault::Fault;
use self::noticed::Noticed;
use self::running::{Outcome, run};
use self::suite::{Group, PARTS, Part, Suite};
use self::verdict::{Notice, Verdict, tell};

/// Puts faults into the rules, one at a time, and says which tests notice.
#[derive(Debug, Parser)]
struct Arguments {
    /// Only faults with one of these in their names.
    #[arg(long)]
    only: Vec<String>,
    /// Only faults of these lists.
    #[arg(long)]
    area: Vec<String>,
    /// Only these groups of tests: units, models, gates, reports.
    #[arg(long)]
    group: Vec<String>,
    /// Only says which faults there are.
    #[arg(long)]
    list: bool,
    /// Only runs the suite without a fault, and says how long each part takes.
    #[arg(long)]
    without: bool,
    /// Also tries those that are called equivalent, and asks each group of tests about the objects' rules, not only those that have
    /// noticed before. That takes hours.
    #[arg(long)]
    whole: bool,
    /// Writes down which test has noticed what, so that it is asked first the next time.
    #[arg(long)]
    remember: bool,
    /// So many faults at a time; each is in processes of its own.
    #[arg(long, default_value_t = 2)]
    jobs: usize,
}

/// So long may a part take altogether: what takes longer waits for what never comes.
const MOST: Duration = Duration::from_secs(300);

fn main() -> ExitCode {
    match put_in(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(trouble) => {
            eprintln!("error: {trouble}");
            ExitCode::from(2)
        }
    }
}

/// Whether all faults are noticed but those that cannot be.
fn put_in(arguments: &Arguments) -> Result<bool, String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.ancestors().nth(2).expect("it is in the workspace").to_path_buf();
    let faults = fault::read_all(&here.join("rules"))?;
    let is_asked_for = |fault: &Fault| {
        (arguments.whole || arguments.list || fault.equivalent.is_none() || !arguments.only.is_empty())
            && (arguments.only.is_empty() || arguments.only.iter().any(|only| fault.name.contains(only.as_str())))
            && (arguments.area.is_empty() || arguments.area.contains(&fault.area))
    };
    if arguments.list {
        for fault in faults.iter().filter(|fault| is_asked_for(fault)) {
            println!("{:<10} {:<50} {}", fault.area, fault.name, fault.file);
        }
        return Ok(true);
    }
    let begun = Instant::now();
    let place = scratch(&root);
    let copy = place.join("tree");
    tree::write(&root, &copy, &faults)?;
    eprintln!("building the workspace with {} faults in it", faults.len());
    let mut suite = Suite::build(&copy, &place.join("built"))?;
    let built = begun.elapsed();
    eprintln!("built in {} s; now without a fault", built.as_secs());
    let groups = Group::ALL.into_iter().filter(|group| {
        let group = group.to_string();
        arguments.group.is_empty() || arguments.group.contains(&group)
    });
    let groups: Vec<Group> = groups.collect();
    let times = without_fault(&suite, &groups)?;
    suite.allow(times.iter().copied().max().unwrap_or_default());
    for (part, time) in PARTS.iter().zip(&times) {
        eprintln!("  {:>6.1} s  {:<8} {part}", time.as_secs_f64(), part.group.to_string());
    }
    if arguments.without {
        return Ok(true);
    }
    let mut asked: Vec<usize> = (0..faults.len()).filter(|number| is_asked_for(&faults[*number])).collect();
    // Mixed, so that who looks on, or breaks off, has seen something of all lists; and always alike.
    asked.sort_by_key(|number| BuildHasherDefault::<DefaultHasher>::default().hash_one(&faults[*number].name));
    let list = here.join("noticed.txt");
    let before = Noticed::read(&list)?;
    let (next, verdicts) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || -> Result<(), String> {
        while let Some(&number) = asked.get(next.fetch_add(1, Ordering::Relaxed)) {
            let fault = &faults[number];
            let verdict =
                Verdict { fault, notices: try_out(&suite, &groups, &before, number, fault, arguments.whole)? };
            let mut verdicts = verdicts.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            eprintln!("{:>4} of {}  {}", verdicts.len() + 1, asked.len(), verdict.in_brief());
            verdicts.push((number, verdict));
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..arguments.jobs.max(1)).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().expect("a worker has panicked"))
    })?;
    let mut verdicts = verdicts.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    verdicts.sort_by_key(|(number, _)| *number);
    if arguments.remember {
        let mut noticed = before;
        let new = verdicts.iter().flat_map(|(_, verdict)| verdict.notices.iter().map(|it| (&verdict.fault.name, it)));
        new.for_each(|(fault, notice)| noticed.note(fault, notice.part, notice.test()));
        let text = noticed.text(faults.iter().map(|fault| fault.name.as_str()));
        std::fs::write(&list, text).map_err(|error| format!("cannot write {}: {error}", list.display()))?;
    }
    let verdicts: Vec<Verdict<'_>> = verdicts.into_iter().map(|(_, verdict)| verdict).collect();
    print!("{}", tell(&verdicts));
    if !arguments.whole && arguments.only.is_empty() {
        let spared = faults.iter().filter(|fault| fault.equivalent.is_some()).count();
        println!("{spared} faults that are called equivalent were not tried; --whole tries them too");
    }
    println!("{} s, of which {} s were for building", begun.elapsed().as_secs(), built.as_secs());
    Ok(verdicts.iter().all(Verdict::is_as_it_should_be))
}

/// Where the copy is, and what is built of it.
fn scratch(root: &Path) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |set| root.join(set));
    target.join("faults")
}

/// How long each part of these groups takes without a fault.
fn without_fault(suite: &Suite, groups: &[Group]) -> Result<Vec<Duration>, String> {
    let time = |part: &Part| match groups.contains(&part.group) {
        true => green(suite, part),
        false => Ok(Duration::ZERO),
    };
    PARTS.iter().map(time).collect()
}

fn green(suite: &Suite, part: &Part) -> Result<Duration, String> {
    match run(suite.command(part, None), MOST)? {
        (Outcome::Green, time) => Ok(time),
        (outcome, _) => Err(format!("without any fault {part} comes to {outcome:?}")),
    }
}

/// Runs the suite with a fault: who notices it, by the group of tests.
///
/// Whoever has noticed it before spares all others, and one is enough; but each group has to notice by itself what is wrong with the
/// rule of an object, and is asked for all that it has noticed before, or for all that there is in a `whole` run.
fn try_out(
    suite: &Suite,
    groups: &[Group],
    before: &Noticed,
    number: usize,
    fault: &Fault,
    whole: bool,
) -> Result<Vec<Notice>, String> {
    let asked = || groups.iter().copied().filter(|group| group.is_about(fault));
    let enough = |notices: &[Notice]| !notices.is_empty() && !fault.is_of_an_object();
    let mut notices: Vec<Notice> = Vec::new();
    let mut left = Vec::new();
    for group in asked() {
        match ask_again(suite, before, group, number, fault)? {
            Some(notice) => notices.push(notice),
            None => left.push(group),
        }
        if enough(&notices) {
            return Ok(notices);
        }
    }
    for group in left {
        if enough(&notices) || !(whole || notices.is_empty()) {
            break;
        }
        notices.extend(ask_all(suite, group, number, fault)?);
    }
    notices.sort_by_key(|notice| notice.part.group);
    Ok(notices)
}

/// Asks the test of the group that has noticed the fault before.
fn ask_again(
    suite: &Suite,
    before: &Noticed,
    group: Group,
    number: usize,
    fault: &Fault,
) -> Result<Option<Notice>, String> {
    let Some((part, test)) = before.before(&fault.name, group) else { return Ok(None) };
    let (outcome, _) = run(suite.command_of_one(part, test, number), MOST)?;
    Ok((outcome != Outcome::Green).then_some(Notice { part, outcome }))
}

/// Asks all tests of the group, those first that notice such faults soonest.
fn ask_all(suite: &Suite, group: Group, number: usize, fault: &Fault) -> Result<Option<Notice>, String> {
    let mut parts: Vec<&'static Part> = PARTS.iter().filter(|part| part.group == group).collect();
    parts.sort_by_key(|part| !part.first_for.contains(&fault.area.as_str()));
    for part in parts {
        let (outcome, _) = run(suite.command(part, Some(number)), MOST)?;
        if outcome != Outcome::Green {
            return Ok(Some(Notice { part, outcome }));
        }
    }
    Ok(None)
}
