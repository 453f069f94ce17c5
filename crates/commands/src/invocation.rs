//! How this process was started, and so how the commands that it suggests have to be given.

use std::env;
use std::path::Path;
use std::sync::OnceLock;

use racecourse_layout::{Invocation, is_invisible};

use crate::checkout::Checkout;

/// `RACECOURSE_INVOCATION`: the words themselves, from a program that starts this one. The labs' program hears of them in
/// this way.
pub const VARIABLE: &str = "RACECOURSE_INVOCATION";

/// Looks at this process, once.
pub fn of_this_process() -> Invocation {
    static WORDS: OnceLock<String> = OnceLock::new();
    Invocation::new(WORDS.get_or_init(|| {
        let given = env::var(VARIABLE).ok().filter(|words| !words.is_empty() && !words.chars().any(is_invisible));
        given.unwrap_or_else(|| words(env::current_exe().ok().as_deref(), env::current_dir().ok().as_deref()))
    }))
}

/// What to type for the program at `this` path, standing in folder `here`.
fn words(this: Option<&Path>, here: Option<&Path>) -> String {
    let installed = || Invocation::INSTALLED.words().to_owned();
    match (this, this.and_then(Checkout::of)) {
        (Some(this), Some(checkout)) => match (here.is_some_and(|here| checkout.contains(here)), checkout.release) {
            (true, true) => "cargo run --release --".to_owned(),
            (true, false) => "cargo run --".to_owned(),
            // Cargo would look for another package there.
            (false, _) => this.display().to_string(),
        },
        _ => installed(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_a_checkout_cargo_runs_it() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        // This test's own program: two levels further down than a program that is built to be used.
        let this = env::current_exe().expect("a program runs");
        let profile = this.parent().and_then(Path::parent).expect("a folder of cargo's");
        let program = profile.join("racecourse");
        let run = if profile.ends_with("release") { "cargo run --release --" } else { "cargo run --" };
        assert_eq!(words(Some(&program), Some(&root)), run);
        assert_eq!(words(Some(&program), Some(&root.join("labs"))), run);
        assert_eq!(words(Some(&program), Some(Path::new("/"))), program.display().to_string());
    }

    #[test]
    fn anywhere_else_it_is_installed() {
        assert_eq!(words(Some(Path::new("/usr/bin/racecourse")), Some(Path::new("/"))), "racecourse");
        assert_eq!(words(None, None), "racecourse");
    }
}
