//! Where submissions are built: the library, built once, and what it takes to compile one file against it.
//!
//! `rustc` is called twice for each submission, and cargo not at all: for the submission alone, as a library, where no driver is
//! to be read; then for the driver, which is linked with it. Before tests that are submitted, what they test is built: an
//! interface, behind which nobody sees an implementation. The implementations are the driver's.

use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use racecourse::exercise::TESTS;
use serde::{Deserialize, Serialize};

use crate::confinement::{Confined, Enclosure, User, Wall, Walls, is_open_to_all};
use crate::contract;
use crate::diagnostics::{self, Complaints};
use crate::exercise::{Exercise, Implementation};
use crate::library;
use crate::own::RUN;
use crate::process;
use crate::tripwire;
use crate::walls;

/// How long a compiler may take for one file. An ordinary submission takes a second.
const PATIENCE: Duration = Duration::from_secs(30);
/// How much a compiler may say, in bytes.
const ROOM: usize = 1 << 20;

/// What was built, and for whom.
const TOOLS: &str = "tools.json";
/// Whoever builds the library has this file locked, and whoever builds against it shares it.
const LOCK: &str = "lock";

/// The root of a submission's crate: from here on `std` is another one.
const WALL: &str = "#[macro_use]
extern crate racecourse_std as std;
extern crate racecourse_std as core;
extern crate racecourse_std as alloc;
";
/// What a submission has under the name `racecourse`.
pub(crate) const FACADE: &str = "extern crate racecourse_exercise as racecourse;\n";
/// What a file of somebody's own has under that name: all of it, by the compiler's argument.
const LIBRARY: &str = "";

/// The root of the submission's crate, and of the driver's. No file of somebody's own is called so.
pub(crate) const ROOT: &str = ".root.rs";

/// The name under which a report knows a submission's file.
pub const SUBMISSION: &str = "exercise.rs";
/// The same for the driver's.
pub const SPEC: &str = "spec.rs";
/// The same for what is asked for, as calls.
const CONTRACT: &str = "asked_for.rs";
/// The same for what tests are written for.
const INTERFACE: &str = "interface.rs";
/// The name under which tests know that.
pub(crate) const SUBJECT: &str = "subject";

/// A place where submissions can be built.
#[derive(Clone, Debug)]
pub struct Workshop {
    tools: Tools,
    walls: Walls,
    /// Whether programs tell of their loads and stores.
    watches: bool,
}

/// What was built once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Tools {
    /// Which library it is.
    stamp: String,
    /// What the compiler says of itself.
    version: String,
    rustc: PathBuf,
    /// Where the library and what it depends on lie: in the file from the workshop's root, which may have been moved or copied.
    deps: PathBuf,
    racecourse: PathBuf,
    std: PathBuf,
    facade: PathBuf,
}

impl Tools {
    /// The same with the library's files elsewhere.
    fn mapped(self, place: impl Fn(&Path) -> Option<PathBuf>) -> Option<Self> {
        let [deps, racecourse, std, facade] =
            [&self.deps, &self.racecourse, &self.std, &self.facade].map(|it| place(it));
        Some(Self { deps: deps?, racecourse: racecourse?, std: std?, facade: facade?, ..self })
    }

    /// The workshop's root.
    fn root(&self) -> Option<&Path> {
        self.deps.ancestors().nth(3)
    }

    /// Nobody builds the library anew as long as this is held; nothing, if nobody can, because it lies where nobody may write.
    ///
    /// # Errors
    ///
    /// If somebody has, from another version of it.
    fn in_use(&self) -> Result<Option<File>, String> {
        let Some(root) = self.root() else { return Ok(None) };
        let Ok(lock) = File::open(root.join(LOCK)) else { return Ok(None) };
        lock.lock_shared().map_err(|error| format!("failed to lock {}: {error}", root.display()))?;
        match read_tools(&root.join(TOOLS)) {
            Some(now) if now.stamp != self.stamp => {
                Err("another version of racecourse has built its library meanwhile: start again".to_owned())
            }
            _ => Ok(Some(lock)),
        }
    }

