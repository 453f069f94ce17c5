//! `racecourse completions` and `racecourse man`: what a shell and `man` know of the arguments, made of their definition.

use std::io::Write;

use clap_mangen::Man;
use racecourse_layout::{Invocation, nearest};

use crate::args::{Completions, Manual, command};
use crate::names::unknown;
use crate::{Error, Exit};

/// Shells and `man` know a program by the name under which it is installed.
const NAME: &str = Invocation::INSTALLED.words();

pub(crate) fn complete(completions: &Completions, out: &mut dyn Write) -> Result<Exit, Error> {
    // What makes them panics where it cannot write, for instance into a closed pipe.
    let mut script = Vec::new();
    clap_complete::generate(completions.shell, &mut without_hidden(&command(Invocation::INSTALLED)), NAME, &mut script);
    out.write_all(&script)?;
    Ok(Exit::AsExpected)
}

/// The same command without the options that help does not name: some shells would offer them.
fn without_hidden(whole: &clap::Command) -> clap::Command {
    let shown = whole.get_arguments().filter(|argument| !argument.is_hide_set()).cloned();
    let about = whole.get_about().cloned().unwrap_or_default();
    let command = clap::Command::new(NAME).about(about).version(env!("CARGO_PKG_VERSION"));
    command.args(shown).subcommands(whole.get_subcommands().cloned())
}

pub(crate) fn man(manual: &Manual, out: &mut dyn Write) -> Result<Exit, Error> {
    let mut whole = command(Invocation::INSTALLED);
    whole.build();
    let page = match &manual.command {
        None => whole,
        Some(name) => {
            let one = whole.find_subcommand(name).cloned();
            let names: Vec<&str> = whole.get_subcommands().map(clap::Command::get_name).collect();
            let one = one.ok_or_else(|| unknown("command", name, nearest(name, names.iter().copied()), &names))?;
            one.version(env!("CARGO_PKG_VERSION"))
        }
    };
    let mut text = Vec::new();
    let title = page.get_display_name().unwrap_or(NAME).to_owned();
    Man::new(page).title(title).render(&mut text)?;
    out.write_all(&text)?;
    Ok(Exit::AsExpected)
}
