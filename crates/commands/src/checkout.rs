//! The checkout that this program was built from, as long as it is run from there.

use std::env;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Error;

/// Where this program was built, if it was not moved away since.
pub(crate) struct Checkout {
    root: PathBuf,
    target: PathBuf,
    /// Whether it was built by `cargo … --release`.
    pub(crate) release: bool,
}

impl Checkout {
    /// The checkout in whose target folder `program` lies.
    pub(crate) fn of(program: &Path) -> Option<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?;
        let profile = program.parent()?;
        let target = profile.parent()?;
        let built_here = root.join("labs/Cargo.toml").exists() && is_target(target);
        built_here.then(|| Self {
            root: root.to_owned(),
            target: target.to_owned(),
            release: profile.ends_with("release"),
        })
    }

    /// Whether `folder` is in it, so that cargo finds it from there.
    pub(crate) fn contains(&self, folder: &Path) -> bool {
        folder.canonicalize().is_ok_and(|folder| self.root.canonicalize().is_ok_and(|root| folder.starts_with(root)))
    }

    /// Has cargo bring `program` of `package` up to date.
    pub(crate) fn build(&self, package: &str, program: &str) -> Result<(), Error> {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["build", "--package", package, "--bin", program, "--target-dir"]).arg(&self.target);
        if self.release {
            cargo.arg("--release");
        }
        // What cargo has to say is of interest to who waits for it, and to nobody else.
        if !io::stderr().is_terminal() {
            cargo.arg("--quiet");
        }
        let status = cargo.current_dir(&self.root).status();
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(_) => Err(Error::Usage(format!("failed to build {program}: see what cargo says above"))),
            Err(error) => Err(Error::Io(format!("build {program} by cargo"), error)),
        }
    }
}

/// Whether cargo builds into this folder: it leaves its mark there.
fn is_target(folder: &Path) -> bool {
    folder.join("CACHEDIR.TAG").exists()
}