    /// Where a compiler reads besides what it compiles: its own installation, and the library.
    fn places(&self) -> impl Iterator<Item = &Path> {
        let installation = self.rustc.ancestors().nth(2);
        let library = [&self.deps, &self.racecourse, &self.std, &self.facade];
        library.into_iter().map(PathBuf::as_path).chain(installation)
    }
}

/// A submission that was built with its driver.
#[derive(Debug)]
pub struct Built {
    /// The driver's program.
    pub program: PathBuf,
    /// An empty folder of its own.
    folder: PathBuf,
    user: Option<User>,
    walls: Walls,
}

impl Built {
    /// The walls around the program, for so long at most; `None` if there are none.
    ///
    /// # Errors
    ///
    /// If one of them cannot stand.
    pub(crate) fn enclosure(&self, patience: Duration) -> io::Result<Enclosure> {
        self.within(&self.walls, patience)
    }

    /// The same without those that real threads and processes do not fit behind: these are made by calls, have objects in files,
    /// and are watched by who has started them. That is for whoever runs what they have written themselves.
    ///
    /// # Errors
    ///
    /// If one of them cannot stand.
    pub(crate) fn enclosure_for_real(&self, patience: Duration) -> io::Result<Enclosure> {
        let walls =
            [Wall::Calls, Wall::Files, Wall::User].iter().fold(self.walls.clone(), |walls, wall| walls.without(*wall));
        self.within(&walls, patience)
    }

    fn within(&self, walls: &Walls, patience: Duration) -> io::Result<Enclosure> {
        Enclosure::around(Confined::Program, walls, self.user, &[&self.program], &self.folder, patience)
    }
}

/// Why there is no program.
#[derive(Debug)]
pub enum NotBuilt {
    /// The submission has a word that no exercise has.
    Refused(walls::Refused),
    /// The compiler refuses the submission.
    Submission(Complaints),
    /// The compiler refuses the driver with this submission: it lacks something that is asked for, or has it otherwise.
    Driver(Complaints),
    /// The compiler did not come to an end.
    TooMuch,
    /// The system does not let it be built.
    Failed(String),
}

impl Workshop {
    /// Opens the workshop in `root`, and builds the library there if that was not done. `hears` is told what is being compiled.
    ///
    /// # Errors
    ///
    /// In a sentence, why there is none.
    pub fn open(root: &Path, hears: &mut dyn FnMut(&str)) -> Result<Self, String> {
        let root = std::path::absolute(root).map_err(|error| format!("{}: {error}", root.display()))?;
        let library = root.join("library");
        let failed = |what: &str, error: io::Error| format!("failed to {what} {}: {error}", library.display());
        fs::create_dir_all(&library).map_err(|error| failed("make", error))?;
        let rustc = compiler(&library)?;
        let version = said_by(Command::new(&rustc).arg("-vV"))?;
        let stamp = library::stamp();
        let file = root.join(TOOLS);
        let known = || {
            let tools = read_tools(&file).and_then(|tools| tools.mapped(|path| found_in(&root, path)))?;
            let is_it = (&tools.stamp, &tools.version, &tools.rustc) == (&stamp, &version, &rustc)
                && [&tools.racecourse, &tools.std, &tools.facade].iter().all(|path| path.exists());
            is_it.then_some(Self { tools, walls: Walls::default(), watches: false })
        };
        if let Some(open) = known() {
            return Ok(open);
        }
        let _alone = alone_in(&root, hears).map_err(|error| failed("lock what is beside", error))?;
        // Somebody else may have built it meanwhile.
        if let Some(open) = known() {
            return Ok(open);
        }
        library::write_to(&library).map_err(|error| failed("write", error))?;
        let target = root.join("target");
        // What has been downloaded before is enough; if it is not, there has to be a network.
        let built = build_library(&library, &target, true, hears);
        let rlibs = built.or_else(|_| build_library(&library, &target, false, hears))?;
        let path_of = |name: &str| {
            let found = rlibs.iter().find(|(known, _)| known == name).map(|(_, path)| path.clone());
            found.ok_or_else(|| format!("cargo has built no {name}"))
        };
        let racecourse = path_of("racecourse")?;
        let deps = target.join("debug/deps");
        let (std, facade) = (path_of("racecourse_std")?, path_of("racecourse_exercise")?);
        let tools = Tools { stamp, version, rustc, deps, racecourse, std, facade };
        let lying = tools.clone().mapped(|path| path.strip_prefix(&root).ok().map(Path::to_owned));
        let lying = lying.ok_or_else(|| format!("cargo has built outside of {}", root.display()))?;
        let text = serde_json::to_string_pretty(&lying).map_err(|error| error.to_string())?;
        fs::write(&file, text).map_err(|error| failed("write beside", error))?;
        Ok(Self { tools, walls: Walls::default(), watches: false })
    }

