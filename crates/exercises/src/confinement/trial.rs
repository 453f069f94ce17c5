//! Whether a wall stands here: somebody behind it tries to get through.
//!
//! That is this program, started once more behind that wall alone. So a program that wants to know calls [`enter_if_trial`] before
//! it does anything else.

use std::fs::{self, File};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use nix::libc;

use super::{Confined, Enclosure, User, Wall, Walls, calls};

/// The variable that makes a process one that tries. Not meant to be set by hand.
const VARIABLE: &str = "RACECOURSE_TRIES";
/// How a process ends that was kept from what it tried.
const HELD: i32 = 70;
/// And one that has done it.
const WENT_THROUGH: i32 = 71;

/// What became of a wall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// The wall.
    pub wall: Wall,
    /// What it lets through, or why it cannot be raised; nothing if it stands.
    pub lacks: Vec<String>,
}

/// Tries all walls, in a folder that is made for it where all have theirs.
pub fn here() -> Vec<Tried> {
    let place = std::env::temp_dir().join(format!("racecourse-trial-{}", std::process::id()));
    let made = fs::DirBuilder::new().mode(0o711).create(&place);
    let tried = match made {
        Ok(()) => all(&place),
        Err(error) => {
            let lacks = vec![format!("it cannot be tried: {}: {error}", place.display())];
            Wall::ALL.into_iter().map(|wall| Tried { wall, lacks: lacks.clone() }).collect()
        }
    };
    let _ = fs::remove_dir_all(&place);
    tried
}

/// Tries all walls. What is needed for it is written below `place`, which is there and to which everybody may come.
pub fn all(place: &Path) -> Vec<Tried> {
    let tried = |wall| Tried { wall, lacks: lacks_of(wall, &Walls::of([wall]), place) };
    Wall::ALL.into_iter().map(tried).collect()
}

/// The walls that stand.
pub fn standing(tried: &[Tried]) -> Walls {
    Walls::of(tried.iter().filter(|it| it.lacks.is_empty()).map(|it| it.wall))
}

/// What of all that `wall` is against somebody can do whom `walls` keep from it.
pub fn lacks_of(wall: Wall, walls: &Walls, place: &Path) -> Vec<String> {
    if walls.has(Wall::User) && User::of_next(&[]).is_none() {
        return vec!["it runs as you: only root can start it as somebody else".to_owned()];
    }
    let lacks = acts(wall).into_iter().filter_map(|act| match tries(&act, walls, place) {
        Ok(status) if status.code() == Some(HELD) || status.signal() == Some(libc::SIGSYS) => None,
        Ok(status) if status.code() == Some(WENT_THROUGH) => Some(format!("{} is possible", act.name)),
        Ok(status) => Some(format!("{}: {status}", act.name)),
        Err(error) => Some(format!("{}: the system does not have this wall: {error}", act.name)),
    });
    lacks.collect()
}

/// How many ways there are to get through `wall` that are tried.
pub fn ways_through(wall: Wall) -> usize {
    acts(wall).len()
}

/// Tries what this process was started for, and ends it; else does nothing.
pub fn enter_if_trial() {
    let Some(job) = std::env::var_os(VARIABLE) else { return };
    let job = job.to_string_lossy();
    let (name, rest) = job.split_once(' ').unwrap_or((&job, ""));
    let (inside, open) = rest.split_once(' ').unwrap_or((rest, ""));
    let all = Wall::ALL.into_iter().flat_map(acts);
    let code = match all.into_iter().find(|act| act.name == name.replace('_', " ")) {
        Some(act) if inside != "inside" || put_up().is_ok() => {
            if (act.goes_through)(open) {
                WENT_THROUGH
            } else {
                HELD
            }
        }
        _ => 2,
    };
    std::process::exit(code);
}

fn put_up() -> io::Result<()> {
    calls::inside()?.iter().try_for_each(|filter| racecourse_native::call_filter::put_up(filter))
}

/// Something that a wall is against.
#[derive(Clone, Copy)]
struct Act {
    name: &'static str,
    /// Does it; whether that was possible. What is handed over is the number of a descriptor that was left open, or a path.
    goes_through: fn(&str) -> bool,
}

fn acts(wall: Wall) -> Vec<Act> {
    let act = |name, goes_through| Act { name, goes_through };
    match wall {
        Wall::Session => vec![act("staying in your session", |_| !is_alone())],
        Wall::Descriptors => vec![act("using what you have open", is_open)],
        Wall::Limits => vec![
            act("opening as many files as it likes", |_| has_descriptors_without_end()),
            act("taking as much memory as it likes", |_| has_memory_without_end()),
        ],
        Wall::User => vec![act("having the powers of root", |_| has_powers())],
        Wall::Privileges => vec![act("gaining rights by starting a program", |_| may_gain_rights())],
        Wall::Files => vec![
            act("writing outside of its folder", |elsewhere| fs::write(elsewhere, "").is_ok()),
            act("reading what it does not need", |_| File::open("/etc/passwd").is_ok()),
        ],
        Wall::Calls => vec![
            act("using the network", |_| std::net::UdpSocket::bind("127.0.0.1:0").is_ok()),
            act("starting a process", |_| starts_a_process()),
            act("becoming another program", |_| becomes_another()),
            act("tracing a process", |_| traces()),
            act("opening a file to write", |elsewhere| fs::write(elsewhere, "").is_ok()),
            act("killing another process", |_| kills()),
        ],
    }
}

