//! Help as it can be followed here: with commands that can be copied as they stand.

use clap::Command;
use clap::builder::{Resettable, StyledStr};
use racecourse_layout::{Invocation, columns_of, pad};

/// Help that is wider than this wraps on a small terminal.
const WIDTH: usize = 80;

/// Examples: arguments, and what comes of them.
pub fn examples(examples: &[(&str, &str)], invocation: Invocation) -> String {
    let commands: Vec<String> = examples.iter().map(|(arguments, _)| invocation.with(arguments)).collect();
    let width = commands.iter().map(|command| columns_of(command)).max().unwrap_or(0);
    let widest = examples.iter().map(|(_, what)| columns_of(what)).max().unwrap_or(0);
    let beside = 2 + width + 2 + widest <= WIDTH;
    let mut text = "Examples:".to_owned();
    for (command, (_, what)) in commands.iter().zip(examples) {
        text += &match beside {
            true => format!("\n  {}  {what}", pad(command, width)),
            false => format!("\n  # {what}\n  {command}"),
        };
    }
    text
}

/// `command` with what it says of itself as it is `invocation` that starts it.
pub fn called(command: Command, invocation: Invocation) -> Command {
    if invocation == Invocation::INSTALLED {
        return command;
    }
    let said = move |text: Option<&StyledStr>| {
        let text = text.map(|text| StyledStr::from(invocation.said_in(&text.to_string())));
        Resettable::from(text)
    };
    let [about, long_about] = [command.get_about(), command.get_long_about()].map(said);
    let [after, long_after] = [command.get_after_help(), command.get_after_long_help()].map(said);
    command
        .about(about)
        .long_about(long_about)
        .after_help(after)
        .after_long_help(long_after)
        .mut_args(move |argument| {
            let [help, long_help] = [argument.get_help(), argument.get_long_help()].map(said);
            argument.help(help).long_help(long_help)
        })
        .mut_subcommands(move |command| called(command, invocation))
}