    /// Raises these walls around whatever is built and run from now on.
    pub fn within(self, walls: Walls) -> Self {
        Self { walls, ..self }
    }

    /// Builds submissions so that the memory that they use can be watched, if the compiler can do that ([`tripwire`]); else why it
    /// cannot.
    pub fn watching(self) -> (Self, Vec<String>) {
        let lacks = tripwire::lacks_of(&self.tools.rustc);
        (Self { watches: lacks.is_empty(), ..self }, lacks)
    }

    /// The same, for submissions of which nobody has to be told what memory they use: that costs time.
    pub(crate) fn unwatched(&self) -> Self {
        Self { watches: false, ..self.clone() }
    }

    /// The walls that are raised.
    pub fn walls(&self) -> &Walls {
        &self.walls
    }

    /// Builds `submission` with the driver of `exercise` in `place`, a folder that is made if it is not there.
    ///
    /// # Errors
    ///
    /// Why there is no program.
    pub fn build(&self, exercise: &Exercise, submission: &str, place: &Path) -> Result<Built, NotBuilt> {
        if let Some(refused) = walls::refused(submission) {
            return Err(NotBuilt::Refused(refused));
        }
        let place = std::path::absolute(place).map_err(|error| NotBuilt::Failed(error.to_string()))?;
        let (alone, whole, folder) = (place.join("submission"), place.join("driver"), place.join("empty"));
        let user = self
            .prepare(exercise, submission, [&alone, &whole, &folder], &place)
            .map_err(|error| NotBuilt::Failed(format!("failed to write below {}: {error}", place.display())))?;
        // The compiler may be where only its owner can reach it.
        let compiles = user.filter(|_| self.walls.has(Wall::User)).map(|user| self.as_whom(user));
        let subject = match exercise.interface {
            None => None,
            Some(_) => {
                let below = place.join(SUBJECT);
                let rlib = below.join("libsubject.rlib");
                let compile = self.behind_the_wall(SUBJECT, &below, &rlib);
                let built = self.compiled(compile, Confined::Compiler, compiles, &below, &[])?;
                built.map_err(|it| {
                    NotBuilt::Failed(format!("the interface of {} does not build: {}", exercise.name, it.first))
                })?;
                Some((below, rlib))
            }
        };
        let with_subject = |command: &mut Command| {
            if let Some((below, rlib)) = &subject {
                command.arg("-L").arg(named("dependency", below)).arg("--extern").arg(named(SUBJECT, rlib));
            }
        };
        let of_subject = subject.as_ref().map(|(below, _)| below.as_path());
        let rlib = alone.join("libsubmission.rlib");
        let mut compile = self.behind_the_wall("submission", &alone, &rlib);
        if self.watches {
            compile.args(tripwire::ARGUMENTS).args(tripwire::ARGUMENTS_ALONE);
        }
        if exercise.own.is_some() {
            compile.arg("--extern").arg(named("racecourse", &self.tools.racecourse));
        }
        with_subject(&mut compile);
        let reads: Vec<&Path> = of_subject.into_iter().collect();
        self.compiled(compile, Confined::Compiler, compiles, &alone, &reads)?.map_err(NotBuilt::Submission)?;
        let program = whole.join("driver");
        let mut link = self.compiler(&whole);
        link.args(["--crate-name", "driver", "--crate-type", "bin", "-C", "strip=symbols", ROOT]);
        if self.watches {
            // What is generic in a submission is compiled where it is used.
            link.args(tripwire::ARGUMENTS);
        }
        link.arg("--extern").arg(named("racecourse", &self.tools.racecourse));
        link.arg("--extern").arg(named("submission", &rlib));
        link.arg("-o").arg(&program);
        with_subject(&mut link);
        let reads: Vec<&Path> = of_subject.into_iter().chain([alone.as_path()]).collect();
        self.compiled(link, Confined::Linker, compiles, &whole, &reads)?.map_err(NotBuilt::Driver)?;
        Ok(Built { program, folder, user, walls: self.walls.clone() })
    }