/// Lets somebody try it behind `walls`.
fn tries(act: &Act, walls: &Walls, place: &Path) -> io::Result<ExitStatus> {
    let inside = place.join("inside");
    fs::create_dir_all(&inside)?;
    let elsewhere = place.join("elsewhere");
    fs::write(&elsewhere, "")?;
    let program = std::env::current_exe()?;
    let user = User::of_next(&[&program, place]);
    if let Some(user) = user {
        // What it is kept from is to be the wall's doing, and not that of somebody's bits.
        user.owns(&inside)?;
        user.owns(&elsewhere)?;
    }
    // A careless caller has something open that whoever it starts has, too.
    let careless = nix::unistd::dup(File::open(&elsewhere)?)?;
    let handed = match act.name {
        "using what you have open" => careless.as_raw_fd().to_string(),
        _ => elsewhere.to_string_lossy().into_owned(),
    };
    let mut command = Command::new(&program);
    let from_inside = if walls.has(Wall::Calls) { "inside" } else { "outside" };
    command.env_clear().env(VARIABLE, format!("{} {from_inside} {handed}", act.name.replace(' ', "_")));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // This program is more than a submission's: it may be in a folder of its own.
    let enclosure = Enclosure::around(Confined::Program, walls, user, &[&program], &inside, Duration::from_secs(10))?;
    enclosure.raise(&mut command)?;
    let status = command.status();
    drop(careless);
    let _ = fs::remove_dir_all(&inside);
    let _ = fs::remove_file(&elsewhere);
    status
}

fn is_alone() -> bool {
    nix::unistd::getsid(None) == Ok(nix::unistd::getpid())
}

fn is_open(number: &str) -> bool {
    let Ok(number) = number.parse() else { return false };
    // SAFETY: it is only asked whether there is one of this number.
    #[expect(unsafe_code, reason = "what is inherited has no owner here")]
    unsafe {
        libc::fcntl(number, libc::F_GETFD) != -1
    }
}

fn has_descriptors_without_end() -> bool {
    let all: Vec<_> = (0..300).map(|_| nix::unistd::dup(io::stdin())).collect();
    all.iter().all(Result::is_ok)
}

fn has_memory_without_end() -> bool {
    const SIXTEEN_GIBIBYTES: usize = 16 << 30;
    let mut all: Vec<u8> = Vec::new();
    all.try_reserve_exact(SIXTEEN_GIBIBYTES).is_ok()
}

/// Whether this process has any of root's powers, by its own word (`proc_pid_status(5)`).
fn has_powers() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let powers = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
    powers.is_none_or(|powers| powers.trim().bytes().any(|digit| digit != b'0'))
}

#[cfg(target_os = "linux")]
fn may_gain_rights() -> bool {
    nix::sys::prctl::get_no_new_privs() != Ok(true)
}

#[cfg(not(target_os = "linux"))]
fn may_gain_rights() -> bool {
    true
}

fn starts_a_process() -> bool {
    // SAFETY: this process has one thread, and the copy ends at once.
    #[expect(unsafe_code, reason = "there is no safe way to fork")]
    match unsafe { nix::unistd::fork() } {
        Ok(nix::unistd::ForkResult::Child) => racecourse_native::process::exit_at_once(0),
        Ok(nix::unistd::ForkResult::Parent { .. }) => true,
        Err(_) => false,
    }
}

fn becomes_another() -> bool {
    use std::os::unix::process::CommandExt;
    // It does not come back from there. The shell says that it was there.
    let _ = Command::new("/bin/sh").args(["-c", &format!("exit {WENT_THROUGH}")]).exec();
    false
}

#[cfg(target_os = "linux")]
fn traces() -> bool {
    // SAFETY: nothing but a wish is handed over.
    #[expect(unsafe_code, reason = "it has no arguments that could be wrong")]
    unsafe {
        libc::ptrace(libc::PTRACE_TRACEME, 0, 0, 0) == 0
    }
}

#[cfg(not(target_os = "linux"))]
fn traces() -> bool {
    true
}

/// Whether a signal would reach whoever has started this process: none is sent.
fn kills() -> bool {
    nix::sys::signal::kill(nix::unistd::getppid(), None).is_ok()
}