    /// The compiler, for the library in `folder` whose root has another `std`.
    fn behind_the_wall(&self, name: &str, folder: &Path, rlib: &Path) -> Command {
        let mut compile = self.compiler(folder);
        compile.args(["--crate-name", name, "--crate-type", "rlib", "-F", "unsafe_code", ROOT]);
        compile.arg("--extern").arg(named("racecourse_std", &self.tools.std));
        compile.arg("--extern").arg(named("racecourse_exercise", &self.tools.facade));
        compile.arg("-o").arg(rlib);
        compile
    }

    /// The user as whom the compiler can be run.
    fn as_whom(&self, user: User) -> User {
        if is_open_to_all(&self.tools.rustc) && is_open_to_all(&self.tools.deps) { user } else { user.without_powers() }
    }

    /// Writes down what is compiled, into folders in which there is nothing else, and gives them to whoever works there.
    fn prepare(
        &self,
        exercise: &Exercise,
        submission: &str,
        [alone, whole, empty]: [&Path; 3],
        place: &Path,
    ) -> io::Result<Option<User>> {
        fs::create_dir_all(place)?;
        let subject = place.join(SUBJECT);
        for folder in [alone, whole, empty, &subject] {
            // There may be another submission's.
            match fs::remove_dir_all(folder) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => fs::create_dir(folder)?,
            }
        }
        let file = exercise.file();
        fs::write(alone.join(ROOT), root_of(file, if exercise.own.is_some() { LIBRARY } else { FACADE }))?;
        fs::write(alone.join(file), submission)?;
        fs::write(whole.join(file), submission)?;
        fs::write(whole.join(ROOT), main_of(exercise, self.watches))?;
        if exercise.own.is_none() {
            fs::write(whole.join(SPEC), &exercise.spec)?;
            fs::write(whole.join(CONTRACT), contract::module(&exercise.description.api, &exercise.spec))?;
        }
        for it in exercise.sound.iter().chain(&exercise.mutants) {
            fs::write(whole.join(file_of(it)), &it.text)?;
        }
        if let Some(interface) = &exercise.interface {
            fs::write(subject.join(ROOT), root_of(INTERFACE, FACADE))?;
            fs::write(subject.join(INTERFACE), interface)?;
        }
        let user = if self.walls.has(Wall::User) { User::of_next(&[place]) } else { None };
        if let Some(user) = user {
            // Others may pass through to what is theirs, and look at nothing.
            fs::set_permissions(place, Permissions::from_mode(0o711))?;
            fs::set_permissions(whole, Permissions::from_mode(0o711))?;
            user.owns(empty)?;
            let compiles = self.as_whom(user);
            for folder in [alone, whole, &subject] {
                compiles.owns(folder)?;
                fs::read_dir(folder)?.try_for_each(|entry| compiles.owns(&entry?.path()))?;
            }
        }
        Ok(user)
    }

    fn compiler(&self, folder: &Path) -> Command {
        let mut command = Command::new(&self.tools.rustc);
        // A linker is looked for in the path; nothing else of the environment is for a submission.
        command.current_dir(folder).env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        // What it makes for itself goes there, too: it may write nowhere else.
        command.env("TMPDIR", folder);
        command.args(["--edition", "2024", "-C", "opt-level=0", "-C", "debuginfo=0", "-C", "codegen-units=1"]);
        command.args(["--error-format=json", "--diagnostic-width=78"]);
        command.arg("-L").arg(format!("dependency={}", self.tools.deps.display()));
        command
    }

    /// Runs the compiler; what it complains of if it refuses.
    fn compiled(
        &self,
        command: Command,
        confined: Confined,
        user: Option<User>,
        folder: &Path,
        reads: &[&Path],
    ) -> Result<Result<(), Complaints>, NotBuilt> {
        let failed = |error: io::Error| NotBuilt::Failed(format!("failed to start the compiler: {error}"));
        let reads: Vec<&Path> = reads.iter().copied().chain(self.tools.places()).collect();
        let enclosure = Enclosure::around(confined, &self.walls, user, &reads, folder, PATIENCE).map_err(failed)?;
        let in_use = self.tools.in_use().map_err(NotBuilt::Failed)?;
        let ran = process::run(command, Some(&enclosure), PATIENCE, ROOM).map_err(failed)?;
        drop(in_use);
        match ran.status {
            Some(status) if status.success() => Ok(Ok(())),
            None => Err(NotBuilt::TooMuch),
            Some(status) => {
                let complaints = diagnostics::read(&ran.said);
                if let Some(why) = complaints.of_library {
                    let anew = self.tools.root().map_or_else(String::new, |root| {
                        format!("; if that stays so, remove {}, and the library is built anew", root.display())
                    });
                    return Err(NotBuilt::Failed(format!(
                        "the library that it is built with cannot be used: {why}{anew}"
                    )));
                }
                // It has ended without saying what it does not like: that is no judgement on the submission.
                if complaints.errors == 0 {
                    return Err(NotBuilt::Failed(format!("the compiler has ended with {status}")));
                }
                Ok(Err(complaints))
            }
        }
    }
}

/// The root of the crate of the submission in `file`, which has `racecourse` by these words.
pub(crate) fn root_of(file: &str, racecourse: &str) -> String {
    format!("{WALL}{racecourse}#[path = {file:?}]\npub mod exercise;\npub use exercise::*;\n")
}

/// Where the driver has an implementation.
fn file_of(implementation: &Implementation) -> String {
    format!("{}.rs", implementation.program.name)
}

/// The driver's main file; what it needs for its memory to be watched if that `watches`.
fn main_of(exercise: &Exercise, watches: bool) -> String {
    let tripwire = if watches { "racecourse::exercise_tripwire!();\n\n" } else { "" };
    if let Some(file) = &exercise.own {
        return format!(
            "{tripwire}static PROGRAMS: &[racecourse::exercise::Named] =\n    &[({RUN:?}, || racecourse::exercise::told(&submission::{RUN}()))];\n\
             static TEXTS: &[(&str, &str)] = &[({file:?}, include_str!({file:?}))];\n\n\
             fn main() {{\n    racecourse::exercise::serve(PROGRAMS, TEXTS)\n}}\n"
        );
    }
    let names = exercise.description.programs.iter().map(|program| &program.name);
    let mut programs: String = names.map(|name| format!("    ({name:?}, spec::{name}),\n")).collect();
    let (mut uses, mut modules) = ("", String::new());
    if exercise.interface.is_some() {
        uses = "#[macro_use]\n";
        programs += &format!("    ({TESTS:?}, || racecourse::exercise::names_of_tests(submission::TESTS)),\n");
        for it in exercise.sound.iter().chain(&exercise.mutants) {
            let name = &it.program.name;
            modules += &format!("#[path = {:?}]\n#[allow(dead_code)]\nmod {name};\n", file_of(it));
            programs +=
                &format!("    ({name:?}, || racecourse::exercise::tested(submission::TESTS, {SUBJECT}!({name}))),\n");
        }
    }
    format!(
        "{uses}#[path = {SPEC:?}]\nmod spec;\n#[path = {CONTRACT:?}]\nmod contract;\n{modules}\n{tripwire}\
         static PROGRAMS: &[racecourse::exercise::Named] = &[\n{programs}];\n\
         static TEXTS: &[(&str, &str)] =\n    &[({SUBMISSION:?}, include_str!({SUBMISSION:?})), ({SPEC:?}, include_str!({SPEC:?}))];\n\n\
         fn main() {{\n    racecourse::exercise::serve(PROGRAMS, TEXTS)\n}}\n"
    )
}

fn named(name: &str, path: &Path) -> std::ffi::OsString {
    let mut argument = std::ffi::OsString::from(name);
    argument.push("=");
    argument.push(path);
    argument
}

/// The file that is written down as `path`. An earlier version wrote whole paths, which may lead to another workshop.
fn found_in(root: &Path, path: &Path) -> Option<PathBuf> {
    path.is_relative().then(|| root.join(path))
}

/// Waits until nobody builds in the workshop in `root`, and keeps others from it as long as this is held.
fn alone_in(root: &Path, hears: &mut dyn FnMut(&str)) -> io::Result<File> {
    let lock = OpenOptions::new().create(true).truncate(false).write(true).open(root.join(LOCK))?;
    match lock.try_lock() {
        Ok(()) => return Ok(lock),
        Err(TryLockError::WouldBlock) => hears("Waiting for another racecourse, which builds here"),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    lock.lock()?;
    Ok(lock)
}

fn read_tools(file: &Path) -> Option<Tools> {
    serde_json::from_str(&fs::read_to_string(file).ok()?).ok()
}

/// The compiler that cargo uses in this folder, without anything in front of it that would look for it each time.
pub(crate) fn compiler(folder: &Path) -> Result<PathBuf, String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let sysroot = said_by(Command::new(&rustc).args(["--print", "sysroot"]).current_dir(folder))?;
    let own = Path::new(sysroot.trim()).join("bin/rustc");
    Ok(if own.exists() { own } else { PathBuf::from(rustc) })
}

fn said_by(command: &mut Command) -> Result<String, String> {
    let ran = command.stderr(Stdio::null()).output();
    match ran {
        Ok(ran) if ran.status.success() => Ok(String::from_utf8_lossy(&ran.stdout).into_owned()),
        Ok(ran) => Err(format!("{:?} has ended with {}", command.get_program(), ran.status)),
        Err(error) => Err(format!(
            "failed to start {:?}: {error}; exercises are built by Rust's own tools, see https://rustup.rs",
            command.get_program()
        )),
    }
}

/// Has cargo build the library; the names of what was built, with their files.
fn build_library(
    library: &Path,
    target: &Path,
    offline: bool,
    hears: &mut dyn FnMut(&str),
) -> Result<Vec<(String, PathBuf)>, String> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(library).args(["build", "--message-format=json-render-diagnostics", "--target-dir"]).arg(target);
    cargo.args(["-p", "racecourse-std", "-p", "racecourse-exercise", "-p", "racecourse", "--no-default-features"]);
    cargo.args(offline.then_some("--offline"));
    // Who runs this under cargo has its variables, and some of them would change what is built.
    for variable in ["CARGO_MANIFEST_DIR", "CARGO_TARGET_DIR", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "RUSTC_WRAPPER"]
    {
        cargo.env_remove(variable);
    }
    let mut child =
        cargo.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(|error| {
            format!("failed to start cargo: {error}; exercises are built by Rust's own tools, see https://rustup.rs")
        })?;
    let artifacts = child.stdout.take();
    let reader = thread::spawn(move || {
        let mut text = String::new();
        artifacts.map(|mut pipe| pipe.read_to_string(&mut text));
        text
    });
    let mut last = Vec::new();
    for line in child.stderr.take().into_iter().flat_map(|errors| BufReader::new(errors).lines()).map_while(Result::ok)
    {
        hears(line.trim());
        last.push(line);
    }
    let status = child.wait().map_err(|error| format!("failed to wait for cargo: {error}"))?;
    let text = reader.join().unwrap_or_default();
    if !status.success() {
        let from = last.len().saturating_sub(12);
        return Err(format!("cargo has not built the library:\n{}", last[from..].join("\n")));
    }
    Ok(text.lines().filter_map(artifact).collect())
}

/// The name and the file of a library that cargo says it has built.
fn artifact(line: &str) -> Option<(String, PathBuf)> {
    let message: serde_json::Value = serde_json::from_str(line).ok()?;
    let name = message.get("target")?.get("name")?.as_str()?.to_owned();
    let files = message.get("filenames")?.as_array()?.iter().filter_map(|file| file.as_str());
    let rlib = files.into_iter().find(|file| file.ends_with(".rlib"))?;
    (message.get("reason")? == "compiler-artifact").then(|| (name, PathBuf::from(rlib)))
}
